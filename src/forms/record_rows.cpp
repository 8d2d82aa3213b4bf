// SPDX-License-Identifier: Apache-2.0
#include "forms/record_rows.hpp"

#include "dictionary/answer_text.hpp"
#include "forms/xpath_document.hpp"
#include "forms/xpath_text.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

constexpr std::size_t place_octets_max = 100;

class Reader {
public:
    Reader(RecordMap const& map, Dictionary const& dictionary, Document const& document, RowsOptions const& options)
        : map_(map), dictionary_(dictionary), document_(document), options_(options)
    {
        for (std::size_t i = 0; i < map.records.size(); ++i) {
            records_.emplace(map.records[i].path, i);
            for (auto const& question : map.records[i].questions) questions_.emplace(question.path, &question);
        }
    }

    Result<std::vector<AnsweredRow>> run()
    {
        auto const top = document_.top();
        auto const root = "/" + document_.name(top).local;
        for (auto const& record : map_.records)
            if (!record.path.starts_with(root + "/") && record.path != root)
                return Error{Error::Kind::invalid, "the record is called " + root.substr(1) + ", and the form's differently", {}, "read it with its own form"};
        walk(top, root, root, {}, AnsweredRow::none);
        if (rows_.size() > submission_rows_max)
            return Error{Error::Kind::limit, "more than " + std::to_string(submission_rows_max) + " records in one submission", {}, "use a form for each of them"};
        for (auto& row : rows_) judge(row);
        return std::move(rows_);
    }

private:
    /// Recursion no deeper than a document may be. `path` is the form's, `own_path` that of this submission.
    void walk(NodeNumber node, std::string const& path, std::string const& own_path, std::vector<std::uint32_t> const& repeats, std::size_t around)
    {
        if (rows_.size() > submission_rows_max) return;
        if (auto const record = records_.find(path); record != records_.end()) {
            AnsweredRow row;
            row.mapped = record->second;
            row.path = own_path;
            row.repeats = repeats;
            row.around = around;
            row.cells.resize(type_of(row).fields.size());
            around = rows_.size();
            rows_.push_back(std::move(row));
        }
        if (auto const question = questions_.find(path); question != questions_.end() && around != AnsweredRow::none) read(node, *question->second, rows_[around], own_path);
        for (auto child = document_.node(node).first_child; child != no_node; child = document_.node(child).next) {
            if (document_.node(child).kind != NodeKind::element) continue;
            auto const& name = document_.name(child).local;
            auto child_path = path + "/" + name, child_own = own_path + "/" + name;
            auto child_repeats = repeats;
            // A mapped repeat keeps its place also where it is alone; any other node needs one only among namesakes.
            bool const is_numbered = map_.is_repeat(child_path);
            if (is_numbered) {
                child_own += "[" + std::to_string(document_.node(child).place) + "]";
                child_repeats.push_back(document_.node(child).place);
            }
            walk(child, child_path, child_own, child_repeats, around);
        }
    }

    RecordType const& type_of(AnsweredRow const& row) const { return *dictionary_.find(map_.records[row.mapped].type); }

    void set_aside(AnsweredRow& row, RowProblem::Kind kind, std::string path, std::size_t field, std::string reason)
    {
        row.problems.push_back({kind, std::move(path), type_of(row).fields[field].name, std::move(reason)});
    }

    void read(NodeNumber node, MappedQuestion const& question, AnsweredRow& row, std::string const& path)
    {
        auto const text = document_.text(node);
        auto const answer = without_space_around(text);
        if (answer.empty()) return;
        row.is_answered = true;
        auto const& field = type_of(row).fields[question.field];
        if (field.is_sealed()) return read_box(answer, question, row, path);
        if (is_sealed_answer(answer)) return set_aside(row, RowProblem::Kind::unreadable, path, question.field, "a sealed answer for a field that is not sealed");
        if (question.longitude) return read_position(answer, question, row, path);
        auto value = answer_value(field.kind, field.kind == FieldKind::text ? std::string_view{text} : answer);
        if (!value.reason.empty()) return set_aside(row, RowProblem::Kind::unreadable, path, question.field, std::string{value.reason});
        if (auto* place = std::get_if<std::string>(&value.value); field.kind == FieldKind::place && place != nullptr) complete_place(*place);
        row.cells[question.field] = std::move(value.value);
    }

    /// A value that is not sealed where it should be has been sealed when it came in; one that is not goes nowhere.
    void read_box(std::string_view answer, MappedQuestion const& question, AnsweredRow& row, std::string const& path)
    {
        auto sealed = read_sealed_answer(answer);
        auto const audience = type_of(row).fields[question.field].audience();
        if (!sealed || sealed->audience != audience)
            return set_aside(row, RowProblem::Kind::unreadable, path, question.field, "not sealed for the audience " + std::string{audience});
        row.boxes[question.field] = std::move(sealed->box);
    }

    void read_position(std::string_view answer, MappedQuestion const& question, AnsweredRow& row, std::string const& path)
    {
        auto const blank = std::min(answer.find(' '), answer.size());
        auto const rest = without_space_around(answer.substr(blank));
        auto latitude = answer_value(FieldKind::decimal, answer.substr(0, blank)), longitude = answer_value(FieldKind::decimal, rest.substr(0, rest.find(' ')));
        if (!latitude.reason.empty() || !longitude.reason.empty()) return set_aside(row, RowProblem::Kind::unreadable, path, question.field, "no position");
        row.cells[question.field] = std::move(latitude.value);
        row.cells[*question.longitude] = std::move(longitude.value);
    }

    void complete_place(std::string& place) const
    {
        if (place.find('@') == std::string::npos && !options_.place_version.empty() && place.size() <= place_octets_max) place += "@" + options_.place_version;
    }

    bool is_linked(AnsweredRow const& row, std::size_t field) const
    {
        auto const& links = map_.records[row.mapped].links;
        return std::any_of(links.begin(), links.end(), [&](auto const& link) { return link.field == field; });
    }

    /// What the dictionary refuses is left out; without a required field there is no record.
    void judge(AnsweredRow& row)
    {
        if (!row.is_answered) return;
        auto const& type = type_of(row);
        std::vector<Cell> cells;
        cells.reserve(row.cells.size());
        for (auto const& value : row.cells) cells.push_back(as_cell(value));
        std::vector<CellProblem> problems;
        check_row(dictionary_, type, cells, problems);
        for (auto const& problem : problems) {
            auto const& field = type.fields[problem.field];
            auto& value = row.cells[problem.field];
            bool const is_said = value.index() != 0;
            if (row.boxes.contains(problem.field) || (!is_said && is_linked(row, problem.field))) continue;
            bool const is_told = std::any_of(row.problems.begin(), row.problems.end(), [&](auto const& told) { return told.field == field.name; });
            if (!is_told && (is_said || field.required)) set_aside(row, RowProblem::Kind::refused, path_of(row, problem.field), problem.field, refusal_without_value(dictionary_, field, value));
            value = {};
            row.is_refused = row.is_refused || field.required;
        }
    }

    std::string path_of(AnsweredRow const& row, std::size_t field) const
    {
        auto const& record = map_.records[row.mapped];
        for (auto const& question : record.questions)
            if (question.field == field || question.longitude == field) return row.path + question.path.substr(record.path.size());
        return row.path;
    }

    RecordMap const& map_;
    Dictionary const& dictionary_;
    Document const& document_;
    RowsOptions const& options_;
    std::map<std::string, std::size_t, std::less<>> records_;
    std::map<std::string, MappedQuestion const*, std::less<>> questions_;
    std::vector<AnsweredRow> rows_;
};

bool is_within(std::string_view path, std::string_view above) { return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/'); }

}  // namespace

Result<std::vector<AnsweredRow>> rows_of(RecordMap const& map, Dictionary const& dictionary, BytesView submission, RowsOptions const& options)
{
    if (map.records.empty()) return std::vector<AnsweredRow>{};
    auto const document = TRY(Document::parse(submission));
    if (document.attribute_text(document.top(), "encrypted") == "yes") return std::vector<AnsweredRow>{};
    return Reader{map, dictionary, document, options}.run();
}

std::size_t row_of(RecordMap const& map, std::span<AnsweredRow const> rows, std::string_view question, std::span<std::uint32_t const> repeats)
{
    auto found = AnsweredRow::none;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const& path = map.records[rows[i].mapped].path;
        bool const is_here = rows[i].repeats.size() <= repeats.size() && std::equal(rows[i].repeats.begin(), rows[i].repeats.end(), repeats.begin());
        if (!is_here || !is_within(question, path) || path.size() < longest) continue;
        longest = path.size();
        found = i;
    }
    return found;
}

}  // namespace accalmie::forms
