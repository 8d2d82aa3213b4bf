// SPDX-License-Identifier: Apache-2.0
// src/surfaces/reports_tree.hpp: completeness, attacks on health care, checks and versions of reports as trees, for the command line and HTTP.
#pragma once

#include "answers/attacks.hpp"
#include "answers/completeness.hpp"
#include "answers/reports.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree completeness_tree(CompletenessAnswer const& answer, Kind kind);
Tree attacks_tree(AttacksAnswer const& answer, Kind kind);
Tree report_check_tree(ReportCheckAnswer const& answer);
Tree report_history_tree(ReportHistory const& history, Kind kind);

/// A report as JSON, as the shape TypedReport has it.
/// errors  invalid  not such an object, a day that is none, a number of more than 15 digits
Result<ReportCheckQuestion> report_question(std::string const& json);

/// What a state is in a sentence: "closed", "nobody came".
Words report_state_words(ReportState state);
/// Why a loss cannot be said.
Words no_loss_words(NoLoss reason);

}  // namespace accalmie
