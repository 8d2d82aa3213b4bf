// SPDX-License-Identifier: Apache-2.0
// src/surfaces/timeline_tree.hpp: the timeline of a place as a tree, for the command line and HTTP (docs/api.md).
#pragma once

#include "answers/timeline.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree timeline_tree(TimelineAnswer const& answer, Kind kind);

}  // namespace accalmie
