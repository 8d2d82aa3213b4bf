// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/export_submissions.cpp: `accalmie export submissions`: the answers of a form as plain CSV, repeats in files of their own.
#include "surfaces/cli/all.hpp"

#include "capture/csv.hpp"
#include "forms/answer_table.hpp"
#include "surfaces/sql.hpp"
#include "surfaces/value_text.hpp"
#include "workspace/forms.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

constexpr std::size_t piece_octets = 1 << 20;
constexpr std::uint64_t xform_bytes_max = 64U << 20U;

/// A CSV file that takes its name when it is whole.
class CsvFile {
public:
    static Result<CsvFile> make(Disk& disk, std::filesystem::path path)
    {
        auto part = path;
        part += ".part";
        auto file = TRY(disk.open(part, Disk::Open::create).at(part.string()));
        TRY(file->truncate(0));
        return CsvFile{std::move(file), std::move(part), std::move(path)};
    }
    void cell(std::string_view text)
    {
        if (is_line_begun_) pending_ += ',';
        is_line_begun_ = true;
        append_csv_field(pending_, text);
    }
    Result<void> end_line()
    {
        pending_ += '\n';
        is_line_begun_ = false;
        ++lines_;
        if (pending_.size() < piece_octets) return {};
        return write();
    }
    Result<void> finish(Disk& disk)
    {
        TRY(write());
        TRY(file_->sync());
        file_.reset();
        return disk.rename(part_, path_);
    }
    std::uint64_t rows() const { return lines_ - 1; }
    std::filesystem::path const& path() const { return path_; }

private:
    CsvFile(std::unique_ptr<DiskFile> file, std::filesystem::path part, std::filesystem::path path)
        : file_{std::move(file)}, part_{std::move(part)}, path_{std::move(path)}
    {
    }
    Result<void> write()
    {
        TRY(file_->write_at(written_, as_bytes(pending_)));
        written_ += pending_.size();
        pending_.clear();
        return {};
    }

    std::unique_ptr<DiskFile> file_;
    std::filesystem::path part_, path_;
    std::string pending_;
    std::uint64_t written_ = 0, lines_ = 0;
    bool is_line_begun_ = false;
};

/// What stands in every row of the first file besides the answers.
constexpr std::array<std::string_view, 5> about{"KEY", "SubmissionDate", "SubmitterName", "FormVersion", "Replaces"};

std::string file_name(std::string_view form, std::string_view table)
{
    std::string name{form};
    if (!table.empty()) name.append("-").append(table);
    for (auto& c : name)
        if (c == '/' || c == '\\' || c == ':') c = '_';
    return name + ".csv";
}

Result<std::vector<CsvFile>> make_files(Disk& disk, std::filesystem::path const& folder, std::string_view form, AnswerTables const& tables)
{
    std::vector<CsvFile> files;
    for (std::size_t t = 0; t < tables.tables().size(); ++t) {
        auto const& table = tables.tables()[t];
        files.push_back(TRY(CsvFile::make(disk, folder / file_name(form, table.name))));
        if (t == 0)
            for (auto const name : about) files[t].cell(name);
        else {
            files[t].cell("KEY");
            files[t].cell("PARENT_KEY");
        }
        for (auto const& column : table.columns) files[t].cell(column);
        TRY(files[t].end_line());
    }
    return files;
}

Result<AnswerTables> tables_of(Workspace& workspace, std::string const& form)
{
    std::vector<std::string> xforms;
    for (auto const& row : TRY(workspace.facts().query(sql::form_xforms, {{"form", form}})).rows) {
        auto const hash = TRY(Hash::parse(std::get<std::string>(row[0])));
        xforms.emplace_back(as_text(TRY(workspace.blobs().read(hash, xform_bytes_max))));
    }
    if (xforms.empty()) return Error{Error::Kind::missing, "no form of this name is published", form, "see `accalmie form list`"};
    std::vector<std::string_view> const views{xforms.begin(), xforms.end()};
    return AnswerTables::of(views);
}

struct Summary {
    std::uint64_t unknown = 0;            ///< answers that no version of the form asks for
    std::vector<std::string> unreadable;  ///< instances whose XML could not be read
};

std::string_view text_of(Cell const& cell)
{
    return std::holds_alternative<std::string_view>(cell) ? std::get<std::string_view>(cell) : std::string_view{};
}

/// One submission's rows, each into its file. `heads`: the cells before the answers of the first file.
Result<AnswerTables::Left> write_submission(AnswerTables const& tables, std::span<std::string_view const> heads, std::string_view xml,
                                            std::vector<CsvFile>& files)
{
    return tables.read(xml, heads.front(), [&](AnswerTables::Row const& row) -> Result<void> {
        auto& file = files[row.table];
        if (row.table == 0)
            for (auto const head : heads) file.cell(head);
        else {
            file.cell(row.key);
            file.cell(row.parent);
        }
        for (auto const cell : row.cells) file.cell(cell);
        return file.end_line();
    });
}

Result<Summary> write_rows(Session& session, Workspace& workspace, std::string const& form, AnswerTables const& tables, std::vector<CsvFile>& files)
{
    auto const counted = TRY(workspace.facts().query(sql::submission_count, {{"form", form}}));
    auto const total = static_cast<std::uint64_t>(std::get<std::int64_t>(counted.rows.at(0)[0]));
    auto const progress = session.progress("submissions");
    Summary summary;
    std::uint64_t done = 0;
    TRY(workspace.facts().scan(sql::submissions_of_form, {{"form", form}}, [&](std::span<Cell const> row) -> Result<void> {
        std::array<std::string_view, about.size()> heads{};
        for (std::size_t i = 0; i < heads.size(); ++i) heads[i] = text_of(row[i]);
        auto const left = write_submission(tables, heads, text_of(row[heads.size()]), files);
        if (left)
            summary.unknown += left->unknown;
        else if (left.error().kind == Error::Kind::invalid || left.error().kind == Error::Kind::limit)
            summary.unreadable.emplace_back(heads[0]);
        else
            return left.error();
        if (++done % 1'000 == 0 && progress) progress(done, total);
        return {};
    }));
    return summary;
}

void tell(Session& session, std::vector<CsvFile> const& files, Summary const& summary)
{
    if (session.json) {
        nlohmann::ordered_json document{
            {"files", nlohmann::ordered_json::array()}, {"unknown_answers", summary.unknown}, {"unreadable", summary.unreadable}};
        for (auto const& file : files) document["files"].push_back({{"path", file.path().string()}, {"rows", file.rows()}});
        session.line(document.dump(2));
        return;
    }
    for (auto const& file : files) session.line(file.path().string() + ": " + std::to_string(file.rows()) + " rows");
    if (summary.unknown > 0)
        session.line(std::to_string(summary.unknown) + " answers are to questions that no published version asks; they are in the records only");
    for (auto const& instance : summary.unreadable) session.line("left out, unreadable: " + instance);
}

Result<void> run_export(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const form = session.arguments.text("FORM");
    auto const folder = session.path(session.arguments.text("to"));
    auto const tables = TRY(tables_of(*workspace, form));
    TRY(session.machine.disk.make_folder(folder).at(folder.string()));
    auto files = TRY(make_files(session.machine.disk, folder, form, tables));
    auto const summary = TRY(write_rows(session, *workspace, form, tables, files));
    for (auto& file : files) TRY(file.finish(session.machine.disk));
    tell(session, files, summary);
    return {};
}

}  // namespace

Command export_submissions_command()
{
    return {.name = "export submissions",
            .summary = "The answers of a form as CSV, each repeat in a file of its own",
            .description =
                "Everything that was answered, for inside use: answers may name people. Columns are the questions' paths with their groups, as ODK\n"
                "Central writes them; those of earlier versions of the form come last.",
            .examples = {"accalmie export submissions dialogue --to answers"},
            .positionals = {{"FORM", "identifier of a published form"}},
            .options = {{"to", "FOLDER", "where the files go", ".", Option::Need::optional}},
            .run = run_export};
}

}  // namespace accalmie::cli
