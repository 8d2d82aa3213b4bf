// SPDX-License-Identifier: Apache-2.0
#include "plots/timeline.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

constexpr double bar_half = 0.16;

/// Months as numbers, a month filling one unit from its own.
double at(Day day)
{
    auto const month = Month::of(day);
    auto const length = (month.end_day() - month.first_day()).count();
    return month.number + static_cast<double>((day - month.first_day()).count()) / static_cast<double>(length);
}

DotSample sample_of(Tenor tenor)
{
    switch (tenor) {
    case Tenor::plain: return {DotShape::disc, Tone::ink};
    case Tenor::bad: return {DotShape::cross, Tone::ink};
    case Tenor::open: return {DotShape::ring, Tone::ink};
    }
    return {};
}

std::string tenor_text(Tenor tenor, bool is_french)
{
    switch (tenor) {
    case Tenor::plain: return is_french ? "a eu lieu, a tenu, est ouvert" : "took place, held, is open";
    case Tenor::bad: return is_french ? "incident, rupture, fermeture, alerte" : "incident, break, closure, warning";
    case Tenor::open: return is_french ? "engagement pris, ou non atteint" : "promise made, or not reached";
    }
    return {};
}

void draw(Panel& panel, TimelineAnswer const& answer)
{
    for (auto const& row : answer.rows) {
        auto const lane = static_cast<double>(row.lane);
        auto const first = at(row.day);
        if (row.last_day && *row.last_day > row.day) {
            auto const end = std::min(at(*row.last_day + std::chrono::days{1}), panel.x.most);
            panel.marks.push_back(Box{first, end, lane - bar_half, lane + bar_half, row.tenor == Tenor::bad ? Fill::crossed : Fill::faint});
        }
        auto const sample = sample_of(row.tenor);
        panel.marks.push_back(Dot{{first, lane}, sample.shape, sample.tone, 3.5});
    }
}

void fill_table(Plot& plot, TimelineAnswer const& answer)
{
    bool const is_french = plot.language == Language::french;
    plot.table.columns = is_french ? std::vector<std::string>{"jour", "jusqu’au", "ligne", "quoi", "lieu", "nombre", "enregistrement"}
                                   : std::vector<std::string>{"day", "until", "lane", "what", "place", "number", "record"};
    for (auto const& row : answer.rows)
        plot.table.rows.push_back({Cell{to_iso(row.day)}, row.last_day ? Cell{to_iso(*row.last_day)} : Cell{std::string{}}, Cell{say(lane_words(row.lane), plot.language)},
                                   Cell{say(row.words, plot.language)}, Cell{row.place_name.empty() ? row.place : row.place_name}, row.number ? Cell{*row.number} : Cell{std::string{}},
                                   Cell{row.type + " " + row.id}});
}

void fill_words(Plot& plot, TimelineAnswer const& answer)
{
    bool const is_french = plot.language == Language::french;
    plot.title = is_french ? fmt::format("Paix et santé sur une ligne : {}", answer.area.name) : fmt::format("Peace and health on one line: {}", answer.area.name);
    plot.subtitle = is_french ? fmt::format("{} événements", answer.rows.size()) : fmt::format("{} events", answer.rows.size());
    plot.description = plot.title + ". " + plot.subtitle;
    for (auto const tenor : {Tenor::plain, Tenor::bad, Tenor::open}) plot.legend.push_back({sample_of(tenor), tenor_text(tenor, is_french)});
    if (answer.level >= 4)
        plot.notes.push_back(is_french ? fmt::format("Incidents à {} km au plus, si leur source les connaît d’aussi près.", number_text(answer.km, 0, plot.language))
                                       : fmt::format("Incidents at most {} km away, where their source knows them so closely.", number_text(answer.km, 0, plot.language)));
    if (answer.hidden > 0)
        plot.notes.push_back(is_french ? fmt::format("{} événements ne sont pas visibles pour vous.", answer.hidden) : fmt::format("{} events are not for you to see.", answer.hidden));
    if (answer.left_out > 0)
        plot.notes.push_back(is_french ? fmt::format("Les {} plus anciens sont laissés de côté.", answer.left_out) : fmt::format("The {} oldest are left out.", answer.left_out));
}

}  // namespace

Plot timeline_plot(TimelineInput const& input)
{
    bool const is_french = input.head.language == Language::french;
    auto plot = begin("timeline", input.head);
    Panel panel;
    panel.x.kind = Axis::Kind::month;
    panel.y.kind = Axis::Kind::named;
    for (auto const lane : lanes) panel.y.names.push_back(say(lane_words(lane), input.head.language));
    if (input.answer.from && input.answer.to) {
        panel.x.least = input.answer.from->number;
        panel.x.most = input.answer.to->number + 1;
        draw(panel, input.answer);
    }
    if (input.answer.rows.empty()) panel.nothing = is_french ? "Rien n’est noté ici pour ces mois." : "Nothing is noted here for these months.";
    plot.panels.push_back(std::move(panel));
    fill_words(plot, input.answer);
    fill_table(plot, input.answer);
    return plot;
}

}  // namespace accalmie::plots
