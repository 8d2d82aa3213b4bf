// SPDX-License-Identifier: Apache-2.0
#include "measures/space_time_rectangle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

using namespace accalmie;

namespace {

/// Clusters in a square of 100 by 100 over 300 days: parents at random, each event bringing 0.5 others, 2 km and 4 days away on average.
RectangleInput clusters(std::uint64_t seed)
{
    RectangleInput input;
    input.end = 300;
    input.right = input.top = 100;
    std::mt19937_64 generator{seed};
    std::uniform_real_distribution<double> share{0, 1};
    std::normal_distribution<double> normal{0, 2};
    std::vector<std::array<double, 3>> all;
    for (int i = 0; i < 200; ++i) all.push_back({300 * share(generator), 100 * share(generator), 100 * share(generator)});
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const children = std::poisson_distribution<int>{0.5}(generator);
        for (int k = 0; k < children; ++k) {
            std::array<double, 3> const child{all[i][0] - 4 * std::log(1 - share(generator)), all[i][1] + normal(generator), all[i][2] + normal(generator)};
            if (child[0] < 300 && child[1] > 0 && child[1] < 100 && child[2] > 0 && child[2] < 100) all.push_back(child);
        }
    }
    std::sort(all.begin(), all.end());
    for (auto const& one : all) {
        input.times.push_back(one[0]);
        input.x.push_back(one[1]);
        input.y.push_back(one[2]);
    }
    return input;
}

void check_near(Estimated const& got, double truth)
{
    REQUIRE(got.error);
    CHECK(std::abs(std::log(got.value / truth)) < 4 * *got.error / got.value);
}

}  // namespace

TEST_CASE("what clusters in space and time were made with is found again within its errors")
{
    auto const input = clusters(3);
    auto const fit = fit_rectangle(input);
    REQUIRE(fit);
    CHECK(fit->converged);
    check_near(fit->background, 200 / (100.0 * 100 * 300));
    check_near(fit->branching, 0.5);
    check_near(fit->sigma, 2);
    check_near(fit->decay, 0.25);
    CHECK(fit->aic < fit->poisson_aic - 50);
    CHECK(fit->background_share == doctest::Approx(fit->background.value * 3e6 / static_cast<double>(input.times.size())).epsilon(1e-4));
}

TEST_CASE("a sigma that is held stays, and costs likelihood")
{
    auto input = clusters(3);
    double const free = fit_rectangle(input)->log_likelihood;
    input.sigma = 5;
    auto const held = fit_rectangle(input);
    CHECK(held->sigma.value == doctest::Approx(5));
    CHECK(!held->sigma.error);
    CHECK(held->log_likelihood < free);
}

TEST_CASE("places given only by their village are refused with the reason, unless sigma is held")
{
    auto input = clusters(3);
    for (auto* const side : {&input.x, &input.y})
        for (auto& value : *side) value = 20 * std::floor(value / 20) + 10;
    auto const refused = fit_rectangle(input);
    REQUIRE(!refused);
    CHECK(refused.error().where == "x and y");
    CHECK(refused.error().remedy == "hold sigma at the precision of the places");
    input.sigma = 6;
    CHECK(fit_rectangle(input));
}

TEST_CASE("events outside, too few or out of order are refused with their place")
{
    auto input = clusters(3);
    input.x[4] = 200;
    CHECK(fit_rectangle(input).error().where == "event 5");
    input = clusters(3);
    input.right = 0;
    CHECK(fit_rectangle(input).error().what == "an area or a time without extent");
    input = clusters(3);
    for (auto* const list : {&input.times, &input.x, &input.y}) list->resize(9);
    CHECK(fit_rectangle(input).error().what == "fewer than 10 events");
}
