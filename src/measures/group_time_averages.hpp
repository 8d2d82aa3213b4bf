// SPDX-License-Identifier: Apache-2.0
// src/measures/group_time_averages.hpp: estimates with what each unit contributed to them: their errors, averages and simultaneous bands.
#pragma once

#include "measures/group_time_effects.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// An estimate and its influence function, one value a unit, mean 0.
struct Influenced {
    double estimate = 0;
    std::vector<double> influence;
};

/// One effect among those that are averaged.
struct GroupTimeCell {
    std::int64_t group = 0, time = 0;
    Influenced effect;
};

/// The units behind: clusters, and which group each belongs to with what weight.
struct InfluenceUnits {
    std::vector<std::size_t> cluster;                  ///< from 0 without gaps
    std::size_t cluster_count = 0;
    std::vector<std::optional<std::int64_t>> group;    ///< nothing: never treated
    std::vector<double> weight;                        ///< of mean 1
    double scale = 1;                                  ///< largest outcome, in size: a smaller error than 1e-12 of it is rounding
};

/// The weighted share of units in a group.
double share_of(InfluenceUnits const& units, std::int64_t group);

/// The average of some cells, each weighted by the share of its group; that the shares are estimated counts in the influence.
/// source  Callaway & Sant'Anna 2021, section 3.1 and corollary 2
Influenced average_by_share(InfluenceUnits const& units, std::span<GroupTimeCell const* const> cells);

/// The plain average.
Influenced average(std::span<Influenced const> of);

/// Variance of the estimate: squares of the sums over clusters, over the square of the number of units.
double variance_of(InfluenceUnits const& units, Influenced const& one);
double covariance_of(InfluenceUnits const& units, Influenced const& one, Influenced const& other);

/// Estimates with pointwise intervals and, where draws are asked for, the band of them all. Its critical value comes second.
struct BandedEstimates {
    std::vector<EffectEstimate> estimates;
    std::optional<double> critical_value;
};
BandedEstimates with_bands(InfluenceUnits const& units, std::span<Influenced const> of, GroupTimeOptions const& options);

}  // namespace accalmie
