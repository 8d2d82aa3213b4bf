// SPDX-License-Identifier: Apache-2.0
#include "measures/nutrition_protocol.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

template <class Dated>
bool in_force(Dated const& one, Day day)
{
    return one.valid_from <= day && (!one.valid_until || day < *one.valid_until);
}

bool is_under(std::optional<double> const& measure, std::optional<double> const& bound) { return measure && bound && *measure < *bound; }

/// The sign by which two thresholds are passed, if one is.
MalnutritionSign sign_of(MalnutritionSigns const& signs, std::optional<double> const& arm_below_cm, std::optional<double> const& z_below)
{
    bool const arm = is_under(signs.arm_cm, arm_below_cm), z = is_under(signs.weight_for_length_z, z_below);
    if (arm) return z ? MalnutritionSign::arm_and_weight_for_length : MalnutritionSign::arm;
    return z ? MalnutritionSign::weight_for_length : MalnutritionSign::none;
}

AgeGroup group_of(NutritionProtocol const& protocol, std::optional<double> age_months)
{
    if (!age_months) return AgeGroup::unknown;
    if (*age_months < protocol.age_from_months) return AgeGroup::infant;
    return *age_months < protocol.age_below_months ? AgeGroup::child : AgeGroup::older;
}

MalnutritionJudgement judge_infant(NutritionProtocol const& protocol, MalnutritionSigns const& signs)
{
    if (signs.oedema != 0) return {AgeGroup::infant, Malnutrition::severe, MalnutritionSign::oedema};
    if (!signs.weight_for_length_z || !protocol.infant_z_below) return {AgeGroup::infant, Malnutrition::unknown, MalnutritionSign::none};
    if (is_under(signs.weight_for_length_z, protocol.infant_z_below)) return {AgeGroup::infant, Malnutrition::severe, MalnutritionSign::weight_for_length};
    return {AgeGroup::infant, Malnutrition::none, MalnutritionSign::none};
}

enum class Reached : std::uint8_t { unknown, no, yes };

Reached reached(std::optional<double> const& measure, std::optional<double> const& bound)
{
    if (!measure || !bound) return Reached::unknown;
    return *measure >= *bound ? Reached::yes : Reached::no;
}

Reached both(Reached one, Reached other)
{
    if (one == Reached::no || other == Reached::no) return Reached::no;
    return one == Reached::yes && other == Reached::yes ? Reached::yes : Reached::unknown;
}

/// Both as far as they are known; unknown where neither is.
Reached known_of(Reached one, Reached other)
{
    if (one == Reached::unknown) return other;
    return other == Reached::unknown ? one : both(one, other);
}

Reached visit_reached(NutritionProtocol const& protocol, MalnutritionSign admitted_by, MalnutritionSigns const& signs)
{
    if (signs.oedema != 0) return Reached::no;
    auto const arm = reached(signs.arm_cm, protocol.exit_arm_from_cm), z = reached(signs.weight_for_length_z, protocol.exit_z_from);
    switch (protocol.exit_rule) {
    case ExitRule::arm: return arm;
    case ExitRule::all_signs: return known_of(arm, z);
    case ExitRule::same_sign: break;
    }
    switch (admitted_by) {
    case MalnutritionSign::arm: return arm;
    case MalnutritionSign::weight_for_length: return z;
    case MalnutritionSign::arm_and_weight_for_length: return both(arm, z);
    case MalnutritionSign::oedema:
    case MalnutritionSign::none: return arm == Reached::yes || z == Reached::yes ? Reached::yes : known_of(arm, z);
    }
    VERIFY(false);
}

bool is_within(std::optional<double> const& measure, std::optional<double> const& from, std::optional<double> const& below)
{
    if (!from && !below) return true;
    return measure && (!from || *measure >= *from) && (!below || *measure < *below);
}

constexpr double sachet_kcal = 500, days_of_week = 7;

/// The next whole sachet; a product that is whole but for its rounding is not pushed up.
std::int64_t whole_sachets(double sachets) { return static_cast<std::int64_t>(std::ceil(sachets - 1e-9)); }

}  // namespace

NutritionProtocol const* protocol_for(std::span<NutritionProtocol const> protocols, std::string_view id, Day day)
{
    NutritionProtocol const* earliest = nullptr;
    for (auto const& one : protocols) {
        if (!id.empty()) {
            if (one.id == id) return &one;
            continue;
        }
        if (one.standing != ProtocolStanding::by_default) continue;
        if (in_force(one, day)) return &one;
        if (earliest == nullptr || one.valid_from < earliest->valid_from) earliest = &one;
    }
    return earliest;
}

DatedCareStandard const* standard_for(std::span<DatedCareStandard const> standards, Malnutrition state, Day day)
{
    DatedCareStandard const* earliest = nullptr;
    for (auto const& one : standards) {
        if (one.state != state) continue;
        if (in_force(one, day)) return &one;
        if (earliest == nullptr || one.valid_from < earliest->valid_from) earliest = &one;
    }
    return earliest;
}

std::string_view malnutrition_code(Malnutrition state)
{
    switch (state) {
    case Malnutrition::unknown: return "unknown";
    case Malnutrition::none: return "none";
    case Malnutrition::moderate: return "moderate";
    case Malnutrition::severe: return "severe";
    }
    VERIFY(false);
}

std::string_view age_group_code(AgeGroup group)
{
    switch (group) {
    case AgeGroup::unknown: return "unknown";
    case AgeGroup::infant: return "infant";
    case AgeGroup::child: return "child";
    case AgeGroup::older: return "older";
    }
    VERIFY(false);
}

std::string_view malnutrition_sign_code(MalnutritionSign sign)
{
    switch (sign) {
    case MalnutritionSign::none: return "none";
    case MalnutritionSign::oedema: return "oedema";
    case MalnutritionSign::arm: return "arm";
    case MalnutritionSign::weight_for_length: return "weight_for_length";
    case MalnutritionSign::arm_and_weight_for_length: return "arm_and_weight_for_length";
    }
    VERIFY(false);
}

std::string_view exit_rule_code(ExitRule rule)
{
    switch (rule) {
    case ExitRule::same_sign: return "same_sign";
    case ExitRule::all_signs: return "all_signs";
    case ExitRule::arm: return "arm";
    }
    VERIFY(false);
}

Result<ExitRule> parse_exit_rule(std::string_view word)
{
    for (auto const rule : {ExitRule::same_sign, ExitRule::all_signs, ExitRule::arm})
        if (exit_rule_code(rule) == word) return rule;
    return Error{Error::Kind::invalid, "no such rule for leaving", std::string{word.substr(0, 40)}, "write same_sign, all_signs or arm"};
}

std::string_view exit_judgement_code(ExitJudgement judgement)
{
    switch (judgement) {
    case ExitJudgement::cannot_be_said: return "cannot_be_said";
    case ExitJudgement::met: return "met";
    case ExitJudgement::not_met: return "not_met";
    }
    VERIFY(false);
}

MalnutritionJudgement judge_malnutrition(NutritionProtocol const& protocol, MalnutritionSigns const& signs, std::optional<double> age_months)
{
    auto const group = group_of(protocol, age_months);
    if (group == AgeGroup::infant) return judge_infant(protocol, signs);
    if (group == AgeGroup::older) return {group, Malnutrition::unknown, MalnutritionSign::none};
    if (signs.oedema != 0) return {group, Malnutrition::severe, MalnutritionSign::oedema};
    auto const severe = sign_of(signs, protocol.severe_arm_below_cm, protocol.severe_z_below);
    if (severe != MalnutritionSign::none) return {group, Malnutrition::severe, severe};
    auto const moderate = sign_of(signs, protocol.moderate_arm_below_cm, protocol.moderate_z_below);
    if (moderate != MalnutritionSign::none) return {group, Malnutrition::moderate, moderate};
    bool const is_known = (signs.arm_cm && protocol.severe_arm_below_cm) || (signs.weight_for_length_z && protocol.severe_z_below);
    return {group, is_known ? Malnutrition::none : Malnutrition::unknown, MalnutritionSign::none};
}

ExitJudgement judge_exit(NutritionProtocol const& protocol, MalnutritionSign admitted_by, std::span<MalnutritionSigns const> visits)
{
    auto const asked = static_cast<std::size_t>(std::max<std::int64_t>(protocol.exit_visits, 1));
    auto const last = visits.last(std::min(asked, visits.size()));
    auto judgement = visits.size() < asked ? ExitJudgement::cannot_be_said : ExitJudgement::met;
    for (auto const& signs : last) {
        auto const one = visit_reached(protocol, admitted_by, signs);
        if (one == Reached::no) return ExitJudgement::not_met;
        if (one == Reached::unknown) judgement = ExitJudgement::cannot_be_said;
    }
    return judgement;
}

Result<std::optional<Ration>> ration_until_next_visit(std::span<RationRule const> rules, std::string_view protocol, Malnutrition state, MalnutritionSigns const& signs,
                                                      std::optional<double> weight_kg, std::int64_t days)
{
    constexpr double weight_max_kg = 100;
    constexpr std::int64_t days_max = 28;
    bool const is_weight = !weight_kg || (*weight_kg > 0 && *weight_kg <= weight_max_kg);
    if (!is_weight || days < 1 || days > days_max) return Error{Error::Kind::invalid, "a weight or number of days out of bounds", "ration", "give kg above 0 and 1 to 28 days"};
    auto const eats_as = state == Malnutrition::severe ? Malnutrition::severe : Malnutrition::moderate;
    auto const weeks = static_cast<double>(days) / days_of_week;
    for (std::size_t at = 0; at < rules.size(); ++at) {
        auto const& rule = rules[at];
        if (rule.protocol != protocol || rule.state != eats_as) continue;
        if (!is_within(signs.arm_cm, rule.arm_from_cm, rule.arm_below_cm) || !is_within(weight_kg, rule.weight_from_kg, rule.weight_below_kg)) continue;
        if (rule.sachets_week) {
            auto const sachets = whole_sachets(*rule.sachets_week * weeks);
            return std::optional{Ration{sachets, sachets, at}};
        }
        if (!weight_kg || !rule.kcal_kg_day_from || !rule.kcal_kg_day_to) continue;
        auto const a_kcal = *weight_kg * static_cast<double>(days) / sachet_kcal;
        return std::optional{Ration{whole_sachets(a_kcal * *rule.kcal_kg_day_from), whole_sachets(a_kcal * *rule.kcal_kg_day_to), at}};
    }
    return std::optional<Ration>{};
}

}  // namespace accalmie
