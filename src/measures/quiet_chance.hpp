// SPDX-License-Identifier: Apache-2.0
// src/measures/quiet_chance.hpp: how likely so long a calm is where events bring further events, beside a steady rate.
#pragma once

#include "measures/self_exciting.hpp"

namespace accalmie {

struct QuietQuestion {
    double from = 0;         ///< start of the calm, and end of the history that counts
    double length = 0;       ///< of the calm
    double period = 0;       ///< from `from` on: within it at least one calm of this length is asked for; 0: not asked
    int simulations = 1000;
    std::uint64_t seed = 1;
};

struct QuietChance {
    double from_history = 0;           ///< no event in [from, from + length), given the events before: exact
    double expected_from_history = 0;  ///< events there that the history and the background bring, so that from_history = exp(-this)
    double poisson = 0;                ///< the same at the steady rate of the events before `from`
    double poisson_rate = 0;           ///< events a unit of time
    double after_long_quiet = 0;                   ///< the background alone: exp(-mu length)
    std::optional<double> some_calm;               ///< at least one gap of this length within the period, the ends of the period counted as its edges
    std::optional<double> some_calm_error;         ///< standard error of the simulation
    std::optional<double> poisson_some_calm;       ///< the same at the steady rate: exact; nothing where the sum loses its digits
    std::optional<double> expected_in_period;      ///< mean number of simulated events
    std::optional<double> poisson_expected_in_period;
    int simulations_too_many = 0;      ///< runs stopped at 200,000 events: no calm counted in them beyond what came before
};

/// in      parameters as fit_self_exciting has them; at least one event before `from`; length > 0; period 0 or at least length; at most
///         100,000 simulations of at most 2e8 events together
/// errors  invalid  a time out of range     limit
/// source  no event from the history: the definition of the conditional intensity (Daley & Vere-Jones 2003, ch. 7); simulation by clusters:
///         Hawkes & Oakes 1974, J. Appl. Prob. 11:493-503; longest gap of a Poisson process: by inclusion and exclusion over gaps, as Feller
///         1971, vol. 2, I.9 has it for points on a line, averaged over the Poisson number of points
Result<QuietChance> quiet_chance(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, QuietQuestion const& question);

/// Chance that a Poisson process of `rate` leaves a gap of at least `length` within a time of length `period`, edges counted.
/// out     nothing where terms larger than 1e6 cancel
std::optional<double> poisson_gap_chance(double rate, double length, double period);

}  // namespace accalmie
