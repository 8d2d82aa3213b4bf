// SPDX-License-Identifier: Apache-2.0
// src/measures/report_checks.hpp: what cannot be right in a facility's report, and what should be looked at again, while it is being typed.
#pragma once

#include "core/time.hpp"
#include "measures/report_state.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace accalmie {

/// A report as typed. What is not typed yet is nothing.
struct TypedReport {
    ReportPeriod period = ReportPeriod::month;
    std::optional<Day> first_day = {}, received_on = {};
    std::optional<std::int64_t> open_days = {}, consultations = {}, female = {}, male = {}, under_5 = {}, deaths = {}, stock_out_days = {};
    std::optional<std::int64_t> lines = {};        ///< sum of the report's own lines of consultations, where there are any
};

/// The counts of a report by the names of the fields of facility_report.
using ReportCount = std::optional<std::int64_t> TypedReport::*;
inline constexpr std::array<std::pair<std::string_view, ReportCount>, 7> report_counts{{{"open_days", &TypedReport::open_days},
                                                                                       {"consultations", &TypedReport::consultations},
                                                                                       {"consultations_female", &TypedReport::female},
                                                                                       {"consultations_male", &TypedReport::male},
                                                                                       {"consultations_under_5", &TypedReport::under_5},
                                                                                       {"deaths", &TypedReport::deaths},
                                                                                       {"stock_out_days", &TypedReport::stock_out_days}}};

/// What is known beside the report.
struct ReportContext {
    Day as_of{};
    std::vector<TypedReport> earlier = {};         ///< of this facility and kind of period, in any order
    int closed_days = 0;                           ///< of this period, as others saw it
    std::optional<std::int64_t> weeks_total = {};  ///< of a month: consultations of the weeks that lie wholly within it, as reported
    bool known_already = false;                    ///< a report of this facility and period is there: this one will correct it
};

enum class ReportFault : std::uint8_t {
    first_day_missing, first_day_off, period_not_over, received_before_end, received_after_today, received_missing,
    below_zero, open_days_too_many, stock_out_days_too_many, parts_differ, part_above_total, lines_above_total, weeks_above_month,
    total_missing, open_days_missing, care_while_closed, zero_while_open, zero_unexplained, open_though_seen_closed, deaths_above_consultations,
    far_above_usual, far_below_usual, same_as_last, corrects,
};
std::string_view report_fault_code(ReportFault fault);

enum class Severity : std::uint8_t {
    wrong,  ///< cannot be: the report is not taken
    ask,    ///< may be: look again; it is taken as it stands
    note,   ///< good to know
};
std::string_view severity_code(Severity severity);

struct ReportNote {
    ReportFault fault = ReportFault::total_missing;
    Severity severity = Severity::ask;
    std::string_view field;                        ///< the record type's field to look at; lives for ever
    std::optional<double> found = {};              ///< what stands there
    std::optional<double> low = {}, high = {};     ///< what it should lie between, or be
    std::optional<double> usual = {};              ///< the median of earlier reports, where it is compared with it
};

struct ReportCheckRule {
    int earlier_max = 12, earlier_min = 4;         ///< reports compared with: the latest so many; fewer than the least: no comparison
    double spreads = 3.5;                          ///< times the usual spread that is far
    double share_min = 0.3;                        ///< nearer to the median than this share of it is never far
};

/// All that can be said of a report, in the order of its fields. Pure, and fast enough for every key that is pressed.
///
/// Far from usual: consultations an open day against the median of earlier ones; the spread is 1.4826 times the median distance from it, at
/// least the square root of the median count (chance alone).
///
/// in      any values; the earlier reports are at most 10,000, others are passed over
/// out     counts and days
/// source  median and its spread: Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers (3.5 spreads); checks of totals and of
///         consistency over time: WHO 2022, Data Quality Assurance Toolkit, module 2 (desk review)
std::vector<ReportNote> check_report(TypedReport const& report, ReportContext const& context, ReportCheckRule const& rule = {});

/// Is any of them wrong?
bool is_refused(std::vector<ReportNote> const& notes);

}  // namespace accalmie
