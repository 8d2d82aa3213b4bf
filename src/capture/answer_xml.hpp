// SPDX-License-Identifier: Apache-2.0
// src/capture/answer_xml.hpp: a row of an export, with the rows of its repeats, becomes the submission's XML again.
#pragma once

#include "capture/column_questions.hpp"
#include "capture/export_reader.hpp"

#include <deque>
#include <set>
#include <unordered_set>

namespace accalmie {

/// A table of the export and what its columns become.
struct TableTargets {
    std::string name;
    std::size_t scope = ColumnQuestions::none;  ///< 0: the submissions; a repeat; none: no repeat of the form
    std::vector<std::string> columns;
    std::vector<ColumnTarget> targets;
};

/// A person's word on tables and columns (docs/formats/import-submissions.md).
struct ExportWords {
    std::map<std::string, ColumnWords, std::less<>> columns;  ///< by table; the submissions' table is ""
    std::map<std::string, std::string, std::less<>> repeats;  ///< table to the path of its repeat
};

struct BuiltSubmission {
    std::string xml;
    std::string instance, replaces;
    std::vector<std::string> files;  ///< names that the answers cite
    bool has_own_name = true;        ///< otherwise its name was made from what it says
};

class AnswerXml {
public:
    /// `form` must outlive this.
    AnswerXml(forms::FormQuestions const& form, ExportWords words);

    /// What is new in the reader's tables since the last call.
    void learn(std::vector<ExportHead> const& tables);
    std::vector<TableTargets> const& tables() const { return tables_; }

    /// in      a row of the submissions' table; `learn` has seen its tables
    /// errors  invalid  an answer that XML cannot hold (`where` names the column)     limit  longer than a submission may be
    Result<BuiltSubmission> build(ExportRow const& row);
    /// in      a submission's own XML: under this form's name if it bears another
    /// errors  invalid  no XML, no instanceID
    Result<BuiltSubmission> take(std::string_view xml);

    /// Version of the form that a row says it was filled in with; empty if it says none.
    std::string_view version_of(ExportRow const& row) const;

    std::uint64_t labels_taken() const { return labels_taken_; }    ///< answers written as labels and turned into names
    std::uint64_t renamed() const { return renamed_; }              ///< XML submissions of another form's name
    std::uint64_t rows_of_unknown_tables() const { return unknown_rows_; }

private:
    using Frame = std::vector<std::pair<std::size_t, std::string_view>>;  ///< question and answer, by question
    struct Names {
        std::string instance, replaces, key;
        std::uint32_t rank = 9;
    };
    Frame frame_of(ExportRow const& row, Names* names);
    std::string_view converted(forms::FormQuestion const& question, std::string_view text);
    bool is_name(forms::FormQuestion const& question, std::string_view text);
    bool are_names(forms::FormQuestion const& question, std::string_view text);
    std::string_view chosen_by_labels(forms::FormQuestion const& question, std::string_view text);
    std::string_view keep(std::string text) { return made_.emplace_back(std::move(text)); }
    Result<void> write_inside(std::size_t node, Frame const& frame, ExportRow const& row, std::string& out);
    Result<void> write_root(Frame const& frame, ExportRow const& row, Names const& names, std::string& out);
    Result<void> write_repeat(std::size_t node, ExportRow const& row, std::string& out);
    void write_meta(Names const& names, std::string& out) const;

    forms::FormQuestions const& form_;
    ColumnQuestions questions_;
    ExportWords words_;
    std::vector<TableTargets> tables_;
    std::size_t meta_ = ColumnQuestions::none, instance_ = ColumnQuestions::none;
    std::deque<std::string> made_;  // texts that are in no cell as such; they do not move
    std::vector<std::string> files_;
    std::map<std::string, std::uint64_t, std::less<>> made_names_;  ///< names made from answers, and how often
    std::set<std::string, std::less<>> file_paths_;
    std::unordered_map<forms::FormQuestion const*, std::unordered_set<std::string_view>> choice_names_;
    std::uint64_t labels_taken_ = 0, renamed_ = 0, unknown_rows_ = 0;
};

/// Do two submissions say the same, whatever stands in their meta blocks and in which order repeated answers of groups were written?
bool say_the_same(std::string_view one, std::string_view other);

}  // namespace accalmie
