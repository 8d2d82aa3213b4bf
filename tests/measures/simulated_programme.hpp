// SPDX-License-Identifier: Apache-2.0
// tests/measures/simulated_programme.hpp: programmes whose truth is known: places of unlike rates, seasons, months that vary more than Poisson.
#pragma once

#include "measures/multiverse.hpp"

#include <cmath>
#include <random>

namespace accalmie::test {

struct SimulatedProgramme {
    std::size_t units = 20, months = 144, treated = 4;
    double mean = 1.2;          ///< events a unit and month
    double shape = 2;           ///< of the gamma that makes months vary: variance = mean + mean^2 / shape
    double true_ratio = 1;      ///< of the treated units' rate in the window
    int window_months = 7;
    std::size_t permutations = 199;
};

/// A multiverse of a few choices about one simulated programme; places and window are drawn, as the permutations suppose.
inline MultiverseInput simulated(SimulatedProgramme const& programme, std::mt19937_64& random)
{
    MultiverseInput input;
    auto& cube = input.cube;
    cube.first = Month::of(2010, 1);
    cube.months = programme.months;
    cube.areas = cube.sources = cube.kinds = 1;
    cube.units = programme.units;
    cube.covered.emplace_back(programme.months, true);
    std::uniform_int_distribution<int> place{36, static_cast<int>(programme.months) - programme.window_months};
    int const first = place(random);
    for (std::size_t unit = 0; unit < programme.treated; ++unit) input.treated.push_back(unit);  // units are alike in law, so the first are as good as any
    std::gamma_distribution<double> rate_of_unit{3.0, programme.mean / 3};
    std::gamma_distribution<double> wobble{programme.shape, 1 / programme.shape};
    for (std::size_t unit = 0; unit < programme.units; ++unit) {
        double const rate = rate_of_unit(random);
        for (std::size_t month = 0; month < programme.months; ++month) {
            bool const during = unit < programme.treated && static_cast<int>(month) >= first && static_cast<int>(month) < first + programme.window_months;
            double const season = 1 + 0.3 * std::sin(2 * 3.14159265358979 * static_cast<double>(month) / 12);
            auto const count = std::poisson_distribution<std::int64_t>{rate * season * wobble(random) * (during ? programme.true_ratio : 1)}(random);
            if (count > 0) cube.cells.push_back({0, unit, 0, 0, month, 4, count});
        }
    }
    input.windows = {{"named", programme.window_months, {cube.first + first}}};
    input.baselines = {{"same_season:3", Baseline::same_season, 3, 0}, {"same_season:2", Baseline::same_season, 2, 0}, {"just_before:12", Baseline::just_before, 3, 12}};
    input.areas = {{"place", 0, 2}};
    input.kinds = {{"all", {0}}};
    input.sources = {{"simulated", 0}};
    input.precisions = {{"place", std::nullopt}};
    input.pools = {{"all", {}}};
    for (std::size_t unit = programme.treated; unit < programme.units; ++unit) input.pools[0].units.push_back(unit);
    input.estimators = {PlainEstimator::rate_ratio, PlainEstimator::ratio_of_ratios};
    input.permutations = programme.permutations;
    input.seed = random();
    return input;
}

}  // namespace accalmie::test
