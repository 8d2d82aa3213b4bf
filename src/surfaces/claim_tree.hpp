// SPDX-License-Identifier: Apache-2.0
// src/surfaces/claim_tree.hpp: claims as trees, for the command line and HTTP.
#pragma once

#include "answers/claims.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

/// Without figures, recipe and inputs.
Tree claims_tree(std::vector<ClaimRow> const& claims, Kind kind);
/// With them, as they were recorded.
Tree claim_tree(ClaimRow const& claim, Kind kind);

}  // namespace accalmie
