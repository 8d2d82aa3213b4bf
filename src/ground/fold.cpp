// SPDX-License-Identifier: Apache-2.0
#include "ground/places.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace accalmie {

namespace {

/// One character of UTF-8 from the front of `text`, which gets shorter; an octet that is no UTF-8 is taken as Latin-1.
char32_t next_character(std::string_view& text)
{
    auto const octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    auto const continues = [&](std::size_t i) { return i < text.size() && (octet(i) & 0xC0U) == 0x80U; };
    std::uint8_t const first = octet(0);
    std::size_t length = 1;
    char32_t character = first;
    if (first >= 0xC2 && first < 0xE0 && continues(1)) {
        length = 2;
        character = (char32_t{first & 0x1FU} << 6U) | (octet(1) & 0x3FU);
    } else if (first >= 0xE0 && first < 0xF0 && continues(1) && continues(2)) {
        length = 3;
        character = (char32_t{first & 0x0FU} << 12U) | (char32_t{octet(1) & 0x3FU} << 6U) | (octet(2) & 0x3FU);
    } else if (first >= 0xF0 && first < 0xF5 && continues(1) && continues(2) && continues(3)) {
        length = 4;
        character = (char32_t{first & 0x07U} << 18U) | (char32_t{octet(1) & 0x3FU} << 12U) | (char32_t{octet(2) & 0x3FU} << 6U) | (octet(3) & 0x3FU);
    }
    text.remove_prefix(length);
    return character;
}

/// What U+00C0 to U+017F become; a space: nothing at all.
constexpr std::string_view latin_letters =
    "aaaaaaaceeeeiiii"  // U+00C0
    "dnooooo ouuuuyts"  // U+00D0
    "aaaaaaaceeeeiiii"  // U+00E0
    "dnooooo ouuuuyty"  // U+00F0
    "aaaaaaccccccccdd"  // U+0100
    "ddeeeeeeeeeegggg"  // U+0110
    "gggghhhhiiiiiiii"  // U+0120
    "iiiijjkkklllllll"  // U+0130
    "lllnnnnnnnnnoooo"  // U+0140
    "oooorrrrrrssssss"  // U+0150
    "ssttttttuuuuuuuu"  // U+0160
    "uuuuwwyyyzzzzzzs"; // U+0170
static_assert(latin_letters.size() == 0x180 - 0xC0);

constexpr std::array<std::pair<char32_t, char>, 14> african_letters{{{U'ɓ', 'b'}, {U'Ɓ', 'b'}, {U'ɗ', 'd'}, {U'Ɗ', 'd'}, {U'ɛ', 'e'}, {U'Ɛ', 'e'}, {U'ɔ', 'o'},
                                                                     {U'Ɔ', 'o'}, {U'ŋ', 'n'}, {U'Ŋ', 'n'}, {U'ɲ', 'n'}, {U'Ɲ', 'n'}, {U'ƴ', 'y'}, {U'Ƴ', 'y'}}};

bool is_apostrophe(char32_t character)
{
    return character == U'\'' || character == U'`' || character == 0xB4 || (character >= 0x2B9 && character <= 0x2BD) || (character >= 0x2018 && character <= 0x201B);
}

/// Appends the letters that `character` becomes: one, two, none, an apostrophe ('), or a space for whatever parts words.
void fold_into(std::string& folded, char32_t character)
{
    if (character >= U'A' && character <= U'Z') {
        folded += static_cast<char>(character - U'A' + U'a');
    } else if ((character >= U'a' && character <= U'z') || (character >= U'0' && character <= U'9')) {
        folded += static_cast<char>(character);
    } else if (is_apostrophe(character)) {
        folded += '\'';
    } else if (character == 0xC6 || character == 0xE6) {
        folded += "ae";
    } else if (character == 0x152 || character == 0x153) {
        folded += "oe";
    } else if (auto const* african = std::find_if(african_letters.begin(), african_letters.end(), [&](auto const& pair) { return pair.first == character; });
               african != african_letters.end()) {
        folded += african->second;
    } else if (character >= 0xC0 && character < 0x180) {
        if (char const letter = latin_letters[character - 0xC0]; letter != ' ') folded += letter;
    } else if (character >= 0x300 && character < 0x370) {
        return;  // an accent that follows its letter
    } else if (character >= 0x80 && character < 0x2000 && character != 0xA0) {
        // A letter of another script stays what it is, as UTF-8, so that names of that script still differ.
        if (character < 0x800) {
            folded += static_cast<char>(0xC0U | (character >> 6U));
        } else {
            folded += static_cast<char>(0xE0U | (character >> 12U));
            folded += static_cast<char>(0x80U | ((character >> 6U) & 0x3FU));
        }
        folded += static_cast<char>(0x80U | (character & 0x3FU));
    } else if (!folded.empty() && folded.back() != ' ') {
        folded += ' ';
    }
}

std::vector<std::string_view> words_of(std::string_view folded)
{
    std::vector<std::string_view> words;
    while (!folded.empty()) {
        auto const end = std::min(folded.find(' '), folded.size());
        if (folded.substr(0, end).find_first_not_of('\'') != std::string_view::npos) words.push_back(folded.substr(0, end));
        folded.remove_prefix(std::min(end + 1, folded.size()));
    }
    return words;
}

bool is_unit(std::string_view word)
{
    static constexpr std::array<std::string_view, 6> units{"cercle", "region", "commune", "district", "province", "departement"};
    return std::find(units.begin(), units.end(), word) != units.end();
}

bool is_particle(std::string_view word) { return word == "de" || word == "du"; }

}  // namespace

std::string fold_name(std::string_view name)
{
    // "Mali (le)": an article in brackets at the end says nothing about the place.
    for (std::string_view const article : {"(le)", "(la)", "(les)", "(l')"})
        if (name.ends_with(article) && name.size() > article.size()) name.remove_suffix(article.size());
    std::string folded;
    folded.reserve(name.size());
    while (!name.empty()) fold_into(folded, next_character(name));

    auto words = words_of(folded);
    std::size_t first = 0, end = words.size();
    while (end - first > 1 && (is_unit(words[first]) || is_particle(words[first]))) {
        bool const unit = is_unit(words[first++]);
        if (unit && words[first].size() > 2 && words[first].starts_with("d'")) words[first].remove_prefix(2);
    }
    while (end - first > 1 && (is_unit(words[end - 1]) || is_particle(words[end - 1]))) --end;

    std::string joined;
    joined.reserve(folded.size());
    for (auto i = first; i < end; ++i) {
        if (!joined.empty()) joined += ' ';
        for (char const letter : words[i])
            if (letter != '\'') joined += letter;
    }
    return joined;
}

}  // namespace accalmie
