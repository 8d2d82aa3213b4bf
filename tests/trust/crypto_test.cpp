// SPDX-License-Identifier: Apache-2.0
#include "trust/crypto.hpp"

#include "trust/merkle.hpp"
#include "trust/record.hpp"
#include "trust/trust_fixtures.hpp"

#include <doctest/doctest.h>

#include <sodium.h>

using namespace accalmie;
using namespace accalmie::fixtures;

TEST_CASE("BLAKE2b-256 gives the known answers, in one piece and in many")
{
    prepare_crypto();
    CHECK(hash_of({}).hex() == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    CHECK(hash_of(as_bytes("abc")).hex() == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    Bytes const bytes(1000, 7);
    Hasher hasher;
    for (std::size_t i = 0; i < bytes.size(); i += 13) hasher.add(BytesView{bytes}.subspan(i, std::min<std::size_t>(13, bytes.size() - i)));
    CHECK(hasher.finish() == hash_of(bytes));
}

TEST_CASE("Ed25519 gives the first answer of RFC 8032, section 7.1")
{
    auto const key = SigningKey::from_seed(from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value());
    REQUIRE(key);
    CHECK(key->author().hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    CHECK(to_hex(key->sign({})) == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    CHECK(SigningKey::from_seed(Bytes(31)).error().kind == Error::Kind::invalid);
}

TEST_CASE("a sealed box of ours is opened by libsodium, and libsodium's by us")
{
    SeededRandom random{5};
    auto const pair = make_audience(random);
    CHECK(audience_public_key(pair.secret_key).value() == pair.public_key);
    auto const message = as_bytes("who guaranteed what");
    auto const ours = seal(message, pair.public_key, random);
    REQUIRE(ours);
    CHECK(ours->size() == message.size() + seal_overhead);
    Bytes opened(message.size());
    CHECK(crypto_box_seal_open(opened.data(), ours->data(), ours->size(), pair.public_key.data(), pair.secret_key.data()) == 0);
    CHECK(as_text(opened) == as_text(message));

    Bytes theirs(message.size() + crypto_box_SEALBYTES);
    REQUIRE(crypto_box_seal(theirs.data(), message.data(), message.size(), pair.public_key.data()) == 0);
    CHECK(as_text(open_sealed(theirs, pair.secret_key).value()) == as_text(message));

    auto changed = *ours;
    changed[50] ^= 1U;
    CHECK(open_sealed(changed, pair.secret_key).error().kind == Error::Kind::denied);
    CHECK(open_sealed(Bytes(10), pair.secret_key).error().kind == Error::Kind::denied);
    CHECK(open_sealed(*ours, Bytes(3)).error().kind == Error::Kind::invalid);
    CHECK(seal(message, Bytes(3), random).error().kind == Error::Kind::invalid);
    CHECK(seal(message, Bytes(32, 0), random).error().kind == Error::Kind::invalid);  // the point of small order
}

TEST_CASE("a token matches its hash and no other does")
{
    SeededRandom random{5};
    auto const token = make_token(random), other = make_token(random);
    CHECK(token.size() == 32);
    CHECK(token != other);
    CHECK(token_hash(token).size() == 64);
    CHECK(token_matches(token, token_hash(token)));
    CHECK_FALSE(token_matches(other, token_hash(token)));
    CHECK_FALSE(token_matches(token, "not a hash"));
    CHECK_FALSE(token_matches("", ""));
}

TEST_CASE("a path leads from every leaf of every small tree to its root, and from nowhere else")
{
    for (std::size_t count = 1; count <= 33; ++count) {
        CAPTURE(count);
        std::vector<Hash> leaves;
        for (std::size_t i = 0; i < count; ++i) leaves.push_back(hash_of(as_bytes(std::to_string(i))));
        auto const root = merkle_root(leaves);
        for (std::size_t i = 0; i < count; ++i) {
            auto const path = merkle_path(leaves, i);
            CHECK(merkle_path_leads_to(root, leaves[i], i, count, path));
            CHECK_FALSE(merkle_path_leads_to(root, leaves[i], i, count + 64, path));
            CHECK_FALSE(merkle_path_leads_to(root, hash_of(as_bytes("x")), i, count, path));
            for (std::size_t other = 0; other < count + 1; ++other) {
                if (other != i) CHECK_FALSE(merkle_path_leads_to(root, leaves[i], other, count, path));
            }
        }
    }
}

TEST_CASE("trees of the same leaves in another order, or with one twice, have other roots")
{
    std::vector<Hash> leaves;
    for (int i = 0; i < 5; ++i) leaves.push_back(hash_of(as_bytes(std::to_string(i))));
    auto const root = merkle_root(leaves);
    auto doubled = leaves;
    doubled.push_back(doubled.back());
    CHECK(merkle_root(doubled) != root);
    std::swap(leaves[0], leaves[1]);
    CHECK(merkle_root(leaves) != root);
}
