// SPDX-License-Identifier: Apache-2.0
// src/answers/places.hpp: the places of a level, with their people and, if asked, their shapes.
#pragma once

#include "answers/asking.hpp"
#include "facts/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct PlacesQuestion {
    int level = 2;
    bool with_geometry = false;
    std::string boundary = {};                    ///< empty: the newest that has polygons
};

struct PlaceRow {
    std::string code, name, parent;
    int level = 0;
    std::optional<double> latitude, longitude;
    std::optional<std::int64_t> population;       ///< all people of the newest year known
    std::optional<int> population_year;
    std::string geometry;                         ///< GeoJSON geometry; empty if not asked for or not known
};

struct PlacesAnswer {
    std::string boundary;
    std::vector<PlaceRow> places;                 ///< by code
};

/// errors  denied     invalid  a level outside 0 to 4     missing  no place is known
Result<PlacesAnswer> answer_places(Store const& store, Asking const& asking, PlacesQuestion const& question);

}  // namespace accalmie
