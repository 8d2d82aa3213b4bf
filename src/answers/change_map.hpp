// SPDX-License-Identifier: Apache-2.0
// src/answers/change_map.hpp: the same months in each place, chosen, beside and around: what a map of change shows.
#pragma once

#include "answers/change.hpp"

#include <string>
#include <vector>

namespace accalmie {

enum class PlaceRole : std::uint8_t { chosen, neighbour, other };

struct MapPosition {
    double longitude = 0, latitude = 0;
};
struct PlaceChange {
    NamedPlace place;
    PlaceRole role = PlaceRole::other;
    Placement found;                                   ///< of the window, against this place's own earlier months
    std::vector<std::vector<MapPosition>> rings;       ///< its shape; empty if none is known
};
struct ChangeMap {
    std::string source;
    Month first;                                       ///< of the window
    ChangeAnswer answer;                               ///< of the chosen places together
    std::vector<PlaceChange> places;                   ///< by code
};

inline constexpr std::size_t map_places_max = 60;      ///< with more around, only the chosen ones and their neighbours are told

/// in      `source`: one that the answer holds; `first` of the window: nothing for the lowest placement
/// errors  as answer_change has them     missing  the source covers none of the months, so there is no window to show
Result<ChangeMap> answer_change_map(Store const& store, Asking const& asking, ChangeQuestion const& question, std::string const& source,
                                    std::optional<Month> first);

}  // namespace accalmie
