// SPDX-License-Identifier: Apache-2.0
// src/surfaces/tree_text.hpp: result trees as JSON and for people.
#pragma once

#include "answers/tree.hpp"

#include <string>

namespace accalmie {

/// One JSON document, members in their order; numbers unrounded; what is not finite is null.
std::string tree_json(Tree const& tree);

/// Indented lines "name: value"; lists of equal members as tables.
std::string tree_text(Tree const& tree);

}  // namespace accalmie
