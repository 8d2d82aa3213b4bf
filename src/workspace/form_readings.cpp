// SPDX-License-Identifier: Apache-2.0
#include "workspace/form_readings.hpp"

#include "workspace/form_making.hpp"
#include "workspace/sql.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t made_octets_max = 1'000'000;  // of a reading's list of records
constexpr std::string_view source_name = "readings of submissions";

std::string text_at(std::vector<Value> const& row, std::size_t column)
{
    auto const* text = std::get_if<std::string>(&row[column]);
    return text == nullptr ? std::string{} : *text;
}

/// A row for a batch, from values by name.
Result<void> add_row(Recorder::Batch& batch, RecordType const& type, Fields const& fields)
{
    std::vector<Cell> cells(type.fields.size());
    for (auto const& [name, value] : fields) {
        auto const index = type.index_of(name);
        VERIFY(index.has_value());
        bool const is_empty = std::holds_alternative<std::string>(value) && std::get<std::string>(value).empty();
        if (!is_empty) cells[*index] = as_cell(value);
    }
    return batch.add(cells);
}

/// What a submission that is being corrected became.
struct Before {
    std::vector<MadeRecord> made;
    std::string sent_by;
};

class Step {
public:
    Step(Workspace& workspace, Recorder& recorder)
        : workspace_(workspace), recorder_(recorder), reading_type_(*workspace.dictionary().find("submission_reading")), flag_type_(*workspace.dictionary().find("submission_flag"))
    {
    }

    Result<ReadingSummary> run(std::vector<ReadSubmission>& reads)
    {
        readings_.emplace(TRY(recorder_.batch(reading_type_.name, std::string{source_name})));
        flags_.emplace(TRY(recorder_.batch(flag_type_.name, std::string{source_name})));
        for (auto& read : reads) TRY(take(read));
        TRY(flags_->finish());
        TRY(readings_->finish());
        return summary_;
    }

private:
    Result<void> take(ReadSubmission& read)
    {
        ++summary_.submissions;
        std::vector<MadeRecord> before;
        Making making;
        if (read.outcome == "read") TRY(look_back(read, before, making));
        if (read.outcome == "read") {
            making = TRY(make_records(recorder_, workspace_.dictionary(), workspace_.facts(), read, before));
            here_[read.of.form + "\n" + read.of.instance] = {making.made, read.of.sent_by};
            if (!read.of.replaces_instance.empty()) replaced_here_[read.of.form + "\n" + read.of.replaces_instance] = read.of.sent_by;
        } else {
            ++summary_.without;
        }
        summary_.records += making.records;
        summary_.corrected += making.corrected;
        summary_.retracted += making.retracted;
        summary_.set_aside += making.set_aside;
        summary_.flags += read.report.flags.size();
        for (auto const& flag : making.flags) TRY(add_flag(read, flag));
        return add_reading(read, making);
    }

    /// Corrections: of whom, by whom, and whether a newer word was there before.
    Result<void> look_back(ReadSubmission& read, std::vector<MadeRecord>& before, Making& making)
    {
        if (TRY(is_superseded(read.of))) {
            read.outcome = "corrected before it came";
            return {};
        }
        if (read.of.replaces_instance.empty()) return {};
        auto const known = TRY(known_before(read.of));
        if (!known) return {};  // its older word has not come yet, or made nothing
        if (TRY(may_correct(read.of.sent_by, known->sent_by))) {
            before = known->made;
            return {};
        }
        read.outcome = "not theirs to correct";
        making.flags.push_back({"not_theirs", "/", "a correction of what somebody else sent", {}, {}, {}});
        return {};
    }

    Result<std::optional<Before>> known_before(UnreadSubmission const& of)
    {
        if (auto const here = here_.find(of.form + "\n" + of.replaces_instance); here != here_.end()) return std::optional{here->second};
        auto const table = TRY(workspace_.facts().query(sql::readings_of_instance, {{"form", of.form}, {"instance", of.replaces_instance}}));
        if (table.rows.empty()) return std::optional<Before>{};
        return std::optional{Before{parse_made(text_at(table.rows.front(), 0)), text_at(table.rows.front(), 1)}};
    }

    Result<bool> is_superseded(UnreadSubmission const& of)
    {
        if (auto const here = replaced_here_.find(of.form + "\n" + of.instance); here != replaced_here_.end()) return may_correct(here->second, of.sent_by);
        for (auto const& row : TRY(workspace_.facts().query(sql::readings_that_replace, {{"form", of.form}, {"instance", of.instance}})).rows)
            if (TRY(may_correct(text_at(row, 0), of.sent_by))) return true;
        return false;
    }

    Result<std::vector<Value>> member(std::string const& pseudonym)
    {
        auto table = TRY(workspace_.facts().query(sql::member_named, {{"pseudonym", pseudonym}}));
        return table.rows.empty() ? std::vector<Value>{{}, {}} : std::move(table.rows.front());
    }

    /// Whoever sent it, a colleague of the same organisation, or the lead.
    Result<bool> may_correct(std::string const& sender, std::string const& author)
    {
        if (sender == author || sender == workspace_.owner().pseudonym) return true;
        auto const theirs = TRY(member(sender)), others = TRY(member(author));
        bool const is_colleague = !text_at(theirs, 0).empty() && text_at(theirs, 0) == text_at(others, 0);
        return is_colleague || text_at(theirs, 1) == role_code(Role::lead);
    }

    Result<void> add_flag(ReadSubmission const& read, ReadingFlag const& flag)
    {
        Fields fields;
        fields["submission"] = read.of.address;
        fields["form"] = read.of.form;
        fields["instance"] = read.of.instance;
        fields["kind"] = flag.kind;
        fields["path"] = flag.path;
        fields["rule"] = flag.rule;
        fields["message"] = flag.message;
        fields["type"] = flag.type;
        fields["record"] = flag.record;
        return add_row(*flags_, flag_type_, fields);
    }

    Result<void> add_reading(ReadSubmission const& read, Making const& making)
    {
        Fields fields;
        fields["submission"] = read.of.address;
        fields["form"] = read.of.form;
        fields["version"] = read.of.version;
        fields["instance"] = read.of.instance;
        fields["replaces_instance"] = read.of.replaces_instance;
        fields["outcome"] = read.outcome;
        fields["made"] = made_text(making.made);
        fields["records"] = static_cast<std::int64_t>(making.made.size());
        fields["flags"] = static_cast<std::int64_t>(read.report.flags.size());
        fields["set_aside"] = static_cast<std::int64_t>(making.set_aside);
        fields["unchecked"] = static_cast<std::int64_t>(read.report.unchecked.size());
        VERIFY(std::get<std::string>(fields["made"]).size() <= made_octets_max);
        return add_row(*readings_, reading_type_, fields);
    }

    Workspace& workspace_;
    Recorder& recorder_;
    RecordType const& reading_type_;
    RecordType const& flag_type_;
    std::optional<Recorder::Batch> readings_, flags_;
    std::map<std::string, Before> here_;               ///< of this step: form and instance
    std::map<std::string, std::string> replaced_here_; ///< form and the instance that was replaced, to who replaced it
    ReadingSummary summary_;
};

Result<std::vector<ReadSubmission>> read_all(Workspace& workspace, LoadedForms& forms, std::vector<std::vector<Value>>& rows)
{
    forms::RowsOptions options;
    auto const version = TRY(workspace.facts().query(sql::ground_version));
    if (!version.rows.empty()) options.place_version = text_at(version.rows.front(), 0);
    auto const now = workspace.machine().clock.now();
    std::vector<ReadSubmission> reads;
    for (auto& row : rows) {
        UnreadSubmission unread{text_at(row, 0), text_at(row, 1), text_at(row, 2), text_at(row, 3), text_at(row, 4), text_at(row, 5), std::move(std::get<std::string>(row[6]))};
        auto read = TRY(read_submission(std::move(unread), forms, workspace.dictionary(), options, now));
        std::size_t octets = 0;
        for (auto const& one : read.rows) octets += one.path.size() + 150;
        if (octets > made_octets_max / 2) read.outcome = "too many records in one submission";
        read.of.xml.clear();
        reads.push_back(std::move(read));
    }
    return reads;
}

}  // namespace

ReadingSummary& ReadingSummary::operator+=(ReadingSummary const& other)
{
    submissions += other.submissions;
    records += other.records;
    corrected += other.corrected;
    retracted += other.retracted;
    flags += other.flags;
    set_aside += other.set_aside;
    without += other.without;
    return *this;
}

Result<ReadingSummary> FormReader::step()
{
    std::lock_guard const turn{workspace_.reading_turn()};
    TRY(workspace_.fold_collected());
    auto table = TRY(workspace_.facts().query(sql::submissions_unread, {{"after", after_}, {"rows_max", submissions_max}}));
    if (table.rows.empty()) return ReadingSummary{};
    auto const last = std::get<std::int64_t>(table.rows.back()[7]);
    auto reads = TRY(read_all(workspace_, forms_, table.rows));
    ReadingSummary summary;
    TRY(workspace_.collect([&](Recorder& recorder) -> Result<void> {
        return recorder.together([&]() -> Result<void> {
            summary = TRY(Step(workspace_, recorder).run(reads));
            return {};
        });
    }));
    TRY(workspace_.fold_collected());
    after_ = last - 1;  // rows of one batch share a point, and some of them may be left
    return summary;
}

Result<ReadingSummary> FormReader::all(Progress const& progress)
{
    ReadingSummary summary;
    for (auto one = TRY(step()); one.submissions > 0; one = TRY(step())) {
        summary += one;
        if (progress) progress(summary.submissions, 0);
    }
    return summary;
}

}  // namespace accalmie
