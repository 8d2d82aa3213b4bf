// SPDX-License-Identifier: Apache-2.0
#include "trust/record.hpp"

#include "trust/trust_fixtures.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::fixtures;

namespace {

std::vector<Value> row_values(std::uint32_t row, bool with_guarantor)
{
    auto values = visit_values();
    values[2] = std::int64_t{row} * 1000;
    values[6] = row % 3 == 0 ? Value{} : Value{"note " + std::to_string(row)};
    values[7] = with_guarantor && row % 2 == 0 ? Value{"elder " + std::to_string(row)} : Value{};
    return values;
}

std::vector<Cell> cells_of(std::vector<Value> const& values)
{
    std::vector<Cell> cells;
    for (auto const& value : values) cells.push_back(as_cell(value));
    return cells;
}

enum class Guarantors { none, some };

Record batch_of(std::uint32_t rows, Guarantors guarantors, AudienceKeys const& keys)
{
    SeededRandom random{3};
    BatchBuilder builder{visit_type(), keys, random};
    for (std::uint32_t row = 0; row < rows; ++row) REQUIRE(builder.add(cells_of(row_values(row, guarantors == Guarantors::some))));
    auto header = header_of();
    header.batch.emplace().source = "visits.csv";
    auto record = builder.finish(std::move(header), author_key());
    REQUIRE_MESSAGE(record, record.error().text());
    CHECK(builder.rows() == 0);
    return std::move(*record);
}

}  // namespace

TEST_CASE("a batch of any size says again what its rows said")
{
    auto const with = audience({"guarantors"});
    for (std::uint32_t const rows : {1U, 2U, 3U, 5U, 8U, 100U, 4096U}) {
        CAPTURE(rows);
        auto const record = batch_of(rows, Guarantors::some, with.keys);
        CHECK(record.header.batch->rows == rows);
        CHECK(record.header.batch->source == "visits.csv");
        CHECK(verify_record(record, nullptr));
        std::uint32_t next = 0;
        auto const done = visit_rows(record, visit_type(), with.secrets, [&](RowView const& view) -> Result<void> {
            CHECK(view.row == next);
            auto const values = row_values(next++, true);
            for (std::size_t i = 0; i < values.size(); ++i) CHECK(as_value(view.cells[i]) == values[i]);
            CHECK(view.hidden.empty());
            return {};
        });
        REQUIRE_MESSAGE(done, done.error().text());
        CHECK(next == rows);
    }
}

TEST_CASE("groups without a value are left out of a batch, and no key is asked for")
{
    auto const record = batch_of(10, Guarantors::none, {});
    CHECK(record.header.batch->groups == std::vector<std::string>{"open", "team"});
    CHECK(record.header.batch->fields.size() == 7);
}

TEST_CASE("a row with a sealed value without a key is refused and the batch stays as it was")
{
    SeededRandom random{3};
    BatchBuilder builder{visit_type(), {}, random};
    REQUIRE(builder.add(cells_of(row_values(1, true))));
    auto const refused = builder.add(cells_of(row_values(2, true)));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::denied);
    CHECK(builder.rows() == 1);
    CHECK(builder.finish(header_of(), author_key()));
}

TEST_CASE("a batch takes 4,096 rows and not one more; without a row there is none")
{
    SeededRandom random{3};
    BatchBuilder builder{visit_type(), {}, random};
    auto const empty = builder.finish(header_of(), author_key());
    REQUIRE_FALSE(empty);
    CHECK(empty.error().kind == Error::Kind::missing);
    auto const values = row_values(1, false);
    for (std::uint32_t row = 0; row < BatchBuilder::rows_max; ++row) REQUIRE(builder.add(cells_of(values)));
    CHECK(builder.is_full());
    auto const refused = builder.add(cells_of(values));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::limit);
}

TEST_CASE("a batch that grows beyond its octets says so before it refuses, and refuses without harm")
{
    SeededRandom random{3};
    BatchBuilder builder{visit_type(), {}, random};
    auto values = row_values(1, false);
    values[6] = std::string(15U << 20U, 'a');
    std::uint32_t rows = 0;
    while (builder.add(cells_of(values))) CHECK(++rows < 10);
    CHECK(rows == 4);  // 64 MiB
    CHECK(builder.is_full());
    CHECK(builder.rows() == 4);
    auto const record = builder.finish(header_of(), author_key());
    REQUIRE(record);
    CHECK(verify_record(*record, nullptr));
    CHECK_FALSE(builder.is_full());
    values[6] = std::string((16U << 20U) + 1, 'a');
    auto const refused = builder.add(cells_of(values));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::limit);
    CHECK(builder.rows() == 0);
}

TEST_CASE("rows of every length say again what they said: the length before the content is as short as it can be")
{
    SeededRandom random{3};
    for (std::size_t const length : {0U, 1U, 200U, 220U, 221U, 222U, 223U, 250U, 65'000U, 65'530U, 65'535U, 65'536U, 70'000U}) {
        CAPTURE(length);
        RecordType type;
        type.name = "voice";
        type.fields = {field("words", FieldKind::text)};
        type.groups = {"open"};
        BatchBuilder builder{type, {}, random};
        std::string const words(length, 'w');
        Cell const cell{std::string_view{words}};
        REQUIRE(builder.add({&cell, 1}));
        auto const record = builder.finish(header_of(), author_key());
        REQUIRE(record);
        CHECK(visit_rows(*record, type, {}, [&](RowView const& view) -> Result<void> {
            CHECK(view.cells[0] == cell);
            return {};
        }));
    }
}

TEST_CASE("each changed octet of a packed part is found before a row is visited, and its group is named")
{
    auto const record = batch_of(9, Guarantors::none, {});
    std::size_t harmless = 0;
    for (std::size_t octet = 0; octet < record.parts[1].bytes.size(); ++octet) {
        CAPTURE(octet);
        auto changed = record;
        changed.parts[1].bytes[octet] ^= 0x10U;
        auto const done = visit_rows(changed, visit_type(), {}, [](RowView const& view) -> Result<void> {
            CHECK(as_value(view.cells[6]) == row_values(view.row, false)[6]);
            return {};
        });
        if (done) {
            ++harmless;
            continue;
        }
        CHECK(done.error().where.find("group team") != std::string::npos);
    }
    CHECK(harmless == 1);  // bit 4 of the frame's descriptor, which zstd's decoders pass over (RFC 8878, section 3.1.1.1.1.3)
}

TEST_CASE("a batch with a group absent still proves the others")
{
    auto const with = audience({"guarantors"});
    auto record = batch_of(50, Guarantors::some, with.keys);
    record.parts.erase(record.parts.begin() + 1);
    auto const type = visit_type();
    CHECK(verify_record(record, &type));
    std::size_t seen = 0;
    CHECK(visit_rows(record, type, {}, [&](RowView const& view) -> Result<void> {
        ++seen;
        CHECK(view.hidden.size() == 2);
        CHECK(std::holds_alternative<std::monostate>(view.cells[6]));
        CHECK(view.cells[2] == Cell{std::int64_t{view.row} * 1000});
        return {};
    }));
    CHECK(seen == 50);
    record.parts[0].bytes[30] ^= 1U;
    CHECK_FALSE(verify_record(record, &type));
}

TEST_CASE("a row's group can be erased, and the batch still verifies without saying it")
{
    SeededRandom random{9};
    auto const with = audience({"guarantors"});
    auto record = batch_of(20, Guarantors::some, with.keys);
    auto const type = visit_type();
    for (std::uint32_t const row : {0U, 7U, 19U}) record.parts[1] = erase_row(record, "team", row, {}, random).value();
    record.parts[2] = erase_row(record, "sealed:guarantors", 4, with.secrets, random).value();
    CHECK(verify_record(record, &type));
    auto const done = visit_rows(record, type, with.secrets, [&](RowView const& view) -> Result<void> {
        bool const no_team = view.row == 0 || view.row == 7 || view.row == 19, no_elder = view.row == 4;
        CHECK(view.hidden.size() == (no_team ? 1U : 0U) + (no_elder ? 1U : 0U));
        auto const values = row_values(view.row, true);
        CHECK(as_value(view.cells[6]) == (no_team ? Value{} : values[6]));
        CHECK(as_value(view.cells[7]) == (no_elder ? Value{} : values[7]));
        CHECK(as_value(view.cells[2]) == values[2]);
        return {};
    });
    REQUIRE_MESSAGE(done, done.error().text());

    CHECK(erase_row(record, "sealed:guarantors", 4, {}, random).error().kind == Error::Kind::denied);
    CHECK(erase_row(record, "team", 20, {}, random).error().kind == Error::Kind::missing);
    CHECK(erase_row(record, "sealed:movements", 1, {}, random).error().kind == Error::Kind::missing);
    CHECK(prove_row(record, "team", 7, {}).error().kind == Error::Kind::missing);
}

TEST_CASE("one row is proved without the others, and no other row passes for it")
{
    auto const with = audience({"guarantors"});
    for (std::uint32_t const rows : {1U, 2U, 3U, 6U, 7U, 4096U}) {
        CAPTURE(rows);
        auto const record = batch_of(rows, Guarantors::some, with.keys);
        for (std::uint32_t const row : {0U, rows / 2, rows - 1}) {
            CAPTURE(row);
            auto const proof = prove_row(record, "open", row, {});
            REQUIRE(proof);
            CHECK(proof->path.size() <= 12);
            CHECK(check_row_proof(record.header, *proof));
            auto other_row = *proof;
            other_row.row = (row + 1) % (rows + 1);
            CHECK_FALSE(check_row_proof(record.header, other_row));
            auto other_group = *proof;
            other_group.group = "team";
            CHECK_FALSE(check_row_proof(record.header, other_group));
            auto other_words = *proof;
            other_words.item.back() ^= 1U;
            CHECK_FALSE(check_row_proof(record.header, other_words));
            auto longer = *proof;
            longer.path.emplace_back();
            CHECK_FALSE(check_row_proof(record.header, longer));
        }
    }
    auto const record = batch_of(6, Guarantors::some, with.keys);
    CHECK(check_row_proof(record.header, prove_row(record, "sealed:guarantors", 2, with.secrets).value()));
    CHECK(prove_row(record, "sealed:guarantors", 2, {}).error().kind == Error::Kind::denied);
}

TEST_CASE("the salts of equal rows differ, so that equal rows cannot be told from their commitments")
{
    SeededRandom random{3};
    BatchBuilder builder{visit_type(), {}, random};
    auto const values = row_values(1, false);
    for (int i = 0; i < 2; ++i) REQUIRE(builder.add(cells_of(values)));
    auto const record = builder.finish(header_of(), author_key());
    REQUIRE(record);
    CHECK(prove_row(*record, "open", 0, {})->item != prove_row(*record, "open", 1, {})->item);
}
