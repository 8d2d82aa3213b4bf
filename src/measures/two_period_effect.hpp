// SPDX-License-Identifier: Apache-2.0
// src/measures/two_period_effect.hpp: the effect on the treated from changes between two times, with what each unit contributed to it.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace accalmie {

/// How differences in covariates between treated and comparison units are taken out. Without covariates all three are one.
enum class CovariateUse : std::uint8_t {
    regression,           ///< the change that treated units would have had, from a regression among comparison units (Heckman et al. 1997)
    inverse_probability,  ///< comparison units weighted by their odds of being treated (Abadie 2005, weights that sum to 1)
    doubly_robust,        ///< both: right if either model is (Sant'Anna & Zhao 2020)
};

struct TwoPeriodInput {
    std::vector<double> change;                   ///< later minus earlier outcome, one a unit
    std::vector<char> treated;                    ///< 1 treated, 0 comparison
    std::vector<double> weight;                   ///< above 0
    std::vector<std::vector<double>> covariates;  ///< at the earlier time; the constant is added
    CovariateUse use = CovariateUse::doubly_robust;
};

struct TwoPeriodEffect {
    double effect = 0;              ///< average effect on the treated
    std::vector<double> influence;  ///< one a unit, mean 0: its mean square over the number of units is the effect's variance
};

/// in      at least one treated and one comparison unit
/// errors  invalid  too few comparison units for the covariates, covariates that explain each other, treated units that the covariates tell apart
///         from all others (a probability of 0.999 or more)
/// source  Sant'Anna & Zhao 2020, J. Econometrics 219:101-122, eq. 3.1 and theorem 1; propensity by logit maximum likelihood, outcome by least squares
Result<TwoPeriodEffect> two_period_effect(TwoPeriodInput const& input);

/// The same where other units are seen at each time: the difference of the differences of four means, without covariates.
/// in      outcome, whether treated, whether later and weight of each row; each of the four cells has a row
/// source  Sant'Anna & Zhao 2020, section 2.2
Result<TwoPeriodEffect> cross_section_effect(std::span<double const> outcome, std::span<char const> treated, std::span<char const> later, std::span<double const> weight);

}  // namespace accalmie
