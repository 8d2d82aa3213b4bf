// SPDX-License-Identifier: Apache-2.0
// src/answers/hazards.hpp: heat and flood: readings against dated thresholds, the warnings that spoke of them, and who was told in time.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "answers/hazard_rules.hpp"
#include "facts/store.hpp"
#include "measures/hazard_events.hpp"

#include <map>

namespace accalmie {

struct HazardsQuestion {
    std::string place = {};         ///< P-code or name; empty: everywhere
    std::optional<Day> from = {};   ///< events and warnings that end before it are left out; nothing: all
    std::optional<Day> as_of = {};  ///< nothing: the day of asking
};

/// Why a rule could not be held against a station.
enum class HazardUnjudged : std::uint8_t { none, no_humidity, too_few_years, no_fit };
std::string_view hazard_unjudged_code(HazardUnjudged reason);

/// A rule at a station: in the unit of its readings.
struct StationBound {
    std::string rule;
    std::optional<double> value;    ///< nothing: not judged
    HazardUnjudged unjudged = HazardUnjudged::none;
    int years = 0;                  ///< complete years behind a return period
};

struct HazardStation {
    std::string place, place_name, station;
    std::string hazard, quantity;   ///< what its rules look at: "heat_index", "river_discharge" ...
    std::int64_t readings = 0;      ///< days with a value
    Day first{}, last{};
    std::int64_t without_humidity = 0;  ///< days with a temperature only
    std::vector<StationBound> bounds;
};

enum class Warned : std::uint8_t {
    in_time,  ///< on a day before it began
    late,     ///< on its first day or after
    not_at_all,
};
std::string_view warned_code(Warned warned);

struct HazardEventRow {
    std::string hazard, place, place_name, station, quantity;
    std::string reference;              ///< PCODE@VERSION of the place
    HazardEvent event;
    std::string rule, level;            ///< the gravest that was passed
    double bound = 0;
    Words to_do;
    std::string source;
    bool goes_on = false;               ///< its last day is the station's last reading
    std::optional<Day> forecast_on;     ///< the earliest forecast, issued before it began, of a value above the bound within it
    Warned warned = Warned::not_at_all;
    std::optional<Day> warned_on;       ///< the first warning
    std::optional<int> lead_days;       ///< from that warning to its first day; below 0: after
    HouseholdsTold told;                ///< by all its warnings
    std::vector<std::string> warnings;  ///< addresses
};

enum class WarningState : std::uint8_t {
    confirmed,  ///< a reading passed a threshold in its days
    unreached,  ///< there are readings in its days, and none passed one
    unread,     ///< nobody read: it cannot be said
    to_come,    ///< its days are not past, and nothing passed yet
};
std::string_view warning_state_code(WarningState state);

struct WarningRow {
    std::string id, hazard, place, place_name, level, channel;
    Day issued{}, from{};
    std::optional<Day> until;
    HouseholdsTold told;
    WarningState state = WarningState::unread;
    std::optional<std::size_t> event;   ///< in the list
};

struct HazardsSum {
    std::int64_t events = 0, in_time = 0, late = 0, not_warned = 0;
    std::int64_t warnings = 0, confirmed = 0, unreached = 0, unread = 0, to_come = 0;
    std::optional<double> lead_days_median;  ///< of the events that were warned of
};

struct HazardsAnswer {
    Day as_of{};
    std::vector<HazardStation> stations;
    std::vector<HazardEventRow> events;   ///< by first day
    std::vector<HazardEventRow> forecasts;  ///< what the newest forecasts of the days after as_of pass; only hazard to forecast_on are filled in
    std::vector<WarningRow> warnings;     ///< by day of issue
    std::map<std::string, HazardsSum> sums;  ///< by hazard
    std::vector<HazardRule> rules;        ///< those that spoke or could have
    std::int64_t doubled = 0;             ///< readings of one station, quantity and day: the higher stands
    std::int64_t impossible = 0;          ///< readings outside what air can be; left out
};

/// errors  denied     missing  no such place     limit  more than 1,000,000 readings
Result<HazardsAnswer> answer_hazards(Store const& store, Asking const& asking, HazardsQuestion const& question);

}  // namespace accalmie
