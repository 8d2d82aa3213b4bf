// SPDX-License-Identifier: Apache-2.0
// Deliveries counted once: every way in which one service is written twice, and what only looks like it.
#include "measures/deliveries.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace accalmie;

namespace {

Day day(std::string_view iso) { return parse_day(iso).value(); }

Delivery given(std::string id, std::string visit, std::int64_t count, std::string_view on = "2026-03-10")
{
    Delivery one;
    one.id = std::move(id), one.visit = std::move(visit), one.count = count, one.day = day(on);
    one.place = "ML05070101", one.facility = "centre", one.service = "vaccination", one.species = "human", one.sex = "female", one.age_band = "under_1", one.residence = "host";
    return one;
}

Delivery reported(std::string id, std::int64_t count, std::string report = "report")
{
    auto one = given(std::move(id), "", count, "2026-03-31");
    one.report = std::move(report), one.place = "ML050701", one.period_first = day("2026-03-01"), one.period_last = day("2026-03-31");
    return one;
}

DeliveriesOnce once_of(std::vector<Delivery> const& deliveries)
{
    auto once = deliveries_once(deliveries);
    REQUIRE(once);
    return *once;
}

}  // namespace

TEST_CASE("a count that two visits or two sources tell alike counts once, and who repeats whom is told")
{
    auto const once = once_of({given("a", "v1", 12), given("b", "v2", 12), given("c", "", 12)});
    CHECK(once.counts == std::vector<std::uint8_t>{1, 0, 0});
    REQUIRE(once.twice.size() == 2);
    CHECK(once.twice[0].delivery == 1);
    CHECK(once.twice[0].counted == 0);
    CHECK(once.twice[0].because == TwiceBecause::two_visits);
    CHECK(once.overlaps.empty());
}

TEST_CASE("two visits that differ for any group are two visits, and a number that agrees is chance; two that agree for all are one")
{
    auto men = [](Delivery one) { return one.sex = "male", one.id += "m", one; };
    auto const two = once_of({given("a", "v1", 12), given("b", "v2", 12), men(given("a", "v1", 5)), men(given("b", "v2", 6))});
    CHECK(two.twice.empty());
    REQUIRE(two.overlaps.size() == 2);
    CHECK(two.overlaps[0].at_most == 12);
    CHECK(two.overlaps[1].at_most == 5);
    auto const one = once_of({given("a", "v1", 12), given("b", "v2", 12), men(given("a", "v1", 5)), men(given("b", "v2", 5))});
    CHECK(one.twice.size() == 2);
    CHECK(one.overlaps.empty());
}

TEST_CASE("rows of one visit that differ are its parts; the same row again under the visit is not")
{
    auto const once = once_of({given("a", "v1", 12), given("b", "v1", 7), given("c", "v1", 12)});
    CHECK(once.counts == std::vector<std::uint8_t>{1, 1, 0});
    REQUIRE(once.twice.size() == 1);
    CHECK(once.twice[0].because == TwiceBecause::same_visit);
    CHECK(once.overlaps.empty());
}

TEST_CASE("two visits that tell different numbers both count, and how many may stand in both is told")
{
    auto const once = once_of({given("a", "v1", 12), given("b", "v2", 7)});
    CHECK(once.counts == std::vector<std::uint8_t>{1, 1});
    REQUIRE(once.overlaps.size() == 1);
    CHECK(once.overlaps[0].at_most == 7);
}

TEST_CASE("counts for two different items of packages are not the same delivery; a count without an item may be of either")
{
    auto first = given("a", "v1", 12), second = given("b", "v2", 12), none = given("c", "v3", 12);
    first.item = "x", second.item = "y";
    auto const once = once_of({none, first, second});
    CHECK(once.counts == std::vector<std::uint8_t>{0, 1, 1});
    CHECK(once.twice[0].counted == 1);
}

TEST_CASE("another day, place, sex, age, residence, service or species is another delivery")
{
    for (auto const change : {0, 1, 2, 3, 4, 5, 6}) {
        auto other = given("b", "v2", 12);
        if (change == 0) other.day += std::chrono::days{1};
        if (change == 1) other.place = "ML05070102";
        if (change == 2) other.sex = "male";
        if (change == 3) other.age_band = "1_4";
        if (change == 4) other.residence = "displaced";
        if (change == 5) other.service = "antenatal";
        if (change == 6) other.species = "cattle";
        CAPTURE(change);
        CHECK(once_of({given("a", "v1", 12), other}).twice.empty());
    }
}

TEST_CASE("a report that is the sum of its facility's visits in its period does not count beside them")
{
    auto const once = once_of({given("a", "v1", 12, "2026-03-01"), given("b", "v2", 7, "2026-03-31"), given("c", "v3", 90, "2026-04-01"), reported("r", 19)});
    CHECK(once.counts == std::vector<std::uint8_t>{1, 1, 1, 0});
    REQUIRE(once.twice.size() == 1);
    CHECK(once.twice[0].because == TwiceBecause::visit_and_report);
    CHECK(once.twice[0].counted == 0);
}

TEST_CASE("visits without a facility are found by the place of the report")
{
    auto visit = given("a", "v1", 12);
    visit.facility.clear(), visit.place = "ML050701";
    CHECK(once_of({visit, reported("r", 12)}).twice.size() == 1);
    visit.place = "ML050702";
    CHECK(once_of({visit, reported("r", 12)}).twice.empty());
}

TEST_CASE("a report with another number counts, and how many may stand in both is told")
{
    auto const once = once_of({given("a", "v1", 12), given("b", "v2", 7, "2026-03-20"), reported("r", 25)});
    CHECK(once.counts == std::vector<std::uint8_t>{1, 1, 1});
    REQUIRE(once.overlaps.size() == 1);
    CHECK(once.overlaps[0].delivery == 2);
    CHECK(once.overlaps[0].at_most == 19);
}

TEST_CASE("two reports of one period that tell the same count once; a count of nobody repeats nothing")
{
    auto const once = once_of({reported("r1", 25), reported("r2", 25, "second")});
    CHECK(once.counts == std::vector<std::uint8_t>{1, 0});
    CHECK(once.twice[0].because == TwiceBecause::two_reports);
    CHECK(once_of({given("a", "v1", 0), given("b", "v2", 0)}).twice.empty());
}

TEST_CASE("the order of rows changes nothing but indices")
{
    std::vector<Delivery> deliveries{given("a", "v1", 12), given("b", "v2", 12), given("c", "v1", 7), given("d", "v4", 5, "2026-03-11"), reported("r", 24), reported("q", 24, "second")};
    auto const names = [](std::vector<Delivery> const& all) {
        std::vector<std::string> left_out;
        for (auto const& twice : once_of(all).twice) left_out.push_back(all[twice.delivery].id + ">" + all[twice.counted].id);
        std::sort(left_out.begin(), left_out.end());
        return left_out;
    };
    auto const expected = names(deliveries);
    CHECK(expected.size() == 3);
    std::mt19937_64 engine{5};
    for (int turn = 0; turn < 50; ++turn) {
        std::shuffle(deliveries.begin(), deliveries.end(), engine);
        CHECK(names(deliveries) == expected);
    }
}

TEST_CASE("counts below zero and reports that end before they begin are refused")
{
    CHECK(deliveries_once(std::vector{given("a", "v1", -1)}).error().kind == Error::Kind::invalid);
    auto report = reported("r", 3);
    report.period_last = day("2026-02-01");
    CHECK(deliveries_once(std::vector{report}).error().kind == Error::Kind::invalid);
    CHECK(deliveries_once({})->counts.empty());
}

TEST_CASE("how often a service was given: totals beside their parts are not added, occasions are")
{
    auto women = given("a", "v1", 12), men = given("b", "v1", 8), all = given("c", "v1", 20), later = given("d", "v2", 5, "2026-03-20");
    men.sex = "male", all.sex = "all";
    std::vector<Delivery const*> const rows{&women, &men, &all, &later};
    CHECK(times_given(rows) == 25);
    CHECK(times_given({}) == 0);
}

TEST_CASE("the state of a planned item, on its last day and the day after, said, not said and hidden")
{
    auto const due = day("2026-03-31");
    CHECK(item_state({10, 10, DueKnown::said, due}, due + std::chrono::days{1}) == ItemState::delivered);
    CHECK(item_state({10, 0, DueKnown::said, due}, due) == ItemState::waiting);
    CHECK(item_state({10, 0, DueKnown::said, due}, due + std::chrono::days{1}) == ItemState::overdue);
    CHECK(item_state({10, 9, DueKnown::said, due}, due + std::chrono::days{1}) == ItemState::partly_overdue);
    CHECK(item_state({10, 9, DueKnown::not_said, {}}, due) == ItemState::no_due);
    for (auto const as_of : {due, due + std::chrono::days{1}}) CHECK(item_state({10, 9, DueKnown::hidden, {}}, as_of) == ItemState::due_hidden);
    CHECK(item_state({0, 0, DueKnown::hidden, {}}, due) == ItemState::delivered);
}
