// SPDX-License-Identifier: Apache-2.0
// src/measures/distributions.hpp: the few distribution functions that the measures share. Boost.Math stays behind this wall.
#pragma once

#include <cstdint>
#include <optional>

namespace accalmie {

/// Where a true value may lie. `upper` is nothing where the data set no upper bound.
struct Interval {
    double lower = 0;
    std::optional<double> upper;
};

/// P(X <= k) for X binomial of `trials` and `chance`.
/// in      trials >= 0; 0 <= chance <= 1; any k
double binomial_at_most(std::int64_t k, std::int64_t trials, double chance);

/// P(X >= k), not one minus a number close to one.
double binomial_at_least(std::int64_t k, std::int64_t trials, double chance);

/// Two-sided interval of a chance after `successes` in `trials`, by inverting both binomial tails; `upper` always has a value.
/// in      0 <= successes <= trials, trials >= 1; 0 < level < 1
/// source  Clopper & Pearson 1934, Biometrika 26:404-413
Interval clopper_pearson(std::int64_t successes, std::int64_t trials, double level);

/// The same with half of the probability of what was seen left out of each tail: shorter, and right on average only.
/// source  Lancaster 1961, J. Am. Stat. Assoc. 56:223-234; Berry & Armitage 1995, The Statistician 44:417-423
Interval mid_p_interval(std::int64_t successes, std::int64_t trials, double level);

/// P(X <= k) for X Poisson of `mean`.
/// in      mean >= 0; any k
double poisson_at_most(std::int64_t k, double mean);

/// P(X <= k) for X negative binomial of `mean` and `size`; its variance is mean + mean^2 / size.
/// in      mean >= 0; size > 0; any k
double negative_binomial_at_most(std::int64_t k, double mean, double size);

}  // namespace accalmie
