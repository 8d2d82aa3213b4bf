// SPDX-License-Identifier: Apache-2.0
// src/surfaces/hazards_tree.hpp: heat and flood as a tree, for the command line and HTTP (docs/api.md).
#pragma once

#include "answers/hazards.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree hazards_tree(HazardsAnswer const& answer, Kind kind);

Words warned_words(Warned warned);
Words warning_state_words(WarningState state);

}  // namespace accalmie
