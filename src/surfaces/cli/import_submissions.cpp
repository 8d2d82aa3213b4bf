// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/import_submissions.cpp: `accalmie import submissions`: what was collected with ODK Central or Kobo before.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/import_mapped.hpp"

#include "capture/export_mapping.hpp"
#include "capture/import_submissions.hpp"
#include "forms/record_map.hpp"
#include "surfaces/sql.hpp"
#include "trust/crypto.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t xform_octets_max = 64U << 20U;
constexpr std::size_t shown_rejects_max = 20;
constexpr std::size_t fold_octets = 64U << 20U;  // of answers: the facts take them in pieces, so that memory stays the same however many there are

std::string text_of(Value const& value) { return std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : std::string{}; }

/// The form as the line names it: FORM or FORM@VERSION.
struct WantedForm {
    std::string name, version;
    std::vector<forms::FormQuestions> editions = {};  ///< the newest first
    std::vector<forms::SealedQuestion> sealed = {};   ///< of any edition
};

Result<WantedForm> wanted_form(Workspace& workspace, std::string const& given)
{
    auto const at = given.rfind('@');
    WantedForm form{given.substr(0, at), at == std::string::npos ? std::string{} : given.substr(at + 1)};
    auto const rows = TRY(workspace.facts().query(sql::form_xforms, {{"form", form.name}})).rows;
    for (auto const& row : rows) {
        auto const hash = TRY(Hash::parse(text_of(row[0])));
        auto const xml = TRY(workspace.blobs().read(hash, xform_octets_max));
        auto edition = TRY(forms::FormQuestions::of(as_text(xml)));
        if (at != std::string::npos && edition.version != form.version) continue;
        auto const rules = TRY(forms::FormRules::load(xml, {}));
        for (auto& sealed : forms::map_of(rules, workspace.dictionary()).sealed) form.sealed.push_back(std::move(sealed));
        form.editions.push_back(std::move(edition));
    }
    if (form.editions.empty())
        return Error{Error::Kind::missing, rows.empty() ? "no form of this name is published" : "no such version of the form is published", given,
                     "see `accalmie form list`, publish it with `accalmie form publish`, or write a mapping (docs/formats/import-submissions.md)"};
    return form;
}

/// What the workspace knows and keeps, for an import of one form.
class Desk {
public:
    Desk(Workspace& workspace, WantedForm const& form) : workspace_{workspace}, form_{form} {}

    Result<void> learn()
    {
        TRY(workspace_.facts().scan(sql::submissions_known_of_form, {{"form", form_.name}}, [&](std::span<Cell const> row) -> Result<void> {
            if (auto const hash = Hash::parse(std::get<std::string_view>(row[1]))) known_.emplace(std::get<std::string_view>(row[0]), *hash);
            return {};
        }));
        for (auto const& row : TRY(workspace_.facts().query(sql::attachments_known, {})).rows)
            if (text_of(row[0]) == form_.name) files_.insert(text_of(row[1]) + "\n" + text_of(row[2]));
        return {};
    }

    SubmissionDesk asked()
    {
        SubmissionDesk desk;
        desk.known = [this](std::string_view instance) -> std::optional<Hash> {
            auto const found = known_.find(std::string{instance});
            return found == known_.end() ? std::nullopt : std::optional{found->second};
        };
        desk.answers = [this](std::string_view instance) -> Result<std::string> {
            auto const rows = TRY(workspace_.facts().query(sql::submission_answers, {{"form", form_.name}, {"instance", std::string{instance}}})).rows;
            return rows.empty() ? std::string{} : text_of(rows.front()[0]);
        };
        desk.knows_file = [this](std::string_view instance, std::string_view name) {
            return files_.contains(std::string{instance} + "\n" + std::string{name});
        };
        if (!form_.sealed.empty()) desk.seal = [this](std::string const& xml) { return sealed(xml); };
        return desk;
    }

    /// The same, and it writes. `recorder` must outlive what is returned.
    Result<SubmissionDesk> writing(Recorder& recorder, std::string const& origin)
    {
        auto desk = asked();
        recorder_ = &recorder;
        origin_ = origin;
        batch_.emplace(TRY(recorder.batch("submission", origin_)));
        desk.keep = [this](SubmissionHead const& head, std::string const& xml, Hash const& hash, std::vector<SubmittedFile> const& files) -> Result<void> {
            if (!xml.empty()) TRY(keep_submission(head, xml, hash));
            for (auto const& file : files) TRY(keep_attachment(head.instance, file));
            return {};
        };
        desk.keep_file = [this](std::string const& name, ByteSource& source) { return keep_file(name, source); };
        return desk;
    }
    Result<void> finish()
    {
        TRY(batch_->finish());
        return recorder_->flush();
    }

private:
    /// Sealed in memory, before anything is written (docs/formats/forms.md, Sealed fields).
    Result<std::string> sealed(std::string const& xml)
    {
        auto const box = [this](std::string_view text, std::string_view audience) -> Result<Bytes> {
            auto const key = workspace_.audience_keys().find(std::string{audience});
            if (key == workspace_.audience_keys().end())
                return Error{Error::Kind::denied, "there is no key for what is sealed for " + std::string{audience}, {}, "make the audience's key first"};
            constexpr std::size_t block = 64;
            Bytes padded{as_bytes(text).begin(), as_bytes(text).end()};
            padded.push_back(0x80);
            while (padded.size() % block != 0) padded.push_back(0);
            return seal(padded, key->second, workspace_.machine().random);
        };
        return TRY(forms::seal_answers(xml, form_.sealed, box)).xml;
    }

    Result<void> keep_submission(SubmissionHead const& head, std::string const& xml, Hash const& hash)
    {
        auto const& type = *workspace_.dictionary().find("submission");
        std::vector<Cell> cells(type.fields.size());
        auto const hex = hash.hex();
        auto const say = [&](std::string_view field, std::string_view text) {
            if (!text.empty()) cells[*type.index_of(field)] = text;
        };
        say("form", head.form);
        say("version", head.version);
        say("instance", head.instance);
        say("replaces_instance", head.replaces_instance);
        say("sent_by", owner_);
        say("xml", xml);
        say("xml_hash", hex);
        TRY(batch_->add(cells));
        known_.emplace(head.instance, hash);
        unfolded_ += xml.size();
        return unfolded_ < fold_octets ? Result<void>{} : fold();
    }

    Result<void> fold()
    {
        unfolded_ = 0;
        TRY(finish());
        TRY(workspace_.catch_up());
        batch_.emplace(TRY(recorder_->batch("submission", origin_)));
        return {};
    }

    Result<void> keep_attachment(std::string const& instance, SubmittedFile const& file)
    {
        Fields fields;
        fields["form"] = form_.name;
        fields["instance"] = instance;
        fields["name"] = file.name;
        fields["hash"] = file.hash.hex();
        fields["bytes"] = static_cast<std::int64_t>(file.bytes);
        TRY(recorder_->record_later("attachment", fields));
        files_.insert(instance + "\n" + file.name);
        return {};
    }

    Result<SubmittedFile> keep_file(std::string const& name, ByteSource& source)
    {
        auto const incoming = TRY(workspace_.blobs().begin());
        Bytes piece(1U << 18U);
        for (;;) {
            auto const count = TRY(source.read(piece));
            if (count == 0) break;
            TRY(incoming->add(BytesView{piece}.first(count)));
        }
        auto const size = incoming->size();
        return SubmittedFile{name, TRY(incoming->keep()), size};
    }

    Workspace& workspace_;
    WantedForm const& form_;
    std::string owner_ = workspace_.owner().pseudonym;  // cells are views of it
    std::unordered_map<std::string, Hash> known_;
    std::set<std::string> files_;
    Recorder* recorder_ = nullptr;
    std::string origin_;
    std::size_t unfolded_ = 0;
    std::optional<Recorder::Batch> batch_;
};

std::string_view kind_name(ColumnTarget::Kind kind)
{
    switch (kind) {
    case ColumnTarget::Kind::left: return "left";
    case ColumnTarget::Kind::about: return "about";
    case ColumnTarget::Kind::answer: return "answer";
    case ColumnTarget::Kind::choice: return "choice";
    case ColumnTarget::Kind::part: return "part";
    case ColumnTarget::Kind::instance: return "instance";
    case ColumnTarget::Kind::version: return "version";
    case ColumnTarget::Kind::replaces: return "replaces";
    }
    return "";
}

bool has_question(ColumnTarget::Kind kind)
{
    return kind == ColumnTarget::Kind::answer || kind == ColumnTarget::Kind::choice || kind == ColumnTarget::Kind::part;
}

ordered_json summary_json(SubmissionImportSummary const& summary, forms::FormQuestions const& form, std::string_view kind, bool dry_run)
{
    ordered_json document{{"read", summary.read},         {"new", summary.fresh},      {"same", summary.same},
                          {"corrected", summary.corrected}, {"rejected", summary.rejected}, {"dry_run", dry_run},
                          {"kind", kind},                 {"form", form.id},           {"version", form.version},
                          {"files", summary.files},       {"files_missing", summary.files_missing}, {"missing_files", summary.missing_files},
                          {"named_by_content", summary.made_names}, {"labels_taken", summary.labels_taken}, {"renamed", summary.renamed},
                          {"rows_without_repeat", summary.rows_without_repeat}, {"of_other_versions", summary.other_versions}};
    document["tables"] = ordered_json::array();
    for (auto const& table : summary.tables) {
        ordered_json columns = ordered_json::array();
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            auto const& target = table.targets[i];
            if (table.columns[i].empty()) continue;
            ordered_json column{{"column", table.columns[i]}, {"becomes", kind_name(target.kind)}};
            if (has_question(target.kind)) column["question"] = form.nodes[target.question].path;
            if (!target.choice.empty()) column["choice"] = target.choice;
            column["how"] = target.how;
            columns.push_back(std::move(column));
        }
        document["tables"].push_back({{"table", table.name},
                                      {"repeat", table.scope == ColumnQuestions::none ? ordered_json(nullptr) : ordered_json(form.nodes[table.scope].path)},
                                      {"columns", std::move(columns)}});
    }
    document["left_answers"] = summary.left_answers;
    document["reject_reasons"] = summary.reasons;
    document["rejects"] = ordered_json::array();
    for (auto const& reject : summary.rejects)
        document["rejects"].push_back({{"table", reject.table}, {"line", reject.line}, {"column", reject.column}, {"reason", reject.reason}, {"remedy", reject.remedy}});
    document["rejects_files"] = ordered_json::array();
    for (auto const& path : summary.rejects_paths) document["rejects_files"].push_back(path.string());
    document["notices"] = summary.notices;
    return document;
}

void print_tables(Session& session, SubmissionImportSummary const& summary, forms::FormQuestions const& form)
{
    for (auto const& table : summary.tables) {
        auto const name = table.name.empty() ? std::string{"submissions"} : table.name;
        session.line("");
        session.line(name + (table.scope == ColumnQuestions::none ? ": no repeat of the form" : table.scope == 0 ? ":" : ": the repeat " + form.nodes[table.scope].path));
        std::size_t about = 0;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            auto const& target = table.targets[i];
            about += target.kind == ColumnTarget::Kind::about ? 1U : 0U;
            if (target.kind == ColumnTarget::Kind::about || table.columns[i].empty()) continue;
            auto const what = has_question(target.kind) ? form.nodes[target.question].path + (target.choice.empty() ? "" : ", choice " + target.choice)
                                                        : std::string{kind_name(target.kind)};
            session.line("  " + table.columns[i] + "  >  " + what + "   (" + target.how + ")");
        }
        if (about > 0) session.line("  and " + std::to_string(about) + " columns about the submission, which are no answers");
    }
    session.line("");
}

void print_findings(Session& session, SubmissionImportSummary const& summary)
{
    auto const n = [](std::uint64_t count) { return std::to_string(count); };
    auto const tell = [&](std::uint64_t count, std::string_view what) {
        if (count > 0) session.line("note (" + n(count) + "): " + std::string{what});
    };
    tell(summary.made_names, "the export does not name these submissions; each is named by what it says");
    tell(summary.labels_taken, "answers were written as labels and became the choices' names");
    tell(summary.renamed, "submissions bear another form's name and were taken as this form's");
    tell(summary.rows_without_repeat, "rows of tables that are no repeat of the form were left out; name the repeat in a mapping");
    tell(summary.other_versions, "submissions name a version of the form that is not published here; they were read with the newest");
    tell(summary.files, "files came with them");
    tell(summary.files_missing, "files that answers cite did not come with the export; import it again with its media, or name their folder with --media");
    for (auto const& [column, count] : summary.left_answers) session.line("left over: " + column + " (" + n(count) + " rows)");
    for (auto const& notice : summary.notices) session.line("note: " + notice);
    for (auto const& [reason, count] : summary.reasons) session.line("rejected " + n(count) + ": " + reason);
    for (std::size_t i = 0; i < summary.rejects.size() && i < shown_rejects_max; ++i) {
        auto const& reject = summary.rejects[i];
        session.line("    " + (reject.table.empty() ? "" : reject.table + ", ") + "line " + n(reject.line) + ": " + (reject.column.empty() ? "" : reject.column + ": ") +
                     reject.reason + (reject.remedy.empty() ? "" : "; " + reject.remedy));
    }
    for (auto const& path : summary.rejects_paths) session.line("rejected rows: " + path.string());
    tell(summary.rejects_unwritten, "rejected rows are not in the file: it holds at most 128 MiB");
}

void print_summary(Session& session, SubmissionImportSummary const& summary, forms::FormQuestions const& form, std::string_view kind, bool dry_run)
{
    if (session.json) {
        session.line(summary_json(summary, form, kind, dry_run).dump(2, ' ', false, ordered_json::error_handler_t::replace));
        return;
    }
    auto const n = [](std::uint64_t count) { return std::to_string(count); };
    if (dry_run) print_tables(session, summary, form);
    session.line("read " + n(summary.read) + " = new " + n(summary.fresh) + " + same " + n(summary.same) + " + corrected " + n(summary.corrected) + " + rejected " +
                 n(summary.rejected) + (dry_run ? "   (dry run: nothing was written)" : ""));
    print_findings(session, summary);
    if (!dry_run && summary.fresh + summary.corrected > 0) session.line("Next: accalmie form records   (what they say becomes records)");
}

Result<void> import_as_form(Session& session, OpenExport& source, ExportMapping const& mapping, std::string const& named)
{
    auto* workspace = TRY(session.workspace());
    auto const form = TRY(wanted_form(*workspace, named));
    auto const files = session.arguments.all("FILE");
    auto const first = session.path(files.front());
    bool const dry_run = session.arguments.has("dry-run");
    Desk desk{*workspace, form};
    TRY(desk.learn());
    SubmissionImportOptions options;
    options.words = mapping.words;
    if (session.arguments.has("correct")) options.changed = SubmissionImportOptions::Changed::correct;
    options.disk = &session.machine.disk;
    options.progress = session.progress(first.filename().string());
    if (session.arguments.has("rejects"))
        options.rejects_path = session.path(session.arguments.text("rejects"));
    else if (!dry_run)
        options.rejects_path = first.string() + ".rejects.csv";
    for (auto const& question : form.sealed) options.sealed.insert(question.path.substr(std::min(question.path.find('/', 1), question.path.size() - 1) + 1));
    SubmissionImportSummary summary;
    if (dry_run) {
        auto const asked = desk.asked();
        summary = TRY(import_submissions(source, form.editions, asked, options));
    } else {
        TRY(workspace->write([&](Recorder& recorder) -> Result<void> {
            auto const writing = TRY(desk.writing(recorder, first.filename().string()));
            auto done = import_submissions(source, form.editions, writing, options);
            TRY(desk.finish());  // what came before a failure is kept
            summary = TRY(std::move(done));
            return {};
        }));
    }
    if (session.arguments.has("save-mapping")) TRY(save_mapping(session.machine.disk, session.path(session.arguments.text("save-mapping")), named, summary.tables, form.editions.front()));
    print_summary(session, summary, form.editions.front(), source.kind, dry_run);
    return {};
}

Result<void> run_import_submissions(Session& session)
{
    auto const& arguments = session.arguments;
    ExportMapping mapping;
    if (arguments.has("mapping")) {
        auto const path = session.path(arguments.text("mapping"));
        auto const text = TRY(read_whole(session.machine.disk, path, ExportMapping::octets_max).at(path.string()));
        mapping = TRY(read_mapping(path.filename().string(), as_text(text)));
    }
    auto const form = arguments.has("form") ? arguments.text("form") : mapping.form;
    if (form.empty() && mapping.records.empty())
        return Error{Error::Kind::usage, "which form was filled in?", "--form", "name a published form, or a --mapping that says which records the rows become"};
    CsvOptions csv;
    if (arguments.text("encoding") == "windows1252") csv.encoding = Encoding::windows_1252;
    std::vector<std::filesystem::path> files;
    for (auto const& file : arguments.all("FILE")) files.push_back(session.path(file));
    auto source = TRY(open_export(session.machine.disk, files, csv));
    if (form.empty()) return import_mapped(session, source, mapping);
    for (auto const& folder : arguments.all("media")) source.media.add_folder(session.machine.disk, session.path(folder));
    return import_as_form(session, source, mapping, form);
}

}  // namespace

Command import_submissions_command()
{
    return {
        .name = "import submissions",
        .summary = "What was collected before: exports of ODK Central and Kobo, and plain submissions",
        .description =
            "CSV with its repeats as further files, a ZIP of them with media, XLSX, OData JSON, Kobo's JSON, XML: found from the files themselves.\n"
            "Each row becomes a submission of the published form again, exactly once; `accalmie form records` then makes its flags and records.\n"
            "Without a form, a mapping makes records from the columns (docs/formats/import-submissions.md). With --dry-run: what each column becomes,\n"
            "what is left over, which rows would be rejected and why.",
        .examples = {"accalmie import submissions visite.zip --form visite --dry-run", "accalmie import submissions visite.xlsx --form visite@3 --media photos",
                     "accalmie import submissions old.csv --mapping old.yaml"},
        .positionals = {{"FILE", "the export; of CSV with repeats all its files", Positional::Count::many}},
        .options = {{"form", "FORM[@VERSION]", "the published form that was filled in"},
                    {"mapping", "FILE", "what columns become, where their names do not say it (YAML)"},
                    {"save-mapping", "FILE", "write down what the columns became, to be changed by hand"},
                    {"media", "FOLDER", "photos and other files that are not in the archive; again for another"},
                    {"correct", "", "submissions that are here with other answers come in as corrections"},
                    {"dry-run", "", "read and check everything, write nothing"},
                    {"rejects", "FILE", "where rejected rows go [FILE.rejects.csv beside the input]"},
                    {"encoding", "NAME", "of CSV: utf8 or windows1252 [found]"}},
        .run = run_import_submissions};
}

}  // namespace accalmie::cli
