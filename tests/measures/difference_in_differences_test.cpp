// SPDX-License-Identifier: Apache-2.0
#include "measures/difference_in_differences.hpp"

#include "measures/published_table.hpp"
#include "measures/two_way_effects.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

using namespace accalmie;

namespace {

/// Twelve units at six times, five of them treated from time 3 on, one row in nine missing: made by a rule that R repeats.
struct Made {
    Panel panel;
    std::vector<std::optional<std::int64_t>> first_treated;
};

Made made_panel()
{
    Made made;
    made.panel.covariates.resize(1);
    for (int unit = 0; unit < 12; ++unit) {
        for (int time = 0; time < 6; ++time) {
            if ((unit * 7 + time * 5) % 9 == 0) continue;
            made.panel.unit.push_back(static_cast<std::size_t>(unit * 3 + 4));
            made.panel.time.push_back(time);
            made.panel.outcome.push_back((unit * 37 + time * 101 + unit * time * 53 + unit * unit * 7) % 97 / 10.0);
            made.panel.covariates[0].push_back((unit * 29 + time * 17 + unit * time * 11) % 23 / 7.0);
            made.panel.weight.push_back(1 + (unit * 5 + time * 3) % 4);
            made.panel.treated.push_back(unit < 5 && time >= 3);
            made.first_treated.push_back(unit < 5 ? std::optional<std::int64_t>{3} : std::nullopt);
        }
    }
    return made;
}

Panel plain_panel()
{
    auto panel = made_panel().panel;
    panel.covariates.clear();
    panel.weight.clear();
    return panel;
}

void check_close(std::optional<double> got, double expected)
{
    REQUIRE(got);
    CHECK(*got == doctest::Approx(expected).epsilon(1e-10));
}

bool has(DifferenceInDifferences const& answer, DifferenceCaution caution)
{
    return std::find(answer.cautions.begin(), answer.cautions.end(), caution) != answer.cautions.end();
}

std::optional<Panel> card_krueger()
{
    auto const table = published_table("did/card_krueger.csv");
    if (!table) return std::nullopt;
    Panel panel;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        auto const outcome = table->number(row, "fte");
        if (!outcome) continue;
        panel.unit.push_back(static_cast<std::size_t>(*table->number(row, "id")));
        panel.time.push_back(static_cast<std::int64_t>(*table->number(row, "d")));
        panel.group.push_back(static_cast<std::size_t>(*table->number(row, "nj")));
        panel.outcome.push_back(*outcome);
        panel.treated.push_back(*table->number(row, "d_nj") == 1);
    }
    return panel;
}

/// Four rows: two units, two times.
Panel two_by_two() { return {{0, 0, 1, 1}, {0, 1, 0, 1}, {3, 8, 2, 4}, {0, 1, 0, 0}, {}, {}, {}, {}}; }

}  // namespace

// The numbers of the next three cases: R's lm with indicators of units and times, the sandwiches multiplied out by hand
// (B = (X'WX)^-1; HC1 with N/(N-K); clusters with G/(G-1) (N-1)/(N-K), K without the unit indicators).
TEST_CASE("an unbalanced panel gives the estimate and the three errors of R")
{
    auto const answer = difference_in_differences(plain_panel(), 0.95);
    REQUIRE(answer);
    CHECK(answer->effect.estimate == doctest::Approx(1.03456949071).epsilon(1e-10));
    check_close(answer->effect.classical.standard_error, 1.44871488482);
    check_close(answer->effect.robust.standard_error, 1.35862909055);
    check_close(answer->effect.cluster.standard_error, 1.41809861567);
    CHECK(answer->rows == 64);
    CHECK(answer->units == 12);
    CHECK(answer->treated_units == 5);
    CHECK(answer->effect.classical.degrees_of_freedom == 46);
    CHECK(answer->effect.cluster.degrees_of_freedom == 11);
    CHECK(!answer->balanced);
    CHECK(!answer->cells);
}

TEST_CASE("weights and a covariate give R's figures too")
{
    auto const answer = difference_in_differences(made_panel().panel, 0.95);
    REQUIRE(answer);
    CHECK(answer->effect.estimate == doctest::Approx(0.752332214246).epsilon(1e-10));
    check_close(answer->effect.classical.standard_error, 1.57024057775);
    check_close(answer->effect.robust.standard_error, 1.63436683463);
    check_close(answer->effect.cluster.standard_error, 1.80196401573);
    REQUIRE(answer->covariates.size() == 1);
    CHECK(answer->covariates[0].estimate == doctest::Approx(-0.321506156695).epsilon(1e-10));
    check_close(answer->covariates[0].classical.standard_error, 0.534442226463);
    CHECK(answer->residual_deviation == doctest::Approx(4.77095549327).epsilon(1e-10));
    CHECK(answer->within_r_squared == doctest::Approx(0.0135198338094).epsilon(1e-9));
}

TEST_CASE("the published change of employment is found: pooled, and on the shops seen twice")
{
    auto panel = card_krueger();
    if (!panel) {
        MESSAGE("skipped: the data folder is not there");
        return;
    }
    // card_krueger_results.csv: 2.75360578298062 (1.68840913090948) pooled, 2.75000000000002 (1.1543553776959) as first differences.
    auto const pooled = difference_in_differences(*panel, 0.95);
    REQUIRE(pooled);
    CHECK(pooled->effect.estimate == doctest::Approx(2.75360578298062).epsilon(1e-12));
    check_close(pooled->effect.classical.standard_error, 1.68840913090948);
    check_close(pooled->effect.classical.p, 0.103312578123083);
    check_close(pooled->effect.robust.standard_error, 1.79545080961);
    check_close(pooled->effect.cluster.standard_error, 1.30660701242);
    CHECK(pooled->rows == 794);
    REQUIRE(pooled->cells);
    // As the article prints them: 20.44 to 21.03 and 23.33 to 21.17.
    CHECK(std::abs(pooled->cells->treated_before - 20.44) < 0.005);
    CHECK(std::abs(pooled->cells->treated_after - 21.03) < 0.005);
    CHECK(std::abs(pooled->cells->comparison_before - 23.33) < 0.005);
    CHECK(std::abs(pooled->cells->comparison_after - 21.17) < 0.005);
    panel->group.clear();
    auto const twice = difference_in_differences(*panel, 0.95);
    REQUIRE(twice);
    CHECK(twice->effect.estimate == doctest::Approx(2.75).epsilon(1e-12));
    check_close(twice->effect.classical.standard_error, 1.1543553776959);
    check_close(twice->effect.classical.p, 0.0176943258883082);
    check_close(twice->effect.robust.standard_error, 1.33772531103);
    check_close(twice->effect.cluster.standard_error, 1.33772302818);
    CHECK(twice->units == 384);
    CHECK(twice->treated_units == 309);
    CHECK(twice->rows_alone == 26);
}

TEST_CASE("one treated state has its published estimate, and no interval from clusters")
{
    auto const table = published_table("synthetic-control/california_prop99.csv", ';');
    if (!table) {
        MESSAGE("skipped: the data folder is not there");
        return;
    }
    Panel panel;
    std::map<std::string, std::size_t> states;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        panel.unit.push_back(states.try_emplace(table->text(row, "State"), states.size()).first->second);
        panel.time.push_back(static_cast<std::int64_t>(*table->number(row, "Year")));
        panel.outcome.push_back(*table->number(row, "PacksPerCapita"));
        panel.treated.push_back(*table->number(row, "treated") == 1);
    }
    auto const answer = difference_in_differences(panel, 0.95);
    REQUIRE(answer);
    CHECK(answer->effect.estimate == doctest::Approx(-27.3491110836149).epsilon(1e-12));
    CHECK(answer->effect.cluster.because == NoInference::one_treated_cluster);
    CHECK(answer->effect.cluster.standard_error);
    CHECK(!answer->effect.cluster.lower);
    CHECK(!answer->effect.cluster.p);
    CHECK(answer->treated_units == 1);
    CHECK(answer->never_treated_units == 38);
    CHECK(has(*answer, DifferenceCaution::few_treated_clusters));
}

TEST_CASE("two units at two times give the difference of the changes and no error")
{
    auto const answer = difference_in_differences(two_by_two(), 0.95);
    REQUIRE(answer);
    CHECK(answer->effect.estimate == doctest::Approx(3));
    CHECK(answer->effect.classical.because == NoInference::no_freedom);
    CHECK(!answer->effect.classical.standard_error);
    CHECK(answer->effect.cluster.because != NoInference::none);
    CHECK(has(*answer, DifferenceCaution::two_times));
}

TEST_CASE("a perfect fit has an estimate and no interval, and says why")
{
    auto panel = plain_panel();
    for (std::size_t row = 0; row < panel.outcome.size(); ++row)
        panel.outcome[row] = static_cast<double>(panel.unit[row] * 2) + static_cast<double>(panel.time[row]) * 0.5 + 4.0 * panel.treated[row];
    auto const answer = difference_in_differences(panel, 0.95);
    REQUIRE(answer);
    CHECK(answer->effect.estimate == doctest::Approx(4).epsilon(1e-10));
    CHECK(answer->effect.classical.because == NoInference::zero_variance);
    CHECK(!answer->effect.cluster.p);
}

TEST_CASE("what cannot be compared is refused with the reason")
{
    auto const wrong = [](Panel const& panel) { return difference_in_differences(panel, 0.95).error(); };
    auto panel = plain_panel();
    std::fill(panel.treated.begin(), panel.treated.end(), 0);
    CHECK(wrong(panel).what == "no treated row");
    for (std::size_t row = 0; row < panel.treated.size(); ++row) panel.treated[row] = panel.unit[row] < 19;
    CHECK(wrong(panel).what == "no time before treatment: the treated units are treated at each of their times");
    for (std::size_t row = 0; row < panel.treated.size(); ++row) panel.treated[row] = panel.time[row] >= 3;
    CHECK(wrong(panel).what == "no comparison unit: all units are treated at the same times");
    panel = plain_panel();
    std::fill(panel.outcome.begin(), panel.outcome.end(), 7.25);
    CHECK(wrong(panel).where == "outcome");
    panel = plain_panel();
    panel.covariates.emplace_back(panel.time.begin(), panel.time.end());
    CHECK(wrong(panel).where == "covariate 1");
    panel = plain_panel();
    panel.outcome[5] = std::nan("");
    CHECK(wrong(panel).where == "outcome");
    panel = plain_panel();
    panel.weight.assign(panel.outcome.size(), 0);
    CHECK(wrong(panel).where == "weight");
    panel = plain_panel();
    panel.unit.clear();
    CHECK(wrong(panel).where == "unit");
    panel = plain_panel();
    panel.time.pop_back();
    CHECK(wrong(panel).where == "time");
    CHECK(difference_in_differences(plain_panel(), 1).error().where == "level");
    Panel const one_time{{0, 1, 2}, {1, 1, 1}, {1, 2, 3}, {1, 0, 0}, {}, {}, {}, {}};
    CHECK(wrong(one_time).kind == Error::Kind::invalid);
    CHECK(wrong(Panel{}).kind != Error::Kind::limit);
}

TEST_CASE("fewer clusters than stated bear no interval, one more does")
{
    // Units 0 to 4 are treated, 5 to 11 are not; `treated` and `comparison` say into how many clusters each side falls.
    auto const with_clusters = [](std::size_t treated, std::size_t comparison) {
        auto panel = plain_panel();
        for (auto const label : panel.unit) {
            auto const unit = (label - 4) / 3;
            panel.cluster.push_back(unit < 5 ? unit % treated : 10 + unit % comparison);
        }
        return *difference_in_differences(panel, 0.95);
    };
    CHECK(with_clusters(1, 7).effect.cluster.because == NoInference::one_treated_cluster);
    CHECK(with_clusters(5, 1).effect.cluster.because == NoInference::one_comparison_cluster);
    CHECK(with_clusters(2, 3).effect.cluster.because == NoInference::too_few_clusters);
    auto const enough = with_clusters(2, 4);
    CHECK(enough.clusters == clusters_min);
    CHECK(enough.effect.cluster.because == NoInference::none);
    CHECK(enough.effect.cluster.p);
    CHECK(has(enough, DifferenceCaution::few_clusters));
}

TEST_CASE("a later start elsewhere and an end of treatment are said")
{
    auto panel = plain_panel();
    for (std::size_t row = 0; row < panel.treated.size(); ++row) panel.treated[row] = (panel.unit[row] == 4 && panel.time[row] >= 2) || (panel.unit[row] == 7 && panel.time[row] == 3);
    auto const answer = difference_in_differences(panel, 0.95);
    REQUIRE(answer);
    CHECK(has(*answer, DifferenceCaution::staggered));
    CHECK(has(*answer, DifferenceCaution::switches_off));
    CHECK(!has(*answer, DifferenceCaution::no_never_treated));
}

TEST_CASE("leads and lags are those of R, the start before treatment the reference")
{
    auto made = made_panel();
    made.panel.covariates.clear();
    made.panel.weight.clear();
    auto const answer = event_study(made.panel, made.first_treated, {});
    REQUIRE(answer);
    // As above: estimate, classical error, cluster-robust error.
    double const expected[][3] = {{0.25468569543, 2.60430171507, 3.09389492669}, {-0.0427586206896, 2.50489948946, 3.22550501076}, {0, 0, 0}, {-0.621010898997, 2.5546184201, 1.79106947466},
                                  {2.24524830886, 2.60430171507, 1.63856093599}, {1.69448275862, 2.50489948946, 2.03499712296}};
    REQUIRE(answer->times.size() == 6);
    for (std::size_t at = 0; at < 6; ++at) {
        auto const& time = answer->times[at];
        CHECK(time.distance == static_cast<std::int64_t>(at) - 3);
        CHECK(time.reference == (at == 2));
        CHECK(time.effect.estimate == doctest::Approx(expected[at][0]).epsilon(1e-10));
        if (time.reference) continue;
        check_close(time.effect.classical.standard_error, expected[at][1]);
        check_close(time.effect.cluster.standard_error, expected[at][2]);
    }
    CHECK(answer->before.coefficients == 2);
    check_close(answer->before.wald, 0.0149739362101);
    check_close(answer->before.f, 0.00748696810503);
    check_close(answer->before.p, 0.992546042723);
    check_close(answer->before.p_chi_square, 0.992540989425);
    check_close(answer->after.wald, 2.55494845621);
    check_close(answer->after.p, 0.494331414014);
    CHECK(answer->before.clustered);
}

TEST_CASE("distances beyond the ends are put together, and refusals of an event study name their reason")
{
    auto const made = made_panel();
    auto const short_one = event_study(made.panel, made.first_treated, {-1, 2, 1, 0.95});
    REQUIRE(short_one);
    REQUIRE(short_one->times.size() == 4);
    CHECK(short_one->times.front().distance == -2);
    CHECK(short_one->times.back().distance == 1);
    auto all = made.first_treated;
    std::fill(all.begin(), all.end(), 3);
    CHECK(event_study(made.panel, all, {}).error().what.starts_with("no never-treated unit"));
    std::fill(all.begin(), all.end(), std::nullopt);
    CHECK(event_study(made.panel, all, {}).error().what == "no treated unit");
    CHECK(event_study(made.panel, made.first_treated, {-40, {}, {}, 0.95}).error().where == "reference");
    CHECK(event_study(made.panel, made.first_treated, {-1, 0, {}, 0.95}).error().where == "leads");
    all.pop_back();
    CHECK(event_study(made.panel, all, {}).error().where == "first_treated");
}

TEST_CASE("unit effects, time effects, the order of rows and the scale of the outcome change nothing but what they must")
{
    CHECK(rc::check([] {
        auto panel = made_panel().panel;
        for (auto& value : panel.outcome) value = *rc::gen::inRange(0, 60) / 4.0;
        auto const before = difference_in_differences(panel, 0.95);
        RC_PRE(before.has_value());
        auto moved = panel;
        auto const shift = *rc::gen::inRange(-50, 50), slope = *rc::gen::inRange(-9, 9);
        for (std::size_t row = 0; row < moved.outcome.size(); ++row)
            moved.outcome[row] = -2 * (moved.outcome[row] + shift * static_cast<double>(moved.unit[row] % 7) + slope * static_cast<double>(moved.time[row] * moved.time[row]));
        for (std::size_t row = 0; row + 1 < moved.outcome.size(); row += 2) {
            auto const other = moved.outcome.size() - 1 - row;
            std::swap(moved.outcome[row], moved.outcome[other]);
            std::swap(moved.unit[row], moved.unit[other]);
            std::swap(moved.time[row], moved.time[other]);
            std::swap(moved.treated[row], moved.treated[other]);
            std::swap(moved.weight[row], moved.weight[other]);
            std::swap(moved.covariates[0][row], moved.covariates[0][other]);
        }
        auto const after = difference_in_differences(moved, 0.95);
        RC_ASSERT(after.has_value());
        auto const near = [](double got, double expected) { return std::abs(got - expected) < 1e-8 * (1 + std::abs(expected)); };
        RC_ASSERT(near(after->effect.estimate, -2 * before->effect.estimate));
        RC_ASSERT(near(*after->effect.classical.standard_error, 2 * *before->effect.classical.standard_error));
        RC_ASSERT(near(*after->effect.robust.standard_error, 2 * *before->effect.robust.standard_error));
        RC_ASSERT(near(*after->effect.cluster.standard_error, 2 * *before->effect.cluster.standard_error));
    }));
}

TEST_CASE("effects of two groups that never meet are told apart")
{
    // Units 0 and 1 are seen at times 0 and 1, units 2 and 3 at times 2 and 3: two groups, so 4 + 4 - 2 effects.
    std::vector<std::size_t> const unit{0, 0, 1, 1, 2, 2, 3, 3}, time{0, 1, 0, 1, 2, 3, 2, 3};
    std::vector<double> const weight{1, 2, 1, 1, 3, 1, 1, 1};
    auto const effects = TwoWayEffects::of(unit, time, weight);
    REQUIRE(effects);
    CHECK(effects->effects() == 6);
    std::vector<double> column{1, 4, 2, 5, 7, 1, 9, 3};
    effects->remove_from(column);
    for (double const value : column) CHECK(std::abs(value) < 1e-12);
    CHECK(rows_seen_twice(std::vector<std::size_t>{0, 0, 1, 2}, std::vector<std::size_t>{0, 1, 0, 1}) == std::vector<char>{0, 0, 0, 0});
}
