// SPDX-License-Identifier: Apache-2.0
// src/core/person_name.hpp: names of people as they sound in Mali, whatever the clerk wrote: Coulibaly and Kulibali, Traoré and Tarawele.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// Lower-case letters a to z, digits and single blanks: accents go (é to e, ç to c, œ to oe, ɛ to e, ɔ to o, ɲ to ny, ŋ to ng), what is
/// neither letter nor digit separates words, an apostrophe joins them.
/// in      UTF-8; an octet that is not is left out     out     at most 400 octets, more are cut
std::string plain_letters(std::string_view text);

/// One way in which one sound is written twice. Applied in order, from left to right.
struct SpellingRule {
    enum class Where { anywhere, start, end, before_vowel, before_front_vowel, between_vowels };
    std::string_view written, heard;
    Where where;
    std::string_view reason;
};
std::span<SpellingRule const> spelling_rules();

/// Names that are one name in different forms: the spelling rules do not join them, registers do.
struct NameGroup {
    std::string_view name;      ///< the form that stands for all
    std::string_view variants;  ///< separated by blanks, in plain letters
    std::string_view reason;
};
std::span<NameGroup const> name_groups();

/// How one word of a name sounds: "traore" and "Traoré" give one key, "Coulibaly" and "Kulibali" too; empty for an empty word.
std::string sound_key(std::string_view word);

/// The sound key of the form that stands for the word's group; its own sound key where it is in none.
std::string name_key(std::string_view word);

/// The name keys of all words, in alphabetical order, separated by blanks: "Mamadou TRAORE" and "Tarawele, Mamadou" give one key.
std::string full_name_key(std::string_view name);

}  // namespace accalmie
