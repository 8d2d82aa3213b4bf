// SPDX-License-Identifier: Apache-2.0
// src/answers/nutrition_rules.hpp: the dated protocols, rations and standards of a pack, read from its rules/nutrition_*.csv.
#pragma once

#include "measures/nutrition_protocol.hpp"

namespace accalmie {

struct NutritionRules {
    std::vector<NutritionProtocol> protocols;
    std::vector<RationRule> rations;
    std::vector<DatedCareStandard> standards;
};

/// in      the texts of nutrition_protocols.csv, nutrition_rations.csv and nutrition_standards.csv
/// errors  invalid  a cell that is not what its column holds ("rules/nutrition_protocols.csv: row 3: exit_visits"), a name twice, a rule without
///         a source, `checked` yes beside columns that were not, a ration of no protocol     missing  a column     limit
Result<NutritionRules> read_nutrition_rules(std::string_view protocols, std::string_view rations, std::string_view standards);

/// Those of the base pack, which is built in.
Result<NutritionRules> base_nutrition_rules();

}  // namespace accalmie
