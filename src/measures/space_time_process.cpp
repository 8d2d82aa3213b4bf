// SPDX-License-Identifier: Apache-2.0
#include "measures/space_time_process.hpp"

#include "measures/gaussian_region.hpp"
#include "measures/likelihood_maximum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace accalmie {

namespace {

constexpr std::size_t events_max = 20'000, cells_max = 5'000'000, kinds_max = 10, parameters_max = 40, corners_max = 2'000'000, pairs_max = 20'000'000;
constexpr double converged_gradient = 1e-3;

/// An event and one that can have brought it.
struct Pair {
    std::size_t source;
    double delay, square;
};

bool all_finite(std::vector<double> const& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

Result<void> check_sizes(SpaceTimeInput const& input)
{
    auto const n = input.events.size();
    if (n == 0) return Error{Error::Kind::invalid, "no event", "events", "a fit needs events"};
    if (n > events_max || input.cells.size() > cells_max || input.kinds > kinds_max) return Error{Error::Kind::limit, "more events, cells or kinds than are answered", "events", "give at most 20,000 events, 5,000,000 cells and 10 kinds"};
    auto const& endemic = input.endemic_of_events;
    if (input.endemic_of_cells.columns != endemic.columns || endemic.values.size() != n * endemic.columns || input.endemic_of_cells.values.size() != input.cells.size() * endemic.columns || input.epidemic_of_events.values.size() != n * input.epidemic_of_events.columns)
        return Error{Error::Kind::invalid, "covariates that do not fit their rows", "designs", "give as many rows as events or cells"};
    if (endemic.columns + input.epidemic_of_events.columns + 2 > parameters_max) return Error{Error::Kind::limit, "more than 40 parameters", "designs", "give fewer covariates"};
    if (input.kinds == 0 || input.triggers.size() != input.kinds * input.kinds) return Error{Error::Kind::invalid, "no table of what can bring what", "triggers", "give one row and column a kind"};
    if (!all_finite(endemic.values) || !all_finite(input.endemic_of_cells.values) || !all_finite(input.epidemic_of_events.values)) return Error{Error::Kind::invalid, "a covariate that is not a finite number", "designs", "leave such events out"};
    return {};
}

Result<void> check(SpaceTimeInput const& input)
{
    TRY(check_sizes(input));
    std::size_t corners = 0;
    for (std::size_t i = 0; i < input.events.size(); ++i) {
        auto const& event = input.events[i];
        auto const place = "event " + std::to_string(i + 1);
        if (!std::isfinite(event.time) || !std::isfinite(event.x) || !std::isfinite(event.y) || !std::isfinite(event.endemic_offset)) return Error{Error::Kind::invalid, "a time, place or offset that is not a finite number", place, "leave the event out"};
        if (i > 0 && event.time < input.events[i - 1].time) return Error{Error::Kind::invalid, "an event before the one above it", place, "sort the events by time"};
        if (event.time > input.end || event.kind >= input.kinds || !(event.reach_time > 0) || !(event.reach_distance > 0)) return Error{Error::Kind::invalid, "an event after the end, of no kind or without reach", place, "give times up to the end, kinds from 0 on, reaches above zero"};
        for (auto const& ring : event.region) corners += ring.size();
    }
    if (corners > corners_max) return Error{Error::Kind::limit, "more than 2,000,000 corners", "regions", "give simpler outlines"};
    for (auto const& cell : input.cells)
        if (!(cell.measure >= 0) || !std::isfinite(cell.measure) || !std::isfinite(cell.endemic_offset)) return Error{Error::Kind::invalid, "a cell without measure", "cells", "give area times duration"};
    return {};
}

}  // namespace

struct SpaceTimeProcess::Ready {
    std::size_t endemic = 0, epidemic = 0;
    std::vector<double> event_offsets;
    Design endemic_of_events, epidemic_of_events;
    Design group_rows;                    ///< cells of the same covariates, put together
    std::vector<double> group_measures;   ///< sum of measure times exp(offset), times the number of kinds
    std::vector<Pair> pairs;
    std::vector<std::size_t> first_pair;  ///< of each event, and one past the last
    std::vector<double> brings_kinds;     ///< how many kinds an event can bring
    std::vector<double> durations;        ///< of its reach within the watch
    std::vector<GaussianRegion> regions;

    std::size_t count() const { return event_offsets.size(); }
    double linear(Design const& design, std::size_t row, double const* coefficients) const
    {
        double sum = 0;
        for (std::size_t k = 0; k < design.columns; ++k) sum += design.values[row * design.columns + k] * coefficients[k];
        return sum;
    }
    static void add(Design const& design, std::size_t row, double factor, double* gradient)
    {
        for (std::size_t k = 0; k < design.columns; ++k) gradient[k] += factor * design.values[row * design.columns + k];
    }

    void group_cells(SpaceTimeInput const& input);
    Result<void> find_pairs(SpaceTimeInput const& input);
    double of_events(double const* parameters, std::vector<double> const& strengths, double* gradient) const;
    double of_background(double const* parameters, double* gradient) const;
    double of_offspring(double const* parameters, std::vector<double> const& strengths, double* gradient) const;
    std::vector<double> strengths(double const* parameters) const
    {
        std::vector<double> all(count());
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = std::exp(linear(epidemic_of_events, i, parameters + endemic));
        return all;
    }
};

void SpaceTimeProcess::Ready::group_cells(SpaceTimeInput const& input)
{
    std::map<std::vector<double>, double> groups;
    auto const columns = input.endemic_of_cells.columns;
    for (std::size_t i = 0; i < input.cells.size(); ++i) {
        auto const row = input.endemic_of_cells.values.begin() + static_cast<std::ptrdiff_t>(i * columns);
        groups[std::vector<double>(row, row + static_cast<std::ptrdiff_t>(columns))] += input.cells[i].measure * std::exp(input.cells[i].endemic_offset) * static_cast<double>(input.kinds);
    }
    group_rows.columns = columns;
    for (auto const& [row, measure] : groups) {
        group_rows.values.insert(group_rows.values.end(), row.begin(), row.end());
        group_measures.push_back(measure);
    }
}

Result<void> SpaceTimeProcess::Ready::find_pairs(SpaceTimeInput const& input)
{
    double longest = 0;
    for (auto const& event : input.events) longest = std::max(longest, event.reach_time);
    std::size_t oldest = 0;
    for (std::size_t i = 0; i < input.events.size(); ++i) {
        auto const& event = input.events[i];
        first_pair.push_back(pairs.size());
        while (event.time - input.events[oldest].time > longest) ++oldest;
        for (std::size_t j = oldest; j < i; ++j) {
            auto const& source = input.events[j];
            double const delay = event.time - source.time, dx = event.x - source.x, dy = event.y - source.y, square = dx * dx + dy * dy;
            if (delay > 0 && delay <= source.reach_time && square <= source.reach_distance * source.reach_distance && input.triggers[source.kind * input.kinds + event.kind] != 0) pairs.push_back({j, delay, square});
        }
        if (pairs.size() > pairs_max) return Error{Error::Kind::limit, "more than 20,000,000 pairs of events within reach", "reach", "give a shorter reach"};
    }
    first_pair.push_back(pairs.size());
    return {};
}

double SpaceTimeProcess::Ready::of_events(double const* parameters, std::vector<double> const& strengths, double* gradient) const
{
    double const sigma = std::exp(parameters[endemic + epidemic]), alpha = std::exp(parameters[endemic + epidemic + 1]), scale = 1 / (2 * sigma * sigma);
    double value = 0;
    std::vector<double> terms;
    for (std::size_t i = 0; i < count(); ++i) {
        double const background = std::exp(event_offsets[i] + linear(endemic_of_events, i, parameters));
        double rate = background;
        terms.clear();
        for (std::size_t k = first_pair[i]; k < first_pair[i + 1]; ++k) {
            terms.push_back(strengths[pairs[k].source] * std::exp(-alpha * pairs[k].delay - pairs[k].square * scale));
            rate += terms.back();
        }
        value += std::log(rate);
        if (gradient == nullptr) continue;
        add(endemic_of_events, i, background / rate, gradient);
        for (std::size_t k = first_pair[i]; k < first_pair[i + 1]; ++k) {
            auto const& pair = pairs[k];
            double const share = terms[k - first_pair[i]] / rate;
            add(epidemic_of_events, pair.source, share, gradient + endemic);
            gradient[endemic + epidemic] += share * 2 * pair.square * scale;
            gradient[endemic + epidemic + 1] -= share * alpha * pair.delay;
        }
    }
    return value;
}

double SpaceTimeProcess::Ready::of_background(double const* parameters, double* gradient) const
{
    double value = 0;
    for (std::size_t i = 0; i < group_measures.size(); ++i) {
        double const part = group_measures[i] * std::exp(linear(group_rows, i, parameters));
        value += part;
        if (gradient != nullptr) add(group_rows, i, -part, gradient);
    }
    return value;
}

double SpaceTimeProcess::Ready::of_offspring(double const* parameters, std::vector<double> const& strengths, double* gradient) const
{
    double const sigma = std::exp(parameters[endemic + epidemic]), alpha = std::exp(parameters[endemic + epidemic + 1]);
    double value = 0;
    for (std::size_t i = 0; i < count(); ++i) {
        if (brings_kinds[i] == 0 || durations[i] <= 0) continue;
        auto const region = regions[i].at(sigma);
        double const left = std::exp(-alpha * durations[i]), time = -std::expm1(-alpha * durations[i]) / alpha;
        double const factor = strengths[i] * brings_kinds[i], part = factor * time * region.integral;
        value += part;
        if (gradient == nullptr) continue;
        add(epidemic_of_events, i, -part, gradient + endemic);
        gradient[endemic + epidemic] -= factor * time * region.by_log_sigma;
        gradient[endemic + epidemic + 1] -= factor * region.integral * (durations[i] * left - time);
    }
    return value;
}

SpaceTimeProcess::SpaceTimeProcess(std::unique_ptr<Ready> ready) : ready_(std::move(ready)) {}
SpaceTimeProcess::SpaceTimeProcess(SpaceTimeProcess&&) noexcept = default;
SpaceTimeProcess& SpaceTimeProcess::operator=(SpaceTimeProcess&&) noexcept = default;
SpaceTimeProcess::~SpaceTimeProcess() = default;

Result<SpaceTimeProcess> SpaceTimeProcess::make(SpaceTimeInput const& input)
{
    TRY(check(input));
    auto ready = std::make_unique<Ready>();
    ready->endemic = input.endemic_of_events.columns;
    ready->epidemic = input.epidemic_of_events.columns;
    ready->endemic_of_events = input.endemic_of_events;
    ready->epidemic_of_events = input.epidemic_of_events;
    ready->group_cells(input);
    TRY(ready->find_pairs(input));
    for (auto const& event : input.events) {
        ready->event_offsets.push_back(event.endemic_offset);
        double kinds = 0;
        for (std::size_t kind = 0; kind < input.kinds; ++kind) kinds += input.triggers[event.kind * input.kinds + kind];
        ready->brings_kinds.push_back(kinds);
        ready->durations.push_back(std::min(event.reach_time, input.end - event.time));
        ready->regions.emplace_back(event.region);
    }
    return SpaceTimeProcess{std::move(ready)};
}

std::size_t SpaceTimeProcess::parameter_count() const { return ready_->endemic + ready_->epidemic + 2; }

double SpaceTimeProcess::log_likelihood(std::span<double const> parameters, std::vector<double>* gradient) const
{
    VERIFY(parameters.size() == parameter_count());
    if (gradient != nullptr) gradient->assign(parameters.size(), 0.0);
    double* const slopes = gradient != nullptr ? gradient->data() : nullptr;
    auto const strengths = ready_->strengths(parameters.data());
    return ready_->of_events(parameters.data(), strengths, slopes) - ready_->of_background(parameters.data(), slopes) - ready_->of_offspring(parameters.data(), strengths, slopes);
}

SpaceTimeProcess::Fit SpaceTimeProcess::fit(std::vector<double> start) const
{
    auto const found = maximise([this](std::vector<double> const& at, std::vector<double>& gradient) { return log_likelihood(at, &gradient); }, std::move(start));
    return {found.at, found.covariance, found.value, found.largest_gradient, found.evaluations, found.largest_gradient < converged_gradient};
}

std::vector<double> SpaceTimeProcess::background_chance(std::span<double const> parameters) const
{
    VERIFY(parameters.size() == parameter_count());
    auto const strengths = ready_->strengths(parameters.data());
    double const sigma = std::exp(parameters[parameters.size() - 2]), alpha = std::exp(parameters.back());
    std::vector<double> chances;
    for (std::size_t i = 0; i < ready_->count(); ++i) {
        double const background = std::exp(ready_->event_offsets[i] + ready_->linear(ready_->endemic_of_events, i, parameters.data()));
        double rate = background;
        for (std::size_t k = ready_->first_pair[i]; k < ready_->first_pair[i + 1]; ++k) {
            auto const& pair = ready_->pairs[k];
            rate += strengths[pair.source] * std::exp(-alpha * pair.delay - pair.square / (2 * sigma * sigma));
        }
        chances.push_back(background / rate);
    }
    return chances;
}

}  // namespace accalmie
