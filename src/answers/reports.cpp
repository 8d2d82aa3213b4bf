// SPDX-License-Identifier: Apache-2.0
#include "answers/reports.hpp"

#include "answers/cells.hpp"
#include "answers/first_versions.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace accalmie {

namespace {

Result<CareFacility const*> facility_of(CareFacts const& facts, std::string const& code)
{
    CareFacility const* found = nullptr;
    for (auto const& one : facts.facilities) {
        if (one.code != code) continue;
        if (found != nullptr) return Error{Error::Kind::conflict, "several facilities have this code", code.substr(0, 64), "correct the register first"};
        found = &one;
    }
    if (found == nullptr) return Error{Error::Kind::missing, "no facility has this code", code.substr(0, 64), "see the codes in `accalmie completeness`, or import the register"};
    return found;
}

/// Consultations of the weeks that lie wholly within a month, where at least one was reported.
std::optional<std::int64_t> weeks_within(CareFacility const& facility, Day month)
{
    std::optional<std::int64_t> total;
    for (auto const& [key, report] : facility.reports)
        if (key.first == ReportPeriod::week && key.second >= month && period_last(ReportPeriod::week, key.second) <= period_last(ReportPeriod::month, month) && report.numbers.consultations)
            total = total.value_or(0) + *report.numbers.consultations;
    return total;
}

ReportContext context_of(CareFacility const& facility, TypedReport const& report, Day as_of)
{
    ReportContext context;
    context.as_of = as_of;
    for (auto const& [key, earlier] : facility.reports)
        if (key.first == report.period) context.earlier.push_back(earlier.numbers);
    if (!report.first_day || *report.first_day != period_first(report.period, *report.first_day)) return context;
    context.closed_days = care_days(facility, *report.first_day, period_last(report.period, *report.first_day)).closed;
    if (report.period == ReportPeriod::month) context.weeks_total = weeks_within(facility, *report.first_day);
    context.known_already = facility.reports.contains({report.period, *report.first_day});
    return context;
}

Result<ReportCheckAnswer> check_one(CareFacts const& facts, Asking const& asking, ReportCheckQuestion const& question)
{
    auto const* const facility = TRY(facility_of(facts, question.facility));
    TRY(require(asking, Action::see_team, "facility_report", code_of(facility->place)));
    auto const& report = question.report;
    ReportCheckAnswer answer;
    answer.facility_id = facility->id, answer.facility_code = facility->code, answer.facility_name = facility->name, answer.place = facility->place;
    if (report.first_day) answer.period_name = period_name(report.period, *report.first_day);
    auto const notes = check_report(report, context_of(*facility, report, question.as_of.value_or(asking.today)));
    for (auto const& note : notes) answer.remarks.push_back(remark_of(note, report.period));
    answer.refused = is_refused(notes);
    if (report.first_day) {
        auto const known = facility->reports.find({report.period, *report.first_day});
        if (known != facility->reports.end()) answer.corrects = known->second.address;
    }
    return answer;
}

Result<CareFacts> load(Store const& store, Day as_of)
{
    Areas areas{store};
    CareScope scope;
    scope.as_of = as_of;
    return load_care(store, areas, scope);
}

std::vector<std::string> changes(TypedReport const& before, TypedReport const& after)
{
    std::vector<std::string> fields;
    if (before.received_on != after.received_on) fields.emplace_back("received_on");
    for (auto const& [name, count] : report_counts)
        if (before.*count != after.*count) fields.emplace_back(name);
    return fields;
}

ReportVersion version_of_row(std::vector<Value> const& row, ReportPeriod period)
{
    ReportVersion version;
    version.address = cell_text(row[0]), version.state = cell_text(row[12]), version.replaces = cell_text(row[13]), version.written = cell<Instant>(row[14]);
    version.remarks = cell<std::string>(row[15]);
    version.numbers.period = period, version.numbers.first_day = cell<Day>(row[3]), version.numbers.received_on = cell<Day>(row[4]);
    for (std::size_t i = 0; i < report_counts.size(); ++i) version.numbers.*(report_counts[i].second) = cell<std::int64_t>(row[5 + i]);
    return version;
}

}  // namespace

Result<std::vector<Result<ReportCheckAnswer>>> answer_report_checks(Store const& store, Asking const& asking, std::vector<ReportCheckQuestion> const& questions)
{
    auto const facts = TRY(load(store, asking.today));
    std::vector<Result<ReportCheckAnswer>> answers;
    for (auto const& question : questions) answers.push_back(check_one(facts, asking, question));
    return answers;
}

Result<ReportCheckAnswer> answer_report_check(Store const& store, Asking const& asking, ReportCheckQuestion const& question)
{
    return check_one(TRY(load(store, asking.today)), asking, question);
}

Result<ReportHistory> answer_report_history(Store const& store, Asking const& asking, std::string const& code, ReportPeriod period, Day first)
{
    auto const facts = TRY(load(store, asking.today));
    auto const* const facility = TRY(facility_of(facts, code));
    TRY(require(asking, Action::see_team, "facility_report", code_of(facility->place)));
    ReportHistory history{facility->code, facility->name, period_name(period, first), {}};
    auto const versions = TRY(FirstVersions::load(store));
    auto const table = TRY(store.query(sql::care_report_versions, {{"period", std::string{report_period_code(period)}}, {"first_day", first}}));
    for (auto const& row : table.rows)
        if (versions.of(cell_text(row[1])) == facility->id) history.versions.push_back(version_of_row(row, period));
    for (auto& version : history.versions) {
        auto const before = std::find_if(history.versions.begin(), history.versions.end(), [&](ReportVersion const& one) { return one.address == version.replaces; });
        if (before != history.versions.end()) version.changed = changes(before->numbers, version.numbers);
    }
    return history;
}

}  // namespace accalmie
