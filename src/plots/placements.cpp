// SPDX-License-Identifier: Apache-2.0
#include "plots/placements.hpp"

#include "answers/change_words.hpp"
#include "plots/ratio_axis.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

RatioShown shown(Placement const& placement)
{
    if (!placement.comparison) return {};
    return {placement.comparison->ratio, placement.comparison->exact.lower, placement.comparison->exact.upper};
}

DotSample sample_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::supported: return {DotShape::disc, Tone::ink};
    case Verdict::weak: return {DotShape::diamond, Tone::strong};
    case Verdict::not_shown: return {DotShape::ring, Tone::ink};
    case Verdict::cannot_be_said: return {DotShape::cross, Tone::middle};
    }
    return {};
}

/// Lowest first; those that have no rank behind, by month.
std::vector<Placement const*> in_order(std::vector<Placement> const& placements)
{
    std::vector<Placement const*> order;
    for (auto const& placement : placements) order.push_back(&placement);
    auto const key = [](Placement const* one) { return std::pair{one->rank.value_or(1 << 20), one->first}; };
    std::sort(order.begin(), order.end(), [&](auto const* a, auto const* b) { return key(a) < key(b); });
    return order;
}

std::string why_none(Placement const& placement, Language language)
{
    for (auto const reason : placement.reasons)
        if (reason == ChangeReason::no_event_before) return language == Language::french ? "aucun incident avant" : "no event before";
    return language == Language::french ? "pas de données" : "no data";
}

void draw_rows(Panel& panel, std::vector<Placement const*> const& rows, Language language)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const& placement = *rows[i];
        double const y = static_cast<double>(i);
        auto const rank = placement.rank ? fmt::format(" ({}/{})", *placement.rank, placement.of) : std::string{};
        panel.y.names.push_back(month_text(placement.first, language) + rank);
        auto const one = shown(placement);
        if (!one.ratio) {
            panel.marks.push_back(Box{panel.x.least, panel.x.most, y - 0.3, y + 0.3, Fill::hatched, why_none(placement, language)});
            continue;
        }
        auto const sample = sample_of(placement.verdict);
        panel.marks.push_back(Dot{{*one.ratio, y}, sample.shape, sample.tone, 4.5, Whisker{one.low, one.high, Along::x}});
    }
}

void fill_table(Plot& plot, std::vector<Placement const*> const& rows)
{
    bool const french = plot.language == Language::french;
    plot.table.columns = french ? std::vector<std::string>{"dès", "incidents", "incidents comparés", "mois comparés", "rapport", "borne basse", "borne haute", "rang", "sur", "p", "verdict si nommée"}
                                : std::vector<std::string>{"window from", "events", "events compared", "months compared", "ratio", "lower bound", "upper bound", "rank", "of", "p", "verdict if named"};
    for (auto const* one : rows) {
        auto const ratio = shown(*one);
        auto const real = [](std::optional<double> value) { return value ? Cell{*value} : Cell{}; };
        auto const whole = [](auto const& value) { return value ? Cell{static_cast<std::int64_t>(*value)} : Cell{}; };
        plot.table.rows.push_back({Cell{one->first}, whole(one->observed), whole(one->baseline_events), Cell{std::int64_t{one->baseline_months}}, real(ratio.ratio), real(ratio.low),
                                   ratio.ratio && !ratio.high ? Cell{std::string{french ? "sans borne" : "no bound"}} : real(ratio.high), whole(one->rank),
                                   Cell{std::int64_t{one->of}}, real(one->p_rank), Cell{say(verdict_words(one->verdict), plot.language)}});
    }
}

void fill_words(Plot& plot, PlacementsInput const& input, std::size_t drawn)
{
    bool const french = plot.language == Language::french;
    plot.title = french ? fmt::format("Toutes les fenêtres de {} mois, de la plus basse à la plus haute : {}", input.window_months, input.where)
                        : fmt::format("All windows of {} months, from the lowest to the highest: {}", input.window_months, input.where);
    plot.subtitle = input.finding;
    plot.description = plot.subtitle;
    for (auto const verdict : {Verdict::supported, Verdict::weak, Verdict::not_shown})
        plot.legend.push_back({sample_of(verdict), say(verdict_words(verdict), plot.language) + (french ? " si ces mois étaient nommés" : " if these months were named")});
    auto const percent = number_text(input.level * 100, 0, plot.language);
    plot.notes.push_back(french ? fmt::format("Rapport des taux, pendant sur avant ({}), et intervalle exact à {} %. Entre parenthèses : rang parmi toutes les fenêtres de la série. Flèche : au-delà de l’échelle, "
                                              "ou sans borne.",
                                              input.compared_with, percent)
                                : fmt::format("Ratio of rates, during over before ({}), and exact {}% interval. In brackets: rank among all windows of the series. Arrow: beyond the scale, or no bound.",
                                              input.compared_with, percent));
    if (drawn < input.placements.size())
        plot.notes.push_back(french ? fmt::format("Les {} fenêtres les plus basses sur {} ; toutes sont dans le tableau.", drawn, input.placements.size())
                                    : fmt::format("The {} lowest windows of {}; all are in the table.", drawn, input.placements.size()));
}

}  // namespace

Plot placements_plot(PlacementsInput const& input)
{
    bool const french = input.head.language == Language::french;
    auto plot = begin("placements", input.head);
    auto const order = in_order(input.placements);
    std::vector<Placement const*> const drawn(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), placements_drawn_max)));
    std::vector<RatioShown> ratios;
    for (auto const* one : drawn) ratios.push_back(shown(*one));
    Panel panel;
    panel.y.kind = Axis::Kind::named;
    panel.y.label = french ? "Fenêtre dès" : "Window from";
    panel.x = ratio_axis(ratios, french ? "Rapport : à gauche de 1 moins d’incidents, à droite davantage" : "Ratio: left of 1 fewer events, right of 1 more");
    panel.marks.push_back(Rule{Along::x, 1, {Tone::ink, 1.4, Dash::dashed}, {}});
    draw_rows(panel, drawn, input.head.language);
    if (drawn.empty()) panel.nothing = french ? "Aucune fenêtre ne tient dans ces mois." : "No window fits within these months.";
    plot.panels.push_back(std::move(panel));
    fill_words(plot, input, drawn.size());
    fill_table(plot, order);
    return plot;
}

}  // namespace accalmie::plots
