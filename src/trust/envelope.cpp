// SPDX-License-Identifier: Apache-2.0
#include "trust/envelope.hpp"

#include "trust/cbor.hpp"
#include "trust/cose.hpp"
#include "trust/crypto.hpp"
#include "trust/merkle.hpp"
#include "trust/signature.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::int64_t cose_alg = 1, cose_kid = 4, cose_eddsa = -8;

/// Keys of the header's map, in their order on the wire.
enum Key : std::uint64_t { version, type, dictionary, place, hlc, claimed, author, previous, replaces, demo, groups, batch };
enum BatchKey : std::uint64_t { batch_rows, batch_groups, batch_fields, batch_field_groups, batch_source };

Error unwritable(std::string what) { return {Error::Kind::invalid, std::move(what), "header"}; }

Result<void> check_text(std::string_view text, std::size_t octets_max, std::string_view what)
{
    if (text.size() > octets_max) return unwritable(std::string{what} + " is longer than " + std::to_string(octets_max) + " octets");
    if (!is_utf8(text)) return unwritable(std::string{what} + " is not UTF-8");
    return {};
}

Result<void> check_batch(Header::Batch const& batch)
{
    bool const rows_fit = batch.rows >= 1 && batch.rows <= BatchBuilder::rows_max;
    bool const groups_fit = !batch.groups.empty() && batch.groups.size() <= groups_max && batch.groups.size() == batch.group_roots.size();
    bool const fields_fit = batch.fields.size() <= fields_max && batch.fields.size() == batch.field_groups.size() &&
                            std::all_of(batch.field_groups.begin(), batch.field_groups.end(), [&](auto group) { return group < batch.groups.size(); });
    if (!rows_fit || !groups_fit || !fields_fit) return unwritable("a batch whose rows, groups and fields do not fit each other");
    for (auto const& group : batch.groups) TRY(check_text(group, name_octets_max, "a group"));
    for (auto const& field : batch.fields) TRY(check_text(field, name_octets_max, "a field"));
    return check_text(batch.source, source_octets_max, "the source");
}

Result<void> check_header(Header const& header)
{
    TRY(check_text(header.type, name_octets_max, "the type"));
    TRY(check_text(header.dictionary, dictionary_octets_max, "the dictionary's version"));
    TRY(check_text(header.place, name_octets_max, "the place"));
    if (header.hlc.packed > hlc_max) return unwritable("a hybrid time after the year 2199");
    auto const day = day_of(header.claimed).time_since_epoch().count();
    if (day < day_first || day > day_last) return unwritable("a claimed time outside the years 1900 to 2199");
    if (header.batch.has_value() == !header.groups.empty()) return unwritable("a record has groups or a batch, and one of them only");
    if (header.groups.size() > groups_max) return unwritable("more than 16 groups");
    for (auto const& group : header.groups) TRY(check_text(group.group, name_octets_max, "a group"));
    return header.batch ? check_batch(*header.batch) : Result<void>{};
}

void write_group(CborWriter& writer, std::string_view name, Hash const& commitment)
{
    writer.array(2);
    writer.text(name);
    writer.octets(commitment.bytes());
}

void write_batch(CborWriter& writer, Header::Batch const& from)
{
    writer.map(from.source.empty() ? 4 : 5);
    writer.unsigned_integer(batch_rows);
    writer.unsigned_integer(from.rows);
    writer.unsigned_integer(batch_groups);
    writer.array(from.groups.size());
    for (std::size_t i = 0; i < from.groups.size(); ++i) write_group(writer, from.groups[i], from.group_roots[i]);
    writer.unsigned_integer(batch_fields);
    writer.array(from.fields.size());
    for (auto const& field : from.fields) writer.text(field);
    writer.unsigned_integer(batch_field_groups);
    writer.octets(from.field_groups);
    if (from.source.empty()) return;
    writer.unsigned_integer(batch_source);
    writer.text(from.source);
}

void write_optional_parts(CborWriter& writer, Header const& header)
{
    if (header.previous) {
        writer.unsigned_integer(Key::previous);
        writer.octets(header.previous->bytes());
    }
    if (header.replaces) {
        writer.unsigned_integer(Key::replaces);
        writer.array(2);
        writer.octets(header.replaces->record.bytes());
        writer.unsigned_integer(header.replaces->row);
    }
    if (header.demo) {
        writer.unsigned_integer(Key::demo);
        writer.boolean(true);
    }
}

Hash read_hash(CborReader& reader)
{
    auto const hash = Hash::from(reader.octets(Hash::size));
    if (!hash) reader.fail("not 32 octets");
    return hash ? *hash : Hash{};
}

template <class As>
As read_id(CborReader& reader)
{
    return As::from(read_hash(reader).bytes()).value();
}

template <class Give>
void read_groups(CborReader& reader, Give const& give)
{
    std::vector<std::string_view> names;
    auto const count = reader.array(groups_max);
    if (count == 0) reader.fail("no group");
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
        if (reader.array(2) != 2) reader.fail("not a group and its commitment");
        auto const name = reader.text(name_octets_max);
        if (std::find(names.begin(), names.end(), name) != names.end()) reader.fail("a group twice");
        names.push_back(name);
        give(std::string{name}, read_hash(reader));
    }
}

/// Fields and the groups they lie in; each field once, each in a group that is there.
void read_fields(CborReader& reader, Header::Batch& into)
{
    auto const count = reader.array(fields_max);
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
        auto const name = reader.text(name_octets_max);
        if (std::find(into.fields.begin(), into.fields.end(), name) != into.fields.end()) reader.fail("a field twice");
        into.fields.emplace_back(name);
    }
    if (reader.unsigned_integer(batch_source) != batch_field_groups) reader.fail("a batch without the groups of its fields");
    auto const in_groups = reader.octets(fields_max);
    if (in_groups.size() != into.fields.size()) reader.fail("not one group for each field");
    for (auto const group : in_groups) {
        if (group >= into.groups.size()) reader.fail("a field in a group that is not there");
    }
    into.field_groups.assign(in_groups.begin(), in_groups.end());
}

Header::Batch read_batch(CborReader& reader)
{
    Header::Batch into;
    auto const count = reader.map(5);
    if (count < 4 || reader.unsigned_integer(batch_source) != batch_rows) reader.fail("a batch without its rows");
    into.rows = static_cast<std::uint32_t>(reader.unsigned_integer(BatchBuilder::rows_max));
    if (into.rows == 0) reader.fail("a batch without a row");
    if (reader.unsigned_integer(batch_source) != batch_groups) reader.fail("a batch without groups");
    read_groups(reader, [&](std::string name, Hash const& root) {
        into.groups.push_back(std::move(name));
        into.group_roots.push_back(root);
    });
    if (reader.unsigned_integer(batch_source) != batch_fields) reader.fail("a batch without fields");
    read_fields(reader, into);
    if (count == 5) {
        if (reader.unsigned_integer(batch_source) != batch_source) reader.fail("an unknown part of a batch");
        into.source = reader.text(source_octets_max);
        if (into.source.empty()) reader.fail("an empty source, which is written by leaving it out");
    }
    if (!reader.failed()) into.root = merkle_root(into.group_roots);
    return into;
}

std::string read_nonempty(CborReader& reader)
{
    std::string text{reader.text(name_octets_max)};
    if (text.empty()) reader.fail("an empty text, which is written by leaving it out");
    return text;
}

RecordAddress read_address(CborReader& reader)
{
    if (reader.array(2) != 2) reader.fail("not an address");
    auto const record = read_id<RecordId>(reader);
    return {record, static_cast<std::uint32_t>(reader.unsigned_integer(BatchBuilder::rows_max - 1))};
}

void read_entry(CborReader& reader, std::uint64_t key, Header& into)
{
    switch (key) {
    case Key::version:
        if (reader.unsigned_integer(~std::uint64_t{0}) != record_format) reader.fail("a record of another format version");
        return;
    case Key::type: into.type = read_nonempty(reader); return;
    case Key::dictionary: into.dictionary = reader.text(dictionary_octets_max); return;
    case Key::place: into.place = read_nonempty(reader); return;
    case Key::hlc: into.hlc.packed = reader.unsigned_integer(hlc_max); return;
    case Key::claimed: into.claimed = reader.instant(); return;
    case Key::author: into.author = read_id<AuthorId>(reader); return;
    case Key::previous: into.previous = read_id<RecordId>(reader); return;
    case Key::replaces: into.replaces = read_address(reader); return;
    case Key::demo:
        into.demo = reader.boolean();
        if (!into.demo) reader.fail("a record that says it is not of a demo, which is said by leaving it out");
        return;
    case Key::groups: read_groups(reader, [&](std::string name, Hash const& hash) { into.groups.push_back({std::move(name), hash}); }); return;
    case Key::batch: into.batch = read_batch(reader); return;
    default: reader.fail("an unknown part of a header");
    }
}

Bytes protected_bytes(AuthorId const& author)
{
    CborWriter writer;
    writer.map(2);
    writer.integer(cose_alg);
    writer.integer(cose_eddsa);
    writer.integer(cose_kid);
    writer.octets(author.bytes());
    return writer.take();
}

Error broken(std::string what) { return {Error::Kind::corrupt, std::move(what), "envelope", "get the record again from whoever sent it"}; }

}  // namespace

Result<Bytes> encode_header(Header const& header)
{
    TRY(check_header(header));
    std::size_t const optional_parts = (header.place.empty() ? 0U : 1U) + (header.previous ? 1U : 0U) + (header.replaces ? 1U : 0U) + (header.demo ? 1U : 0U);
    CborWriter writer;
    writer.map(7 + optional_parts);
    writer.unsigned_integer(Key::version);
    writer.unsigned_integer(record_format);
    writer.unsigned_integer(Key::type);
    writer.text(header.type);
    writer.unsigned_integer(Key::dictionary);
    writer.text(header.dictionary);
    if (!header.place.empty()) {
        writer.unsigned_integer(Key::place);
        writer.text(header.place);
    }
    writer.unsigned_integer(Key::hlc);
    writer.unsigned_integer(header.hlc.packed);
    writer.unsigned_integer(Key::claimed);
    writer.instant(header.claimed);
    writer.unsigned_integer(Key::author);
    writer.octets(header.author.bytes());
    write_optional_parts(writer, header);
    writer.unsigned_integer(header.batch ? Key::batch : Key::groups);
    if (header.batch) {
        write_batch(writer, *header.batch);
        return writer.take();
    }
    writer.array(header.groups.size());
    for (auto const& group : header.groups) write_group(writer, group.group, group.commitment);
    return writer.take();
}

Result<Header> decode_header(BytesView payload)
{
    constexpr std::uint32_t always = 1U << Key::version | 1U << Key::type | 1U << Key::dictionary | 1U << Key::hlc | 1U << Key::claimed | 1U << Key::author;
    CborReader reader{payload};
    Header header;
    std::uint32_t seen = 0;
    auto const count = reader.map(Key::batch + 1);
    for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
        auto const key = reader.unsigned_integer(Key::batch);
        if (seen >> key != 0) reader.fail("keys of a map out of order or twice");
        seen |= 1U << key;
        read_entry(reader, key, header);
    }
    if ((seen & always) != always || header.batch.has_value() == !header.groups.empty()) reader.fail("a header that lacks a part");
    TRY(reader.finished().at("header"));
    return header;
}

Result<void> sign_envelope(Record& record, SigningKey const& key)
{
    VERIFY(record.header.author == key.author());
    auto const payload = TRY(encode_header(record.header));
    auto const protected_part = protected_bytes(record.header.author);
    auto const signature = key.sign(to_be_signed(protected_part, payload));
    record.envelope = write_cose_sign1({protected_part, payload, signature});
    record.id = RecordId::from(hash_of(payload).bytes()).value();
    return {};
}

Result<Record> open_envelope(BytesView envelope)
{
    if (envelope.size() > envelope_octets_max) return broken("larger than 256 KiB");
    auto const [protected_part, payload, signature] = TRY(read_cose_sign1(envelope, envelope_octets_max, "envelope"));

    Record record;
    record.header = TRY(decode_header(payload).at("envelope"));
    auto const expected = protected_bytes(record.header.author);
    if (!std::equal(expected.begin(), expected.end(), protected_part.begin(), protected_part.end())) return broken("not signed with EdDSA by its author");
    if (!verify_signature(record.header.author, to_be_signed(protected_part, payload), signature)) return broken("the signature is wrong");
    record.id = RecordId::from(hash_of(payload).bytes()).value();
    record.envelope.assign(envelope.begin(), envelope.end());
    return record;
}

}  // namespace accalmie
