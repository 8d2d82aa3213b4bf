// SPDX-License-Identifier: Apache-2.0
#include "ground/places.hpp"

#include "ground/made_places.hpp"

#include <algorithm>
#include <atomic>
#include <doctest/doctest.h>
#include <thread>

using namespace accalmie;
using namespace accalmie::testing;

namespace {

/// A region of 2 x 2 degrees cut into four cercles; B has a hole, into which E was put.
///
///     C | D
///     --+--
///     A | B (E inside)
std::vector<Place> four_cercles()
{
    std::vector<Place> places;
    places.push_back(made_place("X", "Xanadu (le)", 0, "", box(0, 0, 2, 2)));
    places.push_back(made_place("X1", "Région du Centre", 1, "X", box(0, 0, 2, 2)));
    places.push_back(made_place("X103", "Cé", 2, "X1", box(0, 1, 1, 2)));
    places.push_back(made_place("X101", "Aïn", 2, "X1", box(0, 0, 1, 1)));
    places.push_back(made_place("X104", "Dé", 2, "X1", box(1, 1, 2, 2)));
    places.push_back(made_place("X102", "Bé", 2, "X1",
                                R"({"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]],[[1.4,0.4],[1.4,0.6],[1.6,0.6],[1.6,0.4],[1.4,0.4]]]})"));
    places.push_back(made_place("X105", "Enclave", 2, "X1", box(1.4, 0.4, 1.6, 0.6)));
    places.push_back(made_place("X10101", "Madina", 4, "X101"));
    places.push_back(made_place("X10102", "Madina", 4, "X102"));
    return places;
}

std::string code_at(PlaceIndex const& index, double latitude, double longitude, int level)
{
    auto const found = index.at(position(latitude, longitude), level);
    return found == PlaceIndex::none ? "none" : index.places()[found].code;
}

std::vector<std::string> codes_of(PlaceIndex const& index, std::vector<std::size_t> const& places)
{
    std::vector<std::string> codes;
    for (auto const each : places) codes.push_back(index.places()[each].code);
    return codes;
}

}  // namespace

TEST_CASE("a position is in the polygon around it, at each level")
{
    auto const index = PlaceIndex::make(four_cercles(), nullptr).value();
    CHECK(code_at(index, 0.5, 0.5, 2) == "X101");
    CHECK(code_at(index, 0.2, 1.5, 2) == "X102");
    CHECK(code_at(index, 1.5, 0.5, 2) == "X103");
    CHECK(code_at(index, 1.5, 1.5, 2) == "X104");
    CHECK(code_at(index, 1.5, 1.5, 1) == "X1");
    CHECK(code_at(index, 1.5, 1.5, 0) == "X");
    CHECK(code_at(index, 1.5, 1.5, 3) == "none");
    CHECK(code_at(index, 1.5, 1.5, 4) == "none");
    CHECK(code_at(index, 1.5, 1.5, 5) == "none");
    CHECK(code_at(index, 1.5, 1.5, -1) == "none");
    CHECK(code_at(index, 2.1, 1.5, 2) == "none");
    CHECK(code_at(index, -89, -179, 2) == "none");
}

TEST_CASE("a hole belongs to the enclave in it")
{
    auto const index = PlaceIndex::make(four_cercles(), nullptr).value();
    CHECK(code_at(index, 0.5, 1.5, 2) == "X105");
    CHECK(code_at(index, 0.5, 1.3, 2) == "X102");
}

TEST_CASE("a point on a shared border goes to the lower code, whatever the order of the list")
{
    auto places = four_cercles();
    for (int turn = 0; turn < 3; ++turn) {
        CAPTURE(turn);
        auto const index = PlaceIndex::make(places, nullptr).value();
        CHECK(code_at(index, 0.5, 1.0, 2) == "X101");
        CHECK(code_at(index, 1.0, 1.0, 2) == "X101");
        CHECK(code_at(index, 1.0, 1.5, 2) == "X102");
        CHECK(code_at(index, 1.5, 1.0, 2) == "X103");
        CHECK(code_at(index, 0.4, 1.5, 2) == "X102");
        CHECK(code_at(index, 2.0, 2.0, 2) == "X104");
        CHECK(code_at(index, 0.0, 0.0, 2) == "X101");
        std::rotate(places.begin(), places.begin() + 3, places.end());
    }
}

TEST_CASE("a tenth of a micro-degree beside a border is not on it")
{
    auto const index = PlaceIndex::make(four_cercles(), nullptr).value();
    CHECK(index.places()[index.at({5'000'000, 10'000'001}, 2)].code == "X102");
    CHECK(index.places()[index.at({5'000'000, 9'999'999}, 2)].code == "X101");
    CHECK(index.at({20'000'001, 5'000'000}, 2) == PlaceIndex::none);
}

TEST_CASE("neighbours share a border or a corner and come in the order of their codes")
{
    auto const index = PlaceIndex::make(four_cercles(), nullptr).value();
    CHECK(codes_of(index, index.neighbours(index.coded("X101"))) == std::vector<std::string>{"X102", "X103", "X104"});
    CHECK(codes_of(index, index.neighbours(index.coded("X102"))) == std::vector<std::string>{"X101", "X103", "X104", "X105"});
    CHECK(codes_of(index, index.neighbours(index.coded("X105"))) == std::vector<std::string>{"X102"});
    CHECK(index.neighbours(index.coded("X1")).empty());
    CHECK(index.neighbours(index.coded("X10101")).empty());
}

TEST_CASE("a neighbour whose vertex lies in the middle of the other's side is one; a hair's breadth away it is not")
{
    std::vector<Place> places;
    places.push_back(made_place("A", "A", 2, "", box(0, 0, 1, 1)));
    places.push_back(made_place("B", "B", 2, "", R"({"type":"Polygon","coordinates":[[[1,0.3],[2,0],[2,1],[1,0.3]]]})"));
    places.push_back(made_place("C", "C", 2, "", R"({"type":"Polygon","coordinates":[[[1.0000001,0.8],[2,1.1],[2,2],[1.0000001,0.8]]]})"));
    auto const index = PlaceIndex::make(places, nullptr).value();
    CHECK(codes_of(index, index.neighbours(0)) == std::vector<std::string>{"B"});
}

TEST_CASE("a name that two places bear gives both")
{
    auto const index = PlaceIndex::make(four_cercles(), nullptr).value();
    CHECK(index.named("MADINA", 4).size() == 2);
    CHECK(index.named("Madina", 3).empty());
    CHECK(index.named("cercle d'Ain", 2).size() == 1);
    CHECK(index.named("xanadu", 0).size() == 1);
    CHECK(index.named("centre region", 1).size() == 1);
    CHECK(index.named("", 4).empty());
    CHECK(index.named("Madina", 9).empty());
}

TEST_CASE("an ancestor is found by parents, and a circle of parents ends")
{
    auto places = four_cercles();
    places.push_back(made_place("L1", "Loop", 3, "L2"));
    places.push_back(made_place("L2", "Loop", 3, "L1"));
    auto const index = PlaceIndex::make(places, nullptr).value();
    CHECK(index.ancestor(index.coded("X10102"), 2) == index.coded("X102"));
    CHECK(index.ancestor(index.coded("X10102"), 0) == index.coded("X"));
    CHECK(index.ancestor(index.coded("X102"), 2) == index.coded("X102"));
    CHECK(index.ancestor(index.coded("X102"), 3) == PlaceIndex::none);
    CHECK(index.ancestor(index.coded("L1"), 1) == PlaceIndex::none);
}

TEST_CASE("a geometry that is none is listed with its place, and the other places answer")
{
    auto places = four_cercles();
    places[2].geometry = R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]})";
    std::vector<PlaceIndex::Problem> problems;
    auto const index = PlaceIndex::make(places, &problems).value();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].code == "X103");
    CHECK(problems[0].what.find("not closed") != std::string::npos);
    CHECK(code_at(index, 1.5, 0.5, 2) == "none");
    CHECK(code_at(index, 0.5, 0.5, 2) == "X101");
    auto const refused = PlaceIndex::make(places, nullptr);
    REQUIRE(!refused);
    CHECK(refused.error().where == "X103");
}

TEST_CASE("a code that is there twice is listed; the first answers and both stay")
{
    auto places = four_cercles();
    places.push_back(made_place("X101", "Aïn again", 2, "X1"));
    std::vector<PlaceIndex::Problem> problems;
    auto const index = PlaceIndex::make(places, &problems).value();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].code == "X101");
    CHECK(index.places()[index.coded("X101")].name == "Aïn");
    CHECK(index.places().size() == places.size());
}

TEST_CASE("two boundary versions, a level that does not exist or no code are refused")
{
    auto const with = [](Place extra) {
        auto places = four_cercles();
        places.push_back(std::move(extra));
        return PlaceIndex::make(std::move(places), nullptr);
    };
    CHECK(with(made_place("Y", "Y", 2, "", "", "made-2")).error().kind == Error::Kind::invalid);
    CHECK(with(made_place("Y", "Y", 5, "")).error().where == "Y");
    CHECK(with(made_place("Y", "Y", -1, "")).error().where == "Y");
    CHECK(with(made_place("", "Y", 2, "")).error().kind == Error::Kind::invalid);
    CHECK(PlaceIndex::make({}, nullptr)->places().empty());
    CHECK(PlaceIndex::make({}, nullptr)->at({0, 0}, 2) == PlaceIndex::none);
}

TEST_CASE("one place more than the maximum is refused")
{
    std::vector<Place> places(PlaceIndex::places_max + 1);
    CHECK(PlaceIndex::make(std::move(places), nullptr).error().kind == Error::Kind::limit);
}

TEST_CASE("many threads may ask at once")
{
    auto const index = PlaceIndex::make(four_cercles(), nullptr).value();
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> askers;
        for (int i = 0; i < 8; ++i)
            askers.emplace_back([&] {
                for (int turn = 0; turn < 2000; ++turn) {
                    if (index.at({5'000'000, 5'000'000}, 2) != index.coded("X101")) ++wrong;
                    if (index.named("Madina", 4).size() != 2) ++wrong;
                }
            });
    }
    CHECK(wrong == 0);
}
