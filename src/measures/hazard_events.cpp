// SPDX-License-Identifier: Apache-2.0
#include "measures/hazard_events.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace accalmie {

namespace {

bool holds(HazardBound const& bound, Day day) { return day >= bound.from && (!bound.until || day < *bound.until); }

bool passes(HazardBound const& bound, HazardValue const& value) { return holds(bound, value.day) && value.value >= bound.threshold; }

bool next_to(Day a, Day b, int step_days) { return (b - a).count() <= step_days; }

/// The places in `values` of each run in which `is_in` holds, half-open.
template <class IsIn>
std::vector<std::pair<std::size_t, std::size_t>> runs(std::span<HazardValue const> values, int step_days, IsIn is_in)
{
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (std::size_t at = 0; at < values.size(); ++at) {
        if (!is_in(at)) continue;
        bool const goes_on = !found.empty() && found.back().second == at && next_to(values[at - 1].day, values[at].day, step_days);
        if (goes_on) ++found.back().second;
        else found.emplace_back(at, at + 1);
    }
    return found;
}

HazardEvent event_of(std::span<HazardValue const> values, std::size_t first, std::size_t end, std::span<std::size_t const> gravest, int step_days)
{
    HazardEvent event;
    event.first = values[first].day;
    event.last = values[end - 1].day;
    event.readings = static_cast<int>(end - first);
    auto const peak = std::max_element(values.begin() + static_cast<std::ptrdiff_t>(first), values.begin() + static_cast<std::ptrdiff_t>(end), [](HazardValue const& a, HazardValue const& b) { return a.value < b.value; });
    event.peak = peak->value;
    event.peak_day = peak->day;
    bool const before = first > 0 && next_to(values[first - 1].day, values[first].day, step_days), after = end < values.size() && next_to(values[end - 1].day, values[end].day, step_days);
    event.cut_by_gap = !before || !after;
    event.bound = gravest[first];
    event.gravest_first = event.first;
    return event;
}

}  // namespace

std::vector<HazardEvent> hazard_events(std::span<HazardValue const> values, std::span<HazardBound const> bounds, int step_days)
{
    // The gravest bound of each reading, by its place; as many as there are bounds: none.
    std::vector<std::size_t> gravest(values.size(), bounds.size());
    for (std::size_t number = 0; number < bounds.size(); ++number)
        for (auto const& [first, end] : runs(values, step_days, [&](std::size_t at) { return passes(bounds[number], values[at]); })) {
            if ((values[end - 1].day - values[first].day).count() + 1 < bounds[number].days) continue;
            for (auto at = first; at < end; ++at)
                if (gravest[at] == bounds.size() || bounds[number].level > bounds[gravest[at]].level ||
                    (bounds[number].level == bounds[gravest[at]].level && bounds[number].threshold > bounds[gravest[at]].threshold))
                    gravest[at] = number;
        }
    std::vector<HazardEvent> events;
    for (auto const& [first, end] : runs(values, step_days, [&](std::size_t at) { return gravest[at] < bounds.size(); })) {
        auto event = event_of(values, first, end, gravest, step_days);
        for (auto at = first; at < end; ++at) {
            auto const& now = bounds[gravest[at]];
            auto const& most = bounds[event.bound];
            bool const graver = now.level > most.level || (now.level == most.level && now.threshold > most.threshold);
            if (graver) event.bound = gravest[at], event.gravest_first = values[at].day;
        }
        events.push_back(event);
    }
    return events;
}

std::optional<std::size_t> event_of_warning(WarningTime const& warning, std::span<EventDays const> events)
{
    Day const last = warning.last.value_or(warning.first + std::chrono::days{warning_days_usual - 1});
    std::optional<std::size_t> nearest;
    auto const away = [&](std::size_t event) { return std::abs((events[event].first - warning.first).count()); };
    for (std::size_t event = 0; event < events.size(); ++event) {
        if (events[event].first > last || events[event].last < warning.first) continue;
        if (!nearest || away(event) < away(*nearest)) nearest = event;
    }
    return nearest;
}

HouseholdsTold households_told(std::span<HouseholdsTold const> warnings)
{
    HouseholdsTold told;
    bool high_known = !warnings.empty();
    std::int64_t sum = 0;
    for (auto const& warning : warnings) {
        if (warning.low) told.low = std::max(told.low.value_or(0), *warning.low);
        high_known = high_known && warning.high.has_value();
        sum += warning.high.value_or(0);
    }
    if (high_known) told.high = std::max(sum, told.low.value_or(0));
    return told;
}

}  // namespace accalmie
