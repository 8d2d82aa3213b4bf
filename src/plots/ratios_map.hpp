// SPDX-License-Identifier: Apache-2.0
// src/plots/ratios_map.hpp: where events fell and where they rose in the same months: each place against its own earlier months.
#pragma once

#include "plots/plot.hpp"
#include "plots/series.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accalmie::plots {

enum class MapRole : std::uint8_t { chosen, neighbour, other };

struct MapPlace {
    std::string code, name;
    MapRole role = MapRole::other;
    std::optional<std::int64_t> observed, before;
    std::optional<double> ratio, low, high;
    std::vector<std::vector<Point>> rings;  ///< x degrees east, y degrees north; empty: no shape is known
};
struct RatiosMapInput {
    Head head;
    MonthSpan window;
    std::vector<MapPlace> places;
    std::string compared_with;
    double level = 0.95;
    std::string finding;
};

/// Steps of the ratio: falls plain and dark, rises patterned, about the same white, no data hatched. A number in brackets: its interval holds 1.
/// A map of change, never of places' worth: it ranks nobody.
Plot ratios_map_plot(RatiosMapInput const& input);

}  // namespace accalmie::plots
