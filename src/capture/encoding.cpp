// SPDX-License-Identifier: Apache-2.0
#include "capture/encoding.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

using namespace std::string_view_literals;

struct Signature {
    std::string_view octets, what, remedy;
};
// First octets of what people take for a table.
constexpr std::array signatures{
    Signature{"PK\x03\x04"sv, "this is an archive or an Excel workbook, not a CSV file",
              "open it in a spreadsheet and save the sheet as \"CSV UTF-8\""},
    Signature{"\xD0\xCF\x11\xE0"sv, "this is an old Excel workbook, not a CSV file", "open it in a spreadsheet and save the sheet as \"CSV UTF-8\""},
    Signature{"\x89PNG"sv, "this is a picture, not a CSV file", "give the CSV file itself"},
    Signature{"\xFF\xD8\xFF"sv, "this is a picture, not a CSV file", "give the CSV file itself"},
    Signature{"%PDF"sv, "this is a PDF, not a CSV file", "give the CSV file itself"},
    Signature{"\x1F\x8B"sv, "this file is compressed", "unpack it first (gunzip)"},
    Signature{"\x28\xB5\x2F\xFD"sv, "this file is compressed", "unpack it first (unzstd)"},
    Signature{"PAR1"sv, "this is a Parquet file, not a CSV file", "give the CSV file itself"},
};

/// Length of the UTF-8 character that begins at `at`: 0 if it is none, 5 if the text ends within it.
std::size_t character_bytes(std::string_view text, std::size_t at)
{
    auto const octet = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    unsigned const first = octet(at);
    if (first < 0x80U) return 1;
    std::size_t const length = first >= 0xC2U && first < 0xE0U ? 2 : first >= 0xE0U && first < 0xF0U ? 3 : first >= 0xF0U && first < 0xF5U ? 4 : 0;
    if (length == 0) return 0;
    for (std::size_t index = 1; index < length; ++index) {
        if (at + index >= text.size()) return 5;
        unsigned const next = octet(at + index);
        if ((next & 0xC0U) != 0x80U) return 0;
        // The second octet has narrower bounds after E0, ED, F0 and F4 (Unicode, table 3-7).
        if (index == 1 && ((first == 0xE0U && next < 0xA0U) || (first == 0xEDU && next > 0x9FU) || (first == 0xF0U && next < 0x90U) ||
                           (first == 0xF4U && next > 0x8FU)))
            return 0;
    }
    return length;
}

struct Census {
    std::size_t characters_of_many = 0, broken = 0, controls = 0, nul_even = 0, nul_odd = 0;
};

Census census_of(std::string_view text)
{
    Census census;
    for (std::size_t at = 0; at < text.size();) {
        auto const octet = static_cast<unsigned char>(text[at]);
        if (octet == 0)
            (at % 2 == 0 ? census.nul_even : census.nul_odd) += 1;
        else if (octet < 0x20U && octet != '\t' && octet != '\r' && octet != '\n')
            ++census.controls;
        auto const length = character_bytes(text, at);
        if (length == 5) break;
        if (length == 0) ++census.broken;
        if (length > 1) ++census.characters_of_many;
        at += std::max<std::size_t>(length, 1);
    }
    return census;
}

Error not_text()
{
    return {Error::Kind::invalid, "this file holds octets that no text has", "", "give a CSV file; a spreadsheet saves one as \"CSV UTF-8\""};
}

Result<EncodingFound> guess(std::string_view beginning)
{
    for (auto const& signature : signatures)
        if (beginning.starts_with(signature.octets))
            return Error{Error::Kind::invalid, std::string{signature.what}, "", std::string{signature.remedy}};
    auto const census = census_of(beginning);
    // Latin text in UTF-16 has a NUL in nearly every second place, always on the same side.
    std::size_t const half = beginning.size() / 2;
    if (half > 8 && census.nul_odd > half * 4 / 5 && census.nul_even < half / 100 + 1)
        return EncodingFound{Encoding::utf16_le, 0, "converted from UTF-16 (little endian, without a byte order mark)"};
    if (half > 8 && census.nul_even > half * 4 / 5 && census.nul_odd < half / 100 + 1)
        return EncodingFound{Encoding::utf16_be, 0, "converted from UTF-16 (big endian, without a byte order mark)"};
    // One octet in a hundred that no text has: a broken text may hold a few, a program or picture holds many.
    if ((census.controls + census.nul_even + census.nul_odd) * 100 > beginning.size()) return not_text();
    if (census.broken > 0 && census.characters_of_many == 0)
        return EncodingFound{Encoding::windows_1252, 0, "converted from Windows-1252 (Latin-1): please check the accents"};
    return EncodingFound{};
}

void append_character(std::string& out, std::uint32_t character)
{
    auto const put = [&](std::uint32_t octet) { out += static_cast<char>(static_cast<unsigned char>(octet)); };
    if (character < 0x80U) {
        put(character);
    } else if (character < 0x800U) {
        put(0xC0U | character >> 6U);
        put(0x80U | (character & 0x3FU));
    } else if (character < 0x10000U) {
        put(0xE0U | character >> 12U);
        put(0x80U | (character >> 6U & 0x3FU));
        put(0x80U | (character & 0x3FU));
    } else {
        put(0xF0U | character >> 18U);
        put(0x80U | (character >> 12U & 0x3FU));
        put(0x80U | (character >> 6U & 0x3FU));
        put(0x80U | (character & 0x3FU));
    }
}

// Windows-1252, octets 80 to 9F (Unicode consortium, CP1252.TXT); 0: not defined.
constexpr std::array<std::uint16_t, 32> windows_1252_high{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                                          0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                                          0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

constexpr char not_a_character = '\xFF';

std::size_t append_windows_1252(std::string& out, std::string_view octets)
{
    for (char const letter : octets) {
        auto const octet = static_cast<unsigned char>(letter);
        std::uint32_t const character = octet >= 0x80U && octet < 0xA0U ? windows_1252_high[octet - 0x80U] : octet;
        if (character == 0 && octet != 0)
            out += not_a_character;
        else
            append_character(out, character);
    }
    return octets.size();
}

std::size_t append_utf16(std::string& out, std::string_view octets, bool big_endian)
{
    auto const unit = [&](std::size_t at) {
        auto const a = static_cast<unsigned char>(octets[at]), b = static_cast<unsigned char>(octets[at + 1]);
        return big_endian ? static_cast<std::uint32_t>(a) << 8U | b : static_cast<std::uint32_t>(b) << 8U | a;
    };
    std::size_t at = 0;
    while (at + 2 <= octets.size()) {
        auto const first = unit(at);
        bool const high = first >= 0xD800U && first < 0xDC00U;
        if (high && at + 4 > octets.size()) break;
        if (high) {
            auto const second = unit(at + 2);
            if (second >= 0xDC00U && second < 0xE000U) {
                append_character(out, 0x10000U + ((first - 0xD800U) << 10U) + (second - 0xDC00U));
                at += 4;
                continue;
            }
        }
        if (first >= 0xD800U && first < 0xE000U)
            out += not_a_character;
        else
            append_character(out, first);
        at += 2;
    }
    return at;
}

}  // namespace

std::string_view encoding_name(Encoding encoding)
{
    switch (encoding) {
    case Encoding::detect: return "detect";
    case Encoding::utf8: return "utf-8";
    case Encoding::utf16_le: return "utf-16le";
    case Encoding::utf16_be: return "utf-16be";
    case Encoding::windows_1252: return "windows-1252";
    }
    VERIFY(false);
}

Result<EncodingFound> find_encoding(std::string_view beginning, Encoding wanted)
{
    if (beginning.starts_with("\xFF\xFE\0\0"sv) || beginning.starts_with("\0\0\xFE\xFF"sv))
        return Error{Error::Kind::invalid, "the file is in UTF-32, which is not read", "", "save it as UTF-8"};
    auto const may_be = [&](Encoding encoding) { return wanted == Encoding::detect || wanted == encoding; };
    if (beginning.starts_with("\xEF\xBB\xBF"sv) && may_be(Encoding::utf8)) return EncodingFound{Encoding::utf8, 3, ""};
    if (beginning.starts_with("\xFF\xFE"sv) && may_be(Encoding::utf16_le)) return EncodingFound{Encoding::utf16_le, 2, "converted from UTF-16"};
    if (beginning.starts_with("\xFE\xFF"sv) && may_be(Encoding::utf16_be)) return EncodingFound{Encoding::utf16_be, 2, "converted from UTF-16"};
    if (wanted != Encoding::detect) return EncodingFound{wanted, 0, ""};
    return guess(beginning);
}

std::size_t append_as_utf8(std::string& out, std::string_view octets, Encoding from)
{
    switch (from) {
    case Encoding::windows_1252: return append_windows_1252(out, octets);
    case Encoding::utf16_le: return append_utf16(out, octets, false);
    case Encoding::utf16_be: return append_utf16(out, octets, true);
    case Encoding::detect:
    case Encoding::utf8: break;
    }
    out.append(octets);
    return octets.size();
}

std::string shown(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const length = character_bytes(text, at);
        bool const good = length >= 1 && length <= 4 && text[at] != '\0';
        if (good)
            out.append(text.substr(at, length));
        else
            out += "\xEF\xBF\xBD";
        at += good ? length : 1;
    }
    return out;
}

}  // namespace accalmie
