// SPDX-License-Identifier: Apache-2.0
// src/trust/person_token.hpp: a person as a token that only an audience can recompute, to count people once over several services.
#pragma once

#include "core/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace accalmie {

enum class TokenSex : std::uint8_t { female, male };

/// What the person said, with consent. It is read on the device and not kept.
struct TokenPerson {
    std::string_view name;  ///< all words, in any order and spelling
    int birth_year = 0;
    TokenSex sex = TokenSex::female;
    std::string_view mother_name;
};

/// BLAKE2b-256 under the audience's key of the name as it sounds, birth year, sex and the mother's name as it sounds, as 64 hexadecimal
/// digits. Equal for spellings of one name; without the key nobody can try names against it, and another audience's tokens are others.
///
/// in      name and mother's name not empty; a birth year from 1850 to 2200; a key of 32 octets that never leaves the audience's devices
/// out     two tokens differ for different people, but a spelling that core/person_name.hpp does not know gives a second token too
/// errors  invalid  a part is missing (fewer parts would join strangers), or a key that is not 32 octets
/// source  RFC 7693 (keyed mode); keyed linkage tokens: Schnell, Bachteler & Reiher 2009, BMC Med. Inform. Decis. Mak. 9:41, whose Bloom
///         filters we do not use: they can be attacked by frequencies
Result<std::string> person_token(TokenPerson const& person, BytesView audience_key);

}  // namespace accalmie
