// SPDX-License-Identifier: Apache-2.0
// src/measures/early_aberration.hpp: is a count higher than the few before it allow? EARS C1, C2 and C3, for where there are no years of data.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

enum class EarsMethod : std::uint8_t { c1, c2, c3 };

struct EarsSettings {
    EarsMethod method = EarsMethod::c1;
    int baseline = 7;             ///< counts compared with, 3 to 366
    double least_deviation = 0;   ///< a smaller standard deviation counts as this one (minSigma)
    std::optional<double> alpha;  ///< nothing: 0.001 for C1 and C2, 0.025 for C3
};

/// Why a place has no bound or, without a report, no alarm.
enum class NoEarsBound : std::uint8_t {
    none,
    no_report,     ///< a count that is needed did not come
    no_variation,  ///< all counts compared with are equal, and no least deviation is given: nothing divides by zero
};

struct EarsPlace {
    std::size_t at = 0;
    double observed = 0;             ///< NaN where no report came
    std::optional<double> upper;     ///< alarm above it
    std::optional<double> expected;  ///< mean of the baseline
    std::optional<double> deviation; ///< of the baseline, at least the least one
    std::optional<double> score;     ///< distance from the mean in deviations; for C3 the sum over three places
    bool alarm = false;
    NoEarsBound no_bound = NoEarsBound::none;
};

/// Places before `first` which the method needs: 7, 9 or 11 for a baseline of 7.
std::size_t ears_lag(EarsSettings const& settings);

/// Each place from `first` to before `end`.
///
/// in      counts of 0 or more, NaN where no report came; ears_lag <= first <= end <= counts
/// errors  invalid  a baseline outside 3 to 366, a deviation below 0, a chance outside (0, 1)    missing  too few counts before `first`
/// source  Hutwagner, Thompson, Seeman & Treadwell 2003, J. Urban Health 80:i89-i96; Salmon, Schumacher & Hoehle 2016, J. Stat. Softw. 70(10)
Result<std::vector<EarsPlace>> ears(std::span<double const> counts, std::size_t first, std::size_t end, EarsSettings const& settings);

}  // namespace accalmie
