// SPDX-License-Identifier: Apache-2.0
// src/answers/nutrition_words.hpp: what the codes of care for malnutrition mean, in French and English.
#pragma once

#include "answers/nutrition.hpp"

namespace accalmie {

Words care_group_words(CareGroup group);
Words malnutrition_words(Malnutrition state);
Words malnutrition_sign_words(MalnutritionSign sign);
Words care_problem_words(CareProblem problem);
/// "met", "not_met", "cannot_be_said": whether a share is as the standard asks.
std::string_view standard_met_code(StandardMet met);
/// Why and how counts are told.
Words counts_told_words(CountsTold told);
/// That a protocol's figures were not all found in its source; empty where they were.
Words not_checked_words(std::string const& not_checked);

}  // namespace accalmie
