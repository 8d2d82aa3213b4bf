// SPDX-License-Identifier: Apache-2.0
// src/capture/form_sheets.hpp: the sheets of a form from CSV files, which a diff can read.
#pragma once

#include "capture/csv.hpp"
#include "forms/xls_sheet.hpp"

namespace accalmie {

/// One sheet of a folder of CSV files: the headings in the first row. Rows are counted by lines of the file.
/// errors  as CsvReader; limit  SheetBounds
Result<forms::Sheet> read_form_sheet(ByteSource& source, std::string name);

/// pyxform's one-file form: a filled first column begins the sheet of that name, its headings follow; the first column is empty otherwise.
/// Rows are counted as filled rows of their sheet, the headings being row 1.
/// errors  as CsvReader; invalid  no sheet in it     limit  SheetBounds
Result<forms::Workbook> read_form_csv(ByteSource& source);

}  // namespace accalmie
