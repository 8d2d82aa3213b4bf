// SPDX-License-Identifier: Apache-2.0
// src/core/bytes.hpp: octets, and their hexadecimal spelling.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<std::uint8_t const>;

/// The octets of `text`; valid as long as `text` lives.
inline BytesView as_bytes(std::string_view text) { return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()}; }
/// The octets as characters; valid as long as `bytes` lives.
inline std::string_view as_text(BytesView bytes) { return {reinterpret_cast<char const*>(bytes.data()), bytes.size()}; }

/// Lower-case hexadecimal digits, two an octet.
std::string to_hex(BytesView bytes);

/// errors  invalid  an odd number of digits, or a character that is not a hexadecimal digit
Result<Bytes> from_hex(std::string_view hex);

}  // namespace accalmie
