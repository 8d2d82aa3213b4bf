// SPDX-License-Identifier: Apache-2.0
#include "measures/space_time_process.hpp"

#include "measures/gaussian_region.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace accalmie;

namespace {

double const pi = std::numbers::pi;

Ring rectangle(double left, double right, double bottom, double top) { return {{left, bottom}, {right, bottom}, {right, top}, {left, top}}; }

/// Of the rectangle, in closed form.
double by_error_function(double left, double right, double bottom, double top, double sigma)
{
    auto const side = [&](double from, double to) { return sigma * std::sqrt(pi / 2) * (std::erf(to / sigma / std::sqrt(2)) - std::erf(from / sigma / std::sqrt(2))); };
    return side(left, right) * side(bottom, top);
}

/// Six events of two kinds on a square of 10 by 10, a step of the background at time 5, strength by a mark.
SpaceTimeInput six_events()
{
    SpaceTimeInput input;
    input.kinds = 2;
    input.triggers = {1, 0, 1, 1};
    input.end = 10;
    double const rows[6][4] = {{0.5, 2, 3, 0}, {1.5, 2.5, 3.5, 0}, {2, 8, 8, 1}, {6, 8.5, 7, 0}, {6.5, 8, 6.5, 1}, {9, 1, 1, 1}};
    input.endemic_of_events.columns = input.endemic_of_cells.columns = input.epidemic_of_events.columns = 2;
    for (auto const& row : rows) {
        SpaceTimeEvent event;
        event.time = row[0];
        event.x = row[1];
        event.y = row[2];
        event.kind = static_cast<std::size_t>(row[3]);
        event.endemic_offset = 0.2;
        event.region = {rectangle(-row[1], 10 - row[1], -row[2], 10 - row[2])};
        event.reach_time = 5;
        event.reach_distance = 20;
        input.events.push_back(event);
        input.endemic_of_events.values.insert(input.endemic_of_events.values.end(), {1.0, row[0] >= 5 ? 1.0 : 0.0});
        input.epidemic_of_events.values.insert(input.epidemic_of_events.values.end(), {1.0, row[1] / 10});
    }
    for (int half = 0; half < 2; ++half)
        for (int tile = 0; tile < 2; ++tile) {
            input.cells.push_back({50.0 * 5, 0.2});
            input.endemic_of_cells.values.insert(input.endemic_of_cells.values.end(), {1.0, 1.0 * half});
        }
    return input;
}

std::vector<double> const some_parameters{-5.0, 0.3, -1.2, 0.4, std::log(1.3), std::log(0.6)};

}  // namespace

TEST_CASE("the Gaussian's integral over a rectangle is the product of error functions, inside, outside, near an edge, small and large")
{
    for (double const sigma : {0.01, 0.3, 1.0, 7.0, 300.0}) {
        CAPTURE(sigma);
        CHECK(GaussianRegion{{rectangle(-1, 2, -3, 0.5)}}.at(sigma).integral == doctest::Approx(by_error_function(-1, 2, -3, 0.5, sigma)).epsilon(1e-9));
        CHECK(GaussianRegion{{rectangle(-1e-4, 2, -3, 5)}}.at(sigma).integral == doctest::Approx(by_error_function(-1e-4, 2, -3, 5, sigma)).epsilon(1e-9));
        CHECK(GaussianRegion{{rectangle(0.2, 2, -3, 5)}}.at(sigma).integral == doctest::Approx(by_error_function(0.2, 2, -3, 5, sigma)).epsilon(1e-7));
    }
}

TEST_CASE("a hole is taken out, and a circle of many corners holds what a disc holds")
{
    auto hole = rectangle(-0.5, 0.5, -0.5, 0.5);
    std::reverse(hole.begin(), hole.end());
    CHECK(GaussianRegion{{rectangle(-2, 2, -2, 2), hole}}.at(1.1).integral == doctest::Approx(by_error_function(-2, 2, -2, 2, 1.1) - by_error_function(-0.5, 0.5, -0.5, 0.5, 1.1)).epsilon(1e-9));
    Ring circle;
    for (int i = 0; i < 2000; ++i) circle.push_back({3 * std::cos(2 * pi * i / 2000), 3 * std::sin(2 * pi * i / 2000)});
    CHECK(GaussianRegion{{circle}}.at(1.5).integral == doctest::Approx(2 * pi * 2.25 * (1 - std::exp(-2.0))).epsilon(1e-5));
}

TEST_CASE("the slope by log sigma is that of small steps, for any triangle")
{
    CHECK(rc::check([] {
        auto const number = [] { return *rc::gen::inRange(-400, 400) / 100.0 + 0.001; };
        GaussianRegion const region{{{{number(), number()}, {number(), number()}, {number(), number()}}}};
        double const sigma = *rc::gen::inRange(5, 500) / 100.0, step = 1e-5;
        double const slope = (region.at(sigma * std::exp(step)).integral - region.at(sigma * std::exp(-step)).integral) / (2 * step);
        auto const value = region.at(sigma);
        RC_ASSERT(std::abs(value.by_log_sigma - slope) < 1e-6 * (1 + std::abs(slope)));
        RC_ASSERT(std::abs(value.integral) <= 2 * pi * sigma * sigma * (1 + 1e-9));
    }));
}

TEST_CASE("the log-likelihood is the sum of log rates less the integrals, written out")
{
    auto const input = six_events();
    auto const process = SpaceTimeProcess::make(input);
    REQUIRE(process);
    double value = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        auto const& event = input.events[i];
        double rate = std::exp(0.2 - 5.0 + 0.3 * (event.time >= 5));
        for (std::size_t j = 0; j < i; ++j) {
            auto const& source = input.events[j];
            double const delay = event.time - source.time, square = std::pow(event.x - source.x, 2) + std::pow(event.y - source.y, 2);
            if (delay > 5 || (source.kind == 0 && event.kind == 1)) continue;
            rate += std::exp(-1.2 + 0.4 * source.x / 10) * std::exp(-0.6 * delay) * std::exp(-square / (2 * 1.69));
        }
        value += std::log(rate);
        double const duration = std::min(5.0, 10 - event.time), kinds = event.kind == 0 ? 1 : 2;
        value -= kinds * std::exp(-1.2 + 0.4 * event.x / 10) * (1 - std::exp(-0.6 * duration)) / 0.6 * by_error_function(-event.x, 10 - event.x, -event.y, 10 - event.y, 1.3);
    }
    value -= 2 * 500 * (std::exp(0.2 - 5.0) + std::exp(0.2 - 5.0 + 0.3));
    CHECK(process->log_likelihood(some_parameters) == doctest::Approx(value).epsilon(1e-10));
}

TEST_CASE("its gradient is that of small steps")
{
    auto const process = SpaceTimeProcess::make(six_events());
    std::vector<double> gradient;
    process->log_likelihood(some_parameters, &gradient);
    for (std::size_t i = 0; i < some_parameters.size(); ++i) {
        auto above = some_parameters, below = some_parameters;
        above[i] += 1e-5;
        below[i] -= 1e-5;
        CHECK(gradient[i] == doctest::Approx((process->log_likelihood(above) - process->log_likelihood(below)) / 2e-5).epsilon(1e-6));
    }
}

TEST_CASE("a fit climbs to a point without slope, and every event has a chance of being background")
{
    // Pairs close together on a grid of places: a clear scale of space and time.
    SpaceTimeInput input;
    input.triggers = {1};
    input.end = 200;
    input.endemic_of_events.columns = input.endemic_of_cells.columns = input.epidemic_of_events.columns = 1;
    for (int i = 0; i < 60; ++i) {
        double const x = 5 + 10 * (i * 7 % 10), y = 5 + 10 * (i * 3 % 10);
        for (int child = 0; child < (i % 3 == 0 ? 2 : 1); ++child) {
            SpaceTimeEvent event;
            event.time = 3.3 * i + 0.4 * child * (1 + i % 4);
            event.x = x + child * 0.5 * (1 + i % 3);
            event.y = y - child * 0.3 * (1 + i % 5);
            event.region = {rectangle(-event.x, 100 - event.x, -event.y, 100 - event.y)};
            event.reach_time = 1000;
            event.reach_distance = 1000;
            input.events.push_back(event);
            input.endemic_of_events.values.push_back(1);
            input.epidemic_of_events.values.push_back(1);
        }
    }
    input.cells.push_back({100.0 * 100 * 200, 0});
    input.endemic_of_cells.values.push_back(1);
    auto const process = SpaceTimeProcess::make(input);
    REQUIRE(process);
    std::vector<double> const start{std::log(40 / 2e6), -3, 0, 0};
    auto const fit = process->fit(start);
    CHECK(fit.converged);
    CHECK(fit.log_likelihood > process->log_likelihood(start));
    REQUIRE(fit.covariance);
    auto const chances = process->background_chance(fit.parameters);
    double sum = 0;
    for (double const chance : chances) {
        CHECK(chance > 0);
        CHECK(chance <= 1);
        sum += chance;
    }
    // With an intercept the expected background events are those the background got: the score equation of beta.
    CHECK(sum == doctest::Approx(std::exp(fit.parameters[0]) * 2e6).epsilon(1e-5));
    CHECK(sum == doctest::Approx(60).epsilon(0.1));
}

TEST_CASE("what a space-time process cannot be made of is refused with its place")
{
    auto input = six_events();
    input.events[2].time = 0.1;
    CHECK(SpaceTimeProcess::make(input).error().where == "event 3");
    input = six_events();
    input.endemic_of_cells.values.pop_back();
    CHECK(SpaceTimeProcess::make(input).error().where == "designs");
    input = six_events();
    input.triggers = {1};
    CHECK(SpaceTimeProcess::make(input).error().where == "triggers");
    input = six_events();
    input.cells[0].measure = -1;
    CHECK(SpaceTimeProcess::make(input).error().where == "cells");
}
