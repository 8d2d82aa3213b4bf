// SPDX-License-Identifier: Apache-2.0
// src/answers/synthetic_rows.hpp: a table of units and times as the panel, the design and the predictors of a synthetic control.
#pragma once

#include "answers/method.hpp"
#include "measures/unit_panel.hpp"

#include <optional>

namespace accalmie {

/// Rows by unit and time. Units in the order of the table; times ascending, as numbers where all are numbers, else as text (2021-05).
struct SyntheticRows {
    std::vector<std::string> units, times;
    std::vector<std::size_t> incomplete;               ///< units without the outcome at some time: neither treated nor donors
    UnitPanel outcomes;                                ///< 0 at the holes of incomplete units
    std::vector<std::size_t> treated;
    std::vector<std::size_t> donors;
    std::size_t first_treated = 0;
    std::vector<std::vector<std::optional<std::size_t>>> row_of;  ///< by unit and time: the row of the table

    /// errors  missing  no such time or unit
    Result<std::size_t> time_index(std::string_view label) const;
    Result<std::size_t> unit_index(std::string_view name) const;
    /// "1961-1969/2" (every second), "1961..1969", "1975": indices of the times that are there.
    /// errors  missing  none of them is there     invalid  no such writing
    Result<std::vector<std::size_t>> period(std::string_view text) const;
};

/// A column averaged over some times.
struct PredictorColumn {
    std::string name, period;                          ///< as written
    std::string column;                                ///< of the table as run_method hands it over
    std::vector<std::size_t> times;
};

/// The panel, with treated units from the options treated-unit and first-treated or from the column treated, and the donors that stay.
Result<SyntheticRows> synthetic_rows(MethodTable const& table, MethodOptions const& options);

/// "school.illit,invest:1964-1969; gdpcap:1960-1969; popdens:1969": columns that share a period, and so on.
Result<std::vector<PredictorColumn>> predictor_columns(MethodTable const& table, SyntheticRows const& rows, std::string_view text);

/// The mean of the cells that are there, one a unit; 0 for incomplete units.
/// errors  missing  a unit has none of them     invalid  a cell is no number
Result<std::vector<double>> predictor_means(MethodTable const& table, SyntheticRows const& rows, PredictorColumn const& predictor);

/// The estimators of synthetic difference-in-differences on these rows: the members of the result.
Result<Tree> synthetic_did_tree(SyntheticRows const& rows, MethodOptions const& options);

/// "a; b" as two texts without blanks around them; "none" as none.
std::vector<std::string> split_list(std::string_view text, char separator);

}  // namespace accalmie
