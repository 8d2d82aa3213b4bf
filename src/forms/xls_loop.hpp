// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_loop.hpp: "begin loop over LIST": the same questions once for each choice, with its name and label in their texts.
#pragma once

#include "forms/xls_model.hpp"
#include "forms/xls_table.hpp"

namespace accalmie::forms {

/// Replace each loop (a group of type "loop" whose `list` names its choices) by a group of groups.
/// finds  repeats inside a loop of several choices, whose names would stand twice
void expand_loops(Element& element, ChoiceLists const& lists, Table const& survey, Findings& findings);

}  // namespace accalmie::forms
