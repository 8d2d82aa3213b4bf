// SPDX-License-Identifier: Apache-2.0
#include "measures/count_quantiles.hpp"

#include "measures/boost_policy.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace accalmie {

namespace {

constexpr double mean_max = 1e15;
// A sum that equals the chance but for rounding must not push the bound up by one: the same allowance as R's.
constexpr double allowance = 1 - 8 * std::numeric_limits<double>::epsilon();

/// By adding up probabilities from 0: `ratio(k)` takes the probability of k to that of k + 1.
template <class Ratio>
double added_up(double chance, double at_zero, double steps_max, Ratio ratio)
{
    double probability = at_zero, sum = at_zero, count = 0;
    while (sum < chance && count < steps_max) {
        probability *= ratio(count);
        count += 1;
        sum += probability;
    }
    return count;
}

/// By doubling and halving, for large means; NaN where the distribution function cannot be worked out any more.
template <class AtMost>
double searched(double chance, double mean, AtMost at_most)
{
    double low = -1, high = std::ceil(mean) + 1;
    while (at_most(high) < chance && high < 4e15) high *= 2;
    while (high - low > 1) {
        double const middle = std::floor((low + high) / 2), share = at_most(middle);
        if (std::isnan(share)) return share;
        (share >= chance ? high : low) = middle;
    }
    return high;
}

double poisson_quantile(double chance, double mean)
{
    if (mean < 500) return added_up(chance, std::exp(-mean), 1e5, [mean](double count) { return mean / (count + 1); });
    return searched(chance, mean, [mean](double count) { return count < 0 ? 0 : boost::math::gamma_q(count + 1, mean, QuietPolicy{}); });
}

std::optional<double> a_number(double value) { return std::isnan(value) ? std::nullopt : std::optional{value}; }

}  // namespace

std::optional<double> negative_binomial_quantile(double chance, double size, double chance_each)
{
    double const mean = size * (1 - chance_each) / chance_each;
    if (!(mean <= mean_max)) return std::nullopt;
    chance *= allowance;
    double const log_zero = size * std::log(chance_each);
    if (log_zero > -500 && mean < 5000)
        return added_up(chance, std::exp(log_zero), 1e7, [=](double count) { return (size + count) / (count + 1) * (1 - chance_each); });
    return a_number(searched(chance, mean, [=](double count) { return count < 0 ? 0 : boost::math::ibeta(size, count + 1, chance_each, QuietPolicy{}); }));
}

std::optional<double> count_quantile(double chance, double mean, double spread)
{
    if (!(mean <= mean_max)) return std::nullopt;
    if (spread > 1) return negative_binomial_quantile(chance, mean / (spread - 1), 1 / spread);
    return a_number(poisson_quantile(chance * allowance, mean));
}

double count_at_least(double count, double mean, double spread)
{
    if (count <= 0) return 1;
    if (spread > 1) return boost::math::ibeta(count, std::max(mean / (spread - 1), std::numeric_limits<double>::min()), 1 - 1 / spread, QuietPolicy{});
    return boost::math::gamma_p(count, mean, QuietPolicy{});
}

double normal_quantile(double chance) { return boost::math::quantile(boost::math::normal{}, chance); }

double normal_at_most(double z) { return boost::math::cdf(boost::math::normal{}, z); }

}  // namespace accalmie
