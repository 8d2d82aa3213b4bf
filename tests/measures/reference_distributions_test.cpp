// SPDX-License-Identifier: Apache-2.0
#include "measures/reference_distributions.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

using namespace accalmie;

TEST_CASE("chances and reaches are those that R prints")
{
    CHECK(normal_two_sided(-1.3) / 0.193600969171221 == doctest::Approx(1).epsilon(1e-11));
    CHECK(normal_two_sided(9) / 2.25717681190768e-19 == doctest::Approx(1).epsilon(1e-11));
    CHECK(normal_reach(0.95) / 1.95996398454005 == doctest::Approx(1).epsilon(1e-11));
    CHECK(normal_reach(0.999) / 3.29052673149193 == doctest::Approx(1).epsilon(1e-11));
    CHECK(student_two_sided(2.5, 3) / 0.0877066470080655 == doctest::Approx(1).epsilon(1e-11));
    CHECK(student_two_sided(-0.1, 382) / 0.920396784812364 == doctest::Approx(1).epsilon(1e-11));
    CHECK(student_two_sided(40, 6.5) / 5.03933144580966e-09 == doctest::Approx(1).epsilon(1e-11));
    CHECK(student_reach(0.95, 1) / 12.7062047361747 == doctest::Approx(1).epsilon(1e-11));
    CHECK(student_reach(0.95, 382) / 1.96619350682701 == doctest::Approx(1).epsilon(1e-11));
    CHECK(student_reach(0.1, 5) / 0.132175175231687 == doctest::Approx(1).epsilon(1e-11));
    CHECK(student_reach(0.9999, 2.5) / 46.0242152469521 == doctest::Approx(1).epsilon(1e-11));
    CHECK(f_at_least(2.2, 3, 17) / 0.125390938198683 == doctest::Approx(1).epsilon(1e-11));
    CHECK(f_at_least(100, 5, 4) / 0.000273389361461616 == doctest::Approx(1).epsilon(1e-11));
    CHECK(f_at_least(0, 5, 4) / 1 == doctest::Approx(1).epsilon(1e-11));
    CHECK(chi_square_at_least(7.5, 3) / 0.0575584519726364 == doctest::Approx(1).epsilon(1e-11));
    CHECK(chi_square_at_least(200, 4) / 3.75727673578104e-42 == doctest::Approx(1).epsilon(1e-11));
}

TEST_CASE("the reach of a level is where the two-sided chance is what is left")
{
    CHECK(rc::check([] {
        double const level = *rc::gen::inRange(1, 999) / 1000.0, degrees = *rc::gen::inRange(1, 400) / 2.0;
        RC_ASSERT(std::abs(student_two_sided(student_reach(level, degrees), degrees) - (1 - level)) < 1e-10);
        RC_ASSERT(std::abs(normal_two_sided(normal_reach(level)) - (1 - level)) < 1e-12);
        // The square of t is an F with one degree above.
        double const t = *rc::gen::inRange(-4000, 4000) / 500.0;
        RC_ASSERT(std::abs(student_two_sided(t, degrees) - f_at_least(t * t, 1, degrees)) < 1e-12);
    }));
}
