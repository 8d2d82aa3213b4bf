// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/reach.cpp: `accalmie reach`: people reached, as a range.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/people_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

void print_range(Session& session, std::string_view label, ReachRange const& range)
{
    session.line(fmt::format("{}: {} to {} different ({}; {})", label, range.lower, range.upper, reach_rule_words(range.lower_rule).en, reach_rule_words(range.upper_rule).en));
}

void print_services(Session& session, ReachAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& service : answer.services)
        rows.push_back({service.service, service.species, service.times_added ? std::to_string(*service.times_added) : "-", std::to_string(service.different.lower), std::to_string(service.different.upper),
                        service.largest_month ? to_iso(*service.largest_month) : "-"});
    session.terminal.out(table_text({"service", "for", "times given", "different at least", "at most", "largest month"}, rows));
}

void print_clashes(Session& session, ReachAnswer const& answer)
{
    session.line("");
    for (auto const& clash : answer.clashes) {
        session.line(fmt::format("Sources clash: {} of {}{}{}", clash.quantity, clash.area, clash.period.empty() ? "" : ", ", clash.period));
        for (auto const& figure : clash.figures) session.line(fmt::format("  {:.0f}  {}{}", figure.value, figure.source, figure.definition.empty() ? "" : " (" + figure.definition + ")"));
    }
    if (answer.clashes.empty()) session.line("No two sources differ about facilities or populations");
    if (answer.clashes_left_out > 0) session.line(fmt::format("and {} clashes more", answer.clashes_left_out));
}

void print(Session& session, ReachAnswer const& answer)
{
    if (!answer.from) {
        session.line("No service yet. Add some:  accalmie import csv services.csv --type service_count");
    } else {
        session.line(fmt::format("{} to {}{}", to_iso(*answer.from), to_iso(*answer.to), answer.visits ? fmt::format(", {} visits", *answer.visits) : ""));
        print_services(session, answer);
        session.line("");
        if (answer.people) print_range(session, "People", *answer.people);
        for (auto const& [species, range] : answer.animals) print_range(session, species, range);
        session.line("At least: of one service the largest month, and of each place its largest visit of that month; nobody is counted in two places.");
        if (answer.above_population) session.line("More people than live there: some came from elsewhere, or the population is wrong; it bounds nothing here");
        if (answer.tokens)
            session.line(fmt::format("By token: {} different persons among those who agreed, in {} rows", answer.tokens->distinct ? std::to_string(*answer.tokens->distinct) : "<5", answer.tokens->rows));
        else
            session.line("No token: only these bounds say how many different persons there are");
        for (auto const& sum : answer.refused) session.line(fmt::format("Not made: {}: {}", refused_words(sum.what).en, sum.reason));
    }
    if (answer.told_twice > 0) session.line(fmt::format("{} counts are left out: another tells of the same people or animals (accalmie asks lists them)", answer.told_twice));
    if (answer.perhaps_twice > 0) session.line(fmt::format("{} counts may tell of the same people as another; both are in", answer.perhaps_twice));
    if (answer.disputed > 0) session.line(fmt::format("{} counts are disputed; they count as first said", answer.disputed));
    if (answer.flagged_rows > 0) session.line(fmt::format("{} counts come from forms whose rules they break; they are counted (accalmie form answers)", answer.flagged_rows));
    print_clashes(session, answer);
}

Result<void> run_reach(Session& session)
{
    auto* workspace = TRY(session.workspace());
    ReachQuestion question;
    question.place = session.arguments.text("place");
    question.from = TRY(session.arguments.month("from"));
    question.to = TRY(session.arguments.month("to"));
    auto const answer = TRY(answer_reach(workspace->facts(), asking_of(*workspace), question));
    if (session.json)
        session.line(tree_json(reach_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command reach_command()
{
    return {.name = "reach",
            .summary = "People reached, as a range without double counting; sums that must not be made",
            .description = "Services without a shared register cannot be added: at least the largest, at most the sum or the inhabitants. Sources that clash are listed, none is chosen.",
            .examples = {"accalmie reach", "accalmie reach --place ML0507 --from 2026-01 --to 2026-06 --json"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"}, {"from", "MONTH", "first month [the first with a service]"}, {"to", "MONTH", "last month [the last with a service]"}},
            .run = run_reach};
}

}  // namespace accalmie::cli
