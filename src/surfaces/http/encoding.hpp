// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/encoding.hpp: content codings (RFC 9110, 8.4), entity tags, and gzip.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace accalmie::http {

enum class Coding : std::uint8_t { identity, gzip, brotli };
std::string_view coding_name(Coding coding);  ///< "gzip", "br"; empty for identity

/// Does `accept_encoding` (the field as sent, perhaps empty) allow `coding`? Weights count only as zero or not zero.
bool accepts(std::string_view accept_encoding, Coding coding);

/// Does If-None-Match (the field as sent, perhaps empty) name `etag`? Compared weakly, as RFC 9110, 13.1.2 asks.
bool names_etag(std::string_view if_none_match, std::string_view etag);

/// First 16 octets of the SHA-256 of `content`, as hexadecimal digits: one content, one tag, whatever the release.
std::string content_hash(std::string_view content);

/// RFC 1952, without name or time, so that the same content gives the same octets.
std::string gzip(std::string_view content);

}  // namespace accalmie::http
