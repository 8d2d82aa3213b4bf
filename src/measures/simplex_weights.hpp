// SPDX-License-Identifier: Apache-2.0
// src/measures/simplex_weights.hpp: weights of zero or more that sum to one and bring a mix of columns as near to a target as can be.
#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <vector>

namespace accalmie {

/// |target - columns w|² + ridge |w|² + penalties · w, to be made as small as can be over w >= 0 with sum 1.
struct SimplexProblem {
    std::size_t rows = 0;            ///< of each column and of the target
    std::vector<double> columns;     ///< one after the other, rows values each
    std::vector<double> target;
    double ridge = 0;
    std::vector<double> penalties;   ///< one a column; empty: none

    std::size_t size() const { return rows == 0 ? 0 : columns.size() / rows; }
};

struct SimplexWeights {
    std::vector<double> weights;     ///< one a column; exactly 0 outside the support
    double loss = 0;                 ///< the whole expression at `weights`
    int steps = 0;                   ///< columns that were let in
};

/// The weights, by a primal active set: a column is let in while one lowers the loss, and the exact minimum over those let in is taken; a
/// column whose weight would fall below zero leaves. Where several weights are equally good (the target lies inside the hull of the columns
/// and nothing is asked besides) it returns the one that it meets first: the same on every machine, few columns, but not the only one.
///
/// in      1 to 2,000 columns of 1 to 5,000 rows, all finite; ridge >= 0
/// out     loss in squared units of the rows
/// errors  invalid  no column, columns that are not rows long, a number that is not finite, a ridge below zero     limit  more than that
/// source  Wolfe 1976, Mathematical Programming 11:128-149 (the nearest point of a polytope); Nocedal & Wright 2006, ch. 16.5
Result<SimplexWeights> simplex_weights(SimplexProblem const& problem);

}  // namespace accalmie
