// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/completeness.cpp: `accalmie completeness`: who reported, who is closed, cut off or silent.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/reports_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

/// One letter a state, as the page has them.
char letter_of(ReportState state) { return std::string_view{"-FCSZPLR.?N"}[static_cast<std::size_t>(state)]; }

std::string percent(std::optional<double> const& share) { return share ? fmt::format("{:.0f} %", 100 * *share) : std::string{"-"}; }

void print_matrix(Session& session, CompletenessAnswer const& answer)
{
    std::vector<std::string> columns{"facility", "area"};
    for (auto const first : answer.periods) columns.push_back(period_name(answer.period, first).substr(2));
    columns.emplace_back("received");
    std::vector<std::vector<std::string>> rows;
    for (auto const& facility : answer.facilities) {
        std::vector<std::string> row{facility.name, facility.area ? facility.area->name : "-"};
        for (auto const& cell : facility.cells) row.push_back(std::string{letter_of(cell.finding.state)} + (cell.finding.time == ReportTime::late ? "'" : ""));
        row.push_back(percent(facility.sums.of_all));
        rows.push_back(std::move(row));
    }
    session.terminal.out(table_text(columns, rows, 32));
    session.line("R reported  L late  P partly  Z true zero  S out of stock  F closed  C cut off  N not sent  ? never heard of  . not due yet  - not expected  ' came late\n");
}

void print_sums(Session& session, CompletenessAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    auto const add = [&](std::string const& name, Completeness const& sums) {
        rows.push_back({name, std::to_string(sums.expected), std::to_string(sums.received), std::to_string(sums.closed), std::to_string(sums.unreachable), std::to_string(sums.not_sent),
                        std::to_string(sums.silent), percent(sums.of_all), percent(sums.of_able), percent(sums.timely_of_all), percent(sums.timely_of_able)});
    };
    for (auto const& area : answer.areas) add(area.area.name.empty() ? "(place not known)" : area.area.name, area.sums);
    add("all", answer.all);
    session.terminal.out(table_text({"area", "due", "received", "closed", "cut off", "not sent", "never heard", "of all", "of able", "in time", "of able"}, rows));
}

void print_coverage(Session& session, CompletenessAnswer const& answer)
{
    for (auto const& area : answer.areas) {
        if (area.coverage && area.coverage->all.rate)
            session.line(fmt::format("{}: {:.2f} consultations a person and year; {} among the {:.1f} % of person-years that could be reached, {} among the others", area.area.name, *area.coverage->all.rate,
                                     area.coverage->reachable.rate ? fmt::format("{:.2f}", *area.coverage->reachable.rate) : "-", 100 * area.coverage->reachable.share,
                                     area.coverage->unreachable.rate ? fmt::format("{:.2f}", *area.coverage->unreachable.rate) : "-"));
        else
            session.line(fmt::format("{}: coverage cannot be said: the people of {} places are not known", area.area.name.empty() ? "(place not known)" : area.area.name, area.without_people.size()));
    }
    if (answer.reports_of_unknown > 0) session.line(fmt::format("{} reports are of facilities that were not asked about or stand in no register", answer.reports_of_unknown));
    if (answer.twice > 0) session.line(fmt::format("{} periods were reported twice by records of which neither corrects the other; the later counts", answer.twice));
    if (answer.disputed > 0) session.line(fmt::format("{} reports are disputed; they count as first said", answer.disputed));
}

/// A month or week of the line as the day it begins.
Result<std::optional<Day>> period_option(Session& session, std::string_view name, ReportPeriod period)
{
    if (!session.arguments.has(name)) return std::optional<Day>{};
    auto const start = TRY(parse_period_start(session.arguments.text(name)).at("--" + std::string{name}));
    if (start.period != period) return Error{Error::Kind::usage, "a month where weeks are asked about, or a week where months are", "--" + std::string{name}};
    return std::optional{start.first};
}

Result<void> run_completeness(Session& session)
{
    auto* workspace = TRY(session.workspace());
    CompletenessQuestion question;
    question.place = session.arguments.text("place");
    question.period = TRY(parse_report_period(session.arguments.text("period")).at("--period"));
    question.first = TRY(period_option(session, "from", question.period)), question.last = TRY(period_option(session, "to", question.period));
    question.as_of = TRY(session.arguments.day("as-of"));
    question.level = static_cast<int>(TRY(session.arguments.integer("level", 1, 3)).value_or(2));
    if (session.arguments.has("kinds")) question.kinds = session.arguments.text("kinds");
    question.week_due_days = static_cast<int>(TRY(session.arguments.integer("week-due-days", 0, 366)).value_or(2));
    question.month_due_days = static_cast<int>(TRY(session.arguments.integer("month-due-days", 0, 366)).value_or(10));
    auto const answer = TRY(answer_completeness(workspace->facts(), asking_of(*workspace), question));
    if (session.json) {
        session.line(tree_json(completeness_tree(answer, kind_of(*workspace))));
    } else if (answer.facilities.empty()) {
        session.line("No facility is expected to report there. Add a register:  accalmie import facilities FILE.csv");
    } else {
        print_matrix(session, answer);
        print_sums(session, answer);
        print_coverage(session, answer);
    }
    return {};
}

}  // namespace

Command completeness_command()
{
    return {.name = "completeness",
            .summary = "Who reported, who is closed, cut off, out of stock or silent; care per person reached and per person",
            .description = "One state a facility and period, by a fixed order (docs/methods/completeness.md). A facility never heard of is silent, not zero.",
            .examples = {"accalmie completeness", "accalmie completeness --place ML0507 --from 2026-01 --to 2026-06", "accalmie completeness --period week --json"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"},
                        {"period", "week|month", "kind of report", "month"},
                        {"from", "PERIOD", "first month 2026-01 or week 2026-W05 [eleven before the last]"},
                        {"to", "PERIOD", "last month or week [this one]"},
                        {"as-of", "DAY", "as on this day [today]"},
                        {"level", "N", "of the areas: 1 region, 2 cercle, 3 commune", "2"},
                        {"kinds", "CODES", "kinds of facilities that report, between spaces, or all [cscom csref hospital mobile_clinic]"},
                        {"week-due-days", "N", "days after the Sunday until a week's report is due", "2"},
                        {"month-due-days", "N", "days after its end until a month's report is due", "10"}},
            .run = run_completeness};
}

}  // namespace accalmie::cli
