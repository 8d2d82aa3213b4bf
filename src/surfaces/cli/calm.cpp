// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/calm.cpp: `accalmie calm`: the board of communities.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/answers_tree.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string likelihood_text(CalmRow const& row)
{
    if (!row.how_likely) return "-";
    return fmt::format("{:.3g} / {:.3g}", row.how_likely->poisson, row.how_likely->negative_binomial);
}

std::string since_recorded(CalmRow const& row)
{
    std::string text;
    for (auto const& by : row.recorded)
        text += (text.empty() ? "" : ", ") + by.source + " " + (by.last_event_day ? to_iso(*by.last_event_day) : "none");
    return text;
}

void print(Session& session, CalmAnswer const& answer)
{
    if (answer.rules.empty()) {
        session.line("No rule of calm yet. Fix one before looking:  accalmie import csv rules.csv --type calm_rule");
        return;
    }
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : answer.rules) {
        rows.push_back({row.place_name.empty() ? row.place : row.place_name, std::string{calm_state_code(row.state)},
                        row.since ? to_iso(*row.since) : "-", std::to_string(row.spell_days),
                        row.last_contact_day ? to_iso(*row.last_contact_day) : "-", row.last_event_day ? to_iso(*row.last_event_day) : "-",
                        likelihood_text(row), since_recorded(row)});
    }
    session.terminal.out(
        table_text({"community", "state", "since", "quiet days", "last contact", "last event", "p poisson / nb", "last in sources"}, rows, 34));
    std::string counts = "\n" + to_iso(answer.as_of) + ": ";
    for (std::size_t s = 0; s < answer.counts.size(); ++s)
        counts += (s == 0 ? "" : ", ") + std::to_string(answer.counts[s]) + " " + std::string{calm_state_code(static_cast<CalmState>(s))};
    session.line(counts + "\nOnly calm counts as success; a quiet that nobody watched is unknown. Reasons: --json, or docs/methods/calm.md");
}

Result<void> run_calm(Session& session)
{
    auto* workspace = TRY(session.workspace());
    CalmQuestion const question{TRY(session.arguments.day("as-of"))};
    auto const answer = TRY(answer_calm(workspace->facts(), asking_of(*workspace), question));
    if (session.json)
        session.line(tree_json(calm_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command calm_command()
{
    return {.name = "calm",
            .summary = "The board of communities: calm, breached, violent, closed in, emptied, unknown",
            .description =
                "By rules that were fixed beforehand (record type calm_rule). A day counts as watched only if a reporter was reached on or after it\n"
                "within the rule's gap. Data sets can end a calm and never make one.",
            .examples = {"accalmie calm", "accalmie calm --as-of 2022-03-31 --json"},
            .positionals = {},
            .options = {{"as-of", "DAY", "the board as of this day [today]"}},
            .run = run_calm};
}

}  // namespace accalmie::cli
