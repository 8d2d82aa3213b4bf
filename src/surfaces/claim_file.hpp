// SPDX-License-Identifier: Apache-2.0
// src/surfaces/claim_file.hpp: a claim as one signed file that a stranger recomputes with nothing else (docs/formats/claim.md).
#pragma once

#include "answers/claims.hpp"
#include "surfaces/answers_tree.hpp"
#include "trust/record.hpp"

#include <functional>

namespace accalmie {

/// The figures that a claim's record and file hold: numbers of 12 digits; of a source whose terms forbid passing counts on, the verdict alone.
Tree claim_figures_tree(ClaimFigures const& figures, ClaimEvidence const& evidence);
/// The question and its settings.
Tree claim_recipe_tree(ClaimEvidence const& evidence);
/// Sources, releases and hashes.
Tree claim_inputs_tree(ClaimEvidence const& evidence);
/// One line of JSON; numbers that are no whole ones with 12 digits.
std::string compact_json(Tree const& tree);

using Signer = std::function<Bytes(BytesView message)>;
/// The whole file. Equal claims, evidence and days give equal octets.
std::string claim_file(ClaimRow const& claim, ClaimEvidence const& evidence, ClaimFigures const& figures, Kind kind, Day exported, AuthorId const& author, Signer const& sign);

struct ClaimDifference {
    std::string where;       ///< "areas.3.lowest.ratio"
    std::string in_file, recomputed;
};

struct ClaimVerification {
    static constexpr std::size_t differences_max = 100;

    AuthorId author;
    bool signature_holds = false;
    Kind kind = Kind::real;
    std::string name, sentence, verdict;
    std::size_t agreed = 0, differing = 0;     ///< figures, recomputed from the counts in the file
    std::vector<ClaimDifference> differences;  ///< the first of them
    std::vector<std::string> not_recomputed;   ///< sources whose counts may not be passed on; "plan": its curve needs positions and kinds

    bool holds() const { return signature_holds && differing == 0; }
};

/// Recompute everything from the file alone.
/// in      at most 32 MiB
/// errors  invalid  not such a file, or a part of it that cannot be read (named)     limit     others as figures_of
Result<ClaimVerification> verify_claim_file(std::string_view text);

Tree claim_verification_tree(ClaimVerification const& found);

}  // namespace accalmie
