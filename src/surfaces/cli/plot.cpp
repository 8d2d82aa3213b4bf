// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/plot.cpp: `accalmie plot ...`: pictures of what `change` answers.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/change_plots.hpp"
#include "surfaces/cli/change_question.hpp"
#include "surfaces/cli/plot_file.hpp"

namespace accalmie::cli {

namespace {

Result<void> run_plot(Session& session, std::string kind)
{
    auto const files = TRY(plot_files_of(session.arguments, "output", ""));
    ChangePlotQuestion question;
    question.kind = std::move(kind);
    if (auto const plan = session.arguments.text("PLAN"); !plan.empty()) question.plan = plan;
    if (question.plan && !session.arguments.text("places").empty()) return Error{Error::Kind::usage, "a plan fixes what is asked: --places does not go with it", {}, "leave one of them out"};
    if (!question.plan) question.change = TRY(change_question_of(session.arguments));
    question.window = TRY(session.arguments.month("window"));
    question.language = files.language;
    auto* workspace = TRY(session.workspace());
    auto const plot = TRY(change_plot(workspace->facts(), asking_of(*workspace), question, kind_of(*workspace)));
    TRY(write_plot(session, plot, files));
    if (!session.json) session.line(files.picture + ": " + plot.title);
    return {};
}

std::vector<Option> options()
{
    auto options = change_options();
    options.push_back({"window", "MONTH", "first month of the window that is shown [the lowest]"});
    options.push_back({"output", "FILE", "the picture, .svg or .png (also -o)", {}, Option::Need::required});
    options.push_back({"table", "FILE", "also the table behind it, .csv or .html"});
    options.push_back({"lang", "CODE", "language of the picture, fr or en", "fr"});
    options.push_back({"width", "PX", "width for which it is drawn, 280 to 1600; letters keep their size", "720"});
    return options;
}

Command plot_command(std::string_view name, std::string_view summary, std::vector<std::string_view> examples, Result<void> (*run)(Session&))
{
    return {.name = name,
            .summary = summary,
            .description = "Without --source the first source that covers the months. A demo says on every picture that its data are simulated, an\n"
                           "unplanned question that it is exploratory. PNG needs rsvg-convert (package librsvg2-bin).",
            .examples = std::move(examples),
            .positionals = {{"PLAN", "name of a plan, or the address of a version; or ask freely with the options", Positional::Count::optional}},
            .options = options(),
            .run = run};
}

}  // namespace

Command plot_series_command()
{
    return plot_command("plot series", "Draw events by month, with the window and what it is compared with",
                        {"accalmie plot series --places ML0507,ML0508 --first 2021-01 --last 2022-12 -o series.svg"}, [](Session& session) { return run_plot(session, "series"); });
}

Command plot_placements_command()
{
    return plot_command("plot placements", "Draw every placement of the window, from the lowest ratio up",
                        {"accalmie plot placements --places ML0507 --first 2021-01 --last 2022-12 -o windows.png --table windows.csv"},
                        [](Session& session) { return run_plot(session, "placements"); });
}

Command plot_ratios_map_command()
{
    return plot_command("plot ratios-map", "Draw a map of where events fell and rose in the same months",
                        {"accalmie plot ratios-map --places ML0507 --first 2021-01 --last 2022-12 --lang en -o map.svg"}, [](Session& session) { return run_plot(session, "ratios-map"); });
}

namespace {

/// A picture that only a plan has: no places and months to type.
Command plan_plot_command(std::string_view name, std::string_view summary, std::string_view example, Result<void> (*run)(Session&))
{
    auto command = plot_command(name, summary, {example}, run);
    command.positionals = {{"PLAN", "name of a plan, or the address of a version"}};
    std::erase_if(command.options, [](Option const& option) { return option.name != "output" && option.name != "table" && option.name != "lang" && option.name != "width"; });
    return command;
}

}  // namespace

Command plot_specification_curve_command()
{
    return plan_plot_command("plot specification-curve", "Draw every defensible way to ask a plan's question", "accalmie plot specification-curve calm-2021 -o curve.svg --table curve.csv",
                             [](Session& session) { return run_plot(session, "specification-curve"); });
}

Command plot_synthetic_control_command()
{
    return plan_plot_command("plot synthetic-control", "Draw a plan's places beside the mix of others that resembles them", "accalmie plot synthetic-control calm-2021 -o path.svg",
                             [](Session& session) { return run_plot(session, "synthetic-control"); });
}

Command plot_placebo_command()
{
    return plan_plot_command("plot placebo", "Draw a plan's gap among those of places without the programme", "accalmie plot placebo calm-2021 -o cloud.svg",
                             [](Session& session) { return run_plot(session, "placebo"); });
}

}  // namespace accalmie::cli
