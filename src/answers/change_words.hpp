// SPDX-License-Identifier: Apache-2.0
// src/answers/change_words.hpp: verdicts, reasons and baselines as codes of answers and as words for people.
#pragma once

#include "dictionary/dictionary.hpp"
#include "measures/before_after.hpp"

#include <span>
#include <string_view>

namespace accalmie {

std::string_view verdict_code(Verdict verdict);          ///< "supported", "weak", "not_shown", "cannot_be_said"
std::string_view baseline_code(Baseline baseline);       ///< "same_season", "just_before", "whole_before"
std::string_view change_reason_code(ChangeReason reason);
/// errors  invalid  not one of the three codes
Result<Baseline> parse_baseline(std::string_view code);

std::string_view rank_by_code(RankBy rank_by);           ///< "p_fall", "ratio"
/// errors  invalid  not one of the two codes
Result<RankBy> parse_rank_by(std::string_view code);

Words verdict_words(Verdict verdict);
Words change_reason_words(ChangeReason reason);
Words baseline_words(Baseline baseline, int years);

}  // namespace accalmie
