// SPDX-License-Identifier: Apache-2.0
#include "measures/distributions.hpp"

#include "core/verify.hpp"
#include "measures/boost_policy.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <functional>

namespace accalmie {

namespace {

/// The chance in [0, 1] at which a function that falls with it reaches `target`: halved until no double lies between, or 200 times, which
/// leaves less than 1e-60, far below the rounding of the tails themselves.
double where_falls_to(double target, std::function<double(double)> const& falling)
{
    double low = 0, high = 1;
    for (int step = 0; step < 200; ++step) {
        double const middle = (low + high) / 2;
        if (middle == low || middle == high) break;
        (falling(middle) > target ? low : high) = middle;
    }
    return (low + high) / 2;
}

double finite(double value)
{
    VERIFY(std::isfinite(value));
    return value;
}

}  // namespace

double binomial_at_most(std::int64_t k, std::int64_t trials, double chance)
{
    VERIFY(trials >= 0 && chance >= 0 && chance <= 1);
    if (k < 0) return 0;
    if (k >= trials) return 1;
    return finite(boost::math::ibetac(static_cast<double>(k + 1), static_cast<double>(trials - k), chance, QuietPolicy{}));
}

double binomial_at_least(std::int64_t k, std::int64_t trials, double chance)
{
    VERIFY(trials >= 0 && chance >= 0 && chance <= 1);
    if (k <= 0) return 1;
    if (k > trials) return 0;
    return finite(boost::math::ibeta(static_cast<double>(k), static_cast<double>(trials - k + 1), chance, QuietPolicy{}));
}

Interval clopper_pearson(std::int64_t successes, std::int64_t trials, double level)
{
    VERIFY(trials >= 1 && successes >= 0 && successes <= trials && level > 0 && level < 1);
    double const tail = (1 - level) / 2;
    auto const x = static_cast<double>(successes), n = static_cast<double>(trials);
    Interval interval{0, 1.0};
    if (successes > 0) interval.lower = finite(boost::math::ibeta_inv(x, n - x + 1, tail, QuietPolicy{}));
    if (successes < trials) interval.upper = finite(boost::math::ibetac_inv(x + 1, n - x, tail, QuietPolicy{}));
    return interval;
}

Interval mid_p_interval(std::int64_t successes, std::int64_t trials, double level)
{
    VERIFY(trials >= 1 && successes >= 0 && successes <= trials && level > 0 && level < 1);
    double const tail = (1 - level) / 2;
    auto const below = [&](double chance) {
        return (binomial_at_most(successes - 1, trials, chance) + binomial_at_most(successes, trials, chance)) / 2;
    };
    auto const not_above = [&](double chance) {
        return 1 - (binomial_at_least(successes, trials, chance) + binomial_at_least(successes + 1, trials, chance)) / 2;
    };
    Interval interval{0, 1.0};
    if (successes > 0) interval.lower = where_falls_to(1 - tail, not_above);
    if (successes < trials) interval.upper = where_falls_to(tail, below);
    return interval;
}

double poisson_at_most(std::int64_t k, double mean)
{
    VERIFY(mean >= 0 && std::isfinite(mean));
    if (k < 0) return 0;
    if (mean == 0) return 1;
    return finite(boost::math::gamma_q(static_cast<double>(k) + 1, mean, QuietPolicy{}));
}

double negative_binomial_at_most(std::int64_t k, double mean, double size)
{
    VERIFY(mean >= 0 && std::isfinite(mean) && size > 0 && std::isfinite(size));
    if (k < 0) return 0;
    if (mean == 0) return 1;
    return finite(boost::math::ibeta(size, static_cast<double>(k) + 1, size / (size + mean), QuietPolicy{}));
}

}  // namespace accalmie
