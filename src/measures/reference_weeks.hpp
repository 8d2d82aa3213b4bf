// SPDX-License-Identifier: Apache-2.0
// src/measures/reference_weeks.hpp: the weeks of earlier years that a week is held against.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <limits>
#include <vector>

namespace accalmie {

/// Stands in a series of counts where no report came. Never printed.
inline constexpr double unreported = std::numeric_limits<double>::quiet_NaN();

/// When the counts of a series were made, one place an epoch. Positions are 0-based.
struct SeriesTimes {
    std::size_t length = 0;
    int per_year = 52;       ///< epochs a year
    std::vector<Day> dates;  ///< empty: reference weeks by position; else one a place, rising, and per_year is 12, 52 or 365
};

/// Rows of a regression, group by group; times rise inside a group.
struct ReferenceRows {
    std::vector<std::size_t> at;          ///< positions in the series
    std::vector<double> time;             ///< one a row, in epochs
    std::vector<std::size_t> group_ends;  ///< groups without a row are not there
    std::size_t group_now = 0;            ///< of the week judged
    double time_now = 0;
    std::size_t dropped = 0;              ///< windows' places before the series began
};

/// Years back and half width of the windows.
struct ReferenceWindows {
    int years = 5;           ///< 1 to 50
    int half_width = 3;      ///< 0 to 25
    int periods = 1;         ///< 1: only the windows; more: the rest of each year too, cut into periods - 1 seasons
    int weeks_left_out = 3;  ///< before the week judged: an outbreak that goes on must not hide itself
};

/// Windows around the same week of each year before; places before the series are left out and counted.
/// source  Farrington, Andrews, Beale & Catchpole 1996, JRSS A 159:547-563, sec. 3.2
Result<ReferenceRows> window_rows(SeriesTimes const& times, std::size_t now, ReferenceWindows const& windows);

/// The same with seasons between the windows and the latest weeks left out.
/// errors  missing  the series does not go back far enough     invalid  more periods than a year has room for
/// source  Noufaily et al. 2013, Statist. Med. 32:1206-1222, sec. 3.4
Result<ReferenceRows> seasonal_rows(SeriesTimes const& times, std::size_t now, ReferenceWindows const& windows);

/// errors  invalid  years, widths, periods or dates out of their bounds
Result<void> check_windows(SeriesTimes const& times, ReferenceWindows const& windows);

}  // namespace accalmie
