// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "measures/rate_ratio.hpp"

namespace accalmie {

namespace {

Tree no_ratio_tree(NoRatio reason)
{
    switch (reason) {
    case NoRatio::none: return {};
    case NoRatio::no_event_before: return "no_event_before";
    case NoRatio::no_event: return "no_event";
    }
    return {};
}

Tree comparison(RateRatioInput const& input, RateRatio const& answer)
{
    auto const percent = percent_name(input.level);
    Tree tree = Tree::members();
    tree.add("events_during", input.during.events).add("time_during", input.during.time);
    tree.add("events_before", input.before.events).add("time_before", input.before.time);
    tree.add("ratio", answer.ratio).add("no_ratio_because", no_ratio_tree(answer.no_ratio));
    tree.add("lower_" + percent, answer.exact.lower).add("upper_" + percent, answer.exact.upper);
    tree.add("mid_p_lower_" + percent, answer.mid_p.lower).add("mid_p_upper_" + percent, answer.mid_p.upper);
    tree.add("p_fall", answer.p_fall).add("p_fall_mid_p", answer.p_fall_mid);
    tree.add("p_two_sided", answer.p_two_sided).add("p_two_sided_mid_p", answer.p_two_sided_mid);
    return tree;
}

Result<Tree> compare_row(MethodRows const& rows, std::size_t row, double level)
{
    RateRatioInput input;
    input.during.events = TRY(rows.count(row, "events_during"));
    input.during.time = TRY(rows.number(row, "time_during"));
    input.before.events = TRY(rows.count(row, "events_before"));
    input.before.time = TRY(rows.number(row, "time_before"));
    input.level = level;
    auto const answer = TRY(rate_ratio(input).at("row " + std::to_string(row + 2)));
    Tree tree = Tree::members();
    if (rows.has("label")) tree.add("label", rows.text(row, "label"));
    return tree.add_all(comparison(input, answer));
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    auto const level = TRY(option_number(options, "level"));
    Tree comparisons = Tree::list();
    for (std::size_t row = 0; row < rows.size(); ++row) comparisons.push(TRY(compare_row(rows, row, level)));
    return Tree::members().add("comparisons", std::move(comparisons));
}

}  // namespace

Method rate_ratio_method()
{
    return {"rate-ratio",
            {"Rapport de deux taux, avec intervalle exact", "Ratio of two rates, with its exact interval"},
            {{"label", "text", false, {"nom de la comparaison", "name of the comparison"}},
             {"events_during", "count", true, {"événements pendant la période", "events during the period"}},
             {"time_during", "number", true, {"durée de la période (mois, jours ou personnes-années)", "length of the period (months, days or person-years)"}},
             {"events_before", "count", true, {"événements du temps de comparaison", "events of the time compared with"}},
             {"time_before", "number", true, {"durée du temps de comparaison, même unité", "length of the time compared with, same unit"}}},
            {{"level", "0.95", {"niveau des intervalles", "level of the intervals"}}},
            "Przyborowski & Wilenski 1940; Clopper & Pearson 1934; Rothman, Greenland & Lash 2008, ch. 14; mid-p: Lancaster 1961",
            "docs/methods/rate-ratio.md",
            run};
}

}  // namespace accalmie
