// SPDX-License-Identifier: Apache-2.0
#include "trust/cose.hpp"

#include "trust/cbor.hpp"

namespace accalmie {

namespace {
constexpr std::uint64_t cose_sign1_tag = 18, cose_sign_tag = 98;  // RFC 9052, section 2
constexpr std::size_t signature_octets = 64;
}

Bytes to_be_signed(BytesView protected_part, BytesView payload)
{
    CborWriter writer;
    writer.array(4);
    writer.text("Signature1");
    writer.octets(protected_part);
    writer.octets({});
    writer.octets(payload);
    return writer.take();
}

Bytes write_cose_sign1(CoseSign1 const& parts)
{
    CborWriter writer;
    writer.tag(cose_sign1_tag);
    writer.array(4);
    writer.octets(parts.protected_part);
    writer.map(0);
    writer.octets(parts.payload);
    writer.octets(parts.signature);
    return writer.take();
}

Result<CoseSign1> read_cose_sign1(BytesView octets, std::size_t octets_max, std::string_view where)
{
    CborReader reader{octets};
    if (reader.tag() != cose_sign1_tag || reader.array(4) != 4) reader.fail("not a COSE_Sign1");
    CoseSign1 parts;
    parts.protected_part = reader.octets(octets_max);
    if (reader.map(0) != 0) reader.fail("parts that are not signed");
    parts.payload = reader.octets(octets_max);
    parts.signature = reader.octets(signature_octets);
    TRY(reader.finished().at(std::string{where}));
    return parts;
}

Bytes to_be_signed(BytesView protected_part, BytesView signer_part, BytesView payload)
{
    CborWriter writer;
    writer.array(5);
    writer.text("Signature");
    writer.octets(protected_part);
    writer.octets(signer_part);
    writer.octets({});
    writer.octets(payload);
    return writer.take();
}

Bytes write_cose_sign(CoseSign const& parts)
{
    CborWriter writer;
    writer.tag(cose_sign_tag);
    writer.array(4);
    writer.octets(parts.protected_part);
    writer.map(0);
    writer.octets(parts.payload);
    writer.array(parts.signatures.size());
    for (auto const& signature : parts.signatures) {
        writer.array(3);
        writer.octets(signature.protected_part);
        writer.map(0);
        writer.octets(signature.signature);
    }
    return writer.take();
}

Result<CoseSign> read_cose_sign(BytesView octets, std::size_t octets_max, std::size_t signatures_max, std::string_view where)
{
    CborReader reader{octets};
    if (reader.tag() != cose_sign_tag || reader.array(4) != 4) reader.fail("not a COSE_Sign");
    CoseSign parts;
    parts.protected_part = reader.octets(octets_max);
    if (reader.map(0) != 0) reader.fail("parts that are not signed");
    parts.payload = reader.octets(octets_max);
    auto const count = reader.array(signatures_max);
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
        if (reader.array(3) != 3) reader.fail("not a signature");
        CoseSign::Signature signature;
        signature.protected_part = reader.octets(octets_max);
        if (reader.map(0) != 0) reader.fail("parts that are not signed");
        signature.signature = reader.octets(signature_octets);
        parts.signatures.push_back(signature);
    }
    TRY(reader.finished().at(std::string{where}));
    return parts;
}

}  // namespace accalmie
