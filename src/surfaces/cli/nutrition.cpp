// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/nutrition.cpp: `accalmie nutrition`: children screened and in care, how care ended, whom to see again.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "answers/nutrition_words.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/nutrition_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

constexpr std::size_t printed_max = 20;

std::string shown(Count const& count) { return count ? std::to_string(*count) : "few"; }

std::string shown(NutritionShare const& share)
{
    if (!share.share || !share.interval) return shown(share.count);
    auto const verdict = share.met == StandardMet::unknown ? "" : share.met == StandardMet::yes ? ", as asked" : ", not as asked";
    return fmt::format("{} ({:.0f} %, {:.0f} to {:.0f}{})", shown(share.count), 100 * *share.share, 100 * share.interval->lower, 100 * share.interval->upper.value_or(1), verdict);
}

void print_outcomes(Session& session, NutritionOutcomes const& one)
{
    session.line("");
    session.line(fmt::format("{}: {} admitted, {} in care", care_group_words(one.group).en, shown(one.admitted), shown(one.in_care)));
    for (auto const& [sign, count] : one.by_sign) session.line(fmt::format("  by {}: {}", malnutrition_sign_words(sign).en, shown(count)));
    session.line(fmt::format("  {} left: cured {}; died {}; defaulted {}; not responded {}", shown(one.left), shown(one.cured), shown(one.died), shown(one.defaulted), shown(one.not_responded)));
    session.line(fmt::format("  beside them: {} transferred, {} left and nobody said how", shown(one.transferred), shown(one.not_said)));
    if (one.stay_days_mean && one.stay_days_median) session.line(fmt::format("  the cured stayed {:.1f} days (median {:.1f})", *one.stay_days_mean, *one.stay_days_median));
    if (one.weight_gain_g_kg_day) session.line(fmt::format("  and gained {:.2f} g/kg/day ({} weighed)", *one.weight_gain_g_kg_day, shown(one.weighed)));
    if (one.standard) session.line(fmt::format("  asked ({}): cured above {:.0f} %, died below {:.0f} %, defaulted below {:.0f} %", one.standard->id, 100 * one.standard->standard.cured_above, 100 * one.standard->standard.died_below, 100 * one.standard->standard.defaulted_below));
}

void print_children(Session& session, std::string const& title, Listed<NutritionChild> const& listed)
{
    if (listed.rows.empty()) return;
    session.line("");
    session.line(fmt::format("{}: {}", title, listed.rows.size() + listed.left_out));
    std::vector<std::vector<std::string>> rows;
    for (auto const& child : listed.rows) {
        if (rows.size() == printed_max) break;
        auto const sachets = !child.ration ? std::string{"-"} : child.ration->least == child.ration->most ? std::to_string(child.ration->least) : fmt::format("{}-{}", child.ration->least, child.ration->most);
        rows.push_back({child.token.empty() ? "-" : child.token, child.place_name, to_iso(child.last_visit), to_iso(child.due), std::to_string(child.days_absent), std::string{malnutrition_code(child.state)}, sachets});
    }
    session.terminal.out(table_text({"child", "place", "last visit", "due", "days since", "state", "sachets"}, rows));
    if (listed.rows.size() + listed.left_out > rows.size()) session.line(fmt::format("and {} more (--json)", listed.rows.size() + listed.left_out - rows.size()));
}

void print_queue(Session& session, NutritionQueue const& queue)
{
    print_children(session, "Lost to follow-up, to be visited", queue.lost);
    print_children(session, "In care for longer than the protocol allows, to be examined", queue.too_long);
    print_children(session, "To be measured again", queue.due);
    session.line("");
    session.line(fmt::format("Found malnourished and not seen in care: {}", queue.not_admitted.rows.size() + queue.not_admitted.left_out));
}

void print(Session& session, NutritionAnswer const& answer)
{
    session.line(fmt::format("To {}{}", to_iso(answer.as_of), answer.from ? ", from " + to_iso(*answer.from) : ""));
    session.line(counts_told_words(answer.told).en);
    for (auto const& protocol : answer.protocols) session.line(fmt::format("Protocol {}{}", protocol.name_en, protocol.not_checked.empty() ? "" : " (" + not_checked_words(protocol.not_checked).en + ")"));
    auto const& screening = answer.screening;
    session.line(fmt::format("Screened: {} children; severe {}, moderate {}, neither {}, not known {}", shown(screening.children), shown(screening.severe), shown(screening.moderate), shown(screening.none), shown(screening.unknown)));
    if (screening.screened_share) session.line(fmt::format("  {:.1f} % of {} children under 5", 100 * *screening.screened_share, *screening.population_under_5));
    if (answer.outcomes.empty()) session.line("Nobody in care. Add some:  accalmie import csv measures.csv --type child_measure");
    for (auto const& one : answer.outcomes) print_outcomes(session, one);
    if (answer.queue) print_queue(session, *answer.queue);
    for (auto const& [problem, count] : answer.inconsistent) session.line(fmt::format("Look again, {}: {}", care_problem_words(problem).en, count));
    if (answer.disputed > 0) session.line(fmt::format("{} measures are disputed; they count as first said", answer.disputed));
    if (answer.flagged_rows > 0) session.line(fmt::format("{} measures come from forms whose rules they break; they are counted (accalmie form answers)", answer.flagged_rows));
}

Result<void> run_nutrition(Session& session)
{
    auto* workspace = TRY(session.workspace());
    NutritionQuestion question;
    question.place = session.arguments.text("place");
    question.from = TRY(session.arguments.month("from"));
    question.to = TRY(session.arguments.month("to"));
    question.protocol = session.arguments.text("protocol");
    auto const answer = TRY(answer_nutrition(workspace->facts(), asking_of(*workspace), question));
    if (session.json) session.line(tree_json(nutrition_tree(answer, kind_of(*workspace))));
    else print(session, answer);
    return {};
}

}  // namespace

Command nutrition_command()
{
    return {.name = "nutrition",
            .summary = "Malnourished children: screened, admitted, how care ended, whom to see again",
            .description = "By the dated protocols of the pack; shares of those who left against Sphere, with intervals. Children by token are for those who may see them.",
            .examples = {"accalmie nutrition", "accalmie nutrition --place ML0507 --from 2026-01 --to 2026-06 --json", "accalmie nutrition --protocol compas-2018"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"}, {"from", "MONTH", "first month [the first measure]"}, {"to", "MONTH", "last month [today]"},
                        {"protocol", "NAME", "who-2013, who-2023, mali-pcima-2022, compas-2018, mali-simplified-2022 or optima-2020 [the one in force on the day of admission]"}},
            .run = run_nutrition};
}

}  // namespace accalmie::cli
