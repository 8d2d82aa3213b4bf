// SPDX-License-Identifier: Apache-2.0
// src/plots/table.hpp: the table behind a picture, for programs (CSV) and for readers (HTML, cells of text).
#pragma once

#include "plots/plot.hpp"

#include <string>
#include <vector>

namespace accalmie::plots {

/// RFC 4180, numbers with a point and unrounded, months as 2021-05, no data as nothing. A column `status` on every line says what the picture
/// says in its head (simulated, exploratory), where it says something. Texts that a spreadsheet would take for a formula begin with '.
std::string table_csv(Plot const& plot);

/// A cell as its readers write it; no data is said in words.
std::string cell_text(Cell const& cell, Language language);

/// <table> with a caption, column heads and the same cells.
std::string table_html(Plot const& plot);

}  // namespace accalmie::plots
