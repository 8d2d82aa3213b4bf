// SPDX-License-Identifier: Apache-2.0
// src/core/time.hpp: civil days, months, epidemiological weeks and instants.
#pragma once

#include "core/result.hpp"

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

namespace accalmie {

using Day = std::chrono::sys_days;                                 ///< A civil day, without a time zone.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;  ///< A moment, UTC.

/// "2021-05-26".   errors  invalid  not a day of the calendar, or outside the years 1900 to 2199
Result<Day> parse_day(std::string_view iso);
std::string to_iso(Day day);

/// "2021-05-26T13:45:00.123Z", the fraction optional; only UTC ("Z").   errors  invalid
Result<Instant> parse_instant(std::string_view iso);
std::string to_iso(Instant instant);

/// The civil day in UTC, which is also the day in Mali (no offset, no summer time).
inline Day day_of(Instant instant) { return std::chrono::floor<std::chrono::days>(instant); }

/// Days from `first` to `last`, both counted: 1 for the same day.
inline int days_inclusive(Day first, Day last) { return static_cast<int>((last - first).count()) + 1; }

/// A calendar month; months are counted on one line so that they can be subtracted.
struct Month {
    int number = 0;  ///< year * 12 + (month - 1)

    static Month of(Day day);
    static Month of(int year, unsigned month) { return {year * 12 + static_cast<int>(month) - 1}; }
    int year() const { return number / 12; }
    unsigned month() const { return static_cast<unsigned>(number % 12) + 1; }
    Day first_day() const;
    Day end_day() const { return Month{number + 1}.first_day(); }  ///< the first day after it
    friend auto operator<=>(Month const&, Month const&) = default;
};
inline Month operator+(Month month, int count) { return {month.number + count}; }
inline Month operator-(Month month, int count) { return {month.number - count}; }
inline int operator-(Month a, Month b) { return a.number - b.number; }

/// "2021-05".   errors  invalid
Result<Month> parse_month(std::string_view iso);
std::string to_iso(Month month);

/// An ISO 8601 week (Monday first), which Mali's surveillance uses.
struct EpiWeek {
    int year;
    unsigned week;
    static EpiWeek of(Day day);
    friend auto operator<=>(EpiWeek const&, EpiWeek const&) = default;
};

}  // namespace accalmie
