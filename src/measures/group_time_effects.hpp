// SPDX-License-Identifier: Apache-2.0
// src/measures/group_time_effects.hpp: the effect on each group of units that began together, at each time, and its averages.
#pragma once

#include "core/result.hpp"
#include "measures/two_period_effect.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

enum class ComparisonUnits : std::uint8_t {
    never_treated,
    not_yet_treated,  ///< these and units whose treatment begins later than both times compared
};

enum class BasePeriod : std::uint8_t {
    varying,    ///< before the start each time is compared with the time before it
    universal,  ///< always with the last time before the start
};

/// A long table of units, each treated from one time on and for good, or never.
struct StartedPanel {
    std::vector<std::size_t> unit;                           ///< any label; empty: repeated cross-sections, other units at each time
    std::vector<std::int64_t> time;
    std::vector<double> outcome;
    std::vector<std::optional<std::int64_t>> first_treated;  ///< one for each unit's rows; nothing: never
    std::vector<std::size_t> cluster;                        ///< empty: the unit, or the row
    std::vector<double> weight;                              ///< empty: all 1; a unit's is that of its first time
    std::vector<std::vector<double>> covariates;             ///< those of the earlier of two times are used
};

struct GroupTimeOptions {
    ComparisonUnits comparison = ComparisonUnits::never_treated;
    BasePeriod base = BasePeriod::varying;
    CovariateUse use = CovariateUse::doubly_robust;
    std::int64_t anticipation = 0;  ///< times before the start at which units may already act
    double level = 0.95;
    int draws = 999;                ///< of the multiplier bootstrap, 0 to 100,000; 0: no simultaneous band
    std::uint64_t seed = 1;
};

/// An estimate with pointwise interval and, from the bootstrap, one that holds for its whole table at once.
struct EffectEstimate {
    double estimate = 0;
    std::optional<double> standard_error;  ///< nothing for a reference, and where nothing varies
    std::optional<double> p, lower, upper;
    std::optional<double> band_lower, band_upper;
    bool one_treated = false;              ///< one treated cluster in each group behind it: the error lacks its variance, so no p and no interval
};

struct GroupTimeEffect {
    std::int64_t group = 0, time = 0;
    bool before = false;                 ///< before the start: its effect should be 0
    bool reference = false;              ///< the base time itself (universal)
    std::size_t treated_units = 0, comparison_units = 0;
    std::optional<EffectEstimate> effect;
    std::string not_because;             ///< why there is none
};

/// One average by group, by distance from the start, or by time.
struct AverageEffect {
    std::int64_t of = 0;
    EffectEstimate effect;
};

struct AverageTable {
    std::vector<AverageEffect> rows;
    std::optional<EffectEstimate> overall;
    std::optional<double> critical_value;  ///< of its simultaneous band
};

struct GroupTimeEffects {
    std::vector<GroupTimeEffect> effects;    ///< by group, then time
    std::optional<double> critical_value;
    std::optional<EffectEstimate> simple;    ///< all effects after the start, each weighted by the size of its group
    AverageTable by_group, by_distance, by_time;
    std::optional<double> pre_trend_wald, pre_trend_p;  ///< all effects before the start are 0: chi-square
    std::size_t pre_trend_coefficients = 0;
    std::string no_pre_trend_because;
    std::size_t units = 0, never_treated_units = 0, times = 0, clusters = 0;
    std::size_t units_not_always_seen = 0;    ///< left out
    std::size_t units_treated_at_first = 0;   ///< left out: no time before
    std::size_t smallest_group = 0;           ///< treated units of the smallest group
};

/// ATT(g, t): how much outcomes of the units first treated at g have changed by time t, beyond the change of comparison units; its averages;
/// errors from influence functions, clustered; a seeded multiplier bootstrap (Mammen's two points) for simultaneous bands.
///
/// in      at most 2,000,000 rows, 500 effects, 50,000,000 influence values; draws x influence values at most 4e10
/// out     in the outcome's unit
/// errors  invalid  no treated unit with a time before, no comparison unit, a start that differs within a unit, a unit twice at one time     limit
/// source  Callaway & Sant'Anna 2021, J. Econometrics 225:200-230; Sant'Anna & Zhao 2020; worked by hand in docs/methods/group-time-effects.md
Result<GroupTimeEffects> group_time_effects(StartedPanel const& panel, GroupTimeOptions const& options);

}  // namespace accalmie
