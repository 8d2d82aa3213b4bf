// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/import_summary.hpp: what all import commands share: options, the run itself, the summary.
#pragma once

#include "surfaces/cli/command.hpp"

namespace accalmie::cli {

std::vector<Option> common_import_options();

/// Options of the line as an importer takes them.   errors  usage
Result<ImportOptions> import_options(Session& session);

using RunImporter = std::function<Result<ImportSummary>(ByteSource&, Intake::Tools const&, ImportOptions const&)>;

/// Open FILE, run the importer with a recorder (or none, for a dry run), print the summary.
Result<void> run_import(Session& session, ImportOptions options, std::string_view type, RunImporter const& importer);

/// The summary for people, or as JSON with the keys read, new, changed, same, rejected first.
void print_summary(Session& session, ImportSummary const& summary, bool is_demo);

}  // namespace accalmie::cli
