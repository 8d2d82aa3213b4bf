// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/import_summary.hpp: what all import commands share: options, the run itself, the summary.
#pragma once

#include "capture/import.hpp"
#include "surfaces/cli/command.hpp"

namespace accalmie::cli {

/// A dry run reads, checks and counts everything and keeps nothing.
class NoSink final : public RowSink {
public:
    Result<void> add(std::span<Cell const>) override { return {}; }
    Result<void> correct(std::span<Cell const>, RecordAddress const&) override { return {}; }
    Result<void> note(std::string_view, std::map<std::string, Value, std::less<>> const&) override { return {}; }
    Result<std::uint64_t> finish() override { return std::uint64_t{0}; }
};

std::vector<Option> common_import_options();

/// Options of the line as an importer takes them.   errors  usage
Result<ImportOptions> import_options(Session& session);

using RunImporter = std::function<Result<ImportSummary>(ByteSource&, Intake::Tools const&, ImportOptions const&)>;

/// Open FILE, run the importer with a recorder (or none, for a dry run), print the summary.
Result<void> run_import(Session& session, ImportOptions options, std::string_view type, RunImporter const& importer);

/// The summary for people, or as JSON with the keys read, new, changed, same, rejected first.
void print_summary(Session& session, ImportSummary const& summary, bool is_demo);

}  // namespace accalmie::cli
