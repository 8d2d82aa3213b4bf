// SPDX-License-Identifier: Apache-2.0
#include "measures/control_checks.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace accalmie;

namespace {

/// Six donors that differ in level and wave; unit 6 is a third of three of them, and 5 more from time 8 on.
UnitPanel made_panel(double effect)
{
    UnitPanel panel{7, 12, {}};
    auto const value = [](std::size_t unit, std::size_t time) {
        return 20 + 3 * static_cast<double>(unit) + 2 * std::sin(static_cast<double>((unit + 2) * time)) + static_cast<double>(time);
    };
    for (std::size_t unit = 0; unit < 6; ++unit)
        for (std::size_t time = 0; time < 12; ++time) panel.values.push_back(value(unit, time));
    for (std::size_t time = 0; time < 12; ++time)
        panel.values.push_back((value(1, time) + value(3, time) + value(5, time)) / 3 + 0.1 * std::cos(static_cast<double>(7 * time)) + (time >= 8 ? effect : 0));
    return panel;
}

ControlDesign made_design() { return {6, {0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5, 6, 7}, 8, 8, 12}; }

}  // namespace

TEST_CASE("a large effect ranks first among the placebos, and the p value counts the treated unit")
{
    auto const panel = made_panel(5);
    auto const fit = synthetic_control(panel, made_design(), {});
    auto const placebos = placebos_in_space(panel, made_design(), {});
    REQUIRE((fit && placebos));
    CHECK(placebos->size() == 6);
    auto const rank = rank_among(*fit, *placebos);
    CHECK(rank.rank == 1);
    CHECK(rank.of == 7);
    CHECK(rank.p_value == doctest::Approx(1.0 / 7));
    CHECK(*rank.ratio == doctest::Approx(fit->rmspe_after / fit->rmspe_before));
}

TEST_CASE("a placebo is told from the other donors alone: what the treated unit does changes none")
{
    auto const with = placebos_in_space(made_panel(5), made_design(), {}), without = placebos_in_space(made_panel(0), made_design(), {});
    REQUIRE((with && without));
    for (std::size_t i = 0; i < with->size(); ++i) CHECK((*with)[i].fit.gap == (*without)[i].fit.gap);
}

TEST_CASE("without effect the false beginning and the true one find little; the true one is not seen by the false one")
{
    auto const design = placebo_in_time(made_design(), 5);
    REQUIRE(design);
    CHECK(design->fit_times.size() == 5);
    CHECK(design->effect_first == 5);
    CHECK(design->effect_end == 8);
    auto const placebo = synthetic_control(made_panel(50), *design, {}), quiet = synthetic_control(made_panel(0), *design, {});
    CHECK(placebo->effect == doctest::Approx(quiet->effect));
    CHECK(std::abs(quiet->effect) < 2);
    CHECK(placebo_in_time(made_design(), 8).error().kind == Error::Kind::invalid);
    CHECK(placebo_in_time(made_design(), 1).error().kind == Error::Kind::missing);
}

TEST_CASE("each donor with weight is left out once, and has none in that refit")
{
    auto const panel = made_panel(5);
    auto const fit = synthetic_control(panel, made_design(), {});
    auto const left_out = leave_one_out(panel, made_design(), {}, *fit);
    REQUIRE(left_out);
    CHECK(left_out->size() >= 3);
    for (auto const& one : *left_out) {
        CHECK(one.weight > 0.001);
        CHECK(one.fit.weights.size() == 5);
        CHECK(one.fit.fit_mspe >= fit->fit_mspe - 1e-12);
    }
}

TEST_CASE("the mean of two treated units is set against means of two placebos, the same for equal seeds")
{
    auto const panel = made_panel(5);
    auto const placebos = placebos_in_space(panel, made_design(), {});
    auto const fit = synthetic_control(panel, made_design(), {});
    auto const p = p_of_mean_gap(fit->gap, 2, *placebos, made_design(), 199, 3), again = p_of_mean_gap(fit->gap, 2, *placebos, made_design(), 199, 3);
    REQUIRE((p && again));
    CHECK(*p == *again);
    CHECK(*p == doctest::Approx(1.0 / 200));  // no pair of placebos leaves its mix as the treated unit does
    CHECK(!p_of_mean_gap(fit->gap, 6, *placebos, made_design(), 199, 3));
    CHECK(!p_of_mean_gap(fit->gap, 2, *placebos, made_design(), 0, 3));
}

TEST_CASE("with two donors nobody can play the treated part")
{
    auto design = made_design();
    design.donors = {0, 1};
    CHECK(placebos_in_space(made_panel(5), design, {}).error().where == "donors");
}
