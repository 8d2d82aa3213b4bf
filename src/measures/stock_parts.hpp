// SPDX-License-Identifier: Apache-2.0
// src/measures/stock_parts.hpp: the parts of stock_report: one shelf replayed, transfers paired, one item planned.
#pragma once

#include "measures/stock_ledger.hpp"

#include <map>
#include <utility>

namespace accalmie {

using StockFindings = std::vector<StockFinding>;
/// The last day of the batch of each line, from whichever line says it.
using StockExpiries = std::vector<std::optional<Day>>;
using StockKey = std::pair<std::string_view, std::string_view>;  ///< facility and item, of a line that stays in place

/// What is usable at the close of a day, and of every day until the next step.
struct StockStep {
    Day day{};
    double usable = 0;
};

struct StockShelf {
    std::vector<StockBatch> batches;  ///< all that ever were there, in the order of their first line
    std::vector<StockStep> steps;     ///< by day
    bool opening_counted = false;
};

/// The batch that is used first: the earliest last day; one without a last day after all others.
bool used_before(StockBatch const& a, StockBatch const& b);

/// The lines of one facility and item, one after another.
/// in      `lines` of one facility and item by day, none after `today`
/// errors  limit  more than 1,000 batches
Result<StockShelf> replay_shelf(std::span<StockEntry const> entries, std::span<std::size_t const> lines, StockExpiries const& expiries, Day today, StockFindings& findings);

/// Each transfer out with the transfer in that answers it.
/// out     what is on the road to each facility, by facility and item
std::map<StockKey, double> pair_transfers(std::span<StockEntry const> entries, std::span<std::size_t const> lines, Day today, StockSettings const& settings, StockFindings& findings);

/// Consumption, months of stock, expiry and order of one item.
/// in      `item` with its names, first day and what is in transit
void plan_stock(std::span<StockEntry const> entries, std::span<std::size_t const> lines, StockShelf const& shelf, Day today, StockSettings const& settings, StockItem& item);

}  // namespace accalmie
