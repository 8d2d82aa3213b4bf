// SPDX-License-Identifier: Apache-2.0
// src/surfaces/plan_page.hpp: a page about what follows from an evaluation plan, in Markdown.
#pragma once

#include "surfaces/plan_tree.hpp"

#include <string>

namespace accalmie {

/// Verdict, when the plan was registered and what was changed since; the main choices source by source; the specification curve, what was left
/// out and refused, models with their placebos. The rules of change_page hold: never *false*, a place for the reply, sources whose terms forbid
/// passing counts on with their verdict alone.
std::string plan_page(PlanAnswer const& answer, MultiverseAnswer const& multiverse, Kind kind);

}  // namespace accalmie
