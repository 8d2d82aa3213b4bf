// SPDX-License-Identifier: Apache-2.0
// src/answers/stock_words.hpp: the findings and items of a stock report as trees and in words, for the method and for a workspace.
#pragma once

#include "answers/tree.hpp"
#include "dictionary/dictionary.hpp"
#include "measures/stock_ledger.hpp"

namespace accalmie {

/// What may be wrong, in a sentence a storekeeper understands.
Words stock_problem_words(StockProblem problem);
Words stock_status_words(StockStatus status);

/// Members of an item: balances, batches, consumption, months of stock, stock-outs, expiry, order, status.
Tree stock_item_tree(StockItem const& item);

/// Members problem, grade, fr, en, expected and found; the caller adds the lines themselves.
Tree stock_finding_tree(StockFinding const& finding);

}  // namespace accalmie
