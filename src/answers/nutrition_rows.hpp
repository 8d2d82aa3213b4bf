// SPDX-License-Identifier: Apache-2.0
// src/answers/nutrition_rows.hpp: from measures of children to the figures of care and to who must be seen again. Pure.
#pragma once

#include "answers/nutrition.hpp"

namespace accalmie {

/// A measuring as it stands in the facts.
struct NutritionFact {
    std::string token, facility, facility_name, place, place_name;
    CareMeasure measure;
};

struct NutritionTime {
    std::optional<Day> first;  ///< nothing: all
    Day last{};                ///< what was seen later is not there
    double level = 0.95;       ///< of the intervals
};

/// Fills all but as_of, from, to and population; `facts` are of the place asked and of what the viewer may see, up to the last day.
Result<void> tell_nutrition(NutritionAnswer& answer, std::vector<NutritionFact> const& facts, NutritionRules const& rules, std::string const& protocol, NutritionTime const& time);

/// The figures of one group: stays of the course that belong to it.
Result<NutritionOutcomes> outcomes_of(CareCourse const& course, CareGroup group, NutritionRules const& rules, NutritionTime const& time);

CareGroup care_group(CareStay const& stay);

/// Withholds small counts of children and those that would give them away, and shares of them.
Result<void> guard_nutrition(NutritionAnswer& answer);

}  // namespace accalmie
