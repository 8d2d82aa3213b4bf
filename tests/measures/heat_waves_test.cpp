// SPDX-License-Identifier: Apache-2.0
#include "measures/heat_waves.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>
#include <string>

using namespace accalmie;

namespace {

Day day(std::string_view iso) { return *parse_day(iso); }

/// Niamey's station, from the packed table; empty where it is not here.
std::vector<HeatDay> niamey()
{
    std::string const command = "gzip -dc '" + std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/hazard/climate/daily_niger_Agades_Niamey_Aero.csv.gz' 2>/dev/null";
    struct Closing {
        void operator()(std::FILE* pipe) const { pclose(pipe); }
    };
    std::unique_ptr<std::FILE, Closing> const pipe{popen(command.c_str(), "r")};
    std::vector<HeatDay> days;
    std::string line(400, ' ');
    while (pipe && std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) != nullptr) {
        std::string_view rest{line.c_str()};
        if (!rest.starts_with("Niamey")) continue;
        std::vector<std::string> cells;
        for (int cell = 0; cell < 8; ++cell) {
            cells.emplace_back(rest.substr(0, rest.find(',')));
            rest.remove_prefix(rest.find(',') + 1);
        }
        HeatDay one;
        one.day = day(cells[1]);
        if (!cells[6].empty()) one.maximum = std::stod(cells[6]);
        if (!cells[7].empty()) one.minimum = std::stod(cells[7]);
        days.push_back(one);
    }
    return days;
}

HeatWaveSettings since_1951(HeatWaveRule rule)
{
    HeatWaveSettings settings;
    settings.rule = rule;
    settings.baseline_first = 1951;
    settings.baseline_last = 1980;
    return settings;
}

HeatYear const& of_year(HeatWaves const& waves, int year)
{
    return *std::find_if(waves.years.begin(), waves.years.end(), [&](HeatYear const& one) { return one.year == year; });
}

std::vector<HeatDay> days_from(std::string_view first, std::vector<double> const& maxima)
{
    std::vector<HeatDay> days;
    for (std::size_t at = 0; at < maxima.size(); ++at)
        if (maxima[at] > -99) days.push_back({day(first) + std::chrono::days{static_cast<int>(at)}, maxima[at], maxima[at] - 10});
    return days;
}

HeatWaveSettings above(double threshold, int days)
{
    HeatWaveSettings settings;
    settings.rule = HeatWaveRule::absolute;
    settings.threshold_c = threshold;
    settings.days_min = days;
    return settings;
}

}  // namespace

// All figures of Niamey 1940 to 1980: an independent computation in R 4.2 (quantile type 8 over the five days of the calendar of 1951 to 1980, rle, quantile type 7).
TEST_CASE("Niamey's warm spells are those that R finds")
{
    auto const days = niamey();
    if (days.empty()) {
        MESSAGE("skipped: ../shared/data/hazard/climate is not here");
        return;
    }
    auto const waves = heat_waves(days, since_1951(HeatWaveRule::percentile));
    REQUIRE(waves);
    auto const& thresholds = waves->thresholds_c;
    REQUIRE(thresholds.size() == 365);
    CHECK(thresholds[0] == doctest::Approx(36));
    CHECK(thresholds[58] == doctest::Approx(40.58333333333).epsilon(1e-11));
    CHECK(thresholds[119] == doctest::Approx(43.36333333333).epsilon(1e-11));
    CHECK(std::accumulate(thresholds.begin(), thresholds.end(), 0.0) == doctest::Approx(14170.02).epsilon(1e-10));
    CHECK(*of_year(*waves, 1973).hot_percent == doctest::Approx(24.65753424658));
    CHECK(*of_year(*waves, 1973).wave_days == 0);
    CHECK(*of_year(*waves, 1958).wave_days == 31);
    CHECK(*of_year(*waves, 1945).wave_days == 8);
    CHECK(!of_year(*waves, 1966).wave_days);
    CHECK(of_year(*waves, 1966).days_missing == 92);
    double percent = 0;
    int in_waves = 0, years = 0;
    for (auto const& year : waves->years) percent += year.hot_percent.value_or(0), in_waves += year.wave_days.value_or(0), years += year.wave_days.has_value();
    CHECK(years == 36);
    CHECK(in_waves == 532);
    CHECK(percent == doctest::Approx(515.20602396));
    CHECK(waves->waves.size() == 60);
    CHECK(std::max_element(waves->waves.begin(), waves->waves.end(), [](HeatWave const& a, HeatWave const& b) { return a.days < b.days; })->days == 25);
    auto const fixed = heat_waves(days, above(42, 3));
    CHECK(fixed->waves.size() == 133);
    auto const longest = std::max_element(fixed->waves.begin(), fixed->waves.end(), [](HeatWave const& a, HeatWave const& b) { return a.days < b.days; });
    CHECK(longest->days == 30);
    CHECK(longest->first == day("1944-05-07"));
    CHECK(std::accumulate(fixed->waves.begin(), fixed->waves.end(), 0, [](int sum, HeatWave const& one) { return sum + one.days; }) == 738);
}

TEST_CASE("Niamey's excess heat factors are those that R finds")
{
    auto const days = niamey();
    if (days.empty()) return;
    auto settings = since_1951(HeatWaveRule::excess_factor);
    settings.percentile = 95;
    settings.days_min = 1;
    auto const waves = heat_waves(days, settings);
    REQUIRE(waves);
    CHECK(*waves->threshold_c == doctest::Approx(34.9));
    CHECK(*waves->severe_from == doctest::Approx(2.9325875));
    double sum = 0, highest = 0;
    for (auto const& factor : waves->factors) sum += std::max(0.0, factor.value_or(0)), highest = std::max(highest, factor.value_or(0));
    CHECK(sum == doctest::Approx(1054.681278));
    CHECK(highest == doctest::Approx(10.13769444));
    CHECK(waves->waves.size() == 150);
    auto const worst = std::max_element(waves->waves.begin(), waves->waves.end(), [](HeatWave const& a, HeatWave const& b) { return a.severity < b.severity; });
    CHECK(worst->severity == doctest::Approx(10.13769444 / 2.9325875));
    CHECK(worst->first <= day("1942-04-28"));
    CHECK(worst->end > day("1942-04-28"));
}

TEST_CASE("an unknown day is no cool day: it ends a wave and says that it may have been longer")
{
    auto const whole = heat_waves(days_from("2021-04-01", {39, 42, 43, 42, 39}), above(42, 3));
    REQUIRE(whole->waves.size() == 1);
    CHECK(whole->waves[0].first == day("2021-04-02"));
    CHECK(whole->waves[0].end == day("2021-04-05"));
    CHECK(whole->waves[0].highest_c == 43);
    CHECK(whole->waves[0].excess == doctest::Approx(1));
    CHECK(!whole->waves[0].cut_by_gap);
    CHECK(!whole->years[0].wave_days);  // 360 days of the year are missing
    CHECK(whole->years[0].days_missing == 360);
    auto const broken = heat_waves(days_from("2021-04-01", {39, 42, 43, -100, 42, 42, 42, 39}), above(42, 3));
    REQUIRE(broken->waves.size() == 1);
    CHECK(broken->waves[0].first == day("2021-04-05"));
    CHECK(broken->waves[0].cut_by_gap);
    CHECK(heat_waves(days_from("2021-04-01", {39, 42, 43, -100, 42, 42, 39}), above(42, 3))->waves.empty());
}

TEST_CASE("a wave over the new year is one wave, and two parts in the years' own figures")
{
    std::vector<double> maxima(730, 30.0);
    for (std::size_t at = 362; at < 369; ++at) maxima[at] = 45;  // 29 December to 4 January
    auto const waves = heat_waves(days_from("2021-01-01", maxima), above(42, 4));
    REQUIRE(waves->waves.size() == 1);
    CHECK(waves->waves[0].days == 7);
    CHECK(waves->years[0].waves == 1);
    CHECK(*waves->years[0].wave_days == 0);
    CHECK(*waves->years[1].wave_days == 4);
    CHECK(waves->years[1].waves == 0);
}

TEST_CASE("what cannot be answered is refused with the reason")
{
    CHECK(heat_waves({}, above(40, 3)).error().kind == Error::Kind::missing);
    auto const few = days_from("2021-04-01", {39, 42, 43});
    CHECK(heat_waves(few, {}).error().where == "baseline");
    HeatWaveSettings sparse;
    sparse.baseline_years_min = 1;
    CHECK(heat_waves(few, sparse).error().what == "a day of the calendar with less than a tenth of its values in the baseline");
    sparse.rule = HeatWaveRule::excess_factor;
    CHECK(heat_waves(few, sparse).error().kind == Error::Kind::missing);
    CHECK(heat_waves(few, above(40, 0)).error().where == "days");
    std::vector<HeatDay> const twice{few[0], few[0]};
    CHECK(heat_waves(twice, above(40, 3)).error().kind == Error::Kind::invalid);
    std::vector<HeatDay> const fahrenheit{{day("2021-04-01"), 104, 80}};
    CHECK(heat_waves(fahrenheit, above(40, 3)).error().where == "2021-04-01");
    sparse.window_days = 4;
    CHECK(heat_waves(few, sparse).error().where == "window");
}

TEST_CASE("for any series the waves are apart, long enough, and every day of them is hot")
{
    CHECK(rc::check([] {
        auto const maxima = *rc::gen::container<std::vector<int>>(rc::gen::inRange(36, 47));
        if (maxima.empty()) return;
        std::vector<double> values(maxima.begin(), maxima.end());
        for (auto& value : values)
            if (value == 36) value = -100;
        auto const days = days_from("2021-01-01", values);
        if (days.empty()) return;
        auto const waves = heat_waves(days, above(41, 2));
        RC_ASSERT(waves);
        Day last = Day::min();
        for (auto const& wave : waves->waves) {
            RC_ASSERT(wave.days >= 2);
            RC_ASSERT(wave.first > last);
            RC_ASSERT(wave.mean_c >= 41);
            for (auto const& one : days) RC_ASSERT(one.day < wave.first || one.day >= wave.end || *one.maximum >= 41);
            last = wave.end;
        }
    }));
}
