// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/table.hpp: rows for people: columns aligned, whatever the script.
#pragma once

#include <string>
#include <vector>

namespace accalmie::cli {

/// Text columns to the left; columns whose every cell is a number, "-" or empty to the right. Cells longer than `width_max` characters are cut with
/// "…".
std::string table_text(std::vector<std::string> const& columns, std::vector<std::vector<std::string>> const& rows, std::size_t width_max = 60);

/// Characters as a terminal counts them: code points, combining marks not counted.
std::size_t display_width(std::string_view utf8);

}  // namespace accalmie::cli
