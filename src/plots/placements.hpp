// SPDX-License-Identifier: Apache-2.0
// src/plots/placements.hpp: every window that the sentence may have meant, from the lowest to the highest.
#pragma once

#include "measures/before_after.hpp"
#include "plots/plot.hpp"

#include <string>
#include <vector>

namespace accalmie::plots {

struct PlacementsInput {
    Head head;
    std::string where;
    int window_months = 7;
    double level = 0.95;
    std::vector<Placement> placements;
    std::string compared_with;             ///< in words, as "les mêmes mois des 3 années d'avant"
    std::string finding;                   ///< one sentence on the search; may be empty
};

inline constexpr std::size_t placements_drawn_max = 40;  ///< the lowest; all are in the table

/// A row a placement: ratio and interval, its rank among all windows of the series, and the verdict had it been named alone.
Plot placements_plot(PlacementsInput const& input);

}  // namespace accalmie::plots
