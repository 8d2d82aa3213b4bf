// SPDX-License-Identifier: Apache-2.0
#include "surfaces/change_plots.hpp"

#include "plots/from_change.hpp"
#include "plots/from_multiverse.hpp"
#include "plots/svg.hpp"
#include "plots/table.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie {

namespace {

/// One picture shows one source: counts of two are never drawn together.
Result<SourceChange const*> source_of(ChangeAnswer const& answer, ChangeQuestion const& question)
{
    if (answer.open_data.empty()) return Error{Error::Kind::missing, "no source knows these places", "source", "import one, as `accalmie import ucdp FILE`"};
    auto const* chosen = &answer.open_data.front();
    auto const merit = [](SourceChange const& source) { return (source.found.search.lowest ? 4 : 0) + (source.covered ? 2 : 0) + (source.source != "acled" ? 1 : 0); };
    for (auto const& source : answer.open_data) {
        if (question.source && source.source == *question.source) return &source;
        if (merit(source) > merit(*chosen)) chosen = &source;
    }
    return chosen;
}

Result<void> check_window(ChangePlotQuestion const& question)
{
    auto const& change = question.change;
    if (!question.window) return {};
    if (change.first <= *question.window && *question.window + (change.months - 1) <= change.last) return {};
    return Error{Error::Kind::invalid, "the window does not lie within the months asked for", "window",
                 fmt::format("name a first month from {} to {}", to_iso(change.first), to_iso(change.last - (change.months - 1)))};
}

Result<plots::Plot> drawn(Store const& store, Asking const& asking, ChangePlotQuestion const& question, ChangeAnswer const& answer, plots::Standing const& standing)
{
    TRY(check_window(question));
    auto const* source = TRY(source_of(answer, question.change));
    if (question.kind == "series") return plots::series_plot(plots::series_of_change(answer, *source, question.window, standing));
    if (question.kind == "placements") return plots::placements_plot(plots::placements_of_change(answer, *source, standing));
    auto const map = TRY(answer_change_map(store, asking, question.change, source->source, question.window));
    return plots::ratios_map_plot(plots::ratios_map_of_change(map, standing));
}

bool needs_a_plan(std::string_view kind) { return kind == "specification-curve" || kind == "synthetic-control" || kind == "placebo"; }

/// Every picture of a plan says when the plan was written against its data.
Result<plots::Plot> plan_plot(Store const& store, Asking const& asking, ChangePlotQuestion question, plots::Standing const& standing)
{
    auto const plan = TRY(answer_plan(store, asking, *question.plan));
    plots::Plot plot;
    if (needs_a_plan(question.kind)) {
        auto const multiverse = TRY(answer_multiverse(store, asking, plan.plan));
        if (question.kind == "synthetic-control")
            plot = plots::control_path_plot(TRY(plots::path_of_multiverse(multiverse, plan, standing)));
        else if (question.kind == "placebo")
            plot = plots::placebo_plot(TRY(plots::placebos_of_multiverse(multiverse, plan, standing)));
        else
            plot = plots::specification_curve_plot(plots::curve_of_multiverse(multiverse, plan, standing));
    }
    else {
        question.change = question_of(plan.plan);
        plot = TRY(drawn(store, asking, question, plan.change, standing));
    }
    auto const words = plots::say(registered_words(plan.standing.registered), standing.language);
    plot.notes.push_back((standing.language == plots::Language::french ? "Plan « " : "Plan “") + plan.plan.name + (standing.language == plots::Language::french ? " » : " : "”: ") + words);
    return plot;
}

}  // namespace

std::vector<std::string_view> change_plot_kinds() { return {"series", "placements", "ratios-map", "specification-curve", "synthetic-control", "placebo"}; }

Result<plots::Plot> change_plot(Store const& store, Asking const& asking, ChangePlotQuestion const& question, Kind kind)
{
    auto const known = change_plot_kinds();
    if (std::find(known.begin(), known.end(), question.kind) == known.end())
        return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a picture of a change", question.kind.substr(0, 40)), "kind", "choose series, placements, ratios-map, specification-curve, synthetic-control or placebo"};
    plots::Standing const standing{question.language, kind == Kind::demo, !question.plan};
    if (question.plan) return plan_plot(store, asking, question, standing);
    if (needs_a_plan(question.kind))
        return Error{Error::Kind::invalid, "this picture needs a plan that says which choices are defensible", "kind", "register one with `accalmie evaluation add`"};
    return drawn(store, asking, question, TRY(answer_change(store, asking, question.change)), standing);
}

Tree plot_sheet(plots::Plot const& plot, double width_px, Kind kind)
{
    auto const set = [&](std::string const& text) { return plots::typeset(text, plot.language); };
    Tree columns = Tree::list(), rows = Tree::list(), statuses = Tree::list();
    for (auto const& column : plot.table.columns) columns.push(set(column));
    auto const shown = std::min(plot.table.rows.size(), sheet_rows_max);
    for (std::size_t i = 0; i < shown; ++i) {
        Tree row = Tree::list();
        for (auto const& cell : plot.table.rows[i]) row.push(plots::cell_text(cell, plot.language));
        rows.push(std::move(row));
    }
    for (auto const& status : plot.statuses) statuses.push(set(status));
    Tree table = Tree::members();
    table.add("columns", std::move(columns)).add("rows", std::move(rows)).add("rows_left_out", static_cast<std::int64_t>(plot.table.rows.size() - shown));
    Tree sheet = Tree::members();
    sheet.add("kind", plot.kind).add("language", plots::language_code(plot.language)).add("title", set(plot.title)).add("statuses", std::move(statuses));
    sheet.add("description", set(plot.description)).add("svg", plots::svg(plot, width_px)).add("table", std::move(table)).add("csv", plots::table_csv(plot));
    return std::move(sheet.add("demo", kind == Kind::demo));
}

}  // namespace accalmie
