// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_markdown.hpp: a form written as Markdown tables, as pyxform's tests and forums write them.
#pragma once

#include "forms/xls_sheet.hpp"

namespace accalmie::forms {

/// Lines between pipes; a line whose first cell is filled begins the sheet of that name, its next filled line holds the headings.
/// "\|" is a pipe inside a cell; lines that begin with # are notes. Rows are counted as filled lines, the headings being row 1.
/// in   UTF-8     errors  invalid  no table in it     limit  SheetBounds
Result<Workbook> read_markdown(std::string_view text);

}  // namespace accalmie::forms
