// SPDX-License-Identifier: Apache-2.0
#include "plots/format.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

constexpr std::string_view hard_space = "\u00A0", thin_space = "\u202F", minus = "\u2212", dash = "\u2013";
constexpr double figures_max = 1e15;

constexpr std::array<std::string_view, 12> french_months{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."};
constexpr std::array<std::string_view, 12> english_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string grouped(std::string_view digits, Language language)
{
    if (digits.size() <= 4) return std::string{digits};  // 1955 may be a year
    std::string text;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        if (at > 0 && (digits.size() - at) % 3 == 0) text += language == Language::french ? thin_space : ",";
        text += digits[at];
    }
    return text;
}

std::string without_zeros(std::string text)
{
    if (text.find_first_of(".,") == std::string::npos) return text;
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.') || text.ends_with(',')) text.pop_back();
    return text;
}

}  // namespace

Result<Language> parse_language(std::string_view code)
{
    if (code == "fr") return Language::french;
    if (code == "en") return Language::english;
    return Error{Error::Kind::usage, fmt::format("\"{}\" is not a language of the pictures", code.substr(0, 20)), {}, "write fr or en"};
}

std::string_view language_code(Language language)
{
    switch (language) {
    case Language::french: return "fr";
    case Language::english: return "en";
    }
    return {};
}

std::string number_text(double value, int decimals, Language language)
{
    if (!std::isfinite(value)) return std::string{dash};
    if (std::abs(value) >= figures_max) return fmt::format("{:.2e}", value);
    auto const plain = fmt::format("{:.{}f}", std::abs(value), decimals);
    auto const point = plain.find('.');
    auto const whole = plain.substr(0, point);
    bool const is_zero = plain.find_first_not_of("0.") == std::string::npos;
    std::string text{value < 0 && !is_zero ? minus : ""};
    text += grouped(whole, language);
    if (point != std::string::npos) text.append(language == Language::french ? "," : ".").append(plain.substr(point + 1));
    return text;
}

std::string short_text(double value, Language language)
{
    if (!std::isfinite(value)) return std::string{dash};
    double const size = std::abs(value);
    if (size > 0 && size < 0.001) return without_zeros(number_text(value, 6, language));
    int const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
    auto const text = number_text(value, decimals, language);
    return decimals == 0 ? text : without_zeros(text);
}

std::string percent_text(double value, Language language)
{
    auto text = number_text(value, 0, language);
    if (value > 0 && text != "0") text = "+" + text;
    return text + (language == Language::french ? std::string{hard_space} + "%" : std::string{"%"});
}

std::string p_text(double p, Language language)
{
    constexpr double least = 0.001;
    auto const equals = std::string{"p"} + std::string{hard_space} + (p < least ? "<" : "=") + std::string{hard_space};
    return equals + number_text(p < least ? least : p, 3, language);
}

std::string month_text(Month month, Language language)
{
    auto const& names = language == Language::french ? french_months : english_months;
    return std::string{names[month.month() - 1]} + std::string{hard_space} + std::to_string(month.year());
}

std::string months_text(Month first, Month last, Language language)
{
    if (first == last) return month_text(first, language);
    return month_text(first, language) + (language == Language::french ? " à " : " to ") + month_text(last, language);
}

std::string interval_text(std::optional<double> low, std::optional<double> high, Language language)
{
    bool const french = language == Language::french;
    auto const unbounded = [&] { return french ? std::string{"sans borne"} : std::string{"no bound"}; };
    return (low ? short_text(*low, language) : unbounded()) + (french ? " à " : " to ") + (high ? short_text(*high, language) : unbounded());
}

std::string typeset(std::string_view text, Language language)
{
    std::string out;
    out.reserve(text.size() + 8);
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const c = text[at];
        bool const before_mark = at + 1 < text.size() && (std::string_view{":;?!%"}.find(text[at + 1]) != std::string_view::npos || text.substr(at + 1).starts_with("»"));
        bool const after_quote = at >= 2 && text.substr(at - 2, 2) == "«";
        if (c == '~' || (c == ' ' && language == Language::french && (before_mark || after_quote)))
            out += hard_space;
        else
            out += c;
    }
    return out;
}

}  // namespace accalmie::plots
