// SPDX-License-Identifier: Apache-2.0
#include "measures/endemic_epidemic.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <random>

using namespace accalmie;

namespace {

/// Units in a ring, each fed by itself and its two neighbours, on a level with a season.
EndemicEpidemicInput ring(std::size_t units, std::size_t times, double own, double near, double level, double psi, std::uint64_t seed)
{
    EndemicEpidemicInput input;
    input.units = units;
    input.times = times;
    input.covariates = 2;
    input.population.assign(units * times, 1.0);
    input.neighbours.assign(units * units, 0.0);
    for (std::size_t i = 0; i < units; ++i) input.neighbours[i * units + (i + 1) % units] = input.neighbours[((i + 1) % units) * units + i] = 1;
    std::mt19937_64 generator{seed};
    for (std::size_t t = 0; t < times; ++t) {
        double const season = std::sin(2 * std::acos(-1.0) * static_cast<double>(t) / 52);
        input.endemic.insert(input.endemic.end(), {1.0, season});
        for (std::size_t i = 0; i < units; ++i) {
            double mean = level * std::exp(0.5 * season);
            if (t > 0) mean += own * input.counts[(t - 1) * units + i] + near * (input.counts[(t - 1) * units + (i + 1) % units] + input.counts[(t - 1) * units + (i + units - 1) % units]);
            double const rate = psi > 0 ? std::gamma_distribution<double>{1 / psi, mean * psi}(generator) : mean;
            input.counts.push_back(static_cast<double>(std::poisson_distribution<long>{std::max(1e-9, rate)}(generator)));
        }
    }
    input.spread = psi > 0 ? CountSpread::negative_binomial : CountSpread::poisson;
    return input;
}

}  // namespace

TEST_CASE("the log-likelihood is the sum of negative binomial log chances, written out")
{
    EndemicEpidemicInput input;
    input.units = 2;
    input.times = 3;
    input.counts = {3, 0, 5, 2, 1, 4};
    input.neighbours = {0, 1, 0.5, 0};
    input.population = {0.3, 0.7, 0.3, 0.7, 0.4, 0.6};
    input.endemic = {1, 1, 1};
    double const own = 0.4, near = 0.2, level = 1.5, psi = 0.8, size = 1 / psi;
    auto const chance = [&](double y, double mean) { return std::lgamma(y + size) - std::lgamma(size) - std::lgamma(y + 1) + size * std::log(size / (size + mean)) + y * std::log(mean / (size + mean)); };
    // Means by hand: neighbours[from, to]; unit 1 feeds unit 2 with weight 1, unit 2 feeds unit 1 with 0.5.
    double const expected = chance(5, own * 3 + near * 0.5 * 0 + 0.3 * level) + chance(2, own * 0 + near * 3 + 0.7 * level) + chance(1, own * 5 + near * 0.5 * 2 + 0.4 * level) + chance(4, own * 2 + near * 5 + 0.6 * level);
    std::vector<double> const at{std::log(own), std::log(near), std::log(level), std::log(psi)};
    CHECK(*endemic_epidemic_log_likelihood(input, at) == doctest::Approx(expected).epsilon(1e-12));
    input.spread = CountSpread::poisson;
    auto const poisson = [](double y, double mean) { return y * std::log(mean) - mean - std::lgamma(y + 1); };
    double const plain = poisson(5, 1.2 + 0.45) + poisson(2, 0.6 + 1.05) + poisson(1, 2 + 0.2 + 0.6) + poisson(4, 0.8 + 1 + 0.9);
    CHECK(*endemic_epidemic_log_likelihood(input, std::vector<double>{at[0], at[1], at[2]}) == doctest::Approx(plain).epsilon(1e-12));
}

TEST_CASE("its gradient is that of small steps, for both spreads")
{
    for (double const psi : {0.0, 0.7}) {
        auto const input = ring(5, 40, 0.3, 0.1, 1, psi, 5);
        std::vector<double> at{-1, -2, 0.2, 0.3};
        if (psi > 0) at.push_back(-0.4);
        std::vector<double> gradient;
        REQUIRE(endemic_epidemic_log_likelihood(input, at, &gradient));
        for (std::size_t i = 0; i < at.size(); ++i) {
            auto above = at, below = at;
            above[i] += 1e-5;
            below[i] -= 1e-5;
            CHECK(gradient[i] == doctest::Approx((*endemic_epidemic_log_likelihood(input, above) - *endemic_epidemic_log_likelihood(input, below)) / 2e-5).epsilon(1e-6));
        }
    }
}

TEST_CASE("what counts were made with is found again within its errors")
{
    auto const fit = endemic_epidemic(ring(20, 200, 0.4, 0.1, 0.8, 0.5, 11));
    REQUIRE(fit);
    CHECK(fit->converged);
    CHECK(fit->observations == 20 * 199);
    auto const near_truth = [&](double estimate, std::size_t at, double truth) {
        REQUIRE(fit->standard_errors[at]);
        CHECK(std::abs(estimate - truth) < 4 * *fit->standard_errors[at]);
    };
    near_truth(fit->log_own, 0, std::log(0.4));
    near_truth(fit->log_neighbours, 1, std::log(0.1));
    near_truth(fit->endemic[0], 2, std::log(0.8));
    near_truth(fit->endemic[1], 3, 0.5);
    near_truth(*fit->overdispersion, 4, 0.5);
    CHECK(fit->own_share + fit->neighbour_share + fit->endemic_share == doctest::Approx(1));
}

TEST_CASE("what the counts model cannot be asked of is refused with its place")
{
    auto input = ring(3, 10, 0.3, 0.1, 1, 0, 1);
    input.counts[4] = 0.5;
    CHECK(endemic_epidemic(input).error().where == "time 2, unit 2");
    input.counts[4] = 1;
    input.neighbours[1] = -1;
    CHECK(endemic_epidemic(input).error().where == "neighbours");
    input.neighbours[1] = 1;
    input.population.pop_back();
    CHECK(endemic_epidemic(input).error().where == "counts");
    input = ring(3, 10, 0.3, 0.1, 1, 0, 1);
    input.counts.assign(30, 0.0);
    CHECK(endemic_epidemic(input).error().what == "no count above zero");
    CHECK(endemic_epidemic_log_likelihood(ring(3, 10, 0.3, 0.1, 1, 0, 1), std::vector<double>{0.0}).error().where == "parameters");
}

TEST_CASE("counts that vary no more than Poisson give the Poisson answer, overdispersion near zero")
{
    auto input = ring(20, 100, 0.3, 0.1, 1, 0, 4);
    auto const poisson = endemic_epidemic(input);
    input.spread = CountSpread::negative_binomial;
    auto const spread = endemic_epidemic(input);
    REQUIRE(poisson);
    REQUIRE(spread);
    CHECK(*spread->overdispersion < 0.05);
    CHECK(spread->log_likelihood >= poisson->log_likelihood - 1e-3);
    CHECK(spread->log_likelihood < poisson->log_likelihood + 2);
    CHECK(spread->log_neighbours == doctest::Approx(poisson->log_neighbours).epsilon(0.02));
    // At an overdispersion of next to nothing both likelihoods are one.
    std::vector<double> const at{-1, -2, 0.1, 0.3}, with{-1, -2, 0.1, 0.3, -25};
    auto plain = input;
    plain.spread = CountSpread::poisson;
    CHECK(*endemic_epidemic_log_likelihood(input, with) == doctest::Approx(*endemic_epidemic_log_likelihood(plain, at)).epsilon(1e-9));
}
