// SPDX-License-Identifier: Apache-2.0
// src/measures/robust_covariance.hpp: covariance of a count regression that holds when the model's variance or independence does not.
#pragma once

#include "measures/count_regression.hpp"

namespace accalmie {

enum class RobustKind : std::uint8_t {
    hc0,         ///< any variance, rows independent (White 1980)
    hc1,         ///< the same times rows / (rows - columns)
    newey_west,  ///< any variance, rows correlated up to a lag; rows stand in the order of time and are equally spaced
};

/// How the lag of Newey and West is chosen where none is given.
enum class LagRule : std::uint8_t {
    fixed_rate,  ///< the whole part of 4 (rows / 100)^(2/9)
    plug_in,     ///< from the data: Newey & West 1994 without prewhitening, as bwNeweyWest of R's sandwich; at most rows - 1
};

enum class SmallSample : std::uint8_t {
    none,
    degrees_of_freedom,  ///< times rows / (rows - columns)
};

struct RobustOptions {
    RobustKind kind = RobustKind::newey_west;
    std::optional<int> lag;  ///< for newey_west: 0 is hc0; nothing: by the rule
    LagRule rule = LagRule::fixed_rate;
    SmallSample small_sample = SmallSample::none;  ///< for newey_west
};

struct RobustCovariance {
    std::vector<double> covariance;  ///< columns x columns, row by row
    std::vector<double> standard_errors;
    int lag = 0;  ///< that was used
};

/// Sandwich covariance of a fit that converged; theta of a negative binomial counts as known.
///
/// in      the design, counts and fit of one count_regression; 0 <= lag < rows
/// errors  invalid  the fit did not converge, lengths that differ, a lag out of range
/// source  White 1980, Econometrica 48:817-838; Newey & West 1987, Econometrica 55:703-708 (Bartlett weights); Newey & West 1994, Rev. Econ.
///         Stud. 61:631-653 (lag); Zeileis 2006, J. Stat. Softw. 16(9) (for generalised linear models)
Result<RobustCovariance> robust_covariance(CountDesign const& design, std::span<double const> counts, CountRegression const& regression, RobustOptions const& options);

}  // namespace accalmie
