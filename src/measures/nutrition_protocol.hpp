// SPDX-License-Identifier: Apache-2.0
// src/measures/nutrition_protocol.hpp: a dated protocol for acute malnutrition: whom it admits, when a child leaves as cured, what it eats meanwhile.
#pragma once

#include "measures/malnutrition_care.hpp"

#include <string>
#include <string_view>

namespace accalmie {

/// By which sign a child leaves as cured. Always without oedema.
enum class ExitRule : std::uint8_t {
    same_sign,  ///< the sign by which it was admitted; after oedema either measure
    all_signs,  ///< arm and weight for length, as far as both are known at all
    arm,        ///< the arm alone
};

/// Which protocol is taken where nobody names one.
enum class ProtocolStanding : std::uint8_t { by_default, by_choice };

/// A line of a pack's rules/nutrition_protocols.csv. A threshold that is not there is no criterion.
struct NutritionProtocol {
    std::string id, name_fr, name_en;
    ProtocolStanding standing = ProtocolStanding::by_choice;
    double age_from_months = 6, age_below_months = 60;
    std::optional<double> severe_arm_below_cm, severe_z_below, moderate_arm_below_cm, moderate_z_below;
    std::optional<double> infant_z_below;  ///< weight for length of those younger than age_from_months: severe
    ExitRule exit_rule = ExitRule::same_sign;
    double exit_arm_from_cm = 12.5;
    std::optional<double> exit_z_from;
    std::int64_t exit_visits = 2;  ///< so many visits in a row
    std::int64_t visit_days_severe = 7, visit_days_moderate = 14;
    std::int64_t default_visits = 2;       ///< absent so many visits in a row: defaulted
    std::int64_t non_response_weeks = 16;  ///< in care for longer: not responding
    Day valid_from{};
    std::optional<Day> valid_until;  ///< the first day on which it holds no more
    std::string source;              ///< with its year
    std::string not_checked;         ///< columns that were not found in the source itself; empty: all were
};

/// The protocol of this name, whatever its dates; without a name the one by default that is in force on `day`, or the earliest of them where
/// none is yet. Null where there is none.
NutritionProtocol const* protocol_for(std::span<NutritionProtocol const> protocols, std::string_view id, Day day);

enum class AgeGroup : std::uint8_t {
    unknown,  ///< judged as one of the protocol's ages
    infant,   ///< younger: named separately
    child,    ///< of the protocol's ages
    older,    ///< not judged
};

/// The sign that decided.
enum class MalnutritionSign : std::uint8_t { none, oedema, arm, weight_for_length, arm_and_weight_for_length };

std::string_view malnutrition_code(Malnutrition state);
std::string_view age_group_code(AgeGroup group);
std::string_view malnutrition_sign_code(MalnutritionSign sign);
std::string_view exit_rule_code(ExitRule rule);
/// errors  invalid  another word
Result<ExitRule> parse_exit_rule(std::string_view word);

struct MalnutritionJudgement {
    AgeGroup group = AgeGroup::unknown;
    Malnutrition state = Malnutrition::unknown;
    MalnutritionSign sign = MalnutritionSign::none;
};

/// in      months, not rounded; nothing where not known
/// out     the worst sign decides; oedema before the measures. Infants: oedema or weight for length alone, severe or none. Older: unknown
/// source  the protocol's; WHO 2013, Updates on the management of severe acute malnutrition, recommendations 1.1 and 8.1
MalnutritionJudgement judge_malnutrition(NutritionProtocol const& protocol, MalnutritionSigns const& signs, std::optional<double> age_months);

enum class ExitJudgement : std::uint8_t { cannot_be_said, met, not_met };
std::string_view exit_judgement_code(ExitJudgement judgement);

/// Do the last visits, the newest last, allow to leave as cured?
/// out     cannot_be_said where fewer visits are given than the protocol asks, or the sign was not measured at one of them
ExitJudgement judge_exit(NutritionProtocol const& protocol, MalnutritionSign admitted_by, std::span<MalnutritionSigns const> visits);

/// A line of a pack's rules/nutrition_rations.csv: sachets a week, or a target of energy. Bounds that are not there do not bind.
struct RationRule {
    std::string protocol;
    Malnutrition state = Malnutrition::severe;  ///< severe or moderate
    std::optional<double> arm_from_cm, arm_below_cm, weight_from_kg, weight_below_kg;
    std::optional<double> sachets_week;
    std::optional<double> kcal_kg_day_from, kcal_kg_day_to;
    std::string source, not_checked;
};

struct Ration {
    std::int64_t least = 0, most = 0;  ///< sachets of 500 kcal until the next visit; alike where the protocol names one number
    std::size_t rule = 0;
};

/// The sachets until the next visit.
/// in      the state on this day: a child in care that is malnourished no more eats as moderate until it leaves; days 1 to 28
/// out     nothing where no rule fits (no weight, an arm not measured, a protocol without rations)
/// errors  invalid  a weight not above 0 or over 100 kg, days out of bounds
Result<std::optional<Ration>> ration_until_next_visit(std::span<RationRule const> rules, std::string_view protocol, Malnutrition state, MalnutritionSigns const& signs,
                                                      std::optional<double> weight_kg, std::int64_t days);

/// A line of a pack's rules/nutrition_standards.csv: what share of exits is asked.
struct DatedCareStandard {
    std::string id;
    Malnutrition state = Malnutrition::severe;
    CareStandard standard{};
    Day valid_from{};
    std::optional<Day> valid_until;
    std::string source, not_checked;
};

/// The standard for a state in force on `day`, or the earliest. Null where there is none.
DatedCareStandard const* standard_for(std::span<DatedCareStandard const> standards, Malnutrition state, Day day);

}  // namespace accalmie
