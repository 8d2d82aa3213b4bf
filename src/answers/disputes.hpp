// SPDX-License-Identifier: Apache-2.0
// src/answers/disputes.hpp: disputed incidents and the corrections that contend with them, for what a measure would answer under each reading.
#pragma once

#include "core/time.hpp"
#include "facts/store.hpp"

#include <array>
#include <string>
#include <vector>

namespace accalmie {

/// Readings that one answer tries at most; how many were left out is told.
inline constexpr std::size_t readings_max = 64;

/// A disputed incident that counts, or a correction that contends with it.
struct DisputeRow {
    std::string source;
    Month month;
    int position_level = 0;
    std::array<std::string, 3> areas;        ///< P-codes of level 1 to 3
    bool contender = false;
    std::string address, replaces;           ///< "HEX:ROW"
    bool retracted = false;
    std::string kind;

    /// The P-code of level 1 to 3 where it counts; empty where its source does not know the place to that level.
    std::string_view counts_in(int level) const { return level >= 1 && level <= 3 && position_level >= level ? std::string_view{areas[static_cast<std::size_t>(level - 1)]} : std::string_view{}; }
};

/// By time of writing.
Result<std::vector<DisputeRow>> load_disputes(Store const& store);

}  // namespace accalmie
