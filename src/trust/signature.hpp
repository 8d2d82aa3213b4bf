// SPDX-License-Identifier: Apache-2.0
// src/trust/signature.hpp: is this signature of this author over these octets?
#pragma once

#include "core/ids.hpp"

namespace accalmie {

/// Ed25519 (RFC 8032). False also for a signature that is not 64 octets.
bool verify_signature(AuthorId const& author, BytesView message, BytesView signature);

}  // namespace accalmie
