// SPDX-License-Identifier: Apache-2.0
#include "measures/multiverse.hpp"

#include "measures/multiverse_models.hpp"
#include "measures/simulated_programme.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace accalmie;
using namespace accalmie::test;

namespace {

/// The table of docs/methods/multiverse.md: four places, twelve months, place 0 quiet in the last three.
MultiverseInput four_places()
{
    MultiverseInput input;
    auto& cube = input.cube;
    cube.first = Month::of(2020, 1);
    cube.months = 12;
    cube.areas = cube.sources = cube.kinds = 1;
    cube.units = 4;
    cube.covered.emplace_back(12, true);
    int const counts[4][12] = {{4, 3, 5, 4, 2, 6, 4, 5, 3, 1, 0, 1}, {2, 2, 3, 1, 2, 2, 3, 1, 2, 2, 3, 2}, {5, 4, 4, 6, 5, 4, 3, 5, 6, 4, 5, 5}, {1, 0, 2, 1, 1, 0, 2, 1, 1, 1, 0, 2}};
    for (std::size_t unit = 0; unit < 4; ++unit)
        for (std::size_t month = 0; month < 12; ++month) cube.cells.push_back({0, unit, 0, 0, month, 4, counts[unit][month]});
    input.treated = {0};
    input.windows = {{"2020-10 to 2020-12", 3, {Month::of(2020, 10)}}};
    input.baselines = {{"just_before:9", Baseline::just_before, 3, 9}, {"just_before:3", Baseline::just_before, 3, 3}};
    input.areas = {{"place", 0, 2}};
    input.kinds = {{"all", {0}}};
    input.sources = {{"ucdp", 0}};
    input.precisions = {{"place", std::nullopt}};
    input.pools = {{"others", {1, 2, 3}}};
    input.estimators = {PlainEstimator::rate_ratio, PlainEstimator::ratio_of_ratios};
    input.reassign = Reassign::places;
    input.comparable = 0;
    return input;
}

Multiverse run(MultiverseInput const& input)
{
    auto answer = multiverse(input);
    REQUIRE_MESSAGE(answer, (answer ? "" : answer.error().text()));
    return *answer;
}

}  // namespace

TEST_CASE("the worked example of docs/methods/multiverse.md")
{
    auto const answer = run(four_places());
    REQUIRE(answer.specifications.size() == 4);
    CHECK(answer.exhaustive);
    CHECK(answer.assignments == 4);
    auto const& first = answer.specifications[0];  // just_before:9, rate ratio: 2 in 3 months after 36 in 9
    CHECK(first.events_during == 2);
    CHECK(first.events_before == 36);
    CHECK(first.estimate.value() == doctest::Approx(1.0 / 6));
    CHECK(first.p_less == 0.25);
    auto const& second = answer.specifications[1];  // against the others: 24 after 69
    CHECK(second.pool_during == 24);
    CHECK(second.pool_before == 69);
    CHECK(second.estimate.value() == doctest::Approx(2.0 / 36 / (24.0 / 69)));
    CHECK(second.p_less == 0.25);
    CHECK(answer.specifications[2].events_before == 12);  // just_before:3
    CHECK(answer.specifications[2].estimate.value() == doctest::Approx(1.0 / 6));
    CHECK(answer.curve_tests.mean_z_p == 0.25);
    CHECK(answer.supporting == 0);  // 0.25 is the least that four places can give
    CHECK(answer.verdict == Verdict::not_shown);
    auto input = four_places();
    input.p_threshold = 0.25;
    CHECK(run(input).supporting == 4);
    CHECK(run(input).verdict == Verdict::supported);
}

TEST_CASE("a choice moves the answer by the mean of the pairs that differ in it alone")
{
    auto const answer = run(four_places());
    REQUIRE(answer.influence.size() == 2);
    double const against_nine = 24.0 / 69 * 3, against_three = 1;  // what the others' rate did: 24 after 69 in 9 months, 24 after 24 in 3
    CHECK(answer.specifications[3].pool_before == 24);
    auto const& by = [&](ChoiceOf choice) {
        for (auto const& influence : answer.influence)
            if (influence.choice == choice) return influence;
        return ChoiceInfluence{};
    };
    CHECK(by(ChoiceOf::estimator).mean_absolute_shift == doctest::Approx((std::log(against_nine) + std::log(against_three)) / 2));
    CHECK(by(ChoiceOf::baseline).mean_absolute_shift == doctest::Approx(std::abs(std::log(against_nine) - std::log(against_three)) / 2));
    CHECK(by(ChoiceOf::estimator).pairs == 2);
}

TEST_CASE("p values are those of counting by hand, for every specification")
{
    std::mt19937_64 random{11};
    SimulatedProgramme programme;
    programme.units = 7, programme.treated = 2, programme.months = 60;
    auto input = simulated(programme, random);
    input.reassign = Reassign::places;
    input.comparable = 0;
    auto const answer = run(input);
    CHECK(answer.assignments == 21);
    std::vector<std::vector<std::int64_t>> counts(7, std::vector<std::int64_t>(60));
    for (auto const& cell : input.cube.cells) counts[cell.unit][cell.month] += cell.count;
    for (auto const& specification : answer.specifications) {
        auto const& baseline = input.baselines[specification.choice[static_cast<std::size_t>(ChoiceOf::baseline)]];
        bool const against_others = input.estimators[specification.choice[static_cast<std::size_t>(ChoiceOf::estimator)]] == PlainEstimator::ratio_of_ratios;
        int const first = input.windows[0].firsts[0] - input.cube.first;
        auto const z_of = [&](std::size_t a, std::size_t b) {
            double sums[4] = {0, 0, 0, 0}, months_before = 0;
            for (std::size_t unit = 0; unit < 7; ++unit) {
                std::size_t const side = unit == a || unit == b ? 0 : 2;
                months_before = 0;
                for (int month = first; month < first + 7; ++month) sums[side] += static_cast<double>(counts[unit][static_cast<std::size_t>(month)]);
                for (int month = 0; month < first; ++month) {
                    bool const counted = baseline.kind == Baseline::just_before ? month >= first - 12 : (month - first + 120) % 12 < 7 && month >= first - 12 * baseline.years;
                    if (counted) sums[side + 1] += static_cast<double>(counts[unit][static_cast<std::size_t>(month)]), ++months_before;
                }
            }
            // Twice the sum of observed x log(observed / expected), expected had nothing changed.
            double expected[4], deviance = 0;
            if (against_others) {
                double const all = sums[0] + sums[1] + sums[2] + sums[3];
                for (std::size_t i = 0; i < 4; ++i) expected[i] = (sums[i] + sums[i ^ 1U]) * (sums[i] + sums[i ^ 2U]) / all;
            } else {
                expected[0] = (sums[0] + sums[1]) * 7 / (7 + months_before), expected[1] = (sums[0] + sums[1]) * months_before / (7 + months_before);
            }
            for (std::size_t i = 0; i < (against_others ? 4 : 2); ++i) deviance += sums[i] > 0 ? 2 * sums[i] * std::log(sums[i] / expected[i]) : 0;
            return std::copysign(std::sqrt(std::max(0.0, deviance)), sums[0] - expected[0]);
        };
        int as_low = 0;
        for (std::size_t a = 0; a < 7; ++a)
            for (std::size_t b = a + 1; b < 7; ++b) as_low += z_of(a, b) <= z_of(0, 1) + 1e-9 ? 1 : 0;
        CHECK(specification.p_less == doctest::Approx(as_low / 21.0));
    }
}

TEST_CASE("the answer does not depend on the number of threads")
{
    std::mt19937_64 random{12};
    auto input = simulated({}, random);
    input.threads = 1;
    auto const alone = run(input);
    input.threads = 5;
    auto const together = run(input);
    CHECK(alone.curve == together.curve);
    CHECK(alone.curve_tests.mean_z_p == together.curve_tests.mean_z_p);
    for (std::size_t i = 0; i < alone.specifications.size(); ++i) {
        CHECK(alone.specifications[i].p_less == together.specifications[i].p_less);
        CHECK(alone.specifications[i].p_adjusted == together.specifications[i].p_adjusted);
        CHECK(alone.specifications[i].p_adjusted >= alone.specifications[i].p_less);
    }
}

TEST_CASE("a searched window is the lowest of its placements, and pays for them in interval and p")
{
    std::mt19937_64 random{13};
    auto input = simulated({}, random);
    auto const named = run(input);
    for (int shift = -5; shift <= 5; ++shift)
        if (shift != 0) input.windows[0].firsts.push_back(input.windows[0].firsts[0] + shift);
    auto const searched = run(input);
    for (std::size_t i = 0; i < named.specifications.size(); ++i) {
        if (searched.specifications[i].refusal != Refusal::none) continue;
        CHECK(searched.specifications[i].placements > 1);
        if (searched.specifications[i].first == named.specifications[i].first) {
            CHECK(*searched.specifications[i].interval.upper > *named.specifications[i].interval.upper);
        } else {
            CHECK(searched.specifications[i].estimate != named.specifications[i].estimate);
        }
    }
}

TEST_CASE("what is not covered, has no event before, or too few windows is refused with its reason")
{
    auto input = four_places();
    input.baselines.push_back({"just_before:11", Baseline::just_before, 3, 11});
    auto answer = run(input);
    CHECK(answer.specifications[4].refusal == Refusal::baseline_not_covered);
    CHECK(answer.answered == 4);
    input.cube.covered[0][11] = false;
    answer = run(input);
    CHECK(answer.answered == 0);
    CHECK(answer.specifications[0].refusal == Refusal::window_not_covered);
    CHECK(answer.verdict == Verdict::cannot_be_said);
    input = four_places();
    input.reassign = Reassign::windows;
    answer = run(input);
    CHECK(answer.specifications[0].refusal == Refusal::too_few_placements);
    input = four_places();
    std::erase_if(input.cube.cells, [](CubeCell const& cell) { return cell.unit == 0; });
    CHECK(run(input).specifications[0].refusal == Refusal::no_event_before);
    input = four_places();
    std::erase_if(input.cube.cells, [](CubeCell const& cell) { return cell.unit != 0; });
    CHECK(run(input).specifications[1].refusal == Refusal::no_event_in_pool);
    CHECK(run(input).specifications[0].refusal == Refusal::none);
}

TEST_CASE("precision, kinds, areas and sources count what they name")
{
    auto input = four_places();
    input.cube.kinds = input.cube.areas = input.cube.sources = 2;
    input.cube.covered.emplace_back(12, true);
    input.cube.cells.push_back({0, 0, 0, 0, 10, 1, 100});  // known to the region only
    input.cube.cells.push_back({0, 0, 0, 1, 10, 4, 7});    // another kind
    input.cube.cells.push_back({1, 0, 0, 0, 10, 4, 9});    // another area
    input.cube.cells.push_back({1, 0, 0, 0, 3, 4, 9});
    input.cube.cells.push_back({0, 0, 1, 0, 10, 4, 11});   // another source
    input.cube.cells.push_back({0, 0, 1, 0, 3, 4, 11});
    input.estimators = {PlainEstimator::rate_ratio};
    input.baselines.pop_back();
    input.precisions.push_back({"any", 0});
    input.kinds.push_back({"both", {0, 1}});
    input.areas.push_back({"25km", 1, 3});
    input.sources.push_back({"acled", 1});
    auto const answer = run(input);
    auto const during = [&](std::size_t area, std::size_t kinds, std::size_t source, std::size_t precision) {
        for (auto const& one : answer.specifications)
            if (one.choice[2] == area && one.choice[3] == kinds && one.choice[4] == source && one.choice[5] == precision) return one.events_during;
        return std::int64_t{-1};
    };
    CHECK(during(0, 0, 0, 0) == 2);
    CHECK(during(0, 0, 0, 1) == 102);
    CHECK(during(0, 1, 0, 0) == 9);
    CHECK(during(1, 0, 0, 0) == 9);
    CHECK(during(0, 0, 1, 0) == 11);
    CHECK(answer.crossed == 16);
}

TEST_CASE("more specifications than may be evaluated are sampled, the planned one always in it")
{
    auto input = four_places();
    for (int i = 0; i < 9; ++i) input.baselines.push_back({"just_before:" + std::to_string(i), Baseline::just_before, 3, i + 1});
    input.specifications_max = 10;
    auto const answer = run(input);
    CHECK(answer.crossed == 22);
    CHECK(answer.specifications.size() == 10);
    CHECK(answer.specifications[0].choice == std::array<std::size_t, choices_count>{});
    CHECK(run(input).specifications[5].choice == answer.specifications[5].choice);
}

TEST_CASE("options and indices out of bounds are refused with their place")
{
    auto const refused = [](auto change) {
        auto input = four_places();
        change(input);
        auto const answer = multiverse(input);
        return answer ? std::string{"answered"} : answer.error().where;
    };
    CHECK(refused([](MultiverseInput& input) { input.permutations = 18; }) == "permutations");
    CHECK(refused([](MultiverseInput& input) { input.specifications_max = 20'001; }) == "specifications_max");
    CHECK(refused([](MultiverseInput& input) { input.level = 1; }) == "level");
    CHECK(refused([](MultiverseInput& input) { input.p_threshold = 0; }) == "p_threshold");
    CHECK(refused([](MultiverseInput& input) { input.smallest_fall = 1; }) == "smallest_fall");
    CHECK(refused([](MultiverseInput& input) { input.comparable = 0.5; }) == "comparable");
    CHECK(refused([](MultiverseInput& input) { input.treated = {}; }) == "treated");
    CHECK(refused([](MultiverseInput& input) { input.treated = {4}; }) == "treated");
    CHECK(refused([](MultiverseInput& input) { input.pools[0].units = {0}; }) == "pool others");
    CHECK(refused([](MultiverseInput& input) { input.windows = {}; }) == "choices");
    CHECK(refused([](MultiverseInput& input) { input.windows[0].firsts = {}; }) == "window 2020-10 to 2020-12");
    CHECK(refused([](MultiverseInput& input) { input.kinds[0].kinds = {1}; }) == "kinds all");
    CHECK(refused([](MultiverseInput& input) { input.cube.cells[0].month = 12; }) == "cube");
    CHECK(refused([](MultiverseInput& input) { input.cube.months = 2'401; }) == "cube");
    CHECK(refused([](MultiverseInput& input) { input.cube.covered[0].pop_back(); }) == "cube");
}

TEST_CASE("where nothing changed at most one programme in twenty is called supported; a fall by 60 % is found more often the more events there are")
{
    std::mt19937_64 random{20'261'123};
    MESSAGE("seed 20261123");
    auto const supported = [&](SimulatedProgramme const& programme, int runs) {
        int count = 0;
        for (int i = 0; i < runs; ++i) count += run(simulated(programme, random)).verdict == Verdict::supported ? 1 : 0;
        return count;
    };
    SimulatedProgramme programme;
    programme.permutations = 99;
    programme.months = 96;
    int const null_runs = 80, found_runs = 20;
    int const by_chance = supported(programme, null_runs);
    MESSAGE(by_chance << " of " << null_runs << " without a change are called supported");
    CHECK(by_chance <= 11);  // of 80 at 5 %: more than 11 has a chance below 0.001
    programme.true_ratio = 0.4;
    programme.mean = 0.3;
    int const few = supported(programme, found_runs);
    programme.mean = 4;
    int const many = supported(programme, found_runs);
    MESSAGE("a fall by 60 %: " << few << " of " << found_runs << " at 0.3 events a month, " << many << " at 4");
    CHECK(many > few);
    CHECK(many >= 12);
}

TEST_CASE("models are fitted on a stated sample, anew on each assignment, and see a fall where there is one")
{
    std::mt19937_64 random{14};
    SimulatedProgramme programme;
    programme.true_ratio = 0.1;
    programme.mean = 3;
    programme.months = 96;
    ModelledInput input;
    input.question = simulated(programme, random);
    input.models = {ModelEstimator::negative_binomial_its, ModelEstimator::difference_in_differences};
    input.permutations = 39;
    auto const found = modelled_multiverse(input);
    REQUIRE_MESSAGE(found, (found ? "" : found.error().text()));
    CHECK(found->crossed == 6);
    CHECK(found->answered == 6);
    CHECK(found->assignments == 40);
    CHECK(found->fits == 3 * 40 * 2 + 3 * 40);  // with the step and without; the panel once
    for (auto const& one : found->specifications) {
        CHECK(one.estimate.value() < 0.4);
        CHECK(one.p_less == doctest::Approx(1.0 / 40));
        CHECK(one.supports);
    }
    CHECK(found->mean_z_p == doctest::Approx(1.0 / 40));
    input.question.threads = 1;
    CHECK(modelled_multiverse(input)->specifications[3].p_less == found->specifications[3].p_less);
    // The panel's estimate is the difference of the two changes of means, counted by hand for the first pool and baseline.
    auto const& cells = input.question.cube.cells;
    int const first = input.question.windows[0].firsts[0] - input.question.cube.first;
    double sums[4] = {0, 0, 0, 0};
    for (auto const& cell : cells) {
        int const month = static_cast<int>(cell.month);
        if (month < first - 36 || month >= first + 7) continue;
        sums[(cell.unit < 4 ? 0 : 2) + (month >= first ? 0 : 1)] += static_cast<double>(cell.count);
    }
    double const effect = sums[0] / (4 * 7) - sums[1] / (4 * 36) - (sums[2] / (16 * 7) - sums[3] / (16 * 36));
    CHECK(found->specifications[1].effect.value() == doctest::Approx(effect));
}

TEST_CASE("models that are not asked for, or too often, are refused with their place")
{
    ModelledInput input;
    input.question = four_places();
    CHECK(modelled_multiverse(input).error().where == "models");
    input.models = {ModelEstimator::negative_binomial_its};
    input.permutations = 1'000;
    CHECK(modelled_multiverse(input).error().where == "permutations");
    input.permutations = 19;
    input.specifications_max = 2'001;
    CHECK(modelled_multiverse(input).error().where == "specifications_max");
    input.specifications_max = 10;
    auto const few = *modelled_multiverse(input);
    CHECK(few.answered + static_cast<std::size_t>(std::count_if(few.specifications.begin(), few.specifications.end(), [](auto const& one) { return !one.model_refusal.empty(); })) == few.specifications.size());
}
