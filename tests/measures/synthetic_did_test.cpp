// SPDX-License-Identifier: Apache-2.0
#include "measures/published_panel.hpp"
#include "measures/synthetic_did.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

using namespace accalmie;
using accalmie::testing::published_panel;

namespace {

/// Three controls that rise by 1, 2 and 3 a time; treated units follow a half-and-half mix of the outer two, and gain `effect` from time 4 on.
UnitPanel made_panel(std::size_t treated, double effect)
{
    UnitPanel panel{3 + treated, 6, {}};
    for (std::size_t unit = 0; unit < panel.units; ++unit)
        for (std::size_t time = 0; time < panel.times; ++time) {
            double const slope = unit < 3 ? 1.0 + static_cast<double>(unit) : 2.0;
            double const wave = (time % 2 == 0 ? 1.0 : -1.0) * (unit == 1 ? 5.0 : 0.0);
            panel.values.push_back(10 * static_cast<double>(unit) + slope * static_cast<double>(time) + wave + (unit >= 3 && time >= 4 ? effect : 0));
        }
    return panel;
}

DifferenceDesign made_design(std::size_t treated)
{
    DifferenceDesign design{{}, {0, 1, 2}, 4};
    for (std::size_t i = 0; i < treated; ++i) design.treated.push_back(3 + i);
    return design;
}

}  // namespace

// Computed with the authors' R package synthdid (commit 70c1ce3eac58); Arkhangelsky et al. 2021, table 1, print -15.6, -19.6, -27.3.
TEST_CASE("Proposition 99: the three estimates and all weights are the published ones, digit by digit")
{
    auto const data = published_panel("california_prop99.csv", ';', "State", "Year");
    auto const published = published_panel("california_prop99_unit_weights.csv", ',', "\"state\"", "\"state\"");
    if (!data || !published) {
        MESSAGE("skipped: the published panel is not beside the sources");
        return;
    }
    auto const california = data->unit("California");
    auto const panel = data->panel("PacksPerCapita");
    DifferenceDesign const design{{california}, data->all_but(california), 19};
    auto const estimate = [&](DifferenceEstimator estimator) { return synthetic_did(panel, design, {estimator}); };
    auto const did = estimate(DifferenceEstimator::difference_in_differences), control = estimate(DifferenceEstimator::synthetic_control),
               both = estimate(DifferenceEstimator::synthetic_did);
    REQUIRE((did && control && both));
    CHECK(both->estimate == doctest::Approx(-15.6038278727338).epsilon(1e-12));
    CHECK(control->estimate == doctest::Approx(-19.619663470944).epsilon(1e-12));
    CHECK(did->estimate == doctest::Approx(-27.3491110836149).epsilon(1e-12));
    CHECK(both->time_weights[16] == doctest::Approx(0.3665).epsilon(1e-4));
    CHECK(both->time_weights[17] == doctest::Approx(0.2065).epsilon(1e-3));
    CHECK(both->time_weights[18] == doctest::Approx(0.4271).epsilon(1e-4));
    for (std::size_t i = 0; i < design.controls.size(); ++i) {
        auto const& cells = published->rows.at("\"" + data->units[design.controls[i]] + "\"").begin()->second;
        CHECK(std::abs(both->unit_weights[i] - std::stod(cells[1])) < 1e-12);
        CHECK(std::abs(control->unit_weights[i] - std::stod(cells[2])) < 1e-12);
    }
    // The paper draws 200 placebos at random (8.4, 9.9, 17.7); all 38 are taken here.
    CHECK(*both->placebo_error == doctest::Approx(8.4).epsilon(0.15));
    CHECK(*control->placebo_error == doctest::Approx(9.9).epsilon(0.15));
    CHECK(*did->placebo_error == doctest::Approx(17.7).epsilon(0.05));
    CHECK(both->placebos.size() == 38);
    CHECK(!both->jackknife_error);
}

TEST_CASE("the exact minimum is near the published steps, and its loss is not above theirs")
{
    auto const data = published_panel("california_prop99.csv", ';', "State", "Year");
    if (!data) {
        MESSAGE("skipped: the published panel is not beside the sources");
        return;
    }
    auto const california = data->unit("California");
    auto const panel = data->panel("PacksPerCapita");
    DifferenceDesign const design{{california}, data->all_but(california), 19};
    auto const published = synthetic_did(panel, design, {DifferenceEstimator::synthetic_control, DifferenceSolver::published, 0});
    auto const exact = synthetic_did(panel, design, {DifferenceEstimator::synthetic_control, DifferenceSolver::exact, 0});
    REQUIRE((published && exact));
    CHECK(exact->fit_rmspe <= published->fit_rmspe);
    CHECK(exact->estimate == doctest::Approx(published->estimate).epsilon(0.01));
    CHECK(exact->placebos.empty());
}

TEST_CASE("the double difference of a made panel is the one that was put in")
{
    // By hand: the mean control rises by 2 a time as the treated unit does, so even equal weights find the effect once the wave is averaged out.
    auto const panel = made_panel(1, -7);
    auto const did = synthetic_did(panel, made_design(1), {DifferenceEstimator::difference_in_differences});
    REQUIRE(did);
    CHECK(did->estimate == doctest::Approx(-7));
    CHECK(did->time_weights == std::vector<double>(4, 0.25));
    CHECK(did->effects.size() == 2);
    CHECK(did->placebos.size() == 3);
    auto const both = synthetic_did(panel, made_design(1), {DifferenceEstimator::synthetic_did, DifferenceSolver::exact});
    CHECK(both->estimate == doctest::Approx(-7).epsilon(0.3));
    CHECK(std::accumulate(both->unit_weights.begin(), both->unit_weights.end(), 0.0) == doctest::Approx(1));
}

TEST_CASE("the mean of the yearly effects is the estimate, and the paths carry them")
{
    auto const panel = made_panel(2, 5);
    for (auto const estimator : {DifferenceEstimator::synthetic_did, DifferenceEstimator::synthetic_control, DifferenceEstimator::difference_in_differences}) {
        auto const answer = synthetic_did(panel, made_design(2), {estimator});
        REQUIRE(answer);
        CHECK((answer->effects[0] + answer->effects[1]) / 2 == doctest::Approx(answer->estimate));
        CHECK(answer->treated_path[5] - answer->synthetic_path[5] == doctest::Approx(answer->effects[1]));
    }
}

TEST_CASE("two treated units have a jackknife error, and their placebos need two controls more; equal seeds give equal draws")
{
    auto const panel = made_panel(2, 5);
    auto const answer = synthetic_did(panel, made_design(2), {DifferenceEstimator::difference_in_differences});
    CHECK(answer->jackknife_error.has_value());
    CHECK(!answer->placebo_error);
    auto design = made_design(2);
    design.treated = {4}, design.controls = {0, 1, 2, 3};
    auto const wide = made_panel(3, 0);
    design.treated = {4, 5};
    auto const first = synthetic_did(wide, design, {DifferenceEstimator::synthetic_did, DifferenceSolver::published, 20, 7});
    auto const again = synthetic_did(wide, design, {DifferenceEstimator::synthetic_did, DifferenceSolver::published, 20, 7});
    CHECK(first->placebos.size() == 20);
    CHECK(first->placebos == again->placebos);
}

TEST_CASE("what cannot be compared is refused with the reason")
{
    auto const panel = made_panel(1, 1);
    auto const refused = [&](DifferenceDesign const& design) { return synthetic_did(panel, design, {}).error(); };
    CHECK(refused({{}, {0, 1}, 4}).where == "treated");
    CHECK(refused({{3}, {0}, 4}).where == "donors");
    CHECK(refused({{3}, {0, 1}, 1}).where == "time");
    CHECK(refused({{3}, {0, 1}, 6}).where == "time");
    CHECK(refused({{3}, {0, 3}, 4}).kind == Error::Kind::invalid);
    CHECK(refused({{3}, {0, 9}, 4}).kind == Error::Kind::invalid);
    auto holed = panel;
    holed.values[0] = std::nan("");
    CHECK(synthetic_did(holed, made_design(1), {}).error().where == "outcome");
}
