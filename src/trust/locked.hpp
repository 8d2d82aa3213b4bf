// SPDX-License-Identifier: Apache-2.0
// src/trust/locked.hpp: a secret under a passphrase: Argon2id (RFC 9106) and libsodium's secretbox. Bytes: docs/formats/statement.md, "An officer's key".
#pragma once

#include "core/bytes.hpp"
#include "core/random.hpp"

#include <string>
#include <string_view>

namespace accalmie {

/// What a passphrase costs to try: three passes over 64 MiB (RFC 9106, section 4, the second recommended choice).
inline constexpr std::uint64_t passphrase_passes = 3, passphrase_octets = 64U << 20U;
inline constexpr std::size_t passphrase_length_min = 12;

/// Lines of text, the last one the locked secret in base64url.
/// errors  invalid  a passphrase of fewer than 12 octets     limit  no memory for it
Result<std::string> lock_secret(BytesView secret, std::string_view passphrase, Random& random);
/// errors  denied  another passphrase, or the file was changed     corrupt  not such a file, or one that asks for more than 1 GiB or 10 passes
Result<Bytes> unlock_secret(std::string_view locked, std::string_view passphrase);

}  // namespace accalmie
