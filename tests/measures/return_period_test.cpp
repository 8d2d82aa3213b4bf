// SPDX-License-Identifier: Apache-2.0
#include "measures/return_period.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

using namespace accalmie;

namespace {

// Annual maximum sea levels at Port Pirie, 1923 to 1987, in metres (Coles 2001, example 1.1).
std::vector<double> const port_pirie{4.03, 3.83, 3.65, 3.88, 4.01, 4.08, 4.18, 3.80, 4.36, 3.96, 3.98, 4.69, 3.85, 3.96, 3.85, 3.93, 3.75, 3.63, 3.57, 4.25, 3.97, 4.05, 4.24, 4.22, 3.73, 4.37, 4.06, 3.71, 3.96, 4.06, 4.55, 3.79, 3.89,
                                     4.11, 3.85, 3.86, 3.86, 4.21, 4.01, 4.11, 4.24, 3.96, 4.21, 3.74, 3.85, 3.88, 3.66, 4.11, 3.71, 4.18, 3.90, 3.78, 3.91, 3.72, 4.00, 3.66, 3.62, 4.33, 4.55, 3.75, 4.08, 3.90, 3.88, 3.94, 4.33};

double error_of(FittedExtremes const& fit, std::size_t parameter) { return std::sqrt((*fit.covariance)[parameter * 4]); }

/// Days and the 40th percentile of GloFAS at Mopti, seven days ahead; the rows are ordered by day of the year.
std::vector<Reading> mopti()
{
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/hazard/niger-river/glofas_reforecast_Mopti_168h.csv"};
    std::vector<Reading> readings;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) readings.push_back({*parse_day(line.substr(0, 10)), std::stod(line.substr(line.rfind(',') + 1))});
    return readings;
}

}  // namespace

TEST_CASE("Port Pirie's fits are those that Coles, ismev and R print")
{
    // Coles 2001, p. 59-60; ismev 1.42: 3.87474692, 0.19804120, -0.05008773; digits beyond: R 4.2, optim and Newton steps on numDeriv's derivatives.
    auto const gev = fit_extremes(port_pirie, ExtremeFamily::gev, ExtremeFit::likelihood);
    REQUIRE(gev);
    CHECK(std::abs(gev->values.location - 3.87474692) < 1e-5);
    CHECK(std::abs(gev->values.scale - 0.19804120) < 1e-5);
    CHECK(std::abs(gev->values.shape + 0.05008773) < 1e-4);
    CHECK(gev->values.location == doctest::Approx(3.8747498551).epsilon(1e-7));
    CHECK(gev->values.shape == doctest::Approx(-0.0501095317).epsilon(1e-5));
    CHECK(*gev->log_likelihood == doctest::Approx(4.33905847).epsilon(1e-8));
    CHECK(error_of(*gev, 0) == doctest::Approx(0.02793217).epsilon(1e-5));
    CHECK(error_of(*gev, 1) == doctest::Approx(0.02024924).epsilon(1e-5));
    CHECK(error_of(*gev, 2) == doctest::Approx(0.09825549).epsilon(1e-5));
    auto const gumbel = fit_extremes(port_pirie, ExtremeFamily::gumbel, ExtremeFit::likelihood);
    CHECK(gumbel->values.location == doctest::Approx(3.8694435435).epsilon(1e-8));
    CHECK(gumbel->values.scale == doctest::Approx(0.1948894464).epsilon(1e-8));
    CHECK(gumbel->values.shape == 0);
    CHECK(*gumbel->log_likelihood == doctest::Approx(4.21768190).epsilon(1e-8));
    CHECK(error_of(*gumbel, 0) == doctest::Approx(0.02549385).epsilon(1e-5));
    auto const moments = fit_extremes(port_pirie, ExtremeFamily::gev, ExtremeFit::l_moments);
    CHECK(moments->l_moments.mean == doctest::Approx(3.9806153846));
    CHECK(moments->l_moments.scale == doctest::Approx(0.1346442308).epsilon(1e-9));
    CHECK(*moments->l_moments.skew == doctest::Approx(0.1374331351).epsilon(1e-9));
    CHECK(*moments->l_moments.kurtosis == doctest::Approx(0.1328312026).epsilon(1e-9));
    CHECK(moments->values.location == doctest::Approx(3.8731476224).epsilon(1e-9));
    CHECK(moments->values.scale == doctest::Approx(0.2032222857).epsilon(1e-9));
    CHECK(moments->values.shape == doctest::Approx(-0.0512119174).epsilon(1e-8));
    CHECK(fit_extremes(port_pirie, ExtremeFamily::gumbel, ExtremeFit::l_moments)->values.location == doctest::Approx(3.8684909161).epsilon(1e-9));
}

TEST_CASE("return levels and their errors are Coles', and the period of a level leads back")
{
    ReturnSettings settings;
    settings.fit = ExtremeFit::likelihood;
    settings.years = {10, 100};
    settings.draws = 200;
    auto const answer = return_periods(port_pirie, settings);
    REQUIRE(answer);
    CHECK(answer->levels[0].value == doctest::Approx(4.29621194).epsilon(1e-7));  // 4.30, variance 0.00303
    CHECK(*answer->levels[0].standard_error == doctest::Approx(0.05501630).epsilon(1e-4));
    CHECK(answer->levels[1].value == doctest::Approx(4.68840376).epsilon(1e-6));  // 4.69
    CHECK(*answer->levels[1].standard_error == doctest::Approx(0.15882054).epsilon(1e-4));
    CHECK(*answer->levels[0].lower < 4.25);
    CHECK(*answer->levels[0].upper > 4.34);
    CHECK(!answer->levels[0].extrapolated);
    settings.levels = {answer->levels[1].value, 10};
    settings.draws = 0;
    auto const back = return_periods(port_pirie, settings);
    CHECK(*back->periods[0].years == doctest::Approx(100));
    CHECK(!back->periods[0].lower);
    CHECK(!back->periods[1].years);  // above the upper end of a shape below 0
    CHECK(back->periods[1].yearly_chance == 0);
}

TEST_CASE("the Niger at Mopti: years from May, incomplete ones left out, levels as R has them")
{
    auto const readings = mopti();
    if (readings.empty()) {
        MESSAGE("skipped: ../shared/data/hazard/niger-river is not here");
        return;
    }
    CHECK(readings.size() == 2020);
    YearSettings from_may;
    from_may.first_month = 5;
    auto const years = year_maxima(readings, from_may);
    REQUIRE(years);
    REQUIRE(years->size() == 20);
    CHECK(!years->front().complete);  // 2003: from January 2004 only
    CHECK(years->front().readings == 33);
    std::vector<double> maxima;
    for (auto const& year : *years)
        if (year.complete && year.readings >= 100) maxima.push_back(year.value);
    REQUIRE(maxima.size() == 18);
    // R 4.2, L-moments by hand with uniroot for the shape: years with 100 readings and more.
    ReturnSettings settings;
    settings.draws = 0;
    auto const answer = return_periods(maxima, settings);
    CHECK(answer->fit.values.location == doctest::Approx(5549.2634473851).epsilon(1e-9));
    CHECK(answer->fit.values.scale == doctest::Approx(1594.3141990928).epsilon(1e-9));
    CHECK(answer->fit.values.shape == doctest::Approx(-0.0172612983).epsilon(1e-6));
    CHECK(answer->levels[0].value == doctest::Approx(6131.75569265).epsilon(1e-9));
    CHECK(answer->levels[5].value == doctest::Approx(12599.72330070).epsilon(1e-8));
    CHECK(answer->levels[5].extrapolated);
    CHECK(!answer->levels[3].extrapolated);
    settings.fit = ExtremeFit::likelihood;
    auto const likely = return_periods(maxima, settings);
    CHECK(likely->fit.values.shape == doctest::Approx(0.0152148581).epsilon(1e-4));
    CHECK(*likely->fit.log_likelihood == doctest::Approx(-159.73347755).epsilon(1e-9));
    CHECK(likely->levels[5].value == doctest::Approx(12481.99813585).epsilon(1e-6));
    CHECK(*likely->levels[5].standard_error == doctest::Approx(3712.49452373).epsilon(1e-4));
}

TEST_CASE("a year begins in its first month and is complete only with its readings and without a long gap")
{
    std::vector<Reading> readings;
    Day const first = *parse_day("2019-03-01");
    for (int at = 0; at < 3 * 365; ++at) {
        auto const on = first + std::chrono::days{at};
        if (on >= *parse_day("2020-09-01") && on < *parse_day("2020-10-15")) continue;
        readings.push_back({on, 100 + (on == *parse_day("2020-02-10") ? 50.0 : 0.0)});
    }
    readings.push_back({*parse_day("2020-02-10"), 170});  // the same day again: the higher stands
    std::reverse(readings.begin(), readings.end());
    YearSettings settings;
    settings.first_month = 3;
    auto const years = year_maxima(readings, settings);
    REQUIRE(years);
    REQUIRE(years->size() == 3);
    CHECK((*years)[0].year == 2019);
    CHECK((*years)[0].value == 170);
    CHECK(to_iso((*years)[0].day) == "2020-02-10");
    CHECK((*years)[0].complete);
    CHECK((*years)[0].readings == 366);
    CHECK(!(*years)[1].complete);
    CHECK((*years)[1].longest_gap_days == 44);
    CHECK((*years)[2].complete);
    CHECK((*years)[2].longest_gap_days == 1);
    CHECK(year_maxima({}, {}).error().kind == Error::Kind::missing);
    settings.first_month = 13;
    CHECK(year_maxima(readings, settings).error().where == "first month");
}

TEST_CASE("too few years, no spread and impossible settings are refused with the reason")
{
    std::vector<double> const few{1, 2, 3, 4, 5, 6, 7, 8, 9};
    CHECK(return_periods(few, {}).error().what == "9 complete years, fewer than 10");
    CHECK(return_periods(std::vector<double>(12, 5.0), {}).error().kind == Error::Kind::missing);
    CHECK(fit_extremes(std::vector<double>{1, 2}, ExtremeFamily::gev, ExtremeFit::l_moments).error().kind == Error::Kind::missing);
    CHECK(fit_extremes(std::vector<double>{1, 2, std::nan("")}, ExtremeFamily::gev, ExtremeFit::l_moments).error().kind == Error::Kind::invalid);
    ReturnSettings settings;
    settings.years = {1};
    CHECK(return_periods(port_pirie, settings).error().where == "years");
    settings.years = {2};
    settings.draws = 5;
    CHECK(return_periods(port_pirie, settings).error().where == "draws");
}

TEST_CASE("equal seeds give equal intervals, and the plotting positions are the textbook's")
{
    ReturnSettings settings;
    settings.draws = 100;
    auto const once = return_periods(port_pirie, settings), again = return_periods(port_pirie, settings);
    CHECK(*once->levels[3].upper == *again->levels[3].upper);
    settings.seed = 2;
    CHECK(*return_periods(port_pirie, settings)->levels[3].upper != *once->levels[3].upper);
    CHECK(weibull_position(1, 19) == 0.05);
    CHECK(gringorten_position(10, 10) == doctest::Approx(9.56 / 10.12));
}

TEST_CASE("for any sample of a known distribution, another unit changes nothing but the unit")
{
    CHECK(rc::check([] {
        std::mt19937_64 random{*rc::gen::arbitrary<std::uint64_t>()};
        ExtremeValues const truth{10, 2, *rc::gen::inRange(-3, 4) / 10.0};
        std::vector<double> values, scaled;
        for (int at = 0; at < 60; ++at) values.push_back(return_level(truth, 1 / (1 - (static_cast<double>(random() >> 11U) + 0.5) * 0x1p-53)));
        for (double const value : values) scaled.push_back(1000 * value - 7);
        for (auto const fit : {ExtremeFit::l_moments, ExtremeFit::likelihood}) {
            auto const a = fit_extremes(values, ExtremeFamily::gev, fit), b = fit_extremes(scaled, ExtremeFamily::gev, fit);
            if (!a || !b) continue;
            RC_ASSERT(std::abs(1000 * a->values.location - 7 - b->values.location) < 1);
            RC_ASSERT(std::abs(a->values.shape - b->values.shape) < 1e-3);
            // The level of a period has that period.
            RC_ASSERT(std::abs(1 / (1 - extreme_at_most(a->values, return_level(a->values, 50))) - 50) < 1e-6);
        }
    }));
}
