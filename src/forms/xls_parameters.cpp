// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_parameters.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>

namespace accalmie::forms {

namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Values that name columns of files, questions, lists and programs keep their letters.
bool keeps_letters(std::string_view key)
{
    constexpr std::array<std::string_view, 6> keys{"label", "value", "seed", "app", "tick_labelset", "reference-geometry"};
    return std::ranges::find(keys, key) != keys.end();
}

/// Both with the same scale.
struct Aligned {
    std::int64_t one, other;
};
Aligned aligned(Decimal one, Decimal other)
{
    // Mantissas have at most 15 digits and scales at most 15; what would overflow is cut at the border, where it compares as far away.
    auto const widen = [](std::int64_t mantissa, int places) {
        constexpr std::int64_t border = 900'000'000'000'000'000;
        for (; places > 0; --places) {
            if (mantissa > border / 10) return border;
            if (mantissa < -border / 10) return -border;
            mantissa *= 10;
        }
        return mantissa;
    };
    auto const scale = std::max(one.scale, other.scale);
    return {widen(one.mantissa, scale - one.scale), widen(other.mantissa, scale - other.scale)};
}

}  // namespace

Parameters parse_parameters(std::string_view text, Place const& place, Findings& findings)
{
    Parameters parameters;
    if (stripped(text).empty()) return parameters;
    auto parts = split(text, ";");
    if (parts.size() == 1) parts = split(text, ",");
    if (parts.size() == 1) parts = split_words(text);
    for (auto const part : parts) {
        auto const equal = part.find('=');
        auto const key = equal == std::string_view::npos ? std::string{} : lowered(stripped(part.substr(0, equal)));
        if (key.empty() || part.find('=', equal + 1) != std::string_view::npos) {
            findings.error(place,
                           "\"" + std::string{stripped(part)} + "\" is not a parameter: parameters must be in the form of 'key1=value1 key2=value2'",
                           "write a key, one \"=\" and a value, with blanks between parameters");
            continue;
        }
        auto const value = stripped(part.substr(equal + 1));
        auto const known = std::ranges::find(parameters, key, [](auto const& pair) { return pair.first; });
        auto const kept = keeps_letters(key) ? std::string{value} : lowered(value);
        if (known != parameters.end())
            known->second = kept;
        else
            parameters.emplace_back(key, kept);
    }
    return parameters;
}

bool check_parameter_keys(Parameters const& parameters, std::span<std::string_view const> accepted, Place const& place, Findings& findings)
{
    bool good = true;
    for (auto const& [key, value] : parameters) {
        if (std::ranges::find(accepted, key) != accepted.end()) continue;
        good = false;
        std::vector<std::string_view> sorted{accepted.begin(), accepted.end()};
        std::ranges::sort(sorted);
        std::string list;
        for (auto const one : sorted) list += (list.empty() ? "" : ", ") + std::string{one};
        findings.error(place, "this question type has no parameter '" + key + "'",
                       accepted.empty() ? "remove it" : "the accepted parameter keys are '" + list + "'");
    }
    return good;
}

bool is_whole_number(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return !text.empty() && text.size() <= 15 && std::ranges::all_of(text, is_digit);
}

bool is_number(std::string_view text) { return parse_decimal(text).has_value(); }

bool Decimal::is_whole() const
{
    auto rest = mantissa;
    for (auto places = scale; places > 0; --places) {
        if (rest % 10 != 0) return false;
        rest /= 10;
    }
    return true;
}

std::optional<Decimal> parse_decimal(std::string_view text)
{
    Decimal number;
    bool const negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    int digits = 0;
    bool point = false;
    for (char const letter : text) {
        if (letter == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(letter) || ++digits > 15) return std::nullopt;
        number.mantissa = number.mantissa * 10 + (letter - '0');
        if (point) ++number.scale;
    }
    if (digits == 0) return std::nullopt;
    if (negative) number.mantissa = -number.mantissa;
    return number;
}

Decimal difference(Decimal one, Decimal other)
{
    auto const [a, b] = aligned(one, other);
    return {.mantissa = a - b, .scale = std::max(one.scale, other.scale)};
}

int compare(Decimal one, Decimal other)
{
    auto const [a, b] = aligned(one, other);
    return a < b ? -1 : a > b ? 1 : 0;
}

Decimal magnitude(Decimal number) { return {.mantissa = number.mantissa < 0 ? -number.mantissa : number.mantissa, .scale = number.scale}; }

bool is_multiple(Decimal number, Decimal unit)
{
    auto const [a, b] = aligned(number, unit);
    return b != 0 && a % b == 0;
}

}  // namespace accalmie::forms
