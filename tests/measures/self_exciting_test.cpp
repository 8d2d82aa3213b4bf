// SPDX-License-Identifier: Apache-2.0
#include "measures/self_exciting.hpp"

#include "measures/excitation.hpp"
#include "measures/quiet_chance.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace accalmie;

namespace {

std::string const folder = std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/stats/point-process/";

std::vector<std::vector<double>> numbers(std::string const& name)
{
    std::ifstream file{folder + name};
    std::vector<std::vector<double>> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream cells{line};
        rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(std::strtod(cell.c_str(), nullptr));
    }
    return rows;
}

/// The 455 earthquakes, two of them at one time.
EventSeries tangshan()
{
    EventSeries events;
    for (auto const& row : numbers("tangshan.csv")) {
        events.times.push_back(row[9]);
        events.magnitudes.push_back(row[2]);
    }
    events.end = 4018;
    return events;
}

bool skipped()
{
    if (std::filesystem::exists(folder + "tangshan.csv")) return false;
    MESSAGE("skipped: no shared data beside the repository");
    return true;
}

/// The parameters moved a little, one by one: what the gradient must be.
void check_gradient(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters)
{
    std::vector<double> gradient;
    REQUIRE(self_exciting_log_likelihood(events, excitation, parameters, &gradient));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        double const step = 1e-5 * std::max(0.1, std::abs(parameters[i]));
        auto above = parameters, below = parameters;
        above[i] += step;
        below[i] -= step;
        double const slope = (*self_exciting_log_likelihood(events, excitation, above) - *self_exciting_log_likelihood(events, excitation, below)) / (2 * step);
        CAPTURE(i);
        CHECK(gradient[i] == doctest::Approx(slope).epsilon(1e-5));
    }
}

}  // namespace

TEST_CASE("the exponential model gives the reference log-likelihoods of the earthquakes at fixed parameters and at the maximum")
{
    if (skipped()) return;
    auto const row = numbers("hawkes_exponential_reference.csv").at(0);  // dataset,n,T,mu0,a0,b0,loglik_at_start,mu,a,b,branching,loglik_ml,poisson
    auto events = tangshan();
    events.magnitudes.clear();
    events.equal_times = EqualTimes::in_order;  // as the reference counts the two at one time
    CHECK(*self_exciting_log_likelihood(events, Excitation::exponential, {row[3], row[4], row[5]}) == doctest::Approx(row[6]).epsilon(1e-13));
    auto const fit = fit_self_exciting(events, Excitation::exponential);
    REQUIRE(fit);
    CHECK(fit->converged);
    CHECK(fit->events == 455);
    CHECK(fit->log_likelihood == doctest::Approx(row[11]).epsilon(1e-10));
    CHECK(fit->poisson_log_likelihood == doctest::Approx(row[12]).epsilon(1e-10));
    CHECK(*fit->branching == doctest::Approx(row[10]).epsilon(1e-5));
    for (std::size_t i = 0; i < 3; ++i) CHECK(fit->parameters[i] == doctest::Approx(row[7 + i]).epsilon(1e-5));
    CHECK(fit->residuals.expected_total == doctest::Approx(455).epsilon(1e-8));
    CHECK(fit->residuals.p_value < 0.01);  // earthquakes die away slower than exponentially: the residuals see it
}

TEST_CASE("ETAS gives the reference log-likelihoods of the earthquakes at fixed parameters and at the maximum, and its residuals hold")
{
    if (skipped()) return;
    auto const row = numbers("etas_reference.csv").at(0);  // dataset,n,T0,T1,mu0,A0,alpha0,c0,p0,loglik_at_start,mu,A,alpha,c,p,loglik_ml,code
    auto const events = tangshan();
    CHECK(*self_exciting_log_likelihood(events, Excitation::omori_utsu, {row[4], row[5], row[6], row[7], row[8]}) == doctest::Approx(row[9]).epsilon(1e-13));
    auto const fit = fit_self_exciting(events, Excitation::omori_utsu);
    REQUIRE(fit);
    CHECK(fit->converged);
    CHECK(fit->log_likelihood >= row[15] - 1e-8);
    CHECK(fit->log_likelihood == doctest::Approx(row[15]).epsilon(1e-10));
    for (std::size_t i = 0; i < 5; ++i) CHECK(fit->parameters[i] == doctest::Approx(row[10 + i]).epsilon(1e-4));
    CHECK(!fit->branching);  // p below 1: an event's response has no end
    CHECK(*fit->branching_within < 1);
    CHECK(fit->residuals.p_value > 0.5);
}

TEST_CASE("the log-likelihood is the sum written out, history before the watch included")
{
    // Two events before the watch, three in it, two of them at one time. Rates and integral by hand.
    EventSeries events{{1, 2, 4, 5.5, 5.5}, {}, 3, 8};
    double const mu = 0.3, a = 0.8, b = 1.1;
    auto const rate = [&](double t) {
        double value = mu;
        for (double const one : events.times) value += one < t ? a * std::exp(-b * (t - one)) : 0;
        return value;
    };
    double integral = mu * 5;
    for (double const one : events.times) integral += a / b * (std::exp(-b * (std::max(3.0, one) - one)) - std::exp(-b * (8 - one)));
    double const apart = std::log(rate(4)) + 2 * std::log(rate(5.5)) - integral;
    CHECK(*self_exciting_log_likelihood(events, Excitation::exponential, {mu, a, b}) == doctest::Approx(apart).epsilon(1e-13));
    events.equal_times = EqualTimes::in_order;
    double const in_order = std::log(rate(4)) + std::log(rate(5.5)) + std::log(rate(5.5) + a) - integral;
    CHECK(*self_exciting_log_likelihood(events, Excitation::exponential, {mu, a, b}) == doctest::Approx(in_order).epsilon(1e-13));
    // The integral from history alone, by a fine sum.
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) sum += rate(6 + (i + 0.5) * 2e-5) * 2e-5;
    CHECK(expected_from_history(events, Excitation::exponential, {mu, a, b}, 6, 8) == doctest::Approx(sum).epsilon(1e-9));
}

TEST_CASE("gradients are those of small steps, near p = 1 too")
{
    EventSeries const events{{0.5, 1, 1.2, 3, 3.1, 3.15, 6, 9, 9.01, 12}, {1, 0, 2, 0.5, 1.5, 0, 0, 3, 0, 1}, 1.1, 14};
    check_gradient(events, Excitation::exponential, {0.4, 0.9, 1.7});
    for (double const p : {0.7, 0.99999, 1.0, 1.00002, 1.4}) check_gradient(events, Excitation::omori_utsu, {0.4, 0.2, 0.6, 0.05, p});
}

TEST_CASE("the sum of the Omori response and its inverse belong together for every p")
{
    for (double const p : {0.6, 1.0, 1.000001, 1.8}) {
        OmoriShape const shape{0.3, p};
        double sum = 0;
        for (int i = 0; i < 200'000; ++i) sum += shape.height((i + 0.5) * 1e-4) * 1e-4;
        CHECK(shape.sum(20) == doctest::Approx(sum).epsilon(1e-6));
        CHECK(shape.delay_of(shape.sum(7)) == doctest::Approx(7).epsilon(1e-7));
    }
}

TEST_CASE("residuals are the integral of the rate between events")
{
    EventSeries const events{{0.5, 1, 2.2, 3, 4.4, 5, 6, 7, 7.5, 9}, {}, 0.7, 10};
    for (auto const excitation : {Excitation::exponential, Excitation::omori_utsu}) {
        std::vector<double> const parameters = excitation == Excitation::exponential ? std::vector<double>{0.5, 0.6, 1.3} : std::vector<double>{0.5, 0.4, 0.0, 0.5, 1.3};
        auto const judged = judge_self_exciting(events, excitation, parameters);
        REQUIRE(judged);
        double at = events.start, total = 0;
        for (std::size_t i = 0; i < judged->residuals.rescaled.size(); ++i) {
            total += expected_from_history(events, excitation, parameters, at, events.times[i + 1]);
            CHECK(judged->residuals.rescaled[i] == doctest::Approx(total).epsilon(1e-10));
            // The next piece of history begins just after this event.
            at = std::nextafter(events.times[i + 1], 100);
        }
        total += expected_from_history(events, excitation, parameters, at, events.end);
        CHECK(judged->residuals.expected_total == doctest::Approx(total).epsilon(1e-10));
    }
}

TEST_CASE("events of one day are spread over it, none past the end")
{
    EventSeries events{{1, 3, 3, 3, 4, 9.5, 9.5}, {}, 0, 10};
    CHECK(spread_equal_times(events) == 3);
    CHECK(events.times == std::vector<double>{1, 3, 3 + 1.0 / 3, 3 + 2.0 / 3, 4, 9.5, 9.75});
}

TEST_CASE("where events come independently no excitation is found and the Poisson answer stands")
{
    EventSeries events;
    std::uint64_t state = 7;
    double time = 0;
    for (int i = 0; i < 300; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        time += -std::log1p(-static_cast<double>(state >> 11) * 0x1p-53);
        events.times.push_back(time);
    }
    events.end = time + 1;
    auto const fit = fit_self_exciting(events, Excitation::exponential);
    REQUIRE(fit);
    CHECK(fit->log_likelihood >= fit->poisson_log_likelihood - 1e-6);
    CHECK(fit->aic > fit->poisson_aic - 4);
    CHECK(*fit->branching < 0.25);
    CHECK(fit->residuals.p_value > 0.05);
}

TEST_CASE("no calm: chances are those of the closed forms")
{
    // One event at 1, calm from 2 to 5: background 0.2 * 3, of the event 0.5 / 0.8 (exp(-0.8) - exp(-3.2)).
    EventSeries const events{{1}, {}, 0, 2};
    auto const chance = quiet_chance(events, Excitation::exponential, {0.2, 0.5, 0.8}, {2, 3, 0});
    REQUIRE(chance);
    double const expected = 0.6 + 0.5 / 0.8 * (std::exp(-0.8) - std::exp(-3.2));
    CHECK(chance->expected_from_history == doctest::Approx(expected));
    CHECK(chance->from_history == doctest::Approx(std::exp(-expected)));
    CHECK(chance->poisson == doctest::Approx(std::exp(-1.5)));
    CHECK(chance->after_long_quiet == doctest::Approx(std::exp(-0.6)));
    CHECK(!chance->some_calm);
}

TEST_CASE("the longest gap of a Poisson process: by hand for two gaps, by simulation beyond, never below a single gap's chance")
{
    // Length at least half of the period: at most two gaps; 1 - [1 - e^{-rL}(r(P - L) + 1)] while 2 L >= P.
    CHECK(*poisson_gap_chance(0.7, 6, 10) == doctest::Approx(std::exp(-4.2) * (0.7 * 4 + 1)));
    CHECK(*poisson_gap_chance(0.7, 10, 10) == doctest::Approx(std::exp(-7.0)));
    CHECK(*poisson_gap_chance(0.7, 11, 10) == 0);
    CHECK(!poisson_gap_chance(10, 0.1, 200));
    // A process without excitation is Poisson of rate mu: its simulation must agree with the formula within 4 standard errors.
    EventSeries const events{{1, 2, 3}, {}, 0, 6};
    auto const chance = quiet_chance(events, Excitation::exponential, {0.5, 0, 1}, {6, 5, 60, 2000, 3});
    REQUIRE(chance);
    CHECK(std::abs(*chance->some_calm - *chance->poisson_some_calm) < 4 * *chance->some_calm_error);
    CHECK(*chance->expected_in_period == doctest::Approx(30).epsilon(0.02));
}

TEST_CASE("simulated clusters have the size and the calm that theory gives them")
{
    // Expected events of a process that starts empty: with k = a / b, mu T / (1 - k) - mu k (1 - exp(-(b - a) T)) / ((1 - k)(b - a)).
    EventSeries const events{{1}, {}, 0, 1000};
    double const mu = 0.4, a = 0.6, b = 1.2, period = 80;
    auto const chance = quiet_chance(events, Excitation::exponential, {mu, a, b}, {1000, 8, period, 2000, 11});
    REQUIRE(chance);
    double const expected = mu * period / 0.5 - mu * 0.5 * (1 - std::exp(-(b - a) * period)) / (0.5 * (b - a));
    CHECK(*chance->expected_in_period == doctest::Approx(expected).epsilon(0.03));
    // Clustered events leave longer calms than as many independent ones.
    CHECK(*chance->some_calm > *poisson_gap_chance(expected / period, 8, period) + 0.1);
    // The same seed gives the same answer.
    auto const again = quiet_chance(events, Excitation::exponential, {mu, a, b}, {1000, 8, period, 2000, 11});
    CHECK(*again->some_calm == *chance->some_calm);
}

TEST_CASE("what a self-exciting process cannot be asked of is refused with its place")
{
    EventSeries events{{1, 3, 2}, {}, 0, 10};
    CHECK(fit_self_exciting(events, Excitation::exponential).error().where == "event 3");
    events.times = {1, 2, 30};
    CHECK(fit_self_exciting(events, Excitation::exponential).error().what == "an event after the end of the watch");
    events.times = {1, 2, 3};
    CHECK(fit_self_exciting(events, Excitation::exponential).error().what == "fewer than 10 events");
    CHECK(self_exciting_log_likelihood(events, Excitation::exponential, {1, 1}).error().where == "parameters");
    CHECK(self_exciting_log_likelihood(events, Excitation::exponential, {0, 1, 1}).error().where == "mu");
    events.magnitudes = {1};
    CHECK(self_exciting_log_likelihood(events, Excitation::omori_utsu, {1, 1, 1, 1, 1}).error().where == "magnitudes");
    events.magnitudes.clear();
    CHECK(quiet_chance(events, Excitation::exponential, {1, 0.5, 1}, {0.5, 2, 0}).error().where == "from");
    CHECK(quiet_chance(events, Excitation::exponential, {1, 0.5, 1}, {5, 0, 0}).error().where == "length");
    CHECK(quiet_chance(events, Excitation::exponential, {1, 0.5, 1}, {5, 2, 1}).error().where == "period");
}

TEST_CASE("the Kolmogorov chance is the tabled one")
{
    // Stephens 1970: with many values, a distance of 1.358 / sqrt n has the chance 0.05, 1.628 / sqrt n 0.01.
    CHECK(kolmogorov_p_value(1.358 / 1000, 1'000'000) == doctest::Approx(0.05).epsilon(0.01));
    CHECK(kolmogorov_p_value(1.628 / 1000, 1'000'000) == doctest::Approx(0.01).epsilon(0.01));
    CHECK(kolmogorov_p_value(0.01, 100) == 1);
}
