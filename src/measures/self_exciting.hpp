// SPDX-License-Identifier: Apache-2.0
// src/measures/self_exciting.hpp: events that bring further events (Hawkes, ETAS): likelihood, fit, and how well the fit holds.
#pragma once

#include "core/result.hpp"
#include "measures/distributions.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// How an event raises the rate after it.
enum class Excitation : std::uint8_t {
    exponential,  ///< mu + a sum_H exp(-b (t - ti)), H = events before t; parameters mu, a, b
    omori_utsu,   ///< mu + A sum_H exp(alpha Mi) (1 + (t - ti) / c)^(-p); parameters mu, A, alpha, c, p (ETAS)
};

/// Whether an event raises the rate of those at its own time that come after it in the list. With many equal times in_order has no maximum:
/// see spread_equal_times.
enum class EqualTimes : std::uint8_t { apart, in_order };

/// What was seen. Events before `start` count as history only.
struct EventSeries {
    std::vector<double> times;       ///< in order, one unit for all (days)
    std::vector<double> magnitudes;  ///< one an event, measured from the threshold; empty: all 0
    double start = 0;
    double end = 0;                  ///< of the watch: at or after the last event
    EqualTimes equal_times = EqualTimes::apart;
};

/// Events that share a time (a day) laid out evenly until the next time that the data could tell apart (the smallest gap between unequal times),
/// none after the end. The clock within the day is not known; this is the usual stand-in, and without chance.
/// in      as EventSeries has them     out     how many events shared their time with one before
std::int64_t spread_equal_times(EventSeries& events);

/// "mu", "a", "b" or "mu", "A", "alpha", "c", "p": the order of all lists of parameters here.
std::vector<std::string> parameter_names(Excitation excitation);

/// Log-likelihood of the events in [start, end) at given parameters.
///
/// in      1 to 100,000 events (20,000 for omori_utsu); mu > 0, a and A >= 0, b, c, p > 0, alpha any
/// out     natural logarithm, times in the unit given; `gradient` (if not null) by parameter
/// errors  invalid  times not finite, not in order, after the end; a parameter out of range     limit
/// source  Ozaki 1979, Ann. Inst. Statist. Math. 31:145-155; Ogata 1988, J. Am. Stat. Assoc. 83:9-27
Result<double> self_exciting_log_likelihood(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, std::vector<double>* gradient = nullptr);

/// Expected number of events in [from, to) from the history before `from` alone, were no event to come after it: -log of the chance of none.
/// in      events with times < from; parameters as above; from <= to
double expected_from_history(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, double from, double to);

/// The whole response of one event of magnitude M within `within` of it: how many events of the first generation it brings.
/// `within` nothing: for ever; nothing where that is infinite (omori_utsu with p <= 1).
std::optional<double> offspring_of(Excitation excitation, std::vector<double> const& parameters, double magnitude, std::optional<double> within);

/// Rescaled times: under the right model the gaps of the expected count are exponential of mean 1.
struct ResidualTest {
    std::vector<double> rescaled;      ///< expected number of events from start to each event
    double expected_total = 0;         ///< from start to end; about the number of events if the fit converged
    double kolmogorov_smirnov = 0;     ///< largest distance of 1 - exp(-gap) from uniform
    double p_value = 1;                ///< asymptotic, as if the parameters had not been estimated: too large rather than too small
    double gap_correlation = 0;        ///< of successive transformed gaps; about 0
};

struct SelfExcitingFit {
    std::vector<double> parameters;
    std::vector<std::optional<double>> standard_errors;  ///< from the curvature; nothing where it is not that of a maximum
    std::vector<double> correlation;                     ///< of the estimates, by rows; empty without standard errors
    double log_likelihood = 0;
    double poisson_log_likelihood = 0;   ///< of a steady rate
    double aic = 0, poisson_aic = 0;
    std::optional<double> branching;     ///< expected first generation of an event, over the magnitudes seen; below 1: stable
    std::optional<double> branching_within;  ///< the same within the time watched
    double background_share = 0;         ///< share of events that no event brought, on average over the events
    std::int64_t events = 0;             ///< in [start, end)
    int evaluations = 0;
    bool converged = false;              ///< largest gradient by log parameter below 1e-4
    double largest_gradient = 0;
    ResidualTest residuals;
};

struct FitSettings {
    std::vector<double> start;                    ///< parameters to begin from; empty: from the series
    std::vector<std::optional<double>> fixed;     ///< parameters held at a value; empty: none
};

/// The parameters under which what was seen is likeliest.
///
/// in      at least 10 events in [start, end); else as above
/// errors  invalid  as above; too few events; a start out of range     limit
/// source  as above; residuals: Ogata 1988; Brown et al. 2002, Neural Computation 14:325-346
Result<SelfExcitingFit> fit_self_exciting(EventSeries const& events, Excitation excitation, FitSettings const& settings = {});

/// The same summary at given parameters, nothing estimated: standard errors are those that the curvature there would give.
Result<SelfExcitingFit> judge_self_exciting(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters);

/// Chance of a distance as large between n uniform values and the uniform distribution (asymptotic series with Stephens' correction).
/// source  Stephens 1970, J. R. Statist. Soc. B 32:115-122
double kolmogorov_p_value(double distance, std::size_t n);

}  // namespace accalmie
