// SPDX-License-Identifier: Apache-2.0
#include "measures/reference_weeks.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace accalmie {

namespace {

using std::chrono::days;
using Place = std::ptrdiff_t;  // may lie before the series

Error too_short(std::size_t now)
{
    return {Error::Kind::missing, "the series does not go back far enough for this week", "place " + std::to_string(now + 1), "give fewer years back, or judge later weeks only"};
}

/// The same day of an earlier year; 29 February becomes 1 March.
Day years_before(Day day, int years)
{
    std::chrono::year_month_day const date{day};
    auto const earlier = std::chrono::year_month_day{date.year() - std::chrono::years{years}, date.month(), date.day()};
    return earlier.ok() ? Day{earlier} : Day{earlier.year() / std::chrono::March / 1};
}

/// The day of the same weekday that is nearest.
Day to_weekday(Day day, Day like)
{
    auto const forward = (std::chrono::weekday{like} - std::chrono::weekday{day}).count();
    return forward < 7 - forward ? day + days{forward} : day - days{(7 - forward) % 7};
}

std::optional<Place> place_of(std::vector<Day> const& dates, Day day)
{
    auto const found = std::lower_bound(dates.begin(), dates.end(), day);
    if (found == dates.end() || *found != day) return std::nullopt;
    return found - dates.begin();
}

/// The centre of the window `years` back.
std::optional<Place> centre(SeriesTimes const& times, std::size_t now, int years)
{
    if (times.dates.empty()) return static_cast<Place>(now) - Place{times.per_year} * years;
    auto const day = years_before(times.dates[now], years);
    return place_of(times.dates, times.per_year == 52 ? to_weekday(day, times.dates[now]) : day);
}

Day shifted(Day day, int by, int per_year)
{
    if (per_year == 52) return day + days{7 * by};
    if (per_year == 365) return day + days{by};
    std::chrono::year_month_day const date{day};
    auto const month = Month::of(day) + by;
    return month.first_day() + days{static_cast<unsigned>(date.day()) - 1};
}

void add_window_by_date(SeriesTimes const& times, std::size_t now, int years, int half_width, ReferenceRows& rows)
{
    auto const middle = years_before(times.dates[now], years);
    for (int by = -half_width; by <= half_width; ++by) {
        auto day = shifted(middle, by, times.per_year);
        if (times.per_year == 52) day = to_weekday(day, times.dates[now]);
        if (auto const place = place_of(times.dates, day)) rows.at.push_back(static_cast<std::size_t>(*place));
        else ++rows.dropped;
    }
}

/// 0: not a reference week; else a season from 1, the season of the week judged being `periods`.
class Seasons {
public:
    explicit Seasons(std::size_t length) : season_(length, 0) {}

    void mark(Place first, Place last, int season)
    {
        if (first > last) std::swap(first, last);  // a season without a week takes two, as R's sequences do
        for (Place at = std::max<Place>(first, 0); at <= last && at < static_cast<Place>(season_.size()); ++at) season_[static_cast<std::size_t>(at)] = season;
    }
    int at(std::size_t place) const { return season_[place]; }

private:
    std::vector<int> season_;
};

/// The weeks after one window until the next, cut into seasons that differ by one week at most, the longer ones first.
Result<void> mark_between(Seasons& seasons, Place window, Place next, ReferenceWindows const& windows)
{
    int const parts = windows.periods - 1;
    auto const width = 2 * windows.half_width + 1, room = static_cast<int>(next - window) - width;
    if (room < windows.periods - width || room < 0)
        return Error{Error::Kind::invalid, "more seasons than a year has room for beside its window", "periods", "give fewer periods or a smaller window"};
    Place first = window + windows.half_width + 1;
    for (int part = 0; part < parts; ++part) {
        Place const length = room / parts + (part < room % parts ? 1 : 0);
        seasons.mark(first, first + length - 1, part + 1);
        first += length;
    }
    return {};
}

Result<Seasons> mark_seasons(SeriesTimes const& times, std::size_t now, ReferenceWindows const& windows)
{
    Seasons seasons{times.length};
    auto const here = static_cast<Place>(now);
    seasons.mark(here - windows.half_width, here, windows.periods);
    Place next = here;
    for (int year = 1; year <= windows.years; ++year) {
        auto const window = centre(times, now, year);
        // One place before the first is still accepted: R drops an index of nought and stops at a negative one.
        if (!window || *window < 0 || *window - windows.half_width < -1) return too_short(now);
        seasons.mark(*window - windows.half_width, *window + windows.half_width, windows.periods);
        if (windows.periods > 1) TRY(mark_between(seasons, *window, next, windows));
        next = *window;
    }
    return seasons;
}

}  // namespace

Result<void> check_windows(SeriesTimes const& times, ReferenceWindows const& windows)
{
    auto const wrong = [](char const* what, char const* where, char const* remedy) { return Error{Error::Kind::invalid, what, where, remedy}; };
    if (windows.years < 1 || windows.years > 50) return wrong("years back outside 1 to 50", "b", "give 5, as is usual");
    if (windows.half_width < 0 || windows.half_width > 25) return wrong("a half width outside 0 to 25", "w", "give 3, as is usual");
    if (windows.periods < 1 || windows.periods > 366) return wrong("seasons outside 1 to 366", "periods", "give 1 or 10");
    if (windows.weeks_left_out < 0 || windows.weeks_left_out > 10'000) return wrong("weeks left out outside 0 to 10,000", "weeks left out", "give 26 or as many as the half width");
    if (times.per_year < 1 || times.per_year > 366) return wrong("epochs a year outside 1 to 366", "frequency", "give 52 for weeks");
    if (times.dates.empty()) return {};
    if (times.per_year != 12 && times.per_year != 52 && times.per_year != 365) return wrong("dates with a frequency other than 12, 52 or 365", "frequency", "leave the dates out");
    if (times.dates.size() != times.length) return wrong("not one date a count", "dates", "give a date in each row");
    for (std::size_t at = 1; at < times.dates.size(); ++at)
        if (times.dates[at] <= times.dates[at - 1]) return wrong("dates that do not rise", "dates", "sort the rows by date, each date once");
    return {};
}

Result<ReferenceRows> window_rows(SeriesTimes const& times, std::size_t now, ReferenceWindows const& windows)
{
    ReferenceRows rows;
    rows.time_now = static_cast<double>(now + 1);
    for (int year = windows.years; year >= 1; --year) {
        if (!times.dates.empty()) {
            add_window_by_date(times, now, year, windows.half_width, rows);
            continue;
        }
        Place const middle = *centre(times, now, year);
        for (Place at = middle - windows.half_width; at <= middle + windows.half_width; ++at) {
            if (at < 0) ++rows.dropped;
            else if (at < static_cast<Place>(times.length)) rows.at.push_back(static_cast<std::size_t>(at));
        }
    }
    if (rows.at.size() < 3) return too_short(now);
    for (auto const at : rows.at) rows.time.push_back(static_cast<double>(at + 1));
    rows.group_ends.push_back(rows.at.size());
    return rows;
}

Result<ReferenceRows> seasonal_rows(SeriesTimes const& times, std::size_t now, ReferenceWindows const& windows)
{
    auto const seasons = TRY(mark_seasons(times, now, windows));
    auto const out = static_cast<std::size_t>(windows.weeks_left_out);
    std::size_t const end = now >= out ? now - out : 0;
    ReferenceRows rows;
    std::optional<std::size_t> earliest;
    for (int season = 1; season <= windows.periods; ++season) {
        auto const before = rows.at.size();
        for (std::size_t at = 0; at < end; ++at)
            if (seasons.at(at) == season) rows.at.push_back(at);
        if (rows.at.size() == before) continue;
        earliest = std::min(earliest.value_or(rows.at[before]), rows.at[before]);
        if (season == windows.periods) rows.group_now = rows.group_ends.size();
        rows.group_ends.push_back(rows.at.size());
    }
    if (!earliest || seasons.at(rows.at.back()) != windows.periods) return too_short(now);
    auto const time_of = [&](std::size_t at) {
        if (times.dates.empty()) return static_cast<double>(at + 1);
        return static_cast<double>((times.dates[at] - times.dates[*earliest]).count()) / static_cast<double>((times.dates[1] - times.dates[0]).count());
    };
    // R's rows by date begin at 0 with the first row, and so does the week judged.
    for (auto const at : rows.at) rows.time.push_back(time_of(at));
    rows.time_now = time_of(now);
    return rows;
}

}  // namespace accalmie
