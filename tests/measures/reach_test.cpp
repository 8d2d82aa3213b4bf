// SPDX-License-Identifier: Apache-2.0
#include "measures/reach.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>

using namespace accalmie;

namespace {

Month const may = Month::of(2025, 5), june = Month::of(2025, 6);

ReachFigure figure(std::string service, ReachUnit unit, std::string area, Month month, std::int64_t count) { return {std::move(service), unit, {}, std::move(area), month, month, count}; }

}  // namespace

TEST_CASE("four yearly totals that overlap are bounded, never added")
{
    // 361,000 health, 86,000 nutrition, 23,000 mental health, 26,000 violence against women and girls.
    std::vector<std::int64_t> const persons{361'000, 86'000, 23'000, 26'000};
    auto const bounds = reach_bounds(persons, {}, std::nullopt);
    REQUIRE(bounds);
    CHECK(bounds->lower == 361'000);
    CHECK(bounds->upper == 496'000);
    CHECK(bounds->lower_rule == ReachRule::largest);
    CHECK(bounds->upper_rule == ReachRule::sum);
    auto const known = reach_bounds(persons, {{0, 1, 80'000}, {0, 2, 5'000}}, 400'000);
    CHECK(known->lower == 379'000);  // 361,000 + 23,000 - 5,000
    CHECK(known->lower_rule == ReachRule::pair);
    CHECK(known->upper == 400'000);
    CHECK(known->upper_rule == ReachRule::population);
    CHECK(reach_bounds(persons, {{0, 1, 80'000}, {0, 2, 5'000}}, std::nullopt)->upper == 411'000);
}

TEST_CASE("with all overlaps known the lower bound is that of Dawson and Sankoff")
{
    // Three services of 50, overlaps 20 each: k = 1 + 120/150 = 1, so 150 - 60 = 90; the union of 20 in all three would be 110, of none 90.
    auto const bounds = reach_bounds({50, 50, 50}, {{0, 1, 20}, {0, 2, 20}, {1, 2, 20}}, std::nullopt);
    CHECK(bounds->lower == 90);
    CHECK(bounds->lower_rule == ReachRule::dawson_sankoff);
    CHECK(bounds->upper == 110);
    CHECK(bounds->upper_rule == ReachRule::hunter);
}

TEST_CASE("figures that contradict each other are a conflict, not a bound")
{
    CHECK(reach_bounds({100, 50}, {{0, 1, 60}}, std::nullopt).error().kind == Error::Kind::conflict);
    CHECK(reach_bounds({100, 50}, {}, 90).error().kind == Error::Kind::conflict);
    CHECK(reach_bounds({100, 50}, {{0, 1, 10}}, 120).error().kind == Error::Kind::conflict);
    CHECK(reach_bounds({}, {}, std::nullopt).error().kind == Error::Kind::invalid);
    CHECK(reach_bounds({-1}, {}, std::nullopt).error().where == "service 1");
    CHECK(reach_bounds({5, 5}, {{0, 1, 1}, {1, 0, 1}}, std::nullopt).error().where == "overlap 2");
    CHECK(reach_bounds({5, 5}, {{0, 0, 1}}, std::nullopt).error().where == "overlap 1");
    CHECK(reach_bounds(std::vector<std::int64_t>(101, 1), {}, std::nullopt).error().kind == Error::Kind::limit);
}

TEST_CASE("for any people in any services the bounds hold the truth")
{
    CHECK(rc::check([] {
        auto const services = *rc::gen::inRange<std::size_t>(1, 5), people = *rc::gen::inRange<std::size_t>(1, 40);
        std::vector<std::vector<std::string>> tokens(services);
        std::set<std::size_t> reached;
        for (std::size_t person = 0; person < people; ++person)
            for (std::size_t service = 0; service < services; ++service) {
                if (*rc::gen::inRange(0, 3) != 0) continue;
                reached.insert(person);
                tokens[service].push_back(std::to_string(person));
            }
        auto const truth = reach_by_tokens(tokens);
        RC_ASSERT(truth->distinct == reached.size());
        std::vector<std::int64_t> const persons{truth->by_service.begin(), truth->by_service.end()};
        auto some = truth->overlaps;
        if (!some.empty() && *rc::gen::inRange(0, 2) == 1) some.pop_back();
        auto const bounds = reach_bounds(persons, some, static_cast<std::int64_t>(people));
        RC_ASSERT(bounds);
        RC_ASSERT(bounds->lower <= static_cast<std::int64_t>(reached.size()));
        RC_ASSERT(bounds->upper >= static_cast<std::int64_t>(reached.size()));
    }));
}

TEST_CASE("tokens count a person once, whatever the number of visits and services")
{
    auto const reach = reach_by_tokens({{"a", "b", "a"}, {"b", "c"}, {}});
    CHECK(reach->distinct == 3);
    CHECK(reach->by_service == std::vector<std::size_t>{2, 2, 0});
    CHECK(reach->overlaps[0].persons == 1);
    CHECK(reach->by_services_count == std::vector<std::size_t>{2, 1, 0});
}

TEST_CASE("sums that mean something are made")
{
    CHECK(*sum_of_reach({figure("clinic", ReachUnit::persons, "north", may, 40), figure("clinic", ReachUnit::persons, "south", may, 60)}) == 100);
    CHECK(*sum_of_reach({figure("clinic", ReachUnit::contacts, "north", may, 40), figure("clinic", ReachUnit::contacts, "north", june, 60), figure("mobile", ReachUnit::contacts, "north", june, 1)}) == 101);
}

TEST_CASE("sums that must not be made are refused with the reason")
{
    auto const one = figure("clinic", ReachUnit::persons, "north", may, 40);
    auto const refused = [&](ReachFigure const& other) {
        auto const sum = sum_of_reach({one, other});
        REQUIRE(!sum);
        CHECK(sum.error().kind == Error::Kind::denied);
        return sum.error().what;
    };
    CHECK(refused(figure("clinic", ReachUnit::persons, "north", june, 60)).find("different months") != std::string::npos);
    CHECK(refused(figure("clinic", ReachUnit::households, "south", may, 60)).find("households") != std::string::npos);
    CHECK(refused(figure("nutrition", ReachUnit::persons, "south", may, 60)).find("two services") != std::string::npos);
    CHECK(refused(figure("clinic", ReachUnit::persons, "north", may, 41)).find("twice") != std::string::npos);
    auto sheep = figure("vaccination", ReachUnit::animals, "north", may, 40), goats = figure("vaccination", ReachUnit::animals, "south", may, 40);
    sheep.species = "sheep";
    goats.species = "goat";
    CHECK(sum_of_reach({sheep, goats}).error().what.find("species") != std::string::npos);
    CHECK(sum_of_reach({figure("clinic", ReachUnit::contacts, "north", may, 1), figure("clinic", ReachUnit::contacts, "north", may, 1)}).error().kind == Error::Kind::denied);
    CHECK(sum_of_reach({}).error().kind == Error::Kind::invalid);
    CHECK(sum_of_reach({figure("clinic", ReachUnit::persons, "north", may, -1)}).error().where == "figure 1");
}

TEST_CASE("142 facilities here and 146 there are listed, and neither is chosen")
{
    auto const clashes = source_clashes({{"health facilities", "four cercles", "2025", "health facilities; five mobile clinics apart", "page 3", 142},
                                         {"mobile clinics", "four cercles", "2025", "", "page 3", 5},
                                         {"health facilities", "four cercles", "2025", "primary facilities; 22 others apart", "page 11", 146},
                                         {"health facilities", "four cercles", "2024", "", "page 3", 140},
                                         {"mobile clinics", "four cercles", "2025", "", "page 12", 5}});
    REQUIRE(clashes);
    REQUIRE(clashes->size() == 1);
    auto const& clash = clashes->front();
    CHECK(clash.figures.size() == 2);
    CHECK(clash.lowest == 142);
    CHECK(clash.highest == 146);
    CHECK(clash.definitions_differ);
    CHECK(clash.figures[1].source == "page 11");
}
