// SPDX-License-Identifier: Apache-2.0
#include "trust/locked.hpp"

#include "trust/crypto.hpp"

#include <charconv>
#include <sodium.h>

namespace accalmie {

namespace {

constexpr std::string_view first_line = "accalmie locked 1\n";
constexpr std::uint64_t passes_max = 10, octets_max = 1U << 30U;
static_assert(passphrase_passes >= crypto_pwhash_argon2id_OPSLIMIT_MIN && passphrase_octets >= crypto_pwhash_argon2id_MEMLIMIT_MIN);

/// Wiped when it goes.
struct BoxKey {
    std::array<std::uint8_t, crypto_secretbox_KEYBYTES> octets{};
    BoxKey() = default;
    BoxKey(BoxKey const&) = delete;
    BoxKey& operator=(BoxKey const&) = delete;
    ~BoxKey() { sodium_memzero(octets.data(), octets.size()); }
};

Result<void> derive(BoxKey& key, std::string_view passphrase, BytesView salt, std::uint64_t passes, std::uint64_t octets)
{
    prepare_crypto();
    if (crypto_pwhash(key.octets.data(), key.octets.size(), passphrase.data(), passphrase.size(), salt.data(), passes, static_cast<std::size_t>(octets),
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return Error{Error::Kind::limit, "the machine has not the " + std::to_string(octets >> 20U) + " MiB of memory that the passphrase needs"};
    return {};
}

Error not_locked() { return {Error::Kind::corrupt, "not a secret locked by a passphrase", {}, "name the file that `accalmie officer key` wrote"}; }

Result<std::uint64_t> take_number(std::string_view& text, std::string_view name, std::uint64_t maximum)
{
    if (!text.starts_with(name)) return not_locked();
    text.remove_prefix(name.size());
    std::uint64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || number == 0 || number > maximum || end == text.data() + text.size() || *end != '\n') return not_locked();
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

}  // namespace

Result<std::string> lock_secret(BytesView secret, std::string_view passphrase, Random& random)
{
    if (passphrase.size() < passphrase_length_min)
        return Error{Error::Kind::invalid, "a passphrase of fewer than 12 characters", {}, "four or five words that nobody says together"};
    Bytes whole(crypto_pwhash_SALTBYTES + crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + secret.size());
    auto const salt = std::span{whole}.first(crypto_pwhash_SALTBYTES), nonce = std::span{whole}.subspan(salt.size(), crypto_secretbox_NONCEBYTES);
    random.fill(salt);
    random.fill(nonce);
    BoxKey key;
    TRY(derive(key, passphrase, salt, passphrase_passes, passphrase_octets));
    auto const box = std::span{whole}.subspan(salt.size() + nonce.size());
    VERIFY(crypto_secretbox_easy(box.data(), secret.data(), secret.size(), nonce.data(), key.octets.data()) == 0);
    return std::string{first_line} + "passes: " + std::to_string(passphrase_passes) + "\noctets: " + std::to_string(passphrase_octets) + "\n" +
           to_base64(whole, Base64::url) + "\n";
}

Result<Bytes> unlock_secret(std::string_view locked, std::string_view passphrase)
{
    if (!locked.starts_with(first_line)) return not_locked();
    locked.remove_prefix(first_line.size());
    auto const passes = TRY(take_number(locked, "passes: ", passes_max));
    auto const octets = TRY(take_number(locked, "octets: ", octets_max));
    if (octets < crypto_pwhash_argon2id_MEMLIMIT_MIN || !locked.ends_with('\n')) return not_locked();
    locked.remove_suffix(1);
    auto const whole = from_base64(locked, Base64::url);
    constexpr std::size_t before = crypto_pwhash_SALTBYTES + crypto_secretbox_NONCEBYTES;
    if (!whole || whole.value().size() < before + crypto_secretbox_MACBYTES) return not_locked();
    BytesView const all{whole.value()};
    BoxKey key;
    TRY(derive(key, passphrase, all.first(crypto_pwhash_SALTBYTES), passes, octets));
    auto const box = all.subspan(before);
    Bytes secret(box.size() - crypto_secretbox_MACBYTES);
    if (crypto_secretbox_open_easy(secret.data(), box.data(), box.size(), all.data() + crypto_pwhash_SALTBYTES, key.octets.data()) != 0)
        return Error{Error::Kind::denied, "the passphrase is not the one, or the file was changed"};
    return secret;
}

}  // namespace accalmie
