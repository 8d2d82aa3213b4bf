// SPDX-License-Identifier: Apache-2.0
#include "measures/count_quantiles.hpp"
#include "measures/farrington.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

using namespace accalmie;

namespace {

// Ten places a year, an outbreak in the second year and one at the end.
std::vector<double> const series{3, 5, 4, 8, 12, 9, 6, 4, 2, 3, 4, 6, 5, 9, 30, 11, 7, 3, 3, 2, 5, 4, 7, 10, 13, 12, 6, 5, 3, 4, 4, 7, 6, 11, 15, 12, 8, 5, 4, 3, 5, 6, 6, 19, 31, 11};

FarringtonSettings settings_of(ThresholdMethod threshold)
{
    FarringtonSettings settings;
    settings.windows = {3, 1, 4, 2};
    settings.threshold = threshold;
    return settings;
}

SeriesTimes tenths(std::size_t length) { return {length, 10, {}}; }

FarringtonWeek judged(Farrington::Rule rule, FarringtonSettings const& settings, std::vector<double> const& counts, std::size_t at)
{
    auto judge = Farrington::make(rule, settings, tenths(counts.size()));
    REQUIRE(judge);
    auto const turned = judge->turn_to(at);
    REQUIRE_MESSAGE(turned, (turned ? std::string{} : turned.error().text()));
    return judge->judge(counts, {});
}

struct Expected {
    ThresholdMethod threshold;
    std::size_t at;
    double upper, expected, spread, score, chance;
    bool alarm, trend;
};

// R 4.2, surveillance 1.20.3: farringtonFlexible(sts(y, start=c(1,1), frequency=10), list(range=44:46, b=3, w=1, alpha=0.05, noPeriods=4,
// pastWeeksNotIncluded=2, thresholdMethod=...)).
Expected const flexible[] = {
    {ThresholdMethod::delta, 43, 18.5184749854, 11.9241638839, 1.08861257729, 1.0730212765546, 3.95026752386e-02, true, true},
    {ThresholdMethod::delta, 44, 20.6165360911, 13.8921500929, 1, 2.5441504862444, 5.52763209667e-05, true, true},
    {ThresholdMethod::delta, 45, 16.5322415794, 10.6925842738, 1, 0.0526427682517, 4.62920344453e-01, false, false},
    {ThresholdMethod::nb_plugin, 43, 18, 11.9241638839, 1.08861257729, 1.064427040650, 4.20853388403e-02, true, true},
    {ThresholdMethod::nb_plugin, 44, 20, 13.8921500929, 1, 1.633324034683, 5.22318338813e-05, true, true},
    {ThresholdMethod::muan, 43, 20, 11.9241638839, 1.08861257729, 0.942927042815, 0.098958375790045, false, true},
    {ThresholdMethod::muan, 45, 17, 10.6925842738, 1, 0.589896402261, 0.570612504048682, false, false},
};

}  // namespace

TEST_CASE("the flexible rule gives R's bounds, scores and alarms with each threshold")
{
    for (auto const& row : flexible) {
        CAPTURE(row.at);
        CAPTURE(static_cast<int>(row.threshold));
        auto const week = judged(Farrington::Rule::flexible, settings_of(row.threshold), series, row.at);
        CHECK(week.upper.value() == doctest::Approx(row.upper).epsilon(1e-10));
        CHECK(week.expected.value() == doctest::Approx(row.expected).epsilon(1e-10));
        CHECK(week.spread.value() == doctest::Approx(row.spread).epsilon(1e-10));
        CHECK(week.score.value() == doctest::Approx(row.score).epsilon(1e-10));
        CHECK(week.chance.value() == doctest::Approx(row.chance).epsilon(1e-8));
        CHECK(week.alarm == row.alarm);
        CHECK(week.slope.has_value() == row.trend);
    }
}

TEST_CASE("the rule of 1996 gives R's bounds and the chance of a lower count")
{
    // farrington(s, list(range=44:46, b=3, w=1, alpha=0.05))
    double const upper[] = {21.6252817570, 19.8662662117, 21.4746428280}, chance[] = {0.940052858114, 0.999992917308, 0.500470872707};
    for (std::size_t i = 0; i < 3; ++i) {
        auto const week = judged(Farrington::Rule::of_1996, settings_of(ThresholdMethod::delta), series, 43 + i);
        CHECK(week.upper.value() == doctest::Approx(upper[i]).epsilon(1e-10));
        CHECK(week.chance.value() == doctest::Approx(chance[i]).epsilon(1e-10));
        CHECK(week.alarm == (i == 1));
    }
}

TEST_CASE("too few cases give no bound and no alarm, in 1996 the bound 0, and the quick answer is the same")
{
    auto rare = series;
    for (std::size_t at = 40; at < rare.size(); ++at) rare[at] = 1;
    auto const week = judged(Farrington::Rule::flexible, settings_of(ThresholdMethod::nb_plugin), rare, 45);
    CHECK(week.no_bound == NoBound::too_few_cases);
    CHECK(!week.upper);
    CHECK(!week.alarm);
    CHECK(week.spread.has_value());
    CHECK(judged(Farrington::Rule::of_1996, settings_of(ThresholdMethod::delta), rare, 45).upper.value() == 0);
    auto judge = Farrington::make(Farrington::Rule::flexible, settings_of(ThresholdMethod::nb_plugin), tenths(rare.size()));
    REQUIRE(judge);
    REQUIRE(judge->turn_to(45));
    auto const quick = judge->judge(rare, {}, FarringtonDetail::alarm);
    CHECK(quick.no_bound == NoBound::too_few_cases);
    CHECK(!quick.spread);
}

TEST_CASE("a week without a report has no bound; one among the reference weeks is left out")
{
    auto gaps = series;
    gaps[45] = unreported;
    auto const now = judged(Farrington::Rule::flexible, settings_of(ThresholdMethod::nb_plugin), gaps, 45);
    CHECK(now.no_bound == NoBound::no_report);
    CHECK(!now.alarm);
    CHECK(!now.score);
    gaps = series;
    gaps[14] = unreported;
    auto const past = judged(Farrington::Rule::flexible, settings_of(ThresholdMethod::nb_plugin), gaps, 44);
    CHECK(past.no_bound == NoBound::none);
    CHECK(past.expected.value() < 14.5);
    std::vector<double> empty(series.size(), unreported);
    empty[45] = 20;
    CHECK(judged(Farrington::Rule::flexible, settings_of(ThresholdMethod::delta), empty, 45).no_bound == NoBound::no_reference);
}

TEST_CASE("rates by population are counts where the population stands still")
{
    auto settings = settings_of(ThresholdMethod::delta);
    auto const plain = judged(Farrington::Rule::flexible, settings, series, 44);
    settings.exposure = Exposure::population;
    auto judge = Farrington::make(Farrington::Rule::flexible, settings, tenths(series.size()));
    REQUIRE(judge);
    REQUIRE(judge->turn_to(44));
    auto const rates = judge->judge(series, std::vector<double>(series.size(), 25'000));
    CHECK(rates.upper.value() == doctest::Approx(plain.upper.value()).epsilon(1e-9));
}

TEST_CASE("what cannot be judged is refused with its reason")
{
    auto settings = settings_of(ThresholdMethod::delta);
    settings.alpha = 0;
    CHECK(Farrington::make(Farrington::Rule::flexible, settings, tenths(46)).error().where == "alpha");
    settings = settings_of(ThresholdMethod::delta);
    settings.windows.years = 51;
    CHECK(Farrington::make(Farrington::Rule::flexible, settings, tenths(46)).error().where == "b");
    settings = settings_of(ThresholdMethod::delta);
    settings.windows.periods = 12;
    auto judge = Farrington::make(Farrington::Rule::flexible, settings, tenths(46));
    REQUIRE(judge);
    CHECK(judge->turn_to(44).error().where == "periods");
    judge = Farrington::make(Farrington::Rule::flexible, settings_of(ThresholdMethod::delta), tenths(46));
    REQUIRE(judge);
    CHECK(judge->turn_to(20).error().kind == Error::Kind::missing);
    CHECK(judge->turn_to(46).error().kind == Error::Kind::invalid);
    CHECK(Farrington::make(Farrington::Rule::flexible, settings, {2, 10, {Day{}, Day{} + std::chrono::days{7}}}).error().where == "frequency");
}

TEST_CASE("more cases this week never take an alarm away, and the bound does not depend on them")
{
    CHECK(rc::check([] {
        auto counts = *rc::gen::container<std::vector<int>>(46, rc::gen::inRange(0, 40));
        std::vector<double> one(counts.begin(), counts.end());
        auto const threshold = *rc::gen::element(ThresholdMethod::delta, ThresholdMethod::nb_plugin, ThresholdMethod::muan);
        auto judge = Farrington::make(Farrington::Rule::flexible, settings_of(threshold), tenths(one.size()));
        RC_ASSERT(judge && judge->turn_to(45));
        one[45] = 60;
        auto const before = judge->judge(one, {});
        one[45] = 90;
        auto const after = judge->judge(one, {});
        RC_ASSERT(!before.alarm || after.alarm);
        RC_ASSERT(before.upper == after.upper);
        auto const quick = judge->judge(one, {}, FarringtonDetail::alarm);
        RC_ASSERT(quick.alarm == after.alarm && quick.upper == after.upper);
    }));
}

TEST_CASE("a mean beyond what anybody counts has a quantile or none, but stops nobody")
{
    for (double mean = 1; mean < 1e19; mean *= 3.7)
        for (double const spread : {1.0, 1.0000001, 1.04, 2.0, 50.0})
            for (double const chance : {0.95, 0.995}) {
                CAPTURE(mean);
                CAPTURE(spread);
                auto const quantile = count_quantile(chance, mean, spread);
                if (quantile) CHECK(*quantile >= 0.9 * mean - 10 * std::sqrt(mean * spread));
                CHECK_FALSE(count_at_least(mean + 1, mean, spread) > 1);
            }
}
