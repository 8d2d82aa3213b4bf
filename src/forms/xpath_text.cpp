// SPDX-License-Identifier: Apache-2.0
#include "forms/xpath_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace accalmie::forms {

std::size_t character_length(std::string_view text, std::size_t at)
{
    auto const lead = static_cast<unsigned char>(text[at]);
    std::size_t const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return std::min(length, text.size() - at);
}

std::size_t character_count(std::string_view text)
{
    std::size_t count = 0;
    for (char const c : text) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
    return count;
}

std::size_t octet_of_character(std::string_view text, std::size_t index)
{
    std::size_t at = 0;
    while (at < text.size() && index > 0) {
        at += character_length(text, at);
        --index;
    }
    return at;
}

char32_t code_point(std::string_view text, std::size_t at)
{
    auto const length = character_length(text, at);
    auto const octet = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
    if (length == 1) return octet(0);
    char32_t point = octet(0) & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) point = (point << 6U) | (octet(i) & 0x3fU);
    return point;
}

bool is_xml_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view without_space_around(std::string_view text)
{
    auto const blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string normalized_space(std::string_view text)
{
    std::string out;
    for (char const c : without_space_around(text)) {
        if (!is_xml_space(c))
            out += c;
        else if (out.empty() || out.back() != ' ')
            out += ' ';
    }
    return out;
}

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// `digits` is "[-]digits[.digits]" with at least one digit.
double read_decimal(std::string const& digits)
{
    double value = 0;
    auto const [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    if (problem == std::errc::result_out_of_range) {
        auto const whole = digits.substr(0, digits.find('.'));
        auto const large = whole.find_first_of("123456789") != std::string::npos;
        value = large ? std::numeric_limits<double>::infinity() : 0.0;
        return digits.front() == '-' ? -value : value;
    }
    return problem == std::errc{} && end == digits.data() + digits.size() ? value : not_a_number;
}

std::string shortest(double number)
{
    std::array<char, 800> buffer;
    auto const [end, problem] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
    return problem == std::errc{} ? std::string(buffer.data(), end) : std::string{"NaN"};
}

}  // namespace

double number_of_text(std::string_view text, Dialect dialect)
{
    std::string digits{without_space_around(text)};
    std::size_t points = 0;
    std::size_t figures = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (digits[i] == ',' && dialect == Dialect::collect) digits[i] = '.';
        if (digits[i] == '.')
            ++points;
        else if (digits[i] >= '0' && digits[i] <= '9')
            ++figures;
        else if (digits[i] != '-' || i != 0)
            return not_a_number;
    }
    if (figures == 0 || points > 1) return not_a_number;
    return read_decimal(digits);
}

std::string text_of_number(double number, Dialect dialect)
{
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    if (dialect == Dialect::collect && std::abs(number - std::trunc(number)) < 1e-12) number = std::trunc(number);
    return number == 0 ? "0" : shortest(number);
}

namespace {

/// Adds one unit in the last place to a row of digits with at most one point.
void increment(std::string& digits)
{
    for (auto i = digits.size(); i > 0; --i) {
        auto& digit = digits[i - 1];
        if (digit == '.') continue;
        if (digit != '9') {
            ++digit;
            return;
        }
        digit = '0';
    }
    digits.insert(digits.begin(), '1');
}

double round_at(double number, std::size_t places)
{
    bool const negative = std::signbit(number);
    auto digits = shortest(std::abs(number));
    auto const point = digits.find('.');
    if (point == std::string::npos || digits.size() - point - 1 <= places) return number;
    auto const rest = digits.substr(point + 1 + places);
    digits.resize(point + 1 + places);
    if (places == 0) digits.pop_back();
    bool const half = rest[0] == '5' && rest.find_first_not_of('0', 1) == std::string::npos;
    // A half goes upwards: away from zero where the number is positive, towards it where it is negative.
    if (rest[0] > '5' || (rest[0] == '5' && !half) || (half && !negative)) increment(digits);
    auto const value = read_decimal(digits);
    return negative ? -value : value;
}

}  // namespace

double rounded(double number, double places)
{
    if (!std::isfinite(number)) return number;
    auto const whole = std::isnan(places) ? 0.0 : std::trunc(places);
    if (std::abs(whole) > 30) return not_a_number;
    if (whole >= 0) return round_at(number, static_cast<std::size_t>(whole));
    auto const scale = std::pow(10.0, -whole);
    return std::floor(number / scale + 0.5) * scale;
}

}  // namespace accalmie::forms
