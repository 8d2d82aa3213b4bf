// SPDX-License-Identifier: Apache-2.0
// src/measures/child_growth.hpp: how a child's weight, length and other measures stand among healthy children, as z-scores.
#pragma once

#include "core/result.hpp"
#include "measures/growth_tables.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace accalmie {

/// What was not measured, here and in the columns below: not a number.
inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// How the child was measured: length lying, height standing.
enum class Posture : std::uint8_t { unknown, lying, standing };

enum class AgeUnit : std::uint8_t { days, months };

/// 30.4375 days: WHO's month.
inline constexpr double days_of_month = 30.4375;

enum class GrowthIndex : std::uint8_t {
    length,             ///< length or height for age
    weight,             ///< weight for age
    weight_for_length,  ///< weight for length (to 730 days) or height
    bmi,
    head,         ///< head circumference
    arm,          ///< mid-upper arm circumference
    triceps,      ///< triceps skinfold
    subscapular,  ///< subscapular skinfold
};
inline constexpr std::size_t growth_index_count = 8;

/// Why there is no z-score.
enum class NoScore : std::uint8_t { none, measure, not_positive, sex, age, age_outside, length_outside, oedema, not_finite };

/// "age_outside" and so on, as results name it.
std::string_view no_score_name(NoScore reason);

struct Child {
    ChildSex sex = ChildSex::unknown;
    double age = not_measured;  ///< in `age_unit`, not rounded
    AgeUnit age_unit = AgeUnit::days;
    double weight_kg = not_measured, length_cm = not_measured;
    Posture posture = Posture::unknown;
    double head_cm = not_measured, arm_cm = not_measured, triceps_mm = not_measured, subscapular_mm = not_measured;
    std::uint8_t oedema = 0;  ///< 1: of both feet
};

struct GrowthScore {
    double z = not_measured;  ///< two decimals
    std::uint8_t flag = 0;    ///< 1: hardly possible; look at the measures again
    NoScore reason = NoScore::none;
    bool has_value() const { return reason == NoScore::none; }
};

struct GrowthScores {
    std::array<GrowthScore, growth_index_count> by_index;
    double length_cm = not_measured;     ///< as lying up to 730 days, as standing from then on
    Posture posture = Posture::unknown;  ///< unknown too where a child under 9 months is said to have stood
    std::uint8_t stood_too_young = 0;
    double bmi = not_measured;
    GrowthScore const& operator[](GrowthIndex index) const { return by_index[static_cast<std::size_t>(index)]; }
    GrowthScore& operator[](GrowthIndex index) { return by_index[static_cast<std::size_t>(index)]; }
};

/// z-scores by the WHO Child Growth Standards, for children under 60 months.
///
/// in      one child; ages of 0 and more. Length measured standing up to 730 days gains 0.7 cm, lying from 731 days on loses 0.7 cm; a child
///         under 9 months said to have stood is taken as measured. Without an age, weight for length alone: by posture, else lying under 87 cm
/// out     z to two decimals (ties to even, as R's round); beyond 3 in steps of the distance from 2 to 3, except length and head as far as L
///         is 1; flagged outside -6 to 6 (length), -6 to 5 (weight for age), -5 to 5 (others). Oedema: none of the three with a weight
/// source  WHO 2006, Child Growth Standards: Methods and development, ch. 7; WHO 2007 (circumferences, skinfolds); WHO & UNICEF 2019,
///         Recommendations for data collection, analysis and reporting on anthropometric indicators in children under 5 years old
GrowthScores growth_scores(Child const& child);

/// The same for many children; at most 1,000,000. Each list has one entry a child, or is empty where it was not asked.
struct ChildColumns {
    std::vector<ChildSex> sex;
    std::vector<double> age;
    AgeUnit age_unit = AgeUnit::days;
    std::vector<double> weight_kg, length_cm;
    std::vector<Posture> posture;
    std::vector<double> head_cm, arm_cm, triceps_mm, subscapular_mm;
    std::vector<std::uint8_t> oedema;

    std::size_t size() const { return sex.size(); }
    Child child(std::size_t at) const;
};

/// errors  invalid  lists of different length, an age below 0 ("child 5: age")     limit  more than 1,000,000 children
Result<std::vector<GrowthScores>> growth_scores(ChildColumns const& children);

/// z-scores of a child or adolescent from 61 to under 229 months by the reference of 2007.
struct SchoolAgeScores {
    GrowthScore height, weight, bmi;  ///< weight under 121 months
    double body_mass_index = not_measured;
};

/// in      one child; the height standing, as measured; months with fractions: between two rows of the table, in proportion
/// out     as growth_scores; height without the rule beyond 3 SD; flags alike
///         The last completed month counts to its end (120 and 228 months), as in WHO's published survey of 933 children; its R package stops
///         at 120.0 and 228.0
/// source  de Onis et al. 2007, Bull. World Health Organ. 85:660-667; WHO AnthroPlus manual 2009
SchoolAgeScores school_age_scores(Child const& child);

/// Arm circumference alone, 6 to 59 months.
enum class ArmBand : std::uint8_t {
    none,      ///< not measured, or not of that age
    severe,    ///< under 11.5 cm
    moderate,  ///< 11.5 to under 12.5 cm
    normal,
};
/// in      cm; age in months, not rounded. Without an age nothing is said
/// source  WHO & UNICEF 2009, WHO child growth standards and the identification of severe acute malnutrition; WHO guideline 2013 and 2023
ArmBand arm_band(double arm_cm, double age_months);
std::string_view arm_band_name(ArmBand band);

/// A number to so many decimals, the nearer of its two neighbours, on a tie the even one: as R 4's round().
double round_decimals(double value, int decimals);

/// Days completed half up, months not rounded, of an age in its unit. Nothing where there is no age.
struct ChildAge {
    std::optional<std::int64_t> days;
    double months = not_measured;
};
ChildAge child_age(double age, AgeUnit unit);

}  // namespace accalmie
