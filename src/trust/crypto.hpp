// SPDX-License-Identifier: Apache-2.0
// src/trust/crypto.hpp: libsodium, once: hashes, tokens and sealed boxes. Nothing here is invented.
#pragma once

#include "core/ids.hpp"
#include "core/random.hpp"

#include <string>
#include <string_view>

namespace accalmie {

/// Make libsodium ready. Cheap when it is already; every function of trust/ that needs it calls it.
void prepare_crypto();

/// BLAKE2b-256 (RFC 7693).
Hash hash_of(BytesView bytes);

/// SHA-256 (FIPS 180-4), for protocols that are not ours.
std::array<std::uint8_t, 32> sha256_of(BytesView bytes);

/// BLAKE2b-256 of something that arrives in pieces, as a file.
class Hasher {
public:
    Hasher();
    void add(BytesView bytes);
    Hash finish();  ///< once

private:
    alignas(64) std::array<std::uint8_t, 384> state_;  // crypto_generichash_blake2b_state
};

/// RFC 4648: with `+/` and padding, or with `-_` and without.
enum class Base64 : std::uint8_t { standard, url };
std::string to_base64(BytesView octets, Base64 kind);
/// errors  invalid  a character or length that this spelling does not have
Result<Bytes> from_base64(std::string_view text, Base64 kind);

/// A member's secret token: 128 random bits as 32 hexadecimal digits. It is shown once; only its hash is kept.
std::string make_token(Random& random);
/// What is kept of a token: BLAKE2b-256 of "accalmie token\n" and the token, as 64 hexadecimal digits.
std::string token_hash(std::string_view token);
/// Does `token` have this hash? Takes as long for a near miss as for a far one.
bool token_matches(std::string_view token, std::string_view hash_hex);

/// A key pair of an audience (X25519).
struct AudiencePair {
    Bytes public_key, secret_key;  ///< 32 octets each
};
AudiencePair make_audience(Random& random);
/// errors  invalid  not 32 octets
Result<Bytes> audience_public_key(BytesView secret_key);

/// Octets that a sealed box adds.
inline constexpr std::size_t seal_overhead = 48;

/// libsodium's sealed box (crypto_box_seal): only the holder of the secret key can open it, the sealer neither.
/// The one-time key comes from `random`, so that a seeded run gives the same bytes; the format is libsodium's own (a test opens it so).
/// errors  invalid  the public key is not 32 octets or not a point of the curve
Result<Bytes> seal(BytesView content, BytesView public_key, Random& random);
/// errors  denied  not sealed to this key, or changed     invalid  the secret key is not 32 octets
Result<Bytes> open_sealed(BytesView sealed, BytesView secret_key);

}  // namespace accalmie
