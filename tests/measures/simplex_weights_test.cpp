// SPDX-License-Identifier: Apache-2.0
#include "measures/simplex_weights.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <numeric>

using namespace accalmie;

namespace {

/// Half the slope of the loss along each weight.
std::vector<double> slopes(SimplexProblem const& problem, std::vector<double> const& weights)
{
    std::vector<double> distance = problem.target, slope(weights.size());
    for (double& one : distance) one = -one;
    for (std::size_t i = 0; i < weights.size(); ++i)
        for (std::size_t row = 0; row < problem.rows; ++row) distance[row] += weights[i] * problem.columns[i * problem.rows + row];
    for (std::size_t i = 0; i < weights.size(); ++i) {
        slope[i] = problem.ridge * weights[i] + (problem.penalties.empty() ? 0 : problem.penalties[i] / 2);
        for (std::size_t row = 0; row < problem.rows; ++row) slope[i] += distance[row] * problem.columns[i * problem.rows + row];
    }
    return slope;
}

SimplexProblem drawn_problem()
{
    SimplexProblem problem;
    problem.rows = static_cast<std::size_t>(*rc::gen::inRange(1, 8));
    auto const size = static_cast<std::size_t>(*rc::gen::inRange(1, 12));
    auto const number = [] { return *rc::gen::inRange(-50, 51) / 10.0; };
    for (std::size_t i = 0; i < size * problem.rows; ++i) problem.columns.push_back(number());
    for (std::size_t i = 0; i < problem.rows; ++i) problem.target.push_back(number());
    problem.ridge = *rc::gen::element(0.0, 0.0, 0.3, 40.0);
    if (*rc::gen::inRange(0, 2) == 1)
        for (std::size_t i = 0; i < size; ++i) problem.penalties.push_back(std::abs(number()));
    return problem;
}

}  // namespace

TEST_CASE("a target between two columns takes them in inverse proportion to its distances")
{
    auto const answer = simplex_weights({1, {0, 10, 30}, {4}, 0, {10'000, 0, 10'000}});
    REQUIRE(answer);
    CHECK(answer->weights[1] == doctest::Approx(1));
    auto const two = simplex_weights({2, {0, 0, 10, 0}, {4, 3}, 0, {}});
    CHECK(two->weights[0] == doctest::Approx(0.6));
    CHECK(two->weights[1] == doctest::Approx(0.4));
    CHECK(two->loss == doctest::Approx(9));
}

TEST_CASE("a target beyond all columns takes the nearest corner, and a ridge draws towards equal weights")
{
    CHECK(simplex_weights({1, {1, 2, 3}, {7}, 0, {}})->weights == std::vector<double>{0, 0, 1});
    auto const drawn = simplex_weights({1, {1, 2, 3}, {7}, 1e9, {}});
    for (double const weight : drawn->weights) CHECK(weight == doctest::Approx(1.0 / 3));
}

TEST_CASE("for any problem the weights lie on the simplex and no shift of weight lowers the loss")
{
    CHECK(rc::check([] {
        auto const problem = drawn_problem();
        auto const answer = simplex_weights(problem);
        RC_ASSERT(answer);
        RC_ASSERT(std::abs(std::accumulate(answer->weights.begin(), answer->weights.end(), 0.0) - 1) < 1e-12);
        auto const slope = slopes(problem, answer->weights);
        double shared = 0;
        for (std::size_t i = 0; i < slope.size(); ++i) shared += answer->weights[i] * slope[i];
        for (std::size_t i = 0; i < slope.size(); ++i) {
            RC_ASSERT(answer->weights[i] >= 0);
            RC_ASSERT(slope[i] >= shared - 1e-7);                                      // letting it in gains nothing
            if (answer->weights[i] > 1e-9) RC_ASSERT(std::abs(slope[i] - shared) < 1e-7);  // those in are in balance
        }
    }));
}

TEST_CASE("equal columns, one column and nearly parallel columns are no trouble")
{
    CHECK(simplex_weights({2, {5, 5}, {0, 0}, 0, {}})->weights == std::vector<double>{1});
    auto const equal = simplex_weights({2, {1, 2, 1, 2, 1, 2}, {0, 0}, 0, {}});
    CHECK(equal->loss == doctest::Approx(5));
    auto const near = simplex_weights({2, {0, 0, 1, 1e-9, 1, -1e-9, 2, 0}, {1.5, 0}, 0, {}});
    CHECK(near->loss == doctest::Approx(0).epsilon(1e-12));
}

TEST_CASE("what is no problem of weights is refused")
{
    CHECK(simplex_weights({}).error().kind == Error::Kind::invalid);
    CHECK(simplex_weights({2, {1, 2, 3}, {1, 2}, 0, {}}).error().where == "columns");
    CHECK(simplex_weights({2, {1, 2}, {1}, 0, {}}).error().where == "target");
    CHECK(simplex_weights({1, {1, 2}, {1}, -1, {}}).error().where == "ridge");
    CHECK(simplex_weights({1, {1, 2}, {1}, 0, {1}}).error().where == "penalties");
    CHECK(!simplex_weights({1, {1, std::numeric_limits<double>::quiet_NaN()}, {1}, 0, {}}));
    CHECK(simplex_weights({1, std::vector<double>(2'001, 1), {1}, 0, {}}).error().kind == Error::Kind::limit);
}
