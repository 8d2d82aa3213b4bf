// SPDX-License-Identifier: Apache-2.0
// Days, moments and times.
#include "forms/xpath_functions.hpp"

#include "dictionary/text.hpp"

#include <cmath>
#include <limits>

namespace accalmie::forms {

namespace {

/// A set of nodes as the value of its first; none as an empty text.
Value unpacked(Evaluation& evaluation, Value value)
{
    auto const* nodes = std::get_if<NodeSet>(&value);
    if (nodes == nullptr) return value;
    return nodes->empty() ? Value{std::string{}} : evaluation.typed(nodes->front());
}

enum class Precision : std::uint8_t { day, moment };

Error no_date(Call const& call, std::string const& what)
{
    return call.problem("\"" + clipped(what, 60) + "\" cannot be made a date", "write it as 2024-02-29 or 2024-02-29T10:20:30, or give a number of days");
}

Result<Value> date_of_number(Call const& call, double days, Precision precision)
{
    if (std::isnan(days)) return Value{days};
    // Years 1 to 9999 are dates here; Java's dates end elsewhere, no record does.
    if (!(days >= -719'162 && days < 2'932'897))
        return call.problem(text_of_number(days, Dialect::collect) + " days are no date", "count days from 1970-01-01, within the years 1 to 9999");
    if (precision == Precision::day) return Value{DateValue{DateValue::Kind::day, static_cast<std::int64_t>(std::trunc(days)) * day_ms}};
    auto const utc_ms = static_cast<std::int64_t>(days * static_cast<double>(day_ms));
    return Value{DateValue{DateValue::Kind::moment, utc_ms + call.context().zone_minutes * std::int64_t{60'000}}};
}

DateValue day_of(DateValue date)
{
    auto const days = static_cast<std::int64_t>(std::floor(days_of_date(date)));
    return {DateValue::Kind::day, days * day_ms};
}

/// out    a date, an empty text, or NaN
Result<Value> to_date(Call const& call, Value given, Precision precision)
{
    auto value = unpacked(call.evaluation(), std::move(given));
    if (auto const* days = std::get_if<double>(&value)) return date_of_number(call, *days, precision);
    if (auto const* date = std::get_if<DateValue>(&value)) return Value{precision == Precision::day ? day_of(*date) : *date};
    auto const* text = std::get_if<std::string>(&value);
    if (text == nullptr) return no_date(call, call.evaluation().text(value));
    if (text->empty()) return value;
    auto const date = date_of_text(*text, call.context().zone_minutes);
    if (!date) return no_date(call, *text);
    return Value{precision == Precision::day ? day_of(*date) : *date};
}

Result<Value> date(Call const& call) { return to_date(call, TRY(call.value(0)), Precision::day); }
Result<Value> date_time(Call const& call) { return to_date(call, TRY(call.value(0)), Precision::moment); }

Result<Value> decimal_date_time(Call const& call)
{
    auto value = TRY(to_date(call, TRY(call.value(0)), Precision::moment));
    auto const* date = std::get_if<DateValue>(&value);
    if (date == nullptr) return value;
    auto const utc_ms = date->local_ms - call.context().zone_minutes * std::int64_t{60'000};
    return Value{static_cast<double>(utc_ms) / static_cast<double>(day_ms)};
}

Result<Value> decimal_time(Call const& call)
{
    auto value = unpacked(call.evaluation(), TRY(call.value(0)));
    auto date = DateValue{};
    if (auto const* days = std::get_if<double>(&value)) {
        if (std::isinf(*days)) return no_date(call, text_of_number(*days, Dialect::collect));
        return Value{*days - std::floor(*days)};
    }
    if (auto const* given = std::get_if<DateValue>(&value)) {
        date = *given;
    } else if (auto const* text = std::get_if<std::string>(&value); text != nullptr) {
        if (text->empty()) return value;
        auto const zone = call.context().zone_minutes;
        auto read = time_of_text(*text, zone);
        if (!read) read = date_of_text(*text, zone);
        if (!read) return no_date(call, *text);
        date = *read;
    } else {
        return no_date(call, call.evaluation().text(value));
    }
    auto const days = days_of_date(date);
    return Value{days - std::floor(days)};
}

Result<Value> format_date(Call const& call)
{
    auto given = unpacked(call.evaluation(), TRY(call.value(0)));
    // A time of day has no day: JavaRosa's is that of 1970-01-01.
    if (auto const* text = std::get_if<std::string>(&given); text != nullptr)
        if (auto const time = time_of_text(*text, call.context().zone_minutes)) given = *time;
    auto const value = TRY(to_date(call, given, Precision::moment));
    auto const format = TRY(call.text(1));
    auto const* date = std::get_if<DateValue>(&value);
    if (date == nullptr) return Value{std::string{}};
    auto text = formatted_date(*date, format, call.context().language);
    if (!text) return call.problem(text.error().what, text.error().remedy);
    return call.built(std::move(*text));
}

std::int64_t local_now(Call const& call)
{
    return call.context().now.time_since_epoch().count() + call.context().zone_minutes * std::int64_t{60'000};
}

Result<Value> today(Call const& call) { return Value{day_of({DateValue::Kind::moment, local_now(call)})}; }
Result<Value> now(Call const& call) { return Value{DateValue{DateValue::Kind::moment, local_now(call)}}; }

}  // namespace

std::vector<XPathFunction> date_functions()
{
    return {
        {"date", 1, 1, "date(text or days)", date},
        {"date-time", 1, 1, "date-time(text or days)", date_time},
        {"decimal-date-time", 1, 1, "decimal-date-time(moment)", decimal_date_time},
        {"decimal-time", 1, 1, "decimal-time(time)", decimal_time},
        {"format-date", 2, 2, "format-date(date, '%Y-%m-%d')", format_date},
        {"format-date-time", 2, 2, "format-date-time(moment, '%Y-%m-%d %H:%M')", format_date},
        {"today", 0, 0, "today()", today},
        {"now", 0, 0, "now()", now},
    };
}

}  // namespace accalmie::forms
