// SPDX-License-Identifier: Apache-2.0
// src/surfaces/plan_tree.hpp: evaluation plans, and what follows from them, as trees and as lines for people.
#pragma once

#include "answers/multiverse.hpp"
#include "surfaces/answers_tree.hpp"

#include <string>

namespace accalmie {

/// Members `exploratory` (false), `plan`, `verdict`, `registered`, `versions`, `multiverse`, `change`.
Tree plan_tree(PlanAnswer const& answer, MultiverseAnswer const& multiverse, Kind kind);
/// The specification curve with its tests; of more than 1,000 specifications every so many, the lowest and highest among them.
Tree multiverse_tree(MultiverseAnswer const& answer);
std::string multiverse_lines(MultiverseAnswer const& answer);
Tree plans_tree(std::vector<PlanHistory> const& plans, Kind kind);

/// What stands above every result of a plan: sentence, when it was registered against its data, what was changed since.
std::string plan_lines(PlanAnswer const& answer);
/// A plan and its versions.
std::string history_lines(PlanHistory const& history);

}  // namespace accalmie
