// SPDX-License-Identifier: Apache-2.0
#include "trust/statement.hpp"

#include "trust/cbor.hpp"
#include "trust/cose.hpp"
#include "trust/crypto.hpp"
#include "trust/envelope.hpp"
#include "trust/signature.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::int64_t cose_alg = 1, cose_content_type = 3, cose_kid = 4, cose_eddsa = -8;
/// Stands in what is signed, so that no statement can be taken for a record or a receipt.
constexpr std::string_view media_type = "application/accalmie-statement+cbor";
constexpr std::string_view where = "statement";
constexpr std::size_t text_octets_max = 200, list_max = 64, signatures_max = 8;

enum class Kind : std::uint64_t { charter, certificate, revocation };

Bytes body_part()
{
    CborWriter writer;
    writer.map(1);
    writer.integer(cose_content_type);
    writer.text(media_type);
    return writer.take();
}

Bytes signer_part(AuthorId const& key)
{
    CborWriter writer;
    writer.map(2);
    writer.integer(cose_alg);
    writer.integer(cose_eddsa);
    writer.integer(cose_kid);
    writer.octets(key.bytes());
    return writer.take();
}

Error invalid(std::string what) { return {Error::Kind::invalid, std::move(what), std::string{where}}; }

Result<void> check_text(std::string_view text)
{
    if (text.size() > text_octets_max || !is_utf8(text)) return invalid("a text longer than 200 octets, or not UTF-8");
    return {};
}

Result<void> check_list(std::vector<std::string> const& texts)
{
    if (texts.size() > list_max) return invalid("more than 64 places, types or audiences");
    for (auto const& text : texts) {
        if (text.empty()) return invalid("an empty place, type or audience");
        TRY(check_text(text));
    }
    return {};
}

Result<void> check(Charter const& charter)
{
    if (!(charter.officers[0] < charter.officers[1] && charter.officers[1] < charter.officers[2]))
        return invalid("not three different officers, in the order of their keys");
    return check_text(charter.workspace);
}

Result<void> check(Certificate const& certificate)
{
    auto const& member = certificate.member;
    TRY(check_text(member.pseudonym));
    TRY(check_text(member.organisation));
    if (member.pseudonym.empty()) return invalid("nobody's pseudonym");
    if (member.places.empty()) return invalid("no place: name P-codes, or * for all");
    TRY(check_list(member.places));
    TRY(check_list(certificate.types));
    TRY(check_list(certificate.audiences));
    if (member.until < member.from) return invalid("the last day is before the first");
    return {};
}

Result<void> check(Revocation const&) { return {}; }

void write_list(CborWriter& writer, std::vector<std::string> const& texts)
{
    writer.array(texts.size());
    for (auto const& text : texts) writer.text(text);
}

std::vector<std::string> read_list(CborReader& reader)
{
    std::vector<std::string> texts;
    auto const count = reader.array(list_max);
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) texts.emplace_back(reader.text(text_octets_max));
    return texts;
}

template <class AnyId>
AnyId read_id(CborReader& reader)
{
    auto const id = AnyId::from(reader.octets(AnyId::size));
    if (!id) reader.fail("not 32 octets");
    return id ? id.value() : AnyId{};
}

HybridTime read_time(CborReader& reader) { return {reader.unsigned_integer(hlc_max)}; }

Day read_day(CborReader& reader)
{
    auto const cell = reader.cell(0);
    if (auto const* const day = std::get_if<Day>(&cell)) return *day;
    reader.fail("not a day");
    return {};
}

void write_body(CborWriter& writer, Charter const& charter)
{
    writer.array(7);
    writer.unsigned_integer(statement_format);
    writer.unsigned_integer(static_cast<std::uint64_t>(Kind::charter));
    writer.text(charter.workspace);
    writer.octets(charter.previous ? charter.previous->bytes() : BytesView{});
    writer.array(officers_count);
    for (auto const& officer : charter.officers) writer.octets(officer.bytes());
    writer.unsigned_integer(charter.made.packed);
    writer.unsigned_integer(signatures_needed);
}

Charter read_charter(CborReader& reader)
{
    Charter charter;
    charter.workspace = reader.text(text_octets_max);
    auto const previous = reader.octets(Hash::size);
    if (!previous.empty()) {
        auto const hash = Hash::from(previous);
        if (!hash) reader.fail("not 32 octets");
        else charter.previous = hash.value();
    }
    if (reader.array(officers_count) != officers_count) reader.fail("not three officers");
    for (auto& officer : charter.officers) officer = read_id<AuthorId>(reader);
    charter.made = read_time(reader);
    if (reader.unsigned_integer(signatures_needed) != signatures_needed) reader.fail("another number of signatures than two");
    return charter;
}

void write_body(CborWriter& writer, Certificate const& certificate)
{
    auto const& member = certificate.member;
    writer.array(13);
    writer.unsigned_integer(statement_format);
    writer.unsigned_integer(static_cast<std::uint64_t>(Kind::certificate));
    writer.octets(certificate.charter.bytes());
    writer.octets(member.key.bytes());
    writer.text(member.pseudonym);
    writer.text(member.organisation);
    writer.text(role_code(member.role));
    write_list(writer, member.places);
    writer.day(member.from);
    writer.day(member.until);
    write_list(writer, certificate.types);
    write_list(writer, certificate.audiences);
    writer.unsigned_integer(certificate.made.packed);
}

Certificate read_certificate(CborReader& reader)
{
    Certificate certificate;
    auto& member = certificate.member;
    certificate.charter = read_id<Hash>(reader);
    member.key = read_id<AuthorId>(reader);
    member.pseudonym = reader.text(text_octets_max);
    member.organisation = reader.text(text_octets_max);
    auto const role = parse_role(reader.text(text_octets_max));
    if (!role) reader.fail("a role that this program does not know");
    else member.role = role.value();
    member.places = read_list(reader);
    member.from = read_day(reader);
    member.until = read_day(reader);
    certificate.types = read_list(reader);
    certificate.audiences = read_list(reader);
    certificate.made = read_time(reader);
    return certificate;
}

void write_body(CborWriter& writer, Revocation const& revocation)
{
    writer.array(6);
    writer.unsigned_integer(statement_format);
    writer.unsigned_integer(static_cast<std::uint64_t>(Kind::revocation));
    writer.octets(revocation.charter.bytes());
    writer.octets(revocation.key.bytes());
    writer.unsigned_integer(revocation.after.packed);
    writer.unsigned_integer(revocation.made.packed);
}

Revocation read_revocation(CborReader& reader)
{
    Revocation revocation;
    revocation.charter = read_id<Hash>(reader);
    revocation.key = read_id<AuthorId>(reader);
    revocation.after = read_time(reader);
    revocation.made = read_time(reader);
    return revocation;
}

Result<Statement> read_payload(BytesView payload)
{
    CborReader reader{payload};
    auto const parts = reader.array(13);
    if (reader.unsigned_integer(~std::uint64_t{0}) != statement_format) reader.fail("a statement of another format version: a newer program reads it");
    Statement statement;
    switch (reader.unsigned_integer(2)) {
    case 0:
        if (parts != 7) reader.fail("not the parts of a charter");
        statement = read_charter(reader);
        break;
    case 1:
        if (parts != 13) reader.fail("not the parts of a certificate");
        statement = read_certificate(reader);
        break;
    case 2:
        if (parts != 6) reader.fail("not the parts of a revocation");
        statement = read_revocation(reader);
        break;
    default: reader.fail("a kind of statement that this program does not know");
    }
    TRY(reader.finished().at(std::string{where}));
    TRY(std::visit([](auto const& one) { return check(one); }, statement));
    return statement;
}

/// COSE_Sign of the payload with these signatures, in the order of their keys.
Bytes write_signed(BytesView payload, std::map<AuthorId, Bytes> const& signatures)
{
    auto const body = body_part();
    std::vector<Bytes> signers;
    signers.reserve(signatures.size());
    CoseSign parts{body, payload, {}};
    for (auto const& [key, signature] : signatures) {
        signers.push_back(signer_part(key));
        parts.signatures.push_back({signers.back(), signature});
    }
    return write_cose_sign(parts);
}

/// The payload and its signatures, each of which is its key's.
struct Opened {
    BytesView payload;
    std::map<AuthorId, Bytes> signatures;
};

Result<AuthorId> signer_of(CoseSign::Signature const& signature)
{
    CborReader reader{signature.protected_part};
    auto const is_ours = reader.map(2) == 2 && reader.unsigned_integer(1) == cose_alg;
    Error const wrong{Error::Kind::corrupt, "a signature of another kind than Ed25519", std::string{where}};
    if (!is_ours) return wrong;
    // The rest is compared octet by octet: whoever the last 32 octets name, the part must be the one that we write for her.
    if (signature.protected_part.size() < AuthorId::size) return wrong;
    auto const key = TRY(AuthorId::from(signature.protected_part.last(AuthorId::size)));
    auto const expected = signer_part(key);
    if (!std::equal(expected.begin(), expected.end(), signature.protected_part.begin(), signature.protected_part.end())) return wrong;
    return key;
}

Result<Opened> open(BytesView octets)
{
    if (octets.size() > statement_octets_max) return Error{Error::Kind::corrupt, "larger than 16 KiB", std::string{where}};
    auto const parts = TRY(read_cose_sign(octets, statement_octets_max, signatures_max, where));
    auto const body = body_part();
    if (!std::equal(body.begin(), body.end(), parts.protected_part.begin(), parts.protected_part.end()))
        return Error{Error::Kind::corrupt, "not a statement of officers", std::string{where}};
    Opened opened{parts.payload, {}};
    AuthorId last;
    for (auto const& signature : parts.signatures) {
        auto const key = TRY(signer_of(signature));
        bool const in_order = last < key;
        last = key;
        if (!in_order || !verify_signature(key, to_be_signed(parts.protected_part, signature.protected_part, parts.payload), signature.signature))
            return Error{Error::Kind::corrupt, "a signature that is not its key's", std::string{where}, "ask the officer for the file again"};
        opened.signatures.emplace(key, Bytes(signature.signature.begin(), signature.signature.end()));
    }
    return opened;
}

}  // namespace

Result<Bytes> write_statement(Statement const& statement)
{
    TRY(std::visit([](auto const& one) { return check(one); }, statement));
    CborWriter writer;
    std::visit([&](auto const& one) { write_body(writer, one); }, statement);
    return write_signed(writer.written(), {});
}

Result<Bytes> sign_statement(BytesView octets, SigningKey const& key)
{
    TRY(read_statement(octets));
    auto opened = TRY(open(octets));
    auto const signer = key.author();
    if (!opened.signatures.contains(signer) && opened.signatures.size() == signatures_max)
        return Error{Error::Kind::limit, "more than 8 signatures", std::string{where}};
    opened.signatures.try_emplace(signer, key.sign(to_be_signed(body_part(), signer_part(signer), opened.payload)));
    return write_signed(opened.payload, opened.signatures);
}

Result<Bytes> join_statements(BytesView one, BytesView other)
{
    auto joined = TRY(open(one));
    auto const more = TRY(open(other));
    if (!std::equal(joined.payload.begin(), joined.payload.end(), more.payload.begin(), more.payload.end()))
        return Error{Error::Kind::conflict, "not copies of the same statement", std::string{where}, "sign copies of one file"};
    joined.signatures.insert(more.signatures.begin(), more.signatures.end());
    if (joined.signatures.size() > signatures_max) return Error{Error::Kind::limit, "more than 8 signatures", std::string{where}};
    return write_signed(joined.payload, joined.signatures);
}

Result<SignedStatement> read_statement(BytesView octets)
{
    auto opened = TRY(open(octets));
    auto statement = TRY(read_payload(opened.payload));
    return SignedStatement{hash_of(opened.payload), std::move(statement), std::move(opened.signatures)};
}

}  // namespace accalmie
