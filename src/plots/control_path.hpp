// SPDX-License-Identifier: Apache-2.0
// src/plots/control_path.hpp: a treated unit beside what a mix of others makes of it, and the gap beside the gaps of units that were not treated.
#pragma once

#include "plots/plot.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace accalmie::plots {

struct ControlPathInput {
    Head head;
    std::string unit, outcome;
    std::vector<std::string> times;                        ///< as the table writes them
    std::size_t first_treated = 0;                         ///< index in `times`
    std::vector<std::optional<double>> treated, synthetic; ///< each as long as `times`
    std::vector<std::pair<std::string, double>> weights;   ///< of the mix
    std::string finding;
};
/// Both paths above, their difference below.
Plot control_path_plot(ControlPathInput const& input);

struct PlaceboGap {
    std::string unit;
    std::vector<std::optional<double>> gap;
    bool is_left_out = false;                              ///< it could not be imitated before, so it is no comparison
};
struct PlaceboInput {
    Head head;
    std::string unit, outcome;
    std::vector<std::string> times;
    std::size_t first_treated = 0;
    std::vector<std::optional<double>> gap;                ///< of the treated unit
    std::vector<PlaceboGap> placebos;
    std::optional<double> p;                               ///< share of units, the treated one counted, with as large a gap
    std::string finding;
};
/// The treated unit's gap in bold among those of the others; left out are dotted.
Plot placebo_plot(PlaceboInput const& input);

}  // namespace accalmie::plots
