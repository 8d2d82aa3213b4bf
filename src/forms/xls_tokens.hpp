// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_tokens.hpp: the words of an expression in a cell, which may also be plain text; nothing is refused here.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace accalmie::forms {

struct Token {
    enum class Kind : std::uint8_t {
        date,  ///< also a time of day or both
        number,
        calculation,  ///< + - * and, between blanks, div and mod
        comparison,
        combination,    ///< between blanks: and, or
        union_of_sets,  ///< |
        parenthesis_open,
        parenthesis_close,
        step,     ///< / . ..
        literal,  ///< quoted
        comma,
        blank,
        reference,        ///< ${name}
        call,             ///< name(
        predicate_open,   ///< name[
        predicate_close,  ///< ]
        address,          ///< scheme://
        name,
        other
    };
    Kind kind;
    std::string_view text;  ///< part of what was read
    std::size_t first = 0;  ///< where it begins there
    std::size_t end() const { return first + text.size(); }
};

/// Every octet of `text` is in exactly one token.
std::vector<Token> tokens_of(std::string_view text);

/// ${name} or ${last-saved#name}.
struct Reference {
    std::string_view name;
    bool last_saved = false;
    std::size_t first = 0, end = 0;  ///< of the whole, with "${" and "}"
};

/// The well-formed references in `text`, in order.
std::vector<Reference> references_of(std::string_view text);
/// Is there a "${" that begins no well-formed reference?
bool has_broken_reference(std::string_view text);
/// Is all of it one reference?
bool is_reference(std::string_view text);

/// Must this default be computed when the form is opened, or is it text as it stands? `type` is the question's.
bool is_dynamic_default(std::string_view text, std::string_view type);

/// Parts of a label that read a list, as instance('list')/.../item[...]/label: half-open, in order, not overlapping.
struct TextSpan {
    std::size_t first = 0, end = 0;
};
std::vector<TextSpan> instance_expressions(std::string_view text);

}  // namespace accalmie::forms
