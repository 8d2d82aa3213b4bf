// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_markdown.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

/// The cells of a line, without the outer pipes; nothing if it is no row of a table.
std::vector<std::string> cells_of(std::string_view line)
{
    line = stripped(line);
    // A note after the last pipe belongs to nobody.
    if (auto const note = line.rfind('#'); note != std::string_view::npos && line.find('|', note) == std::string_view::npos)
        line = stripped(line.substr(0, note));
    if (line.size() < 2 || line.front() != '|') return {};
    auto const last = line.rfind('|');
    if (last == 0) return {};
    line = line.substr(1, last - 1);
    if (line.starts_with('-') && line.find_first_not_of("|-") == std::string_view::npos) return {};
    std::vector<std::string> cells(1);
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '|') {
            cells.emplace_back();
        } else if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
            cells.back() += '|';
            ++i;
        } else {
            cells.back() += line[i];
        }
    }
    for (auto& cell : cells) cell = std::string{stripped(cell)};
    return cells;
}

void append_row(Sheet& sheet, std::vector<std::string>& cells)
{
    SheetRow row;
    for (std::size_t i = 1; i < cells.size(); ++i)
        if (!cells[i].empty()) row.cells.push_back({.column = static_cast<std::uint32_t>(i - 1), .text = std::move(cells[i])});
    if (row.cells.empty()) return;
    row.number = static_cast<std::uint32_t>(sheet.rows.size() + 1);
    sheet.rows.push_back(std::move(row));
}

}  // namespace

Result<Workbook> read_markdown(std::string_view text)
{
    Workbook book;
    for (auto const line : split(text, "\n")) {
        if (stripped(line).starts_with('#')) continue;
        auto cells = cells_of(line);
        if (cells.empty()) continue;
        if (cells.size() > SheetBounds::columns_max)
            return Error{Error::Kind::limit, "a line of too many columns", {}, "give each sheet its own table"};
        if (!cells.front().empty()) {
            if (book.sheets.size() >= SheetBounds::sheets_max) return Error{Error::Kind::limit, "too many sheets", {}, "keep those of the form only"};
            book.sheets.push_back({.name = cells.front(), .rows = {}});
        }
        if (book.sheets.empty()) continue;
        if (book.sheets.back().rows.size() >= SheetBounds::rows_max) return Error{Error::Kind::limit, "too many rows", {}, "split the form"};
        append_row(book.sheets.back(), cells);
    }
    if (book.sheets.empty())
        return Error{
            Error::Kind::invalid, "no table with a sheet name in its first column", {}, "begin with a line \"| survey |\", then the headings"};
    return book;
}

}  // namespace accalmie::forms
