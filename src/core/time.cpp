// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"

#include <charconv>
#include <cstdio>

namespace accalmie {

namespace {

using namespace std::chrono;

/// `count` decimal digits at `offset`, or -1.
int digits(std::string_view text, std::size_t offset, std::size_t count)
{
    if (offset + count > text.size()) return -1;
    int value = 0;
    for (std::size_t i = offset; i < offset + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

constexpr int first_year = 1900, last_year = 2199;

Error not_a_day(std::string_view text)
{
    return {Error::Kind::invalid, "\"" + std::string{text.substr(0, 40)} + "\" is not a day", {}, "write it as 2021-05-26"};
}

}  // namespace

Result<Day> parse_day(std::string_view iso)
{
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return not_a_day(iso);
    int const y = digits(iso, 0, 4), m = digits(iso, 5, 2), d = digits(iso, 8, 2);
    if (y < first_year || y > last_year || m < 1 || d < 1) return not_a_day(iso);
    year_month_day const date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
    if (!date.ok()) return not_a_day(iso);
    return sys_days{date};
}

std::string to_iso(Day value)
{
    year_month_day const date{value};
    char text[24];
    int const size = std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day()));
    return {text, static_cast<std::size_t>(size)};
}

Result<Instant> parse_instant(std::string_view iso)
{
    Error const wrong{Error::Kind::invalid, "\"" + std::string{iso.substr(0, 40)} + "\" is not an instant", {}, "write it as 2021-05-26T13:45:00Z"};
    if (iso.size() < 20 || iso.size() > 24 || iso[10] != 'T' || iso[13] != ':' || iso[16] != ':' || iso.back() != 'Z') return wrong;
    auto const date = parse_day(iso.substr(0, 10));
    int const h = digits(iso, 11, 2), min = digits(iso, 14, 2), s = digits(iso, 17, 2);
    if (!date || h < 0 || h > 23 || min < 0 || min > 59 || s < 0 || s > 59) return wrong;
    int fraction_ms = 0;
    if (iso.size() > 20) {
        std::size_t const count = iso.size() - 21;
        if (iso[19] != '.' || count < 1) return wrong;
        fraction_ms = digits(iso, 20, count);
        if (fraction_ms < 0) return wrong;
        for (std::size_t i = count; i < 3; ++i) fraction_ms *= 10;
    }
    return Instant{*date + hours{h} + minutes{min} + seconds{s} + milliseconds{fraction_ms}};
}

std::string to_iso(Instant instant)
{
    auto const date = day_of(instant);
    auto const ms = (instant - Instant{date}).count();
    char text[40];
    int const size = std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03dZ", static_cast<int>(ms / 3'600'000), static_cast<int>(ms / 60'000 % 60),
                                   static_cast<int>(ms / 1000 % 60), static_cast<int>(ms % 1000));
    return to_iso(date) + std::string{text, static_cast<std::size_t>(size)};
}

Month Month::of(Day value)
{
    year_month_day const date{value};
    return of(static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
}

Day Month::first_day() const { return sys_days{year_month_day{std::chrono::year{this->year()}, std::chrono::month{this->month()}, std::chrono::day{1}}}; }

Result<Month> parse_month(std::string_view iso)
{
    int const y = digits(iso, 0, 4), m = digits(iso, 5, 2);
    if (iso.size() != 7 || iso[4] != '-' || y < first_year || y > last_year || m < 1 || m > 12)
        return Error{Error::Kind::invalid, "\"" + std::string{iso.substr(0, 40)} + "\" is not a month", {}, "write it as 2021-05"};
    return Month::of(y, static_cast<unsigned>(m));
}

std::string to_iso(Month month) { return to_iso(month.first_day()).substr(0, 7); }

EpiWeek EpiWeek::of(Day value)
{
    // ISO 8601: the week belongs to the year of its Thursday.
    auto const monday_based = (weekday{value}.iso_encoding() - 1);
    Day const thursday = value + days{3 - static_cast<int>(monday_based)};
    int const iso_year = static_cast<int>(year_month_day{thursday}.year());
    Day const first = sys_days{std::chrono::year{iso_year} / January / 1};
    return {iso_year, static_cast<unsigned>((thursday - first).count() / 7) + 1};
}

}  // namespace accalmie
