// SPDX-License-Identifier: Apache-2.0
#include "answers/method.hpp"

#include "answers/tree_reading.hpp"

#include "measures/published_table.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace accalmie;
using namespace accalmie::test;

namespace {

/// Six places at four months; places 0 and 1 are treated from the third month on. Columns say so in every way.
MethodTable places()
{
    MethodTable table{{"place", "month", "deaths", "here", "since", "row", "start", "district"}, {}};
    char const* const months[] = {"2021-11", "2021-12", "2022-01", "2022-02"};
    for (int place = 0; place < 6; ++place)
        for (int month = 0; month < 4; ++month)
            table.rows.push_back({"p" + std::to_string(place), months[month], std::to_string((place * 5 + month * 3 + place * month * 7) % 11), place < 2 ? "1" : "0", month >= 2 ? "TRUE" : "FALSE",
                                  place < 2 && month >= 2 ? "1" : "0", place < 2 ? "2022-01" : "NA", "d" + std::to_string(place / 2)});
    return table;
}

MethodOptions named(MethodOptions options)
{
    options["unit"] = "place";
    options["time"] = "month";
    options["outcome"] = "deaths";
    options["draws"] = "50";
    return options;
}

Tree run(MethodTable const& table, MethodOptions const& options)
{
    auto result = run_method("difference-in-differences", table, options);
    REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
    return *result;
}

MethodTable table_of(PublishedTable const& published)
{
    MethodTable table{std::vector<std::string>(published.columns.size()), published.rows};
    for (auto const& [name, at] : published.columns) table.columns[at] = name;
    return table;
}

}  // namespace

TEST_CASE("published files are accepted as they are, and give the published answers")
{
    auto const shops = published_table("did/card_krueger.csv"), states = published_table("synthetic-control/california_prop99.csv", ';');
    if (!shops || !states) {
        MESSAGE("skipped: the data folder is not there");
        return;
    }
    MethodOptions const wave{{"unit", "id"}, {"time", "d"}, {"outcome", "fte"}, {"treated", "nj"}, {"draws", "20"}};
    auto const twice = run(table_of(*shops), wave);
    CHECK(number(member(twice, "estimate")) == doctest::Approx(2.75));
    CHECK(number(member(member(twice, "classical"), "standard_error")) == doctest::Approx(1.1543553776959));
    CHECK(count(member(twice, "units")) == 384);
    auto pooled = wave;
    pooled.erase("unit");
    auto const all = run(table_of(*shops), pooled);
    CHECK(number(member(all, "estimate")) == doctest::Approx(2.75360578298062));
    CHECK(number(member(member(all, "classical"), "standard_error")) == doctest::Approx(1.68840913090948));
    auto const packs = run(table_of(*states), {{"unit", "State"}, {"time", "Year"}, {"outcome", "PacksPerCapita"}, {"draws", "99"}});
    CHECK(number(member(packs, "estimate")) == doctest::Approx(-27.3491110836149));
    CHECK(number(member(member(packs, "placebo"), "standard_error")) == doctest::Approx(17.2868000787));
    CHECK(text(member(packs, "no_interval_because")) == "one_treated_cluster");
    CHECK(member(packs, "lower_95").is_nothing());
    auto const effects = run_method("group-time-effects", table_of(*states), {{"unit", "State"}, {"time", "Year"}, {"outcome", "PacksPerCapita"}, {"draws", "99"}});
    REQUIRE_MESSAGE(effects, (effects ? std::string{} : effects.error().text()));
    CHECK(count(member(*effects, "never_treated_units")) == 38);
    CHECK(text(member(member(*effects, "simple"), "no_interval_because")) == "one_treated_cluster");
    CHECK(member(member(*effects, "simple"), "p").is_nothing());
}

TEST_CASE("treatment told by row, by unit and time, or by its first time is one treatment")
{
    auto const by_row = run(places(), named({{"treated", "row"}}));
    CHECK(text(member(by_row, "treatment")) == "treated_by_row");
    for (auto const& options : {MethodOptions{{"treated", "here"}, {"post", "since"}}, MethodOptions{{"treated", "here"}, {"from", "2022-01"}}, MethodOptions{{"group", "start"}}}) {
        auto const other = run(places(), named(options));
        CHECK(text(member(other, "treatment")) != "treated_by_row");
        CHECK(number(member(other, "estimate")) == doctest::Approx(number(member(by_row, "estimate"))));
        CHECK(number(member(member(other, "permutation"), "p")) == number(member(member(by_row, "permutation"), "p")));
        auto const& study = member(other, "event_study");
        CHECK(std::get<Tree::List>(member(study, "times").held()).size() == 4);
    }
    auto const effects = run_method("group-time-effects", places(), named({{"group", "start"}}));
    REQUIRE(effects);
    auto const& first = std::get<Tree::List>(member(*effects, "group_time").held()).front();
    CHECK(text(member(first, "group")) == "2022-01");
    CHECK(text(member(first, "time")) == "2021-12");
}

TEST_CASE("rows without a value are left out and counted, never read as zero")
{
    auto table = places();
    table.rows[7][2] = "NA";
    table.rows[9][2] = "";
    auto const answer = run(table, named({{"treated", "row"}}));
    CHECK(count(member(answer, "rows_without_value")) == 2);
    CHECK(count(member(answer, "rows")) == 22);
}

TEST_CASE("a pooled estimate needs no unit; without one HC1 stands, with one its clusters")
{
    auto options = named({{"treated", "here"}, {"from", "2022-01"}, {"effects", "group"}});
    auto const with_units = run(places(), options);
    CHECK(text(member(with_units, "errors")) == "cluster");
    options.erase("unit");
    auto const without = run(places(), options);
    CHECK(text(member(without, "errors")) == "hc1");
    CHECK(text(member(without, "effects")) == "group_and_time");
    CHECK(number(member(without, "estimate")) == doctest::Approx(number(member(with_units, "estimate"))));
    CHECK(text(member(member(without, "permutation"), "none_because")) == "no_unit_whose_treatment_could_be_exchanged");
}

TEST_CASE("a covariate is a column of the file, and so is a cluster")
{
    auto table = places();
    table.columns.push_back("rain");
    for (std::size_t row = 0; row < table.rows.size(); ++row) table.rows[row].push_back(std::to_string((row * row) % 7));
    auto const answer = run(table, named({{"treated", "row"}, {"covariates", "rain"}, {"cluster", "district"}}));
    CHECK(text(member(std::get<Tree::List>(member(answer, "covariates").held()).at(0), "name")) == "rain");
    CHECK(text(member(answer, "no_interval_because")) == "one_treated_cluster");
    CHECK(run_method("difference-in-differences", table, named({{"treated", "row"}, {"covariates", "snow"}})).error().where == "option covariates");
}

TEST_CASE("what a table does not say is asked for, what it says wrongly is refused with its place")
{
    auto const wrong = [](MethodTable const& table, MethodOptions const& options) { return run_method("difference-in-differences", table, named(options)).error(); };
    CHECK(wrong(places(), {}).what == "neither the column treated nor the column group is there");
    CHECK(wrong(places(), {{"treated", "here"}}).what == "the column treated says which units were treated, not from when on");
    CHECK(wrong(places(), {{"treated", "row"}, {"effects", "places"}}).where == "option effects");
    CHECK(wrong(places(), {{"treated", "row"}, {"model", "logit"}}).where == "option model");
    CHECK(wrong(places(), {{"treated", "here"}, {"from", "soon"}}).where == "option from");
    CHECK(wrong(places(), {{"treated", "row"}, {"reference", "-0.5"}}).where == "option reference");
    auto table = places();
    table.rows[3][1] = "later";
    CHECK(wrong(table, {{"treated", "row"}}).what == "times that are not alike");
    table = places();
    table.rows[4][5] = "2";
    CHECK(wrong(table, {{"treated", "row"}}).where == "row 6: treated");
    table = places();
    table.rows[5][6] = "2021-12";
    CHECK(wrong(table, {{"group", "start"}}).where == "row 7: group");
    table = places();
    table.rows[5][2] = "few";
    CHECK(wrong(table, {{"treated", "row"}}).where == "row 7: outcome");
    table = places();
    for (auto& row : table.rows) row[2] = "NA";
    CHECK(wrong(table, {{"treated", "row"}}).kind == Error::Kind::missing);
    auto ends = places();
    ends.rows[3][5] = "0";
    CHECK(run_method("group-time-effects", ends, named({{"treated", "row"}})).error().what == "treatment that ends again");
    CHECK(run_method("group-time-effects", places(), named({{"group", "start"}, {"base", "fixed"}})).error().where == "option base");
}

TEST_CASE("the poisson model gives a ratio and its exact interval")
{
    auto const answer = run(places(), named({{"treated", "row"}, {"model", "poisson"}}));
    auto const& exact = member(answer, "exact");
    CHECK(number(member(answer, "ratio")) == doctest::Approx(number(member(exact, "ratio"))));
    CHECK(number(member(exact, "lower_95")) < number(member(answer, "ratio")));
    CHECK(member(answer, "no_ratio_because").is_nothing());
}
