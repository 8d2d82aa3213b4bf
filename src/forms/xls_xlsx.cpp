// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_container.hpp"
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

/// What a number format shows of a moment; nothing if it shows numbers. Quoted words, escapes and colours are no letters of the format.
std::optional<MomentParts> moment_format(std::string_view code)
{
    bool day = false, time = false, quoted = false, bracket = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        char const letter = code[i];
        if (letter == '\\' || letter == '_' || letter == '*')
            ++i;
        else if (letter == '"')
            quoted = !quoted;
        else if (letter == '[' || letter == ']')
            bracket = letter == '[';
        else if (quoted)
            continue;
        else if (letter == ';')
            break;
        else if (std::strchr("hHsS", letter) != nullptr)
            time = true;
        else if (!bracket && std::strchr("yYdD", letter) != nullptr)
            day = true;
        else if (!bracket && (letter == 'm' || letter == 'M'))
            day = day || !time;
        else if (!bracket && (letter == '0' || letter == '#' || letter == '?') && !time && !day)
            return std::nullopt;
    }
    if (!day && !time) return std::nullopt;
    return day && time ? MomentParts::both : day ? MomentParts::day : MomentParts::time;
}

std::optional<MomentParts> built_in_format(unsigned number)
{
    if (number >= 14 && number <= 17) return MomentParts::day;
    if ((number >= 18 && number <= 21) || (number >= 45 && number <= 47)) return MomentParts::time;
    if (number == 22) return MomentParts::both;
    return std::nullopt;
}

/// For each cell style, what it shows of a moment.
using Styles = std::vector<std::optional<MomentParts>>;

Result<Styles> read_styles(Container& container)
{
    Styles styles;
    if (!container.has("xl/styles.xml")) return styles;
    auto const document = TRY(parse_part(container, "xl/styles.xml"));
    std::map<unsigned, std::optional<MomentParts>> formats;
    for (auto const& group : document->document_element().children()) {
        if (is_named(group, "numFmts"))
            for (auto const& format : group.children())
                formats[format.attribute("numFmtId").as_uint()] = moment_format(format.attribute("formatCode").value());
        if (!is_named(group, "cellXfs")) continue;
        for (auto const& style : group.children()) {
            auto const number = style.attribute("numFmtId").as_uint();
            auto const own = formats.find(number);
            styles.push_back(own == formats.end() ? built_in_format(number) : own->second);
        }
    }
    return styles;
}

struct SheetPart {
    std::string name, path;
};

struct BookParts {
    std::vector<SheetPart> sheets;
    bool from_1904 = false;
};

std::string path_of(std::string_view target)
{
    if (target.starts_with('/')) return std::string{target.substr(1)};
    return "xl/" + std::string{target};
}

Result<BookParts> read_parts(Container& container)
{
    BookParts parts;
    auto const relations = TRY(parse_part(container, "xl/_rels/workbook.xml.rels"));
    std::map<std::string, std::string, std::less<>> targets;
    for (auto const& relation : relations->document_element().children())
        targets[relation.attribute("Id").value()] = path_of(relation.attribute("Target").value());
    auto const document = TRY(parse_part(container, "xl/workbook.xml"));
    for (auto const& group : document->document_element().children()) {
        if (is_named(group, "workbookPr")) parts.from_1904 = group.attribute("date1904").as_bool();
        if (!is_named(group, "sheets")) continue;
        for (auto const& sheet : group.children()) {
            std::string_view relation;
            for (auto const& attribute : sheet.attributes())
                if (local_name(attribute.name()) == "id" && std::string_view{attribute.name()} != "id") relation = attribute.value();
            if (auto const target = targets.find(relation); target != targets.end())
                parts.sheets.push_back({sheet.attribute("name").value(), target->second});
        }
    }
    return parts;
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
    auto const parts = TRY(read_parts(container));
    auto const strings = TRY(read_shared_strings(container));
    auto const styles = TRY(read_styles(container));
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
