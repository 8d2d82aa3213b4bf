// SPDX-License-Identifier: Apache-2.0
// src/measures/count_quantiles.hpp: bounds and tails of counts that vary more than Poisson by a known factor.
#pragma once

#include <optional>

namespace accalmie {

/// The smallest count k with P(X <= k) >= chance; X is negative binomial of variance `spread` x mean, Poisson where spread is 1 or less.
/// in      0 < chance < 1; mean > 0; spread finite
/// out     nothing where the mean is above 1e15 or not finite
std::optional<double> count_quantile(double chance, double mean, double spread);

/// P(X >= count).
/// in      as count_quantile; count finite
double count_at_least(double count, double mean, double spread);

/// The same quantile in R's terms: X negative binomial of `size` successes with `chance_each`.
/// in      size > 0; 0 < chance_each < 1
std::optional<double> negative_binomial_quantile(double chance, double size, double chance_each);

/// Standard normal quantile and distribution function.
/// in      0 < chance < 1; z finite
double normal_quantile(double chance);
double normal_at_most(double z);

}  // namespace accalmie
