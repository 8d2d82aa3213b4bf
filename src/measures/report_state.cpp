// SPDX-License-Identifier: Apache-2.0
#include "measures/report_state.hpp"

#include <fmt/format.h>

#include <charconv>

namespace accalmie {

namespace {

constexpr int period_days_max = 31;
constexpr std::size_t findings_max = 10'000'000;

Result<void> check(FacilityPeriod const& facts, ReportRule const& rule)
{
    int const days = days_inclusive(facts.first, facts.last);
    if (days < 1 || days > period_days_max) return Error{Error::Kind::invalid, "a period of " + std::to_string(days) + " days", to_iso(facts.first), "give a week or a month"};
    for (int const count : {facts.closed_days, facts.partly_days, facts.cut_off_days, facts.usable_days})
        if (count < 0 || count > days)
            return Error{Error::Kind::invalid, std::to_string(count) + " days in a period of " + std::to_string(days), to_iso(facts.first), "count the days of the period only"};
    for (int const due : {rule.week_due_days, rule.month_due_days})
        if (due < 0 || due > 366) return Error{Error::Kind::invalid, "reports due " + std::to_string(due) + " days after their period", {}, "give 0 to 366"};
    return {};
}

ReportTime time_of(FacilityPeriod const& facts, Day due)
{
    if (!facts.report) return ReportTime::none;
    if (!facts.report->received_on) return ReportTime::unknown;
    return *facts.report->received_on <= due ? ReportTime::on_time : ReportTime::late;
}

/// Digits alone, at most nine of them.
std::optional<int> whole(std::string_view text)
{
    int value = 0;
    auto const* const end = text.data() + text.size();
    auto const parsed = std::from_chars(text.data(), end, value);
    if (text.empty() || text.front() == '-' || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return value;
}

/// Closed or cut off on every day of the period; on equal days, closed.
std::optional<ReportState> shut(FacilityPeriod const& facts)
{
    if (facts.usable_days > 0) return std::nullopt;
    return facts.closed_days >= facts.cut_off_days ? ReportState::closed : ReportState::unreachable;
}

ReportState of_zero(FacilityPeriod const& facts)
{
    if (facts.report->open_days == 0) return ReportState::closed;
    if (auto const state = shut(facts)) return *state;
    int const open_days = facts.report->open_days.value_or(facts.usable_days);
    if (facts.report->stock_out_days.value_or(0) >= open_days) return ReportState::out_of_stock;
    return ReportState::true_zero;
}

ReportState of_report(FacilityPeriod const& facts, ReportTime time)
{
    if (facts.report->consultations == 0) return of_zero(facts);
    bool const partly = facts.closed_days + facts.partly_days + facts.cut_off_days > 0 || facts.report->open_days == 0;
    if (partly) return ReportState::partly;
    return time == ReportTime::late ? ReportState::late : ReportState::reported;
}

std::optional<double> share(std::int64_t part, std::int64_t whole)
{
    if (whole == 0) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
}

/// What a period that was due adds to the sums.
void add_due(Completeness& sums, ReportFinding const& finding)
{
    ++sums.expected;
    switch (finding.time) {
    case ReportTime::none: break;
    case ReportTime::on_time: ++sums.received, ++sums.on_time; return;
    case ReportTime::late: ++sums.received, ++sums.late; return;
    case ReportTime::unknown: ++sums.received, ++sums.time_unknown; return;
    }
    switch (finding.state) {
    case ReportState::closed: ++sums.closed; return;
    case ReportState::unreachable: ++sums.unreachable; return;
    case ReportState::silent: ++sums.silent; return;
    case ReportState::not_expected:
    case ReportState::out_of_stock:
    case ReportState::true_zero:
    case ReportState::partly:
    case ReportState::late:
    case ReportState::reported:
    case ReportState::awaited:
    case ReportState::not_sent: ++sums.not_sent; return;
    }
}

}  // namespace

std::string_view report_period_code(ReportPeriod period) { return period == ReportPeriod::week ? "week" : "month"; }

Result<ReportPeriod> parse_report_period(std::string_view code)
{
    if (code == "week") return ReportPeriod::week;
    if (code == "month") return ReportPeriod::month;
    return Error{Error::Kind::invalid, "\"" + std::string{code.substr(0, 40)} + "\" is not a period of reports", {}, "write week or month"};
}

Day period_first(ReportPeriod period, Day day)
{
    if (period == ReportPeriod::month) return Month::of(day).first_day();
    return day - (std::chrono::weekday{day} - std::chrono::Monday);
}

Day period_last(ReportPeriod period, Day first) { return period == ReportPeriod::week ? first + std::chrono::days{6} : Month::of(first).end_day() - std::chrono::days{1}; }

std::string period_name(ReportPeriod period, Day first)
{
    if (period == ReportPeriod::month) return to_iso(Month::of(first));
    auto const week = EpiWeek::of(first);
    return fmt::format("{:04}-W{:02}", week.year, week.week);
}

Result<PeriodStart> parse_period_start(std::string_view text)
{
    Error const wrong{Error::Kind::invalid, "\"" + std::string{text.substr(0, 40)} + "\" is neither a month nor a week", {}, "write it as 2026-05 or 2026-W05"};
    if (text.size() < 6 || text.size() > 8) return wrong;
    auto rest = text.substr(4);
    if (rest.front() == '-') rest.remove_prefix(1);
    bool const is_week = !rest.empty() && rest.front() == 'W';
    if (is_week) rest.remove_prefix(1);
    auto const year = whole(text.substr(0, 4)), number = whole(rest);
    if (!year || !number || (!is_week && rest.size() != 2)) return wrong;
    if (!is_week) {
        auto const month = parse_month(fmt::format("{:04}-{:02}", *year, *number));
        if (!month) return wrong;
        return PeriodStart{ReportPeriod::month, month->first_day()};
    }
    auto const january = parse_day(fmt::format("{:04}-01-04", *year));  // always in week 1
    if (!january || *number < 1) return wrong;
    auto const first = period_first(ReportPeriod::week, *january) + std::chrono::days{7 * (*number - 1)};
    if (EpiWeek::of(first).year != *year || EpiWeek::of(first).week != static_cast<unsigned>(*number)) return wrong;
    return PeriodStart{ReportPeriod::week, first};
}

std::string_view report_state_code(ReportState state)
{
    static constexpr std::array<std::string_view, report_state_count> codes{"not_expected", "closed",   "unreachable", "out_of_stock", "true_zero", "partly",
                                                                            "late",         "reported", "awaited",     "silent",       "not_sent"};
    return codes[static_cast<std::size_t>(state)];
}

std::string_view report_time_code(ReportTime time)
{
    switch (time) {
    case ReportTime::none: return "none";
    case ReportTime::on_time: return "on_time";
    case ReportTime::late: return "late";
    case ReportTime::unknown: return "unknown";
    }
    VERIFY(false);
}

Result<ReportFinding> report_state(FacilityPeriod const& facts, ReportPeriod period, ReportRule const& rule)
{
    TRY(check(facts, rule));
    ReportFinding finding;
    finding.due = facts.last + std::chrono::days{rule.due_days(period)};
    finding.is_due = rule.as_of > finding.due;
    finding.time = time_of(facts, finding.due);
    bool const not_yet_open = facts.opened && *facts.opened > facts.last;
    if (!facts.report && (facts.first > rule.as_of || not_yet_open)) {
        finding.state = ReportState::not_expected, finding.is_due = false;
        return finding;
    }
    if (facts.report)
        finding.state = of_report(facts, finding.time);
    else if (auto const state = shut(facts))
        finding.state = *state;
    else if (!finding.is_due)
        finding.state = ReportState::awaited;
    else
        finding.state = facts.heard == Heard::never ? ReportState::silent : ReportState::not_sent;
    return finding;
}

Result<Completeness> completeness(std::span<ReportFinding const> findings)
{
    if (findings.size() > findings_max) return Error{Error::Kind::limit, "more than 10,000,000 facilities and periods", {}, "ask about fewer months"};
    Completeness sums;
    for (auto const& finding : findings) {
        ++sums.states[static_cast<std::size_t>(finding.state)];
        if (finding.is_due) add_due(sums, finding);
    }
    sums.could_report = sums.expected - sums.closed - sums.unreachable;
    sums.of_all = share(sums.received, sums.expected), sums.of_able = share(sums.received, sums.could_report);
    sums.able_share = share(sums.could_report, sums.expected);
    sums.timely_of_all = share(sums.on_time, sums.expected), sums.timely_of_able = share(sums.on_time, sums.could_report);
    sums.timely_of_all_most = share(sums.on_time + sums.time_unknown, sums.expected);
    sums.timely_of_received = share(sums.on_time, sums.on_time + sums.late);
    return sums;
}

}  // namespace accalmie
