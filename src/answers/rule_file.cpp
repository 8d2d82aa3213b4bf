// SPDX-License-Identifier: Apache-2.0
#include "answers/rule_file.hpp"

#include "base_pack.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t rules_max = 1'000;

std::vector<std::string> cells_of(std::string_view line)
{
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '"' && quoted && at + 1 < line.size() && line[at + 1] == '"') cells.back() += line[at++];
        else if (line[at] == '"') quoted = !quoted;
        else if (line[at] == ',' && !quoted) cells.emplace_back();
        else cells.back() += line[at];
    }
    return cells;
}

}  // namespace

Result<MethodTable> read_rule_table(std::string_view text, std::span<std::string_view const> columns)
{
    MethodTable table;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = trimmed_cell(text.substr(0, end));
        text.remove_prefix(std::min(text.size(), end + 1));
        if (line.empty()) continue;
        auto cells = cells_of(line);
        if (table.columns.empty()) {
            table.columns = std::move(cells);
            continue;
        }
        if (cells.size() != table.columns.size()) return Error{Error::Kind::invalid, "not one cell a column", fmt::format("line {}", table.rows.size() + 2), "quote cells that hold commas"};
        table.rows.push_back(std::move(cells));
        if (table.rows.size() > rules_max) return Error{Error::Kind::limit, "more than 1,000 rules", {}, "split the pack"};
    }
    MethodRows const rows{table};
    for (auto const column : columns)
        if (!rows.has(column)) return Error{Error::Kind::missing, fmt::format("the column {} is not there", column), "line 1", "see packs/base/rules"};
    return table;
}

Result<std::string_view> base_rule_text(std::string_view path)
{
    for (auto const& file : base_pack::files())
        if (file.path == path) return std::string_view{file.content};
    return Error{Error::Kind::missing, "the base pack lacks its rules", std::string{path}, "build the program again"};
}

Result<std::optional<double>> optional_rule_number(MethodRows const& rows, std::size_t row, std::string_view column)
{
    if (rows.text(row, column).empty()) return std::optional<double>{};
    return std::optional<double>{TRY(rows.number(row, column))};
}

Result<std::optional<Day>> optional_rule_day(MethodRows const& rows, std::size_t row, std::string_view column)
{
    if (rows.text(row, column).empty()) return std::optional<Day>{};
    return std::optional<Day>{TRY(parse_day(rows.text(row, column)).at(MethodRows::place(row, column)))};
}

}  // namespace accalmie
