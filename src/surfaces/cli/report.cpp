// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/report.cpp: `accalmie report check`, `add` and `history`: facility reports, looked at before they are recorded.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "capture/csv.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/reports_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace accalmie::cli {

namespace {

constexpr std::size_t rows_max = 10'000;

struct TypedRow {
    ReportCheckQuestion question;
    std::string remarks;
    std::size_t number = 0;  ///< row of the file, the header is 1
};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    auto const first = text.find_first_not_of(blank);
    return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// Cells of a row by the name of their column.
class Cells {
public:
    Cells(std::vector<std::string> const& columns, CsvRow const& row) : columns_(columns), row_(row) {}
    std::string_view text(std::string_view name) const
    {
        for (std::size_t i = 0; i < columns_.size() && i < row_.fields.size(); ++i)
            if (columns_[i] == name) return trimmed(row_.fields[i]);
        return {};
    }
    Result<std::optional<Day>> day(std::string_view name) const
    {
        if (text(name).empty()) return std::optional<Day>{};
        return std::optional{TRY(parse_day(text(name)).at(name))};
    }
    Result<std::optional<std::int64_t>> count(std::string_view name) const
    {
        auto const cell = text(name);
        if (cell.empty()) return std::optional<std::int64_t>{};
        std::int64_t value = 0;
        auto const parsed = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (parsed.ec != std::errc{} || parsed.ptr != cell.data() + cell.size())
            return Error{Error::Kind::invalid, "\"" + std::string{cell.substr(0, 40)} + "\" is not a whole number", std::string{name}, "write digits alone, without spaces"};
        return std::optional{value};
    }

private:
    std::vector<std::string> const& columns_;
    CsvRow const& row_;
};

Result<TypedRow> read_row(Cells const& cells)
{
    TypedRow typed;
    auto& report = typed.question.report;
    typed.question.facility = std::string{cells.text("facility")}, typed.remarks = std::string{cells.text("remarks")};
    auto const period = cells.text("period");
    if (period == "week" || period == "month") {
        report.period = TRY(parse_report_period(period));
        report.first_day = TRY(cells.day("first_day"));
    } else {
        auto const start = TRY(parse_period_start(period).at("period"));
        report.period = start.period, report.first_day = start.first;
    }
    report.received_on = TRY(cells.day("received_on"));
    for (auto const& [name, count] : report_counts) report.*count = TRY(cells.count(name));
    return typed;
}

Result<std::vector<TypedRow>> read_file(Session& session)
{
    auto const path = session.path(session.arguments.text("FILE"));
    auto source = TRY(FileSource::open(session.machine.disk, path).at(path.filename().string()));
    auto reader = TRY(CsvReader::open(*source).at(path.filename().string()));
    std::vector<std::string> columns;
    std::vector<TypedRow> rows;
    CsvRow row;
    while (TRY(reader.next(row))) {
        auto const where = path.filename().string() + ": row " + std::to_string(row.number);
        if (row.problem) return Error{Error::Kind::invalid, std::string{row.problem->reason}, where, std::string{row.problem->remedy}};
        if (row.number == 1) {
            for (auto const& field : row.fields) columns.emplace_back(trimmed(field));
            for (auto const* const needed : {"facility", "period"})
                if (std::find(columns.begin(), columns.end(), needed) == columns.end()) return Error{Error::Kind::missing, std::string{"the column "} + needed + " is not there", where, "see `accalmie report check --help`"};
            continue;
        }
        if (rows.size() == rows_max) return Error{Error::Kind::limit, "more than 10,000 reports in one file", where, "split the file"};
        auto typed = TRY(read_row(Cells{columns, row}).at(where));
        typed.number = row.number;
        rows.push_back(std::move(typed));
    }
    return rows;
}

struct Checked {
    std::vector<TypedRow> rows;
    std::vector<Result<ReportCheckAnswer>> answers;  ///< beside rows
    bool refused(std::size_t i) const { return !answers[i] || answers[i]->refused; }
};

Result<Checked> check_file(Session& session, Workspace& workspace)
{
    Checked checked;
    checked.rows = TRY(read_file(session));
    std::vector<ReportCheckQuestion> questions;
    for (auto const& row : checked.rows) questions.push_back(row.question);
    checked.answers = TRY(answer_report_checks(workspace.facts(), asking_of(workspace), questions));
    return checked;
}

Tree row_tree(Checked const& checked, std::size_t i)
{
    auto tree = Tree::members();
    tree.add("row", static_cast<std::int64_t>(checked.rows[i].number));
    if (checked.answers[i]) return tree.add_all(report_check_tree(*checked.answers[i]));
    auto const& error = checked.answers[i].error();
    return tree.add("facility", checked.rows[i].question.facility).add("refused", true).add("error", error.text());
}

void print_checked(Session& session, Checked const& checked)
{
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < checked.rows.size(); ++i) {
        auto const number = std::to_string(checked.rows[i].number);
        if (!checked.answers[i]) {
            rows.push_back({number, checked.rows[i].question.facility, "", "wrong", "", checked.answers[i].error().what, checked.answers[i].error().remedy});
            continue;
        }
        for (auto const& remark : checked.answers[i]->remarks)
            rows.push_back({number, checked.answers[i]->facility_name, checked.answers[i]->period_name, std::string{severity_code(remark.note.severity)}, std::string{remark.note.field}, remark.what.en, remark.remedy.en});
    }
    if (!rows.empty()) session.terminal.out(table_text({"row", "facility", "period", "", "field", "what", "what to do"}, rows, 70));
}

std::int64_t refused_count(Checked const& checked)
{
    std::int64_t count = 0;
    for (std::size_t i = 0; i < checked.rows.size(); ++i) count += checked.refused(i) ? 1 : 0;
    return count;
}

Result<void> run_check(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const checked = TRY(check_file(session, *workspace));
    auto const refused = refused_count(checked);
    if (session.json) {
        auto reports = Tree::list();
        for (std::size_t i = 0; i < checked.rows.size(); ++i) reports.push(row_tree(checked, i));
        session.line(tree_json(Tree::members().add("read", static_cast<std::int64_t>(checked.rows.size())).add("refused", refused).add("reports", std::move(reports))));
    } else {
        print_checked(session, checked);
        session.line(fmt::format("{} reports read, {} of them cannot be right as they stand", checked.rows.size(), refused));
    }
    return {};
}

Fields fields_of(TypedRow const& row, ReportCheckAnswer const& answer)
{
    auto const& report = row.question.report;
    Fields fields{{"facility", answer.facility_id}, {"place", answer.place}, {"period", std::string{report_period_code(report.period)}}, {"first_day", *report.first_day}};
    if (report.received_on) fields["received_on"] = *report.received_on;
    for (auto const& [name, count] : report_counts)
        if (report.*count) fields[std::string{name}] = *(report.*count);
    if (!row.remarks.empty()) fields["remarks"] = row.remarks;
    return fields;
}

Result<std::optional<RecordAddress>> corrected(std::string const& address)
{
    if (address.empty()) return std::optional<RecordAddress>{};
    auto const colon = address.find(':');
    RecordAddress parsed;
    parsed.record = TRY(RecordId::parse(address.substr(0, colon)));
    auto const* const end = address.data() + address.size();
    if (colon != std::string::npos && std::from_chars(address.data() + colon + 1, end, parsed.row).ptr != end) return Error{Error::Kind::corrupt, "an address that cannot be read", address};
    return std::optional{parsed};
}

struct Added {
    std::int64_t fresh = 0, corrections = 0, refused = 0;
};

Result<Added> record_all(Workspace& workspace, Checked const& checked)
{
    Added added;
    TRY(workspace.write([&](Recorder& recorder) -> Result<void> {
        for (std::size_t i = 0; i < checked.rows.size(); ++i) {
            if (checked.refused(i)) {
                ++added.refused;
                continue;
            }
            auto const& answer = *checked.answers[i];
            auto const replaces = TRY(corrected(answer.corrects));
            TRY(recorder.record_later("facility_report", fields_of(checked.rows[i], answer), replaces).at("row " + std::to_string(checked.rows[i].number)));
            ++(replaces ? added.corrections : added.fresh);
        }
        return recorder.flush();
    }));
    return added;
}

/// One report a facility and period: a file that tells one twice does not know which of them counts.
Result<void> check_once(Checked const& checked)
{
    std::vector<std::string> seen;
    for (auto const& row : checked.rows) {
        if (!row.question.report.first_day) continue;
        auto key = row.question.facility + " " + period_name(row.question.report.period, *row.question.report.first_day);
        if (std::find(seen.begin(), seen.end(), key) != seen.end()) return Error{Error::Kind::conflict, "this facility and period is there twice: " + key, "row " + std::to_string(row.number), "keep the report that counts"};
        seen.push_back(std::move(key));
    }
    return {};
}

Result<void> run_add(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const checked = TRY(check_file(session, *workspace));
    TRY(check_once(checked));
    auto const added = TRY(record_all(*workspace, checked));
    if (session.json) {
        auto reports = Tree::list();
        for (std::size_t i = 0; i < checked.rows.size(); ++i) reports.push(row_tree(checked, i));
        auto tree = Tree::members();
        tree.add("read", static_cast<std::int64_t>(checked.rows.size())).add("new", added.fresh).add("corrections", added.corrections).add("refused", added.refused);
        session.line(tree_json(tree.add("reports", std::move(reports))));
    } else {
        print_checked(session, checked);
        session.line(fmt::format("{} reports read: {} new, {} corrections, {} refused", checked.rows.size(), added.fresh, added.corrections, added.refused));
    }
    return {};
}

std::string day_text(std::optional<Day> const& day) { return day ? to_iso(*day) : std::string{"-"}; }
std::string count_text(std::optional<std::int64_t> const& count) { return count ? std::to_string(*count) : std::string{"-"}; }

Result<void> run_history(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const start = TRY(parse_period_start(session.arguments.text("PERIOD")).at("PERIOD"));
    auto const history = TRY(answer_report_history(workspace->facts(), asking_of(*workspace), session.arguments.text("FACILITY"), start.period, start.first));
    if (session.json) {
        session.line(tree_json(report_history_tree(history, kind_of(*workspace))));
        return {};
    }
    if (history.versions.empty()) {
        session.line(fmt::format("{} has no report of {}", history.facility_name, history.period_name));
        return {};
    }
    std::vector<std::vector<std::string>> rows;
    for (auto const& version : history.versions) {
        auto const& numbers = version.numbers;
        std::string changed;
        for (auto const& field : version.changed) changed += (changed.empty() ? "" : ", ") + field;
        rows.push_back({version.written ? to_iso(*version.written).substr(0, 16) : "-", version.state, day_text(numbers.received_on), count_text(numbers.open_days), count_text(numbers.consultations), count_text(numbers.female),
                        count_text(numbers.male), count_text(numbers.under_5), count_text(numbers.deaths), count_text(numbers.stock_out_days), changed});
    }
    session.line(history.facility_name + ", " + history.period_name);
    session.terminal.out(table_text({"written", "state", "received", "open", "total", "female", "male", "under 5", "deaths", "stock-out", "changed"}, rows));
    return {};
}

constexpr std::string_view columns_text =
    "Columns: facility (its code), period (month, week, or 2026-05, 2026-W05), first_day (with month or week), received_on, open_days, consultations,\n"
    "consultations_female, consultations_male, consultations_under_5, deaths, stock_out_days, remarks. An empty cell is not zero.";

}  // namespace

Command report_check_command()
{
    return {.name = "report check",
            .summary = "Look at facility reports before they are recorded: totals, ranges, zero against closed, last months",
            .description = columns_text,
            .examples = {"accalmie report check may.csv", "accalmie report check may.csv --json"},
            .positionals = {{"FILE", "CSV file, one report a row"}},
            .options = {},
            .run = run_check};
}

Command report_add_command()
{
    return {.name = "report add",
            .summary = "Record facility reports; one that is there already is corrected, and both versions stay",
            .description = columns_text,
            .examples = {"accalmie report add may.csv"},
            .positionals = {{"FILE", "CSV file, one report a row"}},
            .options = {},
            .run = run_add};
}

Command report_history_command()
{
    return {.name = "report history",
            .summary = "Every version of one facility's report, and what each correction changed",
            .description = {},
            .examples = {"accalmie report history DEMO-0005 2026-05"},
            .positionals = {{"FACILITY", "code of the facility"}, {"PERIOD", "month 2026-05 or week 2026-W05"}},
            .options = {},
            .run = run_history};
}

}  // namespace accalmie::cli
