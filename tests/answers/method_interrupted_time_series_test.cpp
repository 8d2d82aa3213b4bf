// SPDX-License-Identifier: Apache-2.0
#include "answers/method.hpp"

#include "answers/tree_reading.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace accalmie;
using namespace accalmie::test;

namespace {

double number(Tree const& tree, std::string_view name) { return std::get<double>(member(tree, name).held()); }
std::string text(Tree const& tree, std::string_view name) { return std::get<std::string>(member(tree, name).held()); }

Tree const& coefficient(Tree const& answer, std::string_view name)
{
    auto const& list = std::get<Tree::List>(member(answer, "coefficients").held());
    for (auto const& one : list)
        if (text(one, "name") == name) return one;
    REQUIRE_MESSAGE(false, std::string{name});
    return list.front();
}

std::optional<MethodTable> sicily()
{
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/stats/its/sicily.csv"};
    if (!file) {
        MESSAGE("skipped: ../shared/data/stats/its/sicily.csv is not there");
        return std::nullopt;
    }
    MethodTable table;
    for (std::string line; std::getline(file, line);) {
        std::istringstream cells{line};
        std::vector<std::string> row;
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
        if (table.columns.empty()) table.columns = row;
        else table.rows.push_back(row);
    }
    return table;
}

MethodTable months(std::size_t count)
{
    MethodTable table{{"month", "events", "reports", "rain"}, {}};
    for (std::size_t row = 0; row < count; ++row) {
        auto const step = row >= 24;
        table.rows.push_back({to_iso(*parse_month("2019-01") + static_cast<int>(row)), std::to_string((step ? 4 : 9) + row * row % 5), std::to_string(40 + row * 7 % 11), std::to_string(row * row * row % 13)});
    }
    return table;
}

Tree answered(MethodTable const& table, MethodOptions const& options)
{
    auto const answer = run_method("interrupted-time-series", table, options);
    REQUIRE_MESSAGE(answer, (answer ? "" : answer.error().text()));
    return *answer;
}

Error refused(MethodTable const& table, MethodOptions const& options) { return run_method("interrupted-time-series", table, options).error(); }

}  // namespace

TEST_CASE("Sicily's file runs as it is, by its own names")
{
    auto const table = sicily();
    if (!table) return;
    MethodOptions options{{"outcome", "aces"}, {"offset", "stdpop"}, {"step", "smokban"}, {"time", "time"}, {"family", "poisson"}};
    auto const poisson = answered(*table, options);
    CHECK(number(poisson, "rate_ratio") == doctest::Approx(0.894376508018192).epsilon(1e-9));
    CHECK(number(poisson, "lower_95") == doctest::Approx(0.86469).epsilon(6e-6));
    CHECK(number(poisson, "upper_95") == doctest::Approx(0.92509).epsilon(6e-6));
    CHECK(text(poisson, "p_by") == "normal");
    CHECK(number(poisson, "log_likelihood") == doctest::Approx(-351.016293265062).epsilon(1e-10));
    CHECK(number(poisson, "aic") == doctest::Approx(708.032586530125).epsilon(1e-10));

    options["harmonics"] = "2";
    options["period"] = "12";
    options["family"] = "quasi-poisson";
    auto const season = answered(*table, options);
    CHECK(number(season, "rate_ratio") == doctest::Approx(0.88507154724393).epsilon(1e-9));
    CHECK(number(season, "dispersion") == doctest::Approx(2.2622).epsilon(2e-5));
    // The month of the year as the place in the season says the same, because the file begins in January.
    options["season"] = "month";
    CHECK(number(answered(*table, options), "rate_ratio") == doctest::Approx(0.88507154724393).epsilon(1e-9));
    options.erase("season");

    options["slope-change"] = "interaction";
    auto const slope = answered(*table, options);
    CHECK(number(coefficient(slope, "step"), "estimate") == doctest::Approx(-0.185219379180846).epsilon(1e-8));
    CHECK(number(coefficient(slope, "step:time"), "estimate") == doctest::Approx(0.00148222799808568).epsilon(1e-8));
    CHECK(number(member(slope, "slope_change"), "standard_error") == doctest::Approx(0.00185463163225314).epsilon(3e-6));

    // The step by its time instead of its column.
    options = {{"outcome", "aces"}, {"offset", "stdpop"}, {"intervention", "37"}, {"family", "poisson"}};
    CHECK(number(answered(*table, options), "rate_ratio") == doctest::Approx(0.894376508018192).epsilon(1e-9));
}

TEST_CASE("a table of months takes its step from a month, and until another")
{
    auto const rise = answered(months(36), {{"intervention", "2021-01"}});
    CHECK(text(rise, "step_first") == "2021-01");
    CHECK(text(rise, "step_last") == "2021-12");
    CHECK(number(rise, "upper_95") < 1);
    auto const window = answered(months(36), {{"intervention", "2021-01"}, {"until", "2021-06"}, {"covariates", "rain"}});
    CHECK(text(window, "step_last") == "2021-06");
    CHECK(std::get<std::int64_t>(member(window, "rows_with_step").held()) == 6);
    CHECK(number(coefficient(window, "rain"), "standard_error") > 0);
    // A covariate is not an ignored column.
    auto const& ignored = std::get<Tree::List>(member(window, "ignored_columns").held());
    CHECK(ignored.size() == 1);
    auto const& series = std::get<Tree::List>(member(window, "series").held());
    REQUIRE(series.size() == 36);
    CHECK(text(series[24], "time") == "2021-01");
    CHECK(number(series[24], "without_step") * number(window, "rate_ratio") == doctest::Approx(number(series[24], "fitted")));
}

TEST_CASE("rows in any order give the same answer, and rows without data are counted and left out")
{
    auto table = months(36);
    auto const straight = answered(table, {{"intervention", "2021-01"}, {"covariance", "newey-west"}});
    std::reverse(table.rows.begin(), table.rows.end());
    auto const turned = answered(table, {{"intervention", "2021-01"}, {"covariance", "newey-west"}});
    CHECK(number(straight, "standard_error") == doctest::Approx(number(turned, "standard_error")).epsilon(1e-12));
    table.rows[5][1] = "";
    auto const gap = answered(table, {{"intervention", "2021-01"}});
    CHECK(std::get<std::int64_t>(member(gap, "rows_without_data").held()) == 1);
    CHECK(std::get<Tree::List>(member(gap, "series").held()).size() == 35);
}

TEST_CASE("days that begin months are months, weeks are days, and NA is no data")
{
    auto table = months(36);
    auto const plain = answered(table, {{"intervention", "2021-01"}, {"harmonics", "1"}});
    for (auto& row : table.rows) row[0] += "-01";
    auto const dated = answered(table, {{"intervention", "2021-01-01"}, {"harmonics", "1"}});
    CHECK(number(dated, "rate_ratio") == doctest::Approx(number(plain, "rate_ratio")).epsilon(1e-12));
    CHECK(text(dated, "step_first") == "2021-01");
    for (std::size_t row = 0; row < 36; ++row) table.rows[row][0] = to_iso(*parse_day("2021-01-04") + std::chrono::days{7 * static_cast<int>(row)});
    table.rows[3][1] = "NA";
    auto const weekly = answered(table, {{"intervention", "2021-06-21"}});
    CHECK(text(weekly, "step_first") == "2021-06-21");
    CHECK(std::get<std::int64_t>(member(weekly, "rows_with_step").held()) == 12);
    CHECK(std::get<std::int64_t>(member(weekly, "rows_without_data").held()) == 1);
    table.rows[7][0] = "soon";
    CHECK(refused(table, {{"intervention", "2021-06-21"}}).where == "row 9: month");
}

TEST_CASE("intensity gives the answer again as a covariate and as an exposure, and says whether the change stands")
{
    auto table = months(36);
    auto const stands = answered(table, {{"intervention", "2021-01"}, {"intensity", "reports"}});
    auto const& intensity = member(stands, "intensity");
    CHECK(text(intensity, "as_covariate_says") == "change_stands");
    CHECK(number(member(intensity, "as_covariate"), "rate_ratio") < 1);
    for (std::size_t row = 0; row < 36; ++row) table.rows[row][2] = table.rows[row][1];
    auto const explained = answered(table, {{"intervention", "2021-01"}, {"intensity", "reports"}});
    CHECK(text(member(explained, "intensity"), "as_exposure_says") == "watching_may_explain");
    CHECK(number(member(member(explained, "intensity"), "as_exposure"), "rate_ratio") == doctest::Approx(1));
    CHECK(member(answered(table, {{"intervention", "2021-01"}}), "intensity").is_nothing());
}

TEST_CASE("what the method cannot answer is refused by its reason, with no number")
{
    auto table = months(36);
    for (std::size_t row = 24; row < 36; ++row) table.rows[row][1] = "0";
    auto const none = answered(table, {{"intervention", "2021-01"}});
    CHECK(member(none, "rate_ratio").is_nothing());
    CHECK(text(none, "refused_because") == "no_event_with_step");
    CHECK(text(none, "remedy").find("rate-ratio") != std::string::npos);
    CHECK(text(answered(months(36), {{"intervention", "2021-11"}}), "refused_because") == "too_few_points");
}

TEST_CASE("options and cells that are wrong are named")
{
    auto const table = months(36);
    CHECK(refused(table, {}).where == "option intervention");
    CHECK(refused(table, {{"intervention", "37"}}).where == "option intervention");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"step", "rain"}}).where == "option intervention");
    CHECK(refused(table, {{"step", "rain"}}).where == "step");
    CHECK(refused(table, {{"intervention", "2031-01"}}).where == "step");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"until", "2020-01"}}).where == "option until");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"family", "gamma"}}).where == "option family");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"slope-change", "yes"}}).where == "option slope-change");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"covariates", "wind"}}).where == "option covariates");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"lag", "many"}}).where == "option lag");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"covariance", "newey-west"}, {"lag", "36"}}).where == "lag");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"outcome", "deaths"}}).where == "option outcome");
    CHECK(refused(table, {{"intervention", "2021-01"}, {"offset", "rain"}}).where == "row 2: offset");
    auto bad = table;
    bad.rows[4][1] = "3.5";
    CHECK(refused(bad, {{"intervention", "2021-01"}, {"family", "poisson"}}).where == "row 6: events");
    bad = table;
    bad.rows[4][0] = "2019-01";
    CHECK(refused(bad, {{"intervention", "2021-01"}}).where == "row 6: month");
    bad.rows.clear();
    CHECK(refused(bad, {{"intervention", "2021-01"}}).where == "row 2");
    CHECK(refused({{"x"}, {{"1"}}}, {}).where == "row 1");
}
