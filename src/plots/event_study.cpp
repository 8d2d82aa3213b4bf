// SPDX-License-Identifier: Apache-2.0
#include "plots/event_study.hpp"

#include "plots/time_scale.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

void fill_panel(Panel& panel, EventStudyInput const& input)
{
    for (auto const& effect : input.effects) {
        if (!effect.estimate) continue;
        bool const is_before = effect.distance < 0;
        Dot dot{{static_cast<double>(effect.distance), *effect.estimate}, effect.is_reference ? DotShape::square : is_before ? DotShape::ring : DotShape::disc, Tone::ink, 4.5, {}};
        if (effect.low && effect.high && !effect.is_reference) dot.whisker = Whisker{effect.low, effect.high, Along::y};
        panel.marks.emplace_back(dot);
    }
}

void fill_table(Plot& plot, EventStudyInput const& input)
{
    bool const french = plot.language == Language::french;
    plot.table.columns = french ? std::vector<std::string>{"distance au début", "effet", "borne basse", "borne haute", "p", "lieux", "rôle"}
                                : std::vector<std::string>{"distance from the start", "effect", "lower bound", "upper bound", "p", "units", "role"};
    auto const real = [](std::optional<double> value) { return value ? Cell{*value} : Cell{}; };
    for (auto const& one : input.effects) {
        std::string const role = one.is_reference ? (french ? "référence" : "reference") : one.distance < 0 ? (french ? "avant" : "before") : (french ? "après" : "after");
        plot.table.rows.push_back({Cell{one.distance}, real(one.estimate), real(one.low), real(one.high), real(one.p), one.units ? Cell{*one.units} : Cell{}, Cell{role}});
    }
}

}  // namespace

Plot event_study_plot(EventStudyInput const& input)
{
    bool const french = input.head.language == Language::french;
    auto plot = begin("event-study", input.head);
    plot.title = (french ? "Effet selon le temps depuis le début : " : "Effect by the time since the start: ") + input.outcome;
    plot.subtitle = input.finding;
    std::vector<std::optional<double>> values;
    std::int64_t first = 0, last = 0;
    bool no_interval = false;
    for (auto const& effect : input.effects) {
        values.insert(values.end(), {effect.estimate, effect.low, effect.high});
        first = std::min(first, effect.distance);
        last = std::max(last, effect.distance);
        no_interval = no_interval || (effect.estimate && !effect.is_reference && (!effect.low || !effect.high));
    }
    Panel panel;
    panel.x = {Axis::Kind::count, static_cast<double>(first) - 0.5, static_cast<double>(last) + 0.5, french ? "Périodes depuis le début (0 : la première traitée)" : "Periods since the start (0: the first treated)", {}};
    std::vector<std::vector<std::optional<double>>> const lines{values};
    panel.y = value_axis(lines, Zero::shown, french ? "Effet" : "Effect");
    panel.height_px = 280;
    panel.marks.push_back(Rule{Along::y, 0, {Tone::ink, 1.2, Dash::dashed}, {}});
    panel.marks.push_back(Rule{Along::x, -0.5, {Tone::ink, 1.2, Dash::dotted}, french ? "début" : "start"});
    fill_panel(panel, input);
    if (std::none_of(input.effects.begin(), input.effects.end(), [](auto const& effect) { return effect.estimate.has_value(); }))
        panel.nothing = french ? "Aucun effet n’a pu être estimé." : "No effect could be estimated.";
    plot.panels.push_back(std::move(panel));
    plot.legend = {{DotSample{DotShape::ring, Tone::ink}, french ? "avant : devrait être nul" : "before: should be nothing"},
                   {DotSample{DotShape::square, Tone::ink}, french ? "référence" : "reference"},
                   {DotSample{DotShape::disc, Tone::ink}, french ? "après" : "after"}};
    auto const percent = number_text(input.level * 100, 0, plot.language);
    plot.notes.push_back(french ? fmt::format("Intervalles à {} %, point par point.", percent) : fmt::format("{}% intervals, point by point.", percent));
    if (no_interval) plot.notes.push_back(french ? "Un point sans barre n’a pas d’intervalle ; le tableau du résultat dit pourquoi." : "A point without a bar has no interval; the table of the result says why.");
    if (input.pre_trend_p) plot.notes.push_back((french ? "Tous les effets d’avant sont nuls : " : "All effects before are nothing: ") + p_text(*input.pre_trend_p, plot.language) + ".");
    plot.description = input.finding.empty() ? plot.title : input.finding;
    fill_table(plot, input);
    return plot;
}

}  // namespace accalmie::plots
