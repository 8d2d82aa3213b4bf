// SPDX-License-Identifier: Apache-2.0
#include "workspace/form_making.hpp"

#include "dictionary/text.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

using forms::AnsweredRow;
using forms::RowProblem;

constexpr std::size_t flags_max = 2'000;  // of one submission; beyond this they are counted only
constexpr std::size_t path_octets_max = 900, rule_octets_max = 3'900, message_octets_max = 1'900;

/// "/data/child[2]/age" of the question "/data/child/age" and the places of the repeats around it.
std::string path_of(forms::RecordMap const& map, std::string_view question, std::span<std::uint32_t const> repeats)
{
    std::string path;
    std::size_t next = 0;
    for (std::size_t at = 0; at < question.size();) {
        auto const end = std::min(question.find('/', at + 1), question.size());
        path += question.substr(at, end - at);
        if (next < repeats.size() && map.is_repeat(question.substr(0, end))) path += "[" + std::to_string(repeats[next++]) + "]";
        at = end;
    }
    return path;
}

/// The path without places: what a stranger's path says of the form.
std::string without_places(std::string_view path)
{
    std::string plain;
    bool is_inside = false;
    for (char const c : path) {
        is_inside = c == '[' || (is_inside && c != ']');
        if (!is_inside && c != ']') plain += c;
    }
    return plain;
}

bool is_about_the_submission(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::invalid:
    case Error::Kind::limit:
    case Error::Kind::missing:
    case Error::Kind::denied:
    case Error::Kind::usage: return true;
    case Error::Kind::conflict:
    case Error::Kind::io:
    case Error::Kind::corrupt: return false;
    }
    VERIFY(false);
}

class Maker {
public:
    Maker(Recorder& recorder, Dictionary const& dictionary, Store const& facts, ReadSubmission const& read, std::vector<MadeRecord> const& before)
        : recorder_(recorder), dictionary_(dictionary), facts_(facts), read_(read), map_(read.form->map), records_(read.rows.size())
    {
        for (auto const& one : before) before_.emplace(one.path + "\t" + one.type, one.record);
    }

    Result<Making> run()
    {
        for (std::size_t i = 0; i < read_.rows.size(); ++i) TRY(make(i));
        TRY(withdraw());
        add_flags();
        return std::move(making_);
    }

private:
    RecordType const& type_of(AnsweredRow const& row) const { return *dictionary_.find(map_.records[row.mapped].type); }

    void set_aside(std::size_t row, RowProblem const& problem)
    {
        ++making_.set_aside;
        auto const kind = problem.kind == RowProblem::Kind::unreadable ? "unreadable" : "refused";
        told_.insert(problem.path);
        flag({kind, problem.path, problem.field + ": " + problem.reason, {}, type_of(read_.rows[row]).name, records_[row]});
    }

    void flag(ReadingFlag one)
    {
        if (making_.flags.size() < flags_max) making_.flags.push_back(std::move(one));
    }

    Result<void> make(std::size_t index)
    {
        auto const& row = read_.rows[index];
        if (!row.is_answered) return {};
        auto problems = row.problems;
        auto const& type = type_of(row);
        Fields fields;
        SealedBoxes boxes;
        for (std::size_t f = 0; f < type.fields.size(); ++f)
            if (row.cells[f].index() != 0) fields[type.fields[f].name] = row.cells[f];
        for (auto const& [field, box] : row.boxes) boxes[type.fields[field].name] = box;
        bool const is_linked = link(row, fields, problems);
        if (!row.is_refused && is_linked) TRY(write(index, fields, boxes, problems));
        for (auto const& problem : problems) set_aside(index, problem);
        return {};
    }

    /// The ids of the records around. False where one is needed and was not made.
    bool link(AnsweredRow const& row, Fields& fields, std::vector<RowProblem>& problems) const
    {
        bool is_whole = true;
        for (auto const& wanted : map_.records[row.mapped].links) {
            auto at = row.around;
            while (at != AnsweredRow::none && read_.rows[at].mapped != wanted.record) at = read_.rows[at].around;
            auto const& field = type_of(row).fields[wanted.field];
            bool const is_there = at != AnsweredRow::none && !records_[at].empty();
            if (is_there) fields[field.name] = records_[at] + ":0";
            if (is_there || (!field.required && (at == AnsweredRow::none || !read_.rows[at].is_answered))) continue;
            problems.push_back({RowProblem::Kind::refused, row.path, field.name, "the " + map_.records[wanted.record].type + " around it was not made"});
            is_whole = is_whole && !field.required;
        }
        return is_whole;
    }

    Result<void> write(std::size_t index, Fields const& fields, SealedBoxes const& boxes, std::vector<RowProblem>& problems)
    {
        auto const& row = read_.rows[index];
        auto const& type = type_of(row).name;
        auto const old = before_.find(row.path + "\t" + type);
        std::optional<RecordAddress> replaces;
        if (old != before_.end()) {
            replaces = RecordAddress{TRY(RecordId::parse(old->second)), 0};
            if (TRY(is_unchanged(row, fields, *replaces))) {
                records_[index] = old->second;
                making_.made.push_back({row.path, type, old->second});
                return {};
            }
        }
        auto const id = recorder_.record_later(type, fields, replaces, boxes);
        if (!id && !is_about_the_submission(id.error().kind)) return id.error();
        if (!id) {
            problems.push_back({RowProblem::Kind::refused, row.path, {}, "the dictionary refuses it"});  // its own words may hold the value
            return {};
        }
        records_[index] = id->hex();
        making_.made.push_back({row.path, type, id->hex()});
        ++making_.records;
        if (replaces) ++making_.corrected;
        return {};
    }

    /// Nobody here can say it of sealed answers.
    Result<bool> is_unchanged(AnsweredRow const& row, Fields const& fields, RecordAddress const& address) const
    {
        auto const& type = type_of(row);
        for (auto const& question : map_.records[row.mapped].questions)
            if (type.fields[question.field].is_sealed()) return false;
        auto const known = facts_.row(type, address);
        if (!known && known.error().kind != Error::Kind::missing) return known.error();
        if (!known) return false;
        for (std::size_t f = 0; f < type.fields.size(); ++f) {
            auto const said = fields.find(type.fields[f].name);
            if ((said == fields.end() ? Value{} : said->second) != (*known)[f]) return false;
        }
        return true;
    }

    /// What was a record of the older answers and is gone. A part that is there but could not be read keeps its older record.
    Result<void> withdraw()
    {
        std::set<std::string> here;
        for (auto const& row : read_.rows)
            if (row.is_answered) here.insert(row.path + "\t" + type_of(row).name);
        std::set<std::string> made;
        for (auto const& one : making_.made) made.insert(one.path + "\t" + one.type);
        for (auto const& [key, record] : before_) {
            if (made.contains(key)) continue;
            auto const tab = key.find('\t');
            if (here.contains(key)) {
                making_.made.push_back({key.substr(0, tab), key.substr(tab + 1), record});
                continue;
            }
            Fields fields;
            fields["type"] = key.substr(tab + 1);
            fields["reason"] = std::string{"not in the corrected answers"};
            fields["submission"] = read_.of.address;
            TRY(recorder_.record_later("retraction", fields, RecordAddress{TRY(RecordId::parse(record)), 0}));
            ++making_.retracted;
        }
        return {};
    }

    /// The record in which a question lies: nothing where none was made there.
    std::pair<std::string, std::string> record_at(std::string_view question, std::span<std::uint32_t const> repeats) const
    {
        auto const row = forms::row_of(map_, read_.rows, question, repeats);
        if (row == AnsweredRow::none) return {};
        return {type_of(read_.rows[row]).name, records_[row]};
    }

    void add_flags()
    {
        for (auto const& broken : read_.report.flags) {
            auto const question = broken.question.empty() ? without_places(broken.path) : broken.question;
            auto const [type, record] = record_at(question, broken.repeat_index);
            auto path = broken.question.empty() ? broken.path : path_of(map_, broken.question, broken.repeat_index);
            flag({std::string{forms::flag_name(broken.kind)}, std::move(path), broken.rule, broken.message, type, record});
        }
        for (auto const& answer : read_.report.unreadable) {
            auto path = path_of(map_, answer.question, answer.repeat_index);
            if (told_.contains(path)) continue;  // its field has said so
            ++making_.set_aside;
            auto const [type, record] = record_at(answer.question, answer.repeat_index);
            flag({"unreadable", std::move(path), answer.reason, {}, type, record});
        }
        for (auto& one : making_.flags) {
            one.path = clipped(one.path, path_octets_max);
            one.rule = clipped(one.rule, rule_octets_max);
            one.message = clipped(one.message, message_octets_max);
        }
    }

    Recorder& recorder_;
    Dictionary const& dictionary_;
    Store const& facts_;
    ReadSubmission const& read_;
    forms::RecordMap const& map_;
    std::vector<std::string> records_;  ///< of each row: its record's id, or empty
    std::map<std::string, std::string> before_;
    std::set<std::string> told_;
    Making making_;
};

}  // namespace

std::string made_text(std::vector<MadeRecord> const& made)
{
    std::string text;
    for (auto const& one : made) text.append(one.path).append("\t").append(one.type).append("\t").append(one.record).append("\n");
    return text;
}

std::vector<MadeRecord> parse_made(std::string_view text)
{
    std::vector<MadeRecord> made;
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        auto const first = line.find('\t'), second = line.rfind('\t');
        if (first == std::string_view::npos || first == second) continue;
        made.push_back({std::string{line.substr(0, first)}, std::string{line.substr(first + 1, second - first - 1)}, std::string{line.substr(second + 1)}});
    }
    return made;
}

Result<ReadSubmission> read_submission(UnreadSubmission unread, LoadedForms& forms, Dictionary const& dictionary, forms::RowsOptions const& options, Instant now)
{
    ReadSubmission read;
    read.of = std::move(unread);
    auto loaded = forms.find(read.of.form, read.of.version);
    if (!loaded) {
        if (!is_about_the_submission(loaded.error().kind)) return loaded.error();
        read.outcome = loaded.error().kind == Error::Kind::missing ? "unknown form or version" : "the form cannot be used";
        return read;
    }
    if ((*loaded)->form.is_draft) {
        read.outcome = "draft";
        return read;
    }
    forms::SubmissionOptions evaluation;
    evaluation.now = now;
    auto report = (*loaded)->rules.evaluate(as_bytes(read.of.xml), evaluation);
    auto rows = forms::rows_of((*loaded)->map, dictionary, as_bytes(read.of.xml), options);
    if (!report || !rows) {
        read.outcome = clipped((report ? rows.error() : report.error()).what, 190);
        return read;
    }
    read.form = std::move(*loaded);
    read.report = std::move(*report);
    read.rows = std::move(*rows);
    return read;
}

Result<Making> make_records(Recorder& recorder, Dictionary const& dictionary, Store const& facts, ReadSubmission const& read, std::vector<MadeRecord> const& before)
{
    return Maker{recorder, dictionary, facts, read, before}.run();
}

}  // namespace accalmie
