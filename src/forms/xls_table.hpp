// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_table.hpp: a sheet whose columns are known by what they mean, however their headings are written.
#pragma once

#include "forms/xls_findings.hpp"
#include "forms/xls_sheet.hpp"

#include <span>

namespace accalmie::forms {

/// Which sheet a heading stands on: the same word means different things on different sheets.
enum class SheetKind : std::uint8_t { survey, choices, settings, entities, external_choices, osm };
std::string_view sheet_name(SheetKind kind);

/// One column: "Constraint Message::fr" is the path bind, jr:constraintMsg, fr.
struct Heading {
    std::vector<std::string> path;
    std::string written;
    std::uint32_t column = 0;
    bool is_known = false;  ///< the first part is a word of the XLSForm specification
};

struct TableCell {
    std::uint32_t heading = 0;  ///< place in Table::headings
    std::string text;           ///< as the compiler uses it: trimmed, straight quotation marks
};

struct TableRow {
    std::uint32_t number = 0;
    std::vector<TableCell> cells;
};

struct Table {
    SheetKind kind = SheetKind::survey;
    std::string sheet;  ///< its name as written
    std::vector<Heading> headings;
    std::vector<TableRow> rows;

    /// The cell below the heading of exactly this path; empty if there is none.
    std::string_view value(TableRow const& row, std::string_view first, std::string_view second = {}) const;
    bool has_heading(std::string_view first) const;
    /// Place of the row, or of its cell below a heading whose path begins so.
    Place place(TableRow const& row, std::string_view first = {}, std::string_view second = {}) const;
    Place place(std::uint32_t row, std::string_view first, std::string_view second = {}) const;
    Place place(TableRow const& row, TableCell const& cell) const;
};

/// How the texts of a sheet are tidied: the setting clean_text_values.
enum class Cleaning : std::uint8_t { none, quotes, quotes_and_blanks };

/// in   a sheet with its headings in the first row     out  the rows below, cells without a heading left out
/// finds  two headings that mean the same
Table table_of(Sheet const& sheet, SheetKind kind, Cleaning cleaning, Findings& findings);

}  // namespace accalmie::forms
