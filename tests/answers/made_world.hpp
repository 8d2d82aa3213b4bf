// SPDX-License-Identifier: Apache-2.0
// tests/answers/made_world.hpp: two cercles side by side, a village, and facts made from records about them.
#pragma once

#include "answers/asking.hpp"
#include "facts/world.hpp"
#include "ground/made_places.hpp"

namespace accalmie::test {

inline std::string const boundary = "made-1";
inline std::string at_version(std::string const& code) { return code + "@" + boundary; }

/// ML in one degree by two: the cercles ML0101 (west) and ML0102 (east), the commune ML010101 and the village ML01010101 in the west.
inline std::vector<Place> made_ground()
{
    using testing::box;
    using testing::made_place;
    std::vector<Place> places{made_place("ML", "Pays", 0, "", box(-6, 14, -4, 15)),
                              made_place("ML01", "Région", 1, "ML", box(-6, 14, -4, 15)),
                              made_place("ML0101", "Couchant", 2, "ML01", box(-6, 14, -5, 15)),
                              made_place("ML0102", "Levant", 2, "ML01", box(-5, 14, -4, 15)),
                              made_place("ML010101", "Commune", 3, "ML0101", box(-6, 14, -5, 15)),
                              made_place("ML01010101", "Sokoura-Test", 4, "ML010101")};
    places.back().centre = testing::position(14.5, -5.5);
    return places;
}

inline PlaceIndex made_index() { return PlaceIndex::make(made_ground(), nullptr).value(); }

inline Member member_of(Role role, std::vector<std::string> places)
{
    Member member;
    member.role = role;
    member.places = std::move(places);
    member.from = *parse_day("2000-01-01");
    member.until = *parse_day("2100-01-01");
    return member;
}

inline Asking asked_on(std::string const& day, Role role = Role::owner, std::vector<std::string> places = {"*"}) { return {member_of(role, std::move(places)), *parse_day(day)}; }

/// A journal with the made ground, and facts from it.
struct AnswerWorld : World {
    AnswerWorld()
    {
        for (auto const& place : made_ground()) {
            std::map<std::string, Value, std::less<>> fields{{"code", place.code}, {"version", place.version}, {"name", place.name}, {"level", std::int64_t{place.level}}, {"source", std::string{"made"}}};
            if (!place.parent.empty()) fields["parent"] = place.parent;
            if (!place.geometry.empty()) fields["geometry"] = place.geometry;
            if (place.centre) fields["latitude"] = place.centre->latitude(), fields["longitude"] = place.centre->longitude();
            say(awa, "place", fields);
        }
    }

    RecordId covers(std::string const& source, std::string const& first, std::string const& last, std::string const& area = "ML", std::string const& kinds = "all")
    {
        return say(awa, "source_coverage", {{"source", source}, {"area", area}, {"kinds", kinds}, {"first_day", *parse_day(first)}, {"last_day", *parse_day(last)}, {"basis", std::string{"made"}}});
    }

    RecordId happened(std::string const& source, std::string const& day, double latitude, double longitude, std::int64_t level = 4, std::string const& kind = "attack", std::optional<RecordAddress> replaces = {})
    {
        return say(awa, "incident", event(source, day, latitude, longitude, level, kind), replaces);
    }

    static std::map<std::string, Value, std::less<>> event(std::string const& source, std::string const& day, double latitude, double longitude, std::int64_t level = 4, std::string const& kind = "attack")
    {
        static int count = 0;
        return {{"source", source}, {"source_id", std::to_string(++count)}, {"kind", kind}, {"first_day", *parse_day(day)}, {"last_day", *parse_day(day)},
                {"date_precision", std::string{"day"}}, {"position_level", level}, {"latitude", latitude}, {"longitude", longitude}};
    }

    /// The facts, caught up with the journal.
    Store& facts()
    {
        if (!store_) store_ = Store::open({}, dictionary).value();
        auto const folded = store_->catch_up(*journal);
        REQUIRE_MESSAGE(folded, (folded ? "" : folded.error().text()));
        return *store_;
    }

private:
    std::unique_ptr<Store> store_;
};

/// The value, or the error as the test's failure.
template <class T>
T good(Result<T> result)
{
    REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
    return std::move(result).value();
}

}  // namespace accalmie::test
