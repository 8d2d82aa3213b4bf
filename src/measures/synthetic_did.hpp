// SPDX-License-Identifier: Apache-2.0
// src/measures/synthetic_did.hpp: synthetic difference-in-differences, and synthetic control and difference-in-differences in its frame.
#pragma once

#include "core/result.hpp"
#include "measures/unit_panel.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace accalmie {

/// Which weights are looked for; the others are equal (or, for times in a synthetic control, left out).
enum class DifferenceEstimator : std::uint8_t {
    synthetic_did,
    synthetic_control,          ///< unit weights without intercept, no time weights
    difference_in_differences,  ///< all weights equal
};

enum class DifferenceSolver : std::uint8_t {
    published,  ///< Frank-Wolfe steps, the small weights set to zero, steps again, as the authors' program: their digits
    exact,      ///< the minimum of the same expressions
};

struct DifferenceDesign {
    std::vector<std::size_t> treated;  ///< all from the same time on
    std::vector<std::size_t> controls;
    std::size_t first_treated = 0;     ///< times before are fitted, times from it on to the panel's last are averaged
};

struct DifferenceOptions {
    DifferenceEstimator estimator = DifferenceEstimator::synthetic_did;
    DifferenceSolver solver = DifferenceSolver::published;
    int placebo_draws = 200;           ///< of sets of controls, where several units are treated; a single one is tried at every control. 0: none
    std::uint64_t seed = 1;            ///< of those draws
};

struct DifferenceAnswer {
    double estimate = 0;
    std::vector<double> unit_weights;  ///< one a control
    std::vector<double> time_weights;  ///< one a time before first_treated; all zero for synthetic_control
    double unit_intercept = 0;         ///< treated less weighted controls, at the weighted times before
    double noise = 0;                  ///< standard deviation of the controls' steps from one time before to the next
    double zeta_units = 0, zeta_times = 0;
    double fit_rmspe = 0;              ///< of the controls' weighted path around the treated one before, the intercept taken out
    std::vector<double> treated_path, synthetic_path;   ///< means at every time; the synthetic one carries the intercept (synthetic_control: none)
    std::vector<double> effects;       ///< one a treated time; `estimate` is their mean
    std::vector<double> placebos;      ///< estimates at controls: with one treated unit, one a control in their order
    std::optional<double> placebo_error, jackknife_error;  ///< standard errors; nothing where they cannot be had
};

/// The effect as the weighted double difference  mean treated - Σ omega_i control_i,  after less weighted before.
///
/// in      a panel without holes, finite; at least 2 controls, 2 times before and 1 from first_treated on; 10,000 draws at most
/// out     outcome units. Placebo error (variance of estimates at controls, Arkhangelsky et al. algorithm 4) needs more controls than treated;
///         jackknife (algorithm 3, weights kept) needs two treated units
/// errors  missing  no treated unit, fewer than 2 controls, fewer than 2 times before, no time after     invalid  a unit named twice or not
///         in the panel, a number that is not finite     limit  more than 2,000 units or times
/// source  Arkhangelsky, Athey, Hirshberg, Imbens & Wager 2021, Am. Econ. Rev. 111:4088-4118
Result<DifferenceAnswer> synthetic_did(UnitPanel const& panel, DifferenceDesign const& design, DifferenceOptions const& options);

}  // namespace accalmie
