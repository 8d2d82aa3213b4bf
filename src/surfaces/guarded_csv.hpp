// SPDX-License-Identifier: Apache-2.0
// src/surfaces/guarded_csv.hpp: a guarded table of persons as a CSV text.
#pragma once

#include "answers/guarded_table.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

/// place,column,people: the count, or "withheld". Of a demo a fourth column says "simulated" in each row.
std::string guarded_csv(PeopleRelease const& release, Kind kind);

}  // namespace accalmie
