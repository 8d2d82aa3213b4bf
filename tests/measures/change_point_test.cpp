// SPDX-License-Identifier: Apache-2.0
#include "measures/change_point.hpp"

#include "measures/change_point_series.hpp"
#include "measures/segment_cost.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

using namespace accalmie;

namespace {

ChangePoints found(std::vector<double> const& values, SegmentCost cost, ChangePenalty penalty = ChangePenalty::mbic)
{
    ChangePointInput input;
    input.values = values;
    input.cost = cost;
    input.penalty = penalty;
    input.permutations = 199;
    auto answer = change_points(input);
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}

std::vector<std::size_t> places(ChangePoints const& answer)
{
    std::vector<std::size_t> all;
    for (std::size_t i = 1; i < answer.segments.size(); ++i) all.push_back(answer.segments[i].first);
    return all;
}

/// The lowest cost with penalties by trying every last segment, nothing pruned.
double lowest_cost(std::vector<double> const& values, SegmentCostSettings const& settings, double penalty, std::size_t minimum)
{
    SegmentCosts const costs{values, settings};
    std::vector<double> best(values.size() + 1, std::numeric_limits<double>::infinity());
    best[0] = -penalty;
    for (std::size_t end = minimum; end <= values.size(); ++end)
        for (std::size_t first = 0; first + minimum <= end; ++first) best[end] = std::min(best[end], best[first] + penalty + costs.cost(first, end));
    return best.back();
}

}  // namespace

TEST_CASE("the Nile changes after 1898 under both normal costs, and its means are the published ones")
{
    // Cobb 1978: after 1898. Least-squares split means 1097.75 and 849.97 (1871-1898, 1899-1970).
    auto const nile = series::nile();
    REQUIRE(nile.size() == 100);
    for (auto const cost : {SegmentCost::normal_mean, SegmentCost::normal_mean_variance, SegmentCost::poisson}) {
        auto const answer = found(nile, cost);
        CHECK(*answer.one.place == 28);
        CHECK(answer.one.chosen);
        CHECK(*answer.one.p_value == doctest::Approx(1.0 / 200));
        CHECK(answer.one.pettitt_place == 28);
        if (cost == SegmentCost::poisson) continue;  // flows vary far more than Poisson: many changes, and rightly no model for them
        CHECK(places(answer) == std::vector<std::size_t>{28});
        CHECK(answer.segments[0].mean == doctest::Approx(1097.75).epsilon(1e-9));
        CHECK(answer.segments[1].mean == doctest::Approx(849.9722222222).epsilon(1e-9));
    }
}

TEST_CASE("the coal-mining disasters change once, 41 years after 1850")
{
    // Carlin, Gelfand & Smith 1992: the change most likely lies after the 41st year, 1891; Raftery & Akman 1986: March 1890.
    auto const coal = series::coal();
    double sum = 0;
    for (double const count : coal) sum += count;
    REQUIRE(coal.size() == 112);
    REQUIRE(sum == 191);
    for (auto const cost : {SegmentCost::poisson, SegmentCost::negative_binomial}) {
        // Under bic a second one appears after 1947, as in Green 1995, Biometrika 82:711-732.
        CHECK(places(found(coal, cost, ChangePenalty::bic)) == std::vector<std::size_t>{41, 97});
        auto const answer = found(coal, cost);
        CHECK(places(answer) == std::vector<std::size_t>{41});
        CHECK(*answer.one.place == 41);
        CHECK(answer.segments[0].mean == doctest::Approx(127.0 / 41));
        CHECK(answer.segments[1].mean == doctest::Approx(64.0 / 71));
    }
}

TEST_CASE("the pruned search finds the lowest cost of all partitions, for every cost, penalty and minimum segment")
{
    CHECK(rc::check([] {
        auto const n = *rc::gen::inRange<std::size_t>(4, 70);
        auto const minimum = *rc::gen::inRange<std::size_t>(2, n / 2 + 1);
        auto const level = *rc::gen::inRange(1, 40);
        std::vector<double> values;
        for (std::size_t i = 0; i < n; ++i) values.push_back(*rc::gen::inRange(0, (i / 13) % 2 == 0 ? level : 5));
        values[0] += 1;
        values[1] = values[0] + 1;
        for (auto const cost : {SegmentCost::normal_mean, SegmentCost::normal_mean_variance, SegmentCost::poisson, SegmentCost::negative_binomial}) {
            for (auto const penalty : {ChangePenalty::mbic, ChangePenalty::aic0}) {
                ChangePointInput input;
                input.values = values;
                input.cost = cost;
                input.penalty = penalty;
                input.minimum_segment = static_cast<int>(minimum);
                input.permutations = 0;
                input.size = 3.0;
                auto const answer = change_points(input);
                RC_ASSERT(answer);
                SegmentCostSettings const settings{cost, answer->noise.value_or(1), 3.0, penalty == ChangePenalty::mbic ? LengthCost::log_length : LengthCost::none};
                SegmentCosts const costs{values, settings};
                double got = -answer->penalty;
                for (auto const& segment : answer->segments) {
                    RC_ASSERT(segment.end - segment.first >= minimum);
                    got += answer->penalty + costs.cost(segment.first, segment.end);
                }
                double const lowest = lowest_cost(values, settings, answer->penalty, minimum);
                RC_ASSERT(std::abs(got - lowest) <= 1e-7 * (1 + std::abs(lowest)));
                RC_ASSERT(answer->cost_evaluations <= n * (n + 1) / 2);
            }
        }
    }));
}

TEST_CASE("pruning spares most of the work where changes are many")
{
    std::vector<double> values;
    for (int i = 0; i < 2000; ++i) values.push_back((i / 50) % 2 * 10 + (i * 7919 % 101) / 50.0);
    auto const answer = found(values, SegmentCost::normal_mean, ChangePenalty::bic);
    CHECK(answer.segments.size() == 40);
    CHECK(answer.cost_evaluations < 2000 * 2001 / 2 / 8);
}

TEST_CASE("costs are minus twice the log-likelihood: a change gains what the densities say")
{
    // By hand: counts 0 0 0 0 4 4 4 4. Poisson: 2 (16 log 4 - 16 log 2) = 32 log 2. Normal, noise 2: (sum of squares 32) / 4 = 8.
    std::vector<double> const values{0, 0, 0, 0, 4, 4, 4, 4};
    CHECK(found(values, SegmentCost::poisson).one.gain == doctest::Approx(32 * std::log(2.0)));
    ChangePointInput input;
    input.values = values;
    input.cost = SegmentCost::normal_mean;
    input.noise = 2.0;
    CHECK(change_points(input)->one.gain == doctest::Approx(8));
    // Negative binomial with size 2: means 2 against 0 and 4.
    input.cost = SegmentCost::negative_binomial;
    input.size = 2.0;
    auto const cost = [](double mean, double sum, double n) { return 2 * ((sum > 0 ? sum * std::log((mean + 2) / mean) : 0) + n * 2 * std::log1p(mean / 2)); };
    CHECK(change_points(input)->one.gain == doctest::Approx(cost(2, 16, 8) - cost(4, 16, 4)));
}

TEST_CASE("Pettitt's statistic is the largest of the rank sums")
{
    // By hand: 1 2 3 4 5 6: U_k = 2 k (k + 1) / 2 - 7 k = k (k - 6), largest at k = 3: 9; p = 2 exp(-6 * 81 / 252) capped at 1.
    auto const answer = found({1, 2, 3, 4, 5, 6}, SegmentCost::normal_mean);
    CHECK(answer.one.pettitt_statistic == 9);
    CHECK(answer.one.pettitt_place == 3);
    CHECK(answer.one.pettitt_p_value == doctest::Approx(2 * std::exp(-6.0 * 81 / 252)));
}

TEST_CASE("a series without change has none, and its p value is spread evenly")
{
    int below_tenth = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        std::vector<double> values;
        std::uint64_t state = seed * 2654435761U + 12345;
        for (int i = 0; i < 30; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            values.push_back(static_cast<double>(state >> 40));
        }
        ChangePointInput input;
        input.values = values;
        input.cost = SegmentCost::normal_mean;
        input.permutations = 99;
        auto const answer = change_points(input);
        below_tenth += *answer->one.p_value <= 0.1;
    }
    // Binomial of 100 and 0.1: 2 to 20 with a chance above 0.997.
    CHECK(below_tenth >= 2);
    CHECK(below_tenth <= 20);
}

TEST_CASE("what change points cannot be asked of is refused with its place")
{
    ChangePointInput input;
    input.values = {1, 2, 3};
    CHECK(change_points(input).error().where == "values");
    input.values = {1, 1, 1, 1, 1};
    CHECK(change_points(input).error().what == "all values are equal");
    input.values = {1, 2, 1.5, 2, 1};
    input.cost = SegmentCost::poisson;
    CHECK(change_points(input).error().where == "value 3");
    input.values = {1, 2, 1, 2, 1};
    input.minimum_segment = 3;
    CHECK(change_points(input).error().where == "minimum_segment");
    input.minimum_segment = 1;
    input.cost = SegmentCost::normal_mean_variance;
    CHECK(change_points(input).error().where == "minimum_segment");
    input.minimum_segment = 2;
    input.permutations = 100'001;
    CHECK(change_points(input).error().kind == Error::Kind::limit);
    input.permutations = 9;
    input.penalty = ChangePenalty::manual;
    input.manual_penalty = -1;
    CHECK(change_points(input).error().where == "manual_penalty");
}
