// SPDX-License-Identifier: Apache-2.0
// src/surfaces/form_file.hpp: a form wherever it lies: a spreadsheet, a folder of CSV files, one CSV file, Markdown.
#pragma once

#include "forms/xls_compile.hpp"
#include "journal/disk.hpp"

namespace accalmie {

/// in   a file .xlsx, .xlsm, .ods, .csv or .md, or a folder with survey.csv
/// errors  missing  no such file     invalid  of another kind     limit  larger than 64 MiB, or SheetBounds     corrupt  damaged     io
Result<forms::Workbook> read_form_file(Disk& disk, std::filesystem::path const& path);

/// Read and compile. What the form is called if its sheets do not say: the file's name without its ending.
Result<forms::Compilation> compile_form_file(Disk& disk, std::filesystem::path const& path);

}  // namespace accalmie
