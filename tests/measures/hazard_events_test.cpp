// SPDX-License-Identifier: Apache-2.0
#include "measures/hazard_events.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;

namespace {

Day day(int number) { return *parse_day("2024-04-01") + std::chrono::days{number}; }

std::vector<HazardValue> daily(std::vector<double> const& values, int step = 1)
{
    std::vector<HazardValue> out;
    for (std::size_t at = 0; at < values.size(); ++at)
        if (values[at] > 0) out.push_back({day(static_cast<int>(at) * step), values[at]});
    return out;
}

HazardBound bound(double threshold, int level = 1, int days = 1) { return {threshold, days, level, day(-100), std::nullopt}; }

}  // namespace

TEST_CASE("a run above a bound is one event, with its peak and the gravest bound that it passed")
{
    std::vector<HazardBound> const bounds{bound(40), bound(43, 2)};
    auto const events = hazard_events(daily({39, 41, 44, 42, 38, 40, 39}), bounds, 1);
    REQUIRE(events.size() == 2);
    CHECK(events[0].first == day(1));
    CHECK(events[0].last == day(3));
    CHECK(events[0].peak == 44);
    CHECK(events[0].peak_day == day(2));
    CHECK(events[0].bound == 1);
    CHECK(events[0].gravest_first == day(2));
    CHECK(events[0].readings == 3);
    CHECK(!events[0].cut_by_gap);
    CHECK(events[1].bound == 0);
    CHECK(events[1].first == day(5));
}

TEST_CASE("a day without a reading ends a run, and the event says that it may have been longer")
{
    auto const events = hazard_events(daily({39, 41, -1, 42, 38}), std::vector{bound(40)}, 1);
    REQUIRE(events.size() == 2);
    CHECK(events[0].cut_by_gap);
    CHECK(events[1].cut_by_gap);
    // Weekly readings of a river are next to each other when a step is a week.
    auto const river = hazard_events(daily({10, 30, 31, 9}, 7), std::vector{bound(25)}, 8);
    REQUIRE(river.size() == 1);
    CHECK(river[0].first == day(7));
    CHECK(river[0].last == day(14));
}

TEST_CASE("a bound that asks for days in a row takes shorter runs for nothing, and one out of its time does not hold")
{
    auto const values = daily({41, 41, 39, 41, 41, 41, 39});
    CHECK(hazard_events(values, std::vector{bound(40, 1, 3)}, 1).size() == 1);
    CHECK(hazard_events(values, std::vector{bound(40, 1, 4)}, 1).empty());
    auto late = bound(40);
    late.from = day(4);
    auto const events = hazard_events(values, std::vector{late}, 1);
    REQUIRE(events.size() == 1);
    CHECK(events[0].first == day(4));
    late.until = day(4);
    CHECK(hazard_events(values, std::vector{late}, 1).empty());
    CHECK(hazard_events({}, std::vector{late}, 1).empty());
}

TEST_CASE("a warning speaks of the event that its days touch, the nearest where there are two")
{
    std::vector<EventDays> const events{{day(10), day(12)}, {day(15), day(20)}};
    CHECK(event_of_warning({day(5), day(9), day(13)}, events) == std::size_t{0});
    CHECK(event_of_warning({day(5), day(9), day(16)}, events) == std::size_t{0});
    CHECK(event_of_warning({day(5), day(14), std::nullopt}, events) == std::size_t{1});
    CHECK(event_of_warning({day(5), day(12), day(12)}, events) == std::size_t{0});
    CHECK(!event_of_warning({day(5), day(13), day(14)}, events));
    CHECK(!event_of_warning({day(1), day(1), std::nullopt}, events));
}

TEST_CASE("households told by several channels are at least the largest number and at most the sum")
{
    using Told = HouseholdsTold;
    auto const both = households_told(std::vector<Told>{{100, 150}, {80, 90}});
    CHECK(both.low == 100);
    CHECK(both.high == 240);
    auto const open = households_told(std::vector<Told>{{100, {}}, {80, 90}});
    CHECK(open.low == 100);
    CHECK(!open.high);
    CHECK(!households_told({}).low);
    CHECK(households_told(std::vector<Told>{{{}, 50}}).high == 50);
}

TEST_CASE("for any readings the events are apart, and every reading that passes a one-day bound lies in one")
{
    CHECK(rc::check([] {
        auto const numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1, 50));
        auto const values = daily({numbers.begin(), numbers.end()});
        auto const events = hazard_events(values, std::vector{bound(30), bound(40, 2)}, 1);
        std::size_t inside = 0, above = 0;
        for (auto const& value : values) above += value.value >= 30;
        for (std::size_t at = 0; at < events.size(); ++at) {
            inside += static_cast<std::size_t>(events[at].readings);
            RC_ASSERT(events[at].bound == (events[at].peak >= 40 ? 1U : 0U));
            if (at > 0) RC_ASSERT(events[at].first > events[at - 1].last);
        }
        RC_ASSERT(inside == above);
    }));
}
