// SPDX-License-Identifier: Apache-2.0
#include "answers/hazard_rows.hpp"

#include "measures/heat_index.hpp"
#include "measures/return_period.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace accalmie {

namespace {

constexpr int river_step_days = 10;  ///< weekly readings with a holiday between
constexpr int years_least = 10;

bool is_river(HazardQuantity quantity) { return quantity == HazardQuantity::river_return || quantity == HazardQuantity::river_discharge || quantity == HazardQuantity::river_level; }

using Values = std::map<Day, double>;
using StationKey = std::pair<std::string, std::string>;  ///< place, station
struct Station {
    std::map<std::string, Values> read;                       ///< by kind
    std::map<std::string, std::vector<HazardReadingFact>> forecast;
};

/// Bounds of one station and quantity, and beside them the rules that set them.
struct Judged {
    std::vector<HazardBound> bounds;
    std::vector<HazardRule const*> rules;
};

class Hazards {
public:
    Hazards(HazardFacts const& facts, std::vector<HazardRule> const& rules, Day as_of, HazardsQuestion const& question, HazardPlaces const& places)
        : facts_(facts), rules_(rules), question_(question), places_(places)
    {
        answer_.as_of = as_of;
        answer_.rules = rules;
    }

    HazardsAnswer tell()
    {
        gather();
        for (auto const& [key, station] : stations_) tell_station(key, station);
        sort_events();
        tell_warnings();
        for (auto& event : answer_.events) judge_event(event);
        sum_up();
        return std::move(answer_);
    }

private:
    void gather();
    void tell_station(StationKey const& key, Station const& station);
    void tell_quantity(StationKey const& key, Station const& station, std::string_view hazard, std::string const& quantity, Values const& values, std::vector<HazardRule const*> const& own);
    static Values heat_indices(Station const& station, std::int64_t& without_humidity);
    Values values_to_come(Station const& station, std::string const& quantity);
    HazardEventRow row_of(HazardEvent const& event, HazardStation const& told, std::string const& reference, Judged const& judged) const;
    StationBound bound_of(HazardRule const& rule, Values const& values);
    void tell_warnings();
    WarningState state_of(WarningFact const& warning, Day last);
    void judge_event(HazardEventRow& row);
    void sort_events();
    void sum_up();
    std::optional<Day> forecast_of(HazardEventRow const& row, Station const& station, std::string const& quantity) const;

    HazardFacts const& facts_;
    std::vector<HazardRule> const& rules_;
    HazardsQuestion const& question_;
    HazardPlaces const& places_;
    HazardsAnswer answer_;
    std::map<StationKey, Station> stations_;
    std::vector<std::vector<std::size_t>> event_warnings_;  ///< indices of warnings of each event
};

bool can_be(std::string_view kind, double value)
{
    if (kind == "relative_humidity") return value >= 0 && value <= 100;
    if (kind == "temperature_max" || kind == "temperature_min") return value >= -90 && value <= 70;
    return true;
}

void Hazards::gather()
{
    std::map<std::string, bool> asked;
    for (auto const& reading : facts_.readings) {
        if (reading.issued.value_or(reading.day) > answer_.as_of) continue;
        auto const [at, is_new] = asked.try_emplace(reading.place, false);
        if (is_new) at->second = places_.is_asked(reading.place);
        if (!at->second) continue;
        if (!can_be(reading.kind, reading.value)) {
            ++answer_.impossible;
            continue;
        }
        auto& station = stations_[{reading.place, reading.station}];
        if (reading.issued) {
            station.forecast[reading.kind].push_back(reading);
            continue;
        }
        auto const [value, first] = station.read[reading.kind].try_emplace(reading.day, reading.value);
        if (!first) value->second = std::max(value->second, reading.value), ++answer_.doubled;
    }
}

/// NWS heat index of each day with a temperature and a humidity.
Values Hazards::heat_indices(Station const& station, std::int64_t& without_humidity)
{
    Values values;
    auto const hot = station.read.find("temperature_max"), humid = station.read.find("relative_humidity");
    if (hot == station.read.end()) return values;
    for (auto const& [day, temperature] : hot->second) {
        auto const found = humid == station.read.end() ? Values::const_iterator{} : humid->second.find(day);
        if (humid == station.read.end() || found == humid->second.end()) {
            ++without_humidity;
            continue;
        }
        if (auto const index = heat_index(temperature, found->second)) values[day] = index->nws_c;
    }
    return values;
}

/// The rule's threshold in the unit of the readings; a return period by Gumbel and L-moments on complete years, as GloFAS has it.
StationBound Hazards::bound_of(HazardRule const& rule, Values const& values)
{
    StationBound bound;
    bound.rule = rule.id;
    if (rule.quantity != HazardQuantity::river_return) {
        bound.value = rule.threshold;
        return bound;
    }
    std::vector<Reading> readings;
    for (auto const& [day, value] : values) readings.push_back({day, value});
    YearSettings year;
    year.first_month = rule.first_month;
    auto const years = year_maxima(std::move(readings), year);
    std::vector<double> maxima;
    if (years)
        for (auto const& one : *years)
            if (one.complete) maxima.push_back(one.value);
    bound.years = static_cast<int>(maxima.size());
    bound.unjudged = HazardUnjudged::too_few_years;
    if (bound.years < years_least) return bound;
    auto const fit = fit_extremes(maxima, ExtremeFamily::gumbel, ExtremeFit::l_moments);
    bound.unjudged = fit ? HazardUnjudged::none : HazardUnjudged::no_fit;
    if (fit) bound.value = return_level(fit->values, rule.threshold);
    return bound;
}

/// The earliest forecast, issued before the event began, of a value above the bound on one of its days.
std::optional<Day> Hazards::forecast_of(HazardEventRow const& row, Station const& station, std::string const& quantity) const
{
    auto const found = station.forecast.find(quantity);
    if (found == station.forecast.end()) return std::nullopt;
    std::optional<Day> earliest;
    for (auto const& one : found->second) {
        bool const fits = one.day >= row.event.first && one.day <= row.event.last && *one.issued < row.event.first && one.value >= row.bound;
        if (fits && (!earliest || *one.issued < *earliest)) earliest = one.issued;
    }
    return earliest;
}

HazardEventRow Hazards::row_of(HazardEvent const& event, HazardStation const& told, std::string const& reference, Judged const& judged) const
{
    auto const& rule = *judged.rules[event.bound];
    HazardEventRow row;
    row.hazard = told.hazard, row.place = told.place, row.place_name = told.place_name, row.station = told.station, row.quantity = told.quantity, row.reference = reference;
    row.event = event, row.rule = rule.id, row.level = rule.level, row.bound = judged.bounds[event.bound].threshold;
    row.to_do = rule.to_do, row.source = rule.source;
    return row;
}

/// The newest forecast of each day after as_of. Of the heat index: of its temperature and its humidity.
Values Hazards::values_to_come(Station const& station, std::string const& quantity)
{
    Station ahead;
    std::map<std::pair<std::string, Day>, Day> issued;
    for (auto const& [kind, readings] : station.forecast)
        for (auto const& one : readings) {
            auto& newest = issued[{kind, one.day}];
            if (one.day <= answer_.as_of || *one.issued < newest) continue;
            newest = *one.issued;
            ahead.read[kind][one.day] = one.value;
        }
    std::int64_t without_humidity = 0;
    return quantity == "heat_index" ? heat_indices(ahead, without_humidity) : std::move(ahead.read[quantity]);
}

std::vector<HazardValue> series_of(Values const& values)
{
    std::vector<HazardValue> series;
    for (auto const& [day, value] : values) series.push_back({day, value});
    return series;
}

void Hazards::tell_quantity(StationKey const& key, Station const& station, std::string_view hazard, std::string const& quantity, Values const& values, std::vector<HazardRule const*> const& own)
{
    HazardStation told;
    told.place = code_of(key.first);
    told.place_name = places_.name(key.first);
    told.station = key.second, told.hazard = hazard, told.quantity = quantity;
    auto const series = series_of(values);
    told.readings = static_cast<std::int64_t>(series.size());
    if (!series.empty()) told.first = series.front().day, told.last = series.back().day;
    Judged judged;
    for (auto const* const rule : own) {
        auto bound = bound_of(*rule, values);
        if (bound.value) judged.bounds.push_back({*bound.value, rule->days, rule->grade(), rule->valid_from, rule->valid_until}), judged.rules.push_back(rule);
        told.bounds.push_back(std::move(bound));
    }
    int const step_days = is_river(own.front()->quantity) ? river_step_days : 1;
    for (auto const& event : hazard_events(series, judged.bounds, step_days)) {
        if (question_.from && event.last < *question_.from) continue;
        auto row = row_of(event, told, key.first, judged);
        row.goes_on = event.last == told.last;
        row.forecast_on = forecast_of(row, station, quantity);
        answer_.events.push_back(std::move(row));
    }
    for (auto const& event : hazard_events(series_of(values_to_come(station, quantity)), judged.bounds, step_days)) {
        answer_.forecasts.push_back(row_of(event, told, key.first, judged));
        answer_.forecasts.back().forecast_on = forecast_of(answer_.forecasts.back(), station, quantity);
    }
    answer_.stations.push_back(std::move(told));
}

void Hazards::tell_station(StationKey const& key, Station const& station)
{
    // Rules that look at one quantity make one series of events; river_return looks at the discharge, where there is none at the level.
    std::map<std::pair<std::string, std::string>, std::vector<HazardRule const*>> by_quantity;
    for (auto const& rule : rules_) {
        if (!rule.station.empty() && rule.station != key.second) continue;
        auto const river = station.read.contains("river_discharge") ? "river_discharge" : "river_level";
        std::string const quantity{rule.quantity == HazardQuantity::river_return ? std::string_view{river} : hazard_quantity_code(rule.quantity)};
        by_quantity[{rule.hazard, quantity}].push_back(&rule);
    }
    for (auto const& [which, own] : by_quantity) {
        std::int64_t without_humidity = 0;
        bool const is_heat_index = which.second == "heat_index";
        auto const read = station.read.find(which.second);
        auto const values = is_heat_index ? heat_indices(station, without_humidity) : (read == station.read.end() ? Values{} : read->second);
        if (values.empty() && without_humidity == 0) continue;
        tell_quantity(key, station, which.first, which.second, values, own);
        auto& told = answer_.stations.back();
        told.without_humidity = without_humidity;
        if (values.empty())
            for (auto& bound : told.bounds) bound.value.reset(), bound.unjudged = HazardUnjudged::no_humidity;
    }
}

void Hazards::sort_events()
{
    auto const order = [](HazardEventRow const& row) { return std::tuple{row.event.first, std::string_view{row.place}, std::string_view{row.station}, std::string_view{row.hazard}, std::string_view{row.quantity}}; };
    for (auto* const rows : {&answer_.events, &answer_.forecasts})
        std::sort(rows->begin(), rows->end(), [&](HazardEventRow const& one, HazardEventRow const& other) { return order(one) < order(other); });
}

/// Nothing passed a threshold in its days: was anybody reading?
WarningState Hazards::state_of(WarningFact const& warning, Day last)
{
    if (last >= answer_.as_of) return WarningState::to_come;
    for (auto const& [key, station] : stations_) {
        if (!places_.is_one_in_other(warning.place, key.first)) continue;
        for (auto const& rule : rules_) {
            if (rule.hazard != warning.hazard) continue;
            auto const kind = rule.quantity == HazardQuantity::heat_index ? std::string{"temperature_max"} : std::string{hazard_quantity_code(rule.quantity)};
            for (auto const& [read, values] : station.read) {
                bool const same = read == kind || (rule.quantity == HazardQuantity::river_return && (read == "river_discharge" || read == "river_level"));
                auto const at = same ? values.lower_bound(warning.from) : values.end();
                if (at != values.end() && at->first <= last) return WarningState::unreached;
            }
        }
    }
    return WarningState::unread;
}

void Hazards::tell_warnings()
{
    event_warnings_.resize(answer_.events.size());
    std::vector<WarningFact const*> order;
    for (auto const& warning : facts_.warnings)
        if (warning.issued <= answer_.as_of && places_.is_asked(warning.place)) order.push_back(&warning);
    std::sort(order.begin(), order.end(), [](WarningFact const* a, WarningFact const* b) { return std::tie(a->issued, a->id) < std::tie(b->issued, b->id); });
    for (auto const* const warning : order) {
        Day const last = warning->until.value_or(warning->from + std::chrono::days{warning_days_usual - 1});
        if (question_.from && last < *question_.from) continue;
        std::vector<std::size_t> candidates;
        std::vector<EventDays> days;
        for (std::size_t at = 0; at < answer_.events.size(); ++at) {
            auto const& row = answer_.events[at];
            if (row.hazard != warning->hazard || !places_.is_one_in_other(warning->place, row.reference)) continue;
            candidates.push_back(at);
            days.push_back({row.event.first, row.event.last});
        }
        WarningRow row;
        row.id = warning->id, row.hazard = warning->hazard, row.place = code_of(warning->place), row.place_name = places_.name(warning->place);
        row.level = warning->level, row.channel = warning->channel, row.issued = warning->issued, row.from = warning->from, row.until = warning->until, row.told = warning->told;
        if (auto const event = event_of_warning({warning->issued, warning->from, warning->until}, days)) {
            row.event = candidates[*event];
            row.state = WarningState::confirmed;
            event_warnings_[*row.event].push_back(answer_.warnings.size());
        } else {
            row.state = state_of(*warning, last);
        }
        answer_.warnings.push_back(std::move(row));
    }
}

void Hazards::judge_event(HazardEventRow& row)
{
    std::vector<HouseholdsTold> told;
    for (auto const index : event_warnings_[static_cast<std::size_t>(&row - answer_.events.data())]) {
        auto const& warning = answer_.warnings[index];
        if (!row.warned_on || warning.issued < *row.warned_on) row.warned_on = warning.issued;
        row.warnings.push_back(warning.id);
        told.push_back(warning.told);
    }
    row.told = households_told(told);
    if (!row.warned_on) return;
    row.lead_days = static_cast<int>((row.event.first - *row.warned_on).count());
    row.warned = *row.lead_days > 0 ? Warned::in_time : Warned::late;
}

void Hazards::sum_up()
{
    std::map<std::string, std::vector<int>> leads;
    for (auto const& row : answer_.events) {
        auto& sum = answer_.sums[row.hazard];
        ++sum.events;
        sum.in_time += row.warned == Warned::in_time, sum.late += row.warned == Warned::late, sum.not_warned += row.warned == Warned::not_at_all;
        if (row.lead_days) leads[row.hazard].push_back(*row.lead_days);
    }
    for (auto const& row : answer_.warnings) {
        auto& sum = answer_.sums[row.hazard];
        ++sum.warnings;
        sum.confirmed += row.state == WarningState::confirmed, sum.unreached += row.state == WarningState::unreached;
        sum.unread += row.state == WarningState::unread, sum.to_come += row.state == WarningState::to_come;
    }
    for (auto& [hazard, days] : leads) {
        std::sort(days.begin(), days.end());
        auto const middle = days.size() / 2;
        answer_.sums[hazard].lead_days_median = days.size() % 2 == 1 ? days[middle] : (days[middle - 1] + days[middle]) / 2.0;
    }
}

}  // namespace

std::string_view hazard_unjudged_code(HazardUnjudged reason)
{
    constexpr std::array<std::string_view, 4> codes{"none", "no_humidity", "too_few_years", "no_fit"};
    return codes.at(static_cast<std::size_t>(reason));
}

std::string_view warned_code(Warned warned)
{
    constexpr std::array<std::string_view, 3> codes{"in_time", "late", "not_at_all"};
    return codes.at(static_cast<std::size_t>(warned));
}

std::string_view warning_state_code(WarningState state)
{
    constexpr std::array<std::string_view, 4> codes{"confirmed", "unreached", "unread", "to_come"};
    return codes.at(static_cast<std::size_t>(state));
}

HazardsAnswer hazards_of(HazardFacts const& facts, std::vector<HazardRule> const& rules, Day as_of, HazardsQuestion const& question, HazardPlaces const& places)
{
    return Hazards{facts, rules, as_of, question, places}.tell();
}

}  // namespace accalmie
