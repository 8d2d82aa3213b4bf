// SPDX-License-Identifier: Apache-2.0
// src/surfaces/change_page.hpp: a page about one claim, in Markdown (docs/claims).
#pragma once

#include "surfaces/answers_tree.hpp"

#include <string>

namespace accalmie {

/// Titled by place and period: the claim and what it does not tell, the method, windows, baselines, counts, ratios, intervals, neighbours; a place
/// for the reply of whoever made the claim. Says that a lull may be real below what open data see; never says *false*. Sources whose terms forbid
/// passing monthly counts on (ACLED) appear with their verdict alone.
std::string change_page(ChangeAnswer const& answer, Kind kind);

/// Every placement of one source as a Markdown table.
std::string placements_table(SourceChange const& source);

/// What such a page ends with: what it does not say, and the organisation's reply or the place for it.
std::string closing_sections(std::string_view reply);

}  // namespace accalmie
