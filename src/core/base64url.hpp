// SPDX-License-Identifier: Apache-2.0
// src/core/base64url.hpp: octets as letters that need no escaping anywhere (RFC 4648, section 5), without padding.
#pragma once

#include "core/bytes.hpp"

namespace accalmie {

std::string to_base64url(BytesView bytes);

/// errors  invalid  another letter, a length that no octets have, or bits left over that are not zero: each octets have one spelling
Result<Bytes> from_base64url(std::string_view text);

}  // namespace accalmie
