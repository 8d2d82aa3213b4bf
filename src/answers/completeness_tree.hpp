// SPDX-License-Identifier: Apache-2.0
// src/answers/completeness_tree.hpp: states and sums of reports, and losses after attacks, as members of a result: one spelling for method and workspace.
#pragma once

#include "answers/tree.hpp"
#include "measures/attack_loss.hpp"
#include "measures/report_state.hpp"

namespace accalmie {

/// `state`, `time` (null without a report), `due`, `is_due`.
Tree finding_tree(ReportFinding const& finding);

/// expected, received, on_time ..., the shares, and `states` with every state's number.
Tree completeness_sums(Completeness const& sums);

/// attacks, window, observed, expected, loss with bounds, its two parts, or the reason for none. Bounds are named lower and upper.
Tree attack_loss_tree(AttackLoss const& loss);
Tree loss_sum_tree(LossSum const& sum);

}  // namespace accalmie
