// SPDX-License-Identifier: Apache-2.0
#include "trust/record.hpp"

#include "trust/cbor.hpp"
#include "trust/trust_fixtures.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::fixtures;

namespace {

Record signed_visit(std::vector<Value> const& values, AudienceKeys const& keys, std::uint64_t seed = 1)
{
    SeededRandom random{seed};
    auto record = sign_record(header_of(), visit_type(), values, author_key(), keys, random);
    REQUIRE_MESSAGE(record, record.error().text());
    return std::move(*record);
}

/// The first row of `record`, owned, and what was hidden of it.
struct Seen {
    std::vector<Value> values;
    std::vector<std::string> hidden;
};
Seen first_row(Record const& record, AudienceSecrets const& secrets)
{
    Seen seen;
    auto const done = visit_rows(record, visit_type(), secrets, [&](RowView const& view) -> Result<void> {
        if (view.row != 0) return {};
        for (auto const& cell : view.cells) seen.values.push_back(as_value(cell));
        seen.hidden.assign(view.hidden.begin(), view.hidden.end());
        return {};
    });
    REQUIRE_MESSAGE(done, done.error().text());
    return seen;
}

}  // namespace

TEST_CASE("a signed record can be opened, and says again what was said")
{
    auto const with = audience({"guarantors"});
    auto const record = signed_visit(visit_values(), with.keys);
    auto const opened = open_envelope(record.envelope);
    REQUIRE(opened);
    CHECK(opened->id == record.id);
    CHECK(opened->header.author == author_key().author());
    CHECK(opened->header.hlc == record.header.hlc);
    CHECK(opened->header.claimed == record.header.claimed);
    CHECK(opened->header.groups.size() == 3);
    CHECK(verify_record(record, nullptr));
    auto const type = visit_type();
    CHECK(verify_record(record, &type));

    auto const seen = first_row(record, with.secrets);
    CHECK(seen.values == visit_values());
    CHECK(seen.hidden.empty());
}

TEST_CASE("without the secret a sealed group is hidden and everything else is there")
{
    auto const with = audience({"guarantors"});
    auto const seen = first_row(signed_visit(visit_values(), with.keys), {});
    CHECK(std::holds_alternative<std::monostate>(seen.values[7]));
    CHECK(seen.values[6] == visit_values()[6]);
    CHECK(seen.hidden == std::vector<std::string>{"sealed:guarantors"});
}

TEST_CASE("a sealed value without a key for its audience is refused")
{
    SeededRandom random{1};
    auto const record = sign_record(header_of(), visit_type(), visit_values(), author_key(), {}, random);
    REQUIRE_FALSE(record);
    CHECK(record.error().kind == Error::Kind::denied);
    CHECK(record.error().where == "visit: who");
}

TEST_CASE("another secret does not open a sealed group, and that is said")
{
    auto const record = signed_visit(visit_values(), audience({"guarantors"}, 7).keys);
    auto const done = visit_rows(record, visit_type(), audience({"guarantors"}, 8).secrets, [](RowView const&) { return Result<void>{}; });
    REQUIRE_FALSE(done);
    CHECK(done.error().kind == Error::Kind::denied);
}

TEST_CASE("a record whose groups were erased, or never arrived, still verifies")
{
    auto const with = audience({"guarantors"});
    auto record = signed_visit(visit_values(), with.keys);
    auto const type = visit_type();
    record.parts[1].state = Part::State::erased;
    record.parts[1].bytes.clear();
    CHECK(verify_record(record, &type));
    auto const seen = first_row(record, with.secrets);
    CHECK(std::holds_alternative<std::monostate>(seen.values[6]));
    CHECK(seen.values[7] == visit_values()[7]);
    CHECK(seen.hidden == std::vector<std::string>{"team"});
    record.parts.clear();
    CHECK(verify_record(record, &type));
    CHECK(first_row(record, with.secrets).hidden.size() == 3);
}

TEST_CASE("a record in which nothing was said is signed too")
{
    auto const record = signed_visit(std::vector<Value>(9), {});
    CHECK(verify_record(record, nullptr));
    CHECK(first_row(record, {}).values == std::vector<Value>(9));
}

TEST_CASE("each changed bit of an envelope is found")
{
    auto const record = signed_visit(visit_values(), audience({"guarantors"}).keys);
    for (std::size_t bit = 0; bit < record.envelope.size() * 8; ++bit) {
        CAPTURE(bit);
        auto changed = record.envelope;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1U << bit % 8);
        auto const opened = open_envelope(changed);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().kind == Error::Kind::corrupt);
    }
}

TEST_CASE("an envelope cut short, or with octets behind it, is refused")
{
    auto const record = signed_visit(visit_values(), audience({"guarantors"}).keys);
    for (std::size_t kept = 0; kept < record.envelope.size(); ++kept) {
        CAPTURE(kept);
        CHECK_FALSE(open_envelope(BytesView{record.envelope}.first(kept)));
    }
    auto longer = record.envelope;
    longer.push_back(0);
    CHECK_FALSE(open_envelope(longer));
}

TEST_CASE("each changed bit of a part is found, and its group is named")
{
    auto const record = signed_visit(visit_values(), audience({"guarantors"}).keys);
    for (std::size_t part = 0; part < 2; ++part) {
        for (std::size_t bit = 0; bit < record.parts[part].bytes.size() * 8; ++bit) {
            CAPTURE(bit);
            auto changed = record;
            auto& octet = changed.parts[part].bytes[bit / 8];
            octet = static_cast<std::uint8_t>(octet ^ 1U << bit % 8);
            auto const verified = verify_record(changed, nullptr);
            REQUIRE_FALSE(verified);
            CHECK(verified.error().where.find("group " + record.parts[part].group) != std::string::npos);
        }
    }
}

TEST_CASE("a header that was changed after signing is found")
{
    auto record = signed_visit(visit_values(), audience({"guarantors"}).keys);
    record.header.place = "ML0101@cod-ab-2021";
    CHECK_FALSE(verify_record(record, nullptr));
}

TEST_CASE("a value of another kind than its field is refused, and a whole number serves as a decimal")
{
    auto as_text_type = visit_type();
    as_text_type.fields[2].kind = FieldKind::text;
    auto const record = signed_visit(visit_values(), audience({"guarantors"}).keys);
    auto const done = visit_rows(record, as_text_type, {}, [](RowView const&) { return Result<void>{}; });
    REQUIRE_FALSE(done);
    CHECK(done.error().kind == Error::Kind::corrupt);

    auto as_decimal_type = visit_type();
    as_decimal_type.fields[2].kind = FieldKind::decimal;
    CHECK(visit_rows(record, as_decimal_type, {}, [](RowView const& view) -> Result<void> {
        CHECK(view.cells[2] == Cell{41.0});
        return {};
    }));
}

TEST_CASE("values that no record can hold are refused with their field")
{
    SeededRandom random{1};
    auto values = visit_values();
    values[7] = std::monostate{};
    for (auto const& [index, value] : {std::pair<std::size_t, Value>{3, std::numeric_limits<double>::infinity()}, {6, std::string{"\xC3\x28"}},
                                       {1, Day{std::chrono::days{100'000}}}}) {
        auto wrong = values;
        wrong[index] = value;
        auto const record = sign_record(header_of(), visit_type(), wrong, author_key(), {}, random);
        REQUIRE_FALSE(record);
        CHECK(record.error().kind == Error::Kind::invalid);
        CHECK(record.error().where == "visit: " + visit_type().fields[index].name);
    }
    values.pop_back();
    CHECK_FALSE(sign_record(header_of(), visit_type(), values, author_key(), {}, random));
}

TEST_CASE("the hybrid clock follows the clock, never goes back, and carries a full counter")
{
    auto const at = [](std::int64_t ms) { return Instant{std::chrono::milliseconds{ms}}; };
    CHECK(next_reading({0}, at(5)).packed == 5U << 16U);
    CHECK(next_reading({5U << 16U}, at(5)).packed == (5U << 16U | 1U));
    CHECK(next_reading({9U << 16U}, at(5)).packed == (9U << 16U | 1U));
    CHECK(next_reading({5U << 16U | 0xFFFFU}, at(5)).packed == 6U << 16U);
    CHECK(next_reading({0}, at(-5)).packed == 1);
    CHECK(next_reading({5U << 16U}, at(7)).physical() == at(7));
    HybridTime const last{~std::uint64_t{0} - 1};
    CHECK(next_reading(last, at(5)).packed < last.packed);  // a reading that no header can hold is not followed
}

namespace {

/// Sign whatever header `change` makes of a batch of one row.
Result<Record> signed_batch(RecordType const& type, std::string source)
{
    SeededRandom random{1};
    BatchBuilder builder{type, {}, random};
    std::vector<Value> const values(type.fields.size(), Value{std::string{"x"}});
    std::vector<Cell> cells;
    for (auto const& value : values) cells.push_back(as_cell(value));
    TRY(builder.add(cells));
    auto header = header_of();
    header.batch = BatchHeader{};
    header.batch->source = std::move(source);
    return builder.finish(std::move(header), author_key());
}

RecordType wide_type(std::size_t fields, std::size_t groups)
{
    RecordType type;
    type.name = std::string(64, 't');
    for (std::size_t i = 0; i < groups; ++i) type.groups.push_back(std::string(61, 'g') + std::to_string(100 + i));
    for (std::size_t i = 0; i < fields; ++i) type.fields.push_back(field(std::string(61, 'f') + std::to_string(100 + i), FieldKind::text, type.groups[i % groups]));
    return type;
}

}  // namespace

TEST_CASE("a header holds as much as it says it may, and not one more")
{
    auto const full = signed_batch(wide_type(255, 16), std::string(512, 's'));
    REQUIRE_MESSAGE(full, full.error().text());
    auto const opened = open_envelope(full->envelope);
    REQUIRE(opened);
    CHECK(opened->header.batch->fields.size() == 255);
    CHECK(opened->header.batch->groups.size() == 16);
    CHECK(verify_record(*full, nullptr));

    CHECK(signed_batch(wide_type(256, 16), {}).error().kind == Error::Kind::invalid);
    CHECK(signed_batch(wide_type(255, 17), {}).error().kind == Error::Kind::invalid);
    CHECK(signed_batch(wide_type(1, 1), std::string(513, 's')).error().kind == Error::Kind::invalid);
    CHECK(signed_batch(wide_type(1, 1), "\xFF").error().kind == Error::Kind::invalid);
    auto named_too_long = wide_type(1, 1);
    named_too_long.name += "t";
    CHECK(signed_batch(named_too_long, {}).error().kind == Error::Kind::invalid);
    CHECK(open_envelope(Bytes(256 * 1024 + 1)).error().kind == Error::Kind::corrupt);
}

TEST_CASE("a header with everything that may be left out says it again")
{
    SeededRandom random{1};
    auto header = header_of();
    header.place.clear();
    auto const first = sign_record(header, visit_type(), std::vector<Value>(9), author_key(), {}, random).value();
    CHECK(open_envelope(first.envelope)->header.place.empty());
    CHECK(open_envelope(first.envelope)->header.previous == std::nullopt);
    header.previous = first.id;
    header.replaces = RecordAddress{first.id, 4095};
    header.demo = true;
    auto const second = sign_record(header, visit_type(), std::vector<Value>(9), author_key(2), {}, random).value();
    auto const opened = open_envelope(second.envelope).value();
    CHECK(opened.header.previous == first.id);
    CHECK(opened.header.replaces == header.replaces);
    CHECK(opened.header.demo);
    CHECK(opened.id != first.id);
    header.replaces->row = 4096;
    auto const beyond = sign_record(header, visit_type(), std::vector<Value>(9), author_key(), {}, random);
    CHECK_FALSE((beyond && open_envelope(beyond->envelope)));
}
