// SPDX-License-Identifier: Apache-2.0
// src/surfaces/watch_tree.hpp: alerts as a tree, for the command line and HTTP (docs/api.md).
#pragma once

#include "answers/tree.hpp"
#include "answers/watch.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree watch_tree(WatchAnswer const& answer, Kind kind);

}  // namespace accalmie
