// SPDX-License-Identifier: Apache-2.0
// src/surfaces/stock_tree.hpp: stock and referrals as trees, for the command line and HTTP (docs/api.md).
#pragma once

#include "answers/referrals.hpp"
#include "answers/stock.hpp"
#include "surfaces/answers_tree.hpp"

namespace accalmie {

Tree stock_tree(StockAnswer const& answer, Kind kind);
Tree referrals_tree(ReferralsAnswer const& answer, Kind kind);

/// Why a record of a referral cannot be right.
Words referral_fault_words(ReferralFault fault);

}  // namespace accalmie
