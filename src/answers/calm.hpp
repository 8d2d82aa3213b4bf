// SPDX-License-Identifier: Apache-2.0
// src/answers/calm.hpp: the board of communities: calm, breached, violent, quiet and closed in, emptied or unknown, by rules fixed before.
#pragma once

#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/calm_spell.hpp"
#include "measures/calm_state.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct CalmQuestion {
    std::optional<Day> as_of;  ///< nothing: the day of asking
};

std::string_view calm_state_code(CalmState state);   ///< "calm", "breached", "violent", "quiet_closed_in", "emptied", "unknown"
std::string_view calm_reason_code(CalmReason reason);

/// How likely so long a spell is at the place's own earlier rate, and from which months that rate comes.
struct SpellLikelihood {
    double poisson = 0, negative_binomial = 0;
    double rate_per_30_days = 0;
    std::optional<double> dispersion;         ///< variance over mean of the monthly counts
    std::string source;                       ///< whose events the rate counts
    Day baseline_first{}, baseline_last{};    ///< both counted; whole months
    int baseline_months = 0;                  ///< with data, of those between
    std::int64_t baseline_events = 0;
};

/// What one data set says; it can end a calm and never make one.
struct RecordedBy {
    std::string source;
    std::optional<Day> last_event_day;   ///< of the rule's kinds in its area; nothing: none
    std::optional<Day> covered_until;    ///< last day that the source covers there; nothing: it does not cover the place
};

struct CalmRow {
    std::string rule;                    ///< its name
    std::string place, place_name;       ///< P-code; empty where the rule has a position alone
    std::optional<double> latitude, longitude;
    CalmState state = CalmState::unknown;
    std::string reason;                  ///< a code: calm_reason_code, or "place_not_known" where the rule's place cannot be found
    std::optional<Day> since;
    int spell_days = 0;
    std::optional<Day> last_event_day, last_contact_day;
    int contacts = 0, watched_days = 0, events_in_window = 0;
    CalmCriteria criteria;
    std::string kinds;
    std::optional<SpellLikelihood> how_likely;  ///< of a calm, or of a quiet that is closed in
    std::vector<std::string> access;     ///< kinds of access constraints in force on the day
    Words why;
    std::vector<RecordedBy> recorded;    ///< one a data set (all sources but the reporters'), by name
    int events_elsewhere_known = 0;      ///< events of the rule's kinds in the spell that a source knows only to a wider area around the place
    int disputed = 0;                    ///< disputed incidents that were used, with the value from before the dispute
    int flagged_rows = 0;                ///< incidents that were used although a rule of their form is broken there
    std::vector<CalmState> otherwise;    ///< other states that follow if one of the rival corrections counts instead
};

struct CalmAnswer {
    Day as_of{};
    std::vector<CalmRow> rules;          ///< by name of place, then of rule
    std::array<int, 6> counts{};         ///< by CalmState
};

/// errors  denied  the viewer may see no open facts     limit  more than 10,000 rules     others  as the store and calm_state have them
Result<CalmAnswer> answer_calm(Store const& store, Asking const& asking, CalmQuestion const& question);

}  // namespace accalmie
