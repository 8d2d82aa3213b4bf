// SPDX-License-Identifier: Apache-2.0
// src/answers/mental_health.hpp: mental health visits by condition and kind, follow-up that was kept, medicine that did not run out.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/mental_health_care.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct MentalHealthQuestion {
    std::string place = {};                ///< P-code or name; empty: everywhere that the viewer works
    std::optional<Day> as_of = {};
    int grace_days = 7;                    ///< a visit so many days after the agreed one is still kept
};

/// Visits of a condition and a kind; "total" for the margins. Small counts, and those that would give them away, are nothing.
struct MentalHealthCell {
    std::string condition, kind;
    std::optional<std::int64_t> visits;
};

/// A share of appointments or persons; hidden under `shown_count_min`.
struct MentalHealthShare {
    bool hidden = false;
    std::int64_t of = 0, are = 0;          ///< 0 where hidden
    std::optional<double> share;
};

/// Somebody who did not come: for the nurse's list.
struct MissedVisit {
    std::string token, place, place_name, condition;
    Day agreed{}, last_seen{};
};

struct MentalHealthAnswer {
    Day as_of{};
    int grace_days = 7;
    std::vector<MentalHealthCell> visits;
    std::size_t withheld = 0;
    MentalHealthShare kept;                ///< of appointments whose day is past: kept in time
    MentalHealthShare came_late, missed;
    std::optional<std::int64_t> waiting;   ///< nothing: from 1 to 4
    MentalHealthShare covered;             ///< of persons' medicines given for at least `covered_days_min` days: at least 80 % of days covered
    std::optional<double> days_covered;    ///< mean share of days; nothing where `covered` is hidden
    std::optional<std::int64_t> longest_gap;
    std::vector<MissedVisit> missed_visits;  ///< oldest first, at most `listed_max`
    std::size_t missed_left_out = 0;
    std::optional<std::int64_t> without_token, medicine_without_days;
    int disputed = 0;
    static constexpr std::size_t listed_max = 500;
    static constexpr std::int64_t covered_days_min = 30;
};

/// Only visits of places whose files of persons the viewer may see.
/// errors  denied   no such place for this viewer     invalid  as mental_health_care     missing  no such place     limit
Result<MentalHealthAnswer> answer_mental_health(Store const& store, Asking const& asking, MentalHealthQuestion const& question);

}  // namespace accalmie
