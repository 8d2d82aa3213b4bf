// SPDX-License-Identifier: Apache-2.0
// src/dictionary/compare.hpp: may one dictionary stand in for an older one without anything being lost?
#pragma once

#include "dictionary/dictionary.hpp"

namespace accalmie {

/// What records written with `older` may say and `newer` does not know, or shows to others: record types, fields, codes, another kind or
/// visibility of a field. Empty: every such record reads the same. As "type visit", "field visit.note", "code sex.unknown".
std::vector<std::string> lost_between(Dictionary const& older, Dictionary const& newer);

}  // namespace accalmie
