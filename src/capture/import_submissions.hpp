// SPDX-License-Identifier: Apache-2.0
// src/capture/import_submissions.hpp: an export of a form that was filled in elsewhere becomes submissions, each exactly once.
#pragma once

#include "capture/answer_xml.hpp"
#include "capture/submissions.hpp"

namespace accalmie {

/// What the import asks of the workspace.
struct SubmissionDesk {
    /// Hash of the answers that are kept under this instanceID.
    std::function<std::optional<Hash>(std::string_view instance)> known;
    /// Those answers.
    std::function<Result<std::string>(std::string_view instance)> answers;
    std::function<bool(std::string_view instance, std::string_view file)> knows_file;
    /// The XML with its sealed answers sealed; without it the form has none.
    std::function<Result<std::string>(std::string const& xml)> seal = {};
    /// Keep a submission, or (`xml` empty) only files of one that is known. Empty in a dry run.
    std::function<Result<void>(SubmissionHead const& head, std::string const& xml, Hash const& xml_hash, std::vector<SubmittedFile> const& files)> keep = {};
    std::function<Result<SubmittedFile>(std::string const& name, ByteSource& source)> keep_file = {};
};

struct SubmissionImportOptions {
    ExportWords words = {};
    enum class Changed : std::uint8_t {
        aside,    ///< a submission that is here with other answers is rejected
        correct,  ///< it comes in as a correction of the one that is here
    } changed = Changed::aside;
    Disk* disk = nullptr;                     ///< for the rejects file
    std::filesystem::path rejects_path = {};  ///< empty: none is written; of repeats, "NAME-REPEAT.csv" beside it
    std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};
    std::set<std::string, std::less<>> sealed = {};  ///< paths of questions whose answers must not stand in the rejects file
};

struct SubmissionImportSummary {
    std::uint64_t read = 0, fresh = 0, same = 0, corrected = 0, rejected = 0;  ///< read = fresh + same + corrected + rejected
    std::uint64_t files = 0, files_missing = 0;
    std::uint64_t made_names = 0;      ///< submissions that the export does not name
    std::uint64_t labels_taken = 0, renamed = 0, rows_without_repeat = 0, other_versions = 0;
    std::vector<TableTargets> tables;  ///< by the newest version of the form
    std::vector<std::string> missing_files;                        ///< the first hundred, "instance: name"
    std::map<std::string, std::uint64_t, std::less<>> reasons;     ///< of rejects
    struct Rejected {
        std::string table;
        std::uint64_t line = 0;
        std::string column, reason, remedy;
    };
    std::vector<Rejected> rejects;                ///< the first hundred
    std::vector<std::filesystem::path> rejects_paths;
    std::uint64_t rejects_unwritten = 0;          ///< beyond what is kept for the rejects file
    std::vector<std::string> notices;
    std::map<std::string, std::uint64_t, std::less<>> left_answers;  ///< "table: column", of columns that become nothing: how many rows have something there
    bool reconciles() const { return read == fresh + same + corrected + rejected; }
};

/// in      `forms`: the versions of the form, the newest first; a row that names one of them is read with it, any other with the newest
/// errors  corrupt, limit, io  of the export or the desk: what came before is kept, and comes in as `same` the next time
Result<SubmissionImportSummary> import_submissions(OpenExport& source, std::span<forms::FormQuestions const> forms, SubmissionDesk const& desk,
                                                   SubmissionImportOptions const& options);

}  // namespace accalmie
