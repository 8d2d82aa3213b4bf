// SPDX-License-Identifier: Apache-2.0
// src/measures/mental_health_care.hpp: follow-up that was kept and medicine that did not run out, from visits by token.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

enum class CareVisitKind : std::uint8_t { first, follow_up, exit };

struct CareVisit {
    std::string token;                ///< of the person; empty: not known, so that nothing can be followed
    Day day{};
    CareVisitKind kind = CareVisitKind::first;
    std::string medicine;             ///< code; empty: none given
    int medicine_days = 0;            ///< for how many days; 0: not said
    std::optional<Day> next_visit;
};

/// What became of an agreed next visit.
enum class Appointment : std::uint8_t {
    kept,     ///< the person came again, at the latest `grace_days` after the agreed day
    late,     ///< later than that
    missed,   ///< not yet, and the agreed day is more than `grace_days` past
    waiting,  ///< not yet, and it is not
};

struct FollowUp {
    std::size_t visit = 0;            ///< index of the visit that agreed on it
    Appointment outcome = Appointment::waiting;
    std::optional<Day> came;
};

/// Days of one medicine of one person.
struct MedicineDays {
    std::string token, medicine;
    Day from{}, until{};              ///< from the first time it was given to the day asked, or to the exit; both counted
    std::int64_t days = 0, covered = 0;
    std::int64_t longest_gap = 0;     ///< most days in a row without it
};

struct MentalHealthCare {
    std::vector<FollowUp> follow_ups;       ///< by visit
    std::vector<MedicineDays> medicines;    ///< by token, then medicine
    std::int64_t without_token = 0;         ///< visits that cannot be followed
    std::int64_t medicine_without_days = 0; ///< medicine given, for how many days was not said: not part of `medicines`
};

/// An exit visit ends care: what it agrees on is not followed, and medicine is counted up to that day. A later first visit begins care anew.
/// Days of medicine that are left when it is given again are used afterwards; what was not used up at an exit is not carried into the next care.
///
/// in      at most 1,000,000 visits in any order; those after `as_of` are not known yet; grace_days 0 to 90; medicine_days 0 to 366
/// errors  invalid  limit
/// source  follow-up as in WHO mhGAP-IG 2.0 (2016), module ECP; proportion of days covered as in Nau 2012 (Pharmacy Quality Alliance)
Result<MentalHealthCare> mental_health_care(std::span<CareVisit const> visits, Day as_of, int grace_days);

}  // namespace accalmie
