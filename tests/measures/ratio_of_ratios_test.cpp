// SPDX-License-Identifier: Apache-2.0
#include "measures/ratio_of_ratios.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

using namespace accalmie;

namespace {

enum class Rows : std::uint8_t { all, some };

/// Counts of twelve units at six times, five treated from time 3 on, made by a rule that R repeats; of `some` one row in nine is missing.
struct Made {
    Panel panel;
    std::vector<double> exposure;
};

Made made_counts(Rows which)
{
    Made made;
    made.panel.covariates.resize(1);
    for (int unit = 0; unit < 12; ++unit) {
        for (int time = 0; time < 6; ++time) {
            if (which == Rows::some && (unit * 7 + time * 5) % 9 == 0) continue;
            made.panel.unit.push_back(static_cast<std::size_t>(unit));
            made.panel.time.push_back(time);
            made.panel.outcome.push_back((unit * 37 + time * 101 + unit * time * 53 + unit * unit * 7) % 97 / 12);
            made.panel.covariates[0].push_back((unit * 29 + time * 17 + unit * time * 11) % 23 / 7.0);
            made.panel.treated.push_back(unit < 5 && time >= 3);
            made.exposure.push_back(1 + (unit * 5 + time * 3) % 4);
        }
    }
    return made;
}

void check_close(std::optional<double> got, double expected)
{
    REQUIRE(got);
    CHECK(*got == doctest::Approx(expected).epsilon(1e-8));
}

/// Estimate, three errors, deviance, log-likelihood and dispersion.
void check_fit(RatioOfRatios const& answer, std::initializer_list<double> expected)
{
    auto const* const values = expected.begin();
    CHECK(answer.log_ratio.estimate == doctest::Approx(values[0]).epsilon(1e-8));
    check_close(answer.ratio, std::exp(values[0]));
    check_close(answer.log_ratio.classical.standard_error, values[1]);
    check_close(answer.log_ratio.robust.standard_error, values[2]);
    check_close(answer.log_ratio.cluster.standard_error, values[3]);
    CHECK(answer.deviance == doctest::Approx(values[4]).epsilon(1e-8));
    CHECK(answer.log_likelihood == doctest::Approx(values[5]).epsilon(1e-8));
    CHECK(answer.pearson_dispersion == doctest::Approx(values[6]).epsilon(1e-8));
}

}  // namespace

// R: glm(poisson) with indicators of units and times, converged to 1e-14; sandwiches multiplied out by hand as for the linear model.
TEST_CASE("ratio, errors, deviance and likelihood are those of R's glm")
{
    auto made = made_counts(Rows::some);
    auto plain = made.panel;
    plain.covariates.clear();
    auto const answer = ratio_of_ratios(plain, {}, 0.95);
    REQUIRE(answer);
    check_fit(*answer, {0.26137297886, 0.308858067687, 0.40916431633, 0.420282063019, 104.424872054, -128.445320936, 1.82186409727});
    CHECK(answer->rows == 64);
    CHECK(!answer->exact);
    auto const full = ratio_of_ratios(made.panel, made.exposure, 0.95);
    REQUIRE(full);
    check_fit(*full, {0.185342610752, 0.318096520834, 0.498901525656, 0.450031414384, 127.00227441, -139.734022114, 2.64514491523});
    CHECK(full->covariates.at(0).estimate == doctest::Approx(-0.18276232665).epsilon(1e-8));
}

TEST_CASE("with every unit at every time the ratio is that of the four sums, and its exact interval is Fisher's")
{
    auto made = made_counts(Rows::all);
    made.panel.covariates.clear();
    auto const answer = ratio_of_ratios(made.panel, {}, 0.95);
    REQUIRE(answer);
    check_fit(*answer, {0.361369788243, 0.288626414815, 0.391760128681, 0.378776561308, 122.398329124, -145.443446084, 1.84080253144});
    REQUIRE(answer->exact);
    CHECK(answer->exact->treated_after == 48);
    CHECK(answer->exact->comparison_before == 61);
    check_close(answer->exact->ratio, 48.0 * 61 / (34.0 * 60));
    check_close(answer->ratio, *answer->exact->ratio);
    check_close(answer->exact->exact.lower, 0.785047170656);
    check_close(answer->exact->exact.upper, 2.63180245666);
}

TEST_CASE("exact and mid-p intervals and chances of the four sums are those of R")
{
    // Bounds by uniroot to 1e-14 on the weighted hypergeometric (fisher.test gives the same to its own 1e-4); chances by phyper.
    struct Case {
        std::int64_t counts[4];
        double lower, upper, p_fall, p_two_sided, p_two_sided_mid, mid_lower, mid_upper;
    };
    Case const cases[] = {{{48, 34, 60, 61}, 0.785047170656, 2.63180245666, 0.919016330879, 0.266619608754, 0.214293473497, 0.813187340243, 2.53748943618},
                          {{3, 30, 25, 40}, 0.028761937221, 0.608894847789, 0.00160186180631, 0.00320372361262, 0.00182622469427, 0.0360492199967, 0.545606041041},
                          {{0, 12, 9, 14}, 0, 0.765484650346, 0.0115737062344, 0.0231474124689, 0.0115737062344, 0, 0.578850865418}};
    for (auto const& one : cases) {
        ExactRatioOfRatios counts;
        counts.treated_after = one.counts[0];
        counts.treated_before = one.counts[1];
        counts.comparison_after = one.counts[2];
        counts.comparison_before = one.counts[3];
        auto const answer = exact_ratio_of_ratios(counts, 1, 0.95);
        CHECK(answer.exact.lower == doctest::Approx(one.lower).epsilon(1e-9));
        CHECK(*answer.exact.upper == doctest::Approx(one.upper).epsilon(1e-9));
        CHECK(answer.mid_p.lower == doctest::Approx(one.mid_lower).epsilon(1e-8));
        CHECK(*answer.mid_p.upper == doctest::Approx(one.mid_upper).epsilon(1e-8));
        CHECK(answer.p_fall == doctest::Approx(one.p_fall).epsilon(1e-9));
        CHECK(answer.p_two_sided == doctest::Approx(one.p_two_sided).epsilon(1e-9));
        CHECK(answer.p_two_sided_mid == doctest::Approx(one.p_two_sided_mid).epsilon(1e-9));
        // Twice the time of watch for the treated after: half the ratio, half its interval.
        auto const halved = exact_ratio_of_ratios(counts, 2, 0.95);
        CHECK(*halved.ratio == doctest::Approx(*answer.ratio / 2));
        CHECK(*halved.exact.upper == doctest::Approx(*answer.exact.upper / 2));
    }
}

TEST_CASE("no event where something was done is a ratio of zero with an upper bound; no event to compare with has none")
{
    Panel panel;
    for (std::size_t unit = 0; unit < 8; ++unit) {
        for (int time = 0; time < 2; ++time) {
            panel.unit.push_back(unit);
            panel.time.push_back(time);
            panel.treated.push_back(unit < 3 && time == 1 ? 1 : 0);
            panel.outcome.push_back(unit < 3 && time == 1 ? 0 : 4);
        }
    }
    auto const none = ratio_of_ratios(panel, {}, 0.95);
    REQUIRE(none);
    CHECK(none->ratio == 0.0);
    CHECK(none->no_ratio == NoRatioOfRatios::no_event_treated);
    REQUIRE(none->exact);
    CHECK(none->exact->exact.upper);
    CHECK(*none->exact->exact.upper < 1);
    for (std::size_t row = 0; row < panel.outcome.size(); ++row) panel.outcome[row] = panel.unit[row] >= 3 && panel.time[row] == 1 ? 0 : 4;
    auto const no_bound = ratio_of_ratios(panel, {}, 0.95);
    REQUIRE(no_bound);
    CHECK(!no_bound->ratio);
    CHECK(no_bound->no_ratio != NoRatioOfRatios::none);
    REQUIRE(no_bound->exact);
    CHECK(!no_bound->exact->exact.upper);
    CHECK(no_bound->exact->exact.lower > 1);
}

TEST_CASE("units without an event are left out and counted; what is not a count is refused")
{
    auto made = made_counts(Rows::some);
    made.panel.covariates.clear();
    auto const before = ratio_of_ratios(made.panel, {}, 0.95);
    for (int time = 0; time < 6; ++time) {
        made.panel.unit.push_back(99);
        made.panel.time.push_back(time);
        made.panel.outcome.push_back(0);
        made.panel.treated.push_back(0);
    }
    auto const after = ratio_of_ratios(made.panel, {}, 0.95);
    REQUIRE(after);
    CHECK(after->rows_without_event == 6);
    check_close(after->ratio, *before->ratio);
    made.panel.outcome[0] = 1.5;
    CHECK(ratio_of_ratios(made.panel, {}, 0.95).error().where == "outcome");
    made.panel.outcome[0] = -1;
    CHECK(ratio_of_ratios(made.panel, {}, 0.95).error().where == "outcome");
    made.panel.outcome[0] = 1;
    CHECK(ratio_of_ratios(made.panel, std::vector<double>(made.panel.outcome.size(), 0), 0.95).error().where == "exposure");
    CHECK(ratio_of_ratios(made.panel, std::vector<double>(3, 1), 0.95).error().where == "exposure");
}

TEST_CASE("for any balanced counts the fitted ratio is that of the four sums, and the exact interval holds it")
{
    CHECK(rc::check([] {
        auto made = made_counts(Rows::all);
        made.panel.covariates.clear();
        for (auto& value : made.panel.outcome) value = *rc::gen::inRange(0, 9);
        auto const answer = ratio_of_ratios(made.panel, {}, 0.95);
        bool const comparable = answer.has_value() && answer->ratio && *answer->ratio > 0 && answer->exact.has_value();
        RC_PRE(comparable);
        RC_ASSERT(std::abs(*answer->ratio / *answer->exact->ratio - 1) < 1e-7);
        RC_ASSERT(answer->exact->exact.lower <= *answer->exact->ratio && *answer->exact->ratio <= *answer->exact->exact.upper);
        RC_ASSERT(answer->exact->exact.lower <= answer->exact->mid_p.lower);
    }));
}
