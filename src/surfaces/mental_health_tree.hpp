// SPDX-License-Identifier: Apache-2.0
// src/surfaces/mental_health_tree.hpp: mental health care as a tree, for the command line and HTTP (docs/api.md).
#pragma once

#include "answers/mental_health.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree mental_health_tree(MentalHealthAnswer const& answer, Kind kind);

}  // namespace accalmie
