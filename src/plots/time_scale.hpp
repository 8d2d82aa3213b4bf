// SPDX-License-Identifier: Apache-2.0
// src/plots/time_scale.hpp: an axis for the times of a panel as its table writes them: 1955, 2021-05, or names.
#pragma once

#include "plots/plot.hpp"

#include <span>
#include <string>
#include <vector>

namespace accalmie::plots {

struct TimeScale {
    Axis axis;
    std::vector<double> at;  ///< one a time
};
/// Months if all are months, numbers if all are numbers, otherwise their names in their order.
TimeScale time_scale(std::span<std::string const> times);

/// Runs of points that are known, as lines that break where one is not.
std::vector<Line> broken_lines(TimeScale const& times, std::span<std::optional<double> const> values, Stroke const& stroke);

/// Least and most of the known values with some air, 0 among them if `zero_shown`.
enum class Zero : std::uint8_t { free, shown };
Axis value_axis(std::span<std::vector<std::optional<double>> const> lines, Zero zero, std::string label);

}  // namespace accalmie::plots
