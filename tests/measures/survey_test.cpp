// SPDX-License-Identifier: Apache-2.0
#include "measures/survey.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

using namespace accalmie;

namespace {

/// Fourteen persons in three strata; the third has one cluster. Expected values below: R survey 4.1 (svydesign(ids = ~c, strata = ~s,
/// weights = ~w, nest = TRUE), svymean(deff = "replace"), svyciprop(method = "logit"), svyby and svycontrast), R 4.2.
SurveySample small_sample()
{
    SurveySample sample;
    sample.stratum = {1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3};
    sample.cluster = {1, 1, 2, 2, 3, 3, 1, 1, 1, 2, 2, 1, 1, 1};
    sample.weight = {1, 2, 1.5, 1, 3, 2, 2, 2, 1, 1, 2.5, 4, 1, 2};
    sample.value = {0, 1, 2, 3, 1, 2, 3, 3, 2, 0, 1, 2, 2, 1};
    sample.counted.assign(14, 1);
    return sample;
}

SurveySample later_sample()
{
    auto sample = small_sample();
    sample.weight = {2, 1, 4, 2.5, 1, 1, 2, 2, 2, 3, 1, 1.5, 2, 1};
    sample.value = {1, 1, 2, 3, 2, 3, 3, 2, 2, 1, 1, 3, 2, 2};
    return sample;
}

SurveySettings settings(LonelyCluster lonely) { return {.level = 0.95, .lonely = lonely, .limits = {}}; }

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-10); }

}  // namespace

TEST_CASE("a weighted mean with strata and clusters has the standard error and the design effect of R survey, under each rule for a lonely cluster")
{
    struct {
        LonelyCluster rule;
        double error, effect, part_error, part_effect;
    } const rows[] = {{LonelyCluster::adjust, 0.382762163029, 2.510974946555, 0.51810571100, 2.50181204923},
                      {LonelyCluster::remove, 0.382601335129, 2.508865281476, 0.512034377057, 2.443521475485},
                      {LonelyCluster::average, 0.468589022987, 3.763297922214, 0.627111477277, 3.665282213212}};
    for (auto const& row : rows) {
        auto sample = small_sample();
        auto const whole = survey_mean(sample, settings(row.rule));
        CHECK(*whole->estimate == near(1.673076923077));
        CHECK(*whole->standard_error == near(row.error));
        CHECK(*whole->design_effect == near(row.effect));
        CHECK(*whole->effective_sample_size == near(14 / row.effect));
        sample.counted = {1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1};
        auto const part = survey_mean(sample, settings(row.rule));
        CHECK(*part->estimate == near(1.741935483871));
        CHECK(*part->standard_error == near(row.part_error));
        CHECK(*part->design_effect == near(row.part_effect));
        CHECK(part->degrees_of_freedom == 3);
    }
    auto const refused = survey_mean(small_sample(), settings(LonelyCluster::refuse));
    REQUIRE(!refused);
    CHECK(refused.error().where == "stratum");
}

TEST_CASE("the interval of a mean is Student's with clusters less strata, that of a share stays on the logit scale")
{
    auto sample = small_sample();
    auto const mean = survey_mean(sample, {});
    CHECK(mean->interval->lower == near(0.454956891544));
    CHECK(*mean->interval->upper == near(2.89119695461));
    sample.value = {0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0};
    auto const share = survey_share(sample, {});
    CHECK(*share->estimate == near(0.6538461538462));
    CHECK(*share->standard_error == near(0.0776662439325));
    CHECK(share->interval->lower == near(0.3879169642093));
    CHECK(*share->interval->upper == near(0.8491633591894));
    CHECK(share->interval_kind == SurveyIntervalKind::logit);
}

TEST_CASE("nobody and everybody get an exact bound at the sample size that the weights leave")
{
    SurveySample sample;
    sample.value.assign(50, 0);
    sample.counted.assign(50, 1);
    sample.weight.assign(50, 2);
    auto const nobody = survey_share(sample, {});
    CHECK(nobody->interval_kind == SurveyIntervalKind::exact_share);
    CHECK(nobody->interval->lower == 0);
    CHECK(*nobody->interval->upper == near(*clopper_pearson(0, 50, 0.95).upper));
    sample.value.assign(50, 1);
    CHECK(survey_share(sample, {})->interval->lower == near(clopper_pearson(50, 50, 0.95).lower));
}

TEST_CASE("a change is wider between independent waves than where the same clusters were asked again")
{
    auto const fresh = survey_change(small_sample(), later_sample(), SurveyWaves::independent, {});
    CHECK(*fresh->change == near(0.326923076923));
    CHECK(*fresh->standard_error == near(0.488837902324));
    CHECK(fresh->degrees_of_freedom == 6);
    auto const panel = survey_change(small_sample(), later_sample(), SurveyWaves::same_clusters, {});
    CHECK(*panel->change == near(0.326923076923));
    CHECK(*panel->standard_error == near(0.147955803784));
    CHECK(panel->degrees_of_freedom == 3);
    CHECK(*panel->statistic == near(0.326923076923 / 0.147955803784));
    CHECK(*panel->p_value > 0.05);
    CHECK(panel->interval->lower < 0);
}

TEST_CASE("a cell below its limits is too few to say, and names which limit")
{
    auto sample = small_sample();
    CHECK(survey_mean(sample, {})->too_few == TooFew::persons);
    SurveySettings wide;
    wide.limits = {.persons_min = 5, .clusters_min = 7, .variation_max = 1};
    CHECK(survey_mean(sample, wide)->too_few == TooFew::clusters);
    wide.limits = {.persons_min = 14, .clusters_min = 6, .variation_max = 0.2};
    CHECK(survey_mean(sample, wide)->too_few == TooFew::variation);
    wide.limits.variation_max = 0.3;
    CHECK(survey_mean(sample, wide)->too_few == TooFew::none);
    sample.counted.assign(14, 0);
    auto const empty = survey_mean(sample, wide);
    CHECK(empty->too_few == TooFew::nobody);
    CHECK(!empty->estimate);
    CHECK(!empty->interval);
}

TEST_CASE("one cluster alone gives an estimate without an error")
{
    SurveySample sample{.value = {1, 2, 3}, .counted = {1, 1, 1}, .weight = {1, 1, 1}, .cluster = {4, 4, 4}, .stratum = {}};
    auto const answer = survey_mean(sample, {});
    CHECK(*answer->estimate == near(2));
    CHECK(!answer->standard_error);
    CHECK(!answer->interval);
}

TEST_CASE("lists that do not fit, weights that are none and shares that are none are refused")
{
    auto sample = small_sample();
    sample.weight.pop_back();
    CHECK(survey_mean(sample, {}).error().where == "sample");
    sample = small_sample();
    sample.weight[3] = -1;
    CHECK(survey_mean(sample, {}).error().where == "person 4");
    sample.weight.assign(14, 0);
    CHECK(survey_mean(sample, {}).error().where == "weight");
    CHECK(survey_share(small_sample(), {}).error().where == "person 3");
    CHECK(survey_mean(small_sample(), {.level = 1, .lonely = LonelyCluster::adjust, .limits = {}}).error().where == "level");
    sample = small_sample();
    sample.value[2] = std::nan("");
    CHECK(!survey_mean(sample, {}));
    sample.counted[2] = 0;
    CHECK(survey_mean(sample, {}));
}

TEST_CASE("weights in another unit change nothing, and persons drawn alone with one weight have a design effect of one")
{
    CHECK(rc::check([] {
        auto const size = *rc::gen::inRange<std::size_t>(5, 60);
        SurveySample sample;
        for (std::size_t i = 0; i < size; ++i) {
            sample.value.push_back(*rc::gen::inRange(0, 4));
            sample.weight.push_back(*rc::gen::inRange(1, 9));
        }
        sample.value.front() = 0;
        sample.value.back() = 3;
        sample.counted.assign(size, 1);
        auto scaled = sample;
        for (auto& weight : scaled.weight) weight *= 37.5;
        auto const one = survey_mean(sample, {}), other = survey_mean(scaled, {});
        RC_ASSERT(std::abs(*one->standard_error - *other->standard_error) < 1e-9);
        RC_ASSERT(std::abs(*one->design_effect - *other->design_effect) < 1e-9);
        sample.weight.assign(size, 3);
        RC_ASSERT(std::abs(*survey_mean(sample, {})->design_effect - 1) < 1e-9);
    }));
}

TEST_CASE("reliability of a scale: by hand on four persons and three items")
{
    // Sums 3, 6, 6, 11; variances 2/3, 4/3, 11/3 (items), 11 (sum): alpha = 3/2 (1 - 17/33) = 8/11.
    std::vector<std::vector<double>> const items{{1, 2, 2, 3}, {1, 1, 3, 3}, {1, 3, 1, 5}};
    auto const answer = scale_reliability(items, 0.95);
    REQUIRE(answer);
    double const variance_sum = 2.0 / 3 + 4.0 / 3 + 11.0 / 3;
    CHECK(*answer->alpha == near(1.5 * (1 - variance_sum / 11)));
    CHECK(answer->items[0].mean == near(2));
    CHECK(answer->items[0].standard_deviation == near(std::sqrt(2.0 / 3)));
    CHECK(answer->interval->lower < *answer->alpha);
    CHECK(*answer->interval->upper > *answer->alpha);
}

TEST_CASE("two equal items measure one thing, and items that never vary have no alpha")
{
    auto const equal = scale_reliability({{1, 2, 3, 4}, {1, 2, 3, 4}}, 0.95);
    CHECK(*equal->alpha == near(1));
    CHECK(!equal->omega);
    auto const still = scale_reliability({{1, 1, 1}, {2, 2, 2}}, 0.95);
    CHECK(!still->alpha);
    CHECK(!still->items[0].item_rest_correlation);
    CHECK(!scale_reliability({{1, 2, 3}}, 0.95));
    CHECK(!scale_reliability({{1, 2, 3}, {1, 2}}, 0.95));
    CHECK(!scale_reliability({{1, 2}, {1, 2}}, 0.95));
}
