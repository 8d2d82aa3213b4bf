// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_container.hpp"
#include "forms/xls_parts.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_workbook.hpp"
#include "forms/xls_xml.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <map>
#include <optional>

namespace accalmie::forms {

namespace {

/// The text of <si> or <is>: its own, or that of its runs; what is written above it to be read aloud (rPh) is no part of it.
std::string rich_text(pugi::xml_node const& item)
{
    std::string text;
    for (auto const& child : item.children()) {
        if (is_named(child, "t"))
            text += child.text().get();
        else if (is_named(child, "r"))
            for (auto const& part : child.children())
                if (is_named(part, "t")) text += part.text().get();
    }
    return text;
}

Result<std::vector<std::string>> read_shared_strings(Container& container)
{
    std::vector<std::string> strings;
    if (!container.has("xl/sharedStrings.xml")) return strings;
    auto const document = TRY(parse_part(container, "xl/sharedStrings.xml"));
    for (auto const& item : document->document_element().children())
        if (is_named(item, "si")) strings.push_back(rich_text(item));
    return strings;
}

/// "AB12" is column 27 and row 12; 0 where it does not say.
struct CellPlace {
    std::optional<std::uint32_t> column;
    std::uint32_t row = 0;
};
CellPlace parse_place(std::string_view reference)
{
    CellPlace place;
    std::uint32_t column = 0;
    std::size_t at = 0;
    for (; at < reference.size() && at < 4 && reference[at] >= 'A' && reference[at] <= 'Z'; ++at)
        column = column * 26 + static_cast<std::uint32_t>(reference[at] - 'A' + 1);
    if (column > 0) place.column = column - 1;
    std::from_chars(reference.data() + at, reference.data() + reference.size(), place.row);
    return place;
}

struct CellReader {
    std::vector<std::string> const& strings;
    Styles const& styles;
    bool from_1904;

    std::string text(pugi::xml_node const& cell) const
    {
        std::string_view const kind = cell.attribute("t").value();
        pugi::xml_node value;
        for (auto const& child : cell.children()) {
            if (is_named(child, "is")) return rich_text(child);
            if (is_named(child, "v")) value = child;
        }
        std::string_view const written = value.text().get();
        if (kind == "s") {
            std::size_t index = strings.size();
            std::from_chars(written.data(), written.data() + written.size(), index);
            return index < strings.size() ? strings[index] : std::string{};
        }
        if (kind == "b") return written == "1" ? "TRUE" : "FALSE";
        if (kind == "str" || kind == "e" || kind == "d" || kind == "inlineStr" || written.empty()) return std::string{written};
        double number = 0;
        if (auto const [end, fault] = std::from_chars(written.data(), written.data() + written.size(), number);
            fault != std::errc{} || end != written.data() + written.size())
            return std::string{written};
        auto const style = cell.attribute("s").as_uint();
        if (style < styles.size() && styles[style])
            return moment_text(from_1904 && *styles[style] != MomentParts::time ? number + 1462 : number, *styles[style]);
        return number_text(number);
    }
};

Result<void> read_sheet(pugi::xml_document const& document, CellReader const& reader, SheetBuilder& builder)
{
    for (auto const& group : document.document_element().children()) {
        if (!is_named(group, "sheetData")) continue;
        std::uint32_t row_number = 0;
        for (auto const& row : group.children()) {
            if (!is_named(row, "row")) continue;
            auto const given = row.attribute("r").as_uint();
            row_number = given > 0 ? given : row_number + 1;
            std::uint32_t column = 0;
            for (auto const& cell : row.children()) {
                if (!is_named(cell, "c")) continue;
                column = parse_place(cell.attribute("r").value()).column.value_or(column);
                TRY(builder.add(row_number, column, reader.text(cell)));
                ++column;
            }
        }
    }
    return {};
}

}  // namespace

Result<Workbook> read_xlsx(Container& container)
{
    auto const relations = TRY(container.read("xl/_rels/workbook.xml.rels")), workbook = TRY(container.read("xl/workbook.xml"));
    auto const parts = TRY(read_parts(relations, workbook));
    auto const strings = TRY(read_shared_strings(container));
    auto const styles = container.has("xl/styles.xml") ? TRY(read_styles(TRY(container.read("xl/styles.xml")))) : Styles{};
    CellReader const reader{.strings = strings, .styles = styles, .from_1904 = parts.from_1904};
    Workbook book;
    SheetBuilder builder{book};
    for (auto const& [name, path] : parts.sheets) {
        if (!container.has(path)) continue;
        TRY(builder.begin_sheet(name));
        auto const document = TRY(parse_part(container, path));
        TRY(read_sheet(*document, reader, builder).at(name));
    }
    return book;
}

}  // namespace accalmie::forms
