// SPDX-License-Identifier: Apache-2.0
// src/answers/nutrition_parts.hpp: the parts of answers about malnourished children that surfaces and `method malnutrition-care` share.
#pragma once

#include "answers/nutrition.hpp"
#include "answers/tree.hpp"

namespace accalmie {

Tree nutrition_protocol_tree(NutritionProtocol const& protocol);
Tree nutrition_outcomes_tree(NutritionOutcomes const& one);
Tree nutrition_screening_tree(NutritionScreening const& one);

}  // namespace accalmie
