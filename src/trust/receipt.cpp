// SPDX-License-Identifier: Apache-2.0
#include "trust/receipt.hpp"

#include "trust/cbor.hpp"
#include "trust/cose.hpp"
#include "trust/envelope.hpp"
#include "trust/signature.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::int64_t cose_alg = 1, cose_content_type = 3, cose_kid = 4, cose_eddsa = -8;
constexpr std::size_t text_octets_max = 800;

enum Key : std::uint64_t { version, node, instance, xml_hash, hlc, count };

Bytes protected_part_of(AuthorId const& author)
{
    CborWriter writer;
    writer.map(3);
    writer.integer(cose_alg);
    writer.integer(cose_eddsa);
    writer.integer(cose_content_type);
    writer.text(receipt_media_type);
    writer.integer(cose_kid);
    writer.octets(author.bytes());
    return writer.take();
}

Result<void> check_text(std::string_view text)
{
    if (text.size() > text_octets_max || !is_utf8(text)) return Error{Error::Kind::invalid, "a text longer than 800 octets, or not UTF-8", "receipt"};
    return {};
}

Bytes payload_of(NodeReceipt const& receipt)
{
    CborWriter writer;
    writer.map(Key::count);
    writer.unsigned_integer(Key::version);
    writer.unsigned_integer(receipt_format);
    writer.unsigned_integer(Key::node);
    writer.text(receipt.node);
    writer.unsigned_integer(Key::instance);
    writer.text(receipt.instance);
    writer.unsigned_integer(Key::xml_hash);
    writer.octets(receipt.xml_hash.bytes());
    writer.unsigned_integer(Key::hlc);
    writer.unsigned_integer(receipt.hlc.packed);
    return writer.take();
}

Result<NodeReceipt> read_payload(BytesView payload)
{
    CborReader reader{payload};
    NodeReceipt receipt;
    auto const key = [&](std::uint64_t wanted) {
        if (reader.unsigned_integer(Key::count) != wanted) reader.fail("not the parts of a receipt, in order");
    };
    if (reader.map(Key::count) != Key::count) reader.fail("not the parts of a receipt");
    key(Key::version);
    if (reader.unsigned_integer(~std::uint64_t{0}) != receipt_format) reader.fail("a receipt of another format version");
    key(Key::node);
    receipt.node = reader.text(text_octets_max);
    key(Key::instance);
    receipt.instance = reader.text(text_octets_max);
    key(Key::xml_hash);
    auto const hash = Hash::from(reader.octets(Hash::size));
    if (!hash) reader.fail("not 32 octets");
    key(Key::hlc);
    receipt.hlc.packed = reader.unsigned_integer(hlc_max);
    TRY(reader.finished().at("receipt"));
    receipt.xml_hash = hash.value();
    return receipt;
}

}  // namespace

Result<Bytes> sign_receipt(NodeReceipt const& receipt, AuthorId const& author, std::function<Bytes(BytesView)> const& sign)
{
    TRY(check_text(receipt.node));
    TRY(check_text(receipt.instance));
    auto const protected_part = protected_part_of(author);
    auto const payload = payload_of(receipt);
    auto const signature = sign(to_be_signed(protected_part, payload));
    return write_cose_sign1({protected_part, payload, signature});
}

Result<NodeReceipt> open_receipt(BytesView octets, AuthorId const& author)
{
    Error const wrong{Error::Kind::corrupt, "not a receipt that this node signed", "receipt", "send the answers again"};
    if (octets.size() > receipt_octets_max) return wrong;
    auto const [protected_part, payload, signature] = TRY(read_cose_sign1(octets, receipt_octets_max, "receipt"));
    auto const expected = protected_part_of(author);
    bool const is_ours = std::equal(expected.begin(), expected.end(), protected_part.begin(), protected_part.end());
    if (!is_ours || !verify_signature(author, to_be_signed(protected_part, payload), signature)) return wrong;
    return read_payload(payload);
}

}  // namespace accalmie
