// SPDX-License-Identifier: Apache-2.0
// src/measures/hazard_events.hpp: when readings of one station passed their bounds, which warning spoke of it, and how long before.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

struct HazardValue {
    Day day{};
    double value = 0;
};

/// A bound that a rule sets for one station.
struct HazardBound {
    double threshold = 0;        ///< passed from it on
    int days = 1;                ///< on so many days in a row, the first and last reading of a run counted with what lies between
    int level = 1;               ///< above 0; the gravest has the highest
    Day from{};
    std::optional<Day> until;    ///< half-open
};

struct HazardEvent {
    Day first{}, last{};
    double peak = 0;
    Day peak_day{};
    int readings = 0;            ///< that passed a bound
    std::size_t bound = 0;       ///< the gravest that was passed
    Day gravest_first{};         ///< the first day on which that one was
    bool cut_by_gap = false;     ///< no reading within a step before its first or after its last day: it may have been longer
};

/// Runs of readings that pass a bound; of a run that several pass, one event.
/// in      values by day, each day once; readings at most `step_days` apart are next to each other
std::vector<HazardEvent> hazard_events(std::span<HazardValue const> values, std::span<HazardBound const> bounds, int step_days);

struct WarningTime {
    Day issued{}, first{};
    std::optional<Day> last;     ///< nothing: `usual_days` from the first
};
inline constexpr int warning_days_usual = 7;

struct EventDays {
    Day first{}, last{};
};

/// The event that a warning spoke of: one that its days touch, the one whose first day is nearest to the day announced; nothing: none.
std::optional<std::size_t> event_of_warning(WarningTime const& warning, std::span<EventDays const> events);

/// Households told, as a range: those of one channel may be those of another, so at least the largest, at most the sum.
struct HouseholdsTold {
    std::optional<std::int64_t> low, high;  ///< low: nothing where no warning says it; high: nothing where one does not say it
};
HouseholdsTold households_told(std::span<HouseholdsTold const> warnings);

}  // namespace accalmie
