// SPDX-License-Identifier: Apache-2.0
#include "trust/crypto.hpp"

#include <array>
#include <cstring>

#include <sodium.h>

namespace accalmie {

namespace {

constexpr std::size_t token_octets = 16;
constexpr std::string_view token_prefix = "accalmie token\n";

static_assert(sizeof(crypto_generichash_blake2b_state) <= 384);
static_assert(seal_overhead == crypto_box_SEALBYTES);

crypto_generichash_blake2b_state* state_of(std::array<std::uint8_t, 384>& octets)
{
    return reinterpret_cast<crypto_generichash_blake2b_state*>(octets.data());
}

Error not_a_key(std::size_t size)
{
    return {Error::Kind::invalid, "an audience key of " + std::to_string(size) + " octets, not 32", {}, "give the key as 64 hexadecimal digits"};
}

/// The nonce of a sealed box: BLAKE2b-192 of both public keys (libsodium, "Sealed boxes", algorithm details).
std::array<std::uint8_t, crypto_box_NONCEBYTES> seal_nonce(std::uint8_t const* one_time_key, BytesView public_key)
{
    std::array<std::uint8_t, 2 * crypto_box_PUBLICKEYBYTES> keys;
    std::memcpy(keys.data(), one_time_key, crypto_box_PUBLICKEYBYTES);
    std::memcpy(keys.data() + crypto_box_PUBLICKEYBYTES, public_key.data(), crypto_box_PUBLICKEYBYTES);
    std::array<std::uint8_t, crypto_box_NONCEBYTES> nonce;
    VERIFY(crypto_generichash(nonce.data(), nonce.size(), keys.data(), keys.size(), nullptr, 0) == 0);
    return nonce;
}

}  // namespace

void prepare_crypto()
{
    static bool const ready = sodium_init() >= 0;  // 1 when it was ready already
    VERIFY(ready);
}

Hash hash_of(BytesView bytes)
{
    Hash hash;
    VERIFY(crypto_generichash_blake2b(hash.data(), Hash::size, bytes.data(), bytes.size(), nullptr, 0) == 0);
    return hash;
}

std::array<std::uint8_t, 32> sha256_of(BytesView bytes)
{
    prepare_crypto();
    std::array<std::uint8_t, 32> digest{};
    static_assert(digest.size() == crypto_hash_sha256_BYTES);
    crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
    return digest;
}

Hasher::Hasher() { VERIFY(crypto_generichash_blake2b_init(state_of(state_), nullptr, 0, Hash::size) == 0); }

void Hasher::add(BytesView bytes) { VERIFY(crypto_generichash_blake2b_update(state_of(state_), bytes.data(), bytes.size()) == 0); }

Hash Hasher::finish()
{
    Hash hash;
    VERIFY(crypto_generichash_blake2b_final(state_of(state_), hash.data(), Hash::size) == 0);
    return hash;
}

std::string to_base64(BytesView octets, Base64 kind)
{
    int const variant = kind == Base64::url ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL;
    std::string text(sodium_base64_encoded_len(octets.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), octets.data(), octets.size(), variant);
    text.pop_back();  // libsodium's closing zero
    return text;
}

Result<Bytes> from_base64(std::string_view text, Base64 kind)
{
    int const variant = kind == Base64::url ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL;
    Bytes octets(text.size() / 4 * 3 + 3);
    std::size_t size = 0;
    char const* end = nullptr;
    bool const is_read = sodium_base642bin(octets.data(), octets.size(), text.data(), text.size(), nullptr, &size, &end, variant) == 0;
    if (!is_read || end != text.data() + text.size())
        return Error{Error::Kind::invalid, kind == Base64::url ? "not base64url without padding" : "not base64"};
    octets.resize(size);
    return octets;
}

std::string make_token(Random& random)
{
    std::array<std::uint8_t, token_octets> octets;
    random.fill(octets);
    auto token = to_hex(octets);
    sodium_memzero(octets.data(), octets.size());
    return token;
}

std::string token_hash(std::string_view token)
{
    Hasher hasher;
    hasher.add(as_bytes(token_prefix));
    hasher.add(as_bytes(token));
    return hasher.finish().hex();
}

bool token_matches(std::string_view token, std::string_view hash_hex)
{
    auto const kept = from_hex(hash_hex);
    auto const asked = from_hex(token_hash(token));
    if (!kept || kept->size() != asked->size()) return false;
    return sodium_memcmp(kept->data(), asked->data(), kept->size()) == 0;
}

AudiencePair make_audience(Random& random)
{
    AudiencePair pair{Bytes(crypto_box_PUBLICKEYBYTES), Bytes(crypto_box_SECRETKEYBYTES)};
    random.fill(pair.secret_key);
    VERIFY(crypto_scalarmult_base(pair.public_key.data(), pair.secret_key.data()) == 0);
    return pair;
}

Result<Bytes> audience_public_key(BytesView secret_key)
{
    if (secret_key.size() != crypto_box_SECRETKEYBYTES) return not_a_key(secret_key.size());
    Bytes public_key(crypto_box_PUBLICKEYBYTES);
    VERIFY(crypto_scalarmult_base(public_key.data(), secret_key.data()) == 0);
    return public_key;
}

Result<Bytes> seal(BytesView content, BytesView public_key, Random& random)
{
    prepare_crypto();
    if (public_key.size() != crypto_box_PUBLICKEYBYTES) return not_a_key(public_key.size());
    auto one_time = make_audience(random);
    Bytes sealed(content.size() + crypto_box_SEALBYTES);
    std::memcpy(sealed.data(), one_time.public_key.data(), crypto_box_PUBLICKEYBYTES);
    auto const nonce = seal_nonce(one_time.public_key.data(), public_key);
    int const failed = crypto_box_easy(sealed.data() + crypto_box_PUBLICKEYBYTES, content.data(), content.size(), nonce.data(), public_key.data(),
                                       one_time.secret_key.data());
    sodium_memzero(one_time.secret_key.data(), one_time.secret_key.size());
    if (failed != 0) return Error{Error::Kind::invalid, "an audience key that is no X25519 public key", {}, "make the audience's key anew"};
    return sealed;
}

Result<Bytes> open_sealed(BytesView sealed, BytesView secret_key)
{
    prepare_crypto();
    auto const public_key = TRY(audience_public_key(secret_key));
    Error const wrong{Error::Kind::denied, "sealed to another key, or changed since", {}, "use the key of this record's audience and time"};
    if (sealed.size() < crypto_box_SEALBYTES) return wrong;
    Bytes content(sealed.size() - crypto_box_SEALBYTES);
    if (crypto_box_seal_open(content.data(), sealed.data(), sealed.size(), public_key.data(), secret_key.data()) != 0) return wrong;
    return content;
}

}  // namespace accalmie
