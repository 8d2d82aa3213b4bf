// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/export.cpp: `accalmie export csv`: one record type as plain CSV with P-codes, what counts now.
#include "surfaces/cli/all.hpp"

#include "capture/csv.hpp"
#include "surfaces/value_text.hpp"

#include <algorithm>

namespace accalmie::cli {

namespace {

constexpr std::size_t piece_octets = 1 << 20;

/// Fields that may leave: public ones; team fields only where the owner says so. Sealed fields never.
std::vector<std::size_t> columns_of(RecordType const& type, bool with_team)
{
    std::vector<std::size_t> columns;
    for (std::size_t f = 0; f < type.fields.size(); ++f)
        if (type.fields[f].group == "open" || (with_team && type.fields[f].group == "team")) columns.push_back(f);
    return columns;
}

/// Rows that count the programme's people: they leave as a guarded table only.
bool counts_people(RecordType const& type)
{
    bool const is_ours = type.step == "voice" || type.step == "care";
    return is_ours && std::any_of(type.fields.begin(), type.fields.end(), [](Field const& field) { return field.unit == "person" || field.unit == "person_or_animal"; });
}

/// Rows that are files of persons, one a token or a code.
bool is_file_of_persons(RecordType const& type) { return type.index_of("token") || type.index_of("case_code"); }

void add_line(std::string& text, std::vector<std::string> const& cells)
{
    for (std::size_t c = 0; c < cells.size(); ++c) {
        if (c > 0) text += ',';
        append_csv_field(text, cells[c]);
    }
    text += '\n';
}

Result<void> run_export(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const name = session.arguments.text("TYPE");
    auto const* type = workspace->dictionary().find(name);
    if (type == nullptr) return Error{Error::Kind::missing, "the dictionary has no type \"" + name + "\"", {}, "see `accalmie pack dictionary`"};
    if (counts_people(*type) && !session.arguments.has("team"))
        return Error{Error::Kind::denied, "rows of " + name + " count people, and small counts point at them", {},
                     "`accalmie export people " + name + "` writes what may leave; --team writes the rows, for inside use"};
    if (is_file_of_persons(*type) && !session.arguments.has("team"))
        return Error{Error::Kind::denied, "rows of " + name + " are files of persons", {}, "their counts leave guarded: `accalmie survivors count`, `accalmie mental-health`; --team writes the rows, for inside use"};
    auto const columns = columns_of(*type, session.arguments.has("team"));
    std::string text;
    std::vector<std::string> cells;
    for (auto const c : columns) cells.push_back(type->fields[c].name);
    if (workspace->is_demo()) cells.emplace_back("demo");
    add_line(text, cells);
    TRY(workspace->facts().each_row(*type, {}, [&](std::span<Cell const> row, RecordAddress const&) -> Result<void> {
        cells.clear();
        for (auto const c : columns) cells.push_back(value_text(as_value(row[c])));
        if (workspace->is_demo()) cells.emplace_back("simulated");
        add_line(text, cells);
        if (text.size() > piece_octets) {
            session.terminal.out(text);
            text.clear();
        }
        return {};
    }));
    session.terminal.out(text);
    return {};
}

}  // namespace

Command export_csv_command()
{
    return {
        .name = "export csv",
        .summary = "One record type as plain CSV with P-codes",
        .description =
            "What counts now: corrected, not taken back. Only public fields leave; with --team also those of the team. Sealed fields never leave.\n"
            "ACLED's terms forbid passing its rows on.",
        .examples = {"accalmie export csv facility > facilities.csv"},
        .positionals = {{"TYPE", "a record type"}},
        .options = {{"team", "", "also the team's fields; for inside use"}},
        .run = run_export};
}

}  // namespace accalmie::cli
