// SPDX-License-Identifier: Apache-2.0
// Can this text be an answer of that type?
#include "forms/form_engine_parts.hpp"

#include <array>
#include <cmath>

namespace accalmie::forms {

namespace {

bool is_integer(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.size() > 18) return false;
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A decimal, also as Java writes large ones (1.0E10).
bool is_decimal(std::string_view text)
{
    auto const exponent = text.find_first_of("eE");
    if (exponent != std::string_view::npos && !is_integer(text.substr(exponent + 1))) return false;
    return !std::isnan(number_of_text(text.substr(0, exponent), Dialect::xpath));
}

/// "latitude longitude altitude accuracy", the last two optional.
bool is_place(std::string_view text)
{
    std::array<double, 4> figures{};
    std::size_t count = 0;
    for (auto rest = without_space_around(text); !rest.empty(); ++count) {
        if (count == figures.size()) return false;
        auto const end = std::min(rest.find(' '), rest.size());
        if (!is_decimal(rest.substr(0, end))) return false;
        figures[count] = number_of_text(rest.substr(0, end), Dialect::xpath);
        rest = without_space_around(rest.substr(end));
    }
    return count >= 2 && std::abs(figures[0]) <= 90 && std::abs(figures[1]) <= 180;
}

/// Places parted by `;`; how many, or nothing where one of them is none.
std::optional<std::size_t> count_places(std::string_view text)
{
    std::size_t count = 0;
    auto rest = without_space_around(text);
    while (!rest.empty()) {
        auto const end = std::min(rest.find(';'), rest.size());
        if (!is_place(rest.substr(0, end))) return std::nullopt;
        ++count;
        rest = without_space_around(rest.substr(std::min(end + 1, rest.size())));
    }
    return count;
}

std::string_view reason_of_line(std::string_view text, std::size_t least)
{
    auto const count = count_places(text);
    if (!count) return "one of its points is no position";
    return *count < least ? "too few points" : std::string_view{};
}

std::string_view reason_of_file(std::string_view text)
{
    if (text.find_first_of("/\\") != std::string_view::npos || text == ".." || text == ".") return "a file's name cannot hold a path";
    return text.size() > 255 ? "a file's name of more than 255 octets" : std::string_view{};
}

}  // namespace

std::string_view unreadable_reason(AnswerType type, std::string_view given)
{
    auto const text = without_space_around(given);
    switch (type) {
    case AnswerType::integer: return is_integer(text) ? "" : "no whole number";
    case AnswerType::decimal: return is_decimal(text) ? "" : "no number";
    case AnswerType::boolean: return text == "true" || text == "false" || text == "1" || text == "0" ? "" : "neither true nor false";
    case AnswerType::date: return date_of_text(text, 0) ? "" : "no day of the calendar";
    case AnswerType::moment: return date_of_text(text, 0) ? "" : "no day and time";
    case AnswerType::time: return time_of_text(text, 0) || date_of_text(text, 0) ? "" : "no time of day";
    case AnswerType::place: return is_place(text) ? "" : "no position";
    case AnswerType::trace: return reason_of_line(text, 2);
    case AnswerType::shape: return reason_of_line(text, 4);
    case AnswerType::binary: return reason_of_file(text);
    case AnswerType::text:
    case AnswerType::choice:
    case AnswerType::choices:
    case AnswerType::barcode:
    case AnswerType::unknown: break;
    }
    return {};
}

}  // namespace accalmie::forms
