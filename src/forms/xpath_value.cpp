// SPDX-License-Identifier: Apache-2.0
#include "forms/xpath_value.hpp"

#include "core/time.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace accalmie::forms {

namespace {

/// Digits at the front of `text`, taken away from it; nothing where there are none or more than nine.
std::optional<int> take_number(std::string_view& text)
{
    std::size_t length = 0;
    int value = 0;
    while (length < text.size() && length < 9 && text[length] >= '0' && text[length] <= '9') value = value * 10 + (text[length++] - '0');
    if (length == 0) return std::nullopt;
    text.remove_prefix(length);
    return value;
}

bool take(std::string_view& text, char c)
{
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::int64_t> take_day(std::string_view& text)
{
    auto const year = take_number(text);
    if (!year || !take(text, '-')) return std::nullopt;
    auto const month = take_number(text);
    if (!month || !take(text, '-')) return std::nullopt;
    auto const day = take_number(text);
    if (!day || *year < 1 || *year > 9999 || *month > 12 || *day > 31) return std::nullopt;
    auto const date = std::chrono::year{*year} / *month / *day;
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count() * day_ms;
}

struct Clock {
    std::int64_t ms = 0;
    std::optional<int> zone_minutes;  ///< absent: local
};

/// "+02", "+0200", "-02:30" or "Z"; nothing where there is something else, an empty optional inside where there is no zone.
std::optional<std::optional<int>> take_zone(std::string_view& text)
{
    if (text.empty()) return std::optional<int>{};
    if (take(text, 'Z')) return std::optional<int>{0};
    int const sign = text.front() == '-' ? -1 : 1;
    if (!take(text, '+') && !take(text, '-')) return std::nullopt;
    auto const figures = text.size();
    auto const first = take_number(text);
    if (!first) return std::nullopt;
    auto const length = figures - text.size();
    auto hours = *first;
    auto minutes = 0;
    if (take(text, ':')) {
        auto const second = take_number(text);
        if (!second) return std::nullopt;
        minutes = *second;
    } else if (length > 2) {
        hours = *first / 100;
        minutes = *first % 100;
    }
    if (hours > 18 || minutes > 59) return std::nullopt;
    return std::optional<int>{sign * (hours * 60 + minutes)};
}

std::optional<Clock> take_clock(std::string_view& text)
{
    auto const hour = take_number(text);
    if (!hour || !take(text, ':')) return std::nullopt;
    auto const minute = take_number(text);
    if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
    Clock clock{(*hour * std::int64_t{60} + *minute) * 60'000, {}};
    if (take(text, ':')) {
        auto const second = take_number(text);
        if (!second || *second > 59) return std::nullopt;
        clock.ms += *second * 1000;
        if (take(text, '.')) {
            std::int64_t unit = 100;
            while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
                clock.ms += unit * (text.front() - '0');
                unit /= 10;
                text.remove_prefix(1);
            }
        }
    }
    auto const zone = take_zone(text);
    if (!zone || !text.empty()) return std::nullopt;
    clock.zone_minutes = *zone;
    return clock;
}

}  // namespace

std::optional<DateValue> date_of_text(std::string_view text, int zone_minutes)
{
    text = without_space_around(text);
    auto const day = take_day(text);
    if (!day) return std::nullopt;
    if (text.empty()) return DateValue{DateValue::Kind::day, *day};
    if (!take(text, 'T')) return std::nullopt;
    auto const clock = take_clock(text);
    if (!clock) return std::nullopt;
    auto const shift = zone_minutes - clock->zone_minutes.value_or(zone_minutes);
    return DateValue{DateValue::Kind::moment, *day + clock->ms + shift * std::int64_t{60'000}};
}

std::optional<DateValue> time_of_text(std::string_view text, int zone_minutes)
{
    text = without_space_around(text);
    auto const clock = take_clock(text);
    if (!clock) return std::nullopt;
    auto const shift = zone_minutes - clock->zone_minutes.value_or(zone_minutes);
    auto const ms = (clock->ms + shift * std::int64_t{60'000} + 2 * day_ms) % day_ms;
    return DateValue{DateValue::Kind::time, ms};
}

double days_of_date(DateValue date) { return static_cast<double>(date.local_ms) / static_cast<double>(day_ms); }

namespace {

struct Parts {
    std::chrono::year_month_day day;
    std::int64_t days;
    std::int64_t hour, minute, second, ms;
};

Parts parts_of(DateValue date)
{
    auto const days = date.local_ms >= 0 ? date.local_ms / day_ms : (date.local_ms - day_ms + 1) / day_ms;
    auto const rest = date.local_ms - days * day_ms;
    auto const day = std::chrono::sys_days{std::chrono::days{days}};
    return {std::chrono::year_month_day{day}, days, rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000};
}

std::string iso_day(Parts const& parts)
{
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.day.year()), static_cast<unsigned>(parts.day.month()),
                       static_cast<unsigned>(parts.day.day()));
}

std::string iso_clock(Parts const& parts, int zone_minutes)
{
    auto const lead = std::abs(zone_minutes);
    auto const zone = zone_minutes == 0 ? std::string{"Z"} : fmt::format("{}{:02}:{:02}", zone_minutes < 0 ? '-' : '+', lead / 60, lead % 60);
    return fmt::format("{:02}:{:02}:{:02}.{:03}{}", parts.hour, parts.minute, parts.second, parts.ms, zone);
}

}  // namespace

std::string iso_of_date(DateValue date, int zone_minutes)
{
    auto const parts = parts_of(date);
    switch (date.kind) {
    case DateValue::Kind::day: return iso_day(parts);
    case DateValue::Kind::moment: return iso_day(parts) + "T" + iso_clock(parts, zone_minutes);
    case DateValue::Kind::time: return iso_clock(parts, zone_minutes);
    }
    return {};
}

std::string text_of_date(DateValue date)
{
    return date.kind == DateValue::Kind::time ? iso_of_date(date, 0).substr(0, 12) : iso_day(parts_of(date));
}

namespace {

std::array<std::string_view, 12> constexpr months_en{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
std::array<std::string_view, 12> constexpr months_fr{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."};
std::array<std::string_view, 7> constexpr days_en{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
std::array<std::string_view, 7> constexpr days_fr{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."};

std::optional<std::string> escape(char letter, Parts const& parts, bool french)
{
    auto const month = static_cast<unsigned>(parts.day.month());
    auto const day = static_cast<unsigned>(parts.day.day());
    auto const year = static_cast<int>(parts.day.year());
    auto const weekday = std::chrono::weekday{std::chrono::sys_days{parts.day}}.c_encoding();
    switch (letter) {
    case '%': return "%";
    case 'Y': return fmt::format("{:04}", year);
    case 'y': return fmt::format("{:02}", year % 100);
    case 'm': return fmt::format("{:02}", month);
    case 'n': return std::to_string(month);
    case 'b': return std::string{french ? months_fr[month - 1] : months_en[month - 1]};
    case 'd': return fmt::format("{:02}", day);
    case 'e': return std::to_string(day);
    case 'H': return fmt::format("{:02}", parts.hour);
    case 'h': return std::to_string(parts.hour);
    case 'M': return fmt::format("{:02}", parts.minute);
    case 'S': return fmt::format("{:02}", parts.second);
    case '3': return fmt::format("{:03}", parts.ms);
    case 'a': return std::string{french ? days_fr[weekday] : days_en[weekday]};
    case 'w': return std::to_string(weekday);
    case 'W': return std::to_string(EpiWeek::of(std::chrono::sys_days{parts.day}).week);
    default: return std::nullopt;
    }
}

}  // namespace

Result<std::string> formatted_date(DateValue date, std::string_view format, std::string_view language)
{
    auto const parts = parts_of(date);
    bool const french = language.starts_with("fr") || language.starts_with("Fr");
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            out += format[i];
            continue;
        }
        auto const letter = ++i < format.size() ? format[i] : '\0';
        auto const text = escape(letter, parts, french);
        if (!text)
            return Error{Error::Kind::invalid, letter == '\0' ? "the date format ends with %" : std::string{"no date format is called %"} + letter, {},
                         "use %Y %y %m %n %b %d %e %a %H %h %M %S %3, or %% for the sign itself"};
        out += *text;
    }
    return out;
}

std::string_view type_name(Value const& value)
{
    if (auto const* date = std::get_if<DateValue>(&value))
        return date->kind == DateValue::Kind::day ? "date" : date->kind == DateValue::Kind::moment ? "dateTime" : "time";
    constexpr std::array<std::string_view, 5> names{"string", "number", "boolean", "date", "nodeset"};
    return names[value.index()];
}

}  // namespace accalmie::forms
