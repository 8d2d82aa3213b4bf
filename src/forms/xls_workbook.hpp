// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_workbook.hpp: XLSX (ECMA-376) and ODS (OpenDocument) files as sheets of text.
#pragma once

#include "core/bytes.hpp"
#include "forms/xls_sheet.hpp"

namespace accalmie::forms {

class Container;

/// A spreadsheet file: XLSX or ODS, as its parts say. Numbers are written as short as they can be read back, truth as TRUE and FALSE, days as
/// 2024-02-29, moments as 2024-02-29T10:30:00, times as 10:30:00. A file of one sheet is a survey, whatever the sheet is called.
/// errors  invalid  another kind of file: .xls, no spreadsheet     limit  SheetBounds     corrupt  damaged
Result<Workbook> read_spreadsheet(BytesView octets);

Result<Workbook> read_xlsx(Container& container);
Result<Workbook> read_ods(Container& container);

/// Grows sheets within SheetBounds.
class SheetBuilder {
public:
    explicit SheetBuilder(Workbook& book) : book_(book) {}
    Result<void> begin_sheet(std::string name);
    /// Rows ascend, columns of a row too; a text of blanks alone is passed over.
    Result<void> add(std::uint32_t row, std::uint32_t column, std::string text);

private:
    Workbook& book_;
    std::size_t cells_ = 0;
};

/// A number as a spreadsheet program shows it without a format: "1", "0.1", "1e+20".
std::string number_text(double number);
/// What a cell's format shows of a moment.
enum class MomentParts : std::uint8_t { day, time, both };
/// Days since 1899-12-30 with their fraction; a day with a time of day is written with it, whatever the format shows.
std::string moment_text(double serial, MomentParts parts);

}  // namespace accalmie::forms
