// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/survivors.cpp: `accalmie survivors count` and `survivors list`: figures that may leave, and nothing else.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/case_notes.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/guarded_csv.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace accalmie::cli {

namespace {

constexpr std::size_t key_octets_max = 4096;

Result<Bytes> read_key(Session& session, std::filesystem::path const& path)
{
    auto const content = TRY(read_whole(session.machine.disk, path, key_octets_max));
    auto text = as_text(content);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return from_hex(text).at(path.string());
}

void print(Session& session, PeopleRelease const& release, RecordId const& record)
{
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < release.table.cells.size(); ++i) {
        auto const& guarded = release.guarded.cells[i];
        rows.push_back({release.table.cells[i].row, release.table.cells[i].column, guarded.state == CellState::shown ? std::to_string(guarded.count) : "withheld"});
    }
    session.terminal.out(table_text({"place", "counted by", "people"}, rows));
    session.line(fmt::format("\nEntered as {}:0, held against {} earlier tables. Type and context are computed from answers; only who agreed is counted.", record.hex().substr(0, 12), release.releases_before));
}

Result<void> run_count(Session& session)
{
    auto* workspace = TRY(session.workspace());
    SurvivorsQuestion question;
    question.by = session.arguments.text("by");
    question.level = static_cast<int>(TRY(session.arguments.integer("level", 1, 2)).value_or(2));
    question.rule.threshold = TRY(session.arguments.integer("threshold", 2, 1'000)).value_or(5);
    question.rule.width = question.rule.threshold - 1;
    auto secret = TRY(read_key(session, session.path(session.arguments.text("key"))));
    auto const notes = TRY(open_case_notes(*workspace, secret));
    auto const earlier = TRY(open_survivor_tables(*workspace, secret));
    std::fill(secret.begin(), secret.end(), std::uint8_t{0});
    auto const places = TRY(workspace->facts().places());
    auto const release = TRY(count_survivors(asking_of(*workspace), *places, notes, earlier, question));
    auto const text = guarded_csv(release, kind_of(*workspace));
    // First the log, then the file and the screen: a table that left without being entered could be played against the next one.
    auto const record = TRY(enter_survivor_count(*workspace, release, question.rule, text, session.arguments.text("to")));
    if (session.arguments.has("output")) TRY(write_atomically(session.machine.disk, session.path(session.arguments.text("output")), as_bytes(text)));
    if (session.json)
        session.line(tree_json(survivor_release_tree(release, record, kind_of(*workspace))));
    else
        print(session, release, record);
    return {};
}

Result<void> run_list(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const tables = TRY(answer_survivor_tables(workspace->facts(), asking_of(*workspace)));
    if (session.json) {
        session.line(tree_json(survivor_tables_tree(tables, kind_of(*workspace))));
        return {};
    }
    if (tables.empty()) session.line("No table has left. Whoever holds the key counts:  accalmie survivors count --key FILE");
    for (auto const& table : tables) {
        session.line(fmt::format("{}  {} ({}){}", to_iso(table.released_on), table.what, table.rule, table.to.empty() ? "" : ", to " + table.to));
        for (auto const& cell : table.shown) session.line(fmt::format("  {}: {}", cell.name, cell.count));
    }
    return {};
}

}  // namespace

Command survivors_count_command()
{
    return {.name = "survivors count",
            .summary = "A table of case notes that may leave, counted by whoever holds the key of the audience survivors",
            .description = "Notes are opened in memory and forgotten. Type (six of GBVIMS) and context are computed from the answers, never typed in. Small counts, counts of\n"
                           "nobody and what would give them away are withheld, held against every table that left before; the table is entered as a signed record.\n"
                           "docs/methods/survivors.md",
            .examples = {"accalmie survivors count --key audience-survivors.key", "accalmie survivors count --key audience-survivors.key --by early_marriage --level 1 -o table.csv"},
            .positionals = {},
            .options = {{"key", "FILE", "the secret key of the audience survivors", {}, Option::Need::required},
                        {"by", "WHAT", "type, month, sex, age_group, or a context as intimate_partner_violence", "type"},
                        {"level", "N", "smallest places: 1 region, 2 cercle", "2"},
                        {"threshold", "N", "counts below N are small", "5"},
                        {"to", "TEXT", "who receives it"},
                        {"output", "FILE", "also write it as CSV"}},
            .run = run_count};
}

Command survivors_list_command()
{
    return {.name = "survivors list",
            .summary = "Tables of survivor counts that have left, as everybody may read them",
            .description = {},
            .examples = {"accalmie survivors list"},
            .positionals = {},
            .options = {},
            .run = run_list};
}

}  // namespace accalmie::cli
