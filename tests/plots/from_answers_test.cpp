// SPDX-License-Identifier: Apache-2.0
// From answers to pictures: what a change, a plan's multiverse and the methods' results become.
#include "plots/from_change.hpp"
#include "plots/from_method.hpp"
#include "plots/from_multiverse.hpp"
#include "plots/svg.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace accalmie;
using namespace accalmie::plots;

namespace {

ChangeAnswer made_change(std::string const& source)
{
    ChangeAnswer answer;
    answer.options.first = Month::of(2021, 1);
    answer.options.last = Month::of(2021, 12);
    answer.options.window_months = 7;
    answer.places = {{"ML0507", "Ténenkou", 2}};
    answer.boundary = "made-1";
    answer.baseline = {"les mêmes mois des 3 années précédentes", "the same calendar months of the 3 years before"};
    SourceChange change;
    change.source = source;
    change.covered = true;
    change.series = {Month::of(2018, 1), std::vector<std::optional<std::int64_t>>(48, 6)};
    for (std::size_t month = 40; month < 47; ++month) change.series.counts[month] = 1;
    change.found = before_after(change.series, answer.options).value();
    answer.open_data.push_back(change);
    return answer;
}

Head in(Language language) { return {language, true, false, false, {}}; }

Tree effect_row(std::int64_t distance, double estimate)
{
    return Tree::members().add("distance", distance).add("estimate", estimate).add("lower_90", estimate - 1).add("upper_90", estimate + 1).add("reference", distance == -1);
}

Tree made_control()
{
    Tree path = Tree::list(), units = Tree::list(), weights = Tree::list();
    for (int year = 2000; year < 2006; ++year)
        path.push(Tree::members().add("time", std::to_string(year)).add("treated", 5.0 - (year > 2003 ? 2 : 0)).add("synthetic", 5.0).add("gap", year > 2003 ? -2.0 : 0.0));
    for (double const mspe : {0.5, 50.0}) {
        Tree gaps = Tree::list();
        for (int i = 0; i < 6; ++i) gaps.push(0.1 * i);
        units.push(Tree::members().add("unit", mspe > 1 ? "bad" : "good").add("mspe", mspe).add("gaps", std::move(gaps)));
    }
    weights.push(Tree::members().add("unit", "B").add("weight", 1.0));
    Tree tree = Tree::members().add("first_treated", "2004").add("unit", "A").add("att", -2.0).add("mspe", 1.0).add("weights", std::move(weights)).add("path", std::move(path));
    return tree.add("placebo_space", Tree::members().add("p_value", 0.25).add("units", std::move(units)));
}

}  // namespace

TEST_CASE("the series of a change shows the lowest window, the months it is compared with and what they lead to expect")
{
    auto const answer = made_change("ucdp");
    auto const input = series_of_change(answer, answer.open_data.front(), std::nullopt, {Language::french, true, true});
    REQUIRE(input.window.has_value());
    CHECK(input.window->first == Month::of(2021, 5));
    CHECK(input.window->last == Month::of(2021, 11));
    REQUIRE(input.compared_with.size() == 3);
    CHECK(input.compared_with.front().first == Month::of(2018, 5));
    CHECK(input.compared_with.back().last == Month::of(2020, 11));
    CHECK(*input.expected == doctest::Approx(42));
    CHECK(input.finding.find("7 incidents, 42,0 attendus ; rapport 0,17") != std::string::npos);
    CHECK(input.head.source == "UCDP ; limites made-1 ; Accalmie");
    CHECK(input.searched.has_value());
    auto const named = series_of_change(answer, answer.open_data.front(), Month::of(2021, 1), {Language::english, false, false});
    CHECK(named.window->first == Month::of(2021, 1));
    CHECK(named.finding.starts_with("Window, Jan\u00A02021 to Jul\u00A02021: "));
    CHECK(series_plot(named).statuses.empty());
}

TEST_CASE("a picture of ACLED's counts says that it may not be passed on")
{
    auto const answer = made_change("acled");
    Standing const standing{Language::french, false, true};
    for (auto const& plot : {series_plot(series_of_change(answer, answer.open_data.front(), std::nullopt, standing)), placements_plot(placements_of_change(answer, answer.open_data.front(), standing))})
        CHECK(std::any_of(plot.statuses.begin(), plot.statuses.end(), [](auto const& status) { return status.find("interdisent de transmettre") != std::string::npos; }));
}

TEST_CASE("a map of change carries each place's own ratio, its part and its shape")
{
    ChangeMap map;
    map.source = "ucdp";
    map.answer = made_change("ucdp");
    map.first = Month::of(2021, 5);
    auto const& found = map.answer.open_data.front().found;
    map.places = {{{"ML0507", "Ténenkou", 2}, PlaceRole::chosen, found.placements[*found.search.lowest], {{{-5, 14}, {-4, 14}, {-4, 15}}}}, {{"ML0508", "Youwarou", 2}, PlaceRole::neighbour, {}, {}}};
    auto const plot = ratios_map_plot(ratios_map_of_change(map, {Language::english, false, true}));
    CHECK(plot.table.rows.size() == 2);
    CHECK(std::get<double>(plot.table.rows[0][5]) == doctest::Approx(7.0 / 42));
    CHECK(std::holds_alternative<std::monostate>(plot.table.rows[1][5]));
    CHECK(plot.notes.back().find("Youwarou") != std::string::npos);
    CHECK(plot.title == "Where events fell or rose: May\u00A02021 to Nov\u00A02021");
}

TEST_CASE("a multiverse becomes a curve: refusals with their reason, and no pool where the estimator takes none")
{
    MultiverseAnswer answer;
    answer.values[static_cast<std::size_t>(ChoiceOf::window)] = {"2025-08 to 2026-02"};
    answer.values[static_cast<std::size_t>(ChoiceOf::baseline)] = {"same_season:3", "just_before:12", "odd"};
    answer.values[static_cast<std::size_t>(ChoiceOf::pool)] = {"region", "all"};
    answer.values[static_cast<std::size_t>(ChoiceOf::estimator)] = {"rate_ratio", "ratio_of_ratios"};
    answer.input.estimators = {PlainEstimator::rate_ratio, PlainEstimator::ratio_of_ratios};
    Specification one, other;
    one.estimate = 0.4;
    one.interval = {0.2, 0.8};
    one.supports = true;
    other.choice[static_cast<std::size_t>(ChoiceOf::estimator)] = 1;
    other.refusal = Refusal::no_event_in_pool;
    answer.found.specifications = {one, other};
    answer.found.answered = 1;
    answer.found.share_supporting = 1;
    answer.found.median_estimate = 0.4;
    auto const input = curve_of_multiverse(answer, PlanAnswer{}, {Language::french, true, false});
    REQUIRE(input.points.size() == 2);
    CHECK(input.points[0].choice[static_cast<std::size_t>(ChoiceOf::pool)] == 2);
    CHECK(input.points[1].choice[static_cast<std::size_t>(ChoiceOf::pool)] == 0);
    CHECK(input.points[1].refusal == "aucun incident dans les lieux de comparaison");
    CHECK(input.choices[static_cast<std::size_t>(ChoiceOf::window)].values == std::vector<std::string>{"août\u00A02025 à févr.\u00A02026"});
    CHECK(input.choices[static_cast<std::size_t>(ChoiceOf::baseline)].values == std::vector<std::string>{"même saison, 3 ans", "juste avant, 12 mois", "odd"});
    auto const plot = specification_curve_plot(input);
    CHECK(plot.statuses.size() == 1);
    CHECK(plot.table.rows.size() == 2);
}

TEST_CASE("a plan's synthetic control becomes the same two pictures; without one, or without a path, the reason is told")
{
    MultiverseAnswer answer;
    PlanAnswer plan;
    Standing const standing{Language::english, true, false};
    CHECK(path_of_multiverse(answer, plan, standing).error().remedy.find("synthetic_control") != std::string::npos);
    answer.modelled.emplace();
    answer.modelled->paths.emplace_back();
    auto& path = answer.modelled->paths.front();
    path.found.refusal = "pool_too_small";
    CHECK(placebos_of_multiverse(answer, plan, standing).error().what.find("pool_too_small") != std::string::npos);
    path.found.refusal = {};
    plan.change.places = {{"ML0101", "Couchant", 2}};
    answer.units = {{"ML0101", "Couchant", 2}, {"ML0102", "Levant", 2}, {"ML0103", "Nord", 2}};
    path.months = {Month::of(2021, 1), Month::of(2021, 2), Month::of(2021, 3)};
    path.window_first = Month::of(2021, 3);
    path.donors = {1, 2};
    path.found.treated = {2, 3, 1};
    path.found.synthetic = {2, 2.5, 4};
    path.found.weights = {0.75, 0.25};
    path.found.ratio = 0.25;
    path.placebos = {{{1}, {0, 0.5, -1}, -0.4, {}}};
    path.p_placebo = 0.5;
    auto const drawn = path_of_multiverse(answer, plan, standing).value();
    CHECK(drawn.first_treated == 2);
    CHECK(drawn.weights.front() == std::pair<std::string, double>{"Levant", 0.75});
    CHECK(drawn.finding.find("0.25") != std::string::npos);
    CHECK(control_path_plot(drawn).table.rows.size() == 3);
    auto const cloud = placebos_of_multiverse(answer, plan, standing).value();
    CHECK(cloud.gap == std::vector<std::optional<double>>{0.0, 0.5, -3.0});
    REQUIRE(cloud.placebos.size() == 1);
    CHECK(cloud.placebos[0].unit == "Nord");
    CHECK(placebo_plot(cloud).statuses == std::vector<std::string>{"Demonstration: simulated data"});
}

TEST_CASE("a synthetic control becomes a path and a cloud; a placebo fitted twenty times worse is left out")
{
    auto const control = made_control();
    auto const path = plot_of_method("synthetic-control", control, "", in(Language::english)).value();
    CHECK(path.kind == "synthetic-control");
    CHECK(path.statuses == std::vector<std::string>{"Demonstration: simulated data"});
    CHECK(path.table.rows.size() == 6);
    CHECK(std::get<std::string>(path.table.rows[3][4]) == "before");
    CHECK(std::get<std::string>(path.table.rows[4][4]) == "after");
    CHECK(path.notes.front().find("B") != std::string::npos);
    auto const cloud = plot_of_method("synthetic-control", control, "placebo", in(Language::english)).value();
    CHECK(cloud.table.rows.size() == 18);
    CHECK(std::get<std::string>(cloud.table.rows.back()[1]) == "left out");
    CHECK(svg(cloud, 400).find("p\u00A0=\u00A00.250") != std::string::npos);
    auto const none = plot_of_method("synthetic-control", Tree::members().add("path", Tree::list()), "placebo", in(Language::english));
    REQUIRE(!none.has_value());
    CHECK(none.error().remedy.find("--placebo-space") != std::string::npos);
}

TEST_CASE("an event study keeps its level, its reference and the test before; a method without a picture says so")
{
    Tree times = Tree::list();
    for (int distance = -3; distance <= 2; ++distance) times.push(effect_row(distance, distance < 0 ? 0.0 : -1.0));
    auto const result = Tree::members().add("event_study", Tree::members().add("times", times).add("pre_trend_test", Tree::members().add("p", 0.4)));
    auto const plot = plot_of_method("difference-in-differences", result, "event-study", in(Language::french)).value();
    CHECK(plot.table.rows.size() == 6);
    CHECK(plot.notes.front().find("90 %") != std::string::npos);
    CHECK(std::get<std::string>(plot.table.rows[2][6]) == "référence");
    auto const grouped = Tree::members().add("by_distance", Tree::members().add("rows", times));
    CHECK(plot_of_method("group-time-effects", grouped, "", in(Language::french)).has_value());
    CHECK(plot_of_method("difference-in-differences", Tree::members().add("no_event_study_because", "two times only"), "", in(Language::french)).error().what.find("two times only") != std::string::npos);
    CHECK(!plot_of_method("rate-ratio", result, "", in(Language::french)).has_value());
}
