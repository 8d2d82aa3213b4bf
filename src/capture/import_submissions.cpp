// SPDX-License-Identifier: Apache-2.0
#include "capture/import_submissions.hpp"

#include "capture/rejects_file.hpp"
#include "trust/crypto.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t shown_max = 100;
constexpr std::size_t rejects_octets_max = 128U << 20U;  // kept until the end, when all columns are known
constexpr std::uint64_t progress_every = 256;

/// Rows that were not taken, until they are written.
class RejectedRows {
public:
    struct Row {
        std::size_t table;
        std::uint64_t line, number;
        Reject why;
        std::vector<std::pair<std::uint32_t, std::string>> cells;
    };

    /// A row and those of its repeats, so that they can come again together.
    void add(ExportRow const& row, Reject const& why, std::span<TableTargets const> tables, forms::FormQuestions const& form,
             std::set<std::string, std::less<>> const& sealed)
    {
        if (octets_ > rejects_octets_max) {
            ++unwritten;
            return;
        }
        Row kept{row.table, row.line, row.number, why, {}};
        octets_ += 200;
        // In a row that is cut, what stands under another column's name may be a sealed answer.
        bool const may_be_shifted = row.problem && !sealed.empty();
        for (auto const& [column, text] : row.cells) {
            if (may_be_shifted) break;
            if (row.table < tables.size() && is_hidden(tables[row.table].targets, column, form, sealed)) continue;
            kept.cells.emplace_back(column, text);
            octets_ += text.size() + 40;
        }
        rows_.push_back(std::move(kept));
        for (auto const& child : row.children) add(child, {"", "", "its submission was not taken", ""}, tables, form, sealed);
    }

    Result<std::vector<std::filesystem::path>> write(Disk& disk, std::filesystem::path const& path, std::vector<ExportHead> const& heads)
    {
        std::vector<std::filesystem::path> paths;
        for (std::size_t table = 0; table < heads.size(); ++table) {
            bool const has_rows = std::any_of(rows_.begin(), rows_.end(), [&](Row const& row) { return row.table == table; });
            if (!has_rows) continue;
            std::vector<std::string_view> header, fields(heads[table].columns.size());
            for (auto const& column : heads[table].columns)
                if (!column.empty()) header.push_back(column);
            auto file_path = path;
            if (table > 0) file_path.replace_filename(path.stem().string() + "-" + plain(heads[table].name) + ".csv");
            RejectsFile file{disk, file_path, header};
            for (auto const& row : rows_) {
                if (row.table != table) continue;
                std::fill(fields.begin(), fields.end(), std::string_view{});
                for (auto const& [column, text] : row.cells) fields[column] = text;
                std::vector<std::string_view> own;
                for (std::size_t column = 0; column < fields.size(); ++column)
                    if (!heads[table].columns[column].empty()) own.push_back(fields[column]);
                TRY(file.add({row.line, row.number, own}, row.why));
            }
            TRY(file.finish());
            paths.push_back(std::move(file_path));
        }
        return paths;
    }

    std::uint64_t unwritten = 0;

private:
    /// A value that must not stand anywhere in clear; and where there are such, no column of which we do not know what it is.
    static bool is_hidden(std::span<ColumnTarget const> targets, std::size_t column, forms::FormQuestions const& form, std::set<std::string, std::less<>> const& sealed)
    {
        if (sealed.empty() || column >= targets.size()) return false;
        auto const& target = targets[column];
        bool const is_answer = target.kind == ColumnTarget::Kind::answer || target.kind == ColumnTarget::Kind::choice || target.kind == ColumnTarget::Kind::part;
        return target.kind == ColumnTarget::Kind::left || (is_answer && sealed.contains(form.nodes[target.question].path));
    }
    static std::string plain(std::string name)
    {
        for (auto& c : name)
            if (c == '/' || c == '\\' || c == ':') c = '-';
        return name;
    }

    std::vector<Row> rows_;
    std::size_t octets_ = 0;
};

class Import {
public:
    Import(OpenExport& source, std::span<forms::FormQuestions const> forms, SubmissionDesk const& desk, SubmissionImportOptions const& options)
        : source_{source}, forms_{forms}, desk_{desk}, options_{options}
    {
        for (auto const& form : forms) writers_.emplace_back(form, options.words);
    }

    Result<SubmissionImportSummary> run()
    {
        ExportRow row;
        while (TRY(source_.reader->next(row))) {
            ++summary_.read;
            for (auto& writer : writers_) writer.learn(source_.reader->tables());
            count_left(row);
            TRY(take(row));
            if (options_.progress && summary_.read % progress_every == 0) {
                auto const [done, total] = source_.reader->progress();
                options_.progress(done, total);
            }
        }
        writers_.front().learn(source_.reader->tables());
        return finish();
    }

private:
    /// The writer of the version that the row was filled in with.
    std::size_t version_of(ExportRow const& row)
    {
        std::string const version = row.xml.empty() ? std::string{writers_.front().version_of(row)} : xml_version(row.xml);
        if (version.empty()) return 0;
        for (std::size_t i = 0; i < forms_.size(); ++i)
            if (forms_[i].version == version) return i;
        ++summary_.other_versions;
        return 0;
    }
    static std::string xml_version(std::string_view xml)
    {
        auto const head = read_submission_head(xml);
        return head ? head->version : std::string{};
    }

    Result<void> take(ExportRow const& row)
    {
        if (row.problem) return reject(row, {"", "", std::string{row.problem->reason}, std::string{row.problem->remedy}});
        auto& writer = writers_[version_of(row)];
        auto built = row.xml.empty() ? writer.build(row) : writer.take(row.xml);
        if (!built) return refused(row, built.error());
        if (!built->has_own_name) ++summary_.made_names;
        if (desk_.seal) {
            auto sealed = desk_.seal(built->xml);
            if (!sealed) return refused(row, sealed.error());
            built->xml = std::move(*sealed);
        }
        return settle(row, std::move(*built));
    }

    /// Is it new, here already, or here with other answers?
    Result<void> settle(ExportRow const& row, BuiltSubmission built)
    {
        auto const hash = hash_of(as_bytes(built.xml));
        auto const before = seen_.find(built.instance);
        if (before != seen_.end() && before->second != hash)
            return reject(row, {"", "", "another row of this export has the same instanceID and other answers", "take one of them out"});
        auto const known = desk_.known(built.instance);
        bool is_same = before != seen_.end() || (known && *known == hash);
        if (!is_same && known) is_same = say_the_same(TRY(desk_.answers(built.instance)), built.xml);
        seen_.emplace(built.instance, hash);
        if (!known && !is_same) {
            TRY(keep(row, built, hash));
            ++summary_.fresh;
            return {};
        }
        if (!is_same) return options_.changed == SubmissionImportOptions::Changed::correct ? correct(row, built) : reject(row, changed());
        TRY(keep_new_files(row, built));
        ++summary_.same;
        return {};
    }

    static Reject changed()
    {
        return {"", "", "this submission is here already with other answers",
                "if the export is right, import again with --correct: both stay, and the new answers count"};
    }

    /// Under a name made from both, so that the same correction again is the same.
    Result<void> correct(ExportRow const& row, BuiltSubmission& built)
    {
        built.replaces = built.instance;
        auto const name = "import:" + hash_of(as_bytes(built.instance + "\n" + built.xml)).hex().substr(0, 32);
        if (desk_.known(name)) {
            ++summary_.same;
            return {};
        }
        auto const open = built.xml.find("<instanceID>"), close = built.xml.find("</instanceID>");
        if (open == std::string::npos || close == std::string::npos) return reject(row, changed());
        built.xml.replace(open, close - open, "<instanceID>" + name);
        auto const end = built.xml.find("</instanceID>") + std::string_view{"</instanceID>"}.size();
        if (built.xml.find("<deprecatedID>") == std::string::npos) {
            std::string text;
            for (char const c : built.replaces) text += c == '&' ? std::string{"&amp;"} : c == '<' ? std::string{"&lt;"} : std::string{c};
            built.xml.insert(end, "<deprecatedID>" + text + "</deprecatedID>");
        }
        built.instance = name;
        TRY(keep(row, built, hash_of(as_bytes(built.xml))));
        ++summary_.corrected;
        return {};
    }

    Result<void> keep(ExportRow const& row, BuiltSubmission const& built, Hash const& hash)
    {
        auto const head = read_submission_head(built.xml);
        if (!head) return head.error();
        auto const files = TRY(files_of(row, built));
        if (desk_.keep) TRY(desk_.keep(*head, built.xml, hash, files));
        return {};
    }

    Result<void> keep_new_files(ExportRow const& row, BuiltSubmission const& built)
    {
        auto const files = TRY(files_of(row, built));
        if (files.empty() || !desk_.keep) return {};
        SubmissionHead head;
        head.instance = built.instance;
        return desk_.keep(head, {}, {}, files);
    }

    /// The files that the answers cite and that are not here yet, kept before the record that names them.
    Result<std::vector<SubmittedFile>> files_of(ExportRow const& row, BuiltSubmission const& built)
    {
        std::vector<SubmittedFile> files;
        for (auto const& name : built.files) {
            if (desk_.knows_file(built.instance, name)) continue;
            auto found = source_.media.find(name, built.instance, row.folder);
            if (!found) {
                if (found.error().kind != Error::Kind::missing) return found.error();
                ++summary_.files_missing;
                if (summary_.missing_files.size() < shown_max) summary_.missing_files.push_back(built.instance + ": " + name);
                continue;
            }
            ++summary_.files;
            if (desk_.keep_file) files.push_back(TRY(desk_.keep_file(name, **found)));
        }
        return files;
    }

    /// What is wrong with one row rejects it; a full disk ends the import.
    Result<void> refused(ExportRow const& row, Error const& why)
    {
        if (why.kind != Error::Kind::invalid && why.kind != Error::Kind::limit) return why;
        return reject(row, {why.where, "", why.what, why.remedy});
    }

    Result<void> reject(ExportRow const& row, Reject const& why)
    {
        ++summary_.rejected;
        auto const tables = std::span<TableTargets const>{writers_.front().tables()};
        ++summary_.reasons[why.column.empty() ? why.reason : why.column + ": " + why.reason];
        if (summary_.rejects.size() < shown_max) summary_.rejects.push_back({tables[row.table].name, row.line, why.column, why.reason, why.remedy});
        if (!options_.rejects_path.empty()) rejected_.add(row, why, tables, forms_.front(), options_.sealed);
        return {};
    }

    void count_left(ExportRow const& row)
    {
        auto const& targets = writers_.front().tables()[row.table].targets;
        if (left_.size() <= row.table) left_.resize(row.table + 1);
        auto& counts = left_[row.table];
        if (counts.size() < targets.size()) counts.resize(targets.size());
        for (auto const& cell : row.cells)
            if (cell.column < targets.size() && targets[cell.column].kind == ColumnTarget::Kind::left) ++counts[cell.column];
        for (auto const& child : row.children) count_left(child);
    }

    Result<SubmissionImportSummary> finish()
    {
        for (auto const& writer : writers_) {
            summary_.labels_taken += writer.labels_taken();
            summary_.renamed += writer.renamed();
            summary_.rows_without_repeat += writer.rows_of_unknown_tables();
        }
        summary_.tables = writers_.front().tables();
        for (std::size_t table = 0; table < left_.size(); ++table)
            for (std::size_t column = 0; column < left_[table].size(); ++column)
                if (left_[table][column] > 0)
                    summary_.left_answers[(table == 0 ? "" : summary_.tables[table].name + ": ") + summary_.tables[table].columns[column]] += left_[table][column];
        summary_.notices = source_.reader->notices();
        if (!options_.rejects_path.empty()) {
            summary_.rejects_paths = TRY(rejected_.write(*options_.disk, options_.rejects_path, source_.reader->tables()));
            summary_.rejects_unwritten = rejected_.unwritten;
        }
        VERIFY(summary_.reconciles());
        return std::move(summary_);
    }

    OpenExport& source_;
    std::span<forms::FormQuestions const> forms_;
    SubmissionDesk const& desk_;
    SubmissionImportOptions const& options_;
    std::deque<AnswerXml> writers_;
    std::unordered_map<std::string, Hash> seen_;
    std::vector<std::vector<std::uint64_t>> left_;
    RejectedRows rejected_;
    SubmissionImportSummary summary_;
};

}  // namespace

Result<SubmissionImportSummary> import_submissions(OpenExport& source, std::span<forms::FormQuestions const> forms, SubmissionDesk const& desk,
                                                   SubmissionImportOptions const& options)
{
    VERIFY(!forms.empty());
    return Import{source, forms, desk, options}.run();
}

}  // namespace accalmie
