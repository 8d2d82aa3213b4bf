// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/query.cpp: `accalmie query`: SQL over the facts, for the local owner only.
#include "surfaces/cli/all.hpp"

#include "capture/csv.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/value_text.hpp"

namespace accalmie::cli {

namespace {

constexpr std::int64_t rows_shown = 1000, rows_most = 100'000'000;

void print_csv(Session& session, Table const& table)
{
    std::string text;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (c > 0) text += ',';
        append_csv_field(text, table.columns[c]);
    }
    text += '\n';
    for (auto const& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            if (c > 0) text += ',';
            append_csv_field(text, value_text(row[c]));
        }
        text += '\n';
    }
    session.terminal.out(text);
}

void print_table(Session& session, Table const& table)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : table.rows) {
        auto& line = rows.emplace_back();
        for (auto const& value : row) line.push_back(value_text(value));
    }
    session.terminal.out(table_text(table.columns, rows));
}

Result<void> run_query(Session& session)
{
    bool const whole = session.json || session.arguments.has("csv");
    auto const limit = TRY(session.arguments.integer("limit", 1, rows_most)).value_or(whole ? rows_most : rows_shown);
    auto* workspace = TRY(session.workspace());
    bool truncated = false;
    auto const table = TRY(workspace->facts().query_read_only(session.arguments.text("SQL"), static_cast<std::size_t>(limit), &truncated));
    if (session.json)
        session.line(table_json(table, truncated, workspace->is_demo()));
    else if (session.arguments.has("csv"))
        print_csv(session, table);
    else
        print_table(session, table);
    if (truncated) session.terminal.err("accalmie: only the first " + std::to_string(limit) + " rows are shown; ask for more with --limit\n");
    return {};
}

}  // namespace

Command query_command()
{
    return {
        .name = "query",
        .summary = "Read-only SQL over the facts (DuckDB)",
        .description =
            "One table a record type (`incident`), all versions in `every.incident`, and the views `incident_place`, `incident_month` and\n"
            "`incident_month_named`. `place_at(latitude, longitude, level)` and `place_named(name, level)` give P-codes. Sealed columns are null\n"
            "beside a `_sealed` flag. For the owner at this machine only; never over the network. Tables and columns: docs/dictionary.md.",
        .examples = {"accalmie query \"select place, sum(incidents) from incident_month where level = 2 and source = 'ucdp' group by place\"",
                     "accalmie query --csv \"from incident_month\" > months.csv", "accalmie query \"show tables\""},
        .positionals = {{"SQL", "one select"}},
        .options = {{"csv", "", "print CSV"}, {"limit", "N", "most rows to print [1000; all with --csv or --json]"}},
        .run = run_query};
}

}  // namespace accalmie::cli
