// SPDX-License-Identifier: Apache-2.0
// src/answers/calm_rows.hpp: from rows of rules, contacts, incidents and closures to one row of the board. Pure.
#pragma once

#include "answers/calm.hpp"
#include "answers/coverage.hpp"
#include "ground/places.hpp"

#include <span>

namespace accalmie {

/// A rule as recorded. Its area is a circle where it has a radius, or a settlement; else the polygon of its place.
struct CalmRuleRow {
    std::string name, place;                 ///< PCODE@VERSION; may be empty
    std::optional<Coordinate> position;
    std::optional<double> radius_km;
    std::string kinds;
    CalmCriteria criteria;
};

struct WatchRow {
    std::string place;
    std::optional<double> radius_km;
    std::string kinds;
    Day contact_day{}, watched_from{};
};

struct AccessRow {
    std::string place, kind;
    Day from{};
    std::optional<Day> until;
};

/// Which version of a disputed incident a row is.
enum class Standing : std::uint8_t { undisputed, disputed, contender };

struct IncidentRow {
    std::string source, kind, place;
    Day first{}, last{};                     ///< widened to the days that its precision leaves open: widen_days
    int position_level = 0;
    std::optional<Coordinate> position;
    Standing standing = Standing::undisputed;
    std::string address, replaces;           ///< "HEX:ROW"
    bool retracted = false;                  ///< a contender that takes the incident back
    bool flagged = false;                    ///< made from a submission that breaks a rule of its form there
};

/// Everything that one rule is judged by.
struct CalmMaterial {
    CalmRuleRow rule;
    PlaceIndex const* places = nullptr;      ///< of the version of the rule's place; null: not known
    std::span<WatchRow const> watches;
    std::span<AccessRow const> access;
    std::vector<IncidentRow> incidents;      ///< near the rule's area, any kind
    Coverage const* coverage = nullptr;
    Day as_of{};
};

/// A settlement without a radius is watched this far around.
constexpr double settlement_radius_km = 5;
/// Baselines end at most so many months before the spell.
constexpr int baseline_months_max = 60;
/// Rival corrections that are tried in turn.
constexpr std::size_t contenders_max = 64;

/// The area of a rule, once its place has been found.
struct RuleArea {
    std::size_t place = PlaceIndex::none;    ///< in the index; none where the rule has a position alone
    std::optional<Coordinate> centre;        ///< of a circle
    double radius_km = 0;
    int level = 4;                           ///< to which a source must know the place of an event
};

/// errors  missing  the place is not known, or has neither polygon nor position
Result<RuleArea> area_of(CalmRuleRow const& rule, PlaceIndex const* places);

/// Does the reporter answer for the whole area and all kinds of the rule? Several that each cover a part do not make a whole.
bool watch_covers(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places, WatchRow const& watch);

/// Is the constraint about the rule's place or one around it?
bool access_covers(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places, AccessRow const& access);

/// Is the incident inside the area, known well enough to say so, and of the rule's kinds?
bool incident_counts(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places, IncidentRow const& incident);

/// An incident of that kind whose source knows only a wider area, which holds the rule's place.
bool incident_may_count(CalmRuleRow const& rule, RuleArea const& area, PlaceIndex const* places, IncidentRow const& incident);

/// The days on which something happened that is known to `precision`: a month is the whole month, a year the year, a week three days around.
DayRun widen_days(Day first, Day last, std::string_view precision);

/// errors  as calm_state
Result<CalmRow> calm_row(CalmMaterial const& material);

/// One or two sentences that say why.
Words calm_words(CalmRow const& row, std::optional<Day> access_since);

}  // namespace accalmie
