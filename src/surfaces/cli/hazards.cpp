// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/hazards.cpp: `accalmie hazards`: heat and flood, who was warned and when.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/hazards_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string place_text(std::string const& place, std::string const& name) { return name.empty() ? place : name; }

std::string range_text(HouseholdsTold const& told)
{
    if (!told.low && !told.high) return "-";
    return fmt::format("{} to {}", told.low ? std::to_string(*told.low) : "?", told.high ? std::to_string(*told.high) : "?");
}

void print_events(Session& session, HazardsAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : answer.events)
        rows.push_back({row.hazard, place_text(row.place, row.place_name), to_iso(row.event.first), to_iso(row.event.last), fmt::format("{:.1f}", row.event.peak), fmt::format("{} ({:.1f})", row.rule, row.bound),
                        warned_words(row.warned).en, row.lead_days ? std::to_string(*row.lead_days) : "-", range_text(row.told)});
    if (rows.empty()) session.line("No reading passed a threshold.");
    else session.terminal.out(table_text({"hazard", "place", "from", "to", "peak", "threshold", "warning", "days ahead", "households told"}, rows, 40));
}

void print_sums(Session& session, HazardsAnswer const& answer)
{
    for (auto const& [hazard, sum] : answer.sums)
        session.line(fmt::format("{}: {} events, {} warned in time, {} too late, {} not{}; {} warnings, {} without a threshold passed, {} nobody can judge, {} to come", hazard, sum.events, sum.in_time, sum.late,
                                 sum.not_warned, sum.lead_days_median ? fmt::format(" (median lead {:g} days)", *sum.lead_days_median) : "", sum.warnings, sum.unreached, sum.unread, sum.to_come));
}

void print_warnings(Session& session, HazardsAnswer const& answer)
{
    for (auto const& row : answer.warnings)
        if (row.state != WarningState::confirmed)
            session.line(fmt::format("Warning of {} at {}, issued {} for {}: {}", row.hazard, place_text(row.place, row.place_name), to_iso(row.issued), to_iso(row.from), warning_state_words(row.state).en));
}

void print_stations(Session& session, HazardsAnswer const& answer)
{
    for (auto const& station : answer.stations) {
        std::string bounds;
        for (auto const& bound : station.bounds)
            bounds += fmt::format("{}{} {}", bounds.empty() ? "" : ", ", bound.rule, bound.value ? fmt::format("{:.1f}", *bound.value) : fmt::format("not judged: {}", hazard_unjudged_code(bound.unjudged)));
        session.line(fmt::format("{}, {} ({}): {} days read{}; {}", station.station, place_text(station.place, station.place_name), station.quantity, station.readings,
                                 station.without_humidity > 0 ? fmt::format(", {} without humidity", station.without_humidity) : "", bounds));
    }
}

void print(Session& session, HazardsAnswer const& answer)
{
    if (answer.stations.empty() && answer.warnings.empty()) {
        session.line("No reading and no warning yet. Add some:  accalmie import csv readings.csv --type hazard_reading");
        return;
    }
    print_events(session, answer);
    session.line("");
    print_sums(session, answer);
    print_warnings(session, answer);
    session.line("");
    print_stations(session, answer);
    if (answer.doubled > 0) session.line(fmt::format("{} readings of one station and day were there already; the higher stands", answer.doubled));
    if (answer.impossible > 0) session.line(fmt::format("{} readings cannot be and were left out", answer.impossible));
}

Result<void> run_hazards(Session& session)
{
    auto* workspace = TRY(session.workspace());
    HazardsQuestion question;
    question.place = session.arguments.text("place");
    question.from = TRY(session.arguments.day("from"));
    question.as_of = TRY(session.arguments.day("as-of"));
    auto const answer = TRY(answer_hazards(workspace->facts(), asking_of(*workspace), question));
    if (session.json)
        session.line(tree_json(hazards_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command hazards_command()
{
    return {.name = "hazards",
            .summary = "Heat and flood: readings against dated thresholds, who was warned, how many days ahead",
            .description = "Thresholds are dated rules of the pack (rules/hazards.csv): classes of the heat index, return periods of the river's own past (docs/methods/hazards.md).\n"
                           "Listed too: events without a warning, and warnings without an event or without anybody who read.",
            .examples = {"accalmie hazards", "accalmie hazards --place ML0507 --from 2026-01-01 --json"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"}, {"from", "DAY", "leave out what ended before this day [all]"}, {"as-of", "DAY", "as known on this day [today]"}},
            .run = run_hazards};
}

}  // namespace accalmie::cli
