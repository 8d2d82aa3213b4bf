// SPDX-License-Identifier: Apache-2.0
// src/measures/return_period.hpp: how high a river rises once in so many years, and how rare a level is, from the highest values of years.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

enum class ExtremeFamily : std::uint8_t { gumbel, gev };
enum class ExtremeFit : std::uint8_t { l_moments, likelihood };

/// Gumbel where the shape is 0. A shape above 0 has a heavy tail, one below 0 an upper end (Coles' sign; Hosking's k is its negative).
struct ExtremeValues {
    double location = 0, scale = 1, shape = 0;
};

/// Chance that a year's highest stays at or below `level`.
double extreme_at_most(ExtremeValues const& values, double level);
/// The level that a year passes with chance 1 / `years`.   in  years > 1
double return_level(ExtremeValues const& values, double years);

struct LMoments {
    double mean = 0, scale = 0;           ///< l1, l2
    std::optional<double> skew, kurtosis; ///< t3, t4; nothing where l2 is 0 or there are too few values
};

/// Unbiased sample L-moments.   in  any number of values     source  Hosking 1990, J. R. Stat. Soc. B 52:105-124
LMoments sample_l_moments(std::vector<double> values);

struct FittedExtremes {
    ExtremeValues values;
    std::optional<std::array<double, 9>> covariance;  ///< of location, scale, shape, by rows; likelihood only, where the maximum is one. Gumbel: those of the shape are 0
    std::optional<double> log_likelihood;             ///< of the fitted values; nothing where a value lies beyond the end of the distribution
    LMoments l_moments;
};

/// in      at least 3 finite values that are not all equal; at most 100,000
/// errors  invalid  values that are no numbers     missing  too few, or all equal: no spread to fit     limit
/// source  Hosking 1990; Hosking, Wallis & Wood 1985, Technometrics 27:251-261 (its equation for the shape is solved, not approximated); Coles 2001, An Introduction to
///         Statistical Modeling of Extreme Values, ch. 3 (likelihood, standard errors from the observed information)
Result<FittedExtremes> fit_extremes(std::span<double const> values, ExtremeFamily family, ExtremeFit fit);

struct ReturnSettings {
    ExtremeFamily family = ExtremeFamily::gev;
    ExtremeFit fit = ExtremeFit::l_moments;
    std::vector<double> years{2, 5, 10, 20, 50, 100};  ///< each above 1, at most 10,000
    std::vector<double> levels;                        ///< whose return period is asked
    double level = 0.95;                               ///< of the intervals
    int draws = 1000;                                  ///< of the parametric bootstrap; 0: no intervals; at most 100,000
    std::uint64_t seed = 1;
    int years_min = 10;                                ///< 3 to 1,000
};

struct ReturnLevel {
    double years = 0, value = 0;
    std::optional<double> standard_error;              ///< delta method; likelihood only
    std::optional<double> lower, upper;                ///< of the bootstrap
    bool extrapolated = false;                         ///< more than twice as many years as there are values
};

struct LevelPeriod {
    double level = 0;
    std::optional<double> years;                       ///< nothing: above the end of the distribution
    double yearly_chance = 0;                          ///< of passing it
    std::optional<double> lower, upper;                ///< years; no upper where so many draws never pass it
};

struct ReturnPeriods {
    FittedExtremes fit;
    std::vector<ReturnLevel> levels;
    std::vector<LevelPeriod> periods;
    int draws_failed = 0;                              ///< whose fit had no answer; left out of the intervals
};

/// in      the highest value of each year, in any order
/// errors  as fit_extremes; missing  fewer than years_min; invalid  a setting out of its bounds
/// source  parametric bootstrap, percentile interval: Efron & Tibshirani 1993, ch. 13
Result<ReturnPeriods> return_periods(std::span<double const> maxima, ReturnSettings const& settings);

struct Reading {
    Day day{};
    double value = 0;
};

/// A year from the first day of its first month; named by the calendar year in which it begins.
struct YearMaximum {
    int year = 0;
    double value = 0;
    Day day{};                       ///< the first day with it
    int readings = 0;
    int longest_gap_days = 0;        ///< without a reading, its two ends counted
    bool complete = false;
};

struct YearSettings {
    unsigned first_month = 1;        ///< 1 to 12; low water is best (May or June on the Niger in Mali)
    double share_min = 0.9;          ///< of the readings of the median year: a year with fewer is not complete
    int gap_days_max = 31;
};

/// in      readings in any order; of two on one day the higher stands
/// errors  missing  none     invalid  a setting out of its bounds, a value that is no number
Result<std::vector<YearMaximum>> year_maxima(std::vector<Reading> readings, YearSettings const& settings);

/// Plotting positions: chance of staying below, of the value of each rank (1 the lowest): Weibull rank / (n + 1), Gringorten (rank - 0.44) / (n + 0.12).
double weibull_position(std::size_t rank, std::size_t count);
double gringorten_position(std::size_t rank, std::size_t count);

}  // namespace accalmie
