// SPDX-License-Identifier: Apache-2.0
#include "measures/heat_index.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <fstream>
#include <sstream>

using namespace accalmie;

namespace {

double nws_f(double t, double r) { return fahrenheit(heat_index(celsius(t), r)->nws_c); }

}  // namespace

TEST_CASE("the heat index is the one that MetPy's tests assert, to the whole degree")
{
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/hazard/heat_index_metpy_cases.csv"};
    if (!file) {
        MESSAGE("skipped: ../shared/data/hazard is not here");
        return;
    }
    std::string line;
    std::getline(file, line);
    int rows = 0;
    while (std::getline(file, line)) {
        CAPTURE(line);
        std::istringstream cells{line};
        double t = 0, r = 0, index = 0;
        char comma = 0;
        cells >> t >> comma >> r >> comma >> index;
        CHECK(std::round(nws_f(t, r)) == index);
        ++rows;
    }
    CHECK(rows == 6);
}

TEST_CASE("the simple formula, the regression and its adjustments each have their place")
{
    // Worked with Python from the formulas of the US National Weather Service.
    CHECK(nws_f(70, 50) == doctest::Approx(69.05));            // simple: 1.1 T - 10.3 + 0.047 R
    CHECK(nws_f(90, 50) == doctest::Approx(94.5969412));        // regression
    CHECK(nws_f(95, 10) == doctest::Approx(89.4495873));       // dry: regression 90.1995873 less 0.75
    CHECK(nws_f(84, 95) == doctest::Approx(100.8817332));      // humid: regression 100.2817332 and 0.6
    CHECK(heat_index(25, 50)->regression_c == doctest::Approx(25.9).epsilon(0.002));  // thermal comfort libraries: the regression alone
    CHECK(heat_index(30, 80)->regression_c == doctest::Approx(37.7).epsilon(0.002));
    CHECK(heat_index(25, 50)->nws_c == doctest::Approx(celsius(76.75)));
}

TEST_CASE("classes begin at their whole degree")
{
    CHECK(heat_class(celsius(79.99)) == HeatClass::none);
    CHECK(heat_class(celsius(80)) == HeatClass::caution);
    CHECK(heat_class(celsius(90)) == HeatClass::extreme_caution);
    CHECK(heat_class(celsius(103)) == HeatClass::danger);
    CHECK(heat_class(celsius(124.99)) == HeatClass::danger);
    CHECK(heat_class(celsius(125)) == HeatClass::extreme_danger);
    CHECK(heat_class_code(HeatClass::extreme_caution) == "extreme_caution");
}

TEST_CASE("humidex, discomfort index, apparent temperature, NET and WBGT are those of published tables")
{
    // github FedericoTartarini/validation-data-comfort-models (MIT): all its rows for these five, with its tolerances (humidex 1, others 0.1).
    struct Row {
        double t, r, value;
        int grade;
    };
    for (auto const& row : {Row{25, 50, 28.2, 0}, Row{10, 50, 7.9, 0}, Row{28, 50, 32.9, 1}, Row{30, 50, 36.2, 2}, Row{35, 50, 45.0, 3}, Row{40, 50, 54.9, 5}, Row{30, 100, 48.0, 4}, Row{30, 80, 43.3, 3}, Row{31.6, 57.1, 40.8, 3}}) {
        CAPTURE(row.t);
        CHECK(std::abs(*humidex(row.t, row.r) - row.value) < 0.0501);
        CHECK(humidex_class(*humidex(row.t, row.r)) == row.grade);
    }
    for (auto const& row : {Row{21, 50, 19.2, 0}, Row{23.5, 50, 21.0, 1}, Row{29, 50, 25.0, 2}, Row{32, 50, 27.2, 3}, Row{35, 50, 29.4, 4}, Row{40, 50, 33.0, 5}, Row{35, 10, 24.9, 2}, Row{35, 90, 33.9, 5}}) {
        CAPTURE(row.t);
        CHECK(std::abs(*discomfort_index(row.t, row.r) - row.value) < 0.0501);
        CHECK(discomfort_class(*discomfort_index(row.t, row.r)) == row.grade);
    }
    CHECK(std::abs(*apparent_temperature({25, 30, 0.1, {}, {}, {}}) - 24.1) < 0.0501);
    CHECK(std::abs(*apparent_temperature({23, 70, 1, {}, {}, {}}) - 24.8) < 0.0501);
    CHECK(std::abs(*apparent_temperature({23, 70, 1, 50, {}, {}}) - 28.1) < 0.0501);
    struct Wind {
        double t, r, v, value;
    };
    for (auto const& row : {Wind{37, 100, 0.1, 37}, Wind{37, 100, 4.5, 37}, Wind{25, 100, 4.5, 20}, Wind{25, 100, 0.1, 25.4}, Wind{40, 48.77, 0.1, 33.8}, Wind{36, 50.196, 0.1, 30.9}})
        CHECK(std::abs(*normal_effective_temperature({row.t, row.r, row.v, {}, {}, {}}) - row.value) < 0.0501);
    CHECK(std::abs(*wet_bulb_globe_temperature({20, {}, {}, {}, 25, 32}, Sun::direct) - 25.9) < 0.0501);
    CHECK(std::abs(*wet_bulb_globe_temperature({0, {}, {}, {}, 17.3, 40}, Sun::shade) - 24.1) < 0.0501);
    CHECK(std::abs(*wet_bulb_globe_temperature({0, {}, {}, {}, 21.1, 55}, Sun::shade) - 31.3) < 0.0501);
    CHECK(std::abs(*wet_bulb_globe_temperature({0, {}, {}, {}, 16.7, 40}, Sun::shade) - 23.7) < 0.0501);
    CHECK(std::abs(*wet_bulb_globe_temperature({20, {}, {}, {}, 23, 32}, Sun::shade) - 25.7) < 0.0501);
    CHECK(*wet_bulb_globe_temperature({0, {}, {}, {}, 0, 0}, Sun::shade) == 0);
}

TEST_CASE("what an index needs and does not get is named; what is no air is refused")
{
    CHECK(apparent_temperature({25, 30, {}, {}, {}, {}}).error().kind == Error::Kind::missing);
    CHECK(wet_bulb_globe_temperature({25, {}, {}, {}, 20, {}}, Sun::shade).error().where == "globe");
    CHECK(heat_index(25, 101).error().where == "humidity");
    CHECK(heat_index(25, -1).error().kind == Error::Kind::invalid);
    CHECK(heat_index(95, 20).error().where == "temperature");
    CHECK(heat_index(std::nan(""), 20).error().kind == Error::Kind::invalid);
}

TEST_CASE("a dew point is a humidity, and no humidity is above 100")
{
    CHECK(humidity_of_dew_point(30, 30) == 100);
    CHECK(humidity_of_dew_point(30, 31) == 100);
    // Magnus: 100 exp(17.625 x 20 / 263.04 - 17.625 x 30 / 273.04)
    CHECK(humidity_of_dew_point(30, 20) == doctest::Approx(55.0774901));
}

TEST_CASE("hotter or more humid air never feels much cooler where the index is meant to be used")
{
    CHECK(rc::check([] {
        double const t = 80 + *rc::gen::inRange(0, 300) / 10.0, r = 40 + *rc::gen::inRange(0, 50);
        if (fahrenheit(heat_index(celsius(t), r)->nws_c) > 140) return;  // beyond the table of the regression
        // Adjustments and the change of formula leave small steps.
        RC_ASSERT(nws_f(t + 1, r) > nws_f(t, r) - 0.5);
        RC_ASSERT(nws_f(t, r + 5) > nws_f(t, r) - 0.5);
    }));
}
