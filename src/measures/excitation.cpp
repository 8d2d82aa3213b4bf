// SPDX-License-Identifier: Apache-2.0
#include "measures/excitation.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t events_max_exponential = 100'000;
constexpr std::size_t events_max_omori = 10'000;

/// (exp(q L) - 1) / q, and its slope by q.
struct Growth {
    double value, by_q;
};

Growth growth(double q, double length)
{
    double const exponent = q * length;
    // Near p = 1 the closed form loses its digits: three terms of the series have an error below 1e-12 here.
    if (std::abs(exponent) < 1e-4) return {length * (1 + exponent / 2 + exponent * exponent / 6), length * length * (0.5 + exponent / 3 + exponent * exponent / 8)};
    double const value = std::expm1(exponent) / q;
    return {value, (length * std::exp(exponent) - value) / q};
}

}  // namespace

double OmoriShape::height(double delay) const { return std::exp(-p * std::log1p(delay / c)); }

OmoriShape::Slopes OmoriShape::height_slopes(double delay) const
{
    double const length = std::log1p(delay / c), value = std::exp(-p * length);
    return {value, value * p * delay / (c * (c + delay)), -length * value};
}

double OmoriShape::sum(double until) const { return c * growth(1 - p, std::log1p(until / c)).value; }

OmoriShape::Slopes OmoriShape::sum_slopes(double until) const
{
    double const length = std::log1p(until / c);
    auto const grown = growth(1 - p, length);
    return {c * grown.value, grown.value - std::exp((1 - p) * length) * until / (c + until), -c * grown.by_q};
}

double OmoriShape::delay_of(double value) const
{
    double const q = 1 - p, share = value / c;
    double const length = std::abs(q * share) < 1e-9 ? share : std::log1p(q * share) / q;
    return c * std::expm1(length);
}

double offspring_between(Excitation excitation, std::vector<double> const& parameters, double magnitude, double time, double from, double to)
{
    switch (excitation) {
    case Excitation::exponential: return parameters[1] / parameters[2] * std::exp(-parameters[2] * (from - time)) * -std::expm1(-parameters[2] * (to - from));
    case Excitation::omori_utsu: {
        OmoriShape const shape{parameters[3], parameters[4]};
        return parameters[1] * std::exp(parameters[2] * magnitude) * (shape.sum(to - time) - shape.sum(from - time));
    }
    }
    VERIFY(false);
}

double offspring_time(Excitation excitation, std::vector<double> const& parameters, double time, double from, double to, double uniform)
{
    switch (excitation) {
    case Excitation::exponential: return std::min(to, from - std::log1p(uniform * std::expm1(-parameters[2] * (to - from))) / parameters[2]);
    case Excitation::omori_utsu: {
        OmoriShape const shape{parameters[3], parameters[4]};
        double const low = shape.sum(from - time), high = shape.sum(to - time);
        return std::clamp(time + shape.delay_of(low + uniform * (high - low)), from, to);
    }
    }
    VERIFY(false);
}

Result<void> check_parameters(Excitation excitation, std::vector<double> const& parameters)
{
    auto const names = parameter_names(excitation);
    if (parameters.size() != names.size()) return Error{Error::Kind::invalid, "a wrong number of parameters", "parameters", "give " + std::to_string(names.size())};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!std::isfinite(parameters[i]) || std::abs(parameters[i]) > 1e12) return Error{Error::Kind::invalid, "a parameter that is not a finite number", names[i], "give a number"};
        bool const may_be_zero = names[i] == "a" || names[i] == "A";
        if (names[i] != "alpha" && (parameters[i] < 0 || (parameters[i] == 0 && !may_be_zero))) return Error{Error::Kind::invalid, "a parameter that is not above zero", names[i], "give a number above zero"};
    }
    return {};
}

Result<void> check_events(EventSeries const& events, Excitation excitation)
{
    auto const n = events.times.size();
    auto const most = excitation == Excitation::exponential ? events_max_exponential : events_max_omori;
    if (n > most) return Error{Error::Kind::limit, "more than " + std::to_string(most) + " events", "times", "give a shorter time or a smaller area"};
    if (!events.magnitudes.empty() && events.magnitudes.size() != n) return Error{Error::Kind::invalid, "not one magnitude an event", "magnitudes", "give as many as times"};
    if (!std::isfinite(events.start) || !std::isfinite(events.end) || !(events.start < events.end)) return Error{Error::Kind::invalid, "a watch that does not end after its start", "start and end", "give the first and the last time watched"};
    for (std::size_t i = 0; i < n; ++i) {
        auto const place = "event " + std::to_string(i + 1);
        if (!std::isfinite(events.times[i])) return Error{Error::Kind::invalid, "a time that is not a finite number", place, "leave the event out"};
        if (i > 0 && events.times[i] < events.times[i - 1]) return Error{Error::Kind::invalid, "an event before the one above it", place, "sort the events by time"};
        if (events.times[i] > events.end) return Error{Error::Kind::invalid, "an event after the end of the watch", place, "give a later end, or leave the event out"};
        if (!events.magnitudes.empty() && !(std::abs(events.magnitudes[i]) < 700)) return Error{Error::Kind::invalid, "a magnitude that is not a number", place, "give it above the threshold, in usual units"};
    }
    if (n == 0 || events.times.back() < events.start) return Error{Error::Kind::invalid, "no event in the time watched", "times", "a fit needs events"};
    return {};
}

double magnitude_of(EventSeries const& events, std::size_t event) { return events.magnitudes.empty() ? 0 : events.magnitudes[event]; }

}  // namespace accalmie
