// SPDX-License-Identifier: Apache-2.0
// src/measures/excitation.hpp: the response of a rate to one event, in closed form: its height, its sum over time, and their slopes.
#pragma once

#include "measures/self_exciting.hpp"

namespace accalmie {

/// The shape of ETAS (1 + d / c)^(-p) and its integral c ((1 + u / c)^(1 - p) - 1) / (1 - p), with slopes by c and p.
struct OmoriShape {
    double c = 1, p = 1;

    struct Slopes {
        double value, by_c, by_p;
    };
    double height(double delay) const;
    Slopes height_slopes(double delay) const;
    /// Over delays 0 to `until`; exact also at and near p = 1.
    double sum(double until) const;
    Slopes sum_slopes(double until) const;
    /// The delay at which the sum reaches `value`, below sum(infinity).
    double delay_of(double value) const;
};

/// Expected first generation of one event at `time` and of `magnitude` that falls into [from, to), from >= time.
double offspring_between(Excitation excitation, std::vector<double> const& parameters, double magnitude, double time, double from, double to);

/// When such an event falls: `uniform` in [0, 1) runs through the distribution within [from, to).
double offspring_time(Excitation excitation, std::vector<double> const& parameters, double time, double from, double to, double uniform);

/// errors  invalid  wrong number of parameters, or one out of range
Result<void> check_parameters(Excitation excitation, std::vector<double> const& parameters);

/// errors  as self_exciting_log_likelihood has them, for the events alone
Result<void> check_events(EventSeries const& events, Excitation excitation);

double magnitude_of(EventSeries const& events, std::size_t event);

}  // namespace accalmie
