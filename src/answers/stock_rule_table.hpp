// SPDX-License-Identifier: Apache-2.0
// src/answers/stock_rule_table.hpp: how long an order takes, for whom and from when: the dated rules of a pack's rules/stock.csv.
#pragma once

#include "answers/holders.hpp"
#include "core/time.hpp"
#include "measures/stock_ledger.hpp"

#include <span>

namespace accalmie {

struct StockRule {
    std::string id;
    std::string holder, item, place;       ///< "facility" or "asset", a code of stock_item, the beginning of a P-code; empty: any
    double lead_days = 0, security_lead_days = 0, review_days = 0;
    std::optional<double> safety_days;     ///< nothing: as long as the lead time
    Day valid_from{};
    std::optional<Day> valid_until;        ///< the last day
};

/// in      the text of a rules/stock.csv
/// errors  invalid  a cell that is not what its column holds ("rules/stock.csv: line 3: lead_days"), a rule without a source     limit
Result<std::vector<StockRule>> read_stock_rules(std::string_view text);
Result<std::vector<StockRule>> base_stock_rules();  ///< of the base pack, which is built in

/// The rule for one item of one holder on a day: the one that names most of holder, item and place, among them the youngest; null if there is none.
StockRule const* stock_rule_for(std::span<StockRule const> rules, Holder const& holder, std::string_view item, Day day);

/// `settings` with the days of the rule.
StockSettings settings_under(StockRule const& rule, StockSettings settings);

}  // namespace accalmie
