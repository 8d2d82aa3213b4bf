// SPDX-License-Identifier: Apache-2.0
// src/measures/interrupted_time_series.hpp: did a series of counts change its level, or its slope, when something began?
#pragma once

#include "measures/robust_covariance.hpp"

namespace accalmie {

enum class Trend : std::uint8_t { none, linear };

enum class SlopeChange : std::uint8_t {
    none,
    from_start,   ///< step x (time - first time of the step): the step's coefficient is the change of level at that time
    interaction,  ///< step x time, as R's step:time: the step's coefficient is that at time 0
};

enum class ItsCovariance : std::uint8_t { model, newey_west };

/// Rows in the order of time.
struct ItsInput {
    std::vector<double> time;          ///< rising; the unit of trend and slope
    std::vector<double> counts;
    std::vector<double> step;          ///< 0 or 1; both occur. Ones from some time on, or within a window
    std::vector<double> log_exposure;  ///< the offset; empty: none
    std::vector<double> season_time;   ///< where each row stands in the period; empty: `time`
    std::vector<double> intensity;     ///< how closely was watched (reports, sources), above zero; empty: not known
    CountDesign covariates;            ///< further columns; may be empty
    Trend trend = Trend::linear;
    SlopeChange slope_change = SlopeChange::none;
    int harmonics = 0;                 ///< pairs sin(2 pi k t / period), cos(...), k = 1 ... harmonics; 2 x harmonics < period
    double period = 12;
    CountFamily family = CountFamily::quasi_poisson;
    ItsCovariance covariance = ItsCovariance::model;
    RobustOptions robust;              ///< for newey_west; `kind` is not read
    double level = 0.95;               ///< of the intervals
};

/// Why a model gives no answer. The rules stand beside the names and in docs/methods/interrupted-time-series.md.
enum class ItsRefusal : std::uint8_t {
    none,
    too_few_points,         ///< fewer than 3 rows with the step or without it, or fewer than 3 rows more than coefficients
    season_too_short,       ///< harmonics, but the rows span less than one period
    no_event_with_step,     ///< the ratio is 0 and no model of this kind bounds it: take the exact rate-ratio
    no_event_without_step,  ///< nothing can have fallen
    too_few_events,         ///< fewer events than coefficients, or fewer than 5 without the step
    separated,              ///< zeros that other columns tell apart
    not_told_apart,         ///< with intensity only: it is the step, or a sum of other columns
    not_converged,
};

std::string_view its_refusal_code(ItsRefusal refusal);

/// What a reader of the answer must know.
enum class ItsWarning : std::uint8_t {
    overdispersed,      ///< Poisson, and Pearson's chi-square says that the counts vary more (p < 0.05): the interval is too short
    underdispersed,     ///< quasi-Poisson with a dispersion below 1: the interval is shorter than Poisson's, by chance or by a cause to look for
    no_overdispersion,  ///< negative binomial, but the counts vary no more than Poisson: that was fitted
    autocorrelated,     ///< Ljung and Box find correlation in the residuals (p < 0.05): the model's interval is too short
    small_counts,       ///< fewer than 10 events expected with the step, or seen without it: the interval may not keep its level
    few_points,         ///< fewer than 8 rows with the step or without it
    season_short,       ///< fewer than two periods
    gaps,               ///< the times are not equally spaced: correlation is taken between neighbouring rows
};

std::string_view its_warning_code(ItsWarning warning);

/// A coefficient, or a sum of them, and the factor on the rate that it stands for.
struct ItsEffect {
    double estimate = 0;  ///< of the natural logarithm
    double standard_error = 0;
    double statistic = 0;  ///< estimate / standard error
    double p = 1;          ///< two-sided; Student's t for quasi-Poisson with the model's covariance, else normal
    double ratio = 1, lower = 1, upper = 1;  ///< exp of the estimate and of its bounds at 1.96 (for 0.95) standard errors
    /// The same for short series: bounds by Student's t with rows - columns degrees; for a negative binomial with the model's covariance errors
    /// times the root of Pearson's dispersion, where that is above 1. docs/methods/interrupted-time-series.md has the coverage of both.
    double short_lower = 1, short_upper = 1;
};

struct ItsCoefficient {
    std::string name;
    ItsEffect effect;
};

/// Correlation left in the deviance residuals.
struct ItsResiduals {
    double durbin_watson = 2;
    std::vector<double> autocorrelations;  ///< of lag 1, 2 ...
    double ljung_box = 0;
    int lags = 0;
    double p = 1;
};

struct ItsModel {
    ItsRefusal refusal = ItsRefusal::none;  ///< unless none, the rest is empty
    std::vector<ItsCoefficient> coefficients;
    ItsEffect step;                         ///< the step's coefficient
    std::optional<ItsEffect> slope_change;  ///< a unit of time
    std::optional<ItsEffect> at_start;      ///< with a slope change: the change of level at the first time with the step
    ItsEffect over_step;                    ///< all events fitted with the step over those without it, in the same rows
    CountFit fit;
    std::optional<double> aic;
    int lag = 0;  ///< of Newey and West
    ItsResiduals residuals;
    std::vector<double> fitted, counterfactual;  ///< counterfactual: the same rows without the step
    double observed_with_step = 0, expected_with_step = 0;  ///< events in the rows with the step: seen, and without the step
    std::vector<ItsWarning> warnings;
};

struct InterruptedTimeSeries {
    ItsModel model;                          ///< without intensity
    std::optional<ItsModel> with_intensity;  ///< its logarithm as one more covariate
    std::optional<ItsModel> per_intensity;   ///< as an exposure: events a report
};

/// The columns of the model without intensity: intercept, step, time, sin1, cos1 ..., slope change, covariates. For those who refit it often
/// (CountFitter): the step is column 1, the slope change, if any, is named "step:time" or "step:time_since_start".
CountDesign its_design(ItsInput const& input);

/// Fit the model, and where intensity is known the two rivals that explain a fall by closer or looser watching.
///
/// in      3 to 100,000 rows; harmonics at most 10; see ItsInput
/// errors  invalid  lengths that differ, what is not finite, times that do not rise, a step that is not 0 and 1, harmonics for too short a
///         period, a column that is a sum of others (a covariate that is the step)     limit  more rows
/// source  Wagner et al. 2002, J. Clin. Pharm. Ther. 27:299-309; Lopez Bernal, Cummins & Gasparrini 2017, Int. J. Epidemiol. 46:348-355;
///         Durbin & Watson 1950; Ljung & Box 1978, Biometrika 65:297-303
Result<InterruptedTimeSeries> interrupted_time_series(ItsInput const& input);

}  // namespace accalmie
