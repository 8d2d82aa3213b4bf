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
