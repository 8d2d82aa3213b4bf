// SPDX-License-Identifier: Apache-2.0
// src/forms/record_map_checks.hpp: whether a question can fill in a field, and whether a sealed answer would stand in clear; for record_map.cpp.
#pragma once

#include "forms/record_map.hpp"

namespace accalmie::forms {

/// What is wrong with this question for its field; without the path.
std::vector<MapFinding> problems_of(FormRules const& form, FormNode const& node, MappedQuestion const& question, RecordType const& type, Dictionary const& dictionary);

/// Adds what would let a sealed answer out of its question.
void check_sealed(FormRules const& form, RecordMap& map);

}  // namespace accalmie::forms
