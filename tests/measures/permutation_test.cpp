// SPDX-License-Identifier: Apache-2.0
#include "measures/permutation.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <random>

using namespace accalmie;

namespace {

/// Four places by four periods, place 0 treated in the last: the table of docs/methods/permutation.md.
PermutationInput four_by_four()
{
    PermutationInput input;
    input.places = input.periods = 4;
    for (double const outcome : {6, 4, 5, 1, 3, 5, 4, 4, 2, 2, 3, 3, 7, 6, 5, 6}) input.outcome.emplace_back(outcome);
    input.treated = {0};
    input.window_first = 3;
    input.reassign = Reassign::both;
    return input;
}

PermutationInput random_input(std::mt19937_64& random, double rate)
{
    PermutationInput input;
    input.places = 8, input.periods = 10;
    std::poisson_distribution<int> count{rate};
    for (int i = 0; i < 80; ++i) input.outcome.emplace_back(count(random));
    input.treated = {random() % 4, 4 + random() % 4};
    input.window_first = 2 + random() % 7;
    input.window_periods = 2;
    input.before_periods = 2;
    input.reassign = Reassign::both;
    return input;
}

}  // namespace

// Enumerated independently with Python's itertools and fractions of the same table.
TEST_CASE("a small table is enumerated whole, for every statistic")
{
    auto input = four_by_four();
    auto answer = *permutation(input);
    CHECK(answer.estimate.value() == doctest::Approx(0.2));
    CHECK(answer.exhaustive);
    CHECK(answer.used == 12);
    CHECK(answer.less.p == doctest::Approx(1.0 / 12));
    CHECK(answer.greater.p == 1);
    CHECK(answer.two_sided.p == doctest::Approx(1.0 / 12));
    CHECK(answer.less.monte_carlo_error == 0);
    CHECK(answer.values.front() == doctest::Approx(0.2));
    CHECK(answer.values.back() == doctest::Approx(5.0 / 3));
    input.with = ContrastWith::both;
    input.reassign = Reassign::places;
    CHECK(permutation(input)->estimate.value() == doctest::Approx(0.18974358974358974));
    CHECK(permutation(input)->less.p == 0.25);
    input.scale = ContrastScale::difference;
    input.reassign = Reassign::both;
    CHECK(permutation(input)->estimate.value() == doctest::Approx(-4.222222222222222));
    CHECK(permutation(input)->less.p == doctest::Approx(1.0 / 12));
    input = four_by_four();
    input.treated = {0, 1};
    input.before_periods = 2;
    input.with = ContrastWith::both;
    CHECK(permutation(input)->estimate.value() == doctest::Approx(0.4938271604938272));
    CHECK(permutation(input)->two_sided.p == doctest::Approx(1.0 / 6));  // its mirror, the other two places, is exactly as far
    input.with = ContrastWith::others;
    input.scale = ContrastScale::difference;
    answer = *permutation(input);
    CHECK(answer.estimate.value() == doctest::Approx(-2));
    CHECK(answer.used == 24);
    CHECK(answer.less.p == doctest::Approx(4.0 / 24));
    CHECK(answer.greater.p == doctest::Approx(21.0 / 24));
    CHECK(answer.two_sided.p == doctest::Approx(8.0 / 24));
}

TEST_CASE("a sample of the assignments agrees with all of them within its Monte Carlo error, and never says 0")
{
    std::mt19937_64 random{20'261'123};
    auto input = random_input(random, 3);
    auto const all = *permutation(input);
    CHECK(all.exhaustive);
    CHECK(all.used + all.left_out == 28 * 7);
    input.exhaustive_max = 10;
    input.draws = 20'000;
    auto const drawn = *permutation(input);
    CHECK(!drawn.exhaustive);
    CHECK(drawn.assignments == 196);
    CHECK(drawn.used == 20'001);
    CHECK(std::abs(drawn.less.p - all.less.p) < 5 * drawn.less.monte_carlo_error + 1e-3);
    CHECK(std::abs(drawn.two_sided.p - all.two_sided.p) < 5 * drawn.two_sided.monte_carlo_error + 1e-3);
    CHECK(permutation(input)->less.p == drawn.less.p);  // one seed, one answer
    input.seed = 2;
    CHECK(permutation(input)->values != drawn.values);
    auto certain = input;
    for (auto& outcome : certain.outcome) outcome = 1000;
    for (auto const place : certain.treated) certain.outcome[place * 10 + certain.window_first] = 0;
    CHECK(permutation(certain)->less.p >= 1.0 / 20'001);
}

TEST_CASE("if any assignment was as likely, p at most 0.05 comes in at most one of twenty, exactly")
{
    // Every assignment of one table taken as the real one in turn: the share with p <= alpha is at most alpha, by counting.
    std::mt19937_64 random{7};
    for (int table = 0; table < 5; ++table) {
        auto input = random_input(random, 1.5);
        std::vector<std::size_t> chosen{0, 1};
        int tried = 0, small = 0;
        do {
            for (std::size_t first = 2; first <= 8; ++first) {
                input.treated = chosen;
                input.window_first = first;
                auto const answer = *permutation(input);
                if (answer.no_statistic != NoStatistic::none) continue;
                ++tried;
                small += answer.less.p <= 0.05 ? 1 : 0;
            }
        } while (next_subset(chosen, 8));
        CHECK(small <= tried / 20);
    }
}

TEST_CASE("what was not watched is left out, and a window that touches it has no answer")
{
    auto input = four_by_four();
    input.outcome[5] = std::nullopt;  // place 1, second period
    auto answer = *permutation(input);
    CHECK(answer.left_out == 3);
    CHECK(answer.used == 9);
    CHECK(answer.less.p == doctest::Approx(1.0 / 9));
    input.outcome[1] = std::nullopt;
    answer = *permutation(input);
    CHECK(answer.no_statistic == NoStatistic::not_watched);
    CHECK(!answer.estimate);
    CHECK(answer.used == 0);
}

TEST_CASE("nothing before is above every ratio, nothing at all is none")
{
    auto input = four_by_four();
    for (std::size_t i = 0; i < 3; ++i) input.outcome[i] = 0;
    auto answer = *permutation(input);
    CHECK(!answer.estimate);
    CHECK(answer.no_statistic == NoStatistic::none);
    CHECK(answer.greater.p == doctest::Approx(1.0 / 10));  // A in the second and third period is 0 / 0: left out
    CHECK(answer.left_out == 2);
    input.outcome[3] = 0;
    CHECK(permutation(input)->no_statistic == NoStatistic::undefined);
    input = four_by_four();
    input.window_first = 0;
    CHECK(permutation(input)->no_statistic == NoStatistic::no_period);
    input = four_by_four();
    input.treated = {0, 1, 2, 3};
    input.with = ContrastWith::others;
    CHECK(permutation(input)->no_statistic == NoStatistic::no_period);
}

TEST_CASE("exposure makes rates: twice the people and twice the events is no difference")
{
    PermutationInput input;
    input.places = 2, input.periods = 2;
    for (double const outcome : {4, 4, 8, 8}) input.outcome.emplace_back(outcome);
    input.exposure = {100, 100, 200, 200};
    input.treated = {0};
    input.window_first = 1;
    input.with = ContrastWith::others;
    input.reassign = Reassign::places;
    CHECK(permutation(input)->estimate.value() == doctest::Approx(1));
    CHECK(permutation(input)->less.p == 1);
}

TEST_CASE("options out of bounds are refused with their place")
{
    auto const refused = [](auto change) {
        auto input = four_by_four();
        change(input);
        return permutation(input).error().where;
    };
    CHECK(refused([](PermutationInput& input) { input.places = 0; }) == "places");
    CHECK(refused([](PermutationInput& input) { input.periods = 10'001; }) == "periods");
    CHECK(refused([](PermutationInput& input) { input.outcome.pop_back(); }) == "outcome");
    CHECK(refused([](PermutationInput& input) { input.outcome[0] = -1; }) == "outcome");
    CHECK(refused([](PermutationInput& input) { input.exposure.assign(16, 0); }) == "exposure");
    CHECK(refused([](PermutationInput& input) { input.treated = {}; }) == "treated");
    CHECK(refused([](PermutationInput& input) { input.treated = {1, 1}; }) == "treated");
    CHECK(refused([](PermutationInput& input) { input.treated = {4}; }) == "treated");
    CHECK(refused([](PermutationInput& input) { input.window_periods = 2; }) == "window");
    CHECK(refused([](PermutationInput& input) { input.before_periods = 5; }) == "before");
    CHECK(refused([](PermutationInput& input) { input.draws = 18; }) == "draws");
    CHECK(refused([](PermutationInput& input) { input.exhaustive_max = 1'000'001; }) == "exhaustive_max");
}

TEST_CASE("subsets come once each, as many as the binomial says")
{
    CHECK(rc::check([] {
        auto const n = static_cast<std::size_t>(*rc::gen::inRange(1, 9));
        auto const k = static_cast<std::size_t>(*rc::gen::inRange(1, static_cast<int>(n) + 1));
        std::vector<std::size_t> chosen;
        for (std::size_t i = 0; i < k; ++i) chosen.push_back(i);
        std::vector<std::vector<std::size_t>> seen{chosen};
        while (next_subset(chosen, n)) {
            RC_ASSERT(chosen > seen.back());
            seen.push_back(chosen);
        }
        RC_ASSERT(static_cast<double>(seen.size()) == choose(n, k));
    }));
    CHECK(choose(50, 4) == 230'300);
    CHECK(choose(3, 4) == 0);
}
