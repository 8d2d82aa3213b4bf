// SPDX-License-Identifier: Apache-2.0
#include "answers/completeness_tree.hpp"
#include "answers/method_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace accalmie {

namespace {

constexpr std::size_t cells_max = 1'000'000;

struct Row {
    std::string facility;
    FacilityPeriod facts;
};

/// What a cell says, or nothing where it is empty.
Result<std::optional<std::int64_t>> optional_count(MethodRows const& rows, std::size_t row, std::string_view column)
{
    if (rows.text(row, column).empty()) return std::optional<std::int64_t>{};
    return std::optional{TRY(rows.count(row, column))};
}
Result<std::optional<int>> optional_days(MethodRows const& rows, std::size_t row, std::string_view column)
{
    auto const count = TRY(optional_count(rows, row, column));
    if (!count) return std::optional<int>{};
    if (*count > 366) return Error{Error::Kind::invalid, fmt::format("{} days", *count), MethodRows::place(row, column), "count the days of the period"};
    return std::optional{static_cast<int>(*count)};
}
Result<std::optional<Day>> optional_day(MethodRows const& rows, std::size_t row, std::string_view column)
{
    auto const text = rows.text(row, column);
    if (text.empty()) return std::optional<Day>{};
    return std::optional{TRY(parse_day(text).at(MethodRows::place(row, column)))};
}

/// Did a report come? As the column says; without it, where anything of a report is written.
Result<bool> came(MethodRows const& rows, std::size_t row, ReceivedReport const& report)
{
    auto const text = rows.text(row, "reported");
    if (text.empty()) return report.received_on || report.consultations || report.open_days || report.stock_out_days;
    if (text == "yes" || text == "1" || text == "true" || text == "TRUE") return true;
    if (text == "no" || text == "0" || text == "false" || text == "FALSE") return false;
    return Error{Error::Kind::invalid, fmt::format("\"{}\" is neither yes nor no", text.substr(0, 40)), MethodRows::place(row, "reported"), "write yes or no"};
}

Result<Row> read_row(MethodRows const& rows, std::size_t row, PeriodStart const& start)
{
    Row one;
    one.facility = std::string{rows.text(row, "facility")};
    auto& facts = one.facts;
    facts.first = start.first, facts.last = period_last(start.period, start.first);
    int const days = days_inclusive(facts.first, facts.last);
    ReceivedReport report;
    report.received_on = TRY(optional_day(rows, row, "received_on"));
    report.consultations = TRY(optional_count(rows, row, "consultations"));
    report.open_days = TRY(optional_days(rows, row, "open_days"));
    report.stock_out_days = TRY(optional_days(rows, row, "stock_out_days"));
    if (TRY(came(rows, row, report))) facts.report = report;
    facts.closed_days = TRY(optional_days(rows, row, "closed_days")).value_or(0);
    facts.partly_days = TRY(optional_days(rows, row, "partly_days")).value_or(0);
    facts.cut_off_days = TRY(optional_days(rows, row, "cut_off_days")).value_or(0);
    facts.usable_days = TRY(optional_days(rows, row, "usable_days")).value_or(std::max(0, days - facts.closed_days - facts.cut_off_days));
    facts.opened = TRY(optional_day(rows, row, "opened"));
    return one;
}

/// Rows by facility and first day, and the one kind of period that all have.
struct Reports {
    ReportPeriod period = ReportPeriod::month;
    std::map<std::string, std::map<Day, FacilityPeriod>> facilities;
    std::map<Day, int> periods;
};

Result<Reports> read(MethodTable const& table)
{
    MethodRows const rows{table};
    Reports reports;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const start = TRY(parse_period_start(rows.text(row, "period")).at(MethodRows::place(row, "period")));
        if (row == 0) reports.period = start.period;
        if (start.period != reports.period) return Error{Error::Kind::invalid, "weeks and months in one file", MethodRows::place(row, "period"), "give one file for each"};
        auto one = TRY(read_row(rows, row, start));
        reports.periods.try_emplace(start.first, 0);
        if (!reports.facilities[one.facility].try_emplace(start.first, one.facts).second)
            return Error{Error::Kind::invalid, "this facility and period is there twice", MethodRows::place(row, "period"), "keep the report that counts"};
    }
    if (reports.facilities.size() * reports.periods.size() > cells_max) return Error{Error::Kind::limit, "more than 1,000,000 facilities and periods", {}, "give fewer periods"};
    return reports;
}

/// Every facility in every period: a row that is not there is a report that did not come.
std::vector<FacilityPeriod> filled(Reports const& reports, std::map<Day, FacilityPeriod> const& rows)
{
    bool const heard = std::any_of(rows.begin(), rows.end(), [](auto const& row) {
        auto const& facts = row.second;
        return facts.report || facts.closed_days + facts.partly_days > 0;
    });
    std::optional<Day> opened;
    for (auto const& [first, facts] : rows)
        if (facts.opened) opened = facts.opened;
    std::vector<FacilityPeriod> all;
    for (auto const& [first, unused] : reports.periods) {
        FacilityPeriod facts;
        facts.first = first, facts.last = period_last(reports.period, first);
        facts.usable_days = days_inclusive(facts.first, facts.last);
        if (auto const found = rows.find(first); found != rows.end()) facts = found->second;
        facts.heard = heard ? Heard::ever : Heard::never, facts.opened = opened;
        all.push_back(facts);
    }
    return all;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const reports = TRY(read(table));
    ReportRule rule;
    rule.as_of = option_given(options, "as-of") ? TRY(option_day(options, "as-of")) : Day{std::chrono::year{2199} / 12 / 31};
    rule.week_due_days = static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, "week-due-days")), 10'000));
    rule.month_due_days = static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, "month-due-days")), 10'000));
    std::vector<ReportFinding> all;
    std::map<Day, std::vector<ReportFinding>> by_period;
    Tree cells = Tree::list(), facilities = Tree::list(), periods = Tree::list();
    for (auto const& [facility, rows] : reports.facilities) {
        std::vector<ReportFinding> own;
        for (auto const& facts : filled(reports, rows)) {
            auto const finding = TRY(report_state(facts, reports.period, rule).at(facility));
            own.push_back(finding), by_period[facts.first].push_back(finding);
            cells.push(Tree::members().add("facility", facility).add("period", period_name(reports.period, facts.first)).add_all(finding_tree(finding)));
        }
        facilities.push(Tree::members().add("facility", facility).add_all(completeness_sums(TRY(completeness(own)))));
        all.insert(all.end(), own.begin(), own.end());
    }
    for (auto const& [first, findings] : by_period) periods.push(Tree::members().add("period", period_name(reports.period, first)).add_all(completeness_sums(TRY(completeness(findings)))));
    Tree tree = Tree::members();
    tree.add("facilities", static_cast<std::int64_t>(reports.facilities.size())).add("periods", static_cast<std::int64_t>(reports.periods.size()));
    tree.add("all", completeness_sums(TRY(completeness(all)))).add("by_period", std::move(periods)).add("by_facility", std::move(facilities)).add("cells", std::move(cells));
    return tree;
}

}  // namespace

Method completeness_method()
{
    return {"completeness",
            {"Qui a rapporté, qui est fermé, injoignable ou silencieux", "Who reported, who is closed, cut off or silent"},
            {{"facility", "text", true, {"formation sanitaire", "health facility"}},
             {"period", "text", true, {"mois 2026-05 ou semaine 2026-W05", "month 2026-05 or week 2026-W05"}},
             {"reported", "text", false, {"yes si un rapport est venu ; sinon lu des autres colonnes", "yes if a report came; otherwise read from the other columns"}},
             {"received_on", "text", false, {"jour de réception", "day on which it was received"}},
             {"consultations", "count", false, {"total du rapport ; vide n’est pas zéro", "total of the report; empty is not zero"}},
             {"open_days", "count", false, {"jours ouverts, selon le rapport", "days open, as the report says"}},
             {"stock_out_days", "count", false, {"jours de rupture, selon le rapport", "stock-out days, as the report says"}},
             {"closed_days", "count", false, {"jours fermés, selon d’autres", "days closed, as others saw"}},
             {"partly_days", "count", false, {"jours en partie ouverts, selon d’autres", "days partly open, as others saw"}},
             {"cut_off_days", "count", false, {"jours coupés de tout", "days cut off"}},
             {"usable_days", "count", false, {"jours ni fermés ni coupés ; sinon le reste", "days neither closed nor cut off; otherwise the rest"}},
             {"opened", "text", false, {"jour d’ouverture de la formation sanitaire", "day on which the facility opened"}}},
            {{"as-of", "none", {"tel que l’on savait ce jour ; none : tout rapport est dû", "as on this day; none: every report is due"}},
             {"week-due-days", "2", {"jours après le dimanche où le rapport est dû", "days after the Sunday until a week’s report is due"}},
             {"month-due-days", "10", {"jours après la fin du mois où le rapport est dû", "days after its end until a month’s report is due"}}},
            "WHO AFRO 2019, IDSR Technical Guidelines, 3rd ed., section 8",
            "docs/methods/completeness.md",
            run};
}

}  // namespace accalmie
