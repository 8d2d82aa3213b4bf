// SPDX-License-Identifier: Apache-2.0
// src/measures/report_state.hpp: who reported, who is closed, cut off or silent: one state for each facility and period, and what they add up to.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace accalmie {

enum class ReportPeriod : std::uint8_t { week, month };
std::string_view report_period_code(ReportPeriod period);
/// errors  invalid  neither "week" nor "month"
Result<ReportPeriod> parse_report_period(std::string_view code);

/// First day of the period that holds `day`: its Monday, or the first of its month.
Day period_first(ReportPeriod period, Day day);
/// Last day of the period that begins on `first`.
Day period_last(ReportPeriod period, Day first);

/// "2026-05" or "2026-W05".
std::string period_name(ReportPeriod period, Day first);

struct PeriodStart {
    ReportPeriod period = ReportPeriod::month;
    Day first{};
};
/// "2026-05" and "202605", "2026-W05" and "2026W5" (ISO 8601 and DHIS2).
/// errors  invalid  none of these, or a week that the year has not
Result<PeriodStart> parse_period_start(std::string_view text);

/// What a facility is in a period. Of several that hold, the first of this list is taken (report_state).
enum class ReportState : std::uint8_t {
    not_expected,   ///< the facility had not opened yet, or the period has not begun
    closed,         ///< no day on which it was open and could be reached, most of them closed; nothing came, or a zero
    unreachable,    ///< no such day, most of them cut off; nothing came, or a zero
    out_of_stock,   ///< a zero, and without a tracer medicine on every day that it was open
    true_zero,      ///< it was open, it reported, and nobody came
    partly,         ///< it reported more than zero, and was closed, partly open or cut off on some days
    late,           ///< it reported more than zero, after the day by which reports are due
    reported,       ///< it reported
    awaited,        ///< nothing came yet, and nothing is due yet
    silent,         ///< nothing came, and nobody ever heard of this facility: that is no zero
    not_sent,       ///< nothing came though it could have
};
inline constexpr std::size_t report_state_count = 11;
std::string_view report_state_code(ReportState state);

enum class ReportTime : std::uint8_t { none, on_time, late, unknown };  ///< none: no report; unknown: nobody wrote the day on which it came
std::string_view report_time_code(ReportTime time);

/// A report that came.
struct ReceivedReport {
    std::optional<Day> received_on = {};
    std::optional<std::int64_t> consultations = {};  ///< nothing: it gave no total, which is not zero
    std::optional<int> open_days = {};
    std::optional<int> stock_out_days = {};
};

enum class Heard : std::uint8_t { ever, never };  ///< a report or a word on its state, at any time

/// All that is known of one facility in one period.
struct FacilityPeriod {
    Day first{}, last{};
    std::optional<ReceivedReport> report = {};
    int closed_days = 0;                  ///< of the period; closed or destroyed, from what others saw
    int partly_days = 0;                  ///< partly open
    int cut_off_days = 0;                 ///< roads closed, blockade, flood, mines, telephone cut, or the people gone
    int usable_days = 0;                  ///< neither closed nor cut off
    std::optional<Day> opened = {};       ///< of the facility
    Heard heard = Heard::ever;
};

struct ReportRule {
    Day as_of{};
    int week_due_days = 2;                ///< a week's report is due so many days after its Sunday
    int month_due_days = 10;              ///< a month's report is due so many days after its last day
    int due_days(ReportPeriod period) const { return period == ReportPeriod::week ? week_due_days : month_due_days; }
};

struct ReportFinding {
    ReportState state = ReportState::not_sent;
    ReportTime time = ReportTime::none;
    Day due{};
    bool is_due = false;                  ///< the day on which it was due has passed: only then does the period count in shares
};

/// The state of one facility in one period, by the order that docs/methods/completeness.md fixes.
///
/// in      days of the period 1 to 31, each count of days between 0 and that; due days 0 to 366
/// out     no unit
/// errors  invalid  a period that ends before it begins or is longer than 31 days, a count of days outside it
/// source  the states are this product's own; timeliness and completeness: WHO AFRO 2019, IDSR Technical Guidelines, 3rd ed., section 8
Result<ReportFinding> report_state(FacilityPeriod const& facts, ReportPeriod period, ReportRule const& rule);

/// Sums over facilities and periods whose report was due.
struct Completeness {
    std::array<std::int64_t, report_state_count> states{};  ///< of all, due or not, by ReportState
    std::int64_t expected = 0;            ///< due: received + missing
    std::int64_t received = 0, on_time = 0, late = 0, time_unknown = 0;
    std::int64_t closed = 0, unreachable = 0, silent = 0, not_sent = 0;  ///< missing, by reason
    std::int64_t could_report = 0;        ///< expected less those closed or unreachable without a report
    std::optional<double> of_all;         ///< received / expected
    std::optional<double> of_able;        ///< received / could_report
    std::optional<double> able_share;     ///< could_report / expected: of_all = of_able x able_share
    std::optional<double> timely_of_all, timely_of_able;  ///< on time / expected, / could_report: at least so many
    std::optional<double> timely_of_all_most;             ///< had all those of unknown day come on time
    std::optional<double> timely_of_received;             ///< on time / received whose day is known

    std::int64_t of(ReportState state) const { return states[static_cast<std::size_t>(state)]; }
};

/// in      at most 10,000,000 findings
/// errors  limit
Result<Completeness> completeness(std::span<ReportFinding const> findings);

}  // namespace accalmie
