// SPDX-License-Identifier: Apache-2.0
// src/measures/calm_state.hpp: is a place calm, by a rule fixed beforehand? Silence that nobody watched is unknown, never calm.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

enum class CalmState : std::uint8_t { calm, breached, violent, quiet_closed_in, emptied, unknown };

/// What counts as calm. Area and kinds of events have been applied by the caller: only what matches is given below.
struct CalmCriteria {
    int ceiling = 0;           ///< events that a calm spell may hold
    int minimum_days = 30;     ///< shorter quiet is not yet calm
    int maximum_gap_days = 14; ///< a contact tells about at most so many days before it
};

/// A reporter who watches the place for these kinds was reached on `day` and told what happened since `watched_from`, or that nothing did.
/// One with `watched_from` after `day` tells nothing.
struct Contact {
    Day day{};
    Day watched_from{};
};

/// Who told of an event: reporters of the watch, or a data set. Both can end a calm.
enum class ToldBy : std::uint8_t { reporter, data_set };

/// Something happened on one of the days `first` to `last`, both counted: an event known only to a month is never pinned to a day.
struct CalmEvent {
    Day first{};
    Day last{};
    ToldBy told_by = ToldBy::data_set;
};

enum class AccessKind : std::uint8_t { closed, emptied };  ///< roads closed or blockade; the population left

struct AccessStretch {
    AccessKind kind = AccessKind::closed;
    Day from{};
    std::optional<Day> until;  ///< last day, counted; nothing: goes on
};

struct CalmInput {
    CalmCriteria criteria;
    std::vector<Contact> contacts;    ///< any order
    std::vector<CalmEvent> events;    ///< any order
    std::vector<AccessStretch> access;
    Day as_of{};                      ///< what was not yet so on this day is left out
};

/// Why the state is what it is; words in French and English are made by answers/.
enum class CalmReason : std::uint8_t {
    quiet_and_watched,          ///< calm
    never_watched,              ///< unknown: no reporter was ever reached about this place and these kinds
    watch_lapsed,               ///< unknown: the last contact is older than the maximum gap
    watched_too_short,          ///< unknown: quiet, but under watch without a hole for less than the minimum
    returned_too_recently,      ///< unknown: people came back less than the minimum ago
    events_after_calm,          ///< breached
    events_without_calm,        ///< violent
    closed_in,                  ///< quiet_closed_in
    people_left,                ///< emptied
};

struct CalmFinding {
    CalmState state = CalmState::unknown;
    CalmReason reason = CalmReason::never_watched;
    std::optional<Day> since;              ///< first day of the state, where it can be told
    int spell_days = 0;                    ///< days of the quiet, watched spell that ends with the last contact; 0 if there is none
    std::optional<Day> spell_first;
    std::optional<Day> last_contact_day, last_event_day;
    int contacts = 0;                      ///< on or before the day asked
    int watched_days = 0;                  ///< days under watch, all time
    int events_in_window = 0;              ///< that decided: touching the minimum days before the last contact, and all days since
};

/// The state of one place by one rule on one day. Definitions, in the words of docs/methods/calm.md:
/// a day is watched if a contact on or after it, at most maximum_gap_days later, covers it, and it is not before that watched_from;
/// a day is a calm day if the minimum_days days that end with it are all watched, hold at most `ceiling` events, and none of them was
/// closed or emptied. calm: the last contact's day is a calm day, is fresh (at most maximum_gap_days ago), and events since keep to the
/// ceiling. breached: too many events, but a calm day lies among the days that decided or just before them; else violent.
/// Without a fresh contact only what reporters told can make a place violent or breached; data sets alone leave it unknown.
///
/// in      ceiling >= 0; 1 <= minimum_days <= 3,660; 0 <= maximum_gap_days <= 366; at most 100,000 contacts, events and stretches each
/// out     days; the order of contacts and events does not matter
/// errors  invalid  criteria out of bounds, an event or stretch that ends before it begins     limit
/// source  the rule is this product's own; properties (never calm without watch, an event never makes calmer) are tests
Result<CalmFinding> calm_state(CalmInput const& input);

/// Days under watch as maximal runs, first and last day both counted, by time.
struct DayRun {
    Day first{};
    Day last{};
    int days() const { return days_inclusive(first, last); }
    friend bool operator==(DayRun const&, DayRun const&) = default;
};
std::vector<DayRun> watched_runs(std::span<Contact const> contacts, int maximum_gap_days, Day as_of);

}  // namespace accalmie
