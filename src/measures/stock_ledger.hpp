// SPDX-License-Identifier: Apache-2.0
// src/measures/stock_ledger.hpp: what is on the shelf and on the truck, how long it lasts, what will expire, what to order, and which record cannot be.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

enum class StockKind : std::uint8_t {
    count,         ///< so much was there when somebody counted
    receipt,       ///< came from a supplier outside the ledger
    issue,         ///< given to patients: the consumption
    loss,          ///< stolen, broken, looted
    transfer_out,  ///< left for another facility or truck of the ledger
    transfer_in,   ///< came from one
    expired,       ///< taken off the shelf because it had expired
};
std::string_view stock_kind_code(StockKind kind);
/// errors  invalid  another word
Result<StockKind> parse_stock_kind(std::string_view word);

/// One line of a stock card. A truck or a mobile team is a facility like any other.
struct StockEntry {
    std::string facility, item;
    std::string batch = {};              ///< empty: not said. What leaves without a batch leaves first the batch that expires first
    Day day{};
    StockKind kind = StockKind::count;
    double quantity = 0;                 ///< in the unit of the item
    std::optional<Day> expiry = {};      ///< the last day on which it may be used; one line of a batch that says it is enough
    std::string other = {};              ///< of a transfer: where to, or where from; may be empty
    std::optional<Day> recorded = {};    ///< the day on which the line was written down; nothing: the order of the list tells
};

/// Why a line cannot be right, or may well be wrong.
enum class StockProblem : std::uint8_t {
    below_zero,             ///< more left than there was: the line that brought the balance of the batch (or the item) below zero
    count_above,            ///< more counted than can have been there
    count_below,            ///< less counted than the moves leave: lost, or given and not written down
    sent_not_received,      ///< a transfer that nobody received in time
    received_not_sent,      ///< a transfer received that nobody sent
    received_more,          ///< received more than was sent
    received_less,          ///< received less than was sent: lost on the road
    received_before_sent,   ///< received on a day before it was sent
    sent_outside,           ///< sent to a place that has no line here: nobody can say whether it came
    used_after_expiry,      ///< issued after its last day
    received_after_expiry,  ///< received, or sent on, after its last day
    expired_before_time,    ///< written off as expired although its last day had not passed
    expiry_differs,         ///< two last days for one batch of one item
    negative_quantity,      ///< a quantity below zero; the line is left out
    in_the_future,          ///< dated after today; the line is left out
    before_last_count,      ///< written down after a count but dated before it: is it in the count or not?
    said_twice,             ///< the same receipt or transfer as a line before; both are taken
};
std::string_view stock_problem_code(StockProblem problem);

enum class StockGrade : std::uint8_t { impossible, doubtful };
std::string_view stock_grade_code(StockGrade grade);
/// Impossible: below_zero, count_above, received_more, received_before_sent, used_after_expiry, negative_quantity, in_the_future.
StockGrade stock_grade(StockProblem problem);

struct StockFinding {
    StockProblem problem = StockProblem::below_zero;
    std::size_t entry = 0;               ///< in the list given: the line that caused it
    std::optional<std::size_t> other;    ///< the line it contradicts (the transfer sent, the count, the earlier double, the other expiry)
    double expected = 0;                 ///< what the other lines lead to: the balance before, the amount sent ...; 0 where that means nothing
    double found = 0;                    ///< what this line says
};

struct StockSettings {
    std::optional<Day> today = {};            ///< nothing: the latest day of the list
    int months = 6;                           ///< of which the consumption is taken, up to today: 1 to 120
    double days_per_month = 30.5;             ///< MDS-3
    double lead_days = 30;                    ///< from order to arrival
    double security_lead_days = 0;            ///< for which the road may be closed, on top
    std::optional<double> safety_days = {};   ///< of consumption; nothing: as long as the lead time (MDS-3)
    double review_days = 30;                  ///< between two orders
    int transit_days = 30;                    ///< after which a transfer not received is missing
};

enum class StockStatus : std::uint8_t {
    out,                   ///< nothing usable there
    below_reorder,         ///< order now
    adequate,
    above_maximum,         ///< more than an order would bring it to
    unused,                ///< stock, and no consumption in the window
    unknown,               ///< the consumption cannot be said
};
std::string_view stock_status_code(StockStatus status);

struct StockBatch {
    std::string batch;
    std::optional<Day> expiry;
    double quantity = 0;                          ///< may be below zero: see the findings
    std::optional<double> lost_to_expiry;         ///< of it, that expires before it is used at today's consumption; nothing: consumption not known
};

/// Days from `first` to before `end` with nothing usable at the close of the day.
struct StockOut {
    Day first{}, end{};
};

struct StockItem {
    std::string facility, item;
    Day first_day{};                              ///< of its first line
    std::optional<Day> last_count;
    bool opening_counted = false;                 ///< false: nothing was counted on its first day, and the ledger begins at zero
    std::vector<StockBatch> batches;              ///< whose quantity is not 0, in the order in which they will be used
    double on_hand = 0;                           ///< all of them
    double usable = 0;                            ///< not expired
    double expired_on_shelf = 0;                  ///< above its last day and still there
    double in_transit = 0;                        ///< sent to it, not yet received, not yet missing

    Day window_first{}, window_end{};             ///< of the figures below: half-open
    double received = 0, consumed = 0, lost = 0, expired = 0, sent = 0, transferred_in = 0;
    double months_seen = 0;                       ///< of the window since its first line
    int stock_out_days = 0;                       ///< in the window
    std::vector<StockOut> stock_outs;             ///< cut to the window
    std::optional<double> consumption_plain;      ///< a month, stock-out days not taken off
    std::optional<double> consumption;            ///< a month: consumed / (months seen - stock-out days / days a month)
    std::optional<double> months_of_stock;        ///< usable / consumption
    std::optional<Day> empty_on;                  ///< the first day that today's usable stock cannot serve
    std::optional<double> lost_to_expiry;         ///< sum over its batches
    std::optional<double> reorder_point;          ///< consumption x (lead + security lead) + safety stock
    std::optional<double> maximum;                ///< that and the consumption between two orders
    std::optional<double> order;                  ///< maximum - usable - in transit, at least 0
    std::optional<double> order_with_expiry;      ///< the same, what will expire not counted as stock
    StockStatus status = StockStatus::unknown;
    std::size_t impossible = 0, doubtful = 0;     ///< findings of its lines
};

struct StockReport {
    Day today{};
    std::vector<StockItem> items;        ///< by facility, then item
    std::vector<StockFinding> findings;  ///< by line
};

/// Every line replayed day by day, for each facility (or truck) and item.
///
/// in      lines in any order; where none says when it was written down the order of the list is taken for it, if it follows the days. Within a day arrivals
///         come before what leaves; a count stands where the list has it. At most 1,000,000 lines; quantities finite, at most 1e12
/// out     quantities in the items' units, consumption a month
/// errors  invalid  a setting out of its bounds, a line without facility or item, a quantity that is not finite ("line 3")     limit  too many lines
/// source  MSH 2012, MDS-3: Managing Access to Medicines and Health Technologies, ch. 20 and 23 (adjusted consumption, order quantity, safety stock);
///         USAID | DELIVER PROJECT 2011, The Logistics Handbook, ch. 3 and 4 (months of stock, maximum and minimum); docs/methods/stock.md
Result<StockReport> stock_report(std::span<StockEntry const> entries, StockSettings const& settings);

/// Reorder point, maximum, order and status of one item of a report anew, where orders reach its facility or truck in other times than the rest.
void plan_order(StockSettings const& settings, StockItem& item);

}  // namespace accalmie
