// SPDX-License-Identifier: Apache-2.0
// src/measures/boost_policy.hpp: how Boost.Math tells that a value does not exist. Included by .cpp files only.
#pragma once

#include <boost/math/policies/policy.hpp>

namespace accalmie {

/// Boost answers NaN or infinity instead of throwing; the conditions of each function keep it from having to, and callers look.
using QuietPolicy = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::errno_on_error>, boost::math::policies::pole_error<boost::math::policies::errno_on_error>,
    boost::math::policies::overflow_error<boost::math::policies::errno_on_error>,
    boost::math::policies::evaluation_error<boost::math::policies::errno_on_error>,
    boost::math::policies::rounding_error<boost::math::policies::errno_on_error>,
    boost::math::policies::indeterminate_result_error<boost::math::policies::errno_on_error>>;

}  // namespace accalmie
