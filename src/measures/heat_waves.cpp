// SPDX-License-Identifier: Apache-2.0
#include "measures/heat_waves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace accalmie {

namespace {

constexpr int calendar_days = 365, days_max = 200 * 366, acclimatisation_days = 30, together_days = 3;
constexpr double severe_percentile = 85;
constexpr double least_share_of_values = 0.1;  ///< climdex.pcic's min.base.data.fraction.present

using Value = std::optional<double>;

Error wrong(char const* what, char const* where, char const* remedy) { return {Error::Kind::invalid, what, where, remedy}; }

/// Hyndman & Fan's quantiles: type 7 has a = b = 1, type 8 a = b = 1/3.
double quantile(std::vector<double>& values, double chance, double a)
{
    std::sort(values.begin(), values.end());
    double const count = static_cast<double>(values.size());
    double const at = a + chance * (count + 1 - 2 * a);
    double const below = std::floor(at + 4 * std::numeric_limits<double>::epsilon());
    double const part = std::abs(at - below) < 4 * std::numeric_limits<double>::epsilon() ? 0 : at - below;
    auto const pick = [&](double place) { return values[static_cast<std::size_t>(std::clamp(place, 1.0, count)) - 1]; };
    return (1 - part) * pick(below) + part * pick(below + 1);
}

int year_of(Day day) { return static_cast<int>(std::chrono::year_month_day{day}.year()); }

bool is_leap_day(Day day)
{
    std::chrono::year_month_day const date{day};
    return date.month() == std::chrono::February && date.day() == std::chrono::day{29};
}

/// 0 to 364; 29 February as the 28th.
int calendar_place(Day day)
{
    Day const new_year{std::chrono::year{year_of(day)} / std::chrono::January / 1};
    int const place = static_cast<int>((day - new_year).count());
    bool const leap = std::chrono::year{year_of(day)}.is_leap();
    return leap && place >= 59 ? place - 1 : place;
}

struct Series {
    Day first{}, end{};
    std::vector<Value> values;  ///< one a day

    Day day(std::size_t at) const { return first + std::chrono::days{static_cast<int>(at)}; }
};

Value value_of(HeatDay const& day, HeatVariable variable)
{
    switch (variable) {
    case HeatVariable::maximum: return day.maximum;
    case HeatVariable::minimum: return day.minimum;
    case HeatVariable::mean: return day.maximum && day.minimum ? Value{(*day.maximum + *day.minimum) / 2} : Value{};
    }
    return {};
}

Result<void> check(std::span<HeatDay const> days, HeatWaveSettings const& settings)
{
    if (days.empty()) return Error{Error::Kind::missing, "no day", {}, "give a daily series"};
    for (std::size_t at = 1; at < days.size(); ++at)
        if (days[at].day <= days[at - 1].day) return Error{Error::Kind::invalid, "a day that does not come after the one before", to_iso(days[at].day), "give each day once, in order"};
    if ((days.back().day - days.front().day).count() >= days_max) return Error{Error::Kind::limit, "more than 200 years", {}, "give fewer"};
    for (auto const& day : days)
        for (auto const& value : {day.maximum, day.minimum})
            if (value && !(*value >= -90 && *value <= 70)) return Error{Error::Kind::invalid, "a temperature outside -90 to 70 C", to_iso(day.day), "is it in the unit you said?"};
    if (!(settings.percentile > 0 && settings.percentile < 100)) return wrong("a percentile outside 0 to 100", "percentile", "90 is usual, 95 for the excess heat factor");
    if (settings.window_days < 1 || settings.window_days > 61 || settings.window_days % 2 == 0) return wrong("a window that is not odd, 1 to 61 days", "window", "5 is usual");
    if (settings.days_min < 1 || settings.days_min > 60) return wrong("days outside 1 to 60", "days", "3 or 6 are usual");
    if (!std::isfinite(settings.threshold_c)) return wrong("a threshold that is no number", "threshold", "give degrees");
    return {};
}

Series series_of(std::span<HeatDay const> days, HeatVariable variable)
{
    Series series{days.front().day, days.back().day + std::chrono::days{1}, {}};
    series.values.resize(static_cast<std::size_t>((series.end - series.first).count()));
    for (auto const& day : days) series.values[static_cast<std::size_t>((day.day - series.first).count())] = value_of(day, variable);
    return series;
}

Result<void> fill_baseline(Series const& series, HeatWaveSettings const& settings, HeatWaves& answer)
{
    answer.baseline_first = settings.baseline_first.value_or(year_of(series.first));
    answer.baseline_last = settings.baseline_last.value_or(year_of(series.end - std::chrono::days{1}));
    if (answer.baseline_last - answer.baseline_first + 1 < settings.baseline_years_min)
        return Error{Error::Kind::missing, "a baseline of fewer years than asked", "baseline", "give more years (thirty are usual), or say that fewer will do"};
    for (int year = answer.baseline_first; year <= answer.baseline_last; ++year) {
        int missing = 0;
        for (Day day{std::chrono::year{year} / std::chrono::January / 1}; year_of(day) == year; day += std::chrono::days{1})
            missing += day < series.first || day >= series.end || !series.values[static_cast<std::size_t>((day - series.first).count())];
        answer.baseline_days_missing.push_back(missing);
    }
    return {};
}

/// The percentile of each day of the calendar, over the days around it in every year of the baseline.
Result<void> fill_thresholds(Series const& series, HeatWaveSettings const& settings, HeatWaves& answer)
{
    int const years = answer.baseline_last - answer.baseline_first + 1, reach = settings.window_days / 2;
    // Years of 365 days one after another, with as many days before and after as a window reaches.
    std::vector<Value> line(static_cast<std::size_t>(years * calendar_days + 2 * reach));
    for (std::size_t at = 0; at < series.values.size(); ++at) {
        if (is_leap_day(series.day(at))) continue;
        int const place = (year_of(series.day(at)) - answer.baseline_first) * calendar_days + calendar_place(series.day(at)) + reach;
        if (place >= 0 && place < static_cast<int>(line.size())) line[static_cast<std::size_t>(place)] = series.values[at];
    }
    for (int day = 0; day < calendar_days; ++day) {
        std::vector<double> values;
        for (int year = 0; year < years; ++year)
            for (int offset = 0; offset <= 2 * reach; ++offset)
                if (auto const& value = line[static_cast<std::size_t>(year * calendar_days + day + offset)]) values.push_back(*value);
        if (values.empty() || static_cast<double>(values.size()) < least_share_of_values * years * settings.window_days)
            return Error{Error::Kind::missing, "a day of the calendar with less than a tenth of its values in the baseline", "baseline", "choose years that were watched"};
        answer.thresholds_c.push_back(quantile(values, settings.percentile / 100, 1.0 / 3));
    }
    return {};
}

/// Mean of `count` days from `first`; nothing where one is unknown.
Value mean_of(std::vector<Value> const& values, std::ptrdiff_t first, int count)
{
    if (first < 0 || first + count > static_cast<std::ptrdiff_t>(values.size())) return {};
    double sum = 0;
    for (std::ptrdiff_t at = first; at < first + count; ++at) {
        auto const& value = values[static_cast<std::size_t>(at)];
        if (!value) return {};
        sum += *value;
    }
    return sum / count;
}

Result<void> fill_factors(Series const& series, HeatWaveSettings const& settings, HeatWaves& answer)
{
    std::vector<double> baseline, positive;
    auto const in_baseline = [&](std::size_t at) { return year_of(series.day(at)) >= answer.baseline_first && year_of(series.day(at)) <= answer.baseline_last; };
    for (std::size_t at = 0; at < series.values.size(); ++at)
        if (series.values[at] && in_baseline(at)) baseline.push_back(*series.values[at]);
    if (static_cast<double>(baseline.size()) < least_share_of_values * calendar_days * settings.baseline_years_min)
        return Error{Error::Kind::missing, "too few days with both temperatures in the baseline", "baseline", "choose years that were watched"};
    double const usual = quantile(baseline, settings.percentile / 100, 1);
    answer.threshold_c = usual;
    for (std::size_t at = 0; at < series.values.size(); ++at) {
        auto const place = static_cast<std::ptrdiff_t>(at);
        auto const now = mean_of(series.values, place, together_days), before = mean_of(series.values, place - acclimatisation_days, acclimatisation_days);
        answer.factors.push_back(now && before ? Value{(*now - usual) * std::max(1.0, *now - *before)} : Value{});
        if (answer.factors.back() && *answer.factors.back() > 0 && in_baseline(at)) positive.push_back(*answer.factors.back());
    }
    if (!positive.empty()) answer.severe_from = quantile(positive, severe_percentile / 100, 1);
    return {};
}

/// Degrees (or C2) above what makes a day hot; nothing where it is not known, below or at 0 where it is not hot.
std::vector<Value> excesses(Series const& series, HeatWaveSettings const& settings, HeatWaves const& answer)
{
    if (settings.rule == HeatWaveRule::excess_factor) return answer.factors;
    std::vector<Value> above(series.values.size());
    for (std::size_t at = 0; at < above.size(); ++at) {
        if (!series.values[at]) continue;
        double const bound = settings.rule == HeatWaveRule::absolute ? settings.threshold_c : answer.thresholds_c[static_cast<std::size_t>(calendar_place(series.day(at)))];
        above[at] = *series.values[at] - bound;
    }
    return above;
}

struct Runs {
    std::vector<Value> const& above;
    HeatWaveRule rule;

    bool hot(std::size_t at) const
    {
        if (!above[at]) return false;
        return rule == HeatWaveRule::absolute ? *above[at] >= 0 : *above[at] > 0;
    }
    std::size_t end_of(std::size_t first, std::size_t limit) const
    {
        auto end = first;
        while (end < limit && hot(end)) ++end;
        return end;
    }
};

HeatWave wave_of(Series const& series, Runs const& runs, std::size_t first, std::size_t end, HeatWaves const& answer)
{
    bool const by_factor = runs.rule == HeatWaveRule::excess_factor;
    auto const last = std::min(by_factor ? end + together_days - 1 : end, series.values.size());
    HeatWave wave;
    wave.first = series.day(first);
    wave.end = series.day(last);
    wave.days = static_cast<int>(last - first);
    wave.highest_c = -std::numeric_limits<double>::infinity();
    for (std::size_t at = first; at < last; ++at) {
        wave.mean_c += *series.values[at] / wave.days;
        wave.highest_c = std::max(wave.highest_c, *series.values[at]);
    }
    double highest_factor = 0;
    for (std::size_t at = first; at < end; ++at) {
        wave.excess += *runs.above[at];
        highest_factor = std::max(highest_factor, *runs.above[at]);
    }
    wave.cut_by_gap = (first > 0 && !runs.above[first - 1]) || (end < runs.above.size() && !runs.above[end]) || first == 0 || end == runs.above.size();
    if (by_factor && answer.severe_from) wave.severity = highest_factor / *answer.severe_from;
    return wave;
}

HeatYear year_figures(Series const& series, Runs const& runs, int year, HeatWaveSettings const& settings)
{
    HeatYear figures;
    figures.year = year;
    Day const from{std::chrono::year{year} / std::chrono::January / 1}, to{std::chrono::year{year + 1} / std::chrono::January / 1};
    auto const first = static_cast<std::size_t>((std::max(from, series.first) - series.first).count()), end = static_cast<std::size_t>((std::min(to, series.end) - series.first).count());
    int hot = 0, in_waves = 0;
    for (std::size_t at = first; at < end; ++at) {
        figures.days_known += runs.above[at].has_value();
        hot += runs.hot(at);
    }
    figures.days_missing = static_cast<int>((to - from).count()) - figures.days_known;
    for (std::size_t at = first; at < end;) {
        auto const run_end = std::max(runs.end_of(at, end), at + 1);
        if (runs.hot(at) && static_cast<int>(run_end - at) >= settings.days_min) in_waves += static_cast<int>(run_end - at);
        at = run_end;
    }
    if (figures.days_missing > settings.missing_days_max) return figures;
    figures.hot_percent = 100.0 * hot / figures.days_known;
    figures.wave_days = in_waves;
    return figures;
}

}  // namespace

Result<HeatWaves> heat_waves(std::span<HeatDay const> days, HeatWaveSettings const& settings)
{
    TRY(check(days, settings));
    auto const series = series_of(days, settings.rule == HeatWaveRule::excess_factor ? HeatVariable::mean : settings.variable);
    HeatWaves answer;
    answer.first = series.first;
    answer.end = series.end;
    if (settings.rule == HeatWaveRule::absolute) answer.threshold_c = settings.threshold_c;
    else TRY(fill_baseline(series, settings, answer));
    if (settings.rule == HeatWaveRule::percentile) TRY(fill_thresholds(series, settings, answer));
    if (settings.rule == HeatWaveRule::excess_factor) TRY(fill_factors(series, settings, answer));
    auto const above = excesses(series, settings, answer);
    Runs const runs{above, settings.rule};
    for (int year = year_of(series.first); year <= year_of(series.end - std::chrono::days{1}); ++year) answer.years.push_back(year_figures(series, runs, year, settings));
    for (std::size_t at = 0; at < above.size();) {
        auto const end = std::max(runs.end_of(at, above.size()), at + 1);
        if (runs.hot(at) && static_cast<int>(end - at) >= settings.days_min) {
            answer.waves.push_back(wave_of(series, runs, at, end, answer));
            ++answer.years[static_cast<std::size_t>(year_of(answer.waves.back().first) - answer.years.front().year)].waves;
        }
        at = end;
    }
    return answer;
}

}  // namespace accalmie
