// SPDX-License-Identifier: Apache-2.0
#include "plots/ratios_map.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace accalmie::plots {

namespace {

struct Step {
    double below;
    Fill fill;
    Words words;
};
std::vector<Step> const& steps()
{
    static std::vector<Step> const all{{0.5, Fill::strong, {"moins de 0,5 : forte baisse", "below 0.5: large fall"}},
                                       {0.8, Fill::middle, {"0,5 à 0,8 : baisse", "0.5 to 0.8: fall"}},
                                       {1.25, Fill::paper, {"0,8 à 1,25 : à peu près pareil", "0.8 to 1.25: about the same"}},
                                       {2, Fill::dotted, {"1,25 à 2 : hausse", "1.25 to 2: rise"}},
                                       {1e300, Fill::crossed, {"2 et plus : forte hausse", "2 and more: large rise"}}};
    return all;
}

Fill fill_of(MapPlace const& place)
{
    if (!place.ratio) return Fill::hatched;
    for (auto const& step : steps())
        if (*place.ratio < step.below) return step.fill;
    return steps().back().fill;
}

bool may_be_one(MapPlace const& place) { return place.ratio && !(place.high && *place.high < 1) && !(place.low && *place.low > 1); }

std::string number_of(MapPlace const& place, Language language)
{
    if (!place.ratio) return "–";
    if (*place.ratio == 0) return "0";
    auto const text = number_text(*place.ratio, *place.ratio >= 10 ? 0 : *place.ratio >= 1 ? 1 : 2, language);
    return may_be_one(place) ? "(" + text + ")" : text;
}

/// Degrees east are shorter than degrees north; near the middle of the map they are told in the same unit.
double squeeze(std::vector<MapPlace> const& places)
{
    double least = 90, most = -90;
    for (auto const& place : places)
        for (auto const& ring : place.rings)
            for (auto const& point : ring) {
                least = std::min(least, point.y);
                most = std::max(most, point.y);
            }
    return most < least ? 1 : std::max(0.05, std::cos((least + most) / 2 * std::numbers::pi / 180));
}

/// On a grid that two neighbours share, so that their border stays one line; points that fall together or lie on a line go.
std::vector<Point> simplified(std::vector<Point> const& ring, double grid)
{
    std::vector<Point> out;
    for (auto const& point : ring) {
        Point const snapped{std::round(point.x / grid) * grid, std::round(point.y / grid) * grid};
        if (!out.empty() && std::abs(out.back().x - snapped.x) < grid / 2 && std::abs(out.back().y - snapped.y) < grid / 2) continue;
        if (out.size() >= 2) {
            auto const& a = out[out.size() - 2];
            auto const& b = out.back();
            double const turn = (b.x - a.x) * (snapped.y - b.y) - (b.y - a.y) * (snapped.x - b.x);
            if (std::abs(turn) < grid * grid / 4) out.pop_back();
        }
        out.push_back(snapped);
    }
    return out;
}

struct Extent {
    double left = 1e300, right = -1e300, bottom = 1e300, top = -1e300;
    void take(Point const& point)
    {
        left = std::min(left, point.x);
        right = std::max(right, point.x);
        bottom = std::min(bottom, point.y);
        top = std::max(top, point.y);
    }
    bool is_empty() const { return right < left; }
    double size() const { return std::max(right - left, top - bottom); }
};

/// The middle of the widest stretch of the ring on its middle line of latitude, and how wide it is: where a label may stand.
struct Inside {
    Point at;
    Room room;
};
Inside room_in(std::vector<std::vector<Point>> const& rings, Extent const& shown)
{
    Inside best;
    for (auto const& ring : rings) {
        Extent extent;
        for (auto const& point : ring) extent.take(point);
        double const bottom = std::max(extent.bottom, shown.bottom), top = std::min(extent.top, shown.top);
        for (double const share : {0.5, 0.4, 0.6, 0.3, 0.7}) {
            double const y = bottom + (top - bottom) * share;
            std::vector<double> crossings;
            for (std::size_t i = 0; i < ring.size(); ++i) {
                auto const &a = ring[i], &b = ring[(i + 1) % ring.size()];
                if ((a.y > y) != (b.y > y)) crossings.push_back(std::clamp(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x), shown.left, shown.right));
            }
            std::sort(crossings.begin(), crossings.end());
            for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
                if (crossings[i + 1] - crossings[i] > best.room.width * 1.15) best = {{(crossings[i] + crossings[i + 1]) / 2, y}, {crossings[i + 1] - crossings[i], top - bottom}};
        }
    }
    return best;
}

/// The chosen places and some land around them: a wide neighbour is shown in part, as nobody asked about its far end. The whole, if none is chosen.
Extent shown_of(std::vector<MapPlace> const& places, double squeezed)
{
    constexpr double around = 0.35;
    Extent all, chosen;
    for (auto const& place : places)
        for (auto const& ring : place.rings)
            for (auto const& point : ring) {
                all.take({point.x * squeezed, point.y});
                if (place.role == MapRole::chosen) chosen.take({point.x * squeezed, point.y});
            }
    if (chosen.is_empty() || chosen.size() <= 0) return all;
    double const more = around * chosen.size();
    return {std::max(all.left, chosen.left - more), std::min(all.right, chosen.right + more), std::max(all.bottom, chosen.bottom - more), std::min(all.top, chosen.top + more)};
}

void add_place(Panel& panel, MapPlace const& place, double squeezed, double grid, Language language)
{
    Area area{{}, fill_of(place), {Tone::ink, place.role == MapRole::chosen ? 2.8 : 0.9, Dash::solid}, place.name + ": " + number_of(place, language)};
    for (auto const& ring : place.rings) {
        std::vector<Point> flat;
        for (auto const& point : ring) flat.push_back({point.x * squeezed, point.y});
        area.rings.push_back(simplified(flat, grid));
    }
    panel.marks.push_back(std::move(area));
}

/// Numbers first: a name gives way.
void add_labels(Panel& panel, std::vector<MapPlace const*> const& places, Extent const& shown, Language language)
{
    constexpr double line_px = 14;
    std::vector<Label> names;
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto const area = std::get<Area>(panel.marks[i]);
        auto const inside = room_in(area.rings, shown);
        if (inside.room.width <= 0) continue;
        auto const tone = area.fill == Fill::strong ? Tone::paper : Tone::ink;
        panel.marks.push_back(Label{inside.at, number_of(*places[i], language), Anchor::middle, tone, Weight::bold, inside.room, 0});
        names.push_back(Label{inside.at, places[i]->name, Anchor::middle, tone, Weight::normal, inside.room, line_px});
    }
    for (auto& name : names) panel.marks.push_back(std::move(name));
}

void fill_table(Plot& plot, RatiosMapInput const& input)
{
    bool const french = plot.language == Language::french;
    plot.table.columns = french ? std::vector<std::string>{"lieu", "code", "rôle", "incidents", "incidents comparés", "rapport", "borne basse", "borne haute"}
                                : std::vector<std::string>{"place", "code", "role", "events", "events compared", "ratio", "lower bound", "upper bound"};
    auto const real = [](std::optional<double> value) { return value ? Cell{*value} : Cell{}; };
    auto const whole = [](std::optional<std::int64_t> value) { return value ? Cell{*value} : Cell{}; };
    auto const role = [&](MapRole of) -> std::string {
        switch (of) {
        case MapRole::chosen: return french ? "choisi" : "chosen";
        case MapRole::neighbour: return french ? "voisin" : "neighbour";
        case MapRole::other: return french ? "autre" : "other";
        }
        return {};
    };
    for (auto const& place : input.places)
        plot.table.rows.push_back({Cell{place.name}, Cell{place.code}, Cell{role(place.role)}, whole(place.observed), whole(place.before), real(place.ratio), real(place.low),
                                   place.ratio && !place.high ? Cell{std::string{french ? "sans borne" : "no bound"}} : real(place.high)});
}

void fill_words(Plot& plot, RatiosMapInput const& input)
{
    bool const french = plot.language == Language::french;
    auto const months = months_text(input.window.first, input.window.last, plot.language);
    plot.title = french ? fmt::format("Où les incidents ont baissé ou monté : {}", months) : fmt::format("Where events fell or rose: {}", months);
    plot.subtitle = input.finding;
    plot.description = input.finding.empty() ? plot.title : input.finding;
    for (auto const& step : steps()) plot.legend.push_back({step.fill, say(step.words, plot.language)});
    plot.legend.push_back({Fill::hatched, french ? "pas de données, ou rien avant" : "no data, or nothing before"});
    plot.legend.push_back({Stroke{Tone::ink, 2.8, Dash::solid}, french ? "lieux choisis" : "places chosen"});
    auto const percent = number_text(input.level * 100, 0, plot.language);
    plot.notes.push_back(french ? fmt::format("Rapport des taux de chaque lieu, pendant sur avant ({}). Entre parenthèses : l’intervalle exact à {} % contient 1.", input.compared_with, percent)
                                : fmt::format("Ratio of rates of each place, during over before ({}). In brackets: the exact {}% interval holds 1.", input.compared_with, percent));
    std::string unshaped;
    for (auto const& place : input.places)
        if (place.rings.empty()) unshaped += (unshaped.empty() ? "" : ", ") + place.name;
    if (!unshaped.empty()) plot.notes.push_back((french ? "Sans contour connu, dans le tableau seulement : " : "Without a known shape, in the table only: ") + unshaped + ".");
}

}  // namespace

Plot ratios_map_plot(RatiosMapInput const& input)
{
    bool const french = input.head.language == Language::french;
    auto plot = begin("ratios-map", input.head);
    double const squeezed = squeeze(input.places);
    auto const extent = shown_of(input.places, squeezed);
    Panel panel;
    panel.shape = Shape::map;
    panel.height_px = 460;
    panel.x.kind = panel.y.kind = Axis::Kind::hidden;
    if (extent.is_empty() || extent.size() <= 0) {
        panel.height_px = 120;
        panel.shape = Shape::wide;
        panel.nothing = french ? "Aucun contour de ces lieux n’est connu." : "No shape of these places is known.";
    }
    else {
        double const air = std::max(extent.size(), 1e-6) * 0.02, grid = std::max(extent.size(), 1e-6) / 700;
        panel.x = {Axis::Kind::hidden, extent.left - air, extent.right + air, {}, {}};
        panel.y = {Axis::Kind::hidden, extent.bottom - air, extent.top + air, {}, {}};
        std::vector<MapPlace const*> drawn;
        for (auto const role : {MapRole::other, MapRole::neighbour, MapRole::chosen})
            for (auto const& place : input.places)
                if (place.role == role) drawn.push_back(&place);
        for (auto const* place : drawn) add_place(panel, *place, squeezed, grid, input.head.language);
        std::reverse(drawn.begin(), drawn.end());  // the labels of the chosen come before those of others
        std::reverse(panel.marks.begin(), panel.marks.end());
        add_labels(panel, drawn, extent, input.head.language);
        std::reverse(panel.marks.begin(), panel.marks.begin() + static_cast<std::ptrdiff_t>(drawn.size()));
    }
    plot.panels.push_back(std::move(panel));
    fill_words(plot, input);
    fill_table(plot, input);
    return plot;
}

}  // namespace accalmie::plots
