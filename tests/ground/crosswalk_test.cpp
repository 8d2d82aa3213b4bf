// SPDX-License-Identifier: Apache-2.0
#include "ground/crosswalk.hpp"

#include "ground/made_places.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <limits>
#include <random>

using namespace accalmie;
using namespace accalmie::testing;

namespace {

/// One cercle of 200,810 people (Ténenkou's number of 2020) is split 3 : 1; its neighbour stays.
std::vector<PlaceWeight> made_split() { return {{"O1@old", "N1@new", 0.75}, {"O1@old", "N2@new", 0.25}, {"O2@old", "N3@new", 1}}; }

double sum_of(std::vector<PlaceValue> const& values)
{
    double sum = 0;
    for (auto const& each : values) sum += each.value;
    return sum;
}

}  // namespace

TEST_CASE("a split cercle gives its people to its parts, and the parts give them back")
{
    auto const crosswalk = Crosswalk::make(made_split()).value();
    CHECK(crosswalk.from_version() == "old");
    CHECK(crosswalk.to_version() == "new");
    std::vector<PlaceValue> const old_values{{"O1@old", 200810}, {"O2@old", 1000}};
    auto const new_values = crosswalk.to_new(old_values).value();
    CHECK(new_values == std::vector<PlaceValue>{{"N1@new", 150607.5}, {"N2@new", 50202.5}, {"N3@new", 1000}});
    CHECK(crosswalk.to_old(new_values).value() == old_values);
}

TEST_CASE("a place without weights is an error, never zero")
{
    auto const crosswalk = Crosswalk::make(made_split()).value();
    CHECK(crosswalk.to_new(std::vector<PlaceValue>{{"O3@old", 1}}).error().kind == Error::Kind::missing);
    CHECK(crosswalk.to_new(std::vector<PlaceValue>{{"O1@other", 1}}).error().kind == Error::Kind::missing);
    CHECK(crosswalk.to_old(std::vector<PlaceValue>{{"N9@new", 1}}).error().kind == Error::Kind::missing);
}

TEST_CASE("a merged place goes back by the sizes of what it came from, and asks for them")
{
    // Half of O1 (300 people) and all of O2 (50 people) became N1: 150 and 50, so that three quarters go back to O1.
    auto const crosswalk = Crosswalk::make({{"O1@old", "N1@new", 0.5}, {"O1@old", "N2@new", 0.5}, {"O2@old", "N1@new", 1}}).value();
    std::vector<PlaceValue> const events{{"N1@new", 8}, {"N2@new", 2}};
    auto const refused = crosswalk.to_old(events);
    REQUIRE(!refused);
    CHECK(refused.error().kind == Error::Kind::missing);
    CHECK(refused.error().what.find("N1@new came from 2 places") != std::string::npos);
    std::vector<PlaceValue> const sizes{{"O1@old", 300}, {"O2@old", 50}};
    CHECK(crosswalk.to_old(events, sizes).value() == std::vector<PlaceValue>{{"O1@old", 8}, {"O2@old", 2}});
    std::vector<PlaceValue> const nobody{{"O1@old", 0}, {"O2@old", 0}};
    CHECK(crosswalk.to_old(events, nobody).error().kind == Error::Kind::invalid);
    std::vector<PlaceValue> const negative{{"O1@old", -1}, {"O2@old", 2}};
    CHECK(crosswalk.to_old(events, negative).error().kind == Error::Kind::invalid);
}

TEST_CASE("weights that do not sum to one, lie outside 0 to 1, repeat or mix versions are refused with the place")
{
    auto const error_of = [](std::vector<PlaceWeight> weights) { return Crosswalk::make(std::move(weights)).error(); };
    CHECK(error_of({{"O1@old", "N1@new", 0.7}, {"O1@old", "N2@new", 0.2}}).text().find("O1@old: the weights sum to 0.9") != std::string::npos);
    CHECK(error_of({{"O1@old", "N1@new", 1.1}}).kind == Error::Kind::invalid);
    CHECK(error_of({{"O1@old", "N1@new", std::numeric_limits<double>::quiet_NaN()}}).kind == Error::Kind::invalid);
    CHECK(error_of({{"O1@old", "N1@new", 0.5}, {"O1@old", "N1@new", 0.5}}).kind == Error::Kind::conflict);
    CHECK(error_of({{"O1@old", "N1@new", 1}, {"O2@older", "N1@new", 1}}).where == "O2@older");
    CHECK(error_of({{"O1", "N1@new", 1}}).where == "O1");
    CHECK(error_of({{"O1@", "N1@new", 1}}).where == "O1@");
    CHECK(error_of({}).kind == Error::Kind::missing);
    CHECK(error_of(std::vector<PlaceWeight>(Crosswalk::weights_max + 1)).kind == Error::Kind::limit);
    CHECK(Crosswalk::make({{"O1@old", "N1@new", 1.0 / 3}, {"O1@old", "N2@new", 1.0 / 3}, {"O1@old", "N3@new", 0.3333333}}));
}

TEST_CASE("whatever the weights, the sum stays, and a pure split comes back as it was")
{
    for (unsigned seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        std::mt19937 random{seed};
        auto const up_to = [&](unsigned most) { return static_cast<unsigned>(random() % (most + 1)); };
        std::vector<PlaceWeight> weights;
        std::vector<PlaceValue> old_values;
        for (unsigned from = 0, to = 0, last = up_to(20); from <= last; ++from) {
            auto const old_place = fmt::format("O{}@old", from);
            old_values.push_back({old_place, up_to(1'000'000) / 7.0});
            unsigned const parts = 1 + up_to(5);
            double left = 1;
            for (unsigned part = 0; part < parts; ++part) {
                double const weight = part + 1 == parts ? left : left * up_to(100) / 100;
                weights.push_back({old_place, fmt::format("N{}@new", to++), weight});
                left = std::max(0.0, left - weight);
            }
        }
        auto const crosswalk = Crosswalk::make(weights).value();
        auto const new_values = crosswalk.to_new(old_values).value();
        CHECK(sum_of(new_values) == doctest::Approx(sum_of(old_values)));
        auto const back = crosswalk.to_old(new_values).value();
        REQUIRE(back.size() == old_values.size());
        CHECK(sum_of(back) == doctest::Approx(sum_of(old_values)));
        for (auto const& value : old_values) {
            auto const same = std::find_if(back.begin(), back.end(), [&](auto const& each) { return each.place == value.place; });
            REQUIRE(same != back.end());
            CHECK(same->value == doctest::Approx(value.value));
        }
    }
}

TEST_CASE("weights are counted from settlements, and a place without any is named")
{
    auto const from = PlaceIndex::make({made_place("O1", "Old", 2, "", box(0, 0, 4, 1), "old"), made_place("O2", "Empty", 2, "", box(0, 1, 4, 2), "old")}, nullptr).value();
    auto const to = PlaceIndex::make({made_place("N1", "West", 2, "", box(0, 0, 3, 1), "new"), made_place("N2", "East", 2, "", box(3, 0, 4, 2), "new")}, nullptr).value();
    std::vector<Coordinate> const settlements{position(0.5, 0.5), position(0.5, 1.5), position(0.5, 2.5), position(0.5, 3.5), position(0.5, 5), position(1.5, 0.5)};
    auto const counted = weights_by_positions(from, to, 2, settlements);
    CHECK(counted.outside == 2);
    CHECK(counted.without_position == std::vector<std::string>{"O2@old"});
    auto const crosswalk = Crosswalk::make(counted.weights).value();
    CHECK(crosswalk.to_new(std::vector<PlaceValue>{{"O1@old", 200810}}).value() == std::vector<PlaceValue>{{"N1@new", 150607.5}, {"N2@new", 50202.5}});
}

TEST_CASE("the counterpart in another version is found by name, not by code")
{
    auto const old_list = PlaceIndex::make({made_place("ML05", "Mopti", 1, "", "", "old"), made_place("ML0507", "Koro", 2, "ML05", "", "old"), made_place("ML0508", "Tenenkou", 2, "ML05", "", "old")}, nullptr).value();
    auto const new_list = PlaceIndex::make({made_place("ML05", "Mopti", 1, "", "", "new"), made_place("ML0505", "Koro", 2, "ML05", "", "new"), made_place("ML0507", "Ténenkou", 2, "ML05", "", "new")}, nullptr).value();
    CHECK(new_list.places()[counterpart(old_list, old_list.coded("ML0507"), new_list).value()].code == "ML0505");
    CHECK(new_list.places()[counterpart(old_list, old_list.coded("ML0508"), new_list).value()].code == "ML0507");
}

TEST_CASE("of several of one name the counterpart is the one in the same region, else they are listed")
{
    auto const named = [](std::string version) {
        return PlaceIndex::make({made_place("A", "Ségou", 1, "", "", version), made_place("B", "Mopti", 1, "", "", version), made_place("A1", "Madina", 2, "A", "", version),
                                 made_place("B1", "Madina", 2, "B", "", version), made_place("B2", "Solo", 2, "B", "", version)}, nullptr).value();
    };
    auto const from = named("old"), to = named("new");
    CHECK(*counterpart(from, from.coded("B1"), to) == to.coded("B1"));
    auto const lost = PlaceIndex::make({made_place("Q", "Madina", 2, "", "", "old"), made_place("R", "Nowhere", 2, "", "", "old")}, nullptr).value();
    auto const several = counterpart(lost, 0, to);
    REQUIRE(!several);
    CHECK(several.error().kind == Error::Kind::conflict);
    CHECK(several.error().remedy.find("A1 Madina (Ségou)") != std::string::npos);
    CHECK(counterpart(lost, 1, to).error().kind == Error::Kind::missing);
}
