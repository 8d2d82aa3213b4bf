// SPDX-License-Identifier: Apache-2.0
// src/answers/rings.cpp: did violence move away instead of ending? The places around, by distance, and all of them together.
#include "answers/change_rows.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

/// The comparison of a window named beforehand, or nothing where a month is not covered.
Result<Placement> named_window(ChangeMaterial const& material, std::string const& source, std::vector<std::string> const& codes, BeforeAfterOptions const& options)
{
    auto const found = TRY(before_after(series_of(material, source, codes), options));
    return found.placements.front();
}

Words words_of(RingChange const& ring)
{
    if (ring.distance == 0) return {"les lieux demandés", "the places asked"};
    if (!ring.observed || !ring.lower)
        return {"rien à en dire : la source ne couvre pas tous ces mois, ou n’y connaît aucun événement", "nothing can be said: the source does not cover all these months, or knows no event there"};
    if (*ring.lower > 1)
        return {"plus d’événements autour : la violence peut s’être déplacée", "more events around: violence may have moved"};
    if (ring.upper && *ring.upper < 1)
        return {"baisse autour aussi : elle ne tient pas à ces seuls lieux", "a fall around too: it is not of these places alone"};
    return {"ni hausse ni baisse que le hasard n’explique", "neither a rise nor a fall that chance does not explain"};
}

}  // namespace

std::vector<std::vector<std::size_t>> rings_of(PlaceIndex const& places, std::vector<std::size_t> const& chosen)
{
    std::vector<std::vector<std::size_t>> rings{chosen};
    auto inside = chosen;
    for (int distance = 1; distance <= rings_max; ++distance) {
        auto ring = neighbours_of(places, inside);
        // A place that holds a chosen one, or lies in it, has the same events.
        std::erase_if(ring, [&](std::size_t one) {
            return std::any_of(chosen.begin(), chosen.end(), [&](std::size_t of) { return places.places()[of].level != places.places()[one].level; });
        });
        if (ring.empty()) break;
        inside.insert(inside.end(), ring.begin(), ring.end());
        rings.push_back(std::move(ring));
    }
    return rings;
}

Result<std::vector<RingChange>> ring_changes(ChangeMaterial const& material, std::string const& source, Month lowest, BeforeAfterOptions options)
{
    options.first = lowest;
    options.last = lowest + (options.window_months - 1);
    std::vector<RingChange> rings;
    std::vector<std::string> together;
    for (std::size_t distance = 0; distance < material.rings.size(); ++distance) {
        RingChange ring;
        ring.distance = static_cast<int>(distance);
        ring.source = source;
        ring.first_month = lowest;
        for (auto const index : material.rings[distance]) ring.places.push_back(material.places->places()[index].code);
        together.insert(together.end(), ring.places.begin(), ring.places.end());
        auto const alone = TRY(named_window(material, source, ring.places, options)), whole = TRY(named_window(material, source, together, options));
        ring.observed = alone.observed;
        ring.baseline_events = alone.baseline_events;
        auto const fill = [](Placement const& from, auto& ratio, auto& lower, auto& upper) {
            if (!from.comparison || from.comparison->no_ratio == NoRatio::no_event) return;
            ratio = from.comparison->ratio;
            lower = from.comparison->exact.lower;
            upper = from.comparison->exact.upper;
        };
        fill(alone, ring.ratio, ring.lower, ring.upper);
        fill(whole, ring.ratio_with_inner, ring.lower_with_inner, ring.upper_with_inner);
        ring.words = words_of(ring);
        rings.push_back(std::move(ring));
    }
    return rings;
}

}  // namespace accalmie
