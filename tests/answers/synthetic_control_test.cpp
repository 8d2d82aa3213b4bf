// SPDX-License-Identifier: Apache-2.0
#include "answers/synthetic_rows.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

/// Four places over six years; the outcome is called deaths, and roads is there in even years only.
MethodTable made_table()
{
    MethodTable table;
    table.columns = {"place", "year", "deaths", "roads"};
    int const deaths[4][6] = {{10, 12, 11, 15, 14, 16}, {30, 28, 33, 29, 31, 30}, {20, 26, 21, 27, 24, 28}, {15, 19, 16, 21, 13, 14}};
    char const* const places[] = {"A", "B", "C", "T (north)"};
    for (int place = 0; place < 4; ++place)
        for (int year = 0; year < 6; ++year)
            table.rows.push_back({places[place], std::to_string(2001 + year) + ".0", std::to_string(deaths[place][year]), year % 2 == 1 ? std::to_string(place * place + year) : ""});
    return table;
}

MethodOptions made_options(MethodOptions const& more = {})
{
    MethodOptions options{{"unit", "place"}, {"time", "year"}, {"outcome", "deaths"}, {"treated-unit", "T (north)"}, {"first-treated", "2005"}};
    for (auto const& [name, value] : more) options[name] = value;
    return options;
}

double number(Tree const& tree, std::string const& name) { return std::get<double>(tree.find(name)->held()); }

Error refused(MethodTable const& table, MethodOptions const& more) { return run_method("synthetic-control", table, made_options(more)).error(); }

}  // namespace

TEST_CASE("a file is taken with its own column names, its years written 2001.0, and predictors under the names of the file")
{
    auto const result = run_method("synthetic-control", made_table(), made_options({{"predictors", "roads:2001-2004; deaths:2001-2004/2; deaths : 2004"}, {"fit", "2002..2004"}}));
    REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
    auto const& predictors = std::get<Tree::List>(result->find("predictors")->held());
    REQUIRE(predictors.size() == 3);
    CHECK(number(predictors[0], "treated") == 11);    // 9 + 1 and 9 + 3: empty cells are left out of the mean
    CHECK(number(predictors[1], "treated") == 15.5);  // 2001 and 2003
    CHECK(number(predictors[2], "treated") == 21);
    CHECK(result->find("search")->find("paths") != nullptr);
    CHECK(std::get<std::string>(result->find("first_treated")->held()) == "2005");
}

TEST_CASE("each estimator answers on the same table")
{
    for (auto const* const estimator : {"synthetic-control", "penalised", "augmented", "synthetic-did", "difference-in-differences"}) {
        CAPTURE(estimator);
        auto const result = run_method("synthetic-control", made_table(), made_options({{"estimator", estimator}}));
        REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
        CHECK(number(*result, "att") < -4);
        CHECK(number(*result, "att") > -9);
    }
    CHECK(number(*run_method("synthetic-control", made_table(), made_options({{"estimator", "difference-in-differences"}})), "att") == doctest::Approx(-6.25));
}

TEST_CASE("two treated units are answered one by one and as a mean")
{
    auto const result = run_method("synthetic-control", made_table(), made_options({{"treated-unit", "T (north); B"}}));
    REQUIRE(result);
    auto const& units = std::get<Tree::List>(result->find("units")->held());
    REQUIRE(units.size() == 2);
    CHECK(number(*result, "att") == doctest::Approx((number(units[0], "att") + number(units[1], "att")) / 2));
    CHECK(result->find("no_p_value_because") != nullptr);
}

TEST_CASE("a unit with a hole is left out and named; a treated one with a hole is refused")
{
    auto table = made_table();
    table.rows[1][2] = "";
    auto const result = run_method("synthetic-control", table, made_options());
    REQUIRE(result);
    CHECK(std::get<std::string>(std::get<Tree::List>(result->find("incomplete_units_left_out")->held())[0].held()) == "A");
    table.rows[19][2] = "";
    CHECK(run_method("synthetic-control", table, made_options()).error().where == "outcome");
}

TEST_CASE("what the method cannot answer is refused with its place")
{
    CHECK(refused(made_table(), {{"treated-unit", "nowhere"}}).kind == Error::Kind::missing);
    CHECK(refused(made_table(), {{"treated-unit", "none"}}).where == "option treated-unit");
    CHECK(refused(made_table(), {{"first-treated", "2002"}}).where == "time");
    CHECK(refused(made_table(), {{"first-treated", "1999"}}).kind == Error::Kind::missing);
    CHECK(refused(made_table(), {{"leave-out", "A; B; C"}}).where == "unit");
    CHECK(refused(made_table(), {{"fit", "2003-2006"}}).where == "fit");
    CHECK(refused(made_table(), {{"estimator", "magic"}}).where == "option estimator");
    CHECK(refused(made_table(), {{"predictors", "roads"}}).where == "option predictors");
    CHECK(refused(made_table(), {{"predictors", "rivers:2001"}}).kind == Error::Kind::missing);
    CHECK(refused(made_table(), {{"predictors", "roads:2001"}}).kind == Error::Kind::missing);
    CHECK(refused(made_table(), {{"predictors", "roads:2002"}, {"predictor-weights", "1,2"}}).where == "option predictor-weights");
    CHECK(refused(made_table(), {{"predictors", "roads:2002"}, {"estimator", "synthetic-did"}}).kind == Error::Kind::usage);
}

TEST_CASE("a column treated must be 0 or 1, stay 1, and begin at one time")
{
    auto table = made_table();
    table.columns.emplace_back("treated");
    for (std::size_t row = 0; row < table.rows.size(); ++row) table.rows[row].emplace_back(row >= 22 ? "1" : "0");
    MethodOptions const options{{"unit", "place"}, {"time", "year"}, {"outcome", "deaths"}};
    CHECK(number(*run_method("synthetic-control", table, options), "att") == doctest::Approx(-7));
    auto again = table;
    again.rows[23][4] = "0";
    CHECK(run_method("synthetic-control", again, options).error().kind == Error::Kind::invalid);
    again = table;
    again.rows[17][4] = "1";
    CHECK(run_method("synthetic-control", again, options).error().where == "treated");
    again.rows[17][4] = "2";
    CHECK(run_method("synthetic-control", again, options).error().kind == Error::Kind::invalid);
}
