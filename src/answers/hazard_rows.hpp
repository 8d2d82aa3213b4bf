// SPDX-License-Identifier: Apache-2.0
// src/answers/hazard_rows.hpp: from readings and warnings to events, lead times and who was told. Pure.
#pragma once

#include "answers/hazards.hpp"

#include <functional>

namespace accalmie {

struct HazardReadingFact {
    std::string place, station, kind;  ///< place: PCODE@VERSION
    Day day{};
    std::optional<Day> issued;         ///< a forecast
    double value = 0;
};
struct WarningFact {
    std::string id, place, hazard, level, channel;
    Day issued{}, from{};
    std::optional<Day> until;
    HouseholdsTold told;
};
struct HazardFacts {
    std::vector<HazardReadingFact> readings;
    std::vector<WarningFact> warnings;
};

/// What the ground knows of places (PCODE@VERSION).
struct HazardPlaces {
    std::function<std::string(std::string const&)> name;
    std::function<bool(std::string const&)> is_asked;
    std::function<bool(std::string const&, std::string const&)> is_one_in_other;  ///< either within the other
};

HazardsAnswer hazards_of(HazardFacts const& facts, std::vector<HazardRule> const& rules, Day as_of, HazardsQuestion const& question, HazardPlaces const& places);

}  // namespace accalmie
