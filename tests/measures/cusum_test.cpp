// SPDX-License-Identifier: Apache-2.0
#include "measures/cusum.hpp"
#include "measures/recent_weeks.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace accalmie;

namespace {

std::vector<double> const series{3, 5, 4, 8, 12, 9, 6, 4, 2, 3, 4, 6, 5, 9, 30, 11, 7, 3, 3, 2, 5, 4, 7, 10, 13, 12, 6, 5, 3, 4, 4, 7, 6, 11, 15, 12, 8, 5, 4, 3, 5, 6, 6, 19, 31, 11};

}  // namespace

TEST_CASE("the sum, its bound and its alarms are R's")
{
    // R 4.2, surveillance 1.20.3: algo.cusum(disProg, list(range=41:46))
    double const upper[] = {16, 16, 16, 16, 7, 0}, sum[] = {0, 0, 0, 3.49557367611, 11.52672102833, 11.99857892037};
    auto const places = cusum(series, 40, 46, {}).value();
    for (std::size_t i = 0; i < 6; ++i) {
        CAPTURE(i);
        CHECK(places[i].upper.value() == upper[i]);
        CHECK(places[i].sum == doctest::Approx(sum[i]).epsilon(1e-10));
        CHECK(places[i].alarm == (i >= 3));
    }
}

TEST_CASE("a count at the bound alarms and one below does not, for the transforms whose bound is a count")
{
    for (auto const transform : {CusumTransform::standard, CusumTransform::anscombe, CusumTransform::rossi, CusumTransform::pearson_negative_binomial}) {
        CusumSettings settings;
        settings.transform = transform;
        settings.mean = CusumMean::given;
        settings.given_mean = 6;
        auto counts = series;
        double const upper = cusum(counts, 44, 45, settings)->front().upper.value();
        counts[44] = std::ceil(upper);
        CHECK(cusum(counts, 44, 45, settings)->front().alarm);
        counts[44] = std::ceil(upper) - 1;
        CHECK(!cusum(counts, 44, 45, settings)->front().alarm);
    }
}

TEST_CASE("the negative binomial transforms become the Poisson ones where alpha goes to zero")
{
    CusumSettings poisson, binomial;
    poisson.transform = CusumTransform::anscombe;
    binomial.transform = CusumTransform::anscombe_negative_binomial;
    binomial.alpha = 1e-12;
    auto const a = cusum(series, 30, 46, poisson).value(), b = cusum(series, 30, 46, binomial).value();
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i].sum == doctest::Approx(b[i].sum).epsilon(1e-8));
}

TEST_CASE("a seasonal mean follows the season")
{
    CusumSettings settings;
    settings.mean = CusumMean::seasonal;
    settings.per_year = 10;
    auto const places = cusum(series, 30, 46, settings).value();
    CHECK(places[4].expected > 2 * places[9].expected);
    settings.mean = CusumMean::given;
    settings.given_mean = 0;
    CHECK(cusum(series, 30, 46, settings).error().where == "m");
    auto gap = series;
    gap[3] = std::nan("");
    CHECK(cusum(gap, 30, 46, {}).error().where == "observed");
    CHECK(cusum(series, 0, 46, {}).error().kind == Error::Kind::missing);
}

TEST_CASE("Bayes and RKI bounds are R's")
{
    // algo.bayes(d, list(range=44:46, b=2, w=2)), algo.rki(d, list(range=44:46, b=2, w=2)) with ten places a year
    RecentSettings settings;
    settings.years = settings.half_width = 2;
    settings.per_year = 10;
    double const bayes[] = {15, 16, 19}, rki[] = {16.768, 17.633, 16.768};
    auto const first = recent_weeks_alarms(series, 43, 46, settings).value();
    settings.rule = RecentRule::rki;
    settings.this_year = ThisYear::left_out;
    auto const second = recent_weeks_alarms(series, 43, 46, settings).value();
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(first[i].upper == bayes[i]);
        CHECK(first[i].alarm == (i < 2));
        CHECK(second[i].upper == rki[i]);
    }
    CHECK(first[0].reference_count == 12);
}

TEST_CASE("large means take two standard deviations, missing weeks take the bound from RKI only")
{
    auto large = series;
    for (auto& count : large) count *= 100;
    RecentSettings settings;
    settings.rule = RecentRule::rki;
    settings.half_width = 6;
    auto const place = recent_weeks_alarms(large, 12, 13, settings)->front();
    // 600, 400, 200, 300, 400, 600
    CHECK(place.expected.value() == doctest::Approx(416.6666666666667));
    CHECK(place.upper.value() == doctest::Approx(737.0830624186111));
    large[10] = std::nan("");
    CHECK(!recent_weeks_alarms(large, 12, 13, settings)->front().upper);
    settings.rule = RecentRule::bayes;
    CHECK(recent_weeks_alarms(large, 12, 13, settings)->front().reference_count == 5);
    CHECK(recent_weeks_alarms(large, 5, 13, settings).error().kind == Error::Kind::missing);
}
