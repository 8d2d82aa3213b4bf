// SPDX-License-Identifier: Apache-2.0
// src/dictionary/text.hpp: small questions about a piece of text.
#pragma once

#include <string>
#include <string_view>

namespace accalmie {

/// Is it well-formed UTF-8 (RFC 3629: shortest form, no surrogate, at most U+10FFFF) without a zero octet?
bool is_clean_utf8(std::string_view text);

/// The first `octets_max` octets, cut between characters, with an ellipsis where something was left out; wrong octets become "?".
std::string clipped(std::string_view text, std::size_t octets_max);

/// Lower case, the accents of French gone, everything that is neither letter nor digit a blank: "Ethnie_d'origine" is "ethnie d origine".
std::string folded(std::string_view text);

/// [a-z][a-z0-9_]*, at most 63 octets: what a type, field, list or audience may be called.
bool is_name(std::string_view text);

/// [a-z0-9][a-z0-9_]*, at most 63 octets: what a code may be.
bool is_code(std::string_view text);

}  // namespace accalmie
