// SPDX-License-Identifier: Apache-2.0
#include "dictionary/text.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace accalmie {

namespace {

/// Octets of the well-formed character at `at`, or 0. Table 3-7 of the Unicode Standard.
std::size_t character_octets(std::string_view text, std::size_t at)
{
    auto const octet = [&](std::size_t offset) { return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U; };
    auto const follows = [&](std::size_t offset) { return (octet(offset) & 0xC0U) == 0x80U; };
    unsigned const first = octet(0), second = octet(1);
    if (first < 0x80) return first == 0 ? 0 : 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        bool const too_short = first == 0xE0 && second < 0xA0, surrogate = first == 0xED && second > 0x9F;
        return follows(1) && follows(2) && !too_short && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        bool const too_short = first == 0xF0 && second < 0x90, too_high = first == 0xF4 && second > 0x8F;
        return follows(1) && follows(2) && follows(3) && !too_short && !too_high ? 4 : 0;
    }
    return 0;
}

bool is_plain_block(char const* text)
{
    std::uint64_t block = 0;
    std::memcpy(&block, text, sizeof block);
    bool const ascii = (block & 0x8080808080808080ULL) == 0;
    bool const zero = ((block - 0x0101010101010101ULL) & ~block & 0x8080808080808080ULL) != 0;
    return ascii && !zero;
}

/// The plain letters of a Latin-1 letter that UTF-8 writes as C3 and `second`; empty for the signs × and ÷.
std::string_view plain_letter(unsigned char second)
{
    static constexpr std::array<std::string_view, 32> letters{"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
                                                              "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss"};
    if (second == 0xBF) return "y";
    return letters[second & 0x1FU];
}

bool only_of(std::string_view text, bool digit_first)
{
    if (text.empty() || text.size() > 63) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const letter = text[i] >= 'a' && text[i] <= 'z', digit = text[i] >= '0' && text[i] <= '9';
        if (letter || (digit && (i > 0 || digit_first)) || (text[i] == '_' && i > 0)) continue;
        return false;
    }
    return true;
}

}  // namespace

bool is_clean_utf8(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        if (text.size() - at >= 8 && is_plain_block(text.data() + at)) {
            at += 8;
            continue;
        }
        std::size_t const octets = character_octets(text, at);
        if (octets == 0) return false;
        at += octets;
    }
    return true;
}

std::string clipped(std::string_view text, std::size_t octets_max)
{
    std::string kept;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t const octets = character_octets(text, at);
        bool const printable = octets > 1 || (octets == 1 && static_cast<unsigned char>(text[at]) >= 0x20 && text[at] != 0x7F);
        std::string_view const piece = printable ? text.substr(at, octets) : std::string_view{"?"};
        if (kept.size() + piece.size() > octets_max) return kept + "…";
        kept += piece;
        at += octets == 0 ? 1 : octets;
    }
    return kept;
}

std::string folded(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const octet = static_cast<unsigned char>(text[i]);
        auto const next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (octet >= 'A' && octet <= 'Z')
            plain += static_cast<char>(octet - 'A' + 'a');
        else if ((octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9'))
            plain += text[i];
        else if (octet == 0xC3 && (next & 0xC0U) == 0x80U)
            plain += plain_letter(static_cast<unsigned char>(next)), ++i;
        else if (octet == 0xC5 && (next == 0x92 || next == 0x93))
            plain += "oe", ++i;
        else
            plain += ' ';
    }
    return plain;
}

bool is_name(std::string_view text) { return only_of(text, false); }
bool is_code(std::string_view text) { return only_of(text, true); }

}  // namespace accalmie
