// SPDX-License-Identifier: Apache-2.0
// The examples of docs/formats/record.md, made anew and read back.
#include "support/hex_blocks.hpp"

#include "trust/crypto.hpp"
#include "trust/merkle.hpp"
#include "trust/parts.hpp"
#include "trust/stored.hpp"
#include "trust/trust_fixtures.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::fixtures;

namespace {

constexpr auto document = ACCALMIE_SOURCE_DIR "/docs/formats/record.md";

class CountingRandom : public Random {
public:
    void fill(std::span<std::uint8_t> octets) override
    {
        for (auto& octet : octets) octet = next_++;
    }

private:
    std::uint8_t next_ = 0;
};

Bytes const audience_secret(32, 2);

Record example_record()
{
    CountingRandom random;
    AudienceKeys const keys{{"guarantors", audience_public_key(audience_secret).value()}};
    return sign_record(header_of(), visit_type(), visit_values(), author_key(), keys, random).value();
}

RecordType batch_type()
{
    RecordType type;
    type.name = "visit";
    type.fields = {field("place", FieldKind::place), field("people", FieldKind::integer), field("note", FieldKind::text, "team")};
    type.groups = {"open", "team"};
    return type;
}

Record example_batch()
{
    CountingRandom random;
    BatchBuilder builder{batch_type(), {}, random};
    std::string_view const place = "ML0507@cod-ab-2021";
    for (auto const& row : std::vector<std::array<Cell, 3>>{{place, std::int64_t{41}, Cell{}}, {place, std::int64_t{-7}, std::string_view{"eau"}}, {place, Cell{}, Cell{}}})
        REQUIRE(builder.add(row));
    auto header = header_of();
    header.previous = example_record().id;
    header.demo = true;
    header.batch = BatchHeader{};
    header.batch->source = "visits.csv";
    return builder.finish(std::move(header), author_key()).value();
}

/// The payload of an envelope: its third part.
Bytes payload_of(BytesView envelope)
{
    CborReader reader{envelope};
    (void)reader.tag();
    (void)reader.array(4);
    (void)reader.octets(1000);
    (void)reader.map(0);
    auto const payload = reader.octets(10'000);
    return {payload.begin(), payload.end()};
}

Bytes bytes_of(BytesView view) { return {view.begin(), view.end()}; }

}  // namespace

TEST_CASE("the single record of the format's document is the one that we write")
{
    HexBlocks blocks{document};
    CHECK(blocks.count() == 27);
    auto const record = example_record();
    auto const sealed_item = open_sealed(record.parts[2].bytes, audience_secret).value();
    blocks.expect("author", author_key().author().bytes());
    blocks.expect("audience-public", audience_public_key(audience_secret).value());
    blocks.expect("open-item", record.parts[0].bytes);
    blocks.expect("open-commitment", hash_of(record.parts[0].bytes).bytes());
    blocks.expect("team-item", record.parts[1].bytes);
    blocks.expect("team-commitment", hash_of(record.parts[1].bytes).bytes());
    blocks.expect("sealed-item", sealed_item);
    blocks.expect("sealed-commitment", hash_of(sealed_item).bytes());
    blocks.expect("sealed-part", record.parts[2].bytes);
    blocks.expect("header", payload_of(record.envelope));
    blocks.expect("envelope", record.envelope);
    blocks.expect("id", record.id.bytes());
    blocks.expect("token-hash", from_hex(token_hash("000102030405060708090a0b0c0d0e0f")).value());
}

TEST_CASE("the single record of the format's document is read as it says")
{
    HexBlocks const blocks{document};
    auto record = open_envelope(blocks.bytes("envelope")).value();
    CHECK(record.id.hex() == to_hex(blocks.bytes("id")));
    record.parts = {{"open", Part::State::plain, blocks.bytes("open-item")},
                    {"team", Part::State::plain, blocks.bytes("team-item")},
                    {"sealed:guarantors", Part::State::sealed, blocks.bytes("sealed-part")}};
    CHECK(verify_record(record, nullptr));
    CHECK(visit_rows(record, visit_type(), {{"guarantors", audience_secret}}, [](RowView const& view) -> Result<void> {
        auto const values = visit_values();
        for (std::size_t i = 0; i < values.size(); ++i) CHECK(as_value(view.cells[i]) == values[i]);
        return {};
    }));
}

TEST_CASE("the batch of the format's document is the one that we write, but for how zstd packs it")
{
    HexBlocks blocks{document};
    auto const batch = example_batch();
    auto const sequence = [&](std::size_t part) { return bytes_of(unpack(batch.parts[part].bytes).value().bytes()); };
    blocks.expect("batch-open-sequence", sequence(0));
    blocks.expect("batch-open-root", batch.header.batch->group_roots[0].bytes());
    blocks.expect("batch-team-sequence", sequence(1));
    blocks.expect("batch-team-root", batch.header.batch->group_roots[1].bytes());
    blocks.expect("batch-root", batch.header.batch->root.bytes());
    blocks.expect("batch-header", payload_of(batch.envelope));
    blocks.expect("batch-envelope", batch.envelope);
    blocks.expect("batch-id", batch.id.bytes());
    if (std::getenv("ACCALMIE_REBASELINE") != nullptr) blocks.expect("batch-open-part", batch.parts[0].bytes);

    CountingRandom random;
    auto const erased = erase_row(batch, "team", 1, {}, random).value();
    blocks.expect("batch-team-erased", unpack(erased.bytes).value().bytes());
    auto const proof = prove_row(batch, "open", 2, {}).value();
    REQUIRE(proof.path.size() == 1);
    blocks.expect("batch-row-2-path", proof.path.front().bytes());
}

TEST_CASE("the batch of the format's document is read as it says")
{
    HexBlocks const blocks{document};
    auto record = open_envelope(blocks.bytes("batch-envelope")).value();
    CHECK(record.header.batch->root.hex() == to_hex(blocks.bytes("batch-root")));
    record.parts = {{"open", Part::State::plain, blocks.bytes("batch-open-part")},
                    {"team", Part::State::plain, Packer{}.pack(blocks.bytes("batch-team-erased"))}};
    CHECK(verify_record(record, nullptr));
    std::vector<Value> people;
    CHECK(visit_rows(record, batch_type(), {}, [&](RowView const& view) -> Result<void> {
        people.push_back(as_value(view.cells[1]));
        CHECK(view.hidden.size() == (view.row == 1 ? 1U : 0U));
        return {};
    }));
    CHECK(people == std::vector<Value>{std::int64_t{41}, std::int64_t{-7}, std::monostate{}});
}

namespace {

/// A record whose guarantor was sealed on another device.
Record example_boxes()
{
    CountingRandom random;
    std::array<std::uint8_t, 16> salt_of_others{};
    random.fill(salt_of_others);
    auto const box = seal(padded_answer("chef de village"), audience_public_key(audience_secret).value(), random).value();
    CountingRandom own;
    std::vector<Value> fields(visit_type().fields.size());
    return sign_record(header_of(), visit_type(), fields, author_key(), {}, own, {{"who", box}}).value();
}

}  // namespace

TEST_CASE("the boxes of the format's document are those that we write and open, and need no key to be written")
{
    HexBlocks blocks{document};
    auto const record = example_boxes();
    REQUIRE(record.parts.size() == 1);
    CHECK(record.parts[0].state == Part::State::boxes);
    blocks.expect("padded-answer", padded_answer("chef de village"));
    blocks.expect("boxes-part", record.parts[0].bytes);
    blocks.expect("boxes-commitment", record.header.groups.at(0).commitment.bytes());
    CHECK(hash_of(record.parts[0].bytes).hex() == record.header.groups[0].commitment.hex());
    CHECK(verify_record(record, nullptr));
    CHECK(verify_record(to_record(to_stored(record, {})).value(), nullptr));
    auto const type = visit_type();
    auto const who = *type.index_of("who");
    CHECK(visit_rows(record, type, {{"guarantors", audience_secret}}, [&](RowView const& view) -> Result<void> {
        CHECK(as_value(view.cells[who]) == Value{"chef de village"});
        CHECK(view.hidden.empty());
        return {};
    }));
    CHECK(visit_rows(record, type, {}, [&](RowView const& view) -> Result<void> {
        CHECK(view.cells[who].index() == 0);
        CHECK(view.hidden.size() == 1);
        return {};
    }));
    CHECK(visit_rows(record, type, {{"guarantors", Bytes(32, 9)}}, [](RowView const&) { return Result<void>{}; }).error().kind == Error::Kind::denied);
}

TEST_CASE("boxes that were changed, or lie where none may be, are refused")
{
    auto changed = example_boxes();
    changed.parts[0].bytes.back() ^= 1U;
    CHECK(verify_record(changed, nullptr).error().kind == Error::Kind::corrupt);
    auto open = example_boxes();
    open.parts[0].state = Part::State::plain;
    CHECK(verify_record(open, nullptr).error().kind == Error::Kind::corrupt);
    CountingRandom random;
    Bytes const box(100, 1);
    std::vector<Value> fields(visit_type().fields.size());
    AudienceKeys const keys{{"guarantors", audience_public_key(audience_secret).value()}};
    CHECK(sign_record(header_of(), visit_type(), fields, author_key(), keys, random, {{"place", box}}).error().kind == Error::Kind::invalid);
    CHECK(sign_record(header_of(), visit_type(), fields, author_key(), keys, random, {{"who", Bytes(48, 1)}}).error().kind == Error::Kind::invalid);
    CHECK(sign_record(header_of(), visit_type(), visit_values(), author_key(), keys, random, {{"who", box}}).error().kind == Error::Kind::invalid);
}

TEST_CASE("padding hides the length of an answer, and comes off again")
{
    for (std::size_t size = 0; size < 200; ++size) {
        std::string const text(size, 'x');
        auto const padded = padded_answer(text);
        CHECK(padded.size() % 64 == 0);
        CHECK(padded.size() > size);
        CHECK(unpadded_answer(padded) == text);
    }
    CHECK(padded_answer("oui").size() == padded_answer("une longue réponse").size());
    CHECK(unpadded_answer(as_bytes("À")) == "À");
    CHECK(unpadded_answer(as_bytes(std::string(64, 'x'))) == std::string(64, 'x'));
}
