// SPDX-License-Identifier: Apache-2.0
#include "measures/space_time_rectangle.hpp"

#include "measures/likelihood_maximum.hpp"
#include "measures/space_time_process.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t events_min = 10, events_max = 5'000;
constexpr double converged_gradient = 1e-3;
/// A sigma this much below the smallest distance between two places: it runs to zero.
constexpr double vanished_share = 0.05;

Result<void> check(RectangleInput const& input)
{
    auto const n = input.times.size();
    if (input.x.size() != n || input.y.size() != n) return Error{Error::Kind::invalid, "not one place an event", "x and y", "give as many as times"};
    if (n < events_min) return Error{Error::Kind::invalid, "fewer than 10 events", "times", "so few cannot tell clusters from chance"};
    if (n > events_max) return Error{Error::Kind::limit, "more than 5,000 events", "times", "give a shorter time or a smaller area"};
    if (!(input.left < input.right && input.bottom < input.top && input.start < input.end)) return Error{Error::Kind::invalid, "an area or a time without extent", "left, right, bottom, top", "give the rectangle watched"};
    if (input.sigma && !(*input.sigma > 0 && std::isfinite(*input.sigma))) return Error{Error::Kind::invalid, "a sigma that is not above zero", "sigma", "give a length"};
    for (std::size_t i = 0; i < n; ++i)
        if (!(input.x[i] >= input.left && input.x[i] <= input.right && input.y[i] >= input.bottom && input.y[i] <= input.top && input.times[i] >= input.start && input.times[i] <= input.end))
            return Error{Error::Kind::invalid, "an event outside the area or the time watched", "event " + std::to_string(i + 1), "leave it out, or give a larger rectangle"};
    return {};
}

SpaceTimeInput as_process(RectangleInput const& input)
{
    SpaceTimeInput process;
    process.triggers = {1};
    process.end = input.end - input.start;
    process.endemic_of_events.columns = process.endemic_of_cells.columns = process.epidemic_of_events.columns = 1;
    double const forever = 2 * (input.end - input.start), everywhere = 2 * std::hypot(input.right - input.left, input.top - input.bottom);
    for (std::size_t i = 0; i < input.times.size(); ++i) {
        double const left = input.left - input.x[i], right = input.right - input.x[i], bottom = input.bottom - input.y[i], top = input.top - input.y[i];
        SpaceTimeEvent event;
        event.time = input.times[i] - input.start;
        event.x = input.x[i];
        event.y = input.y[i];
        event.region = {{{left, bottom}, {right, bottom}, {right, top}, {left, top}}};
        event.reach_time = forever;
        event.reach_distance = everywhere;
        process.events.push_back(std::move(event));
        process.endemic_of_events.values.push_back(1);
        process.epidemic_of_events.values.push_back(1);
    }
    process.cells.push_back({(input.right - input.left) * (input.top - input.bottom) * process.end, 0});
    process.endemic_of_cells.values.push_back(1);
    return process;
}

double smallest_distance(RectangleInput const& input)
{
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < input.x.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (double const distance = std::hypot(input.x[i] - input.x[j], input.y[i] - input.y[j]); distance > 0) smallest = std::min(smallest, distance);
    return smallest;
}

/// Half background; the others' offspring at a tenth of, half and twice the usual distance and delay.
std::vector<std::vector<double>> starts(RectangleInput const& input)
{
    double const n = static_cast<double>(input.times.size()), area = (input.right - input.left) * (input.top - input.bottom), watch = input.end - input.start;
    std::vector<std::vector<double>> all;
    for (double const scale : {0.1, 0.5, 2.0}) {
        double const sigma = input.sigma.value_or(scale * std::sqrt(area / n)), decay = n / watch / (5 * scale);
        all.push_back({std::log(n / 2 / area / watch), std::log(0.5 * decay / (2 * std::numbers::pi * sigma * sigma)), std::log(sigma), std::log(decay)});
    }
    return all;
}

/// The likelihood by background, height, log sigma and log decay; by all but log sigma where that is held.
class Held {
public:
    Held(SpaceTimeProcess const& process, std::optional<double> sigma) : process_(&process), sigma_(sigma) {}

    std::vector<double> full(std::vector<double> at) const
    {
        if (sigma_) at.insert(at.begin() + 2, std::log(*sigma_));
        return at;
    }
    std::vector<double> reduced(std::vector<double> at) const
    {
        if (sigma_) at.erase(at.begin() + 2);
        return at;
    }
    double operator()(std::vector<double> const& at, std::vector<double>& gradient) const
    {
        double const value = process_->log_likelihood(full(at), &gradient);
        if (sigma_) gradient.erase(gradient.begin() + 2);
        return value;
    }

private:
    SpaceTimeProcess const* process_;
    std::optional<double> sigma_;
};

/// Standard error of a sum of searched parameters, each with its factor.
std::optional<double> error_of(Maximum const& found, std::vector<double> const& factors)
{
    if (!found.covariance) return std::nullopt;
    double variance = 0;
    for (std::size_t i = 0; i < factors.size(); ++i)
        for (std::size_t j = 0; j < factors.size(); ++j) variance += factors[i] * factors[j] * (*found.covariance)[i * factors.size() + j];
    return std::sqrt(variance);
}

void fill_estimates(RectangleFit& fit, Maximum const& found, Held const& held, RectangleInput const& input)
{
    auto const at = held.full(found.at);
    auto const with_error = [&](double logarithm, std::vector<double> const& factors) {
        auto const error = error_of(found, held.reduced(factors));
        Estimated one{std::exp(logarithm), std::nullopt};
        if (error) one.error = *error * one.value;
        return one;
    };
    fit.background = with_error(at[0], {1, 0, 0, 0});
    fit.branching = with_error(at[1] + std::log(2 * std::numbers::pi) + 2 * at[2] - at[3], {0, 1, 2, -1});
    fit.sigma = with_error(at[2], {0, 0, 1, 0});
    if (input.sigma) fit.sigma.error.reset();
    fit.decay = with_error(at[3], {0, 0, 0, 1});
}

}  // namespace

Result<RectangleFit> fit_rectangle(RectangleInput const& input)
{
    TRY(check(input));
    auto const process = TRY(SpaceTimeProcess::make(as_process(input)));
    Held const held{process, input.sigma};
    RectangleFit fit;
    std::optional<Maximum> best;
    for (auto const& start : starts(input)) {
        auto found = maximise(held, held.reduced(start));
        fit.evaluations += found.evaluations;
        if (std::isfinite(found.value) && (!best || found.value > best->value + 1e-9)) best = std::move(found);
    }
    if (!best) return Error{Error::Kind::invalid, "no likelihood at any start", "times", "look at the events: are they in the rectangle"};
    std::set<std::pair<double, double>> places;
    for (std::size_t i = 0; i < input.x.size(); ++i) fit.same_place += !places.emplace(input.x[i], input.y[i]).second;
    auto const at = held.full(best->at);
    if (!input.sigma && fit.same_place > 0 && std::exp(at[2]) < vanished_share * smallest_distance(input))
        return Error{Error::Kind::invalid, std::to_string(fit.same_place) + " events at exactly the place of another: sigma runs to zero", "x and y", "hold sigma at the precision of the places"};
    double const n = static_cast<double>(input.times.size()), extent = (input.right - input.left) * (input.top - input.bottom) * (input.end - input.start);
    fill_estimates(fit, *best, held, input);
    fit.log_likelihood = best->value;
    fit.poisson_log_likelihood = n * std::log(n / extent) - n;
    fit.aic = 2 * static_cast<double>(best->at.size()) - 2 * fit.log_likelihood;
    fit.poisson_aic = 2 - 2 * fit.poisson_log_likelihood;
    fit.background_chance = process.background_chance(at);
    for (double const chance : fit.background_chance) fit.background_share += chance / n;
    fit.converged = best->largest_gradient < converged_gradient;
    return fit;
}

}  // namespace accalmie
