// SPDX-License-Identifier: Apache-2.0
// src/answers/hazard_rules.hpp: the dated thresholds of heat and flood of a pack, read from its rules/hazards.csv.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "dictionary/dictionary.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// What a rule holds its threshold against.
enum class HazardQuantity : std::uint8_t {
    heat_index,       ///< of the day's highest temperature and its humidity, in C
    river_return,     ///< threshold in years: the discharge (else the level) that the station's own past passes once in so many
    temperature_max,  ///< readings as they are, in the unit of the list hazard_kind
    temperature_min,
    rain,
    river_discharge,
    river_level,
};
std::string_view hazard_quantity_code(HazardQuantity quantity);

struct HazardRule {
    std::string id, hazard;         ///< hazard: "heat", "flood"
    HazardQuantity quantity = HazardQuantity::heat_index;
    std::string station;            ///< empty: every one
    double threshold = 0;
    int days = 1;                   ///< in a row
    unsigned first_month = 1;       ///< of the year of a river
    std::string level;              ///< "alert", "epidemic" (threshold for action)
    Day valid_from{};
    std::optional<Day> valid_until; ///< half-open
    Words to_do;
    std::string source;             ///< with its year
    int grade() const { return level == "epidemic" ? 2 : 1; }
};

/// errors  invalid  a cell that is not what its column holds ("rules/hazards.csv: line 3: threshold"), an id twice, a rule without a source     missing  a column     limit
Result<std::vector<HazardRule>> read_hazard_rules(std::string_view text);
Result<std::vector<HazardRule>> base_hazard_rules();

}  // namespace accalmie
