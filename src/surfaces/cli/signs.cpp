// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/signs.cpp: `accalmie signs`: the signs of peace of one village, never joined with another's.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/people_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

void print(Session& session, SignsAnswer const& answer)
{
    if (answer.withdrawn > 0)
        session.line(fmt::format("{}: for {} {} there is no consent (any more); nothing of it is shown", answer.village.name, answer.withdrawn, answer.withdrawn == 1 ? "sign" : "signs"));
    if (answer.signs.empty() && answer.withdrawn == 0)
        session.line("No sign of peace of this village yet. Add some:  accalmie import csv signs.csv --type peace_sign");
    for (auto const& sign : answer.signs) {
        session.line(fmt::format("{}: {}", answer.village.name, sign.sign));
        auto const votes = sign.votes_for && sign.votes_cast ? fmt::format(", {} votes of {}", *sign.votes_for, *sign.votes_cast) : "";
        session.line(fmt::format("chosen by the village on {}{}{}", to_iso(sign.chosen_on), votes, sign.disputed ? "; disputed" : ""));
        std::vector<std::vector<std::string>> rows;
        for (auto const& reading : sign.readings)
            rows.push_back({to_iso(reading.wave), reading.seen ? std::to_string(*reading.seen) : "-", reading.asked ? std::to_string(*reading.asked) : "-",
                            reading.share ? fmt::format("{:.0f} %", *reading.share * 100) : "-", reading.too_few ? "too few to show" : reading.disputed ? "disputed" : ""});
        if (rows.empty())
            session.line("not read yet");
        else
            session.terminal.out(table_text({"wave", "saw it", "asked", "share", ""}, rows));
        session.line("");
    }
    if (answer.doubled > 0) session.line(fmt::format("{} readings of the same people in one month, or totals beside their parts, were left out", answer.doubled));
    if (answer.impossible > 0) session.line(fmt::format("{} readings that more people saw than were asked were left out", answer.impossible));
}

Result<void> run_signs(Session& session)
{
    SignsQuestion question;
    question.villages = session.arguments.all("VILLAGE");
    if (session.arguments.has("average")) question.ask = SignsAsk::average;
    if (session.arguments.has("rank")) question.ask = SignsAsk::rank;
    auto* workspace = TRY(session.workspace());
    auto const answer = TRY(answer_signs(workspace->facts(), asking_of(*workspace), question));
    if (session.json)
        session.line(tree_json(signs_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command signs_command()
{
    return {.name = "signs",
            .summary = "The signs of peace that a village chose itself, over the waves of that village",
            .description = "One village at a time. Several villages, an average and a rank are refused: each village chose its own signs, and none is measured by another's.",
            .examples = {"accalmie signs ML05070101", "accalmie signs Sokoura --json"},
            .positionals = {{"VILLAGE", "P-code or name of a village", Positional::Count::many}},
            .options = {{"average", "", "refused, with the reason"}, {"rank", "", "refused, with the reason"}},
            .run = run_signs};
}

}  // namespace accalmie::cli
