// SPDX-License-Identifier: Apache-2.0
// src/trust/envelope.hpp: the header's bytes and the COSE_Sign1 around them. Inside trust/ only; bytes: docs/formats/record.md.
#pragma once

#include "trust/record.hpp"

namespace accalmie {

inline constexpr std::uint64_t record_format = 1;
inline constexpr std::size_t envelope_octets_max = 256 * 1024;
inline constexpr std::size_t groups_max = 16;
inline constexpr std::size_t fields_max = 255;
inline constexpr std::size_t name_octets_max = 64;        ///< of a type, field, group or place
inline constexpr std::size_t dictionary_octets_max = 128;
inline constexpr std::size_t source_octets_max = 512;
/// 2199-12-31: no clock is later, so that one wrong header cannot run the hybrid clock of everybody to its end.
inline constexpr std::uint64_t hlc_max = (7'258'118'400'000ULL << 16U) - 1;

/// Deterministic CBOR of `header`: what is signed and what the id is the hash of.
/// errors  invalid  a text too long or not UTF-8, both groups and a batch, or lists of a batch that do not fit each other
Result<Bytes> encode_header(Header const& header);
/// errors  corrupt
Result<Header> decode_header(BytesView payload);

/// Encode, sign and name the record; `record.header.author` must be the key's.
Result<void> sign_envelope(Record& record, SigningKey const& key);

}  // namespace accalmie
