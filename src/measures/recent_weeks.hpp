// SPDX-License-Identifier: Apache-2.0
// src/measures/recent_weeks.hpp: is a count higher than those of recent weeks and of the same weeks of earlier years? Bayes and RKI bounds.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

enum class RecentRule : std::uint8_t {
    bayes,  ///< quantile of what a Poisson count will be after the reference counts, the mean's prior being Jeffreys'
    rki,    ///< mean plus two standard deviations, for small means the upper bound of a Poisson mean
};

enum class ThisYear : std::uint8_t { left_out, used };

struct RecentSettings {
    RecentRule rule = RecentRule::bayes;
    int years = 0;                      ///< b: earlier years, each with the same week and `half_width` around it
    int half_width = 6;                 ///< w: also the weeks before this one, where this year is used
    ThisYear this_year = ThisYear::used;
    double alpha = 0.05;                ///< Bayes only
    int per_year = 52;
};

struct RecentPlace {
    std::size_t at = 0;
    double observed = 0;             ///< NaN where no report came
    std::optional<double> upper;     ///< alarm above it; nothing: no reference count, or for RKI one that is missing
    std::optional<double> expected;  ///< mean of the reference counts
    std::size_t reference_count = 0;
    bool alarm = false;
};

/// Each place from `first` to before `end`.
///
/// in      counts of 0 or more, NaN where no report came
/// errors  invalid  a setting outside its bounds     missing  the series does not go back far enough for `first`
/// source  Hoehle 2007, Comput. Stat. 22:571-582; Riebler 2004 (algo.bayes, algo.rki of R's surveillance); small means: Crow & Gardner 1959,
///         Biometrika 46:441-453
Result<std::vector<RecentPlace>> recent_weeks_alarms(std::span<double const> counts, std::size_t first, std::size_t end, RecentSettings const& settings);

}  // namespace accalmie
