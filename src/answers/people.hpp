// SPDX-License-Identifier: Apache-2.0
// src/answers/people.hpp: a table of people as it may leave this node, guarded against every table that left before.
#pragma once

#include "answers/asking.hpp"
#include "answers/guarded_table.hpp"
#include "facts/store.hpp"

#include <string>
#include <vector>

namespace accalmie {

struct PeopleQuestion {
    std::string type = "service_count";  ///< or "attendance"
    std::string by = "month";            ///< month, sex, age_band, residence; service (of attendance: the group)
    int level = 2;                       ///< smallest places: 1 region, 2 cercle, 3 commune; all wider ones are margins
    SuppressRule rule;
};

/// What may leave, held against every earlier release of the same type of count.
/// errors  denied   only who sees the team's fields may let a table leave     invalid  a type or breakdown that is none
///         others   as suppress
Result<PeopleRelease> answer_people(Store const& store, Asking const& asking, PeopleQuestion const& question);

}  // namespace accalmie
