// SPDX-License-Identifier: Apache-2.0
#include "measures/weekly_alarm.hpp"

#include "measures/early_aberration.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t weeks_max = 10'000;
constexpr int year_weeks = 52, half_width_weeks = 3, seasons = 10, weeks_left_out = 26;
constexpr std::size_t weeks_beside = 2;  // C2 leaves them out, so that an outbreak that begins slowly does not hide itself

Error wrong(char const* what, char const* where, char const* remedy) { return {Error::Kind::invalid, what, where, remedy}; }

}  // namespace

std::string_view alarm_method_code(AlarmMethod method)
{
    switch (method) {
    case AlarmMethod::none: return "none";
    case AlarmMethod::ears: return "ears_c2";
    case AlarmMethod::farrington_flexible: return "farrington_flexible";
    }
    return {};
}

Result<WeeklyAlarms> WeeklyAlarms::make(std::vector<Day> mondays, WeeklyAlarmSettings const& settings)
{
    if (mondays.size() > weeks_max) return Error{Error::Kind::limit, "more than 10,000 weeks", {}, "begin later"};
    for (std::size_t week = 1; week < mondays.size(); ++week)
        if (mondays[week] - mondays[week - 1] != std::chrono::days{7}) return wrong("weeks that do not follow each other", "mondays", "give every week, with no count where no report came");
    if (settings.years_least < 1 || settings.years_most < settings.years_least || settings.years_most > 50) return wrong("years the wrong way round", "years", "give 3 and 5");
    if (settings.baseline_weeks < 3 || settings.baseline_within_weeks < settings.baseline_weeks) return wrong("a baseline that does not fit", "baseline", "give 7 weeks within 20");
    return WeeklyAlarms{std::move(mondays), settings};
}

bool WeeklyAlarms::has_cases(std::span<double const> counts, std::size_t week) const
{
    double cases = 0;
    for (int back = 0; back < settings_.cases_weeks && static_cast<std::size_t>(back) <= week; ++back) {
        double const one = counts[week - static_cast<std::size_t>(back)];
        cases += std::isnan(one) ? 0 : one;
    }
    return cases >= settings_.cases_least;
}

/// How many whole years before the week are long enough and well enough reported; 0: too few.
int WeeklyAlarms::years_of(std::span<double const> counts, std::size_t week) const
{
    auto const first = static_cast<std::size_t>(std::find_if(counts.begin(), counts.end(), [](double count) { return !std::isnan(count); }) - counts.begin());
    for (int years = settings_.years_most; years >= settings_.years_least; --years) {
        auto const needed = static_cast<std::size_t>(years * year_weeks + half_width_weeks + 2);
        if (week < needed || first > week - needed) continue;
        auto const reported = std::count_if(counts.begin() + static_cast<std::ptrdiff_t>(week - needed), counts.begin() + static_cast<std::ptrdiff_t>(week), [](double count) { return !std::isnan(count); });
        return 2 * static_cast<std::size_t>(reported) >= needed ? years : 0;
    }
    return 0;
}

Result<Farrington*> WeeklyAlarms::farrington(int years, std::size_t week)
{
    auto const kept = judges_.find({years, week});
    if (kept != judges_.end()) return &kept->second;
    FarringtonSettings settings;
    settings.windows = {years, half_width_weeks, seasons, weeks_left_out};
    settings.alpha = settings_.farrington_alpha;
    settings.trend_p_below = 1;
    settings.threshold = ThresholdMethod::nb_plugin;
    settings.cases_least = 0;  // counted here, where a missing week does not hide the others
    settings.cases_weeks = 1;
    auto judge = TRY(Farrington::make(Farrington::Rule::flexible, settings, SeriesTimes{mondays_.size(), year_weeks, mondays_}));
    TRY(judge.turn_to(week));
    return &judges_.emplace(std::pair{years, week}, std::move(judge)).first->second;
}

Result<WeeklyAlarm> WeeklyAlarms::by_recent_weeks(std::span<double const> counts, std::size_t week) const
{
    WeeklyAlarm answer;
    answer.at = week;
    std::vector<double> latest;  // the baseline, the two weeks beside, the week judged
    auto const reach = static_cast<std::size_t>(settings_.baseline_within_weeks) + weeks_beside;
    auto const wanted = static_cast<std::size_t>(settings_.baseline_weeks);
    for (std::size_t back = weeks_beside + 1; back <= reach && back <= week && latest.size() < wanted; ++back)
        if (!std::isnan(counts[week - back])) latest.push_back(counts[week - back]);
    if (latest.size() < wanted) return answer;
    std::reverse(latest.begin(), latest.end());
    latest.insert(latest.end(), weeks_beside, 0);  // C2 does not look at them
    latest.push_back(counts[week]);
    EarsSettings settings;
    settings.method = EarsMethod::c2;
    settings.baseline = settings_.baseline_weeks;
    settings.alpha = settings_.ears_alpha;
    settings.least_deviation = settings_.least_deviation;
    auto const places = TRY(ears(latest, latest.size() - 1, latest.size(), settings));
    answer.method = AlarmMethod::ears;
    answer.upper = places.front().upper;
    answer.expected = places.front().expected;
    answer.alarm = places.front().alarm;
    return answer;
}

Result<WeeklyAlarm> WeeklyAlarms::judge(std::span<double const> counts, std::size_t week)
{
    if (counts.size() != mondays_.size() || week >= counts.size()) return wrong("not one count a week, or no such week", "counts", "give each week its count");
    WeeklyAlarm answer;
    if (int const years = years_of(counts, week); years > 0) {
        auto* const judge = TRY(farrington(years, week));
        auto const read = judge->judge(counts, {}, FarringtonDetail::alarm);
        if (read.upper || read.no_bound == NoBound::no_report) {
            answer = {AlarmMethod::farrington_flexible, years, week, read.upper, read.expected, read.alarm};
            answer.alarm = answer.alarm && has_cases(counts, week);
            return answer;
        }
    }
    answer = TRY(by_recent_weeks(counts, week));
    answer.alarm = answer.alarm && has_cases(counts, week);
    return answer;
}

}  // namespace accalmie
