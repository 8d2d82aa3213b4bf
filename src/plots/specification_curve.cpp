// SPDX-License-Identifier: Apache-2.0
// Simonsohn, Simmons & Nelson 2020, Nat. Hum. Behav. 4:1208-1214, figure 2, with ratios on a logarithmic axis.
#include "plots/specification_curve.hpp"

#include "plots/ratio_axis.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

using Points = std::vector<CurvePoint const*>;

constexpr Stroke median_stroke{Tone::strong, 2, Dash::dotted};

Points in_order(std::vector<CurvePoint> const& points)
{
    Points order;
    for (auto const& point : points)
        if (point.estimate) order.push_back(&point);
    std::sort(order.begin(), order.end(), [](auto const* a, auto const* b) { return std::pair{*a->estimate, a} < std::pair{*b->estimate, b}; });  // of one vector: in its order
    return order;
}

/// At most curve_drawn_max, the first and the last among them.
Points thinned(Points const& order)
{
    if (order.size() <= curve_drawn_max) return order;
    Points drawn;
    for (std::size_t i = 0; i < curve_drawn_max; ++i) drawn.push_back(order[i * (order.size() - 1) / (curve_drawn_max - 1)]);
    return drawn;
}

Axis places_axis(std::size_t count) { return {Axis::Kind::hidden, -0.7, std::max(0.7, static_cast<double>(count) - 0.3), {}, {}}; }

Panel estimates_panel(Points const& drawn, CurveInput const& input)
{
    bool const french = input.head.language == Language::french;
    std::vector<RatioShown> ratios;
    for (auto const* point : drawn) ratios.push_back({point->estimate, point->low, point->high});
    Panel panel;
    panel.x = places_axis(drawn.size());
    panel.y = ratio_axis(ratios, french ? "Rapport (moins de 1 : baisse)" : "Ratio (below 1: a fall)");
    panel.height_px = 230;
    constexpr std::size_t capped_max = 60;
    double const radius = drawn.size() <= capped_max ? 4 : 2.4;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        double const x = static_cast<double>(i);
        if (drawn.size() > capped_max && drawn[i]->low)
            panel.marks.push_back(Line{{{x, std::max(*drawn[i]->low, panel.y.least)}, {x, drawn[i]->high.value_or(panel.y.most)}}, {Tone::pale, 1, Dash::solid}});
    }
    panel.marks.push_back(Rule{Along::y, 1, {Tone::ink, 1.4, Dash::dashed}, {}});
    if (input.median)
        panel.marks.push_back(Rule{Along::y, *input.median, median_stroke, {}});
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        Dot dot{{static_cast<double>(i), *drawn[i]->estimate}, drawn[i]->supports ? DotShape::disc : DotShape::ring, drawn[i]->supports ? Tone::ink : Tone::middle, radius, {}};
        if (drawn.size() <= capped_max && (drawn[i]->low || drawn[i]->high)) dot.whisker = Whisker{drawn[i]->low, drawn[i]->high, Along::y};
        panel.marks.emplace_back(dot);
    }
    if (drawn.empty()) panel.nothing = french ? "Aucune spécification ne peut répondre." : "No specification can answer.";
    return panel;
}

/// Runs of neighbours in the curve that took this value, apart for those that support and those that do not.
void mark_runs(Panel& panel, Points const& drawn, std::size_t choice, std::size_t value)
{
    auto const takes = [&](std::size_t i) { return choice < drawn[i]->choice.size() && drawn[i]->choice[choice] == value; };
    double const y = static_cast<double>(value);
    for (std::size_t first = 0; first < drawn.size();) {
        if (!takes(first)) {
            ++first;
            continue;
        }
        auto end = first + 1;
        while (end < drawn.size() && takes(end) && drawn[end]->supports == drawn[first]->supports) ++end;
        panel.marks.push_back(Box{static_cast<double>(first) - 0.4, static_cast<double>(end) - 0.6, y - 0.34, y + 0.34, drawn[first]->supports ? Fill::ink : Fill::middle, {}});
        first = end;
    }
}

void add_choice_panels(Plot& plot, Points const& drawn, CurveInput const& input)
{
    for (std::size_t choice = 0; choice < input.choices.size(); ++choice) {
        auto const& one = input.choices[choice];
        if (one.values.size() < 2) continue;  // nothing was chosen
        Panel panel;
        panel.title = one.name;
        panel.x = places_axis(drawn.size());
        panel.y = {Axis::Kind::named, 0, 1, {}, one.values};
        for (std::size_t value = 0; value < one.values.size(); ++value) mark_runs(panel, drawn, choice, value);
        plot.panels.push_back(std::move(panel));
    }
}

void fill_table(Plot& plot, CurveInput const& input, Points order)
{
    bool const french = plot.language == Language::french;
    for (auto const& point : input.points)
        if (!point.estimate) order.push_back(&point);
    plot.table.columns = french ? std::vector<std::string>{"place dans la courbe", "rapport", "borne basse", "borne haute", "p", "étaye", "refus"}
                                : std::vector<std::string>{"place in the curve", "ratio", "lower bound", "upper bound", "p", "supports", "refusal"};
    for (auto const& choice : input.choices) plot.table.columns.push_back(choice.name);
    auto const real = [](std::optional<double> value) { return value ? Cell{*value} : Cell{}; };
    std::int64_t place = 0;
    for (auto const* point : order) {
        std::vector<Cell> row{point->estimate ? Cell{++place} : Cell{}, real(point->estimate), real(point->low), real(point->high), real(point->p),
                              Cell{std::string{point->supports ? french ? "oui" : "yes" : french ? "non" : "no"}}, Cell{point->refusal}};
        for (std::size_t i = 0; i < input.choices.size(); ++i) {
            bool const is_known = i < point->choice.size() && point->choice[i] < input.choices[i].values.size();
            row.push_back(is_known ? Cell{input.choices[i].values[point->choice[i]]} : Cell{std::string{}});
        }
        plot.table.rows.push_back(std::move(row));
    }
}

void fill_words(Plot& plot, CurveInput const& input, Points const& order, std::size_t drawn)
{
    bool const french = plot.language == Language::french;
    auto const supporting = std::count_if(order.begin(), order.end(), [](auto const* point) { return point->supports; });
    auto const refused = input.points.size() - order.size();
    plot.title = (french ? "Toutes les façons défendables de poser la question : " : "Every defensible way to ask: ") + input.where;
    plot.subtitle = input.finding;
    plot.description = french ? fmt::format("{} spécifications répondent, {} étayent la phrase, {} ne peuvent répondre. {}", order.size(), supporting, refused, input.finding)
                              : fmt::format("{} specifications answer, {} support the sentence, {} cannot answer. {}", order.size(), supporting, refused, input.finding);
    plot.legend.push_back({DotSample{DotShape::disc, Tone::ink}, french ? "étaye la phrase" : "supports the sentence"});
    plot.legend.push_back({DotSample{DotShape::ring, Tone::middle}, french ? "ne l’étaye pas" : "does not"});
    plot.legend.push_back({Fill::ink, french ? "choix pris (étaye)" : "choice taken (supports)"});
    plot.legend.push_back({Fill::middle, french ? "choix pris (n’étaye pas)" : "choice taken (does not)"});
    if (input.median) plot.legend.push_back({median_stroke, (french ? "médiane : " : "median: ") + short_text(*input.median, plot.language)});
    for (auto const& choice : input.choices)
        if (choice.values.size() == 1) plot.notes.push_back(choice.name + (french ? " : " : ": ") + choice.values.front());
    plot.notes.push_back(french ? fmt::format("{} étayent sur {} qui répondent ; {} refusées, avec la raison dans le tableau. Intervalles à {} %, sans correction pour leur nombre.", supporting, order.size(),
                                              refused, number_text(input.level * 100, 0, plot.language))
                                : fmt::format("{} support of {} that answer; {} refused, with the reason in the table. {}% intervals, not corrected for their number.", supporting, order.size(), refused,
                                              number_text(input.level * 100, 0, plot.language)));
    if (drawn < order.size())
        plot.notes.push_back(french ? fmt::format("{} spécifications dessinées à intervalles réguliers sur {} ; toutes sont dans le tableau.", drawn, order.size())
                                    : fmt::format("{} specifications drawn at even steps of {}; all are in the table.", drawn, order.size()));
}

}  // namespace

Plot specification_curve_plot(CurveInput const& input)
{
    auto plot = begin("specification-curve", input.head);
    auto const order = in_order(input.points);
    auto const drawn = thinned(order);
    plot.panels.push_back(estimates_panel(drawn, input));
    if (!drawn.empty()) add_choice_panels(plot, drawn, input);
    fill_words(plot, input, order, drawn.size());
    fill_table(plot, input, order);
    return plot;
}

}  // namespace accalmie::plots
