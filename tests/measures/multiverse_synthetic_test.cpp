// SPDX-License-Identifier: Apache-2.0
#include "measures/multiverse_synthetic.hpp"

#include "measures/multiverse_models.hpp"
#include "measures/simulated_programme.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace accalmie;
using namespace accalmie::test;

namespace {

/// Twelve months before and two of the window; the treated place is the mean of donors 0 and 1 before, and 2 a month after.
SyntheticCounts half_and_half()
{
    SyntheticCounts counts;
    counts.before = 12;
    counts.donors = {{8, 2, 6, 4, 9, 1, 7, 3, 8, 2, 5, 5, 6, 8}, {2, 4, 0, 8, 1, 3, 5, 3, 0, 6, 1, 5, 2, 4}, {20, 25, 21, 30, 22, 20, 27, 24, 26, 21, 23, 22, 20, 21}, {0, 0, 15, 0, 1, 30, 0, 0, 0, 18, 0, 1, 0, 0}};
    std::vector<double> treated;
    for (std::size_t month = 0; month < 12; ++month) treated.push_back((counts.donors[0][month] + counts.donors[1][month]) / 2);
    treated.insert(treated.end(), {2, 2});
    counts.treated = {treated};
    return counts;
}

}  // namespace

TEST_CASE("a place that is the mean of two others gets them as its mix, and its ratio is what remains of their mean")
{
    auto const counts = half_and_half();
    auto const found = synthetic_answer(counts, SyntheticForm::control, SyntheticFitting::refuse_poor);
    REQUIRE(found.refusal.empty());
    CHECK(found.weights[0] == doctest::Approx(0.5));
    CHECK(found.weights[1] == doctest::Approx(0.5));
    CHECK(found.fit_rmspe == doctest::Approx(0).epsilon(1e-6));
    CHECK(found.synthetic[12] == doctest::Approx(4));  // (6 + 2) / 2, then (8 + 4) / 2
    CHECK(found.synthetic[13] == doctest::Approx(6));
    CHECK(found.effect == doctest::Approx(-3));
    CHECK(found.ratio.value() == doctest::Approx(4.0 / 10));
    // The gaps before are 0, so z divides by Poisson's: means before of 5 and 38/12, halved twice, and of the treated path with half an event.
    double const mix = 0.25 * (5.0 + 38.0 / 12), treated = (5.0 + 38.0 / 12) / 2 + 0.5 / 12;
    CHECK(found.z == doctest::Approx(-3 / std::sqrt((mix + treated) / 2)));
}

TEST_CASE("synthetic difference-in-differences does not mind a level of its own; synthetic control refuses it as a poor fit")
{
    auto counts = half_and_half();
    for (auto& month : counts.treated[0]) month += 100;
    CHECK(synthetic_answer(counts, SyntheticForm::control, SyntheticFitting::refuse_poor).refusal == "poor_fit");
    auto const found = synthetic_answer(counts, SyntheticForm::difference_in_differences, SyntheticFitting::refuse_poor);
    REQUIRE(found.refusal.empty());
    CHECK(found.month_weights.size() == 12);
    CHECK(found.intercept > 90);
    double observed = 0, expected = 0;
    for (std::size_t month = 12; month < 14; ++month) observed += found.treated[month], expected += found.synthetic[month];
    CHECK(found.ratio.value() == doctest::Approx(observed / expected));
    CHECK(found.effect == doctest::Approx((observed - expected) / 2));
}

TEST_CASE("a pool too small, months before too few and an expectation below zero are refused with their reason")
{
    auto counts = half_and_half();
    counts.donors.pop_back();
    CHECK(synthetic_answer(counts, SyntheticForm::control, SyntheticFitting::refuse_poor).refusal == "pool_too_small");
    counts = half_and_half();
    counts.before = 11;
    CHECK(synthetic_answer(counts, SyntheticForm::control, SyntheticFitting::refuse_poor).refusal == "pre_period_too_short");
    counts.before = 14;
    CHECK(synthetic_answer(counts, SyntheticForm::control, SyntheticFitting::refuse_poor).refusal == "not_a_panel");
    counts = half_and_half();
    for (auto& donor : counts.donors) donor[12] = donor[13] = 0;
    CHECK(synthetic_answer(counts, SyntheticForm::control, SyntheticFitting::refuse_poor).refusal == "expected_below_zero");
}

TEST_CASE("placebos in space are the sets of donors, each fitted by those that remain; p counts the real one")
{
    auto const counts = half_and_half();
    auto const placebos = placebos_in_space(counts, SyntheticForm::control, 1);
    REQUIRE(placebos.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(placebos[i].donors == std::vector<std::size_t>{i});
        CHECK(placebos[i].gaps.size() == 14);
    }
    auto const found = synthetic_answer(counts, SyntheticForm::control, SyntheticFitting::refuse_poor);
    std::size_t low = 1;
    for (auto const& placebo : placebos) low += placebo.z <= found.z ? 1 : 0;
    CHECK(placebo_p(found.z, placebos) == doctest::Approx(static_cast<double>(low) / 5));
    CHECK(placebo_p(-1e9, placebos) == doctest::Approx(0.2));
    auto two = counts;
    two.treated.push_back(two.donors[3]);
    CHECK(placebos_in_space(two, SyntheticForm::control, 1).size() == 6);  // 4 choose 2
    for (int more = 0; more < 12; ++more) two.donors.push_back(two.donors[0]);
    auto const drawn = placebos_in_space(two, SyntheticForm::control, 1);  // 16 choose 2 are 120: 99 drawn, none twice
    CHECK(drawn.size() == 99);
    CHECK(placebos_in_space(two, SyntheticForm::control, 1)[50].donors == drawn[50].donors);
}

TEST_CASE("synthetic models of a multiverse are fitted anew on each assignment, claim no interval, and do not depend on threads")
{
    std::mt19937_64 random{14};
    SimulatedProgramme programme;
    programme.true_ratio = 0.1;
    programme.mean = 3;
    programme.months = 96;
    ModelledInput input;
    input.question = simulated(programme, random);
    input.models = {ModelEstimator::synthetic_control, ModelEstimator::synthetic_did};
    input.permutations = 39;
    auto const found = *modelled_multiverse(input);
    CHECK(found.crossed == 6);
    CHECK(found.fits == 40 * found.answered);
    std::size_t answered = 0;
    for (auto const& one : found.specifications) {
        CHECK(!one.lower);
        CHECK(!one.effect_upper);
        if (!one.model_refusal.empty()) continue;
        ++answered;
        CHECK(one.estimate.value() < 0.4);
        CHECK(one.p_less <= 2.0 / 40);
        CHECK(one.p_placebo.value() == doctest::Approx(1.0 / 100));
        CHECK(one.supports);
    }
    CHECK(answered == found.answered);
    CHECK(answered > 0);
    REQUIRE(found.paths.size() == 2);
    auto const& path = found.paths[0];
    CHECK(path.months.size() == path.found.treated.size());
    CHECK(path.donors.size() == path.found.weights.size());
    CHECK(path.window_first == input.question.windows[0].firsts[0]);
    CHECK(path.placebos.size() == 99);
    input.question.threads = 1;
    auto const alone = *modelled_multiverse(input);
    for (std::size_t i = 0; i < found.specifications.size(); ++i) {
        CHECK(alone.specifications[i].p_less == found.specifications[i].p_less);
        CHECK(alone.specifications[i].estimate == found.specifications[i].estimate);
        CHECK(alone.specifications[i].p_placebo == found.specifications[i].p_placebo);
    }
    CHECK(alone.mean_z_p == found.mean_z_p);
}
