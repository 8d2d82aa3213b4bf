// SPDX-License-Identifier: Apache-2.0
// src/measures/space_time_rectangle.hpp: the space-time process with one background for a rectangle, for a plain list of events.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace accalmie {

struct RectangleInput {
    std::vector<double> times, x, y;      ///< in order of time; x and y in one unit of length (km), not degrees
    double start = 0, end = 0;            ///< of the watch; no event before start
    double left = 0, right = 0, bottom = 0, top = 0;
    std::optional<double> sigma;          ///< held at this; nothing: estimated
};

/// A value with its standard error, nothing where the curvature is not that of a maximum or where it was held.
struct Estimated {
    double value = 0;
    std::optional<double> error;
};

struct RectangleFit {
    Estimated background;         ///< events a unit of area and time
    Estimated branching;          ///< events that one brings itself, in the plane and for ever
    Estimated sigma;              ///< spread of those, unit of length
    Estimated decay;              ///< a unit of time; its inverse is the mean delay
    double log_likelihood = 0, poisson_log_likelihood = 0, aic = 0, poisson_aic = 0;
    double background_share = 0;  ///< of the events, by their chance of it
    std::vector<double> background_chance;  ///< of each event
    std::int64_t same_place = 0;  ///< events at exactly the place of an earlier one
    bool converged = false;
    int evaluations = 0;
};

/// lambda(t, s) = background + sum over earlier events of branching x decay exp(-decay (t - tj)) x exp(-|s - sj|^2 / (2 sigma^2)) / (2 pi sigma^2)
///
/// in      10 to 5,000 events inside the rectangle and the watch; events at one time do not bring each other
/// errors  invalid  an event outside, out of order, too few; so many events at exactly one place that sigma runs to zero: the likelihood
///         then has no maximum (hold sigma at the precision of the places)     limit
/// source  Meyer, Elias & Höhle 2012, Biometrics 68:607-616; Mohler et al. 2011, J. Am. Stat. Assoc. 106:100-108
Result<RectangleFit> fit_rectangle(RectangleInput const& input);

}  // namespace accalmie
