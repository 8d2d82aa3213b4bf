// SPDX-License-Identifier: Apache-2.0
#include "surfaces/hazards_tree.hpp"

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return Tree::members().add("fr", words.fr).add("en", words.en); }
Tree text_or_null(std::string_view text) { return text.empty() ? Tree{} : Tree{text}; }

void add_place(Tree& tree, std::string_view place, std::string_view name) { tree.add("place", text_or_null(place)).add("place_name", text_or_null(name)); }

Tree station_tree(HazardStation const& station)
{
    auto tree = Tree::members(), bounds = Tree::list();
    for (auto const& bound : station.bounds) {
        auto one = Tree::members();
        one.add("rule", bound.rule).add("value", bound.value).add("years", bound.years);
        bounds.push(one.add("unjudged_because", bound.unjudged == HazardUnjudged::none ? Tree{} : Tree{hazard_unjudged_code(bound.unjudged)}));
    }
    add_place(tree, station.place, station.place_name);
    bool const read = station.readings > 0;
    tree.add("station", station.station).add("hazard", station.hazard).add("quantity", station.quantity).add("readings", station.readings);
    tree.add("first", read ? Tree{station.first} : Tree{}).add("last", read ? Tree{station.last} : Tree{});
    return tree.add("without_humidity", station.without_humidity).add("bounds", std::move(bounds));
}

Tree event_tree(HazardEventRow const& row)
{
    auto tree = Tree::members(), warnings = Tree::list();
    for (auto const& warning : row.warnings) warnings.push(warning);
    tree.add("hazard", row.hazard);
    add_place(tree, row.place, row.place_name);
    tree.add("station", row.station).add("quantity", row.quantity).add("first", row.event.first).add("last", row.event.last).add("readings", row.event.readings);
    tree.add("peak", row.event.peak).add("peak_day", row.event.peak_day).add("rule", row.rule).add("level", row.level).add("bound", row.bound);
    tree.add("bound_passed_on", row.event.gravest_first).add("cut_by_gap", row.event.cut_by_gap).add("goes_on", row.goes_on);
    tree.add("forecast_on", row.forecast_on).add("warned", warned_code(row.warned)).add("warned_words", words_tree(warned_words(row.warned)));
    tree.add("warned_on", row.warned_on).add("lead_days", row.lead_days).add("households_low", row.told.low).add("households_high", row.told.high);
    return tree.add("warnings", std::move(warnings)).add("to_do", words_tree(row.to_do)).add("source", row.source);
}

Tree warning_tree(WarningRow const& row)
{
    auto tree = Tree::members();
    tree.add("id", row.id).add("hazard", row.hazard);
    add_place(tree, row.place, row.place_name);
    tree.add("level", row.level).add("channel", row.channel).add("issued", row.issued).add("from", row.from).add("until", row.until);
    tree.add("households_low", row.told.low).add("households_high", row.told.high);
    tree.add("state", warning_state_code(row.state)).add("state_words", words_tree(warning_state_words(row.state)));
    return tree.add("event", row.event ? Tree{static_cast<std::int64_t>(*row.event)} : Tree{});
}

Tree sum_tree(HazardsSum const& sum)
{
    auto tree = Tree::members();
    tree.add("events", sum.events).add("warned_in_time", sum.in_time).add("warned_late", sum.late).add("not_warned", sum.not_warned);
    tree.add("warnings", sum.warnings).add("confirmed", sum.confirmed).add("unreached", sum.unreached).add("unread", sum.unread).add("to_come", sum.to_come);
    return tree.add("lead_days_median", sum.lead_days_median);
}

Tree rule_tree(HazardRule const& rule)
{
    auto tree = Tree::members();
    tree.add("id", rule.id).add("hazard", rule.hazard).add("quantity", hazard_quantity_code(rule.quantity)).add("station", text_or_null(rule.station)).add("threshold", rule.threshold);
    tree.add("days", rule.days).add("level", rule.level).add("valid_from", rule.valid_from).add("valid_until", rule.valid_until);
    return tree.add("to_do", words_tree(rule.to_do)).add("source", rule.source);
}

template <class T, class Make>
Tree list_of(std::vector<T> const& things, Make make)
{
    auto list = Tree::list();
    for (auto const& thing : things) list.push(make(thing));
    return list;
}

}  // namespace

Words warned_words(Warned warned)
{
    switch (warned) {
    case Warned::in_time: return {"averti à temps", "warned in time"};
    case Warned::late: return {"averti trop tard", "warned too late"};
    case Warned::not_at_all: return {"sans avertissement", "without a warning"};
    }
    return {};
}

Words warning_state_words(WarningState state)
{
    switch (state) {
    case WarningState::confirmed: return {"un seuil a été dépassé", "a threshold was passed"};
    case WarningState::unreached: return {"aucun seuil dépassé", "no threshold was passed"};
    case WarningState::unread: return {"sans mesure : on ne peut le dire", "without a reading: it cannot be said"};
    case WarningState::to_come: return {"à venir", "to come"};
    }
    return {};
}

Tree hazards_tree(HazardsAnswer const& answer, Kind kind)
{
    auto tree = Tree::members(), sums = Tree::members();
    for (auto const& [hazard, sum] : answer.sums) sums.add(hazard, sum_tree(sum));
    tree.add("as_of", answer.as_of).add("events", list_of(answer.events, event_tree)).add("warnings", list_of(answer.warnings, warning_tree)).add("sums", std::move(sums));
    tree.add("stations", list_of(answer.stations, station_tree)).add("rules", list_of(answer.rules, rule_tree));
    return tree.add("doubled", answer.doubled).add("impossible", answer.impossible).add("demo", kind == Kind::demo);
}

}  // namespace accalmie
