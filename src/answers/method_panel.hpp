// SPDX-License-Identifier: Apache-2.0
// src/answers/method_panel.hpp: a plain table of units over time, with what was treated when, as the panel methods read it.
#pragma once

#include "answers/method_cells.hpp"
#include "measures/difference_in_differences.hpp"

#include <map>
#include <string>
#include <vector>

namespace accalmie {

/// How treatment was told.
enum class TreatmentForm : std::uint8_t {
    first_time,     ///< a column with the first treated time of the unit
    by_row,         ///< 1 in the rows of a unit that are treated
    unit_and_post,  ///< 1 for a treated unit, and 1 for a time after the start
    unit_and_time,  ///< 1 for a treated unit; treated from a time on that an option names
    two_times,      ///< 1 for a treated unit; of two times the later one
};

std::string_view treatment_form_code(TreatmentForm form);

struct PanelTable {
    Panel panel;                                              ///< `group` has labels where units are not told apart
    std::vector<std::optional<std::int64_t>> first_treated;   ///< of each row's unit or group; nothing: never
    std::map<std::int64_t, std::string> times;                ///< as the file writes them
    std::vector<std::string> covariates;
    std::size_t rows_without_value = 0;                       ///< left out: an empty cell or NA in a column that is needed
    TreatmentForm form = TreatmentForm::by_row;
    std::vector<double> exposure;                             ///< empty: none was given

    std::string time_name(std::int64_t time) const;
};

/// The columns and options of a panel method.
std::vector<MethodColumn> panel_columns();
std::vector<MethodOption> panel_options();

/// What an effect stands for in the table.
enum class PanelEffects : std::uint8_t { unit, group };

/// in      a table with panel_columns, options with panel_options
/// out     rows with a value in each needed column, in the table's order
/// errors  invalid  a cell that is not what it should be, a first treated time that differs within a unit, treatment that cannot be told
///         missing  no row has a value; a column that an option names
Result<PanelTable> read_panel(MethodTable const& table, MethodOptions const& options, PanelEffects effects);

/// Units, or groups where the table has no unit.
Result<PanelEffects> panel_effects(MethodTable const& table, MethodOptions const& options);

/// `--model poisson` of difference-in-differences: the members of a ratio of ratios.
Result<Tree> ratio_of_ratios_members(PanelTable const& table, double level);

/// Members of an interval, or nothing and why.
Tree inference_tree(Inference const& inference, double level);
std::string_view no_inference_code(NoInference because);

}  // namespace accalmie
