// SPDX-License-Identifier: Apache-2.0
#include "measures/reference_distributions.hpp"

#include "core/verify.hpp"
#include "measures/boost_policy.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>

namespace accalmie {

namespace {

double finite(double value)
{
    VERIFY(std::isfinite(value));
    return value;
}

}  // namespace

double normal_two_sided(double z)
{
    VERIFY(std::isfinite(z));
    return std::erfc(std::abs(z) / std::sqrt(2.0));
}

double normal_reach(double level)
{
    VERIFY(level > 0 && level < 1);
    return finite(std::sqrt(2.0) * boost::math::erf_inv(level, QuietPolicy{}));
}

double student_two_sided(double t, double degrees)
{
    VERIFY(std::isfinite(t) && degrees > 0);
    // The share of the variance that is left over; from the side that keeps its digits.
    double const square = t * t;
    if (square < degrees) return finite(boost::math::ibetac(0.5, degrees / 2, square / (degrees + square), QuietPolicy{}));
    return finite(boost::math::ibeta(degrees / 2, 0.5, degrees / (degrees + square), QuietPolicy{}));
}

double student_reach(double level, double degrees)
{
    VERIFY(level > 0 && level < 1 && degrees > 0);
    double rest = 0;
    double const left = boost::math::ibeta_inv(degrees / 2, 0.5, 1 - level, &rest, QuietPolicy{});
    return finite(std::sqrt(degrees * rest / left));
}

double f_at_least(double f, double degrees_above, double degrees_below)
{
    VERIFY(std::isfinite(f) && f >= 0 && degrees_above > 0 && degrees_below > 0);
    double const part = degrees_above * f;
    if (part < degrees_below) return finite(boost::math::ibetac(degrees_above / 2, degrees_below / 2, part / (degrees_below + part), QuietPolicy{}));
    return finite(boost::math::ibeta(degrees_below / 2, degrees_above / 2, degrees_below / (degrees_below + part), QuietPolicy{}));
}

double chi_square_at_least(double x, double degrees)
{
    VERIFY(std::isfinite(x) && x >= 0 && degrees > 0);
    return finite(boost::math::gamma_q(degrees / 2, x / 2, QuietPolicy{}));
}

}  // namespace accalmie
