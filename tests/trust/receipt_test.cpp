// SPDX-License-Identifier: Apache-2.0
// The example of docs/formats/receipt.md, made anew and read back; every changed octet is noticed.
#include "trust/receipt.hpp"

#include "support/hex_blocks.hpp"
#include "trust/crypto.hpp"
#include "trust/envelope.hpp"
#include "trust/trust_fixtures.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::fixtures;

namespace {

constexpr auto document = ACCALMIE_SOURCE_DIR "/docs/formats/receipt.md";

SigningKey key() { return SigningKey::from_seed(Bytes(32, 1)).value(); }

NodeReceipt example()
{
    constexpr std::string_view xml = "<data id=\"f\"><meta><instanceID>uuid:1</instanceID></meta></data>";
    auto const noon = parse_instant("2026-11-23T12:00:00Z").value();
    return {"Ténenkou", "uuid:1", hash_of(as_bytes(xml)), next_reading({}, noon)};
}

Bytes signed_example()
{
    auto const owner = key();
    return sign_receipt(example(), owner.author(), [&](BytesView message) { return owner.sign(message); }).value();
}

}  // namespace

TEST_CASE("the receipt of the format's document is the one that we write, and is read as it says")
{
    HexBlocks blocks{document};
    blocks.expect("author", key().author().bytes());
    blocks.expect("receipt", signed_example());
    auto const read = open_receipt(signed_example(), key().author()).value();
    CHECK(read.node == "Ténenkou");
    CHECK(read.instance == "uuid:1");
    CHECK(read.xml_hash == example().xml_hash);
    CHECK(read.hlc == example().hlc);
}

TEST_CASE("a receipt with any bit changed, of another node, or with octets left over is none")
{
    auto const good = signed_example();
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        auto changed = good;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
        CHECK_FALSE(open_receipt(changed, key().author()));
    }
    auto longer = good;
    longer.push_back(0);
    CHECK_FALSE(open_receipt(longer, key().author()));
    CHECK_FALSE(open_receipt(good, SigningKey::from_seed(Bytes(32, 2)).value().author()));
    CHECK_FALSE(open_receipt({}, key().author()));
}

TEST_CASE("no receipt can be taken for a record, nor a record for a receipt")
{
    CHECK_FALSE(open_envelope(signed_example()));
    Record record;
    record.header = header_of();
    record.header.author = key().author();
    record.header.groups = {{"open", Hash{}}};
    REQUIRE(sign_envelope(record, key()));
    CHECK_FALSE(open_receipt(record.envelope, key().author()));
}

TEST_CASE("a text too long, or not UTF-8, is not signed")
{
    auto const owner = key();
    auto const sign = [&](BytesView message) { return owner.sign(message); };
    auto receipt = example();
    receipt.instance = std::string(801, 'x');
    CHECK_FALSE(sign_receipt(receipt, owner.author(), sign));
    receipt.instance = "\xFF";
    CHECK_FALSE(sign_receipt(receipt, owner.author(), sign));
}

TEST_CASE("base64 in both spellings, as RFC 4648 has its examples; rubbish is refused")
{
    CHECK(to_base64(as_bytes("fooba"), Base64::standard) == "Zm9vYmE=");
    CHECK(to_base64(as_bytes("fooba"), Base64::url) == "Zm9vYmE");
    CHECK(to_base64(Bytes{0xFB, 0xFF}, Base64::url) == "-_8");
    CHECK(as_text(from_base64("Zm9vYmFy", Base64::standard).value()) == "foobar");
    CHECK(from_base64("-_8", Base64::url).value() == Bytes{0xFB, 0xFF});
    CHECK(from_base64("", Base64::url).value().empty());
    for (auto const* text : {"Zm9vYmE=", "Zg=", "Z", "Zm9v YmE", "+/8"}) CHECK_FALSE(from_base64(text, Base64::url));
    for (auto const* text : {"Zm9vYmE", "-_8=", "Zm9vYmE=="}) CHECK_FALSE(from_base64(text, Base64::standard));
}
