// SPDX-License-Identifier: Apache-2.0
// src/answers/stock.hpp: what each facility and each vehicle holds, how long it lasts, what to order, and which record cannot be.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "answers/holders.hpp"
#include "facts/store.hpp"
#include "measures/stock_ledger.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

enum class StockHolders : std::uint8_t { all, facilities, vehicles };

struct StockQuestion {
    std::string place = {};                    ///< of the holder: P-code or name; empty: everywhere
    std::optional<std::string> item = {};      ///< a code of stock_item; nothing: all
    StockHolders holders = StockHolders::all;
    int months = 6;                            ///< of which the consumption is taken, 1 to 120
    int soon_days = 90;                        ///< what expires within so many days is "soon", 1 to 1,000
};

/// One item of one holder.
struct StockHeld {
    std::string holder;                        ///< "HEX:ROW" of the first version of the facility or vehicle
    Holder::Kind kind = Holder::Kind::facility;
    std::string holder_type, place, place_name;  ///< code of facility_kind or asset_kind; P-code
    std::string reference;                     ///< PCODE@VERSION of the place
    StockItem item;                            ///< its `facility` is the holder's name, or its address where no name is known
    std::string rule;                          ///< of the order; empty: none holds on that day, and the measure's own days are taken
    double order_days = 0;                     ///< from an order to its arrival, with the security lead time
    bool runs_out_soon = false;                ///< out, or at most the reorder point: an order of tomorrow may come too late
    bool expires_soon = false;                 ///< expired on the shelf, or a batch will, within soon_days, with some of it left
};

/// A line of a card that cannot be right, or may well be wrong.
struct StockFault {
    StockFinding finding;
    std::string record, other_record;          ///< "HEX:ROW"; the second may be empty
    std::string holder, holder_name, item, batch;
    Day day{};
    StockKind kind = StockKind::count;
    double quantity = 0;
};

struct StockAnswer {
    Day as_of{};
    int months = 6, soon_days = 90;
    std::size_t lines = 0;                     ///< of all cards, whatever was asked
    std::vector<StockHeld> held;               ///< vehicles first, by name, then item
    std::array<std::size_t, 6> status{};       ///< of `held`, by StockStatus
    std::vector<StockFault> faults;            ///< of the holders asked for: impossible ones first, then the newest
    std::size_t faults_left_out = 0;
    std::map<std::string, std::size_t> problems;  ///< all faults by their code
    std::vector<std::string> lines_without_holder;  ///< addresses of lines that name neither facility nor vehicle, at most 100
    int disputed = 0;
    static constexpr std::size_t faults_max = 1'000;
};

/// errors  denied   invalid  months or days out of their bounds     missing  no such place     limit  more than 1,000,000 lines
Result<StockAnswer> answer_stock(Store const& store, Asking const& asking, StockQuestion const& question);

}  // namespace accalmie
