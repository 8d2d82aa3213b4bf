// SPDX-License-Identifier: Apache-2.0
// src/plots/series.hpp: events by month, with the window, the months it is compared with, and the stretches that no source covers.
#pragma once

#include "measures/before_after.hpp"
#include "plots/plot.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie::plots {

/// Both months counted.
struct MonthSpan {
    Month first, last;
    bool holds(Month month) const { return first <= month && month <= last; }
};

struct SeriesInput {
    Head head;
    std::string where;                     ///< names of the places
    MonthSeries series;
    std::optional<MonthSpan> window;
    std::vector<MonthSpan> compared_with;
    std::optional<MonthSpan> searched;     ///< the months within which windows were looked for
    std::optional<double> expected;        ///< events that the comparison gives for the whole window
    std::string finding;                   ///< one sentence on the window; may be empty
};

/// One bar a month; hatched where there is no data, which is never 0.
Plot series_plot(SeriesInput const& input);

}  // namespace accalmie::plots
