// SPDX-License-Identifier: Apache-2.0
// src/measures/negative_binomial_theta.hpp: what the log-likelihood of a negative binomial says about theta, for given counts.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace accalmie {

/// Sum of log(y!), log-gamma(y + 1) where a count is not whole.
double log_factorial_sum(std::span<double const> counts);

/// The sums over counts that hold theta but no mean: log-gamma(theta + y) - log-gamma(theta) and its derivatives.
/// For small counts they are sums over 0 .. largest count, which cost no special function and lose no digits for a large theta.
class CountTails {
public:
    /// in      counts whole, >= 0. Memory is kept from one series to the next; the counts are looked at again by the three sums.
    void set(std::span<double const> counts);

    /// Sum of log((theta + 0) ... (theta + y - 1)) - y log(theta).
    double log_rising(double theta) const;
    /// Sum of digamma(theta + y) - digamma(theta).
    double digamma_rise(double theta) const;
    /// Sum of trigamma(theta) - trigamma(theta + y).
    double trigamma_fall(double theta) const;
private:
    std::vector<double> above_;  ///< how many counts are larger than the index; empty where the counts are large
    std::span<double const> counts_;
};

}  // namespace accalmie
