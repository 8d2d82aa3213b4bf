// SPDX-License-Identifier: Apache-2.0
#include "capture/import.hpp"

#include "core/verify.hpp"

#include <bit>
#include <cstring>
#include <initializer_list>

namespace accalmie {

namespace {

__extension__ using Wide = unsigned __int128;

// Odd 64-bit constants: the first digits of the fractional parts of the square roots of 2, 3 and 5.
constexpr std::uint64_t root_2 = 0x6A09E667F3BCC909U, root_3 = 0xBB67AE8584CAA73BU, root_5 = 0x3C6EF372FE94F82BU;

/// Both halves of a 128-bit product, folded: every bit of either factor reaches the answer.
std::uint64_t mix(std::uint64_t a, std::uint64_t b)
{
    Wide const product = static_cast<Wide>(a ^ root_2) * (b ^ root_3);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t word_at(char const* from, std::size_t octets)
{
    std::uint64_t word = 0;
    std::memcpy(&word, from, octets);
    return word;
}

/// The length goes in first, so that texts which differ only in trailing NULs differ.
std::uint64_t hash_of(std::string_view text, std::uint64_t seed)
{
    std::uint64_t state = mix(seed, text.size() + root_5);
    char const* at = text.data();
    std::size_t left = text.size();
    for (; left >= 16; left -= 16, at += 16) state = mix(word_at(at, 8) ^ state, word_at(at + 8, 8) + root_5);
    if (left > 8) return mix(word_at(at, 8) ^ state, word_at(at + 8, left - 8) + root_3);
    return left == 0 ? state : mix(word_at(at, left) ^ state, left);
}

std::uint64_t hash_of(Cell const& cell, std::uint64_t seed)
{
    seed += cell.index();
    if (auto const* text = std::get_if<std::string_view>(&cell)) return hash_of(*text, seed);
    if (auto const* whole = std::get_if<std::int64_t>(&cell)) return mix(seed, static_cast<std::uint64_t>(*whole));
    // Adding zero makes -0.0 and 0.0 one.
    if (auto const* decimal = std::get_if<double>(&cell)) return mix(seed, std::bit_cast<std::uint64_t>(*decimal + 0.0));
    if (auto const* day = std::get_if<Day>(&cell)) return mix(seed, static_cast<std::uint64_t>(day->time_since_epoch().count()));
    if (auto const* instant = std::get_if<Instant>(&cell)) return mix(seed, static_cast<std::uint64_t>(instant->time_since_epoch().count()));
    if (auto const* truth = std::get_if<bool>(&cell)) return mix(seed, *truth ? 1 : 2);
    return mix(seed, 0);
}

std::vector<std::size_t> natural_key(RecordType const& type)
{
    for (auto const& [one, other] : {std::pair{"source", "source_id"}, std::pair{"code", "version"}, std::pair{"code", "source"}}) {
        auto const first = type.index_of(one), second = type.index_of(other);
        if (first && second) return {*first, *second};
    }
    return {};
}

}  // namespace

RowIdentity::RowIdentity(RecordType const& type, std::vector<std::string> const& key_fields)
{
    for (auto const& name : key_fields) {
        auto const index = type.index_of(name);
        VERIFY(index.has_value());
        key_.push_back(*index);
    }
    if (key_fields.empty()) key_ = natural_key(type);
    for (auto const& field : type.fields) salts_.push_back(field.name == "release" ? 0 : hash_of(std::string_view{field.name}, root_2) | 1U);
}

std::uint64_t RowIdentity::key(std::span<Cell const> row) const
{
    if (key_.empty()) return content(row);
    std::uint64_t state = root_5;
    for (auto const index : key_) state = hash_of(row[index], state);
    return state;
}

std::uint64_t RowIdentity::content(std::span<Cell const> row) const
{
    VERIFY(row.size() == salts_.size());
    std::uint64_t state = root_3;
    for (std::size_t index = 0; index < row.size(); ++index)
        if (salts_[index] != 0 && row[index].index() != 0) state = hash_of(row[index], state ^ salts_[index]);
    return state;
}

bool RowIdentity::names_a_row(std::span<Cell const> row) const
{
    for (auto const index : key_)
        if (row[index].index() == 0) return false;
    return !key_.empty();
}

}  // namespace accalmie
