// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_sheet.hpp: the sheets of a form's workbook as cells that know where they stood, whatever the file was.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::forms {

/// One cell that says something; blank ones are not kept.
struct SheetCell {
    std::uint32_t column = 0;  ///< from 0, as in column A
    std::string text;          ///< UTF-8
};

struct SheetRow {
    std::uint32_t number = 0;      ///< from 1, as the spreadsheet program counts
    std::vector<SheetCell> cells;  ///< by column, ascending
};

struct Sheet {
    std::string name;
    std::vector<SheetRow> rows;  ///< the header first; blank rows are not kept
};

struct Workbook {
    std::vector<Sheet> sheets;

    /// The sheet of that name, however its letters are written; null if there is none.
    Sheet const* find(std::string_view name) const;
};

/// Bounds of what is read from outside.
struct SheetBounds {
    static constexpr std::size_t sheets_max = 64;
    static constexpr std::size_t rows_max = 1'048'576;
    static constexpr std::size_t columns_max = 16'384;
    static constexpr std::size_t cells_max = 8'000'000;
    static constexpr std::size_t bytes_max = 256U << 20U;  ///< of one part of a container, unpacked
};

/// "A", "Z", "AA": a column as spreadsheet programs name it.
std::string column_letters(std::uint32_t column);

}  // namespace accalmie::forms
