// SPDX-License-Identifier: Apache-2.0
#include "measures/weekly_alarm.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace accalmie;

namespace {

std::vector<Day> mondays(std::size_t count)
{
    std::vector<Day> days;
    for (std::size_t week = 0; week < count; ++week) days.push_back(*parse_day("2018-01-01") + std::chrono::days{7 * week});
    return days;
}

/// Poisson counts of one mean, from a generator that is the same everywhere (mt19937) by inversion.
std::vector<double> counts_of(std::size_t count, double mean, unsigned seed)
{
    std::mt19937 engine{seed};
    std::vector<double> counts;
    for (std::size_t week = 0; week < count; ++week) {
        double const chance = (static_cast<double>(engine()) + 0.5) / 4294967296.0;
        double probability = std::exp(-mean), sum = probability, number = 0;
        while (sum < chance && number < 1000) probability *= mean / ++number, sum += probability;
        counts.push_back(number);
    }
    return counts;
}

WeeklyAlarm judged(std::vector<double> const& counts, std::size_t week)
{
    auto alarms = WeeklyAlarms::make(mondays(counts.size()));
    REQUIRE(alarms);
    auto const answer = alarms->judge(counts, week);
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}

}  // namespace

TEST_CASE("the length of the series decides the method: none, EARS, Farrington with as many years as there are")
{
    auto const counts = counts_of(300, 6, 1);
    CHECK(judged(counts, 8).method == AlarmMethod::none);
    CHECK(judged(counts, 9).method == AlarmMethod::ears);
    CHECK(judged(counts, 160).method == AlarmMethod::ears);
    CHECK(judged(counts, 161).method == AlarmMethod::farrington_flexible);
    CHECK(judged(counts, 161).years == 3);
    CHECK(judged(counts, 230).years == 4);
    CHECK(judged(counts, 299).years == 5);
}

TEST_CASE("a series begins with its first report, and one that is half empty is judged by its latest weeks")
{
    auto late = counts_of(300, 6, 2);
    std::fill(late.begin(), late.begin() + 200, unreported);
    CHECK(judged(late, 299).method == AlarmMethod::ears);
    auto thin = counts_of(300, 6, 3);
    for (std::size_t week = 1; week < 280; ++week)
        if (week % 3 != 0) thin[week] = unreported;
    CHECK(judged(thin, 299).method == AlarmMethod::ears);
}

TEST_CASE("missing weeks do not stop EARS: it takes the latest seven that were reported")
{
    std::vector<double> counts{4, 5, 6, 5, 4, 6, 5, 5, 4, 6, 5, 6, 30};
    for (std::size_t const gone : {2U, 7U, 9U}) counts[gone] = unreported;
    auto const answer = judged(counts, 12);
    CHECK(answer.method == AlarmMethod::ears);
    CHECK(answer.alarm);
    // Weeks 1, 2, 4, 5, 6, 7 and 9: 4, 5, 5, 4, 6, 5, 4; the two next to the week judged are left out.
    CHECK(*answer.expected == doctest::Approx(33.0 / 7));
}

TEST_CASE("an outbreak is an alarm by both methods; the same rise with too few cases is none")
{
    auto counts = counts_of(300, 6, 4);
    counts[299] = 40;
    CHECK(judged(counts, 299).alarm);
    auto few = std::vector<double>(300, 0.0);
    few[299] = 4;
    CHECK_FALSE(judged(few, 299).alarm);
    few[299] = 5;
    CHECK(judged(few, 299).alarm);
    counts[299] = unreported;
    CHECK_FALSE(judged(counts, 299).alarm);
}

TEST_CASE("Farrington's false alarms stay near their level on counts without an outbreak")
{
    auto alarms = WeeklyAlarms::make(mondays(300));
    REQUIRE(alarms);
    int false_alarms = 0, judged_weeks = 0;
    for (unsigned seed = 10; seed < 50; ++seed) {
        auto const counts = counts_of(300, 8, seed);
        for (std::size_t week = 270; week < 300; ++week, ++judged_weeks) false_alarms += alarms->judge(counts, week)->alarm ? 1 : 0;
    }
    // 1,200 weeks at 0.005: 6 are expected; the bound is estimated, which adds some.
    CHECK(judged_weeks == 1'200);
    CHECK(false_alarms <= 18);
}

TEST_CASE("weeks with a hole between them, and counts of another length, are refused")
{
    auto days = mondays(10);
    days[5] += std::chrono::days{7};
    CHECK(WeeklyAlarms::make(days).error().where == "mondays");
    auto alarms = WeeklyAlarms::make(mondays(10));
    CHECK(alarms->judge(std::vector<double>(9, 1.0), 3).error().where == "counts");
}
