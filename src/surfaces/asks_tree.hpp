// SPDX-License-Identifier: Apache-2.0
// src/surfaces/asks_tree.hpp: from voice to receipt as a tree, for the command line and HTTP (docs/api.md).
#pragma once

#include "answers/asks.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree asks_tree(AsksAnswer const& answer, Kind kind);

Words item_state_words(ItemState state);
/// Who asked, as far as it is known: "nobody's ask" where no voice is named.
Words ask_words(ItemRow const& row);
Words twice_words(TwiceBecause because);

}  // namespace accalmie
