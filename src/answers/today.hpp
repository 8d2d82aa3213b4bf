// SPDX-License-Identifier: Apache-2.0
// src/answers/today.hpp: what a coordinator opens first: the board, guarantees that end, what is owed, what happened lately.
#pragma once

#include "answers/calm.hpp"
#include "answers/promises.hpp"

namespace accalmie {

struct TodayQuestion {
    std::map<std::string, Day> until;             ///< as PromisesQuestion has it
};

struct RecentIncident {
    Day day{};
    std::string kind;
    std::string place, place_name;                ///< the smallest area to which the source knows the place; empty: none
    std::optional<std::int64_t> deaths_best;
    std::string source;
};

struct TodayAnswer {
    Day as_of{};
    CalmAnswer board;
    bool ledger_hidden = false;                   ///< the viewer may see no ledger: the two lists below are empty for that reason
    std::vector<CommitmentRow> expiring;          ///< in force, ending within 14 days; only where the last day is known
    std::vector<CommitmentRow> owed;              ///< begun and never yet tested, the oldest first
    std::vector<RecentIncident> recent_incidents; ///< of the last 30 days, newest first, at most 50
};

Result<TodayAnswer> answer_today(Store const& store, Asking const& asking, TodayQuestion const& question);

}  // namespace accalmie
