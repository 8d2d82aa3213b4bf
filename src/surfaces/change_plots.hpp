// SPDX-License-Identifier: Apache-2.0
// src/surfaces/change_plots.hpp: pictures of the answers, for the command line and HTTP alike.
#pragma once

#include "answers/change.hpp"
#include "plots/plot.hpp"
#include "surfaces/answers_tree.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

struct ChangePlotQuestion {
    std::string kind;                          ///< one of change_plot_kinds()
    std::optional<std::string> plan;           ///< instead of `change`: name or address of a plan
    ChangeQuestion change;                     ///< without a source: the first that covers the window, one whose terms let pictures go first
    std::optional<Month> window;               ///< its first month; nothing: the lowest placement
    plots::Language language = plots::Language::french;
};

/// "series", "placements", "ratios-map", then those for plans only: "specification-curve", "synthetic-control", "placebo".
std::vector<std::string_view> change_plot_kinds();

/// errors  as answer_change, answer_plan and answer_change_map have them     missing  no source knows these places     invalid  not such a kind, or a window
///         that does not lie within the months asked for
Result<plots::Plot> change_plot(Store const& store, Asking const& asking, ChangePlotQuestion const& question, Kind kind);

inline constexpr std::size_t sheet_rows_max = 500;

/// What a page needs of a picture: `kind`, `title`, `statuses`, `description`, `svg` at this width, `table` (columns, at most sheet_rows_max rows
/// of text, rows_left_out), `csv` whole, `demo`.
Tree plot_sheet(plots::Plot const& plot, double width_px, Kind kind);

}  // namespace accalmie
