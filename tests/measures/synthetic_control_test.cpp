// SPDX-License-Identifier: Apache-2.0
#include "measures/published_panel.hpp"
#include "measures/synthetic_control.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace accalmie;
using accalmie::testing::published_panel;
using accalmie::testing::PublishedPanel;

namespace {

struct Published {
    PublishedPanel data;
    UnitPanel panel;
    ControlDesign design;
    ControlOptions options;
};

/// The Basque Country with the settings of Abadie & Gardeazabal 2003 as pysyncon has them: 14 predictors, outcome fitted 1960-1969.
std::optional<Published> basque()
{
    auto const data = published_panel("basque.csv", ',', "regionname", "year");
    if (!data) return std::nullopt;
    Published all{*data, data->panel("gdpcap"), {}, {}};
    all.design.treated = data->unit("Basque Country (Pais Vasco)");
    all.design.donors = data->all_but(all.design.treated);
    for (std::size_t time = 5; time < 15; ++time) all.design.fit_times.push_back(time);
    all.design.first_treated = all.design.effect_first = 20, all.design.effect_end = 43;
    auto& predictors = all.options.predictors;
    for (auto const* const name : {"school.illit", "school.prim", "school.med", "school.high", "school.post.high", "invest"}) predictors.push_back(data->mean(name, 1964, 1969));
    predictors.push_back(data->mean("gdpcap", 1960, 1969));
    for (auto const* const name : {"sec.agriculture", "sec.energy", "sec.industry", "sec.construction", "sec.services.venta", "sec.services.nonventa"})
        predictors.push_back(data->mean(name, 1961, 1969, 2));
    predictors.push_back(data->mean("popdens", 1969, 1969));
    return all;
}

std::optional<Published> proposition_99()
{
    auto const data = published_panel("california_prop99_covariates.csv", ',', "state", "year");
    if (!data) return std::nullopt;
    Published all{*data, data->panel("cigsale"), {}, {}};
    all.design.treated = data->unit("California");
    all.design.donors = data->all_but(all.design.treated);
    for (std::size_t time = 0; time < 19; ++time) all.design.fit_times.push_back(time);
    all.design.first_treated = all.design.effect_first = 19, all.design.effect_end = 31;
    for (auto const* const name : {"lnincome", "retprice", "age15to24"}) all.options.predictors.push_back(data->mean(name, 1980, 1988));
    all.options.predictors.push_back(data->mean("beer", 1984, 1988));
    for (int const year : {1975, 1980, 1988}) all.options.predictors.push_back(data->mean("cigsale", year, year));
    return all;
}

double weight_of(Published const& all, ControlFit const& fit, std::string const& unit)
{
    auto const at = std::find(all.design.donors.begin(), all.design.donors.end(), all.data.unit(unit));
    return fit.weights[static_cast<std::size_t>(at - all.design.donors.begin())];
}

bool warns(ControlFit const& fit, ControlCaution caution) { return std::find(fit.cautions.begin(), fit.cautions.end(), caution) != fit.cautions.end(); }

/// Unit 3 is half unit 0 and half unit 2, and 4 more from time 6 on.
UnitPanel made_panel()
{
    UnitPanel panel{4, 8, {}};
    double const bases[] = {10, 30, 20};
    auto const value = [&](std::size_t unit, std::size_t time) { return bases[unit] + std::sin(static_cast<double>((unit + 1) * (time + 1))) + static_cast<double>(time); };
    for (std::size_t unit = 0; unit < 3; ++unit)
        for (std::size_t time = 0; time < 8; ++time) panel.values.push_back(value(unit, time));
    for (std::size_t time = 0; time < 8; ++time) panel.values.push_back((value(0, time) + value(2, time)) / 2 + (time >= 6 ? 4 : 0));
    return panel;
}

ControlDesign made_design() { return {3, {0, 1, 2}, {0, 1, 2, 3, 4, 5}, 6, 6, 8}; }

}  // namespace

TEST_CASE("a unit that is a mix of two donors is told from them, and what was added later is the effect")
{
    auto const fit = synthetic_control(made_panel(), made_design(), {});
    REQUIRE(fit);
    CHECK(fit->weights[0] == doctest::Approx(0.5));
    CHECK(fit->weights[1] == doctest::Approx(0));
    CHECK(fit->effect == doctest::Approx(4));
    CHECK(fit->fit_mspe == doctest::Approx(0).epsilon(1e-12));
    CHECK(fit->gap[7] == doctest::Approx(4));
    CHECK(fit->cautions.empty());
}

// pysyncon 34350ca54837 and R Synth 8e171751211b agree: Cataluna 0.850816306, Madrid 0.149183694, loss 0.008864544955, mean gap -0.6995647842.
TEST_CASE("the Basque Country: weights, loss and mean gap are the published ones")
{
    auto const all = basque();
    if (!all) {
        MESSAGE("skipped: the published panel is not beside the sources");
        return;
    }
    auto const fit = synthetic_control(all->panel, all->design, all->options);
    REQUIRE(fit);
    CHECK(weight_of(*all, *fit, "Cataluna") == doctest::Approx(0.850816306).epsilon(1e-5));
    CHECK(weight_of(*all, *fit, "Madrid (Comunidad De)") == doctest::Approx(0.149183694).epsilon(1e-5));
    CHECK(fit->fit_mspe == doctest::Approx(0.008864544955).epsilon(1e-7));
    CHECK(fit->effect == doctest::Approx(-0.6995647842).epsilon(1e-5));
    CHECK(*fit->effect_percent_by_time == doctest::Approx(-7.958).epsilon(1e-4));
    CHECK(*fit->effect_percent == doctest::Approx(-8.1868).epsilon(1e-4));  // of the path that R's Synth printed
    CHECK(fit->gap[0] == doctest::Approx(0.15021895680517).epsilon(1e-3));
    CHECK(std::accumulate(fit->predictor_weights.begin(), fit->predictor_weights.end(), 0.0) == doctest::Approx(1));
    CHECK(fit->paths.size() == 2);
}

// Abadie, Diamond & Hainmueller 2010, table 2. The loss is flat: their weights are met within half a hundredth.
TEST_CASE("Proposition 99 with predictors: the weights of 2010, within what their flat loss allows")
{
    auto const all = proposition_99();
    if (!all) {
        MESSAGE("skipped: the published panel is not beside the sources");
        return;
    }
    auto const fit = synthetic_control(all->panel, all->design, all->options);
    REQUIRE(fit);
    std::pair<char const*, double> const published[] = {{"Utah", 0.334}, {"Nevada", 0.234}, {"Montana", 0.199}, {"Colorado", 0.164}, {"Connecticut", 0.069}};
    for (auto const& [state, weight] : published) {
        CAPTURE(state);
        CHECK(std::abs(weight_of(*all, *fit, state) - weight) < 0.005);
    }
    CHECK(fit->fit_mspe < 3.1);
    CHECK(fit->effect == doctest::Approx(-19).epsilon(0.02));  // "about 20 packs"
    CHECK(fit->gap[30] == doctest::Approx(-26).epsilon(0.05));
}

TEST_CASE("a perfect match by more than one mix is said")
{
    ControlOptions options;
    options.predictors = {{10, 31, 22, 15}};
    options.predictor_weights = {1};
    auto const fit = synthetic_control(made_panel(), made_design(), options);
    REQUIRE(fit);
    CHECK(warns(*fit, ControlCaution::weights_not_unique));
}

TEST_CASE("fixed predictor weights are kept, and a scale of a predictor changes nothing")
{
    auto const panel = made_panel();
    ControlOptions options;
    options.predictors = {{10, 31, 22, 15}, {1, 5, 3, 2}};
    options.predictor_weights = {3, 1};
    auto const fit = synthetic_control(panel, made_design(), options);
    REQUIRE(fit);
    CHECK(fit->predictor_weights == std::vector<double>{0.75, 0.25});
    CHECK(fit->paths.empty());
    for (double& value : options.predictors[0]) value *= 1'000;
    auto const scaled = synthetic_control(panel, made_design(), options);
    for (std::size_t i = 0; i < 3; ++i) CHECK(scaled->weights[i] == doctest::Approx(fit->weights[i]));
}

TEST_CASE("a heavy penalty leaves the one donor that is nearest, a light one the plain mix")
{
    auto panel = made_panel();
    ControlOptions options;
    options.form = ControlForm::penalised;
    options.penalty = 1e-9;
    CHECK(synthetic_control(panel, made_design(), options)->weights[2] == doctest::Approx(0.5).epsilon(1e-3));
    for (std::size_t time = 0; time < 8; ++time) panel.values[24 + time] += 1;
    options.penalty = 1e6;
    CHECK(synthetic_control(panel, made_design(), options)->weights == std::vector<double>{0, 0, 1});
    options.penalty.reset();
    CHECK(synthetic_control(panel, made_design(), options)->penalty.has_value());
}

TEST_CASE("augmenting takes away what the mix misses: all of it without ridge, nothing with a heavy one")
{
    auto panel = made_panel();
    for (std::size_t time = 0; time < 8; ++time) panel.values[24 + time] += 15;  // out of the donors' reach
    auto const plain = synthetic_control(panel, made_design(), {});
    ControlOptions options;
    options.form = ControlForm::augmented;
    options.ridge = 1e12;
    auto const heavy = synthetic_control(panel, made_design(), options);
    CHECK(heavy->effect == doctest::Approx(plain->effect).epsilon(1e-6));
    options.ridge = 1;
    auto const light = synthetic_control(panel, made_design(), options);
    CHECK(light->fit_mspe < plain->fit_mspe);
    CHECK(std::accumulate(light->weights.begin(), light->weights.end(), 0.0) == doctest::Approx(1));
    options.ridge.reset();
    CHECK(synthetic_control(panel, made_design(), options)->ridge.has_value());
}

// In R 4.2, from the plain weights: w + X (X'X + ridge I)^-1 (x - X'w) with 429.8375828, the ninth of the 21 ridges, gives -15.95256658.
TEST_CASE("Proposition 99 augmented: the estimate of an independent computation, with the ridge that leaving times out chooses")
{
    auto const all = proposition_99();
    if (!all) {
        MESSAGE("skipped: the published panel is not beside the sources");
        return;
    }
    ControlOptions options;
    options.form = ControlForm::augmented;
    auto const fit = synthetic_control(all->panel, all->design, options);
    REQUIRE(fit);
    CHECK(*fit->ridge == doctest::Approx(429.8375828).epsilon(1e-4));
    CHECK(fit->effect == doctest::Approx(-15.95256658).epsilon(1e-4));  // the covariates' file rounds the outcome otherwise
    CHECK(warns(*fit, ControlCaution::negative_weights));
}

TEST_CASE("a treated unit above all donors, few times and many donors are said")
{
    auto panel = made_panel();
    for (std::size_t time = 0; time < 8; ++time) panel.values[24 + time] += 100;
    auto design = made_design();
    design.fit_times = {4, 5};
    auto const fit = synthetic_control(panel, design, {});
    REQUIRE(fit);
    CHECK(fit->times_outside == 2);
    CHECK(warns(*fit, ControlCaution::outside_range));
    CHECK(warns(*fit, ControlCaution::poor_fit));
    CHECK(warns(*fit, ControlCaution::few_fit_times));
    CHECK(warns(*fit, ControlCaution::more_donors));
}

TEST_CASE("what cannot be compared is refused with the reason")
{
    auto const panel = made_panel();
    auto const refused = [&](auto const& change) {
        auto design = made_design();
        change(design);
        return synthetic_control(panel, design, {}).error();
    };
    CHECK(refused([](ControlDesign& design) { design.donors.clear(); }).where == "donors");
    CHECK(refused([](ControlDesign& design) { design.fit_times = {3}; }).where == "time");
    CHECK(refused([](ControlDesign& design) { design.effect_end = 6; }).where == "time");
    CHECK(refused([](ControlDesign& design) { design.fit_times = {5, 6}; }).where == "fit");
    CHECK(refused([](ControlDesign& design) { design.donors.push_back(3); }).where == "donors");
    ControlOptions options;
    options.predictors = {{1, 1, 1, 1}};
    CHECK(synthetic_control(panel, made_design(), options).error().where == "predictors");
    options.predictors = {{1, 2, std::nan(""), 1}};
    CHECK(!synthetic_control(panel, made_design(), options));
}

TEST_CASE("for any panel a shift or a scale of all outcomes shifts and scales the synthetic path")
{
    CHECK(rc::check([] {
        auto panel = made_panel();
        for (double& value : panel.values) value += *rc::gen::inRange(-100, 101) / 10.0;
        double const shift = *rc::gen::inRange(-50, 50), scale = *rc::gen::inRange(1, 20);
        auto moved = panel;
        for (double& value : moved.values) value = shift + scale * value;
        auto const fit = synthetic_control(panel, made_design(), {}), again = synthetic_control(moved, made_design(), {});
        RC_ASSERT(fit && again);
        RC_ASSERT(std::abs(again->fit_mspe - scale * scale * fit->fit_mspe) < 1e-6 * (1 + scale * scale * fit->fit_mspe));
        RC_ASSERT(fit->fit_mspe <= fit->equal_weights_mspe + 1e-9);
    }));
}
