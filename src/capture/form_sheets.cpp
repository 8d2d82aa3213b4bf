// SPDX-License-Identifier: Apache-2.0
#include "capture/form_sheets.hpp"

#include "forms/xls_text.hpp"

namespace accalmie {

namespace {

using forms::SheetBounds;

Error too_large() { return {Error::Kind::limit, "the form's tables are too large", {}, "keep the sheets of the form only"}; }

/// The filled cells from the `first` field on.
std::vector<forms::SheetCell> cells_of(std::span<std::string_view const> fields, std::size_t first)
{
    std::vector<forms::SheetCell> cells;
    for (auto i = first; i < fields.size(); ++i)
        if (auto const text = forms::stripped(fields[i]); !text.empty())
            cells.push_back({.column = static_cast<std::uint32_t>(i - first), .text = std::string{text}});
    return cells;
}

Error fault_of(CsvRow const& row)
{
    return {Error::Kind::invalid, std::string{row.problem->reason}, "line " + std::to_string(row.line), std::string{row.problem->remedy}};
}

}  // namespace

Result<forms::Sheet> read_form_sheet(ByteSource& source, std::string name)
{
    forms::Sheet sheet{.name = std::move(name), .rows = {}};
    auto reader = TRY(CsvReader::open(source));
    CsvRow row;
    while (TRY(reader.next(row))) {
        if (row.problem) return fault_of(row);
        if (row.line > SheetBounds::rows_max) return too_large();
        auto cells = cells_of(row.fields, 0);
        if (!cells.empty()) sheet.rows.push_back({.number = static_cast<std::uint32_t>(row.line), .cells = std::move(cells)});
    }
    return sheet;
}

Result<forms::Workbook> read_form_csv(ByteSource& source)
{
    forms::Workbook book;
    CsvOptions options;
    options.separator = ',';  // the first row, which would tell, is a lone word
    auto reader = TRY(CsvReader::open(source, options));
    CsvRow row;
    while (TRY(reader.next(row))) {
        if (row.problem) return fault_of(row);
        if (row.fields.empty()) continue;
        if (auto const name = forms::stripped(row.fields[0]); !name.empty()) {
            if (book.sheets.size() >= SheetBounds::sheets_max) return too_large();
            book.sheets.push_back({.name = std::string{name}, .rows = {}});
        }
        auto cells = cells_of(row.fields, 1);
        if (cells.empty()) continue;
        if (book.sheets.empty())
            return Error{Error::Kind::invalid,
                         "no sheet begins before line " + std::to_string(row.line),
                         {},
                         "write \"survey\" into the first column, and the headings below"};
        auto& rows = book.sheets.back().rows;
        if (rows.size() >= SheetBounds::rows_max) return too_large();
        rows.push_back({.number = static_cast<std::uint32_t>(rows.size() + 1), .cells = std::move(cells)});
    }
    if (book.sheets.empty())
        return Error{Error::Kind::invalid, "no sheet in this file", {}, "write \"survey\" into the first column, and the headings below"};
    return book;
}

}  // namespace accalmie
