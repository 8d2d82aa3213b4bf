// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_lexer.hpp: an expression cut into words (XPath 1.0, section 3.7).
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::forms {

enum class Word : std::uint8_t {
    number, literal, name, axis, function, node_type, variable, star, any_of_space,
    open, close, open_bracket, close_bracket, comma, dot, two_dots, at, slash, two_slashes,
    bar, plus, minus, times, divide, modulo, both, either, equal, not_equal, less, less_equal, greater, greater_equal, end
};

struct XPathWord {
    Word word = Word::end;
    std::uint32_t at = 0;    ///< octet of the source
    double number = 0;
    std::string prefix;      ///< of names
    std::string text;        ///< local name, literal's content
};

struct ExpressionBounds {
    static constexpr std::size_t octets_max = 64 * 1024;
    static constexpr std::size_t depth_max = 200;   ///< of brackets, calls and predicates inside one another
};

/// in      `source`: clean UTF-8
/// out     words, the last of them `end`
/// errors  invalid  a character or quotation that cannot be, with its position
Result<std::vector<XPathWord>> xpath_words(std::string_view source);

/// "character 12, at `foo(`": where an octet of the source stands, for people.
std::string position_text(std::string_view source, std::size_t octet);

}  // namespace accalmie::forms
