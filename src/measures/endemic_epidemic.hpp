// SPDX-License-Identifier: Apache-2.0
// src/measures/endemic_epidemic.hpp: counts of places and weeks that feed on last week's, here and next door, beside a level of their own.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

enum class CountSpread : std::uint8_t {
    poisson,
    negative_binomial,  ///< one overdispersion psi for all: variance mean + psi mean^2
};

struct EndemicEpidemicInput {
    std::size_t units = 0, times = 0;
    std::vector<double> counts;      ///< times x units, by rows
    std::vector<double> neighbours;  ///< units x units: [from * units + to] weight of `from`'s last count for `to`; 0 on the diagonal
    std::vector<double> population;  ///< times x units: multiplies the endemic mean (a share, or 1)
    std::size_t covariates = 1;
    std::vector<double> endemic;     ///< times x covariates: of log endemic mean, alike for all units; an intercept is a column of 1
    CountSpread spread = CountSpread::negative_binomial;
};

struct EndemicEpidemicFit {
    double log_own = 0;                       ///< log of the weight of the unit's own last count
    double log_neighbours = 0;                ///< log of the weight of its neighbours'
    std::vector<double> endemic;
    std::optional<double> overdispersion;     ///< psi; nothing for poisson
    std::vector<std::optional<double>> standard_errors;  ///< in the order of endemic_epidemic_log_likelihood; that of psi itself, not its log
    double log_likelihood = 0, aic = 0, bic = 0;
    double own_share = 0, neighbour_share = 0, endemic_share = 0;  ///< of the fitted means, together 1
    std::size_t observations = 0;             ///< times - 1 times units
    int evaluations = 0;
    bool converged = false;
};

/// The mean of unit i at time t is  exp(lambda) y[t-1, i] + exp(phi) sum_j w_ji y[t-1, j] + population[t, i] exp(z_t' beta): the model of R's hhh4
/// with ar, ne and end. Spill-over to neighbours is exp(phi).
///
/// in      parameters lambda, phi, beta..., log psi (only for negative_binomial)
/// out     over times 2 to T; `gradient` by parameter if not null
/// errors  as endemic_epidemic has them; invalid also a wrong number of parameters
Result<double> endemic_epidemic_log_likelihood(EndemicEpidemicInput const& input, std::span<double const> parameters, std::vector<double>* gradient = nullptr);

/// Its maximum.
///
/// in      2 to 5,000 units, 3 to 10,000 times, at most 2,000,000 counts of 0 to 1e6; weights >= 0; population >= 0; at most 30 covariates
/// errors  invalid  sizes that do not fit, a number out of range, no count above zero     limit
/// source  Held, Höhle & Hofmann 2005, Statistical Modelling 5:187-199; Paul, Held & Toschke 2008, Statist. Med. 27:6250-6267
Result<EndemicEpidemicFit> endemic_epidemic(EndemicEpidemicInput const& input);

}  // namespace accalmie
