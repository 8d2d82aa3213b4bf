// SPDX-License-Identifier: Apache-2.0
// src/surfaces/claim_page.hpp: a page about one recorded claim, in Markdown: the answer first, every area and baseline after it.
#pragma once

#include "answers/claims.hpp"
#include "surfaces/answers_tree.hpp"

#include <string>

namespace accalmie {

/// The rules of change_page hold: never *false*, a place for the reply, sources whose terms forbid passing counts on with their verdict alone.
std::string claim_page(ClaimRow const& claim, ClaimEvidence const& evidence, ClaimFigures const& figures, Kind kind);

}  // namespace accalmie
