// SPDX-License-Identifier: Apache-2.0
// src/answers/nutrition.hpp: children screened, admitted and in care for acute malnutrition; how care ended; whom to see again.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "answers/nutrition_rules.hpp"
#include "facts/store.hpp"
#include "measures/care_stays.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct NutritionQuestion {
    std::string place = {};                  ///< P-code or name; empty: everywhere
    std::optional<Month> from = {}, to = {};  ///< nothing: the first measure, and today
    std::string protocol = {};               ///< its name; empty: the one by default on the day of admission
};

/// Who asks decides how counts are told.
enum class CountsTold : std::uint8_t {
    exact,    ///< to those who may see team fields of child_measure, of their places
    guarded,  ///< to others of the care team: small counts and what would give them away are withheld
};
std::string_view counts_told_code(CountsTold told);

using Count = std::optional<std::int64_t>;  ///< nothing: withheld

/// A share of those who left; nothing where a count in it is withheld or nobody left.
struct NutritionShare {
    Count count;
    std::optional<double> share;
    std::optional<Interval> interval;
    StandardMet met = StandardMet::unknown;
};

/// Children who entered alike.
enum class CareGroup : std::uint8_t { severe, moderate, infants, other };
inline constexpr std::size_t care_group_count = 4;
/// "severe", "moderate" (6 to 59 months), "infants" (younger), "other" (no sign, or none measured)
std::string_view care_group_code(CareGroup group);

struct NutritionOutcomes {
    CareGroup group = CareGroup::other;
    Count admitted;                               ///< in the time asked
    std::map<MalnutritionSign, Count> by_sign;    ///< of them
    Count in_care, transferred, not_said, left;   ///< in_care: at the end of the time asked; the others: gone in it
    NutritionShare cured, died, defaulted, not_responded;
    std::optional<double> stay_days_mean, stay_days_median, weight_gain_g_kg_day;
    Count weighed;
    std::optional<DatedCareStandard> standard;    ///< that the shares are held against
};

struct NutritionScreening {
    Count measures, children, severe, moderate, none, unknown, infants_severe;
    Count not_admitted;                           ///< found malnourished, and not seen in care within 14 days
    Count without_token;                          ///< measures that may be of a child counted already
    std::optional<std::int64_t> population_under_5;
    std::optional<double> screened_share;         ///< nothing where the population is not known or a child may be counted twice
};

/// One child to see again; for those who may see team fields of child_measure there.
struct NutritionChild {
    std::string token, facility, facility_name, place, place_name;  ///< facility: its address
    Day admitted{}, last_visit{}, due{};
    std::int64_t days_absent = 0, visits_missed = 0, days_in_care = 0;
    Malnutrition state = Malnutrition::unknown;   ///< at the last visit
    CareGroup group = CareGroup::other;
    MalnutritionSign admitted_by = MalnutritionSign::none;
    std::optional<double> weight_kg, arm_cm;
    std::optional<Ration> ration;                 ///< due at the next visit, until the one after
    std::string protocol;
};

/// A measuring that needs a second look, or a child found malnourished who did not come.
struct NutritionMeasure {
    std::string token, facility, facility_name, place, place_name;
    Day day{};
    MeasureOccasion occasion = MeasureOccasion::screening;
    std::optional<CareProblem> problem;
};

template <class Row>
struct Listed {
    std::vector<Row> rows;
    std::size_t left_out = 0;
    static constexpr std::size_t rows_max = 500;
};

/// The work of a nurse.
struct NutritionQueue {
    Listed<NutritionChild> due, lost, too_long;
    Listed<NutritionMeasure> not_admitted, inconsistent;
};

struct NutritionAnswer {
    Day as_of{};
    std::optional<Month> from, to;
    CountsTold told = CountsTold::guarded;
    std::vector<NutritionProtocol> protocols;     ///< by which somebody was judged, or would be today
    NutritionScreening screening;
    std::vector<NutritionOutcomes> outcomes;      ///< of groups with somebody in them
    std::map<CareProblem, std::int64_t> inconsistent;  ///< measures; nothing where told is guarded
    std::optional<NutritionQueue> queue;          ///< nothing for those who may not see it
    int disputed = 0;
    int flagged_rows = 0;                         ///< measures that were used although a rule of their form is broken there
};

/// errors  denied   neither the children nor counts of care may be seen; a place smaller than a cercle where counts are guarded
///         invalid  a time that ends before it begins; where counts are guarded, one that is no whole year     missing  no such place or protocol
///         limit    more than 1,000,000 measures
Result<NutritionAnswer> answer_nutrition(Store const& store, Asking const& asking, NutritionQuestion const& question);

}  // namespace accalmie
