// SPDX-License-Identifier: Apache-2.0
// src/measures/segment_cost.hpp: what any stretch of a series costs as one segment, in constant time from sums.
#pragma once

#include "measures/change_point.hpp"

namespace accalmie {

enum class LengthCost : std::uint8_t { none, log_length };

struct SegmentCostSettings {
    SegmentCost cost = SegmentCost::normal_mean;
    double noise = 1;            ///< standard deviation, for normal_mean
    std::optional<double> size;  ///< for negative_binomial; nothing: Poisson
    LengthCost length_cost = LengthCost::none;
};

class SegmentCosts {
public:
    /// in      values as change_points has checked them
    SegmentCosts(std::span<double const> values, SegmentCostSettings const& settings);

    std::size_t size() const { return sums_.size() - 1; }
    /// Minus twice the highest log-likelihood of values [first, end), terms left out that no choice of segments changes.
    /// in      first < end <= size()
    double cost(std::size_t first, std::size_t end) const;

private:
    SegmentCostSettings settings_;
    double smallest_variance_ = 0;
    std::vector<double> sums_, squares_;
};

}  // namespace accalmie
