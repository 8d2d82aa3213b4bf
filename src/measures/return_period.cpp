// SPDX-License-Identifier: Apache-2.0
#include "measures/return_period.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <tuple>

namespace accalmie {

namespace {

constexpr int draws_max = 100'000;
constexpr double years_most = 10'000;

Error wrong(char const* what, char const* where, char const* remedy) { return {Error::Kind::invalid, what, where, remedy}; }

Result<void> check(std::span<double const> maxima, ReturnSettings const& settings)
{
    if (settings.years_min < 3 || settings.years_min > 1000) return wrong("years outside 3 to 1,000", "years_min", "10 is the least that says anything");
    if (maxima.size() < static_cast<std::size_t>(settings.years_min))
        return Error{Error::Kind::missing, std::to_string(maxima.size()) + " complete years, fewer than " + std::to_string(settings.years_min), "years", "give more years; a return period from fewer says nothing"};
    for (double const years : settings.years)
        if (!(years > 1 && years <= years_most)) return wrong("a return period outside 1 to 10,000 years", "years", "give years, as 2, 5, 10");
    for (double const level : settings.levels)
        if (!std::isfinite(level)) return wrong("a level that is no number", "levels", "give it in the unit of the series");
    if (!(settings.level > 0 && settings.level < 1)) return wrong("a level outside 0 to 1", "level", "give 0.95 for a 95 % interval");
    if (settings.draws != 0 && (settings.draws < 100 || settings.draws > draws_max)) return wrong("draws outside 100 to 100,000", "draws", "1,000 are enough; 0: no intervals");
    return {};
}

/// Root of g' V g with the derivatives of the return level by location, scale and shape (Coles 2001, 3.3.3; the shape by a difference).
std::optional<double> delta_error(FittedExtremes const& fit, double years)
{
    if (!fit.covariance) return std::nullopt;
    auto moved = fit.values;
    constexpr double step = 1e-5;
    moved.shape += step;
    double const above = return_level(moved, years);
    moved.shape -= 2 * step;
    std::array<double, 3> const slope{1, (return_level(fit.values, years) - fit.values.location) / fit.values.scale, (above - return_level(moved, years)) / (2 * step)};
    double variance = 0;
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) variance += slope[i] * slope[j] * (*fit.covariance)[i * 3 + j];
    return std::sqrt(std::max(0.0, variance));
}

double years_of(ExtremeValues const& values, double level)
{
    double const passed = 1 - extreme_at_most(values, level);
    return passed > 0 ? 1 / passed : std::numeric_limits<double>::infinity();
}

/// Fits of samples drawn from the fitted distribution, as many values each as there are years.
std::vector<ExtremeValues> bootstrap(FittedExtremes const& fit, std::size_t count, ReturnSettings const& settings, int& failed)
{
    std::mt19937_64 random{settings.seed};
    auto const uniform = [&] { return (static_cast<double>(random() >> 11U) + 0.5) * 0x1p-53; };
    std::vector<ExtremeValues> fits;
    std::vector<double> sample(count);
    for (int draw = 0; draw < settings.draws; ++draw) {
        for (auto& value : sample) value = return_level(fit.values, 1 / (1 - uniform()));
        auto const again = fit_extremes(sample, settings.family, settings.fit);
        if (again) fits.push_back(again->values);
        else ++failed;
    }
    return fits;
}

std::pair<double, double> percentiles(std::vector<double> drawn, double level)
{
    std::sort(drawn.begin(), drawn.end());
    double const last = static_cast<double>(drawn.size() - 1);
    return {drawn[static_cast<std::size_t>(std::floor(last * (1 - level) / 2))], drawn[static_cast<std::size_t>(std::ceil(last * (1 + level) / 2))]};
}

template <class Function>
std::pair<std::optional<double>, std::optional<double>> interval(std::vector<ExtremeValues> const& fits, double level, Function of_fit)
{
    if (fits.size() < 50) return {};
    std::vector<double> drawn;
    for (auto const& fit : fits) drawn.push_back(of_fit(fit));
    auto const [lower, upper] = percentiles(std::move(drawn), level);
    return {std::isfinite(lower) ? std::optional{lower} : std::nullopt, std::isfinite(upper) ? std::optional{upper} : std::nullopt};
}

int gap(Day from, Day to) { return static_cast<int>((to - from).count()); }

}  // namespace

Result<ReturnPeriods> return_periods(std::span<double const> maxima, ReturnSettings const& settings)
{
    TRY(check(maxima, settings));
    ReturnPeriods answer;
    answer.fit = TRY(fit_extremes(maxima, settings.family, settings.fit));
    auto const fits = bootstrap(answer.fit, maxima.size(), settings, answer.draws_failed);
    for (double const years : settings.years) {
        auto& level = answer.levels.emplace_back();
        level.years = years;
        level.value = return_level(answer.fit.values, years);
        level.standard_error = delta_error(answer.fit, years);
        std::tie(level.lower, level.upper) = interval(fits, settings.level, [&](ExtremeValues const& fit) { return return_level(fit, years); });
        level.extrapolated = years > 2 * static_cast<double>(maxima.size());
    }
    for (double const level : settings.levels) {
        auto& period = answer.periods.emplace_back();
        period.level = level;
        period.yearly_chance = 1 - extreme_at_most(answer.fit.values, level);
        if (period.yearly_chance > 0) period.years = 1 / period.yearly_chance;
        std::tie(period.lower, period.upper) = interval(fits, settings.level, [&](ExtremeValues const& fit) { return years_of(fit, level); });
    }
    return answer;
}

Result<std::vector<YearMaximum>> year_maxima(std::vector<Reading> readings, YearSettings const& settings)
{
    if (readings.empty()) return Error{Error::Kind::missing, "no reading", {}, "give days and values"};
    if (settings.first_month < 1 || settings.first_month > 12) return wrong("a month outside 1 to 12", "first month", "5 for May");
    if (!(settings.share_min >= 0 && settings.share_min <= 1)) return wrong("a share outside 0 to 1", "complete", "0.9 is usual");
    if (settings.gap_days_max < 1 || settings.gap_days_max > 366) return wrong("days outside 1 to 366", "gap days", "31 is usual");
    for (auto const& reading : readings)
        if (!std::isfinite(reading.value)) return Error{Error::Kind::invalid, "a value that is no number", to_iso(reading.day), "leave it out"};
    std::sort(readings.begin(), readings.end(), [](Reading const& a, Reading const& b) { return std::pair{a.day, -a.value} < std::pair{b.day, -b.value}; });
    std::map<int, YearMaximum> years;
    std::map<int, Day> latest;
    auto const begins = [&](int year) { return Day{std::chrono::year{year} / std::chrono::month{settings.first_month} / 1}; };
    for (auto const& reading : readings) {
        std::chrono::year_month_day const date{reading.day};
        int const year = static_cast<int>(date.year()) - (static_cast<unsigned>(date.month()) < settings.first_month ? 1 : 0);
        auto [found, is_new] = years.try_emplace(year, YearMaximum{year, reading.value, reading.day, 0, 0, false});
        auto& one = found->second;
        if (!is_new && latest[year] == reading.day) continue;
        one.longest_gap_days = std::max(one.longest_gap_days, is_new ? gap(begins(year), reading.day) : gap(latest[year], reading.day) - 1);
        latest[year] = reading.day;
        ++one.readings;
        if (reading.value > one.value) one.value = reading.value, one.day = reading.day;
    }
    std::vector<int> counts;
    for (auto const& [year, one] : years) counts.push_back(one.readings);
    std::sort(counts.begin(), counts.end());
    double const usual = counts[counts.size() / 2];
    std::vector<YearMaximum> answer;
    for (auto& [year, one] : years) {
        one.longest_gap_days = std::max(one.longest_gap_days, gap(latest[year], begins(year + 1)) - 1);
        one.complete = one.readings >= settings.share_min * usual && one.longest_gap_days <= settings.gap_days_max;
        answer.push_back(one);
    }
    return answer;
}

double weibull_position(std::size_t rank, std::size_t count) { return static_cast<double>(rank) / (static_cast<double>(count) + 1); }
double gringorten_position(std::size_t rank, std::size_t count) { return (static_cast<double>(rank) - 0.44) / (static_cast<double>(count) + 0.12); }

}  // namespace accalmie
