// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_container.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_workbook.hpp"
#include "forms/xls_xml.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

constexpr int depth_max = 64;

/// The words of a paragraph: blanks are elements, runs are nested, notes are left out.
void append_words(pugi::xml_node const& node, std::string& text, int depth)
{
    if (depth > depth_max) return;
    for (auto const& child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
            text += child.value();
        else if (is_named(child, "s"))
            text.append(std::clamp(child.attribute("text:c").as_uint(1), 1U, 1000U), ' ');
        else if (is_named(child, "tab"))
            text += '\t';
        else if (is_named(child, "line-break"))
            text += '\n';
        else if (!is_named(child, "annotation") && !is_named(child, "note"))
            append_words(child, text, depth + 1);
    }
}

std::string paragraphs(pugi::xml_node const& cell)
{
    std::string text;
    bool first = true;
    for (auto const& child : cell.children()) {
        if (!is_named(child, "p")) continue;
        if (!first) text += '\n';
        first = false;
        append_words(child, text, 0);
    }
    return text;
}

/// "PT09H30M00S" is 09:30:00.
std::string time_text(std::string_view duration)
{
    std::string text;
    std::string number;
    for (char const letter : duration) {
        if (letter >= '0' && letter <= '9') number += letter;
        if (letter == 'H' || letter == 'M' || letter == 'S' || letter == '.' || letter == ',') {
            if (number.empty()) continue;
            if (text.size() < 8) text += (text.empty() ? "" : ":") + (number.size() < 2 ? "0" + number : number);
            number.clear();
        }
    }
    return text;
}

std::string cell_text(pugi::xml_node const& cell)
{
    std::string_view const kind = cell.attribute("office:value-type").value();
    if (kind == "boolean") return cell.attribute("office:boolean-value").as_bool() ? "TRUE" : "FALSE";
    if (kind == "float" || kind == "percentage" || kind == "currency") return number_text(cell.attribute("office:value").as_double());
    if (kind == "date") {
        std::string_view date = cell.attribute("office:date-value").value();
        return std::string{date.ends_with("T00:00:00") ? date.substr(0, date.size() - 9) : date};
    }
    if (kind == "time") return time_text(cell.attribute("office:time-value").value());
    if (auto const words = paragraphs(cell); !words.empty()) return words;
    return cell.attribute("office:string-value").value();
}

std::uint32_t repeated(pugi::xml_node const& node, char const* attribute) { return std::max(1U, node.attribute(attribute).as_uint(1)); }

class TableReader {
public:
    explicit TableReader(SheetBuilder& builder) : builder_(builder) {}

    Result<void> read_rows(pugi::xml_node const& group, int depth)
    {
        if (depth > depth_max) return {};
        for (auto const& child : group.children()) {
            if (is_named(child, "table-row"))
                TRY(read_row(child));
            else if (is_named(child, "table-rows") || is_named(child, "table-header-rows") || is_named(child, "table-row-group"))
                TRY(read_rows(child, depth + 1));
        }
        return {};
    }

private:
    Result<void> read_row(pugi::xml_node const& row)
    {
        auto const times = repeated(row, "table:number-rows-repeated");
        std::vector<std::pair<std::uint32_t, std::string>> cells;
        std::uint64_t column = 0;
        for (auto const& cell : row.children()) {
            if (!is_named(cell, "table-cell") && !is_named(cell, "covered-table-cell")) continue;
            auto const across = repeated(cell, "table:number-columns-repeated");
            // A cell repeated to the end of the sheet is formatting, not words.
            auto const text = is_named(cell, "table-cell") ? cell_text(cell) : std::string{};
            if (!stripped(text).empty())
                for (std::uint64_t i = 0; i < across && column + i < SheetBounds::columns_max; ++i)
                    cells.emplace_back(static_cast<std::uint32_t>(column + i), text);
            column += across;
        }
        auto const first = row_;
        row_ += times;
        if (cells.empty()) return {};
        for (std::uint64_t i = 0; i < times; ++i)
            for (auto const& [at, text] : cells)
                TRY(builder_.add(static_cast<std::uint32_t>(std::min<std::uint64_t>(first + i + 1, SheetBounds::rows_max + 1)), at, text));
        return {};
    }

    SheetBuilder& builder_;
    std::uint64_t row_ = 0;
};

pugi::xml_node child_named(pugi::xml_node const& node, std::string_view name)
{
    for (auto const& child : node.children())
        if (is_named(child, name)) return child;
    return {};
}

}  // namespace

Result<Workbook> read_ods(Container& container)
{
    auto const document = TRY(parse_part(container, "content.xml"));
    auto const spreadsheet = child_named(child_named(document->document_element(), "body"), "spreadsheet");
    if (!spreadsheet) return Error{Error::Kind::invalid, "this OpenDocument file is no spreadsheet", {}, "save it as .ods"};
    Workbook book;
    SheetBuilder builder{book};
    for (auto const& table : spreadsheet.children()) {
        if (!is_named(table, "table")) continue;
        std::string const name = table.attribute("table:name").value();
        TRY(builder.begin_sheet(name));
        TRY(TableReader{builder}.read_rows(table, 0).at(name));
    }
    return book;
}

}  // namespace accalmie::forms
