// SPDX-License-Identifier: Apache-2.0
#include "measures/stock_ledger.hpp"

#include "measures/stock_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::size_t entries_max = 1'000'000;
constexpr double quantity_max = 1e12;

constexpr std::array<std::string_view, 7> kind_codes{"count", "receipt", "issue", "loss", "transfer_out", "transfer_in", "expired"};
constexpr std::array<std::string_view, 17> problem_codes{
    "below_zero",    "count_above",       "count_below",           "sent_not_received",   "received_not_sent", "received_more",     "received_less",     "received_before_sent", "sent_outside",
    "used_after_expiry", "received_after_expiry", "expired_before_time", "expiry_differs", "negative_quantity", "in_the_future",     "before_last_count",    "said_twice"};
constexpr std::array<std::string_view, 6> status_codes{"stock_out", "below_reorder_point", "adequate", "above_maximum", "unused", "consumption_unknown"};

Error wrong(std::string what, std::string where, std::string remedy) { return {Error::Kind::invalid, std::move(what), std::move(where), std::move(remedy)}; }

Result<void> check_settings(StockSettings const& settings)
{
    if (settings.months < 1 || settings.months > 120) return wrong("months outside 1 to 120", "months", "6 is usual");
    if (!(settings.days_per_month >= 28 && settings.days_per_month <= 31)) return wrong("a month outside 28 to 31 days", "days_per_month", "MDS-3 takes 30.5");
    for (double const days : {settings.lead_days, settings.security_lead_days, settings.safety_days.value_or(0), settings.review_days})
        if (!(days >= 0 && days <= 1000)) return wrong("days outside 0 to 1,000", "lead, security lead, safety or review days", "give days");
    if (settings.transit_days < 0 || settings.transit_days > 1000) return wrong("days outside 0 to 1,000", "transit_days", "give days");
    return {};
}

Result<void> check_entries(std::span<StockEntry const> entries)
{
    if (entries.empty()) return Error{Error::Kind::missing, "no line", {}, "give at least one count or receipt"};
    if (entries.size() > entries_max) return Error{Error::Kind::limit, "more than 1,000,000 lines", {}, "give fewer facilities or years"};
    for (std::size_t line = 0; line < entries.size(); ++line) {
        auto const place = [&] { return "line " + std::to_string(line); };
        if (entries[line].facility.empty() || entries[line].item.empty()) return wrong("no facility or no item", place(), "name both");
        if (!std::isfinite(entries[line].quantity) || std::abs(entries[line].quantity) > quantity_max) return wrong("a quantity that is no number of at most 1e12", place(), "give the amount in the item's unit");
    }
    return {};
}

/// The last day of each line's batch; a batch of an item has one, wherever it is.
StockExpiries expiries_of(std::span<StockEntry const> entries, StockFindings& findings)
{
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> said;
    StockExpiries expiries(entries.size());
    for (std::size_t line = 0; line < entries.size(); ++line) {
        auto const& entry = entries[line];
        expiries[line] = entry.expiry;
        if (entry.batch.empty() || !entry.expiry) continue;
        auto const [first, is_new] = said.emplace(std::pair{std::string_view{entry.item}, std::string_view{entry.batch}}, line);
        if (!is_new && entries[first->second].expiry != entry.expiry) findings.push_back({StockProblem::expiry_differs, line, first->second, 0, entry.quantity});
    }
    for (std::size_t line = 0; line < entries.size(); ++line) {
        auto const found = said.find({entries[line].item, entries[line].batch});
        if (found != said.end()) expiries[line] = entries[found->second].expiry;
    }
    return expiries;
}

/// The lines that can be replayed.
std::vector<std::size_t> lines_that_count(std::span<StockEntry const> entries, Day today, StockFindings& findings)
{
    std::vector<std::size_t> lines;
    for (std::size_t line = 0; line < entries.size(); ++line) {
        if (entries[line].quantity < 0) findings.push_back({StockProblem::negative_quantity, line, std::nullopt, 0, entries[line].quantity});
        else if (entries[line].day > today) findings.push_back({StockProblem::in_the_future, line, std::nullopt, 0, entries[line].quantity});
        else lines.push_back(line);
    }
    return lines;
}

void find_doubles(std::span<StockEntry const> entries, std::span<std::size_t const> lines, StockFindings& findings)
{
    using Same = std::tuple<std::string_view, std::string_view, std::string_view, Day, StockKind, double, std::string_view>;
    std::map<Same, std::size_t> seen;
    for (auto const line : lines) {
        auto const& entry = entries[line];
        switch (entry.kind) {
        case StockKind::receipt:
        case StockKind::transfer_in:
        case StockKind::transfer_out: break;
        case StockKind::count:
        case StockKind::issue:
        case StockKind::loss:
        case StockKind::expired: continue;
        }
        auto const [first, is_new] = seen.emplace(Same{entry.facility, entry.item, entry.batch, entry.day, entry.kind, entry.quantity, entry.other}, line);
        if (!is_new) findings.push_back({StockProblem::said_twice, line, first->second, entry.quantity, entry.quantity});
    }
}

bool counts_for(StockEntry const& count, StockEntry const& entry) { return count.batch.empty() || entry.batch.empty() || count.batch == entry.batch; }

/// Lines of one facility and item, in the order in which they were written down, that are dated before a count written down earlier.
/// Where no day of writing is given and the list does not follow the days even so, its order says nothing.
void find_backdated(std::span<StockEntry const> entries, std::vector<std::size_t> lines, StockFindings& findings)
{
    bool const dated = std::any_of(lines.begin(), lines.end(), [&](std::size_t line) { return entries[line].recorded.has_value(); });
    auto const written = [&](std::size_t line) { return entries[line].recorded.value_or(entries[line].day); };
    std::sort(lines.begin(), lines.end(), [&](std::size_t a, std::size_t b) { return dated ? std::pair{written(a), a} < std::pair{written(b), b} : a < b; });
    StockFindings found;
    std::map<std::string_view, std::size_t> counts;  // the latest count of each batch
    Day latest = Day::min();
    for (auto const line : lines) {
        auto const& entry = entries[line];
        auto const after = std::find_if(counts.begin(), counts.end(), [&](auto const& one) { return counts_for(entries[one.second], entry) && entry.day < entries[one.second].day && (!dated || written(one.second) < written(line)); });
        if (after != counts.end()) {
            found.push_back({StockProblem::before_last_count, line, after->second, 0, entry.quantity});
            continue;
        }
        if (!dated && entry.day < latest) return;
        latest = std::max(latest, entry.day);
        if (entry.kind == StockKind::count) counts[entry.batch] = line;
    }
    // In a list in any order nearly every line would stand there.
    if (dated || found.size() * 4 <= lines.size()) findings.insert(findings.end(), found.begin(), found.end());
}

std::map<StockKey, std::vector<std::size_t>> by_item(std::span<StockEntry const> entries, std::span<std::size_t const> lines)
{
    std::map<StockKey, std::vector<std::size_t>> items;
    for (auto const line : lines) items[{entries[line].facility, entries[line].item}].push_back(line);
    for (auto& [key, list] : items) std::sort(list.begin(), list.end(), [&](std::size_t a, std::size_t b) { return std::pair{entries[a].day, a} < std::pair{entries[b].day, b}; });
    return items;
}

void count_findings(std::span<StockEntry const> entries, StockReport& report)
{
    std::map<StockKey, StockItem*> items;
    for (auto& item : report.items) items[{item.facility, item.item}] = &item;
    for (auto const& finding : report.findings) {
        auto const found = items.find({entries[finding.entry].facility, entries[finding.entry].item});
        if (found == items.end()) continue;
        ++(stock_grade(finding.problem) == StockGrade::impossible ? found->second->impossible : found->second->doubtful);
    }
}

}  // namespace

std::string_view stock_kind_code(StockKind kind) { return kind_codes.at(static_cast<std::size_t>(kind)); }

Result<StockKind> parse_stock_kind(std::string_view word)
{
    auto const found = std::find(kind_codes.begin(), kind_codes.end(), word);
    if (found == kind_codes.end()) return wrong("\"" + std::string{word.substr(0, 40)} + "\" is no kind of stock line", {}, "write count, receipt, issue, loss, transfer_out, transfer_in or expired");
    return static_cast<StockKind>(found - kind_codes.begin());
}

std::string_view stock_problem_code(StockProblem problem) { return problem_codes.at(static_cast<std::size_t>(problem)); }
std::string_view stock_status_code(StockStatus status) { return status_codes.at(static_cast<std::size_t>(status)); }
std::string_view stock_grade_code(StockGrade grade) { return grade == StockGrade::impossible ? "impossible" : "doubtful"; }

StockGrade stock_grade(StockProblem problem)
{
    switch (problem) {
    case StockProblem::below_zero:
    case StockProblem::count_above:
    case StockProblem::received_more:
    case StockProblem::received_before_sent:
    case StockProblem::used_after_expiry:
    case StockProblem::negative_quantity:
    case StockProblem::in_the_future: return StockGrade::impossible;
    case StockProblem::count_below:
    case StockProblem::sent_not_received:
    case StockProblem::received_not_sent:
    case StockProblem::received_less:
    case StockProblem::sent_outside:
    case StockProblem::received_after_expiry:
    case StockProblem::expired_before_time:
    case StockProblem::expiry_differs:
    case StockProblem::before_last_count:
    case StockProblem::said_twice: return StockGrade::doubtful;
    }
    return StockGrade::doubtful;
}

Result<StockReport> stock_report(std::span<StockEntry const> entries, StockSettings const& settings)
{
    TRY(check_settings(settings));
    TRY(check_entries(entries));
    auto const by_day = [](StockEntry const& a, StockEntry const& b) { return a.day < b.day; };
    StockReport report;
    report.today = settings.today.value_or(std::max_element(entries.begin(), entries.end(), by_day)->day);
    auto const lines = lines_that_count(entries, report.today, report.findings);
    auto const expiries = expiries_of(entries, report.findings);
    find_doubles(entries, lines, report.findings);
    auto const in_transit = pair_transfers(entries, lines, report.today, settings, report.findings);
    for (auto const& [key, own] : by_item(entries, lines)) {
        find_backdated(entries, own, report.findings);
        auto const shelf = TRY(replay_shelf(entries, own, expiries, report.today, report.findings));
        auto& item = report.items.emplace_back();
        item.facility = key.first;
        item.item = key.second;
        item.first_day = entries[own.front()].day;
        if (auto const coming = in_transit.find(key); coming != in_transit.end()) item.in_transit = coming->second;
        plan_stock(entries, own, shelf, report.today, settings, item);
    }
    std::sort(report.findings.begin(), report.findings.end(), [](StockFinding const& a, StockFinding const& b) { return std::pair{a.entry, a.problem} < std::pair{b.entry, b.problem}; });
    count_findings(entries, report);
    return report;
}

}  // namespace accalmie
