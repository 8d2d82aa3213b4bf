// SPDX-License-Identifier: Apache-2.0
#include "plots/series.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace accalmie::plots {

namespace {

constexpr double edge = std::numeric_limits<double>::infinity();
constexpr Stroke searched_stroke{Tone::ink, 1.4, Dash::dotted};

double number(Month month) { return month.number; }

void add_spans(Panel& panel, SeriesInput const& input)
{
    for (auto const& span : input.compared_with) panel.marks.push_back(Box{number(span.first), number(span.last + 1), -edge, edge, Fill::striped, {}});
    if (input.window) panel.marks.push_back(Box{number(input.window->first), number(input.window->last + 1), -edge, edge, Fill::faint, {}});
}

void add_gaps(Panel& panel, SeriesInput const& input)
{
    auto const& counts = input.series.counts;
    bool const is_said = std::any_of(counts.begin(), counts.end(), [](auto const& count) { return count.has_value(); });  // else the whole panel says it
    Words const none{is_said ? "pas de données" : "", is_said ? "no data" : ""};
    for (std::size_t at = 0; at < counts.size();) {
        auto end = at;
        while (end < counts.size() && !counts[end]) ++end;
        auto const first = input.series.first + static_cast<int>(at);
        if (end > at) panel.marks.push_back(Box{number(first), number(first + static_cast<int>(end - at)), -edge, edge, Fill::hatched, say(none, input.head.language)});
        at = std::max(end, at + 1);
    }
}

void add_bars(Panel& panel, SeriesInput const& input, Month from)
{
    constexpr double side = 0.1;
    for (std::size_t at = 0; at < input.series.counts.size(); ++at) {
        auto const month = input.series.first + static_cast<int>(at);
        auto const& count = input.series.counts[at];
        bool const is_inside = input.window && input.window->holds(month);
        if (month < from) continue;
        if (count && *count > 0)
            panel.marks.push_back(Box{number(month) + side, number(month) + 1 - side, 0, static_cast<double>(*count), is_inside ? Fill::strong : Fill::middle, {}});
    }
}

void add_expected(Panel& panel, SeriesInput const& input)
{
    if (!input.window || !input.expected) return;
    double const months = input.window->last - input.window->first + 1;
    double const level = *input.expected / months;
    panel.marks.push_back(Line{{{number(input.window->first), level}, {number(input.window->last + 1), level}}, {Tone::ink, 2.4, Dash::dashed}});
}

void add_searched(Panel& panel, SeriesInput const& input)
{
    if (!input.searched) return;
    panel.marks.push_back(Rule{Along::x, number(input.searched->first), searched_stroke, {}});
    panel.marks.push_back(Rule{Along::x, number(input.searched->last + 1), searched_stroke, {}});
}

std::string role_of(SeriesInput const& input, Month month)
{
    Words const window{"fenêtre", "window"}, compared{"comparaison", "comparison"};
    if (input.window && input.window->holds(month)) return say(window, input.head.language);
    for (auto const& span : input.compared_with)
        if (span.holds(month)) return say(compared, input.head.language);
    return {};
}

void fill_table(Plot& plot, SeriesInput const& input)
{
    bool const french = input.head.language == Language::french;
    plot.table.columns = french ? std::vector<std::string>{"mois", "incidents", "rôle"} : std::vector<std::string>{"month", "events", "role"};
    for (std::size_t at = 0; at < input.series.counts.size(); ++at) {
        auto const month = input.series.first + static_cast<int>(at);
        auto const& count = input.series.counts[at];
        plot.table.rows.push_back({Cell{month}, count ? Cell{*count} : Cell{}, Cell{role_of(input, month)}});
    }
}

void fill_legend(Plot& plot, SeriesInput const& input)
{
    bool const french = input.head.language == Language::french;
    plot.legend.push_back({Fill::middle, french ? "incidents du mois" : "events of the month"});
    if (input.window) plot.legend.push_back({Fill::strong, french ? "pendant la fenêtre" : "during the window"});
    if (!input.compared_with.empty()) plot.legend.push_back({Fill::striped, french ? "mois de comparaison" : "months compared with"});
    if (input.window && input.expected) plot.legend.push_back({Stroke{Tone::ink, 2.4, Dash::dashed}, french ? "niveau attendu d’après eux" : "level expected from them"});
    if (input.searched)
        plot.legend.push_back({searched_stroke, (french ? "fenêtre cherchée de " : "window searched from ") + months_text(input.searched->first, input.searched->last, plot.language)});
    auto const& counts = input.series.counts;
    if (std::find(counts.begin(), counts.end(), std::nullopt) != counts.end())
        plot.legend.push_back({Fill::hatched, french ? "pas de données (jamais 0)" : "no data (never 0)"});
}

/// Of a series of many years only what bears on the window is drawn, so that months can be told apart; the table keeps all.
Month drawn_first(SeriesInput const& input)
{
    constexpr std::size_t drawn_whole_max = 144;
    constexpr int before_months = 36;
    if (!input.window || input.series.counts.size() <= drawn_whole_max) return input.series.first;
    auto first = input.window->first;
    for (auto const& span : input.compared_with) first = std::min(first, span.first);
    if (input.searched) first = std::min(first, input.searched->first);
    return std::max(input.series.first, std::min(first - before_months, input.series.end() - static_cast<int>(drawn_whole_max)));
}

}  // namespace

Plot series_plot(SeriesInput const& input)
{
    bool const french = input.head.language == Language::french;
    auto plot = begin("series", input.head);
    plot.title = (french ? "Incidents violents par mois : " : "Violent events by month: ") + input.where;
    plot.subtitle = input.finding;
    Panel panel;
    auto const first = drawn_first(input);
    panel.x = {Axis::Kind::month, number(first), number(input.series.end()), {}, {}};
    std::int64_t most = 1, known = 0, total = 0;
    for (std::size_t at = 0; at < input.series.counts.size(); ++at) {
        auto const& count = input.series.counts[at];
        if (input.series.first + static_cast<int>(at) >= first) most = std::max(most, count.value_or(0));
        total += count.value_or(0);
        known += count ? 1 : 0;
    }
    panel.y = {Axis::Kind::count, 0, static_cast<double>(most) * 1.06, french ? "Incidents par mois" : "Events by month", {}};
    if (input.window && input.expected) panel.y.most = std::max(panel.y.most, 1.06 * *input.expected / (input.window->last - input.window->first + 1));
    if (known == 0) panel.nothing = french ? "La source ne couvre aucun de ces mois." : "The source covers none of these months.";
    if (known > 0 && total == 0) panel.nothing = french ? "Aucun incident enregistré dans les mois couverts." : "No event recorded in the months covered.";
    if (input.series.first < first)
        plot.notes.push_back(french ? fmt::format("Dessinée dès {} ; la série commence en {}, toute dans le tableau.", month_text(first, plot.language), month_text(input.series.first, plot.language))
                                    : fmt::format("Drawn from {}; the series begins in {}, all of it in the table.", month_text(first, plot.language), month_text(input.series.first, plot.language)));
    add_spans(panel, input);
    if (input.series.counts.empty()) {
        panel.x.kind = Axis::Kind::hidden;
        panel.marks.push_back(Box{-edge, edge, -edge, edge, Fill::hatched, {}});
    }
    add_gaps(panel, input);
    add_bars(panel, input, first);
    add_expected(panel, input);
    add_searched(panel, input);
    plot.panels.push_back(std::move(panel));
    fill_legend(plot, input);
    fill_table(plot, input);
    plot.description = french ? fmt::format("{} mois avec données sur {}, {} incidents, au plus {} en un mois. {}", known, input.series.counts.size(), total, known > 0 ? most : 0, input.finding)
                              : fmt::format("{} months with data of {}, {} events, at most {} in a month. {}", known, input.series.counts.size(), total, known > 0 ? most : 0, input.finding);
    return plot;
}

}  // namespace accalmie::plots
