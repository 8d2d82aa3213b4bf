// SPDX-License-Identifier: Apache-2.0
// src/measures/treatment_reassignment.hpp: the difference in differences judged without large samples: other assignments, placebos, the wild bootstrap.
#pragma once

#include "measures/difference_in_differences.hpp"

#include <cstdint>
#include <optional>

namespace accalmie {

struct ReassignmentOptions {
    int draws = 999;         ///< where not every assignment can be tried, 1 to 100,000
    std::uint64_t seed = 1;
    double level = 0.95;     ///< of the placebo interval
};

/// Why there is no answer of this kind.
enum class NoReassignment : std::uint8_t {
    none,
    no_units,               ///< the panel names no unit, or its effects are of groups, or it has clusters of its own
    returns,                ///< a unit is treated, then not, then treated again: its course cannot be given to another
    too_few_comparison,     ///< not more comparison units than treated ones
    one_treated_cluster,
    undefined,              ///< no other assignment has an estimate
};

struct Reassignment {
    /// Starts of treatment given to units at random: the share of assignments at least as extreme, the real one counted.
    NoReassignment permutation_because = NoReassignment::none;
    std::optional<double> p, p_fall, p_rise;
    std::int64_t assignments = 0;
    bool exhaustive = false;

    /// Treatment given to comparison units, the treated left out: the spread of these estimates, as the error of the estimate.
    NoReassignment placebo_because = NoReassignment::none;
    std::optional<double> placebo_error, placebo_lower, placebo_upper;  ///< root of the mean square about their mean; estimate +- normal reach
    std::int64_t placebos = 0;
    bool placebos_exhaustive = false;

    /// t statistics with the residuals of each cluster turned round by chance, had treatment done nothing.
    NoReassignment bootstrap_because = NoReassignment::none;
    std::optional<double> bootstrap_p;
    std::int64_t bootstrap_draws = 0;
    bool bootstrap_exhaustive = false;  ///< every pattern of signs
};

/// Randomisation inference, placebo error and wild cluster bootstrap of difference_in_differences' estimate.
///
/// in      as difference_in_differences, which has accepted the panel; at most 200,000,000 draws x rows
/// out     p values count the real assignment: never 0
/// errors  those of difference_in_differences     limit  too many draws
/// source  Fisher 1935; Conley & Taber 2011, Rev. Econ. Stat. 93:113-125; placebo error: Arkhangelsky et al. 2021, algorithm 4; wild bootstrap with
///         the null imposed and Rademacher signs: Cameron, Gelbach & Miller 2008, Rev. Econ. Stat. 90:414-427; Roodman et al. 2019
Result<Reassignment> reassign_treatment(Panel const& panel, ReassignmentOptions const& options);

}  // namespace accalmie
