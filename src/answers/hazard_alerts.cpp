// SPDX-License-Identifier: Apache-2.0
#include "answers/alerts.hpp"
#include "answers/disease_series.hpp"
#include "answers/hazards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> units{{
    {"heat_index", "°C"}, {"temperature_max", "°C"}, {"temperature_min", "°C"}, {"rain", "mm"}, {"river_discharge", "m³/s"}, {"river_level", "cm"},
}};

std::string_view unit_of(std::string_view quantity)
{
    auto const* const found = std::find_if(units.begin(), units.end(), [&](auto const& one) { return one.first == quantity; });
    return found == units.end() ? std::string_view{} : found->second;
}

/// "47.2" and "47,2"
Words number_words(double value)
{
    auto const en = fmt::format("{:.{}f}", value, std::abs(value) >= 100 ? 0 : 1);
    auto fr = en;
    std::replace(fr.begin(), fr.end(), '.', ',');
    return {fr, en};
}

Words warned_words(HazardEventRow const& row)
{
    switch (row.warned) {
    case Warned::in_time: return {fmt::format("avertissement donné {} jours avant", *row.lead_days), fmt::format("a warning was issued {} days before", *row.lead_days)};
    case Warned::late: return {"avertissement donné trop tard", "a warning was issued too late"};
    case Warned::not_at_all: return {"aucun avertissement enregistré", "no warning is recorded"};
    }
    return {};
}

SpokenRule rule_of(HazardEventRow const& row)
{
    SpokenRule rule;
    rule.rule = row.rule;
    rule.level = row.level == "epidemic" ? AlertLevel::epidemic : AlertLevel::alert;
    rule.first_week = monday_of(row.event.first), rule.last_week = monday_of(row.event.last);
    rule.value = row.event.peak, rule.bound = row.bound;
    rule.todo = row.to_do, rule.source = row.source;
    rule.checked = true, rule.checked_where = "docs/methods/heat-index.md, docs/methods/return-period.md";
    return rule;
}

Words event_says(HazardEventRow const& row)
{
    auto const peak = number_words(row.event.peak), bound = number_words(row.bound), day = day_words(row.event.peak_day), warned = warned_words(row);
    auto const unit = unit_of(row.quantity);
    return {fmt::format("{} {} le {} ; seuil {} ; {}", peak.fr, unit, day.fr, bound.fr, warned.fr), fmt::format("{} {} on {}; threshold {}; {}", peak.en, unit, day.en, bound.en, warned.en)};
}

Words forecast_says(HazardEventRow const& row)
{
    auto const peak = number_words(row.event.peak), bound = number_words(row.bound), day = day_words(row.event.first);
    auto const unit = unit_of(row.quantity);
    return {fmt::format("Prévision : {} {} à partir du {} ; seuil {}", peak.fr, unit, day.fr, bound.fr), fmt::format("Forecast: {} {} from {}; threshold {}", peak.en, unit, day.en, bound.en)};
}

AlertSignal signal_of(HazardEventRow const& row, Words says)
{
    AlertSignal signal;
    signal.about = "hazard", signal.subject = row.hazard;
    signal.site = site_key(row.station), signal.site_name = row.station;
    signal.area = {row.place, row.place_name}, signal.place = row.reference;
    signal.rules.push_back(rule_of(row));
    signal.rules.back().says = std::move(says);
    finish_signal(signal);
    return signal;
}

}  // namespace

Result<std::vector<AlertSignal>> hazard_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question)
{
    HazardsQuestion hazards;
    hazards.place = question.place.area.code;
    hazards.from = first_day_told(question), hazards.as_of = state_day(question);
    auto const answer = TRY(answer_hazards(store, asking, hazards));
    std::vector<AlertSignal> signals;
    for (auto const& row : answer.events)
        if (allowed(asking, Action::see_open, "hazard_reading", row.reference)) signals.push_back(signal_of(row, event_says(row)));
    for (auto const& row : answer.forecasts) {
        if (!allowed(asking, Action::see_open, "hazard_reading", row.reference)) continue;
        auto const same = std::find_if(signals.begin(), signals.end(), [&](AlertSignal const& one) {
            return one.subject == row.hazard && one.site_name == row.station && one.place == row.reference && one.last_week + std::chrono::days{14} > row.event.first;
        });
        if (same == signals.end()) {
            signals.push_back(signal_of(row, forecast_says(row)));
        } else {
            same->rules.push_back(rule_of(row));  // what goes on, and will
            same->rules.back().says = forecast_says(row);
            finish_signal(*same);
        }
    }
    return signals;
}

}  // namespace accalmie
