// SPDX-License-Identifier: Apache-2.0
// src/surfaces/nutrition_tree.hpp: care for malnourished children as a tree, for the command line and HTTP (docs/api.md).
#pragma once

#include "answers/nutrition.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree nutrition_tree(NutritionAnswer const& answer, Kind kind);

}  // namespace accalmie
