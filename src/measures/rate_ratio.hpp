// SPDX-License-Identifier: Apache-2.0
// src/measures/rate_ratio.hpp: how much rarer or more frequent events were in one time than in another, exactly.
#pragma once

#include "core/result.hpp"
#include "measures/distributions.hpp"

#include <cstdint>
#include <optional>

namespace accalmie {

/// Events seen in a time under watch. Both times of a comparison have one unit, whichever it is (months, days, person-years).
struct EventTime {
    std::int64_t events = 0;
    double time = 0;
};

struct RateRatioInput {
    EventTime during;
    EventTime before;
    double level = 0.95;  ///< of the intervals
};

/// Why a ratio has no value.
enum class NoRatio : std::uint8_t {
    none,             ///< it has one
    no_event_before,  ///< events during, none before: the ratio has no upper bound, its lower bound stands
    no_event,         ///< no event in either time: nothing can be compared
};

struct RateRatio {
    std::optional<double> ratio;  ///< (events / time during) / (events / time before)
    NoRatio no_ratio = NoRatio::none;
    Interval exact;               ///< never covers less often than `level`
    Interval mid_p;               ///< shorter; covers about as often as `level` on average
    double p_fall = 1;            ///< chance of as few events during or fewer, given the total, if both rates were equal
    double p_fall_mid = 1;        ///< the same, half of the chance of exactly what was seen left out
    double p_two_sided = 1;       ///< twice the smaller tail, at most 1: below 1 - level exactly where `exact` leaves out 1
    double p_two_sided_mid = 1;
};

/// Rate during over rate before, with intervals that hold for any count, zero too: given their sum, the events during are binomial.
///
/// in      events 0 to 1e9; times > 0 and finite, in one unit; 0 < level < 1
/// out     no unit
/// errors  invalid  a count below zero, a time not above zero, a level outside (0, 1)     limit  a count above 1e9
/// source  Przyborowski & Wilenski 1940, Biometrika 31:313-323; Clopper & Pearson 1934, Biometrika 26:404-413; Rothman, Greenland &
///         Lash 2008, Modern Epidemiology, 3rd ed., ch. 14; mid-p: Lancaster 1961; worked by hand in docs/methods/rate-ratio.md
Result<RateRatio> rate_ratio(RateRatioInput const& input);

/// `p_fall` alone, without the intervals: for ranking many windows.
/// in      as rate_ratio has them; checked by the caller
double chance_of_fall(EventTime during, EventTime before);

}  // namespace accalmie
