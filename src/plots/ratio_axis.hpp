// SPDX-License-Identifier: Apache-2.0
// src/plots/ratio_axis.hpp: an axis for ratios that shows 1 and neither loses itself in wide intervals nor hides a fall.
#pragma once

#include "plots/plot.hpp"

#include <span>

namespace accalmie::plots {

struct RatioShown {
    std::optional<double> ratio, low, high;
};
/// Holds 1, every ratio between 0.02 and 50 and the intervals as far as four times the ratios reach; what lies outside is drawn as an arrow.
Axis ratio_axis(std::span<RatioShown const> shown, std::string label);

}  // namespace accalmie::plots
