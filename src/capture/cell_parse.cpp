// SPDX-License-Identifier: Apache-2.0
#include "capture/cell_parse.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace accalmie {

namespace {

constexpr ParseProblem not_whole{"not a whole number", "write digits only, as 12; leave the cell empty if it is not known"};
constexpr ParseProblem not_decimal{"not a number", "write digits and a point, as 14.45; leave the cell empty if it is not known"};
constexpr ParseProblem decimal_comma{"a decimal comma", "write a point: 14.45, not 14,45"};
constexpr ParseProblem too_large{"the number is too large", "check the number"};
constexpr ParseProblem not_a_day{"not a day", "write it as YYYY-MM-DD"};
constexpr ParseProblem no_such_day{"no such day in the calendar", "check day and month, and the order of dates (--date-order ymd, mdy or dmy)"};
constexpr ParseProblem year_out_of_range{"the year is not within 1900 to 2199", "check the year; write it with four digits"};
constexpr ParseProblem order_unknown{"day and month can be taken for each other", "say how dates are written: --date-order mdy or --date-order dmy"};
constexpr ParseProblem not_yes_no{"neither yes nor no", "write yes or no"};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter; }

bool equal_folded(std::string_view text, std::string_view folded)
{
    if (text.size() != folded.size()) return false;
    for (std::size_t index = 0; index < text.size(); ++index)
        if (lower(text[index]) != folded[index]) return false;
    return true;
}

/// Digits at the front of `text`, taken off it; at most 4.
std::optional<int> take_number(std::string_view& text, std::size_t& digits)
{
    int number = 0;
    digits = 0;
    while (digits < text.size() && is_digit(text[digits]) && digits < 5) number = number * 10 + (text[digits++] - '0');
    if (digits == 0 || digits > 4) return std::nullopt;
    text.remove_prefix(digits);
    return number;
}

bool take_separator(std::string_view& text, char& separator)
{
    if (text.empty() || (text[0] != '-' && text[0] != '/' && text[0] != '.' && text[0] != ' ')) return false;
    separator = text[0];
    text.remove_prefix(1);
    return true;
}

struct DateDigits {
    std::array<int, 3> number{};
    std::array<std::size_t, 3> digits{};
};

/// After a date may stand a time, which says nothing here: " 00:00:00.000", "T00:00:00Z".
bool is_time(std::string_view rest)
{
    if (rest.empty()) return true;
    if (rest[0] != ' ' && rest[0] != 'T') return false;
    for (char const letter : rest.substr(1))
        if (!is_digit(letter) && letter != ':' && letter != '.' && letter != 'Z' && letter != '+' && letter != '-') return false;
    return true;
}

std::optional<DateDigits> digits_of(std::string_view text)
{
    DateDigits date;
    char first_separator = 0, second_separator = 0;
    for (std::size_t part = 0; part < 3; ++part) {
        auto const number = take_number(text, date.digits[part]);
        if (!number) return std::nullopt;
        date.number[part] = *number;
        if (part == 0 && !take_separator(text, first_separator)) return std::nullopt;
        if (part == 1 && !take_separator(text, second_separator)) return std::nullopt;
    }
    if (first_separator != second_separator || first_separator == ' ' || !is_time(text)) return std::nullopt;
    return date;
}

struct MonthName {
    std::string_view name;
    int month;
};
// Beginnings of month names in English and French, longest that tell them apart; accents as they are in UTF-8.
constexpr std::array month_names{
    MonthName{"jan", 1},  MonthName{"feb", 2},  MonthName{"fev", 2},  MonthName{"fév", 2}, MonthName{"mar", 3},  MonthName{"apr", 4},
    MonthName{"avr", 4},  MonthName{"may", 5},  MonthName{"mai", 5},  MonthName{"jun", 6}, MonthName{"juin", 6}, MonthName{"jul", 7},
    MonthName{"juil", 7}, MonthName{"aug", 8},  MonthName{"aou", 8},  MonthName{"aoû", 8}, MonthName{"sep", 9},  MonthName{"oct", 10},
    MonthName{"nov", 11}, MonthName{"dec", 12}, MonthName{"déc", 12},
};

/// "26 May 2016", "26-mai-2016".
std::optional<DateDigits> named_month(std::string_view text)
{
    DateDigits date;
    char separator = 0;
    auto const day = take_number(text, date.digits[2]);
    if (!day || !take_separator(text, separator)) return std::nullopt;
    int month = 0;
    for (auto const& candidate : month_names)
        if (text.size() > candidate.name.size() && equal_folded(text.substr(0, candidate.name.size()), candidate.name)) month = candidate.month;
    std::size_t const end = text.find(separator);
    if (month == 0 || end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
    auto const year = take_number(text, date.digits[0]);
    if (!year || !is_time(text)) return std::nullopt;
    date.number = {*year, month, *day};
    return date;
}

ParseProblem make_day(int year, int month, int day, std::size_t year_digits, Day& into)
{
    if (year_digits != 4 || year < 1900 || year > 2199) return year_out_of_range;
    std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return no_such_day;
    into = date;
    return {};
}

}  // namespace

std::string_view date_order_name(DateOrder order)
{
    switch (order) {
    case DateOrder::year_month_day: return "ymd";
    case DateOrder::month_day_year: return "mdy";
    case DateOrder::day_month_year: return "dmy";
    }
    VERIFY(false);
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view no_break{"\xC2\xA0"};
    for (;;) {
        if (text.empty()) return text;
        if (text.front() == ' ' || text.front() == '\t')
            text.remove_prefix(1);
        else if (text.back() == ' ' || text.back() == '\t')
            text.remove_suffix(1);
        else if (text.starts_with(no_break))
            text.remove_prefix(2);
        else if (text.ends_with(no_break))
            text.remove_suffix(2);
        else
            return text;
    }
}

ParseProblem parse_integer(std::string_view text, std::int64_t& into)
{
    text = trimmed(text);
    if (text.size() > 1 && text[0] == '+' && is_digit(text[1])) text.remove_prefix(1);
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range) return too_large;
    if (error != std::errc{}) return not_whole;
    std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
    if (rest.size() > 1 && rest[0] == '.') {
        rest.remove_prefix(1);
        while (!rest.empty() && rest[0] == '0') rest.remove_prefix(1);
    }
    if (!rest.empty()) return not_whole;
    into = number;
    return {};
}

ParseProblem parse_decimal(std::string_view text, double& into)
{
    text = trimmed(text);
    if (text.size() > 1 && text[0] == '+' && is_digit(text[1])) text.remove_prefix(1);
    double number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range) return too_large;
    if (error != std::errc{} || !std::isfinite(number)) return not_decimal;
    std::string_view const rest = text.substr(static_cast<std::size_t>(end - text.data()));
    if (rest.size() > 1 && rest[0] == ',' && is_digit(rest[1])) return decimal_comma;
    if (!rest.empty()) return not_decimal;
    into = number;
    return {};
}

ParseProblem parse_day_cell(std::string_view text, std::optional<DateOrder> order, Day& into)
{
    text = trimmed(text);
    if (auto const date = digits_of(text)) {
        auto const& [a, b, c] = date->number;
        if (date->digits[0] == 4) return make_day(a, b, c, 4, into);
        if (!order || *order == DateOrder::year_month_day) return order_unknown;
        bool const month_first = *order == DateOrder::month_day_year;
        return make_day(c, month_first ? a : b, month_first ? b : a, date->digits[2], into);
    }
    if (auto const date = named_month(text)) return make_day(date->number[0], date->number[1], date->number[2], date->digits[0], into);
    return not_a_day;
}

ParseProblem day_of_parts(std::int64_t year, std::int64_t month, std::int64_t day, Day& into)
{
    if (year < 1900 || year > 2199) return year_out_of_range;
    if (month < 1 || month > 12 || day < 1 || day > 31) return no_such_day;
    return make_day(static_cast<int>(year), static_cast<int>(month), static_cast<int>(day), 4, into);
}

ParseProblem parse_yes_no(std::string_view text, bool& into)
{
    text = trimmed(text);
    for (auto const word : {"yes", "true", "1", "oui", "vrai"})
        if (equal_folded(text, word)) return into = true, ParseProblem{};
    for (auto const word : {"no", "false", "0", "non", "faux"})
        if (equal_folded(text, word)) return into = false, ParseProblem{};
    return not_yes_no;
}

std::optional<DateEvidence> date_evidence(std::string_view text)
{
    auto const date = digits_of(trimmed(text));
    if (!date) return std::nullopt;
    if (date->digits[0] == 4) return DateEvidence{true, false, false};
    return DateEvidence{false, date->number[0] > 12, date->number[1] > 12};
}

}  // namespace accalmie
