// SPDX-License-Identifier: Apache-2.0
// src/answers/watch.hpp: what must be looked at now: one alert a signal, with the rule, the data, what to do and who has seen it.
#pragma once

#include "answers/alerts.hpp"

namespace accalmie {

struct WatchQuestion {
    std::string place;             ///< P-code or name; empty: everywhere
    std::optional<Day> week;       ///< any day of the newest week judged; nothing: the week before today's
    std::optional<Day> known_on;   ///< as on this day; nothing: today
    int weeks = 4;                 ///< signals that spoke in so many latest weeks, 1 to 104
};

/// An alert that was recorded and is neither closed nor dismissed, though nothing has spoken of late.
struct EarlierAlert {
    std::string key, about;
    Area area;
    std::string place;
    Day first_day{};
    AlertLevel level = AlertLevel::alert;
    std::string rule;
    std::vector<AlertStepTaken> steps;
    AlertState state = AlertState::open;
};

struct WatchAnswer {
    Area place;                    ///< that was asked about; empty: everywhere
    Day newest_week{}, known_on{};
    int weeks = 4;
    std::vector<AlertSignal> signals;   ///< epidemics and what passed an action threshold first, then in the order of alert_sources(), then by newest week, then by key
    std::vector<EarlierAlert> earlier;  ///< newest first, at most 200
    bool older_left_out = false;
    std::vector<std::string> not_shown;  ///< kinds of alerts (list alert_about) that the viewer may not see anywhere
};

/// errors  denied   the viewer may see no kind of alert
///         invalid  weeks outside 1 to 104, a week after today     missing  no such place
Result<WatchAnswer> answer_watch(Store const& store, Asking const& asking, WatchQuestion const& question);

/// "2026-W10" or "2026-03-04", as any day of that week.   errors  invalid
Result<Day> parse_week(std::string_view text);

}  // namespace accalmie
