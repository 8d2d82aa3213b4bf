// SPDX-License-Identifier: Apache-2.0
// src/measures/augmented_control.hpp: choices of the penalised and the augmented synthetic control, by leaving out what is known.
#pragma once

#include "core/result.hpp"

#include <optional>
#include <vector>

namespace accalmie {

/// The outcome of a treated unit and of its donors at the fitted times.
struct AugmentProblem {
    std::vector<double> treated;   ///< one a time
    std::vector<double> donors;    ///< donor after donor, one a time
    std::vector<double> weights;   ///< of the plain mix, one a donor
};

struct Augmented {
    std::vector<double> weights;   ///< one a donor, sum 1, may be negative
    double ridge = 0;
};

/// Weights w + D (D'D + ridge I)^-1 (treated - D'w) with D the donors' outcomes less their mean at each time: ridge regression takes away
/// what the mix misses. Without a ridge given, the largest whose error at times left out in turn is within one standard error of the least.
///
/// errors  invalid  a ridge that is not above zero, donors that do not vary
/// source  Ben-Michael, Feller & Rothstein 2021, J. Am. Stat. Assoc. 116:1789-1803, section 4 and 5.3
Result<Augmented> augment(AugmentProblem const& problem, std::optional<double> ridge);

/// Unit weights of the penalised form: |target - columns w|² + penalty Σ w_j |target - column_j|².
/// in      columns one after the other, each as long as the target; penalty >= 0
Result<std::vector<double>> penalised_weights(std::vector<double> const& columns, std::vector<double> const& target, double penalty);

struct PenaltyProblem {
    std::vector<double> columns;   ///< donors' predictors, weighed, donor after donor
    std::vector<double> after;     ///< donors' outcomes over the effect times, donor after donor
    std::size_t donors = 0;
};

/// The penalty of a grid (0.0001 to 10, half decades) with which each donor's outcomes after are best told from the other donors.
/// source  Abadie & L'Hour 2021, section 4.1
Result<double> choose_penalty(PenaltyProblem const& problem);

}  // namespace accalmie
