// SPDX-License-Identifier: Apache-2.0
#include "measures/growth_prevalence.hpp"
#include "measures/child_growth.hpp"
#include "measures/published_table.hpp"
#include "measures/survey.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

using namespace accalmie;

namespace {

/// WHO's 300 children with a design made up from their numbers: 25 clusters in each of 4 strata, weights 1 to 3, some 0.
struct Sample {
    GrowthDesign design;
    IndexScores stature, weight_for_length;
    GrowthGroups sex, all;
};

double score_of(PublishedTable const& table, std::size_t row, std::string const& index)
{
    auto const z = table.number(row, "z" + index);
    return z && table.number(row, "f" + index) == 0.0 ? *z : not_measured;
}

Sample sample_of(PublishedTable const& table)
{
    Sample sample;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (*table.number(row, "age_days") > 1826) continue;
        auto const number = static_cast<std::uint32_t>(*table.number(row, "case"));
        sample.design.weight.push_back(number % 17 == 0 ? 0 : 1 + number % 3);
        sample.design.cluster.push_back(number % 25);
        sample.design.stratum.push_back(number % 4);
        bool const oedema = table.text(row, "oedema") == "y";
        double const stature = score_of(table, row, "len"), wasting = score_of(table, row, "wfl");
        sample.stature.scores.push_back(stature);
        sample.stature.shares.push_back(stature);
        sample.weight_for_length.scores.push_back(oedema ? not_measured : wasting);
        sample.weight_for_length.shares.push_back(oedema ? oedema_score : wasting);
        sample.sex.group.push_back(table.text(row, "sex") == "f" ? 0 : 1);
        sample.all.group.push_back(0);
    }
    sample.sex.group_count = 2;
    sample.all.group_count = 1;
    return sample;
}

struct Expected {
    double percent, error, lower, upper;
};

void check(GrowthEstimate const& found, Expected const& expected)
{
    REQUIRE(found.interval);
    CHECK(100 * *found.estimate == doctest::Approx(expected.percent).epsilon(1e-9));
    CHECK(100 * *found.standard_error == doctest::Approx(expected.error).epsilon(1e-9));
    CHECK(100 * found.interval->lower == doctest::Approx(expected.lower).epsilon(1e-8));
    CHECK(100 * *found.interval->upper == doctest::Approx(expected.upper).epsilon(1e-8));
}

}  // namespace

TEST_CASE("shares, errors and intervals of a survey with clusters, strata and weights are those of R's survey")
{
    auto const table = published_table("child-growth/anthro_expected_zscores_first300.csv");
    if (!table) {
        MESSAGE("skipped: the shared data are not there");
        return;
    }
    auto const sample = sample_of(*table);
    // R 4.2, survey 4.1.1: svydesign(~clu, strata = ~str, weights = ~sw, nest = TRUE), option survey.lonely.psu "adjust"; svyby of svymean,
    // svyciprop(method = "logit", df = degf(design)), confint, svyvar, as WHO's anthro calls them.
    auto const survey = GrowthSurvey::make(sample.design, 0.95);
    REQUIRE(survey);
    CHECK(survey->degrees_of_freedom() == 96);
    auto const stature = survey->index(sample.stature, sample.all).value().front();
    check(stature.shares[1], {14.6025878004, 2.3103795050, 10.5847382706, 19.8077138941});
    check(stature.shares[0], {1.2939001848, 0.5964863953, 0.5160456648, 3.2064529849});
    auto const wasting = survey->index(sample.weight_for_length, sample.sex).value();
    check(wasting[0].shares[1], {6.4625850340, 2.3910689062, 3.0546245860, 13.1567108946});
    check(wasting[1].shares[1], {6.7193675889, 2.3834461798, 3.2753708123, 13.2872046061});

    auto const alone = GrowthSurvey::make({std::vector<double>(sample.design.weight.size(), 1), {}, {}}, 0.95);
    CHECK(alone->degrees_of_freedom() == 295);
    check(alone->index(sample.stature, sample.sex).value()[1].shares[1], {20.8633093525, 3.4522957108, 14.8717620263, 28.4616822443});
}

TEST_CASE("means and deviations by age are those of R's survey")
{
    auto const table = published_table("child-growth/anthro_expected_zscores_first300.csv");
    if (!table) {
        MESSAGE("skipped: the shared data are not there");
        return;
    }
    auto const sample = sample_of(*table);
    GrowthGroups young{{}, 1};
    for (std::size_t row = 0; row < table->rows.size(); ++row)
        if (auto const days = *table->number(row, "age_days"); days <= 1826) young.group.push_back(days / days_of_month < 6 ? 0 : in_no_group);
    auto const survey = GrowthSurvey::make(sample.design, 0.95);
    auto const found = survey->index(sample.stature, young).value().front();
    CHECK(*found.mean.estimate == doctest::Approx(-0.9278).epsilon(1e-9));
    CHECK(*found.mean.standard_error == doctest::Approx(0.2382115783).epsilon(1e-9));
    CHECK(found.mean.interval->lower == doctest::Approx(-1.4006462457).epsilon(1e-9));
    CHECK(*found.mean.interval->upper == doctest::Approx(-0.4549537543).epsilon(1e-9));
    // R's svyvar takes n / (n - 1) with those who have no score among n: 1.1851620443; here n are those with a score.
    CHECK(*found.standard_deviation == doctest::Approx(1.1851620443).epsilon(2e-3));
}

TEST_CASE("any share is that of the general survey measure")
{
    rc::check([] {
        auto const size = *rc::gen::inRange<std::size_t>(4, 60);
        GrowthDesign design;
        SurveySample sample;
        std::vector<double> values;
        GrowthGroups group{{}, 1};
        for (std::size_t at = 0; at < size; ++at) {
            design.weight.push_back(*rc::gen::inRange(1, 5));
            design.cluster.push_back(*rc::gen::inRange<std::uint32_t>(0, 6));
            design.stratum.push_back(*rc::gen::inRange<std::uint32_t>(0, 3));
            values.push_back(*rc::gen::inRange(0, 2));
            group.group.push_back(*rc::gen::inRange(0, 3) == 0 ? in_no_group : 0);
            sample.value.push_back(values.back());
            sample.counted.push_back(group.group.back() == 0 ? 1 : 0);
            sample.weight.push_back(design.weight.back());
            sample.cluster.push_back(design.cluster.back());
            sample.stratum.push_back(design.stratum.back());
        }
        design.cluster[0] = 6;  // never all in one
        sample.cluster[0] = 6;
        auto const survey = GrowthSurvey::make(design, 0.95).value();
        auto const found = survey.share(values, group).value().front();
        auto const general = survey_mean(sample, {}).value();
        RC_ASSERT(found.children == general.persons);
        RC_ASSERT(found.share.estimate.has_value() == general.estimate.has_value());
        if (!general.estimate || !general.standard_error) return;
        RC_ASSERT(std::abs(*found.share.estimate - *general.estimate) < 1e-12);
        RC_ASSERT(std::abs(*found.share.standard_error - *general.standard_error) < 1e-9);
    });
}

TEST_CASE("nobody beyond a cut: a point as interval, and the exact bound beside it")
{
    GrowthDesign const design{std::vector<double>(50, 1), {}, {}};
    GrowthGroups const all{std::vector<std::uint32_t>(50, 0), 1};
    auto const survey = GrowthSurvey::make(design, 0.95).value();
    auto const found = survey.share(std::vector<double>(50, 0), all).value().front().share;
    CHECK(*found.interval->upper == 0);
    CHECK(*found.exact->upper == doctest::Approx(0.0711217).epsilon(1e-5));  // R: binom.test(0, 50)$conf.int
    CHECK(survey.share(std::vector<double>(50, 1), all).value().front().share.exact->lower == doctest::Approx(1 - 0.0711217).epsilon(1e-5));
}

TEST_CASE("an empty group has no estimate, a wrong design is refused")
{
    auto const survey = GrowthSurvey::make({{1, 1, 1}, {}, {}}, 0.95).value();
    auto const found = survey.index({{0, 1, 2}, {0, 1, 2}}, {{0, 0, in_no_group}, 2}).value();
    CHECK(found[0].children == 2);
    CHECK(found[1].children == 0);
    CHECK_FALSE(found[1].mean.estimate);
    CHECK_FALSE(found[1].shares[0].estimate);
    CHECK_FALSE(GrowthSurvey::make({{}, {}, {}}, 0.95).has_value());
    CHECK_FALSE(GrowthSurvey::make({{1, -1}, {}, {}}, 0.95).has_value());
    CHECK_FALSE(GrowthSurvey::make({{1, 1}, {1}, {}}, 0.95).has_value());
    CHECK_FALSE(GrowthSurvey::make({{1, 1}, {}, {}}, 1).has_value());
    CHECK_FALSE(survey.share({0, 1}, {{0, 0, 0}, 1}).has_value());
    CHECK_FALSE(survey.share({0, 1, 1}, {{0, 0, 3}, 1}).has_value());
    auto const lone = GrowthSurvey::make({{1}, {}, {}}, 0.95).value().share({1}, {{0}, 1}).value().front();
    CHECK(*lone.share.estimate == 1);
    CHECK_FALSE(lone.share.standard_error);
}
