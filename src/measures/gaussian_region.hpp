// SPDX-License-Identifier: Apache-2.0
// src/measures/gaussian_region.hpp: the integral of exp(-r^2 / (2 sigma^2)) about the origin over a region of rings, for many sigmas.
#pragma once

#include "measures/space_time_process.hpp"

namespace accalmie {

/// Nodes along the rings, made once. By Green's theorem the integral is that of sigma^2 (1 - exp(-r^2 / (2 sigma^2))) over the angle swept
/// along the rings, wherever the origin lies: a smooth function of one variable on each piece.
class GaussianRegion {
public:
    explicit GaussianRegion(std::vector<Ring> const& rings);

    struct Value {
        double integral;
        double by_log_sigma;
    };
    /// in      sigma > 0     out     relative error below 1e-9
    Value at(double sigma) const;

private:
    std::vector<double> squares_;   ///< of distances, rising
    std::vector<double> weights_;   ///< angles
    std::vector<double> beyond_;    ///< beyond_[i]: sum of the weights from i on
};

}  // namespace accalmie
