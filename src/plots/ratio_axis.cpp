// SPDX-License-Identifier: Apache-2.0
#include "plots/ratio_axis.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie::plots {

Axis ratio_axis(std::span<RatioShown const> shown, std::string label)
{
    constexpr double least_ever = 0.02, most_ever = 50, beyond = 4, air = 1.15;
    double least = 1, most = 1, low = 1, high = 1;
    for (auto const& one : shown) {
        auto const take = [](std::optional<double> value, double& lowest, double& highest) {
            if (!value || !std::isfinite(*value) || *value <= 0) return;
            lowest = std::min(lowest, *value);
            highest = std::max(highest, *value);
        };
        take(one.ratio, least, most);
        take(one.low, low, high);
        take(one.high, low, high);
    }
    least = std::min(least, std::max(low, least / beyond));
    most = std::max(most, std::min(high, most * beyond));
    return {Axis::Kind::ratio, std::max(least_ever, std::min(0.5, least / air)), std::min(most_ever, std::max(2.0, most * air)), std::move(label), {}};
}

}  // namespace accalmie::plots
