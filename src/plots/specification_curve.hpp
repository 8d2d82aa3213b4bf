// SPDX-License-Identifier: Apache-2.0
// src/plots/specification_curve.hpp: one question asked in every defensible way: the answers in a row, and the choices behind each.
#pragma once

#include "plots/plot.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace accalmie::plots {

/// A choice that had to be made, and its alternatives.
struct CurveChoice {
    std::string name;
    std::vector<std::string> values;
};
/// One way to ask.
struct CurvePoint {
    std::vector<std::size_t> choice;       ///< index into the values of each choice
    std::optional<double> estimate;        ///< a ratio; nothing: refused
    std::optional<double> low, high;
    std::optional<double> p;
    bool supports = false;
    std::string refusal = {};              ///< why it says nothing
};
struct CurveInput {
    Head head;
    std::string where;
    std::vector<CurveChoice> choices;
    std::vector<CurvePoint> points;        ///< in any order
    std::optional<double> median;
    double level = 0.95;
    std::string finding;
};

inline constexpr std::size_t curve_drawn_max = 300;  ///< of more, an even choice along the curve; all are in the table

/// Estimates from the lowest to the highest, each with its interval; below, a row an alternative, marked under the estimates that took it.
Plot specification_curve_plot(CurveInput const& input);

}  // namespace accalmie::plots
