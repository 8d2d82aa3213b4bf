// SPDX-License-Identifier: Apache-2.0
#include "measures/promise_status.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;
using std::chrono::days;

namespace {

Day day(int number) { return *parse_day("2022-01-01") + days{number - 1}; }
Promise promise(std::vector<PromiseTest> tests) { return {day(1), day(100), std::move(tests)}; }
PromiseTest held(int number) { return {day(number), TestResult::held}; }
PromiseTest broken(int number) { return {day(number), TestResult::broken}; }
PromiseTest not_reached(int number) { return {day(number), TestResult::not_reached}; }

}  // namespace

TEST_CASE("a promise that nobody has tested is untested, and trying without arriving tests nothing")
{
    CHECK(promise_status(promise({}), day(50)).state == PromiseState::untested);
    auto const tried = promise_status(promise({not_reached(10), not_reached(20)}), day(50));
    CHECK(tried.state == PromiseState::untested);
    CHECK(tried.not_reached == 2);
    CHECK(tried.tests == 0);
}

TEST_CASE("the latest test decides, and an earlier break stays visible")
{
    CHECK(promise_status(promise({held(10)}), day(50)).state == PromiseState::kept);
    CHECK(promise_status(promise({held(10), broken(20)}), day(50)).state == PromiseState::broken);
    auto const mended = promise_status(promise({broken(20), held(30)}), day(50));
    CHECK(mended.state == PromiseState::kept);
    CHECK(mended.last_broken_day == day(20));
    CHECK(mended.tests == 2);
    CHECK(mended.held == 1);
}

TEST_CASE("on one day a break outweighs what held, in whichever order they are given")
{
    CHECK(promise_status(promise({broken(20), held(20)}), day(50)).state == PromiseState::broken);
    CHECK(promise_status(promise({held(20), broken(20)}), day(50)).state == PromiseState::broken);
}

TEST_CASE("a promise is expired on the day after its last day, not on it")
{
    CHECK(promise_status(promise({held(10)}), day(100)).state == PromiseState::kept);
    CHECK(promise_status(promise({held(10)}), day(101)).state == PromiseState::expired);
    CHECK(promise_status(promise({}), day(101)).state == PromiseState::expired);
}

TEST_CASE("time does not mend a broken promise")
{
    CHECK(promise_status(promise({broken(10)}), day(200)).state == PromiseState::broken);
}

TEST_CASE("a promise whose last day is sealed or open does not expire here")
{
    CHECK(promise_status({day(1), std::nullopt, {held(10)}}, day(4000)).state == PromiseState::kept);
    CHECK(promise_status({day(1), std::nullopt, {}}, day(4000)).state == PromiseState::untested);
}

TEST_CASE("tests outside the promise's time, or after the day asked, do not count")
{
    auto const status = promise_status(promise({broken(-3), held(40), broken(60), broken(101)}), day(50));
    CHECK(status.state == PromiseState::kept);
    CHECK(status.outside == 1);
    CHECK(promise_status(promise({held(40), broken(101)}), day(200)).outside == 1);
    CHECK(promise_status(promise({held(40), broken(101)}), day(200)).state == PromiseState::expired);
}

TEST_CASE("the status does not depend on the order of the tests")
{
    CHECK(rc::check([] {
        std::vector<PromiseTest> tests;
        for (int i = *rc::gen::inRange(0, 12); i > 0; --i)
            tests.push_back({day(*rc::gen::inRange(-5, 12)), *rc::gen::element(TestResult::held, TestResult::broken, TestResult::not_reached)});
        Promise given{day(1), day(9), tests};
        auto const first = promise_status(given, day(8));
        std::reverse(given.tests.begin(), given.tests.end());
        auto const second = promise_status(given, day(8));
        RC_ASSERT(first.state == second.state);
        RC_ASSERT(first.tests == second.tests);
        RC_ASSERT(first.last_test_day == second.last_test_day);
        RC_ASSERT(first.last_broken_day == second.last_broken_day);
        RC_ASSERT((first.state == PromiseState::untested) == (first.tests == 0));
    }));
}

TEST_CASE("one more broken test never makes a promise kept")
{
    CHECK(rc::check([] {
        Promise given{day(1), std::nullopt, {}};
        for (int i = *rc::gen::inRange(0, 8); i > 0; --i) given.tests.push_back({day(*rc::gen::inRange(1, 12)), *rc::gen::element(TestResult::held, TestResult::broken)});
        auto const before = promise_status(given, day(20)).state;
        given.tests.push_back(broken(*rc::gen::inRange(1, 20)));
        auto const after = promise_status(given, day(20)).state;
        RC_ASSERT(after == PromiseState::broken || (after == PromiseState::kept && before == PromiseState::kept));
    }));
}

// Bounds: Python's decimal at 60 digits, binomial sums by integer coefficients, as in rate_ratio_test.cpp.
TEST_CASE("the reliability of a corridor has its exact interval, is hidden under five tests, and the ledger is sorted by name")
{
    std::vector<CorridorTests> const corridors{{"Macina - Saye", 200, 180}, {"Diafarabe - Tenenkou", 7, 6}, {"Youwarou - Dogo", 4, 4}, {"Tominian - Fangasso", 5, 5}, {"Walado", 5, 0}};
    auto const rows = *reliability(corridors);
    REQUIRE(rows.size() == 5);
    CHECK(rows[0].corridor == "Diafarabe - Tenenkou");
    CHECK(*rows[0].rate == doctest::Approx(6.0 / 7));
    CHECK(*rows[0].lower_95 == doctest::Approx(0.421276802957).epsilon(1e-9));
    CHECK(*rows[0].upper_95 == doctest::Approx(0.996389703138).epsilon(1e-9));
    CHECK(*rows[1].lower_95 == doctest::Approx(0.849787212132).epsilon(1e-9));
    CHECK(*rows[2].lower_95 == doctest::Approx(0.478176250).epsilon(1e-6));
    CHECK(*rows[2].upper_95 == 1);
    CHECK(*rows[3].lower_95 == 0);
    CHECK(*rows[3].upper_95 == doctest::Approx(0.52182375).epsilon(1e-6));
    CHECK(rows[4].corridor == "Youwarou - Dogo");
    CHECK(rows[4].hidden);
    CHECK(rows[4].tests == 0);
    CHECK(!rows[4].rate);
}

TEST_CASE("more tests held than there were is refused")
{
    std::vector<CorridorTests> const corridors{{"Walado", 5, 6}};
    CHECK(reliability(corridors).error().where == "Walado");
}
