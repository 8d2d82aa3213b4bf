// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/timeline.cpp: `accalmie timeline PLACE`: peace and health on one line, as text, JSON or a picture.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "plots/timeline.hpp"
#include "surfaces/cli/plot_file.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/value_text.hpp"
#include "surfaces/timeline_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace accalmie::cli {

namespace {

void print_months(Session& session, TimelineAnswer const& answer)
{
    std::vector<std::string> columns{"month"};
    for (auto const lane : lanes) columns.push_back(lane_words(lane).en);
    std::vector<std::vector<std::string>> rows;
    for (auto const& month : answer.months) {
        if (std::all_of(month.counts.begin(), month.counts.end(), [](int count) { return count == 0; })) continue;
        std::vector<std::string> row{to_iso(month.month)};
        for (auto const count : month.counts) row.push_back(count == 0 ? "" : std::to_string(count));
        rows.push_back(std::move(row));
    }
    session.terminal.out(table_text(columns, rows));
}

void print(Session& session, TimelineAnswer const& answer)
{
    session.line(fmt::format("{} ({})", answer.area.name, answer.area.code));
    if (answer.rows.empty()) session.line("Nothing is noted here for these months.");
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : answer.rows)
        rows.push_back({to_iso(row.day), row.last_day ? to_iso(*row.last_day) : "", lane_words(row.lane).en, row.words.en, row.place_name.empty() ? row.place : row.place_name, row.type + " " + short_address(row.id)});
    if (!rows.empty()) session.terminal.out(table_text({"day", "until", "lane", "what", "place", "record"}, rows));
    if (!rows.empty()) session.line("");
    print_months(session, answer);
    if (answer.level >= 4) session.line(fmt::format("Incidents at most {:.0f} km away, where their source knows them so closely.", answer.km));
    if (answer.hidden > 0) session.line(fmt::format("{} are not for you to see.", answer.hidden));
    if (answer.left_out > 0) session.line(fmt::format("The {} oldest are left out.", answer.left_out));
}

Result<void> run_timeline(Session& session)
{
    bool const has_picture = session.arguments.has("output");
    PlotFiles files;
    if (has_picture) files = TRY(plot_files_of(session.arguments, "output", ""));
    auto* workspace = TRY(session.workspace());
    TimelineQuestion question;
    question.place = session.arguments.text("PLACE");
    question.from = TRY(session.arguments.month("from"));
    question.to = TRY(session.arguments.month("to"));
    question.km = static_cast<double>(TRY(session.arguments.integer("km", 0, 100)).value_or(10));
    auto answer = TRY(answer_timeline(workspace->facts(), workspace->dictionary(), asking_of(*workspace), question));
    if (session.json)
        session.line(tree_json(timeline_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    if (!has_picture) return {};
    plots::TimelineInput input;
    input.head.language = files.language, input.head.is_demo = workspace->is_demo();
    input.answer = std::move(answer);
    return write_plot(session, plots::timeline_plot(input), files);
}

}  // namespace

Command timeline_command()
{
    return {.name = "timeline",
            .summary = "Peace and health of one place on one line: dialogue, guarantee, incident, clinic day, delivery, stock, facility, survey, warning",
            .description = "A row a day and event, each with the record that says so, then months by lane. What is not for the viewer is left out, and how much is said.\n"
                           "Days after today are left out: planned movements are not told.",
            .examples = {"accalmie timeline ML050701", "accalmie timeline ML0507 --from 2025-01 --json", "accalmie timeline ML0507 -o line.svg"},
            .positionals = {{"PLACE", "P-code or name of a village, or of a wider place"}},
            .options = {{"from", "MONTH", "first month [the first with an event]"},
                        {"to", "MONTH", "last month [the last with an event]"},
                        {"km", "N", "of a village: incidents as far as this", "10"},
                        {"output", "FILE", "also a picture, .svg or .png (also -o)"},
                        {"table", "FILE", "also the table behind it, .csv or .html"},
                        {"lang", "CODE", "language of the picture, fr or en", "fr"},
                        {"width", "PX", "width for which it is drawn, 280 to 1600; letters keep their size", "720"}},
            .run = run_timeline};
}

}  // namespace accalmie::cli
