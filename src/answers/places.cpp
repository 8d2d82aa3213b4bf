// SPDX-License-Identifier: Apache-2.0
#include "answers/places.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <map>

namespace accalmie {

namespace {

struct People {
    std::int64_t year = 0, people = 0;
};

Result<std::map<std::string, People>> load_people(Store const& store)
{
    auto const table = TRY(store.query(sql::population_of_places));
    std::map<std::string, People> people;
    for (auto const& row : table.rows) people[cell_text(row[0])] = {cell_integer(row[1]), cell_integer(row[2])};
    return people;
}

}  // namespace

Result<PlacesAnswer> answer_places(Store const& store, Asking const& asking, PlacesQuestion const& question)
{
    TRY(require(asking, Action::see_open, "place"));
    if (question.level < 0 || question.level > 4) return Error{Error::Kind::invalid, "a level outside 0 to 4", "level", "0 country, 1 region, 2 cercle, 3 commune, 4 settlement"};
    auto const index = TRY(store.places(question.boundary));
    auto const people = TRY(load_people(store));
    PlacesAnswer answer;
    answer.boundary = index->places().front().version;
    for (auto const& place : index->places()) {
        if (place.level != question.level) continue;
        PlaceRow row{place.code, place.name, place.parent, place.level, std::nullopt, std::nullopt, std::nullopt, std::nullopt, question.with_geometry ? place.geometry : std::string{}};
        if (place.centre) row.latitude = place.centre->latitude(), row.longitude = place.centre->longitude();
        if (auto const found = people.find(place.reference()); found != people.end()) row.population = found->second.people, row.population_year = static_cast<int>(found->second.year);
        answer.places.push_back(std::move(row));
    }
    std::sort(answer.places.begin(), answer.places.end(), [](PlaceRow const& a, PlaceRow const& b) { return a.code < b.code; });
    return answer;
}

}  // namespace accalmie
