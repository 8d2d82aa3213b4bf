// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/attacks.cpp: `accalmie attacks`: attacks on health care, and the care that they cost.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/reports_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string number(std::optional<double> const& value) { return value ? fmt::format("{:.0f}", *value) : std::string{"-"}; }
std::string number(std::optional<std::int64_t> const& value) { return value ? std::to_string(*value) : std::string{"-"}; }
std::string interval(AttackLoss const& loss) { return loss.lower && loss.upper ? fmt::format("{:.0f} to {:.0f}", *loss.lower, *loss.upper) : std::string{"-"}; }

std::vector<std::string> row_of(AttackRow const& attack)
{
    std::vector<std::string> row{to_iso(attack.day), attack.certainty, attack.kind, attack.team ? attack.facility_name : "(not shown)", number(attack.deaths), number(attack.injured), number(attack.removed)};
    if (!attack.loss) {
        for (int i = 0; i < 3; ++i) row.emplace_back("-");
        row.emplace_back(attack.team ? "names no facility of the register" : "");
        return row;
    }
    row.push_back(number(attack.loss->observed)), row.push_back(number(attack.loss->expected));
    row.push_back(attack.loss->loss ? fmt::format("{} ({})", number(attack.loss->loss), interval(*attack.loss)) : std::string{"-"});
    row.push_back(no_loss_words(attack.loss->reason).en);
    return row;
}

void print(Session& session, AttacksAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& attack : answer.attacks) rows.push_back(row_of(attack));
    session.terminal.out(table_text({"day", "certainty", "kind", "facility", "killed", "injured", "removed", "consultations", "usual", "lost (95 %)", "cannot be said"}, rows));
    if (answer.sum && answer.sum->loss)
        session.line(fmt::format("\nAll together, no day twice, rumours {}: {:.0f} consultations lost ({} to {}) in {} windows of {} days; {} cannot be said",
                                 answer.least == "rumour" ? "too" : "left out", *answer.sum->loss, number(answer.sum->lower), number(answer.sum->upper), answer.sum->said, answer.window_days, answer.sum->not_said));
    else if (answer.sum)
        session.line("\nNo loss can be said: reports are missing in or before every window");
    if (answer.loss_not_shown > 0) session.line(fmt::format("{} attacks: their facility and what it lost are the team's to know", answer.loss_not_shown));
}

Result<void> run_attacks(Session& session)
{
    auto* workspace = TRY(session.workspace());
    AttacksQuestion question;
    question.place = session.arguments.text("place");
    question.from = TRY(session.arguments.day("from")), question.to = TRY(session.arguments.day("to")), question.as_of = TRY(session.arguments.day("as-of"));
    question.least = session.arguments.text("least");
    question.loss.window_days = static_cast<int>(TRY(session.arguments.integer("window-days", 1, 366)).value_or(30));
    if (session.arguments.has("same-season")) question.loss.usual = UsualPeriods::same_season;
    auto const answer = TRY(answer_attacks(workspace->facts(), asking_of(*workspace), question));
    if (session.json)
        session.line(tree_json(attacks_tree(answer, kind_of(*workspace))));
    else if (answer.attacks.empty())
        session.line("No attack on health care is recorded. Add some:  accalmie import csv attacks.csv --type health_care_attack");
    else
        print(session, answer);
    return {};
}

}  // namespace

Command attacks_command()
{
    return {.name = "attacks",
            .summary = "Attacks on health care by WHO's four grades, and the consultations lost in the 30 days after",
            .description = "Public are country, day, certainty, kind, what was hit and totals, as in WHO's SSA; facility, place, account and losses are the team's.\n"
                           "Observed against the same facility's usual weeks or months, with interval; where reports are missing it cannot be said (docs/methods/attack-loss.md).",
            .examples = {"accalmie attacks", "accalmie attacks --place ML0507 --from 2026-01-01 --json", "accalmie attacks --same-season --least confirmed"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"},
                        {"from", "DAY", "first day of attacks"},
                        {"to", "DAY", "last day of attacks"},
                        {"as-of", "DAY", "as on this day [today]"},
                        {"least", "GRADE", "the least sure grade in the sum: confirmed, probable, possible or rumour", "possible"},
                        {"window-days", "N", "days that count, that of the attack included", "30"},
                        {"same-season", "", "usual is the same season of earlier years, not the last weeks"}},
            .run = run_attacks};
}

}  // namespace accalmie::cli
