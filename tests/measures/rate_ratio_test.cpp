// SPDX-License-Identifier: Apache-2.0
#include "measures/rate_ratio.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

using namespace accalmie;

namespace {

struct Case {
    std::int64_t during;
    double time_during;
    std::int64_t before;
    double time_before;
    std::optional<double> ratio;
    double exact_lower;
    std::optional<double> exact_upper;
    double mid_lower;
    std::optional<double> mid_upper;
    double p_fall, p_fall_mid, p_two_sided, p_two_sided_mid;
};

// Computed with Python's decimal at 60 digits: binomial sums by integer binomial coefficients, bounds by 150 halvings. The first row is
// also the example of Stata's manual (`iri 41 15 28010 19017`: 1.855759, 1.005684 to 3.6093, mid-p two-sided 0.0355), the second the
// first stratum of OpenEpi's example of two person-time rates (6.927, Fisher 2.004 to 36.89, mid-p 2.21 to 29.63); the third has the counts
// of the example of R's package rateratio.test.
Case const cases[] = {
    {41, 28010, 15, 19017, 1.85575865762, 1.00568406269, 3.60930031108, 1.04107524343, 3.44942276045, 0.988372701605, 0.982271289114, 0.0476602467546, 0.0354574217723},
    {17, 100025, 3, 122268, 6.92678830292, 2.00351070061, 36.8923336026, 2.21022638377, 29.6302520552, 0.99996418219, 0.999843638894, 0.000553808803748, 0.000312722212096},
    {2, 17877, 9, 16660, 0.207094155743, 0.0217740627591, 1.00054910449, 0.0304957719637, 0.869523193018, 0.0250532478071, 0.0146332835013, 0.0501064956141, 0.0292665670025},
    {0, 7, 12, 21, 0, 0, 1.07968145186, 0, 0.850706526338, 0.0316763520241, 0.015838176012, 0.0633527040482, 0.0316763520241},
    {0, 7, 3, 21, 0, 0, 7.25985568006, 0, 5.14325284978, 0.421875, 0.2109375, 0.84375, 0.421875},
    {5, 7, 0, 21, std::nullopt, 2.74906757195, std::nullopt, 3.65602105105, std::nullopt, 1, 0.99951171875, 0.001953125, 0.0009765625},
    {3, 7, 30, 21, 0.3, 0.0585870607711, 0.964668726501, 0.0726633949176, 0.884998971664, 0.0205481017502, 0.0129360401567, 0.0410962035004, 0.0258720803134},
    {10, 7, 30, 21, 1, 0.436090769072, 2.10171094171, 0.466366421208, 2.00453033858, 0.583904078029, 0.511721904851, 1, 0.976556190299},
    {1, 7, 1, 7, 1, 0.0127393670837, 78.4968353163, 0.025641025641, 39, 0.75, 0.5, 1, 1},
    {60, 7, 40, 21, 4.5, 2.96669569965, 6.89136744043, 3.02121303841, 6.75683908892, 1, 1, 2.65366934872e-13, 1.61366586717e-13},
    {120, 7, 900, 36, 0.685714285714, 0.561984820041, 0.830409707125, 0.564712325221, 0.826940855848, 2.95945226085e-05, 2.47469990111e-05, 5.9189045217e-05, 4.94939980223e-05},
    {1, 1, 200, 84, 0.42, 0.0105812428597, 2.36701143626, 0.0209091045324, 2.0909666939, 0.314411196865, 0.203539880076, 0.62882239373, 0.407079760152},
};

void check_close(std::optional<double> got, std::optional<double> expected)
{
    REQUIRE(got.has_value() == expected.has_value());
    if (got) CHECK(*got == doctest::Approx(*expected).epsilon(1e-9));
}

double factorial(std::int64_t n) { return std::tgamma(static_cast<double>(n) + 1); }

/// The chance that the exact (or mid-p) interval holds `ratio`, summed over all outcomes of a given total: no simulation.
double coverage(std::int64_t total, double ratio, bool exact)
{
    double const chance = ratio / (ratio + 1);
    double covered = 0;
    for (std::int64_t during = 0; during <= total; ++during) {
        auto const answer = rate_ratio({{during, 1}, {total - during, 1}});
        auto const& interval = exact ? answer->exact : answer->mid_p;
        if (ratio < interval.lower || (interval.upper && ratio > *interval.upper)) continue;
        covered += factorial(total) / factorial(during) / factorial(total - during) * std::pow(chance, static_cast<double>(during)) *
                   std::pow(1 - chance, static_cast<double>(total - during));
    }
    return covered;
}

}  // namespace

TEST_CASE("ratio, intervals and chances are those of published examples and of an exact computation")
{
    for (auto const& row : cases) {
        CAPTURE(row.during);
        CAPTURE(row.before);
        auto const answer = rate_ratio({{row.during, row.time_during}, {row.before, row.time_before}});
        REQUIRE(answer);
        check_close(answer->ratio, row.ratio);
        check_close(answer->exact.lower, row.exact_lower);
        check_close(answer->exact.upper, row.exact_upper);
        check_close(answer->mid_p.lower, row.mid_lower);
        check_close(answer->mid_p.upper, row.mid_upper);
        check_close(answer->p_fall, row.p_fall);
        check_close(answer->p_fall_mid, row.p_fall_mid);
        check_close(answer->p_two_sided, row.p_two_sided);
        check_close(answer->p_two_sided_mid, row.p_two_sided_mid);
    }
}

TEST_CASE("no event during gives the ratio zero with an upper bound")
{
    auto const answer = rate_ratio({{0, 7}, {12, 21}});
    CHECK(answer->ratio == 0.0);
    CHECK(answer->exact.lower == 0);
    CHECK(answer->exact.upper.has_value());
    CHECK(answer->no_ratio == NoRatio::none);
}

TEST_CASE("no event before gives no ratio and says why, its lower bound stands")
{
    auto const answer = rate_ratio({{5, 7}, {0, 21}});
    CHECK(!answer->ratio);
    CHECK(answer->no_ratio == NoRatio::no_event_before);
    CHECK(answer->exact.lower > 1);
    CHECK(!answer->exact.upper);
}

TEST_CASE("no event in either time gives no ratio and no bound")
{
    auto const answer = rate_ratio({{0, 7}, {0, 21}});
    CHECK(!answer->ratio);
    CHECK(answer->no_ratio == NoRatio::no_event);
    CHECK(answer->exact.lower == 0);
    CHECK(!answer->exact.upper);
    CHECK(answer->p_two_sided == 1);
}

TEST_CASE("the interval of another level is the one asked for")
{
    auto const wide = rate_ratio({{3, 7}, {30, 21}, 0.99}), usual = rate_ratio({{3, 7}, {30, 21}});
    CHECK(wide->exact.lower < usual->exact.lower);
    CHECK(*wide->exact.upper > *usual->exact.upper);
}

TEST_CASE("what is not a count, a time or a level is refused with its place")
{
    CHECK(rate_ratio({{-1, 7}, {12, 21}}).error().where == "during");
    CHECK(rate_ratio({{1, 7}, {1, 0}}).error().where == "before");
    CHECK(rate_ratio({{1, 7}, {1, -2}}).error().kind == Error::Kind::invalid);
    CHECK(rate_ratio({{1, std::nan("")}, {1, 1}}).error().kind == Error::Kind::invalid);
    CHECK(rate_ratio({{1, std::numeric_limits<double>::infinity()}, {1, 1}}).error().kind == Error::Kind::invalid);
    CHECK(rate_ratio({{1, 7}, {1, 7}, 1}).error().where == "level");
    CHECK(rate_ratio({{1, 7}, {1, 7}, 0}).error().where == "level");
    CHECK(rate_ratio({{1'000'000'001, 7}, {1, 7}}).error().kind == Error::Kind::limit);
}

TEST_CASE("the largest counts still have a narrow interval around their ratio")
{
    auto const answer = rate_ratio({{1'000'000'000, 1}, {1'000'000'000, 1}});
    REQUIRE(answer);
    CHECK(*answer->ratio == 1);
    CHECK(answer->exact.lower == doctest::Approx(1).epsilon(1e-4));
    CHECK(*answer->exact.upper == doctest::Approx(1).epsilon(1e-4));
    CHECK(answer->exact.lower < 1);
    CHECK(*answer->exact.upper > 1);
}

TEST_CASE("the exact interval never covers less often than 95 %, the mid-p interval nearly so")
{
    for (std::int64_t total : {1, 5, 20, 60}) {
        for (double ratio : {0.05, 0.1, 0.4, 0.9, 1.0, 3.0}) {
            CAPTURE(total);
            CAPTURE(ratio);
            CHECK(coverage(total, ratio, true) >= 0.95 - 1e-9);
            CHECK(coverage(total, ratio, false) >= 0.90);
        }
    }
}

TEST_CASE("for any counts the intervals hold the ratio, the mid-p one lies inside, and swapping the times turns them over")
{
    CHECK(rc::check([] {
        auto const during = *rc::gen::inRange<std::int64_t>(0, 3000), before = *rc::gen::inRange<std::int64_t>(0, 3000);
        auto const weeks = *rc::gen::inRange(1, 400), earlier_weeks = *rc::gen::inRange(1, 400);
        auto const answer = rate_ratio({{during, 1.0 * weeks}, {before, 1.0 * earlier_weeks}});
        auto const swapped = rate_ratio({{before, 1.0 * earlier_weeks}, {during, 1.0 * weeks}});
        RC_ASSERT(answer && swapped);
        RC_ASSERT(answer->exact.lower <= answer->mid_p.lower * (1 + 1e-9));
        if (answer->exact.upper) RC_ASSERT(*answer->exact.upper >= *answer->mid_p.upper * (1 - 1e-9));
        if (answer->ratio) RC_ASSERT(answer->exact.lower <= *answer->ratio * (1 + 1e-9));
        if (answer->ratio && answer->exact.upper) RC_ASSERT(*answer->ratio <= *answer->exact.upper * (1 + 1e-9));
        if (answer->exact.upper && *answer->exact.upper > 0) RC_ASSERT(std::abs(*answer->exact.upper * swapped->exact.lower - 1) < 1e-6);
        // The two-sided test and the interval say the same (away from the very edge, where rounding decides).
        bool const leaves_out_one = answer->exact.lower > 1 || (answer->exact.upper && *answer->exact.upper < 1);
        if (std::abs(answer->p_two_sided - 0.05) > 1e-9) RC_ASSERT(leaves_out_one == (answer->p_two_sided < 0.05));
    }));
}
