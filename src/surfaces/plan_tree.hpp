// SPDX-License-Identifier: Apache-2.0
// src/surfaces/plan_tree.hpp: evaluation plans, and what follows from them, as trees and as lines for people.
#pragma once

#include "answers/plan.hpp"
#include "surfaces/answers_tree.hpp"

#include <string>

namespace accalmie {

/// Members `exploratory` (false), `plan`, `registered`, `versions`, `change`.
Tree plan_tree(PlanAnswer const& answer, Kind kind);
Tree plans_tree(std::vector<PlanHistory> const& plans, Kind kind);

/// What stands above every result of a plan: sentence, when it was registered against its data, what was changed since.
std::string plan_lines(PlanAnswer const& answer);
/// A plan and its versions.
std::string history_lines(PlanHistory const& history);

}  // namespace accalmie
