// SPDX-License-Identifier: Apache-2.0
#include "trust/crypto.hpp"
#include "trust/record.hpp"

#include <sodium.h>

namespace accalmie {

namespace {

constexpr std::size_t seed_octets = crypto_sign_SEEDBYTES;
static_assert(crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_PUBLICKEYBYTES == AuthorId::size);

}  // namespace

SigningKey SigningKey::make(Random& random)
{
    std::array<std::uint8_t, seed_octets> seed;
    random.fill(seed);
    auto key = from_seed(seed);
    sodium_memzero(seed.data(), seed.size());
    return std::move(key).value();
}

Result<SigningKey> SigningKey::from_seed(BytesView seed_32)
{
    prepare_crypto();
    if (seed_32.size() != seed_octets) {
        return Error{Error::Kind::invalid, "a signing key of " + std::to_string(seed_32.size()) + " octets, not 32", {}, "restore the key file from its copy"};
    }
    SigningKey key;
    std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> public_key;
    VERIFY(crypto_sign_seed_keypair(public_key.data(), key.secret_.data(), seed_32.data()) == 0);
    return key;
}

SigningKey::SigningKey(SigningKey&& other) noexcept : secret_(other.secret_) { sodium_memzero(other.secret_.data(), other.secret_.size()); }

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept
{
    if (this == &other) return *this;
    secret_ = other.secret_;
    sodium_memzero(other.secret_.data(), other.secret_.size());
    return *this;
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

AuthorId SigningKey::author() const { return AuthorId::from(BytesView{secret_}.subspan(seed_octets)).value(); }

BytesView SigningKey::seed() const { return BytesView{secret_}.first(seed_octets); }

Bytes SigningKey::sign(BytesView message) const
{
    Bytes signature(crypto_sign_BYTES);
    VERIFY(crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.data()) == 0);
    return signature;
}

}  // namespace accalmie
