// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/statement_fuzz.cpp: any octets as an officers' statement, and as one among those that a node folds; any text as a locked secret.
#include "trust/authority.hpp"

#include "core/verify.hpp"
#include "trust/locked.hpp"

using namespace accalmie;

namespace {

Bytes founding()
{
    Charter charter{"Macina", {}, {}, {}};
    std::vector<SigningKey> keys;
    for (std::uint8_t seed = 1; seed <= officers_count; ++seed) keys.push_back(SigningKey::from_seed(Bytes(32, seed)).value());
    for (std::size_t i = 0; i < officers_count; ++i) charter.officers[i] = keys[i].author();
    std::sort(charter.officers.begin(), charter.officers.end());
    auto octets = write_statement(charter).value();
    for (auto const& key : keys) octets = sign_statement(octets, key).value();
    return octets;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static auto const trusted = founding();
    BytesView const input{data, size};
    auto const read = read_statement(input);
    if (read && read.value().signatures.empty()) {
        // Without signatures what is read is what is written; with them it would take a key to get here.
        auto const again = write_statement(read.value().statement).value();
        VERIFY(std::equal(again.begin(), again.end(), input.begin(), input.end()));
    }
    auto const authority = Authority::from(trusted, {Bytes(input.begin(), input.end())});
    VERIFY(authority && authority.value().certificates().empty());
    if (size < 60) (void)unlock_secret({reinterpret_cast<char const*>(data), size}, "quatre mots sans suite");
    return 0;
}
