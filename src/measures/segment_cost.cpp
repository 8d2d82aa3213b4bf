// SPDX-License-Identifier: Apache-2.0
#include "measures/segment_cost.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace accalmie {

namespace {

bool is_normal(SegmentCost cost) { return cost == SegmentCost::normal_mean || cost == SegmentCost::normal_mean_variance; }

double poisson_cost(double length, double sum) { return sum > 0 ? 2 * sum * std::log(length / sum) : 0; }

double negative_binomial_cost(double length, double sum, double size)
{
    double const mean = sum / length;
    double const of_events = sum > 0 ? sum * std::log((mean + size) / mean) : 0;
    return 2 * (of_events + length * size * std::log1p(mean / size));
}

}  // namespace

SegmentCosts::SegmentCosts(std::span<double const> values, SegmentCostSettings const& settings) : settings_(settings), sums_(values.size() + 1, 0.0)
{
    bool const normal = is_normal(settings.cost);
    // About the mean of all: sums of squares of large numbers would lose their digits.
    double const middle = normal ? std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()) : 0;
    if (normal) squares_.assign(values.size() + 1, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        double const value = values[i] - middle;
        sums_[i + 1] = sums_[i] + value;
        if (normal) squares_[i + 1] = squares_[i] + value * value;
    }
    // Equal values would make a segment infinitely likely: no variance counts as less than 1e-8 of that of the series.
    if (normal) smallest_variance_ = 1e-8 * squares_.back() / static_cast<double>(values.size());
}

double SegmentCosts::cost(std::size_t first, std::size_t end) const
{
    double const length = static_cast<double>(end - first), sum = sums_[end] - sums_[first];
    double const lengths = settings_.length_cost == LengthCost::log_length ? std::log(length) : 0;
    switch (settings_.cost) {
    case SegmentCost::normal_mean: {
        double const about_mean = std::max(0.0, squares_[end] - squares_[first] - sum * sum / length);
        return about_mean / (settings_.noise * settings_.noise) + lengths;
    }
    case SegmentCost::normal_mean_variance: {
        double const variance = (squares_[end] - squares_[first] - sum * sum / length) / length;
        return length * (std::log(std::max(variance, smallest_variance_)) + 1) + lengths;
    }
    case SegmentCost::poisson: return poisson_cost(length, sum) + lengths;
    case SegmentCost::negative_binomial: return (settings_.size ? negative_binomial_cost(length, sum, *settings_.size) : poisson_cost(length, sum)) + lengths;
    }
    VERIFY(false);
}

}  // namespace accalmie
