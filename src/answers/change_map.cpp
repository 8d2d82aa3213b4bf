// SPDX-License-Identifier: Apache-2.0
#include "answers/change_map.hpp"

#include "answers/change_rows.hpp"
#include "ground/geometry.hpp"

#include <algorithm>
#include <map>

namespace accalmie {

namespace {

std::vector<std::vector<MapPosition>> rings_of(Place const& place)
{
    std::vector<std::vector<MapPosition>> rings;
    auto const geometry = parse_geometry(place.geometry);
    if (!geometry) return rings;  // a place without a shape stays in the table
    for (auto const& polygon : geometry->polygons)
        for (auto const& ring : polygon.rings) {
            rings.emplace_back();
            for (auto const& position : ring) rings.back().push_back({position.longitude(), position.latitude()});
        }
    return rings;
}

/// The chosen places, those beside them, and, if they are not too many, all of their level in the regions of the chosen ones.
std::map<std::size_t, PlaceRole> roles_of(PlaceIndex const& places, std::vector<std::size_t> const& chosen)
{
    std::map<std::size_t, PlaceRole> roles;
    for (auto const index : chosen) roles[index] = PlaceRole::chosen;
    for (auto const index : neighbours_of(places, chosen)) roles.emplace(index, PlaceRole::neighbour);
    auto wider = roles;
    for (auto const index : chosen) {
        auto const level = places.places()[index].level;
        auto const region = places.ancestor(index, 1);
        if (level == 1 || region == PlaceIndex::none) continue;
        for (std::size_t other = 0; other < places.places().size(); ++other)
            if (places.places()[other].level == level && places.ancestor(other, 1) == region) wider.emplace(other, PlaceRole::other);
    }
    return wider.size() <= map_places_max ? wider : roles;
}

Result<Month> window_of(ChangeAnswer const& answer, std::string const& source, std::optional<Month> first)
{
    for (auto const& change : answer.open_data)
        if (change.source == source && change.found.search.lowest) return first.value_or(change.found.placements[*change.found.search.lowest].first);
    if (first) return *first;
    return Error{Error::Kind::missing, source + " shows no window of these months that could be compared", "source", "choose months and places that it covers, or name a window"};
}

}  // namespace

Result<ChangeMap> answer_change_map(Store const& store, Asking const& asking, ChangeQuestion const& question, std::string const& source,
                                    std::optional<Month> first)
{
    ChangeMap map;
    map.source = source;
    map.answer = TRY(answer_change(store, asking, question));
    map.first = TRY(window_of(map.answer, source, first));
    auto const places = TRY(store.places());
    auto const roles = roles_of(*places, TRY(chosen_places(*places, question.places)));
    for (auto const& [index, role] : roles) {
        auto const& place = places->places()[index];
        auto alone = question;
        alone.places = {place.code};
        alone.first = map.first;
        alone.last = map.first + (question.months - 1);
        alone.source = source;
        auto const answer = TRY(answer_change(store, asking, alone).at(place.code));
        if (answer.open_data.empty() || answer.open_data.front().found.placements.empty()) continue;
        map.places.push_back({{place.code, place.name, place.level}, role, answer.open_data.front().found.placements.front(), rings_of(place)});
    }
    std::sort(map.places.begin(), map.places.end(), [](auto const& a, auto const& b) { return a.place.place < b.place.place; });
    return map;
}

}  // namespace accalmie
