// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/import_mapped.hpp"

#include "capture/import_mapped.hpp"
#include "capture/row_sink.hpp"
#include "surfaces/cli/import_summary.hpp"
#include "surfaces/sql.hpp"

namespace accalmie::cli {

namespace {

/// The version of the ground in use, for P-codes that name none.
std::string ground_version(Workspace& workspace)
{
    auto const found = workspace.facts().query(sql::ground_version_in_use);
    if (!found || found->rows.empty() || !std::holds_alternative<std::string>(found->rows.front()[0])) return {};
    return std::get<std::string>(found->rows.front()[0]);
}

void tell_left(Session& session, MappedImportResult const& result)
{
    if (session.json) return;
    for (auto const& [table, column] : result.left) session.line("left over: " + (table.empty() ? "" : table + ": ") + column);
    for (auto const& notice : result.notices) session.line("note: " + notice);
}

}  // namespace

Result<void> import_mapped(Session& session, OpenExport& source, ExportMapping const& mapping)
{
    auto* workspace = TRY(session.workspace());
    auto const first = session.path(session.arguments.all("FILE").front());
    bool const dry_run = session.arguments.has("dry-run");
    MappedImportOptions options;
    options.import.mode = dry_run ? ImportOptions::Mode::dry_run : ImportOptions::Mode::write;
    options.import.file_name = first.filename().string();
    options.import.rejects_path = session.arguments.has("rejects") ? session.path(session.arguments.text("rejects"))
                                  : dry_run                        ? std::filesystem::path{}
                                                                   : std::filesystem::path{first.string() + ".rejects.csv"};
    options.import.progress = session.progress(options.import.file_name);
    options.place_version = ground_version(*workspace);
    auto const known = workspace->known_rows();
    MappedImportResult result;
    auto const work = [&](std::span<RowSink* const> sinks) -> Result<void> {
        result = TRY(import_mapped_rows(source, mapping, workspace->dictionary(), sinks, *known, &session.machine.disk, options).at(options.import.file_name));
        return {};
    };
    if (dry_run) {
        NoSink sink;
        std::vector<RowSink*> const sinks(mapping.records.size(), &sink);
        TRY(work(sinks));
    } else {
        TRY(workspace->write([&](Recorder& recorder) -> Result<void> {
            std::vector<std::unique_ptr<RecorderSink>> own;
            std::vector<RowSink*> sinks;
            for (auto const& rows : mapping.records) {
                own.push_back(std::make_unique<RecorderSink>(recorder, workspace->dictionary(), rows.type, options.import.file_name));
                sinks.push_back(own.back().get());
            }
            return work(sinks);
        }));
    }
    bool const is_list = session.json && result.summaries.size() > 1;
    if (is_list) session.line("[");
    for (std::size_t i = 0; i < result.summaries.size(); ++i) {
        if (is_list && i > 0) session.line(",");
        if (!session.json) session.line(mapping.records[i].type + ":");
        print_summary(session, result.summaries[i], workspace->is_demo());
    }
    if (is_list) session.line("]");
    tell_left(session, result);
    return {};
}

}  // namespace accalmie::cli
