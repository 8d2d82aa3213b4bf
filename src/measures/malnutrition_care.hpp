// SPDX-License-Identifier: Apache-2.0
// src/measures/malnutrition_care.hpp: who is acutely malnourished, how those in care fared, and who did not come back.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "measures/distributions.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

enum class Malnutrition : std::uint8_t { unknown, none, moderate, severe };

/// What was seen of a child of 6 to 59 months; nothing where it was not measured.
struct MalnutritionSigns {
    std::optional<double> arm_cm;
    std::optional<double> weight_for_length_z;
    std::uint8_t oedema = 0;  ///< 1: of both feet
};

/// Severe: oedema, arm under 11.5 cm or z-score below -3. Moderate: arm under 12.5 cm or z-score below -2. The worst sign decides; without
/// any sign nothing is known.
/// source  WHO 2013, Updates on the management of severe acute malnutrition; WHO 2023, Guideline on wasting and nutritional oedema
Malnutrition acute_malnutrition(MalnutritionSigns const& signs);

enum class CareExit : std::uint8_t {
    in_care,
    cured,
    died,
    defaulted,
    not_responded,
    transferred,
    not_said,  ///< care ended, nobody wrote how
};

struct CareEpisode {
    Day admitted{};
    std::optional<Day> last_visit, left;
    CareExit exit = CareExit::in_care;
    std::optional<double> weight_in_kg, weight_out_kg;  ///< weight_in_kg: the lowest one where oedema left first
    std::optional<Day> weighed_in = std::nullopt;       ///< the day of weight_in_kg; nothing: that of admission
};

/// What Sphere asks: at least so many cured, at most so many died and defaulted.
struct CareStandard {
    double cured_above, died_below, defaulted_below;
};
inline constexpr CareStandard sphere_severe{0.75, 0.10, 0.15}, sphere_moderate{0.75, 0.03, 0.15};

enum class StandardMet : std::uint8_t { unknown, no, yes };

struct CareShare {
    std::size_t count = 0;
    std::optional<double> share;  ///< of those who left and were not transferred
    Interval interval;            ///< Clopper-Pearson; whole range where nobody left
    StandardMet met = StandardMet::unknown;
};

struct CareFigures {
    std::size_t admitted = 0, in_care = 0, transferred = 0, not_said = 0;
    std::size_t left = 0;                               ///< the denominator: without transfers, and without exits of which nobody said how
    CareShare cured, died, defaulted, not_responded;    ///< not_responded has no standard
    std::optional<double> stay_days_mean, stay_days_median;  ///< of the cured
    std::optional<double> weight_gain_g_kg_day;         ///< mean of the cured with both weights and days between them
    std::size_t weighed = 0;
};

/// in      at most 1,000,000 episodes; level of the intervals, 0 to 1
/// out     shares of 0 to 1. Weight gain of a child: 1000 (out - in) / in / days from the day of the first weight to the exit
/// errors  invalid  left before admission, an exit without its day, a weight not above 0 ("episode 3")     limit
/// source  Sphere Handbook 2018, Management of malnutrition standards 2.1 and 2.2
Result<CareFigures> care_figures(std::span<CareEpisode const> episodes, CareStandard const& standard, double level);

/// Children in care who have not been seen for `days_min` days or more on `today`, the longest absent first.
struct AbsentChild {
    std::size_t episode = 0;
    std::int64_t days_absent = 0;
};
std::vector<AbsentChild> lost_to_follow_up(std::span<CareEpisode const> episodes, Day today, std::int64_t days_min);

/// Sachets of ready-to-use food (500 kcal, 92 g) a day that reach an energy target, to the next whole sachet a week.
/// in      weight above 0; target in kcal/kg/day (150 to 220 in protocols for severe malnutrition); visits every `days`, 1 to 28
/// out     sachets for the time until the next visit, rounded up
/// errors  invalid  out of these bounds
Result<std::int64_t> sachets_until_next_visit(double weight_kg, double target_kcal_kg_day, std::int64_t days);

}  // namespace accalmie
