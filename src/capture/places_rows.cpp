// SPDX-License-Identifier: Apache-2.0
#include "capture/places_rows.hpp"

#include "core/verify.hpp"
#include "dictionary/text.hpp"
#include "ground/resolve.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace accalmie {

namespace {

std::size_t needed_field(RecordType const& type, std::string_view name)
{
    auto const index = type.index_of(name);
    VERIFY(index.has_value());  // a test loads the base pack
    return *index;
}

/// The characters of U+0080 to U+009F that Windows-1252 has instead of controls (WHATWG Encoding Standard, index windows-1252).
constexpr std::array<char32_t, 32> windows_1252{0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
                                                0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

/// One character of clean UTF-8, taken off the front.
char32_t take_character(std::string_view& text)
{
    auto const first = static_cast<std::uint8_t>(text[0]);
    std::size_t const length = first < 0x80 ? 1 : (first < 0xE0 ? 2 : (first < 0xF0 ? 3 : 4));
    char32_t character = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) character = (character << 6U) | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
    text.remove_prefix(length);
    return character;
}

/// The octet that a program of the nineties would have written for it; nullopt if none.
std::optional<char> octet_of(char32_t character)
{
    auto const* special = std::find(windows_1252.begin(), windows_1252.end(), character);
    if (special != windows_1252.end()) return static_cast<char>(0x80 + (special - windows_1252.begin()));
    if (character < 0x100) return static_cast<char>(character);
    return std::nullopt;
}

}  // namespace

PlaceFields::PlaceFields(RecordType const& type)
    : code(needed_field(type, "code")), version(needed_field(type, "version")), name(needed_field(type, "name")), name_alternative(needed_field(type, "name_alternative")),
      level(needed_field(type, "level")), parent(needed_field(type, "parent")), latitude(needed_field(type, "latitude")), longitude(needed_field(type, "longitude")),
      geometry(needed_field(type, "geometry")), valid_from(needed_field(type, "valid_from")), valid_to(needed_field(type, "valid_to")), kind(needed_field(type, "kind")),
      source(needed_field(type, "source"))
{
}

std::string_view kind_of_level(int level)
{
    static constexpr std::array<std::string_view, 5> kinds{"country", "region", "cercle", "commune", "settlement"};
    VERIFY(level >= 0 && level < 5);
    return kinds[static_cast<std::size_t>(level)];
}

Cell text_cell(std::string_view text)
{
    if (text.empty()) return std::monostate{};
    return text;
}

std::optional<Day> day_of_text(std::string_view text)
{
    Day day{};
    if (text.empty() || parse_day_cell(text, DateOrder::year_month_day, day)) return std::nullopt;
    return day;
}

std::optional<std::string> repaired_accents(std::string_view text)
{
    std::string octets;
    if (!is_clean_utf8(text)) return std::nullopt;
    while (!text.empty()) {
        auto const octet = octet_of(take_character(text));
        if (!octet) return std::nullopt;
        octets += *octet;
    }
    if (!is_clean_utf8(octets)) return std::nullopt;
    return octets;
}

bool has_broken_accents(std::string_view text)
{
    if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<std::uint8_t>(c) < 0x80; })) return false;
    // A lone "é" is one octet of Latin-1 and no UTF-8: only text that was encoded twice comes out clean when decoded twice.
    return repaired_accents(text).has_value() || text.find("\xEF\xBF\xBD") != std::string_view::npos || text.find("\xC3\x83") != std::string_view::npos;
}

Result<PlaceMatch> match_place(PlaceIndex const& index, std::string_view code, std::string_view name, int level)
{
    auto const version = index.places().empty() ? std::string{} : index.places().front().version;
    auto const coded = code.empty() ? PlaceIndex::none : index.coded(code);
    bool const fits = coded != PlaceIndex::none && index.places()[coded].level == level;
    if (fits && (name.empty() || similar_names(index.places()[coded].name, name))) return PlaceMatch{coded, {}};
    auto const named = name.empty() ? std::span<std::size_t const>{} : index.named(name, level);
    if (named.size() == 1) {
        auto const& place = index.places()[named[0]];
        if (code.empty()) return PlaceMatch{named[0], {}};
        return PlaceMatch{named[0], fits ? fmt::format("{} is {} in {} and not {}: taken by name as {}", code, index.places()[coded].name, version, name, place.code)
                                         : fmt::format("{} is no code of {}: {} taken by name as {}", code, version, name, place.code)};
    }
    if (named.size() > 1)
        return Error{Error::Kind::conflict, fmt::format("{} is the name of {} places of level {}", name, named.size(), level), {}, "give one of the codes: " + candidates(index, named)};
    auto const near = nearest_names(index, name, level);
    return Error{Error::Kind::missing,
                 fits ? fmt::format("{} is {} in {} and not {}", code, index.places()[coded].name, version, name)
                      : fmt::format("neither the code \"{}\" nor the name \"{}\" is a place of level {} in {}", code, name, level, version),
                 {}, near.empty() ? "check which list of codes the file uses" : "did the row mean " + candidates(index, near)};
}

std::string row_text(CsvRow const& row) { return fmt::format("row {}", row.number); }

}  // namespace accalmie
