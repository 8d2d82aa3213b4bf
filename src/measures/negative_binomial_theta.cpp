// SPDX-License-Identifier: Apache-2.0
#include "measures/negative_binomial_theta.hpp"

#include "core/verify.hpp"
#include "measures/boost_policy.hpp"

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace accalmie {

namespace {

/// Above this the special functions are cheaper than the sums.
constexpr double tail_max = 4'096;

double log_gamma(double x) { return boost::math::lgamma(x, QuietPolicy{}); }

/// log(k!) for the counts that occur most.
std::array<double, 1024> const& log_factorial_table()
{
    static auto const table = [] {
        std::array<double, 1024> made{};
        for (std::size_t k = 1; k < made.size(); ++k) made[k] = log_gamma(static_cast<double>(k) + 1);
        return made;
    }();
    return table;
}

}  // namespace

double log_factorial_sum(std::span<double const> counts)
{
    auto const& table = log_factorial_table();
    double sum = 0;
    for (double const y : counts) {
        bool const known = y < static_cast<double>(table.size()) && y == std::floor(y);
        sum += known ? table[static_cast<std::size_t>(y)] : log_gamma(y + 1);
    }
    return sum;
}

void CountTails::set(std::span<double const> counts)
{
    counts_ = counts;
    above_.clear();
    if (counts.empty()) return;
    double const largest = *std::max_element(counts.begin(), counts.end());
    if (largest > tail_max) return;
    above_.assign(static_cast<std::size_t>(largest) + 1, 0.0);
    for (double const count : counts) above_[static_cast<std::size_t>(count)] += 1;
    // From "this count" to "above this count": running sums from the right, the last one falls away.
    double sum = 0;
    for (std::size_t k = above_.size(); k-- > 0;) {
        double const here = above_[k];
        above_[k] = sum;
        sum += here;
    }
}

double CountTails::log_rising(double theta) const
{
    double sum = 0;
    if (above_.empty()) {
        for (double const y : counts_) sum += log_gamma(theta + y) - log_gamma(theta) - y * std::log(theta);
        return sum;
    }
    for (std::size_t k = 1; k < above_.size(); ++k) sum += above_[k] * std::log1p(static_cast<double>(k) / theta);
    return sum;
}

double CountTails::digamma_rise(double theta) const
{
    double sum = 0;
    if (above_.empty()) {
        double const base = boost::math::digamma(theta, QuietPolicy{});
        for (double const y : counts_) sum += boost::math::digamma(theta + y, QuietPolicy{}) - base;
        return sum;
    }
    for (std::size_t k = 0; k < above_.size(); ++k) sum += above_[k] / (theta + static_cast<double>(k));
    return sum;
}

double CountTails::trigamma_fall(double theta) const
{
    double sum = 0;
    if (above_.empty()) {
        double const base = boost::math::trigamma(theta, QuietPolicy{});
        for (double const y : counts_) sum += base - boost::math::trigamma(theta + y, QuietPolicy{});
        return sum;
    }
    for (std::size_t k = 0; k < above_.size(); ++k) {
        double const part = 1 / (theta + static_cast<double>(k));
        sum += above_[k] * part * part;
    }
    return sum;
}

}  // namespace accalmie
