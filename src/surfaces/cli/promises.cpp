// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/promises.cpp: `accalmie promises`: the ledger.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/sealed_days.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

void print(Session& session, PromisesAnswer const& answer)
{
    if (answer.commitments.empty()) {
        session.line("No promise yet. Add some:  accalmie import csv guarantees.csv --type commitment");
        return;
    }
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : answer.commitments)
        rows.push_back({to_iso(row.from), row.place_name, row.kind, row.guarantor_role, row.to, row.corridor.value_or("-"),
                        std::string{promise_state_code(row.status.state)}, std::to_string(row.status.tests),
                        row.status.last_test_day ? to_iso(*row.status.last_test_day) : "-"});
    session.terminal.out(table_text({"from", "place", "kind", "by", "to", "corridor", "status", "tests", "last test"}, rows, 28));
    std::vector<std::vector<std::string>> corridors;
    for (auto const& corridor : answer.reliability) {
        if (corridor.hidden)
            corridors.push_back({corridor.corridor, "-", "-", "-", "hidden: fewer than five tests"});
        else
            corridors.push_back({corridor.corridor, std::to_string(corridor.tests), std::to_string(corridor.held),
                                 fmt::format("{:.0f} %", corridor.rate.value_or(0) * 100),
                                 fmt::format("{:.0f} to {:.0f} %", corridor.lower_95.value_or(0) * 100, corridor.upper_95.value_or(0) * 100)});
    }
    session.line("");
    session.terminal.out(table_text({"corridor", "tests", "held", "rate", "95 % interval"}, corridors));
    std::string counts = "\n" + to_iso(answer.as_of) + ": ";
    for (std::size_t i = 0; i < answer.counts.size(); ++i)
        counts += (i == 0 ? "" : ", ") + std::to_string(answer.counts[i]) + " " + std::string{promise_state_code(static_cast<PromiseState>(i))};
    session.line(counts);
}

Result<void> run_promises(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const asking = asking_of(*workspace);
    PromisesQuestion question;
    question.as_of = TRY(session.arguments.day("as-of"));
    question.until = TRY(open_last_days(*workspace, asking.viewer));
    auto const answer = TRY(answer_promises(workspace->facts(), asking, question));
    if (session.json)
        session.line(tree_json(promises_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command promises_command()
{
    return {.name = "promises",
            .summary = "The ledger of promises: kept, broken, untested, expired: derived, never typed in",
            .description =
                "Reliability is by corridor, with an interval, and hidden under five tests; never by guarantor, community or organisation.",
            .examples = {"accalmie promises", "accalmie promises --json"},
            .positionals = {},
            .options = {{"as-of", "DAY", "the ledger as of this day [today]"}},
            .run = run_promises};
}

}  // namespace accalmie::cli
