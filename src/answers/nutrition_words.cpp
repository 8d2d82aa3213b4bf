// SPDX-License-Identifier: Apache-2.0
#include "answers/nutrition_words.hpp"

namespace accalmie {

Words care_group_words(CareGroup group)
{
    switch (group) {
    case CareGroup::severe: return {"malnutrition aiguë sévère, 6 à 59 mois", "severe acute malnutrition, 6 to 59 months"};
    case CareGroup::moderate: return {"malnutrition aiguë modérée, 6 à 59 mois", "moderate acute malnutrition, 6 to 59 months"};
    case CareGroup::infants: return {"nourrissons de moins de 6 mois", "infants under 6 months"};
    case CareGroup::other: return {"admis sans signe, ou sans mesure qui le dise", "admitted without a sign, or without a measure that tells"};
    }
    VERIFY(false);
}

Words malnutrition_words(Malnutrition state)
{
    switch (state) {
    case Malnutrition::unknown: return {"on ne sait pas", "not known"};
    case Malnutrition::none: return {"pas malnutri", "not malnourished"};
    case Malnutrition::moderate: return {"modérée", "moderate"};
    case Malnutrition::severe: return {"sévère", "severe"};
    }
    VERIFY(false);
}

Words malnutrition_sign_words(MalnutritionSign sign)
{
    switch (sign) {
    case MalnutritionSign::none: return {"aucun signe", "no sign"};
    case MalnutritionSign::oedema: return {"œdèmes des deux pieds", "oedema of both feet"};
    case MalnutritionSign::arm: return {"périmètre brachial", "mid-upper arm circumference"};
    case MalnutritionSign::weight_for_length: return {"poids pour la taille", "weight for length"};
    case MalnutritionSign::arm_and_weight_for_length: return {"bras et poids pour la taille", "arm and weight for length"};
    }
    VERIFY(false);
}

Words care_problem_words(CareProblem problem)
{
    switch (problem) {
    case CareProblem::exit_before_admission: return {"sortie avant l’admission", "exit before admission"};
    case CareProblem::exit_without_admission: return {"sortie sans admission", "exit without admission"};
    case CareProblem::admitted_twice: return {"deux admissions sans sortie entre elles", "two admissions without an exit between them"};
    case CareProblem::exit_without_reason: return {"sortie sans motif", "exit without a reason"};
    case CareProblem::reason_without_exit: return {"motif de sortie sur une visite qui n’est pas une sortie", "a reason for leaving on a visit that is no exit"};
    case CareProblem::visit_without_admission: return {"visite de suivi sans admission", "follow-up without admission"};
    case CareProblem::twice_on_a_day: return {"la même occasion deux fois le même jour", "the same occasion twice on a day"};
    case CareProblem::sex_differs: return {"un autre sexe qu’avant", "another sex than before"};
    case CareProblem::age_implausible: return {"l’âge ne suit pas les jours passés", "the age does not follow the days that passed"};
    case CareProblem::length_implausible: return {"la taille change trop, ou diminue", "the length changes too much, or falls"};
    case CareProblem::weight_implausible: return {"le poids change trop vite", "the weight changes too fast"};
    case CareProblem::arm_implausible: return {"le périmètre brachial change trop vite", "the arm changes too fast"};
    case CareProblem::weight_fell: return {"plus de 5 % du poids perdu depuis la visite d’avant", "more than 5 % of the weight lost since the visit before"};
    case CareProblem::admitted_without_sign: return {"admis sans signe de malnutrition aiguë", "admitted without a sign of acute malnutrition"};
    case CareProblem::cured_without_criteria: return {"guéri, mais les critères de sortie ne sont pas atteints", "cured, but the criteria for leaving are not met"};
    }
    VERIFY(false);
}

std::string_view standard_met_code(StandardMet met)
{
    switch (met) {
    case StandardMet::unknown: return "cannot_be_said";
    case StandardMet::no: return "not_met";
    case StandardMet::yes: return "met";
    }
    VERIFY(false);
}

Words counts_told_words(CountsTold told)
{
    switch (told) {
    case CountsTold::exact: return {"des enfants des lieux que vous suivez, tels quels", "of children of the places that you follow, as they are"};
    case CountsTold::guarded: return {"les petits nombres, et ceux qui les trahiraient, sont retenus", "small counts, and those that would give them away, are withheld"};
    }
    VERIFY(false);
}

Words not_checked_words(std::string const& not_checked)
{
    if (not_checked.empty()) return {};
    return {"non vérifié dans la source : " + not_checked, "not checked in the source: " + not_checked};
}

}  // namespace accalmie
