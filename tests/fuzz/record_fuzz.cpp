// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/record_fuzz.cpp: any octets as an envelope, a header, and parts. Whatever comes, reading ends, and what was not signed is refused.
// The first octet chooses; headers and parts are tried behind the signature, too, since a stranger can sign what he likes.
#include "trust/crypto.hpp"
#include "trust/envelope.hpp"
#include "trust/parts.hpp"

#include <algorithm>

using namespace accalmie;

namespace {

void try_envelope(BytesView input)
{
    if (auto const record = open_envelope(input)) VERIFY(verify_record(*record, nullptr));
}

/// A header that is read is written again to the same octets.
void try_header(BytesView input)
{
    auto const header = decode_header(input);
    if (!header) return;
    auto const again = encode_header(*header);
    VERIFY(again && std::equal(again->begin(), again->end(), input.begin(), input.end()));
}

RecordType type_of_all_kinds()
{
    RecordType type;
    type.name = "visit";
    type.groups = {"open"};
    for (auto const kind : {FieldKind::text, FieldKind::integer, FieldKind::decimal, FieldKind::day, FieldKind::instant, FieldKind::yes_no}) {
        Field field;
        field.name = std::string(1, static_cast<char>('a' + type.fields.size()));
        field.kind = kind;
        field.group = "open";
        type.fields.push_back(field);
    }
    return type;
}

/// Octets as the content of one record or row, committed to as if they were somebody's.
void try_content(BytesView content, bool is_batch)
{
    auto const type = type_of_all_kinds();
    CborWriter writer;
    auto const start = begin_item(writer);
    writer.raw(content);
    end_item(writer, start);
    auto const item = writer.take();
    Record record;
    record.header.type = type.name;
    if (is_batch) {
        record.header.batch = BatchHeader{1, hash_of(item), {"open"}, {hash_of(item)}, {"a", "b", "c", "d", "e", "f"}, {0, 0, 0, 0, 0, 0}, {}};
        record.parts = {{"open", Part::State::plain, Packer{}.pack(item)}};
    } else {
        record.header.groups = {{"open", hash_of(item)}};
        record.parts = {{"open", Part::State::plain, item}};
    }
    auto const done = visit_rows(record, type, {}, [&](RowView const& view) -> Result<void> {
        VERIFY(view.cells.size() == type.fields.size());
        return {};
    });
    VERIFY(done || done.error().kind == Error::Kind::corrupt);
}

/// Octets as the stored part of a batch.
void try_part(BytesView bytes)
{
    Record record;
    record.header.batch = BatchHeader{2, {}, {"open"}, {Hash{}}, {"a"}, {0}, {}};
    record.parts = {{"open", Part::State::plain, Bytes(bytes.begin(), bytes.end())}};
    VERIFY(!open_group(record, 0, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    prepare_crypto();
    if (size < 2) return 0;
    BytesView const input{data + 1, size - 1};
    switch (data[0] % 5) {
    case 0: try_envelope(input); break;
    case 1: try_header(input); break;
    case 2: try_content(input, false); break;
    case 3: try_content(input, true); break;
    default: try_part(input); break;
    }
    return 0;
}
