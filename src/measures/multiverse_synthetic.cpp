// SPDX-License-Identifier: Apache-2.0
#include "measures/multiverse_synthetic.hpp"

#include "measures/permutation.hpp"
#include "measures/synthetic_control.hpp"
#include "measures/synthetic_did.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t donors_min = 4, months_before_min = 12, placebos_max = 99;
constexpr double level_missed_max = 0.1, level_errors = 2, gaps_excess_max = 1.25;

double mean_of(std::vector<double> const& path, std::size_t first, std::size_t end)
{
    double sum = 0;
    for (std::size_t month = first; month < end; ++month) sum += path[month];
    return sum / static_cast<double>(end - first);
}

std::vector<double> mean_path(std::vector<std::vector<double>> const& places)
{
    std::vector<double> mean(places.front().size(), 0);
    for (auto const& place : places)
        for (std::size_t month = 0; month < mean.size(); ++month) mean[month] += place[month] / static_cast<double>(places.size());
    return mean;
}

/// Places of the programme first: as many as are there, or their mean as one.
UnitPanel panel_of(std::vector<std::vector<double>> const& treated, std::vector<std::vector<double>> const& donors)
{
    UnitPanel panel;
    panel.units = treated.size() + donors.size();
    panel.times = donors.front().size();
    for (auto const* const group : {&treated, &donors})
        for (auto const& place : *group) panel.values.insert(panel.values.end(), place.begin(), place.end());
    return panel;
}

std::vector<std::size_t> from_to(std::size_t first, std::size_t end)
{
    std::vector<std::size_t> all(end - first);
    std::iota(all.begin(), all.end(), first);
    return all;
}

bool fit_control(SyntheticAnswer& answer, SyntheticCounts const& counts)
{
    auto const panel = panel_of({answer.treated}, counts.donors);
    ControlDesign design;
    design.donors = from_to(1, panel.units);
    design.fit_times = from_to(0, counts.before);
    design.first_treated = design.effect_first = counts.before;
    design.effect_end = panel.times;
    auto const fitted = synthetic_control(panel, design, {});
    if (!fitted) return false;
    answer.weights = fitted->weights;
    answer.synthetic = fitted->synthetic;
    return true;
}

bool fit_difference(SyntheticAnswer& answer, SyntheticCounts const& counts)
{
    auto const panel = panel_of(counts.treated, counts.donors);
    DifferenceDesign design;
    design.treated = from_to(0, counts.treated.size());
    design.controls = from_to(counts.treated.size(), panel.units);
    design.first_treated = counts.before;
    DifferenceOptions options;
    options.solver = DifferenceSolver::exact;
    options.placebo_draws = 0;
    auto const fitted = synthetic_did(panel, design, options);
    if (!fitted) return false;
    answer.weights = fitted->unit_weights;
    answer.month_weights = fitted->time_weights;
    answer.intercept = fitted->unit_intercept;
    answer.synthetic = fitted->synthetic_path;
    return true;
}

/// What chance alone moves: the mix by its donors' counts; the mean of the treated places by theirs.
struct Noise {
    double mix = 0, treated = 0;
};
Noise poisson_noise(SyntheticAnswer const& answer, SyntheticCounts const& counts)
{
    Noise noise;
    for (std::size_t i = 0; i < counts.donors.size(); ++i) noise.mix += answer.weights[i] * answer.weights[i] * mean_of(counts.donors[i], 0, counts.before);
    // Half an event, so that places without any have an error.
    noise.treated = (mean_of(answer.treated, 0, counts.before) + 0.5 / static_cast<double>(counts.before * counts.treated.size())) / static_cast<double>(counts.treated.size());
    return noise;
}

double variance_before(std::vector<double> const& path, std::size_t before, double around)
{
    double sum = 0;
    for (std::size_t month = 0; month < before; ++month) sum += (path[month] - around) * (path[month] - around);
    return sum / static_cast<double>(before);
}

/// A level that the mix cannot reach, or months that move otherwise than two series that have only their level in common.
bool fits_poorly(SyntheticAnswer const& answer, std::size_t before, double squared, double mean_gap)
{
    double const level = mean_of(answer.treated, 0, before);
    double const apart = variance_before(answer.treated, before, level) + variance_before(answer.synthetic, before, mean_of(answer.synthetic, 0, before));
    bool const missed = std::abs(mean_gap) > level_missed_max * level && mean_gap * mean_gap > level_errors * level_errors * apart / static_cast<double>(before);
    return missed || squared > gaps_excess_max * apart * (1 + 1e-9);
}

void summarise(SyntheticAnswer& answer, SyntheticCounts const& counts, SyntheticForm form, SyntheticFitting fitting)
{
    std::size_t const months = answer.treated.size();
    std::vector<double> gaps(months);
    for (std::size_t month = 0; month < months; ++month) gaps[month] = answer.treated[month] - answer.synthetic[month];
    // Synthetic difference-in-differences takes a level of its own out.
    double const mean_gap = mean_of(gaps, 0, counts.before), around = form == SyntheticForm::control ? 0 : mean_gap;
    double const squared = variance_before(gaps, counts.before, around);
    auto const noise = poisson_noise(answer, counts);
    answer.fit_rmspe = std::sqrt(squared);
    answer.effect = mean_of(gaps, counts.before, months);
    double const window = static_cast<double>(months - counts.before);
    answer.z = answer.effect / std::sqrt(std::max(squared, noise.mix + noise.treated) / window);
    double const observed = mean_of(answer.treated, counts.before, months), expected = observed - answer.effect;
    if (expected > 1e-12) answer.ratio = observed / expected;
    else answer.refusal = "expected_below_zero";
    if (fitting == SyntheticFitting::refuse_poor && fits_poorly(answer, counts.before, squared, form == SyntheticForm::control ? mean_gap : 0)) answer.refusal = "poor_fit";
}

/// Sets of donors, each ascending; all, or as many as are drawn.
std::set<std::vector<std::size_t>> placebo_sets(std::size_t donors, std::size_t size, std::uint64_t seed)
{
    std::set<std::vector<std::size_t>> sets;
    auto chosen = from_to(0, size);
    if (choose(donors, size) <= static_cast<double>(placebos_max)) {
        do sets.insert(chosen);
        while (next_subset(chosen, donors));
        return sets;
    }
    std::mt19937_64 random{seed ^ 0x9e3779b97f4a7c15U};
    auto order = from_to(0, donors);
    while (sets.size() < placebos_max) {
        for (std::size_t i = 0; i < size; ++i) std::swap(order[i], order[i + random() % (donors - i)]);
        chosen.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(size));
        std::sort(chosen.begin(), chosen.end());
        sets.insert(chosen);
    }
    return sets;
}

}  // namespace

SyntheticAnswer synthetic_answer(SyntheticCounts const& counts, SyntheticForm form, SyntheticFitting fitting)
{
    SyntheticAnswer answer;
    bool const asks = fitting == SyntheticFitting::refuse_poor;
    std::size_t const needed = asks ? std::max(donors_min, counts.treated.size() + 2) : 2;
    if (counts.treated.empty() || counts.donors.size() < needed) answer.refusal = "pool_too_small";
    else if (counts.before < months_before_min) answer.refusal = "pre_period_too_short";
    else if (counts.treated.front().size() <= counts.before) answer.refusal = "not_a_panel";
    if (!answer.refusal.empty()) return answer;
    answer.treated = mean_path(counts.treated);
    bool const fitted = form == SyntheticForm::control ? fit_control(answer, counts) : fit_difference(answer, counts);
    if (fitted) summarise(answer, counts, form, fitting);
    else answer.refusal = "not_a_panel";
    return answer;
}

std::vector<SyntheticPlacebo> placebos_in_space(SyntheticCounts const& counts, SyntheticForm form, std::uint64_t seed)
{
    std::vector<SyntheticPlacebo> placebos;
    if (counts.treated.empty() || counts.donors.size() < counts.treated.size() + 2) return placebos;
    for (auto const& set : placebo_sets(counts.donors.size(), counts.treated.size(), seed)) {
        SyntheticCounts placed{{}, {}, counts.before};
        for (std::size_t i = 0; i < counts.donors.size(); ++i) (std::binary_search(set.begin(), set.end(), i) ? placed.treated : placed.donors).push_back(counts.donors[i]);
        auto const fitted = synthetic_answer(placed, form, SyntheticFitting::take_any);
        if (fitted.synthetic.empty()) continue;
        SyntheticPlacebo placebo{set, {}, fitted.z, fitted.ratio};
        for (std::size_t month = 0; month < fitted.treated.size(); ++month) placebo.gaps.push_back(fitted.treated[month] - fitted.synthetic[month]);
        placebos.push_back(std::move(placebo));
    }
    return placebos;
}

double placebo_p(double z, std::vector<SyntheticPlacebo> const& placebos)
{
    auto const low = std::count_if(placebos.begin(), placebos.end(), [&](SyntheticPlacebo const& placebo) { return placebo.z <= z + 1e-9; });
    return static_cast<double>(low + 1) / static_cast<double>(placebos.size() + 1);
}

}  // namespace accalmie
