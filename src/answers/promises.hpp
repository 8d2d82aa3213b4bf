// SPDX-License-Identifier: Apache-2.0
// src/answers/promises.hpp: the ledger of commitments, statuses derived, for the team of the place only.
#pragma once

#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/promise_status.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct PromisesQuestion {
    std::optional<Day> as_of;                     ///< nothing: the day of asking
    std::map<std::string, Day> until;             ///< last days by commitment id, opened by whoever holds the movements' key; sealed for the facts
};

std::string_view promise_state_code(PromiseState state);  ///< "kept", "broken", "untested", "expired"

struct CommitmentRow {
    std::string id;                               ///< "HEX:ROW" of its first version: what its tests name
    std::string kind, guarantor_role, to;
    std::optional<std::string> corridor;
    std::string place, place_name;                ///< P-code
    Day made_on{}, from{};
    std::optional<Day> until;                     ///< only where it was opened for this viewer
    PromiseStatus status;
    std::optional<std::string> what;              ///< for whoever may see team fields
    bool disputed = false;                        ///< a correction of it, or of one of its tests, is disputed
    std::vector<PromiseState> otherwise;          ///< other states that follow if one of the rival corrections counts instead
};

/// The tests of a corridor as they would be if one rival correction counted instead of what it contests.
struct ReliabilityReading {
    std::string corridor;
    std::int64_t tests = 0, held = 0;
};

struct PromisesAnswer {
    Day as_of{};
    std::vector<CommitmentRow> commitments;       ///< by first day, newest first; only of places whose ledger the viewer may see
    std::vector<Reliability> reliability;         ///< by corridor, sorted by name: no ranking
    std::array<int, 4> counts{};                  ///< by PromiseState
    int disputed = 0;
    int flagged_rows = 0;                         ///< commitments and tests that were used although a rule of their form is broken there
    std::vector<ReliabilityReading> otherwise;    ///< where a reading changes what `reliability` shows; nothing of hidden corridors
    int readings_left_out = 0;                    ///< rival corrections beyond `readings_max`, not tried
};

/// errors  denied  the viewer may see no ledger of any place
Result<PromisesAnswer> answer_promises(Store const& store, Asking const& asking, PromisesQuestion const& question);

}  // namespace accalmie
