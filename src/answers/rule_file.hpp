// SPDX-License-Identifier: Apache-2.0
// src/answers/rule_file.hpp: a rules/*.csv of a pack as a table of text, and cells of it that may be empty.
#pragma once

#include "answers/method_cells.hpp"

namespace accalmie {

/// in      a header, then one rule a line; cells may be quoted, without line breaks; at most 1,000 rules
/// out     rows of as many cells as the header has
/// errors  invalid  a line with other cells ("line 3")     missing  one of `columns` is not there     limit
Result<MethodTable> read_rule_table(std::string_view text, std::span<std::string_view const> columns);

/// The text of a file of the base pack, "rules/alerts.csv"; lives as long as the program.
/// errors  missing
Result<std::string_view> base_rule_text(std::string_view path);

/// Nothing where the cell is empty.     errors  invalid
Result<std::optional<double>> optional_rule_number(MethodRows const& rows, std::size_t row, std::string_view column);
Result<std::optional<Day>> optional_rule_day(MethodRows const& rows, std::size_t row, std::string_view column);

}  // namespace accalmie
