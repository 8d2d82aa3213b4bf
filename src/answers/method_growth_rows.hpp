// SPDX-License-Identifier: Apache-2.0
// src/answers/method_growth_rows.hpp: a file of measured children, under the names that surveys and WHO's software give their columns.
#pragma once

#include "answers/method_cells.hpp"
#include "measures/child_growth.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// The children of a file, a list a measure that it has.
struct GrowthFile {
    ChildColumns children;
    std::vector<std::string> columns_used;  ///< as the file names them
};

/// The place of a column by its own name or one of its other names, in any case of letters; nothing where the file has none of them.
std::optional<std::size_t> growth_column(MethodTable const& table, std::string_view name);

/// A cell that says nothing: empty, NA, N/A, NULL, a full stop, a dash.
bool says_nothing(std::string_view cell);

/// Empty where the column is not there; `not_measured` where a cell says nothing.
/// errors  invalid  a cell that is no number ("row 5: weight")
Result<std::vector<double>> growth_numbers(MethodTable const& table, std::optional<std::size_t> column, std::string_view name);

/// The codes of a column, as surveys write them; unknown, or no oedema, where a cell says nothing; empty where there is no column.
/// errors  invalid  a cell that is no such code
Result<std::vector<ChildSex>> growth_sexes(MethodTable const& table, std::optional<std::size_t> column);
Result<std::vector<Posture>> growth_postures(MethodTable const& table, std::optional<std::size_t> column);
Result<std::vector<std::uint8_t>> growth_oedemas(MethodTable const& table, std::optional<std::size_t> column);

/// in      option age-unit: the unit of a column "age"
/// errors  missing  no column for the sex     invalid  a cell that cannot be read, an age below 0, an option     limit  as growth_scores
Result<GrowthFile> growth_file(MethodTable const& table, MethodOptions const& options);

/// The columns that `growth` and `growth-prevalence` share.
std::vector<MethodColumn> growth_columns();
/// The option age-unit.
MethodOption growth_age_option();

}  // namespace accalmie
