// SPDX-License-Identifier: Apache-2.0
// src/trust/parts.hpp: the bytes of one group: items, their commitments, packing and sealing. Inside trust/ only; bytes: docs/formats/record.md.
//
//   item      82  50 <salt, 16 octets>  58.. <content>      what is committed to: BLAKE2b-256 of exactly these octets
//   erased    58 20 <commitment, 32 octets>                 stands where an item stood
#pragma once

#include "trust/cbor.hpp"
#include "trust/record.hpp"

namespace accalmie {

inline constexpr std::size_t salt_octets = 16;
inline constexpr std::size_t content_octets_max = 16U << 20U;   ///< of one group of one record or row
inline constexpr std::size_t sequence_octets_max = 64U << 20U;  ///< of one group of a batch, unpacked
inline constexpr std::size_t item_head_octets = 2 + salt_octets;
inline constexpr std::string_view sealed_prefix = "sealed:";

inline bool is_sealed(std::string_view group) { return group.starts_with(sealed_prefix); }
inline std::string_view audience_of(std::string_view group) { return group.substr(sealed_prefix.size()); }

/// Why no record can hold `cell`; nullptr if one can.
char const* unwritable_reason(Cell const& cell);

/// Begin an item in `writer`; what is written until `end_item` is its content. The salt is left zero: `salt_item` fills it.
std::size_t begin_item(CborWriter& writer);
void end_item(CborWriter& writer, std::size_t start);
void salt_item(std::uint8_t* item, std::uint8_t const* salt);

/// One row of one group, found but not decoded.
struct Item {
    BytesView whole;    ///< the item's octets
    BytesView content;  ///< empty: erased
    Hash commitment;
};
/// The next item; the reader fails where there is none.
Item read_item(CborReader& reader);

/// A part's octets as they were before packing; views point into it.
struct Unpacked {
    std::unique_ptr<std::uint8_t[]> memory;
    std::size_t size = 0;
    BytesView bytes() const { return {memory.get(), size}; }
};
/// errors  corrupt  not one zstd frame of a known size     limit  larger than 64 MiB
Result<Unpacked> unpack(BytesView packed);
/// One zstd frame, level 1, with its content size and without checksum (the commitments are one).
class Packer {
public:
    Packer();
    ~Packer();
    Packer(Packer const&) = delete;
    Packer& operator=(Packer const&) = delete;
    Bytes pack(BytesView bytes);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// One group of a record, opened and proved against the header.
struct OpenGroup {
    std::size_t group = 0;  ///< index in the header's list
    Unpacked memory;
    std::vector<Item> items;
    Part::State state = Part::State::plain;  ///< boxes: the cells are still to be opened
};
/// The part of header group `group`, opened if that can be, its commitments checked; nullopt: absent, erased, or sealed without a secret.
/// errors  corrupt  it is not what the header says     denied  the secret does not open it
Result<std::optional<OpenGroup>> open_group(Record const& record, std::size_t group, AudienceSecrets const& secrets);

std::size_t group_count(Header const& header);
std::string const& group_name(Header const& header, std::size_t group);
/// The index of `name` in the header's list.   errors  missing
Result<std::size_t> group_index(Header const& header, std::string_view name);

}  // namespace accalmie
