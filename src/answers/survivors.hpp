// SPDX-License-Identifier: Apache-2.0
// src/answers/survivors.hpp: counts of case notes by whoever holds the key: in memory only, and only what may leave comes out.
#pragma once

#include "answers/asking.hpp"
#include "answers/guarded_table.hpp"
#include "facts/store.hpp"
#include "measures/survivor_incident.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

/// A case note as the key opened it. It must not be kept, printed or logged.
struct CaseNote {
    std::string place, week;                 ///< PCODE@VERSION; "2026-W09"
    std::string case_code;                   ///< may be empty
    Answered consent_to_count;
    IncidentAnswers answers;
    std::string age_group, sex;              ///< codes, or empty
};

struct SurvivorsQuestion {
    std::string by = "type";                 ///< type, month, sex, age_group, or a context as "early_marriage": yes, no, not known
    int level = 2;                           ///< smallest places: 1 region, 2 cercle
    /// That nobody came may be what must not be known: a count of nobody is withheld like any small one.
    SuppressRule rule = {.threshold = 5, .width = 4, .zeros = ZeroRule::withhold};
};

/// Each file once (notes with the same code are one, the later one counts), only of who agreed to be counted.
///
/// errors  denied   the viewer may not see files of persons     invalid  a breakdown or level that is none
///         missing  nobody who agreed is counted there          others   as guard_people
Result<PeopleRelease> count_survivors(Asking const& asking, PlaceIndex const& places, std::span<CaseNote const> notes, std::span<LeftTable const> earlier, SurvivorsQuestion const& question);

/// "2026-03" of the ISO week "2026-W09": the month of its Thursday; nothing where it is no such week.
std::optional<Month> month_of_week(std::string_view week);

/// A table of survivor counts that left, as everybody may read it.
struct SurvivorTable {
    std::string what, rule, to;
    Day released_on{};
    struct Cell {
        std::string name;
        std::int64_t count = 0;
    };
    std::vector<Cell> shown;
};
/// Newest first.
/// errors  denied
Result<std::vector<SurvivorTable>> answer_survivor_tables(Store const& store, Asking const& asking);

}  // namespace accalmie
