// SPDX-License-Identifier: Apache-2.0
#include "dictionary/answer_text.hpp"

#include "dictionary/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace accalmie {

namespace {

std::string_view without_blanks(std::string_view text)
{
    auto const is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<double> number_of(std::string_view text)
{
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || fault != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

AnswerValue integer_value(std::string_view text)
{
    std::int64_t whole = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (fault == std::errc{} && end == text.data() + text.size()) return {whole};
    constexpr double exact_max = 9'007'199'254'740'992;  // 2^53
    auto const number = number_of(text);  // "12.0", as some programs write whole numbers
    if (number && *number == std::trunc(*number) && std::abs(*number) <= exact_max) return {static_cast<std::int64_t>(*number)};
    return {{}, "no whole number"};
}

AnswerValue decimal_value(std::string_view text)
{
    auto const number = number_of(text);
    if (number) return {*number};
    return {{}, "no number"};
}

/// Hundredths, without a detour by binary fractions.
AnswerValue money_value(std::string_view text)
{
    auto const point = text.find('.');
    auto const whole = text.substr(0, point);
    auto cents = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    while (cents.size() > 2 && cents.back() == '0') cents.remove_suffix(1);
    bool const has_cents = point == std::string_view::npos || (!cents.empty() && cents.size() <= 2);
    std::string digits{whole};
    digits.append(cents).append(cents.size() <= 2 ? 2 - cents.size() : 0, '0');
    std::int64_t hundredths = 0;
    auto const [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), hundredths);
    bool const is_plain = !whole.empty() && whole != "-" && cents.find_first_not_of("0123456789") == std::string_view::npos;
    if (has_cents && is_plain && fault == std::errc{} && end == digits.data() + digits.size()) return {hundredths};
    return {{}, "no amount of money with at most two digits after the point"};
}

AnswerValue day_value(std::string_view text)
{
    constexpr std::size_t day_size = 10;
    bool const has_time = text.size() > day_size && text[day_size] == 'T';
    if (text.size() == day_size || has_time)
        if (auto const day = parse_day(text.substr(0, day_size))) return {*day};
    return {{}, "no day of the calendar between 1900 and 2199"};
}

/// "+01:00", "-0330", "Z", nothing: minutes that the clock is ahead of UTC.
std::optional<int> zone_minutes(std::string_view zone)
{
    if (zone.empty() || zone == "Z") return 0;
    bool const has_colon = zone.size() == 6 && zone[3] == ':';
    if ((zone.size() != 5 && !has_colon) || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
    auto const digits = std::string{zone.substr(1, 2)} + std::string{zone.substr(has_colon ? 4 : 3)};
    int number = 0;
    auto const [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (fault != std::errc{} || end != digits.data() + digits.size() || number % 100 >= 60 || number > 1800) return std::nullopt;
    int const minutes = number / 100 * 60 + number % 100;
    return zone[0] == '-' ? -minutes : minutes;
}

AnswerValue instant_value(std::string_view text)
{
    auto const time = text.find('T');
    if (time != std::string_view::npos) {
        auto const zone_at = std::min(text.find_first_of("Z+-", time), text.size());
        auto const zone = zone_minutes(text.substr(zone_at));
        auto const local = parse_instant(std::string{text.substr(0, zone_at)} + "Z");
        if (zone && local) return {*local - std::chrono::minutes{*zone}};
    }
    return {{}, "no day and time"};
}

AnswerValue yes_no_value(std::string_view text)
{
    if (text == "yes" || text == "true" || text == "1" || text == "OK") return {true};
    if (text == "no" || text == "false" || text == "0") return {false};
    return {{}, "neither yes nor no"};
}

struct Position {
    double latitude = 0, longitude = 0;
};

/// "latitude longitude altitude accuracy", the last two optional.
std::optional<Position> position_of(std::string_view text)
{
    text = without_blanks(text);
    auto const first = text.find(' ');
    if (first == std::string_view::npos) return std::nullopt;
    auto const rest = without_blanks(text.substr(first));
    auto const latitude = number_of(text.substr(0, first)), longitude = number_of(rest.substr(0, rest.find(' ')));
    if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180) return std::nullopt;
    return Position{*latitude, *longitude};
}

AnswerValue geometry_value(std::string_view text)
{
    constexpr std::size_t points_max = 100'000;
    std::vector<Position> points;
    while (!without_blanks(text).empty()) {
        auto const end = std::min(text.find(';'), text.size());
        auto const point = position_of(text.substr(0, end));
        if (!point) return {{}, "one of its points is no position"};
        if (points.size() == points_max) return {{}, "more than 100,000 points"};
        points.push_back(*point);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (points.empty()) return {{}, "no position"};
    std::string list;
    for (auto const& point : points) list += fmt::format("{}[{},{}]", list.empty() ? "" : ",", point.longitude, point.latitude);
    bool const is_closed = points.size() >= 4 && points.front().latitude == points.back().latitude && points.front().longitude == points.back().longitude;
    if (points.size() == 1) return {fmt::format(R"({{"type":"Point","coordinates":{}}})", list)};
    if (is_closed) return {fmt::format(R"({{"type":"Polygon","coordinates":[[{}]]}})", list)};
    return {fmt::format(R"({{"type":"LineString","coordinates":[{}]}})", list)};
}

std::string bounds_of(Field const& field)
{
    if (field.minimum && field.maximum) return fmt::format("outside {} to {}", *field.minimum, *field.maximum);
    return field.minimum ? fmt::format("below the minimum {}", *field.minimum) : fmt::format("above the maximum {}", field.maximum.value_or(0));
}

}  // namespace

AnswerValue answer_value(FieldKind kind, std::string_view given)
{
    if (!is_clean_utf8(given)) return {{}, "not UTF-8 text, or with a zero octet"};
    auto const text = without_blanks(given);
    switch (kind) {
    case FieldKind::text: return {std::string{given}};
    case FieldKind::code:
    case FieldKind::place:
    case FieldKind::link: return {std::string{text}};
    case FieldKind::integer: return integer_value(text);
    case FieldKind::decimal: return decimal_value(text);
    case FieldKind::money: return money_value(text);
    case FieldKind::day: return day_value(text);
    case FieldKind::instant: return instant_value(text);
    case FieldKind::yes_no: return yes_no_value(text);
    case FieldKind::geometry: return geometry_value(text);
    }
    VERIFY(false);
}

std::string refusal_without_value(Dictionary const& dictionary, Field const& field, Value const& value)
{
    RecordType one;
    one.name = "answer";
    one.fields.push_back(field);
    Cell const cell = as_cell(value);
    std::vector<CellProblem> problems;
    check_row(dictionary, one, {&cell, 1}, problems);
    if (problems.empty()) return {};
    if (std::holds_alternative<std::monostate>(value)) return "required and not said";
    switch (field.kind) {
    case FieldKind::text: {
        auto const* text = std::get_if<std::string>(&value);
        bool const is_empty = text != nullptr && text->empty();
        return is_empty ? "required and not said" : fmt::format("a text of more than {} octets", field.maximum ? static_cast<std::size_t>(*field.maximum) : text_octets_max);
    }
    case FieldKind::code: return "not a code of the list " + field.list;
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::money: return bounds_of(field);
    case FieldKind::place: return "no P-code with its boundary version, or closer than may be said here";
    case FieldKind::link: return "no record's address";
    case FieldKind::day:
    case FieldKind::instant: return "a day outside the years 1900 to 2199";
    case FieldKind::yes_no: return "neither yes nor no";
    case FieldKind::geometry: return "not a GeoJSON geometry";
    }
    VERIFY(false);
}

}  // namespace accalmie
