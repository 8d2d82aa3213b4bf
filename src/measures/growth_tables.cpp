// SPDX-License-Identifier: Apache-2.0
#include "measures/growth_tables.hpp"

#include "core/verify.hpp"
#include "growth_pack.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 10'000;
using Row = std::array<double, 7>;  // where, then L, M, S of boys and of girls

std::string_view file_named(std::string_view path)
{
    for (auto const& file : growth_pack::files())
        if (file.path == path) return file.content;
    VERIFY(false);
    return {};
}

/// The next line's seven numbers; `text` then begins after it.
Row take_row(std::string_view& text)
{
    Row row{};
    for (std::size_t cell = 0; cell < row.size(); ++cell) {
        auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), row[cell]);
        VERIFY(problem == std::errc{} && end != text.data() + text.size());
        VERIFY(*end == (cell + 1 < row.size() ? ',' : '\n'));
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    }
    return row;
}

/// `steps`: rows a unit of the first column (10: centimetres in tenths).
LmsTable table_of(std::string_view path, double steps)
{
    auto text = file_named(path);
    text.remove_prefix(text.find('\n') + 1);
    std::int64_t first = 0;
    std::vector<Lms> boys, girls;
    while (!text.empty()) {
        VERIFY(boys.size() < rows_max);
        auto const row = take_row(text);
        auto const at = std::llround(row[0] * steps);
        if (boys.empty()) first = at;
        VERIFY(at == first + static_cast<std::int64_t>(boys.size()));
        boys.push_back({row[1], row[2], row[3]});
        girls.push_back({row[4], row[5], row[6]});
    }
    return {first, std::move(boys), std::move(girls)};
}

GrowthTables read_tables()
{
    GrowthTables tables;
    tables.length = table_of("who-2006/length-for-age.csv", 1);
    tables.weight = table_of("who-2006/weight-for-age.csv", 1);
    tables.bmi = table_of("who-2006/bmi-for-age.csv", 1);
    tables.head = table_of("who-2006/head-circumference-for-age.csv", 1);
    tables.arm = table_of("who-2006/arm-circumference-for-age.csv", 1);
    tables.triceps = table_of("who-2006/triceps-skinfold-for-age.csv", 1);
    tables.subscapular = table_of("who-2006/subscapular-skinfold-for-age.csv", 1);
    tables.weight_for_length = table_of("who-2006/weight-for-length.csv", 10);
    tables.weight_for_height = table_of("who-2006/weight-for-height.csv", 10);
    tables.height_by_month = table_of("who-2007/height-for-age.csv", 1);
    tables.weight_by_month = table_of("who-2007/weight-for-age.csv", 1);
    tables.bmi_by_month = table_of("who-2007/bmi-for-age.csv", 1);
    return tables;
}

}  // namespace

LmsTable::LmsTable(std::int64_t first, std::vector<Lms> boys, std::vector<Lms> girls) : first_(first), boys_(std::move(boys)), girls_(std::move(girls))
{
    VERIFY(boys_.size() == girls_.size());
}

GrowthTables const& growth_tables()
{
    static GrowthTables const tables = read_tables();
    return tables;
}

}  // namespace accalmie
