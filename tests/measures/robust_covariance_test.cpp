// SPDX-License-Identifier: Apache-2.0
#include "measures/robust_covariance.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace accalmie;

namespace {

std::vector<double> const counts{4, 0, 7, 3, 9, 2, 15, 6, 1, 12, 8, 5, 0, 1, 3, 0, 2, 6, 1, 0, 4, 11, 2, 3};

CountDesign design_of()
{
    CountDesign design;
    std::vector<double> time, step;
    for (int month = 1; month <= 24; ++month) {
        time.push_back(month);
        step.push_back(month > 12 ? 1 : 0);
    }
    design.add("intercept", std::vector<double>(24, 1.0));
    design.add("time", time);
    design.add("step", step);
    return design;
}

RobustCovariance robust(CountFamily family, RobustOptions const& options)
{
    auto const design = design_of();
    return *robust_covariance(design, counts, *count_regression(design, counts, {}, family), options);
}

void check_close(std::vector<double> const& got, std::vector<double> const& expected)
{
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == doctest::Approx(expected[i]).epsilon(1e-8));
}

}  // namespace

// Expected values: the sums written out with R 4.2.2 matrices from the fits of glm and glm.nb (epsilon 1e-14), y ~ t + s: scores U = X (y - mu),
// B = (X'WX)^-1, B (U'U + sum of Bartlett weights x (G + G')) B; the plug-in bandwidth as bwNeweyWest of sandwich 3 without prewhitening.
TEST_CASE("errors robust to the variance are those of White's formula")
{
    check_close(robust(CountFamily::poisson, {RobustKind::hc0, {}, {}, {}}).standard_errors, {0.36236377127230, 0.03808012479571, 0.51137553531296});
    check_close(robust(CountFamily::poisson, {RobustKind::hc1, {}, {}, {}}).standard_errors, {0.38738316613722, 0.04070936578033, 0.54668344260549});
}

TEST_CASE("errors robust to correlation in time are those of Newey's and West's formula")
{
    RobustOptions options;
    CHECK(robust(CountFamily::poisson, options).lag == 2);
    auto const answer = robust(CountFamily::poisson, options);
    check_close(answer.standard_errors, {0.24470821622645, 0.02353534948479, 0.23823302308298});
    CHECK(answer.covariance[1 * 3 + 2] == doctest::Approx(-0.003636481515477).epsilon(1e-8));
    options.small_sample = SmallSample::degrees_of_freedom;
    check_close(robust(CountFamily::poisson, options).standard_errors, {0.2616040870994, 0.0251603469286, 0.2546818144548});
    options = {.lag = 5};
    check_close(robust(CountFamily::poisson, options).standard_errors, {0.19136870836763, 0.01770753971584, 0.18911168505188});
    options = {.lag = 0};
    check_close(robust(CountFamily::poisson, options).standard_errors, {0.36236377127230, 0.03808012479571, 0.51137553531296});
}

TEST_CASE("a robust error does not depend on the dispersion, and a negative binomial's holds theta as known")
{
    check_close(robust(CountFamily::quasi_poisson, {}).standard_errors, {0.24470821622645, 0.02353534948479, 0.23823302308298});
    auto const answer = robust(CountFamily::negative_binomial, {});
    REQUIRE(answer.standard_errors.size() == 3);
    CHECK(answer.standard_errors[0] == doctest::Approx(0.23583700738791).epsilon(1e-7));
    CHECK(answer.standard_errors[2] == doctest::Approx(0.25017170766813).epsilon(1e-7));
}

TEST_CASE("the plug-in lag is the whole part of Newey's and West's bandwidth")
{
    RobustOptions options;
    options.rule = LagRule::plug_in;
    CHECK(robust(CountFamily::poisson, options).lag == 13);
    CHECK(robust(CountFamily::negative_binomial, options).lag == 11);
}

TEST_CASE("a fit without coefficients, other rows and a lag out of range are refused")
{
    auto const design = design_of();
    auto const fitted = *count_regression(design, counts, {}, CountFamily::poisson);
    auto const none = *count_regression(design, std::vector<double>(24, 0.0), {}, CountFamily::poisson);
    CHECK(robust_covariance(design, counts, none, {}).error().where == "regression");
    CHECK(robust_covariance(design, std::vector<double>(23, 1.0), fitted, {}).error().where == "design");
    CHECK(robust_covariance(design, counts, fitted, {.lag = 24}).error().where == "lag");
    CHECK(robust_covariance(design, counts, fitted, {.lag = -1}).error().where == "lag");
    CHECK(robust_covariance(design, counts, fitted, {.lag = 23}));
}
