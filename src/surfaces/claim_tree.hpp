// SPDX-License-Identifier: Apache-2.0
// src/surfaces/claim_tree.hpp: claims as trees, for the command line and HTTP.
#pragma once

#include "answers/claims.hpp"
#include "answers/multiverse.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

/// Without figures, recipe and inputs.
Tree claims_tree(std::vector<ClaimRow> const& claims, Kind kind);
/// With them, as they were recorded.
Tree claim_tree(ClaimRow const& claim, Kind kind);

/// The specification curve of the claim's plan in a few figures.
Tree claim_curve_tree(PlanAnswer const& plan, MultiverseAnswer const& multiverse);

/// What a claim's record holds as JSON, as a tree; nothing where it holds none.
Tree recorded_tree(std::string const& json);

}  // namespace accalmie
