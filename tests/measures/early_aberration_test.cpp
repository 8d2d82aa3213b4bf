// SPDX-License-Identifier: Apache-2.0
#include "measures/early_aberration.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

using namespace accalmie;

namespace {

std::vector<double> const series{3, 5, 4, 8, 12, 9, 6, 4, 2, 3, 4, 6, 5, 9, 30, 11};

/// One column of a table of ../shared, counted from 0; empty where the data is not there.
std::vector<double> column(std::string const& name, std::size_t which)
{
    std::vector<double> values;
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/stats/outbreak/" + name};
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream cells{line};
        std::string cell;
        for (std::size_t i = 0; i <= which; ++i) std::getline(cells, cell, ',');
        values.push_back(cell == "NA" ? std::nan("") : std::stod(cell));
    }
    return values;
}

void check_reference(std::string const& name, std::string const& setting, EarsMethod method)
{
    auto const observed = column(name + ".csv", 3);
    if (observed.empty()) {
        MESSAGE("skipped: ../shared/data/stats/outbreak is not there");
        return;
    }
    auto const file = name + "__EARS_" + setting + ".csv";
    auto const upper = column(file, 2), alarm = column(file, 3);
    EarsSettings settings;
    settings.method = method;
    auto const places = ears(observed, 19, observed.size(), settings);
    REQUIRE(places);
    REQUIRE(places->size() == upper.size());
    for (std::size_t i = 0; i < upper.size(); ++i) {
        CAPTURE(i);
        CHECK((*places)[i].upper.value() == doctest::Approx(upper[i]).epsilon(1e-11));
        CHECK((*places)[i].alarm == (alarm[i] == 1));
    }
}

}  // namespace

TEST_CASE("every bound and alarm of the reference series is R's")
{
    for (std::string const name : {"salmonella_agona", "hepatitisA_berlin"}) {
        check_reference(name, "C1_b7_a0.001", EarsMethod::c1);
        check_reference(name, "C2_b7_a0.001", EarsMethod::c2);
        check_reference(name, "C3_b7_a0.025", EarsMethod::c3);
    }
}

TEST_CASE("by hand: seven counts of mean 4.857 and deviation 2.268 before a 30")
{
    // 4, 2, 3, 4, 6, 5, 9: sum 33, sum of squares of the distances 30.857142857.
    auto const place = ears(series, 14, 15, {}).value().front();
    CHECK(place.expected.value() == doctest::Approx(33.0 / 7));
    CHECK(place.deviation.value() == doctest::Approx(std::sqrt((187 - 33.0 * 33 / 7) / 6)));
    CHECK(place.upper.value() == doctest::Approx(33.0 / 7 + 3.090232306 * std::sqrt((187 - 33.0 * 33 / 7) / 6)));
    CHECK(place.alarm);
}

TEST_CASE("equal counts have a bound only with a least deviation")
{
    std::vector<double> flat(20, 3);
    flat[19] = 4;
    EarsSettings settings;
    settings.method = EarsMethod::c3;
    CHECK(ears(flat, 19, 20, settings)->front().no_bound == NoEarsBound::no_variation);
    CHECK(ears(flat, 19, 20, {})->front().upper == 3.0);
    CHECK(ears(flat, 19, 20, {})->front().alarm);
    CHECK(!ears(flat, 19, 20, {})->front().score);
    settings.least_deviation = 1;
    CHECK(ears(flat, 19, 20, settings)->front().upper.value() == doctest::Approx(4 + 1.959964));
}

TEST_CASE("a report that did not come takes the bound from the places that need it, and gives no alarm")
{
    auto gap = series;
    gap[10] = std::nan("");
    auto const places = ears(gap, 7, 16, {}).value();
    for (auto const& place : places) {
        CAPTURE(place.at);
        CHECK((place.no_bound == NoEarsBound::no_report) == (place.at >= 10));
        CHECK(place.upper.has_value() == (place.at <= 10));
    }
}

TEST_CASE("what is no setting or has too little before it is refused")
{
    EarsSettings settings;
    settings.baseline = 2;
    CHECK(ears(series, 9, 10, settings).error().where == "baseline");
    settings = {};
    settings.alpha = 1;
    CHECK(ears(series, 9, 10, settings).error().where == "alpha");
    settings = {};
    settings.least_deviation = -1;
    CHECK(ears(series, 9, 10, settings).error().where == "minSigma");
    CHECK(ears(series, 6, 10, {}).error().kind == Error::Kind::missing);
    CHECK(ears(series, 9, 17, {}).error().kind == Error::Kind::invalid);
}

TEST_CASE("adding the same number everywhere moves the bounds of C1 and C2 by it and changes no alarm")
{
    CHECK(rc::check([] {
        auto const counts = *rc::gen::container<std::vector<int>>(24, rc::gen::inRange(0, 50));
        auto const more = *rc::gen::inRange(1, 500);
        std::vector<double> one(counts.begin(), counts.end()), other = one;
        for (auto& count : other) count += more;
        EarsSettings settings;
        settings.method = *rc::gen::element(EarsMethod::c1, EarsMethod::c2);
        auto const a = ears(one, 11, 24, settings).value(), b = ears(other, 11, 24, settings).value();
        for (std::size_t i = 0; i < a.size(); ++i) {
            RC_ASSERT(std::abs(*a[i].upper + more - *b[i].upper) < 1e-9);
            if (std::abs(*a[i].upper - a[i].observed) > 1e-9) RC_ASSERT(a[i].alarm == b[i].alarm);
        }
    }));
}
