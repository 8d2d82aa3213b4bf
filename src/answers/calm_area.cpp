// SPDX-License-Identifier: Apache-2.0
// src/answers/calm_area.cpp: which watch, incident and closure is about the area of a rule.
#include "answers/calm_rows.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

/// The place in the index that a reference names, if it is of the index's boundary version.
std::size_t find(PlaceIndex const* places, std::string_view reference)
{
    if (places == nullptr || reference.empty()) return PlaceIndex::none;
    auto const index = places->coded(code_of(reference));
    if (index == PlaceIndex::none) return index;
    auto const version = version_of(reference);
    return version.empty() || version == places->places()[index].version ? index : PlaceIndex::none;
}

/// Is `place` the same as `around`, or inside it?
bool is_within(PlaceIndex const& places, std::size_t place, std::size_t around)
{
    if (place == PlaceIndex::none || around == PlaceIndex::none) return false;
    return place == around || places.ancestor(place, places.places()[around].level) == around;
}

/// The place of the rule, or of its position: the smallest area that holds it.
std::size_t place_of(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places)
{
    if (area.place != PlaceIndex::none || places == nullptr || !rule.position) return area.place;
    for (int level = 3; level >= 1; --level)
        if (auto const found = places->at(*rule.position, level); found != PlaceIndex::none) return found;
    return PlaceIndex::none;
}

/// Somebody wrote a place and no position.
bool place_counts(RuleArea const& area, PlaceIndex const* places, IncidentRow const& incident)
{
    auto const written = find(places, incident.place);
    if (written == PlaceIndex::none) return false;
    if (area.place != PlaceIndex::none && is_within(*places, written, area.place)) return true;
    auto const& centre = places->places()[written].centre;
    return area.centre && centre && places->places()[written].level == 4 && distance_km(*area.centre, *centre) <= area.radius_km;
}

}  // namespace

Result<RuleArea> area_of(CalmRuleRow const& rule, PlaceIndex const* places)
{
    RuleArea area;
    area.place = find(places, rule.place);
    Error const not_known{Error::Kind::missing, fmt::format("the place {} is not known", rule.place), rule.name, "import its boundary version, or give the rule a position and a radius"};
    if (rule.position && rule.radius_km) {
        area.centre = rule.position;
        area.radius_km = *rule.radius_km;
        area.level = 3;
        return area;
    }
    if (area.place == PlaceIndex::none) return not_known;
    auto const& place = places->places()[area.place];
    if (rule.radius_km || place.level == 4) {
        area.centre = rule.position ? rule.position : place.centre;
        if (!area.centre) return not_known;
        area.radius_km = rule.radius_km.value_or(settlement_radius_km);
        area.level = 3;
        return area;
    }
    if (place.geometry.empty() && place.level > 0) return not_known;
    area.level = place.level;
    return area;
}

bool watch_covers(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places, WatchRow const& watch)
{
    if (!holds_kinds(watch.kinds, rule.kinds)) return false;
    bool const same_place = !rule.place.empty() && watch.place == rule.place;
    auto const watched = find(places, watch.place);
    if (!watch.radius_km) {
        if (same_place) return true;
        auto const inside = place_of(rule, area, places);
        return watched != PlaceIndex::none && inside != watched && is_within(*places, inside, watched);
    }
    if (!area.centre) return false;  // a circle proves nothing about a polygon
    if (same_place) return *watch.radius_km >= area.radius_km;
    if (watched == PlaceIndex::none || !places->places()[watched].centre) return false;
    return distance_km(*area.centre, *places->places()[watched].centre) + area.radius_km <= *watch.radius_km;
}

bool access_covers(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places, AccessRow const& access)
{
    if (!rule.place.empty() && access.place == rule.place) return true;
    auto const constrained = find(places, access.place);
    return constrained != PlaceIndex::none && is_within(*places, place_of(rule, area, places), constrained);
}

bool incident_counts(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places, IncidentRow const& incident)
{
    if (!holds_kind(rule.kinds, incident.kind)) return false;
    if (!rule.place.empty() && incident.place == rule.place) return true;
    if (!incident.position) return place_counts(area, places, incident);
    if (incident.position_level < area.level) return false;
    if (area.centre) return distance_km(*area.centre, *incident.position) <= area.radius_km;
    if (places->places()[area.place].level == 0) return true;
    return places->at(*incident.position, places->places()[area.place].level) == area.place;
}

bool incident_may_count(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places, IncidentRow const& incident)
{
    if (!incident.position || places == nullptr || incident.position_level >= area.level || incident.position_level < 1) return false;
    if (!holds_kind(rule.kinds, incident.kind)) return false;
    auto const own = place_of(rule, area, places);
    auto const wider = places->at(*incident.position, incident.position_level);
    return own != PlaceIndex::none && wider != PlaceIndex::none && is_within(*places, own, wider);
}

DayRun widen_days(Day first, Day last, std::string_view precision)
{
    last = std::max(first, last);
    if (precision == "month") return {Month::of(first).first_day(), Month::of(last).end_day() - std::chrono::days{1}};
    if (precision == "year" || precision == "unknown")
        return {Month::of(Month::of(first).year(), 1).first_day(), Month::of(Month::of(last).year(), 12).end_day() - std::chrono::days{1}};
    bool const one_day = first == last;
    if (one_day && (precision == "week" || precision == "few_days")) return {first - std::chrono::days{3}, last + std::chrono::days{3}};
    return {first, last};
}

}  // namespace accalmie
