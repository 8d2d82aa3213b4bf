// SPDX-License-Identifier: Apache-2.0
// src/measures/likelihood_maximum.hpp: where a smooth log-likelihood of a few parameters is highest, and how sharp it is there.
#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace accalmie {

/// Log-likelihood at `at`; fills `gradient` (as many members as `at`). Not finite where the parameters are impossible.
using LogLikelihood = std::function<double(std::vector<double> const& at, std::vector<double>& gradient)>;

struct Maximum {
    std::vector<double> at;
    double value = 0;
    double largest_gradient = 0;                     ///< largest absolute member of the gradient there
    std::optional<std::vector<double>> covariance;   ///< inverse of the negative curvature, by rows; nothing where that is no maximum
    int evaluations = 0;
};

/// Quasi-Newton steps (NLopt's L-BFGS), then Newton steps with curvature from differences of the gradient. A local search: begin near.
/// in      1 to 50 parameters, each searched within 30 of its start; at most `evaluations_max` evaluations in the first part
Maximum maximise(LogLikelihood const& function, std::vector<double> const& start, int evaluations_max = 2000);

/// Negative curvature inverted at a given point: the covariance of estimates, were it a maximum.
std::optional<std::vector<double>> covariance_at(LogLikelihood const& function, std::vector<double> const& at);

}  // namespace accalmie
