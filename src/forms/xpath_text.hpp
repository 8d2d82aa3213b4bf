// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_text.hpp: characters and numbers as XPath writes them. All texts are well-formed UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace accalmie::forms {

/// Whose rules hold where XPath 1.0 and ODK Collect (JavaRosa) differ; docs/formats/expressions.md lists the differences.
enum class Dialect : std::uint8_t { collect, xpath };

/// Octets of the character that starts at `text[at]`; at least 1, never past the end.
std::size_t character_length(std::string_view text, std::size_t at);
/// How many characters there are.
std::size_t character_count(std::string_view text);
/// Octet at which character `index` starts, or the end.
std::size_t octet_of_character(std::string_view text, std::size_t index);
/// The code point of the character that starts at `text[at]`.
char32_t code_point(std::string_view text, std::size_t at);

bool is_xml_space(char c);
/// Without the control characters and blanks at both ends (what Java's trim and XML's white space have in common).
std::string_view without_space_around(std::string_view text);
/// Trimmed, and each run of white space one blank.
std::string normalized_space(std::string_view text);

/// A number as XPath reads a string: optional minus, digits, at most one point; anything else is NaN. Collect reads a comma as a point.
double number_of_text(std::string_view text, Dialect dialect);

/// A number as XPath writes it: no exponent, shortest digits that read back, "NaN", "Infinity", "0" for minus zero. Collect writes what is
/// nearer than 1e-12 to a whole number as that whole number.
std::string text_of_number(double number, Dialect dialect);

/// Decimal rounding of what text_of_number shows, halves upwards; `places` may be negative. NaN beyond 30 places either way.
double rounded(double number, double places);

}  // namespace accalmie::forms
