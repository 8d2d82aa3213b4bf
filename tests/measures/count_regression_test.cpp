// SPDX-License-Identifier: Apache-2.0
#include "measures/count_regression.hpp"
#include "measures/robust_covariance.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <numeric>

using namespace accalmie;

namespace {

// 24 months with a step after the twelfth; the values expected below are those of R 4.2.2, glm (epsilon 1e-14) and MASS 7.3-58 glm.nb
// (epsilon 1e-14): y ~ t + s + offset(log(e)).
std::vector<double> const counts{4, 0, 7, 3, 9, 2, 15, 6, 1, 12, 8, 5, 0, 1, 3, 0, 2, 6, 1, 0, 4, 11, 2, 3};

std::vector<double> log_exposure()
{
    std::vector<double> offset;
    for (int month = 0; month < 24; ++month) offset.push_back(std::log(std::vector<double>{10, 20, 15, 12, 8, 25}[static_cast<std::size_t>(month % 6)]));
    return offset;
}

std::vector<double> step_after(int last)
{
    std::vector<double> step;
    for (int month = 1; month <= 24; ++month) step.push_back(month > last ? 1 : 0);
    return step;
}

CountDesign design_of(std::vector<double> step = step_after(12))
{
    CountDesign design;
    std::vector<double> time(24);
    std::iota(time.begin(), time.end(), 1.0);
    design.add("intercept", std::vector<double>(24, 1.0));
    design.add("time", time);
    design.add("step", std::move(step));
    return design;
}

void check_close(std::vector<double> const& got, std::vector<double> const& expected, double share = 1e-9)
{
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == doctest::Approx(expected[i]).epsilon(share));
}

/// Derivative of the log-likelihood by each coefficient, written out.
double largest_score(CountDesign const& design, std::span<double const> seen, CountRegression const& answer)
{
    double largest = 0;
    for (auto const& column : design.columns) {
        double sum = 0, size = 0;
        for (std::size_t row = 0; row < seen.size(); ++row) {
            double const mean = answer.fitted[row], share = answer.fit.theta ? *answer.fit.theta / (mean + *answer.fit.theta) : 1;
            sum += column[row] * (seen[row] - mean) * share;
            size += std::abs(column[row]) * (seen[row] + mean);
        }
        largest = std::max(largest, std::abs(sum) / (size + 1));
    }
    return largest;
}

}  // namespace

TEST_CASE("a Poisson fit is R's to ten digits")
{
    auto const answer = *count_regression(design_of(), counts, log_exposure(), CountFamily::poisson);
    REQUIRE(answer.fit.outcome == CountOutcome::converged);
    check_close(answer.coefficients, {-1.41531559853645, 0.07005036504455, -1.62076293808423});
    check_close(answer.standard_errors, {0.24486633861837, 0.02845615489435, 0.40099415879151});
    CHECK(answer.covariance[1 * 3 + 2] == doctest::Approx(-0.009717033016452).epsilon(1e-9));
    CHECK(answer.fit.deviance == doctest::Approx(105.9729980442).epsilon(1e-10));
    CHECK(answer.fit.log_likelihood == doctest::Approx(-85.53024911736).epsilon(1e-10));
    CHECK(*answer.aic == doctest::Approx(177.0604982347).epsilon(1e-10));
    CHECK(answer.fit.pearson == doctest::Approx(117.3602108694).epsilon(1e-9));
    CHECK(!answer.fit.theta);
}

TEST_CASE("a quasi-Poisson fit has Poisson's coefficients and errors larger by the root of the dispersion")
{
    auto const answer = *count_regression(design_of(), counts, log_exposure(), CountFamily::quasi_poisson);
    check_close(answer.coefficients, {-1.41531559853645, 0.07005036504455, -1.62076293808423});
    double const root = std::sqrt(117.3602108694 / 21);
    check_close(answer.standard_errors, {root * 0.24486633861837, root * 0.02845615489435, root * 0.40099415879151});
    CHECK(!answer.aic);
}

TEST_CASE("a negative binomial fit is glm.nb's, theta and its error too")
{
    auto const answer = *count_regression(design_of(), counts, log_exposure(), CountFamily::negative_binomial);
    REQUIRE(answer.fit.outcome == CountOutcome::converged);
    check_close(answer.coefficients, {-1.4594469985689, 0.1177183467794, -2.4642634539555}, 1e-8);
    check_close(answer.standard_errors, {0.50382389144253, 0.06193666972933, 0.87129917428604}, 1e-8);
    CHECK(*answer.fit.theta == doctest::Approx(1.257039175061).epsilon(1e-8));
    // glm.nb takes the information one Newton step before the end.
    CHECK(*answer.fit.theta_standard_error == doctest::Approx(0.4793937770376).epsilon(1e-5));
    CHECK(answer.fit.deviance == doctest::Approx(26.29020293885).epsilon(1e-8));
    CHECK(answer.fit.log_likelihood == doctest::Approx(-61.33960523925).epsilon(1e-10));
    CHECK(*answer.aic == doctest::Approx(130.6792104785).epsilon(1e-10));
    CHECK(answer.fit.pearson == doctest::Approx(19.89324129693).epsilon(1e-8));
}

TEST_CASE("large counts give the same theta by special functions as small ones by sums")
{
    // Every count times 1,000 exceeds the sums' range; the maximum is checked by the score, and by theta's own derivative.
    std::vector<double> large;
    for (double const count : counts) large.push_back(1000 * count + 7);
    auto const answer = *count_regression(design_of(), large, log_exposure(), CountFamily::negative_binomial);
    REQUIRE(answer.fit.outcome == CountOutcome::converged);
    CHECK(largest_score(design_of(), large, answer) < 1e-9);
    double const theta = *answer.fit.theta, small = 1e-4 * theta;
    auto const likelihood = [&](double at) {
        double sum = 0;
        for (std::size_t row = 0; row < large.size(); ++row) {
            double const mean = answer.fitted[row];
            sum += std::lgamma(at + large[row]) - std::lgamma(at) - std::lgamma(large[row] + 1) + at * std::log(at / (at + mean)) + large[row] * std::log(mean / (at + mean));
        }
        return sum;
    };
    CHECK(answer.fit.log_likelihood == doctest::Approx(likelihood(theta)).epsilon(1e-10));
    CHECK(likelihood(theta) > likelihood(theta + small));
    CHECK(likelihood(theta) > likelihood(theta - small));
}

TEST_CASE("counts that vary no more than Poisson have no theta, and the Poisson fit stands for them")
{
    std::vector<double> const even{3, 4, 2, 3, 5, 4, 3, 2, 4, 3, 3, 4};
    CountDesign design;
    design.add("intercept", std::vector<double>(12, 1.0));
    design.add("time", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    // glm.nb goes on to theta = 276181 with the same coefficients to nine digits.
    auto const answer = *count_regression(design, even, {}, CountFamily::negative_binomial);
    REQUIRE(answer.fit.outcome == CountOutcome::converged);
    CHECK(!answer.fit.theta);
    check_close(answer.coefficients, {1.176594014861, 0.004195982717748});
    CHECK(answer.fit.log_likelihood == doctest::Approx(-19.68169070494).epsilon(1e-10));
}

TEST_CASE("counts at the very edge of Poisson converge too, with a theta or without")
{
    // Near that edge theta is so large that rounding keeps it from standing still: 9 of 60,000 such series once spent all iterations.
    CountDesign design;
    std::vector<double> seen, time;
    for (int month = 0; month < 40; ++month) time.push_back(month);
    design.add("intercept", std::vector<double>(40, 1.0));
    design.add("time", time);
    int with_theta = 0, without = 0;
    for (int tenth = 55; tenth <= 75; ++tenth) {
        seen.clear();
        // Spread rises with `tenth`: around 6.3 the counts vary as Poisson's do.
        for (int month = 0; month < 40; ++month) seen.push_back(std::round(40 + tenth / 10.0 * std::sqrt(2.0) * std::sin(2.0 * month * month + 0.3)));
        auto const answer = *count_regression(design, seen, {}, CountFamily::negative_binomial);
        REQUIRE(answer.fit.outcome == CountOutcome::converged);
        ++(answer.fit.theta ? with_theta : without);
    }
    CHECK(with_theta > 0);
    CHECK(without > 0);
}

TEST_CASE("zeros that a column can tell apart are named, not estimated")
{
    auto none_after = counts;
    std::fill(none_after.begin() + 12, none_after.end(), 0.0);
    for (auto const family : {CountFamily::poisson, CountFamily::quasi_poisson, CountFamily::negative_binomial}) {
        auto const answer = *count_regression(design_of(), none_after, log_exposure(), family);
        CHECK(answer.fit.outcome == CountOutcome::separated);
        CHECK(answer.coefficients.empty());
        CHECK(count_regression(design_of(), std::vector<double>(24, 0.0), {}, family)->fit.outcome == CountOutcome::all_zero);
    }
    // One event after the step is enough for a coefficient, however low.
    none_after[20] = 1;
    CHECK(count_regression(design_of(), none_after, log_exposure(), CountFamily::poisson)->fit.outcome == CountOutcome::converged);
}

TEST_CASE("a design that cannot be told apart is refused by the name of its column")
{
    auto design = design_of();
    std::vector<double> before;
    for (double const step : step_after(12)) before.push_back(3 - 3 * step);
    design.add("before", before);
    auto const error = count_regression(design, counts, {}, CountFamily::poisson).error();
    CHECK(error.what == "the column \"before\" is zero or a sum of multiples of the others");
    CHECK(!error.remedy.empty());
}

TEST_CASE("columns of any unit and a calendar year beside the intercept give the same fit")
{
    auto design = design_of();
    for (double& time : design.columns[1]) time = 2'000'000 + 1e-3 * time;
    auto const answer = *count_regression(design, counts, log_exposure(), CountFamily::poisson);
    REQUIRE(answer.fit.outcome == CountOutcome::converged);
    CHECK(answer.coefficients[2] == doctest::Approx(-1.62076293808423).epsilon(1e-6));
    CHECK(answer.coefficients[1] == doctest::Approx(70.05036504455).epsilon(1e-6));
    CHECK(answer.standard_errors[1] == doctest::Approx(28.45615489435).epsilon(1e-6));
}

TEST_CASE("counts and shapes that are wrong are refused with their place")
{
    auto bad = counts;
    bad[3] = -1;
    CHECK(count_regression(design_of(), bad, {}, CountFamily::quasi_poisson).error().where == "row 4");
    bad[3] = 2.5;
    CHECK(count_regression(design_of(), bad, {}, CountFamily::poisson).error().where == "row 4");
    CHECK(count_regression(design_of(), bad, {}, CountFamily::quasi_poisson)->fit.outcome == CountOutcome::converged);
    bad[3] = 2e9;
    CHECK(count_regression(design_of(), bad, {}, CountFamily::poisson).error().kind == Error::Kind::limit);
    bad[3] = std::nan("");
    CHECK(!count_regression(design_of(), bad, {}, CountFamily::poisson));
    CHECK(count_regression(design_of(), counts, std::vector<double>(24, -INFINITY), CountFamily::poisson).error().where == "offset");
    CHECK(!count_regression(design_of(), std::vector<double>(23, 1.0), {}, CountFamily::poisson));
    CHECK(!count_regression(CountDesign{}, counts, {}, CountFamily::poisson));
    CountDesign wide;
    for (int column = 0; column < 3; ++column) wide.add("c", {1, 2, 3});
    CHECK(count_regression(wide, std::vector<double>{1, 2, 3}, {}, CountFamily::poisson).error().what == "3 rows for 3 coefficients");
    CHECK(!parse_count_family("gaussian"));
    CHECK(*parse_count_family("negative-binomial") == CountFamily::negative_binomial);
}

TEST_CASE("an exchanged column, a warm start and a used fitter give what a fresh fit gives")
{
    for (auto const family : {CountFamily::poisson, CountFamily::negative_binomial}) {
        auto fitter = *CountFitter::make(design_of(), log_exposure());
        REQUIRE(fitter.fit(counts, family).outcome == CountOutcome::converged);
        for (int last = 3; last <= 21; ++last) {
            CAPTURE(last);
            auto const step = step_after(last);
            // The first column in turn with the last: the order within must not show.
            REQUIRE(fitter.exchange(2, step));
            if (last % 4 == 0) REQUIRE(fitter.exchange(0, std::vector<double>(24, 1.0)));
            auto const& fit = fitter.fit(counts, family, last % 3 == 0 ? CountStart::cold : CountStart::warm);
            auto const fresh = *count_regression(design_of(step), counts, log_exposure(), family);
            REQUIRE(fit.outcome == fresh.fit.outcome);
            CHECK(fit.log_likelihood == doctest::Approx(fresh.fit.log_likelihood).epsilon(1e-10));
            for (std::size_t column = 0; column < 3; ++column) {
                CHECK(fitter.coefficient(column) == doctest::Approx(fresh.coefficients[column]).epsilon(1e-7));
                CHECK(fitter.standard_error(column) == doctest::Approx(fresh.standard_errors[column]).epsilon(1e-6));
            }
        }
    }
}

TEST_CASE("a fitter survives an exchange that is refused")
{
    auto fitter = *CountFitter::make(design_of(), {});
    CHECK(!fitter.exchange(2, std::vector<double>(24, 5.0)));
    REQUIRE(fitter.exchange(2, step_after(6)));
    CHECK(fitter.fit(counts, CountFamily::poisson).outcome == CountOutcome::converged);
}

TEST_CASE("for any counts a fit that converged is at the maximum, and one that did not has a reason in the counts")
{
    CHECK(rc::check([] {
        auto const seen = *rc::gen::container<std::vector<double>>(24, rc::gen::map(rc::gen::element(0, 0, 1, 2, 5, 9, 40, 700), [](int value) { return static_cast<double>(value); }));
        auto const family = *rc::gen::element(CountFamily::poisson, CountFamily::negative_binomial);
        auto const design = design_of(step_after(*rc::gen::inRange(1, 23)));
        auto const answer = *count_regression(design, seen, {}, family);
        auto const& step = design.columns[2];
        double before = 0, after = 0;
        for (std::size_t row = 0; row < 24; ++row) (step[row] > 0 ? after : before) += seen[row];
        if (before > 0 && after > 0) RC_ASSERT(answer.fit.outcome == CountOutcome::converged || answer.fit.outcome == CountOutcome::separated);
        else RC_ASSERT(answer.fit.outcome == CountOutcome::separated || answer.fit.outcome == CountOutcome::all_zero);
        if (answer.fit.outcome == CountOutcome::converged) RC_ASSERT(largest_score(design, seen, answer) < 1e-8);
        if (answer.fit.theta) {
            auto const poisson = *count_regression(design, seen, {}, CountFamily::poisson);
            RC_ASSERT(answer.fit.log_likelihood >= poisson.fit.log_likelihood - 1e-8);
        }
    }));
}
