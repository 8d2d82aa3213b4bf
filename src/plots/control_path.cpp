// SPDX-License-Identifier: Apache-2.0
// After the figures of Abadie, Diamond & Hainmueller 2010, J. Am. Stat. Assoc. 105:493-505.
#include "plots/control_path.hpp"

#include "plots/time_scale.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

using Values = std::vector<std::optional<double>>;

constexpr Stroke treated_stroke{Tone::ink, 2.6, Dash::solid}, synthetic_stroke{Tone::strong, 2.4, Dash::dashed};
constexpr Stroke placebo_stroke{Tone::pale, 1.2, Dash::solid}, left_out_stroke{Tone::middle, 1.4, Dash::dotted};

void add_lines(Panel& panel, TimeScale const& times, Values const& values, Stroke const& stroke)
{
    for (auto& line : broken_lines(times, values, stroke)) {
        if (line.points.size() == 1) panel.marks.push_back(Dot{line.points.front(), DotShape::disc, stroke.tone, stroke.width_px, {}});
        panel.marks.push_back(std::move(line));
    }
}

/// Between the last untreated time and the first treated one.
void add_start(Panel& panel, TimeScale const& times, std::size_t first_treated, std::string_view label)
{
    if (first_treated >= times.at.size()) return;
    double const at = first_treated == 0 ? times.at[0] : (times.at[first_treated - 1] + times.at[first_treated]) / 2;
    panel.marks.push_back(Rule{Along::x, at, {Tone::ink, 1.2, Dash::dotted}, std::string{label}});
}

void say_if_empty(Panel& panel, std::vector<Values> const& lines, Language language)
{
    for (auto const& line : lines)
        for (auto const& value : line)
            if (value) return;
    panel.nothing = language == Language::french ? "Aucune valeur à dessiner." : "No value to draw.";
}

Values difference(Values const& a, Values const& b)
{
    Values gap(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        if (i < b.size() && a[i] && b[i]) gap[i] = *a[i] - *b[i];
    return gap;
}

Cell real(Values const& values, std::size_t i) { return i < values.size() && values[i] ? Cell{*values[i]} : Cell{}; }

std::string mix_text(ControlPathInput const& input)
{
    constexpr std::size_t named_max = 8;
    constexpr double shown_min = 0.005;
    auto weights = input.weights;
    std::sort(weights.begin(), weights.end(), [](auto const& a, auto const& b) { return std::pair{-a.second, std::string_view{a.first}} < std::pair{-b.second, std::string_view{b.first}}; });
    bool const french = input.head.language == Language::french;
    std::string text;
    std::size_t named = 0;
    for (auto const& [unit, weight] : weights) {
        if (weight < shown_min && weight > -shown_min) continue;
        if (named++ == named_max) return text + ", …";
        text += fmt::format("{}{}~{}", text.empty() ? "" : ", ", unit, number_text(weight, 2, input.head.language));
    }
    return text.empty() ? text : (french ? "Poids du mélange : " : "Weights of the mix: ") + text + ".";
}

}  // namespace

Plot control_path_plot(ControlPathInput const& input)
{
    auto const language = input.head.language;
    bool const french = language == Language::french;
    auto plot = begin("synthetic-control", input.head);
    auto const times = time_scale(input.times);
    auto const gap = difference(input.treated, input.synthetic);
    plot.title = french ? fmt::format("Contrôle synthétique : {}", input.unit) : fmt::format("Synthetic control: {}", input.unit);
    plot.subtitle = input.finding;
    plot.description = fmt::format("{}. {}", input.outcome, input.finding);

    std::vector<Values> const paths{input.treated, input.synthetic};
    Panel above;
    above.x = times.axis;
    above.y = value_axis(paths, Zero::free, input.outcome);
    above.height_px = 240;
    add_start(above, times, input.first_treated, french ? "début" : "start");
    add_lines(above, times, input.synthetic, synthetic_stroke);
    add_lines(above, times, input.treated, treated_stroke);
    say_if_empty(above, paths, language);
    Panel below;
    std::vector<Values> const gaps{gap};
    below.x = times.axis;
    below.y = value_axis(gaps, Zero::shown, french ? "Écart : observé moins synthétique" : "Gap: observed minus synthetic");
    below.height_px = 150;
    add_start(below, times, input.first_treated, {});
    below.marks.push_back(Rule{Along::y, 0, {Tone::ink, 1.2, Dash::dashed}, {}});
    add_lines(below, times, gap, treated_stroke);
    say_if_empty(below, gaps, language);
    plot.panels = {std::move(above), std::move(below)};
    plot.legend = {{treated_stroke, input.unit}, {synthetic_stroke, french ? "contrôle synthétique (mélange des autres)" : "synthetic control (a mix of the others)"}};
    if (auto const mix = mix_text(input); !mix.empty()) plot.notes.push_back(mix);
    plot.table.columns = french ? std::vector<std::string>{"temps", "observé", "synthétique", "écart", "période"} : std::vector<std::string>{"time", "observed", "synthetic", "gap", "period"};
    for (std::size_t i = 0; i < input.times.size(); ++i)
        plot.table.rows.push_back({Cell{input.times[i]}, real(input.treated, i), real(input.synthetic, i), real(gap, i),
                                   Cell{std::string{i < input.first_treated ? french ? "avant" : "before" : french ? "après" : "after"}}});
    return plot;
}

Plot placebo_plot(PlaceboInput const& input)
{
    auto const language = input.head.language;
    bool const french = language == Language::french;
    auto plot = begin("placebo", input.head);
    auto const times = time_scale(input.times);
    plot.title = french ? fmt::format("{} : l’écart parmi ceux de lieux non traités", input.unit) : fmt::format("{}: the gap among those of untreated places", input.unit);
    plot.subtitle = input.finding;
    std::vector<Values> lines{input.gap};
    std::size_t left_out = 0;
    for (auto const& placebo : input.placebos) {
        if (!placebo.is_left_out) lines.push_back(placebo.gap);
        left_out += placebo.is_left_out ? 1 : 0;
    }
    plot.description = french ? fmt::format("{} écarts de comparaison. {}", input.placebos.size() - left_out, input.finding) : fmt::format("{} gaps compared with. {}", input.placebos.size() - left_out, input.finding);
    Panel panel;
    panel.x = times.axis;
    panel.y = value_axis(lines, Zero::shown, input.outcome.empty() ? (french ? "Écart : observé moins synthétique" : "Gap: observed minus synthetic")
                                                                   : (french ? "Écart, " : "Gap, ") + input.outcome);
    panel.height_px = 300;
    for (auto const& placebo : input.placebos) add_lines(panel, times, placebo.gap, placebo.is_left_out ? left_out_stroke : placebo_stroke);
    panel.marks.push_back(Rule{Along::y, 0, {Tone::ink, 1.2, Dash::dashed}, {}});
    add_start(panel, times, input.first_treated, french ? "début" : "start");
    add_lines(panel, times, input.gap, treated_stroke);
    say_if_empty(panel, lines, language);
    plot.panels.push_back(std::move(panel));
    plot.legend = {{treated_stroke, input.unit}, {placebo_stroke, french ? "chaque lieu non traité, imité de même" : "each untreated place, imitated alike"}};
    if (left_out > 0)
        plot.legend.push_back({left_out_stroke, french ? fmt::format("{} laissés de côté : mal imités avant", left_out) : fmt::format("{} left out: imitated badly before", left_out)});
    if (input.placebos.empty()) plot.notes.push_back(french ? "Aucun lieu de comparaison : on ne peut dire si l’écart est rare." : "No place to compare with: whether the gap is rare cannot be said.");
    if (input.p) plot.notes.push_back((french ? "Part des lieux dont l’écart est aussi grand, celui-ci compté : " : "Share of places with as large a gap, this one counted: ") + p_text(*input.p, language));
    plot.table.columns = french ? std::vector<std::string>{"lieu", "rôle", "temps", "écart"} : std::vector<std::string>{"unit", "role", "time", "gap"};
    auto const add_rows = [&](std::string const& unit, std::string const& role, Values const& gap) {
        for (std::size_t i = 0; i < input.times.size(); ++i) plot.table.rows.push_back({Cell{unit}, Cell{role}, Cell{input.times[i]}, real(gap, i)});
    };
    add_rows(input.unit, french ? "traité" : "treated", input.gap);
    for (auto const& placebo : input.placebos)
        add_rows(placebo.unit, placebo.is_left_out ? french ? "laissé de côté" : "left out" : french ? "comparaison" : "comparison", placebo.gap);
    return plot;
}

}  // namespace accalmie::plots
