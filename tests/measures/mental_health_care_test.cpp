// SPDX-License-Identifier: Apache-2.0
#include "measures/mental_health_care.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace accalmie;

namespace {

Day day(int offset) { return parse_day("2026-01-01").value() + std::chrono::days{offset}; }

CareVisit visit(int on, std::optional<int> next = {}, std::string medicine = {}, int days = 0, CareVisitKind kind = CareVisitKind::follow_up)
{
    CareVisit one{"awa", day(on), kind, std::move(medicine), days, {}};
    if (next) one.next_visit = day(*next);
    return one;
}

MentalHealthCare care_of(std::vector<CareVisit> const& visits, int as_of, int grace = 7)
{
    auto const care = mental_health_care(visits, day(as_of), grace);
    REQUIRE(care);
    return *care;
}

Appointment outcome(std::vector<CareVisit> const& visits, int as_of, int grace = 7) { return care_of(visits, as_of, grace).follow_ups.at(0).outcome; }

}  // namespace

TEST_CASE("an appointment is kept until the last day of grace, late after it, missed once that day is past without a visit")
{
    CHECK(outcome({visit(0, 28), visit(35)}, 60) == Appointment::kept);
    CHECK(outcome({visit(0, 28), visit(36)}, 60) == Appointment::late);
    CHECK(outcome({visit(0, 28), visit(10)}, 60) == Appointment::kept);
    CHECK(outcome({visit(0, 28)}, 35) == Appointment::waiting);
    CHECK(outcome({visit(0, 28)}, 36) == Appointment::missed);
    CHECK(outcome({visit(0, 28), visit(29)}, 60, 0) == Appointment::late);
    CHECK(outcome({visit(0, 28), visit(36)}, 35) == Appointment::waiting);  // that visit is not known yet
}

TEST_CASE("a second row of the same day keeps no appointment; an exit agrees on none; another person's visit counts for nobody else")
{
    CHECK(outcome({visit(0, 28), visit(0)}, 60) == Appointment::missed);
    CHECK(care_of({visit(0, 28, {}, 0, CareVisitKind::exit)}, 60).follow_ups.empty());
    auto other = visit(28);
    other.token = "binta";
    CHECK(outcome({visit(0, 28), other}, 60) == Appointment::missed);
    other.token.clear();
    auto const care = care_of({visit(0, 28), other}, 60);
    CHECK(care.without_token == 1);
    CHECK(care.follow_ups.at(0).outcome == Appointment::missed);
}

TEST_CASE("medicine: days covered, what is left is used later, the longest gap, the exit as an end")
{
    auto const one = care_of({visit(0, {}, "phenobarbital", 30), visit(40, {}, "phenobarbital", 30)}, 79).medicines.at(0);
    CHECK(one.days == 80);
    CHECK(one.covered == 60);
    CHECK(one.longest_gap == 10);
    // Given ten days early: 60 days in a row, then 20 without.
    auto const early = care_of({visit(0, {}, "phenobarbital", 30), visit(20, {}, "phenobarbital", 30)}, 79).medicines.at(0);
    CHECK(early.covered == 60);
    CHECK(early.longest_gap == 20);
    auto const left = care_of({visit(0, {}, "phenobarbital", 30), visit(10, {}, {}, 0, CareVisitKind::exit), visit(50, {}, "phenobarbital", 30)}, 59).medicines;
    REQUIRE(left.size() == 2);
    CHECK(left[0].days == 11);
    CHECK(left[0].covered == 11);
    CHECK(left[0].longest_gap == 0);
    CHECK(left[1].days == 10);
    CHECK(left[1].covered == 10);
}

TEST_CASE("two medicines are followed apart; medicine without a number of days is counted and not followed")
{
    auto const care = care_of({visit(0, {}, "phenobarbital", 30), visit(5, {}, "fluoxetine", 5), visit(6, {}, "lithium")}, 29);
    REQUIRE(care.medicines.size() == 2);
    CHECK(care.medicines[0].medicine == "fluoxetine");
    CHECK(care.medicines[0].days == 25);
    CHECK(care.medicines[0].covered == 5);
    CHECK(care.medicines[1].covered == 30);
    CHECK(care.medicine_without_days == 1);
}

TEST_CASE("days covered, counted one day after the other with the boxes in hand, for many made persons")
{
    std::mt19937_64 engine{3};
    for (int person = 0; person < 300; ++person) {
        std::vector<CareVisit> visits;
        std::set<int> days;
        auto const count = 1 + static_cast<int>(engine() % 8);
        for (int i = 0; i < count; ++i) days.insert(static_cast<int>(engine() % 200));
        for (auto const on : days) visits.push_back(visit(on, {}, "haloperidol", 1 + static_cast<int>(engine() % 60)));
        std::int64_t covered = 0, gap = 0, longest = 0, in_hand = 0;
        for (int today = *days.begin(); today <= 210; ++today) {
            for (auto const& one : visits)
                if (one.day == day(today)) in_hand += one.medicine_days;
            if (in_hand > 0)
                --in_hand, ++covered, gap = 0;
            else
                longest = std::max(longest, ++gap);
        }
        std::shuffle(visits.begin(), visits.end(), engine);
        auto const found = care_of(visits, 210).medicines.at(0);
        CAPTURE(person);
        CHECK(found.covered == covered);
        CHECK(found.longest_gap == longest);
        CHECK(found.days == 211 - *days.begin());
    }
}

TEST_CASE("what cannot be is refused")
{
    CHECK(mental_health_care({}, day(0), 91).error().kind == Error::Kind::invalid);
    CHECK(mental_health_care({}, day(0), -1).error().kind == Error::Kind::invalid);
    CHECK(mental_health_care(std::vector{visit(0, {}, "lithium", 367)}, day(0), 7).error().kind == Error::Kind::invalid);
    CHECK(mental_health_care({}, day(0), 7)->follow_ups.empty());
}
