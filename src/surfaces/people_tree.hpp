// SPDX-License-Identifier: Apache-2.0
// src/surfaces/people_tree.hpp: trust, signs of peace, voices and people reached as trees, for the command line and HTTP (docs/api.md).
#pragma once

#include "answers/reach.hpp"
#include "answers/signs.hpp"
#include "answers/trust.hpp"
#include "answers/voices.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree trust_tree(TrustAnswer const& answer, Kind kind);
Tree signs_tree(SignsAnswer const& answer, Kind kind);
Tree voices_tree(VoicesAnswer const& answer, Kind kind);
Tree reach_tree(ReachAnswer const& answer, Kind kind);

/// Why a level is not told: "too few to say".
Words too_few_words(TooFew too_few);
/// By what rule a bound holds.
Words reach_rule_words(ReachRule rule);
/// What a refused sum would have added.
Words refused_words(std::string_view what);
Words refused_reason_words(RefusedSum const& sum);

}  // namespace accalmie
