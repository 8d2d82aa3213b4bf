// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/mental_health.cpp: `accalmie mental-health`: visits, follow-up, medicine.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/mental_health_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string share_text(MentalHealthShare const& share)
{
    if (share.hidden || !share.share) return "too few to show";
    return fmt::format("{} of {} ({:.0f} %)", share.are, share.of, *share.share * 100);
}

void print(Session& session, MentalHealthAnswer const& answer)
{
    if (answer.visits.empty()) {
        session.line("No mental health visit yet. Add some:  accalmie import csv visits.csv --type mental_health_visit");
        return;
    }
    std::vector<std::vector<std::string>> rows;
    for (auto const& cell : answer.visits) rows.push_back({cell.condition, cell.kind, cell.visits ? std::to_string(*cell.visits) : "withheld"});
    session.terminal.out(table_text({"condition", "kind of visit", "visits"}, rows));
    session.line(fmt::format("\n{}, appointments whose day is past, {} days of grace:", to_iso(answer.as_of), answer.grace_days));
    session.line(fmt::format("  kept: {}\n  late: {}\n  missed: {}", share_text(answer.kept), share_text(answer.came_late), share_text(answer.missed)));
    session.line(fmt::format("Medicine on at least 80 % of days: {}{}", share_text(answer.covered),
                             answer.days_covered ? fmt::format("; {:.0f} % of all days; longest gap {} days", *answer.days_covered * 100, answer.longest_gap.value_or(0)) : ""));
    std::vector<std::vector<std::string>> missed;
    for (auto const& one : answer.missed_visits) missed.push_back({to_iso(one.agreed), one.token.substr(0, 16), one.place_name.empty() ? one.place : one.place_name, one.condition, to_iso(one.last_seen)});
    if (missed.empty()) return;
    session.line("\nNot come again:");
    session.terminal.out(table_text({"agreed", "token", "place", "condition", "last seen"}, missed));
    if (answer.missed_left_out > 0) session.line(fmt::format("and {} more", answer.missed_left_out));
}

Result<void> run_mental_health(Session& session)
{
    auto* workspace = TRY(session.workspace());
    MentalHealthQuestion question;
    question.place = session.arguments.text("place");
    question.as_of = TRY(session.arguments.day("as-of"));
    question.grace_days = static_cast<int>(TRY(session.arguments.integer("days", 0, 90)).value_or(7));
    auto const answer = TRY(answer_mental_health(workspace->facts(), asking_of(*workspace), question));
    if (session.json)
        session.line(tree_json(mental_health_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command mental_health_command()
{
    return {.name = "mental-health",
            .summary = "Mental health visits by mhGAP condition and kind, follow-up that was kept, medicine that did not run out",
            .description = "Counts from 1 to 4, and what would give them away, are withheld. Who did not come again is listed by token, for the nurse (docs/methods/mental-health.md).",
            .examples = {"accalmie mental-health", "accalmie mental-health --place ML0407 --days 14 --json"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"}, {"as-of", "DAY", "as known on this day [today]"}, {"days", "N", "a visit so many days after the agreed one is still kept", "7"}},
            .run = run_mental_health};
}

}  // namespace accalmie::cli
