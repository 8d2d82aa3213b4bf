// SPDX-License-Identifier: Apache-2.0
// src/measures/suppress_ties.hpp: all releases as one set of counts and of sums between them. Inside suppress only.
#pragma once

#include "measures/suppress.hpp"

#include <array>
#include <utility>

namespace accalmie {

/// One value of one name, or the change from one value to the next.
struct TiedCount {
    std::string name;
    std::int64_t value = 0;
    std::int64_t least = 0;         ///< that a reader can suppose while it is unknown
    bool known = false;             ///< shown by some release
    bool known_before = false;      ///< by an earlier one: withholding it now is of no use
    bool withheld_before = false;
    bool asked = false;             ///< by the release that is to leave
    bool is_change = false;
    bool guarded = false;           ///< must not be narrowed
    std::size_t height = 0;         ///< how many sums it is the total of
};

struct TiedCounts {
    std::vector<TiedCount> counts;
    std::vector<std::vector<std::pair<std::size_t, int>>> ties;  ///< combinations that are zero
    std::vector<std::size_t> asked;                              ///< in the order of the input
    std::vector<std::array<std::size_t, 3>> changes;             ///< the change, and the two values that it lies between

    /// A change is known where both of its values are; after one of them was withheld it is not.
    void free_changes_of(std::size_t count);
};

/// errors  as suppress
Result<TiedCounts> tie_counts(SuppressInput const& input);

}  // namespace accalmie
