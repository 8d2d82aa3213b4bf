// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/import_summary.hpp"

#include "capture/row_sink.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

nlohmann::ordered_json summary_json(ImportSummary const& summary)
{
    nlohmann::ordered_json document{{"read", summary.read},     {"new", summary.fresh},         {"changed", summary.changed},
                                    {"same", summary.same},     {"rejected", summary.rejected}, {"removed", summary.removed},
                                    {"absent", summary.absent}, {"blocks", summary.blocks},     {"dry_run", summary.dry_run}};
    document["first_day"] = summary.first_day ? nlohmann::ordered_json(to_iso(*summary.first_day)) : nullptr;
    document["last_day"] = summary.last_day ? nlohmann::ordered_json(to_iso(*summary.last_day)) : nullptr;
    document["coverage"] = summary.coverage;
    document["reject_reasons"] = summary.reject_reasons;
    document["rejects"] = summary.rejects_path.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(summary.rejects_path.string());
    document["columns_kept"] = summary.columns_kept;
    document["columns_left"] = summary.columns_left;
    document["warnings"] = nlohmann::ordered_json::array();
    for (auto const& warning : summary.warnings)
        document["warnings"].push_back(
            {{"what", warning.what}, {"remedy", warning.remedy}, {"count", warning.count}, {"examples", warning.examples}});
    return document;
}

std::string joined(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

std::vector<Option> common_import_options()
{
    return {{"dry-run", "", "read and check everything, write nothing"},
            {"release", "TEXT", "edition of the file, as \"GED 24.1\""},
            {"rejects", "FILE", "where rejected rows go [FILE.rejects.csv beside the input]"},
            {"encoding", "NAME", "utf8 or windows1252 [found]"}};
}

Result<ImportOptions> import_options(Session& session)
{
    auto const& arguments = session.arguments;
    ImportOptions options;
    auto const file = session.path(arguments.text("FILE"));
    if (arguments.has("dry-run")) options.mode = ImportOptions::Mode::dry_run;
    options.file_name = file.filename().string();
    options.release = arguments.text("release");
    options.area = arguments.text("area");
    options.coverage_from = TRY(arguments.day("coverage-from"));
    options.coverage_until = TRY(arguments.day("coverage-until"));
    options.rejects_path = arguments.has("rejects") ? session.path(arguments.text("rejects")) : std::filesystem::path{file.string() + ".rejects.csv"};
    if (options.mode == ImportOptions::Mode::dry_run && !arguments.has("rejects")) options.rejects_path.clear();
    auto const order = arguments.text("date-order");
    if (order == "ymd")
        options.date_order = DateOrder::year_month_day;
    else if (order == "mdy")
        options.date_order = DateOrder::month_day_year;
    else if (order == "dmy")
        options.date_order = DateOrder::day_month_year;
    else if (!order.empty())
        return Error{Error::Kind::usage, "\"" + order + "\" is not an order of dates", "--date-order", "write ymd, mdy or dmy"};
    auto const absent = arguments.text("absent");
    if (absent == "retract")
        options.absent = Absent::retract;
    else if (absent == "keep")
        options.absent = Absent::keep;
    else if (!absent.empty() && absent != "auto")
        return Error{Error::Kind::usage, "\"" + absent + "\" is not known", "--absent", "write auto, retract or keep"};
    auto const encoding = arguments.text("encoding");
    if (encoding == "utf8")
        options.csv.encoding = Encoding::utf8;
    else if (encoding == "windows1252")
        options.csv.encoding = Encoding::windows_1252;
    else if (!encoding.empty())
        return Error{Error::Kind::usage, "\"" + encoding + "\" is not known", "--encoding", "write utf8 or windows1252"};
    return options;
}

Result<void> run_import(Session& session, ImportOptions options, std::string_view type, RunImporter const& importer)
{
    auto* workspace = TRY(session.workspace());
    auto const file = session.path(session.arguments.text("FILE"));
    auto source = TRY(FileSource::open(session.machine.disk, file));
    options.progress = session.progress(options.file_name);
    auto const known = workspace->known_rows();
    auto const places = workspace->facts().places();
    if (places) options.places = places->get();

    auto const settlements =
        workspace->facts().places(session.arguments.has("settlements") ? session.arguments.text("settlements") : "ocha-settlements-2015");
    if (settlements) options.settlements = settlements->get();

    ImportSummary summary;
    auto const work = [&](RowSink& sink) -> Result<void> {
        Intake::Tools const tools{workspace->dictionary(), sink, *known, &session.machine.disk};
        summary = TRY(importer(*source, tools, options).at(file.filename().string()));
        return {};
    };
    if (options.mode == ImportOptions::Mode::dry_run) {
        NoSink sink;
        TRY(work(sink));
    } else {
        TRY(workspace->write([&](Recorder& recorder) -> Result<void> {
            RecorderSink sink{recorder, workspace->dictionary(), std::string{type}, options.file_name};
            return work(sink);
        }));
    }
    print_summary(session, summary, workspace->is_demo());
    return {};
}

void print_summary(Session& session, ImportSummary const& summary, bool is_demo)
{
    if (session.json) {
        auto document = summary_json(summary);
        if (is_demo) document["demo"] = true;
        session.line(document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
        return;
    }
    auto const n = [](std::uint64_t count) { return std::to_string(count); };
    session.line("read " + n(summary.read) + " = new " + n(summary.fresh) + " + changed " + n(summary.changed) + " + same " + n(summary.same) +
                 " + rejected " + n(summary.rejected) + (summary.dry_run ? "   (dry run: nothing was written)" : ""));
    if (summary.removed > 0) session.line("taken back by this release: " + n(summary.removed));
    if (summary.absent > 0) session.line("known, missing in this file, and kept: " + n(summary.absent));
    if (summary.first_day) session.line("days: " + to_iso(*summary.first_day) + " to " + to_iso(*summary.last_day));
    for (auto const& coverage : summary.coverage) session.line("coverage: " + coverage);
    if (!summary.columns_left.empty()) session.line("columns not kept: " + joined(summary.columns_left));
    for (auto const& [reason, count] : summary.reject_reasons) session.line("rejected " + n(count) + ": " + reason);
    if (!summary.rejects_path.empty()) session.line("rejected rows: " + summary.rejects_path.string());
    for (auto const& warning : summary.warnings) {
        session.line("note (" + n(warning.count) + "): " + warning.what + (warning.remedy.empty() ? "" : "; " + warning.remedy));
        for (auto const& example : warning.examples) session.line("    " + example);
    }
}

}  // namespace accalmie::cli
