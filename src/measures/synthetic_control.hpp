// SPDX-License-Identifier: Apache-2.0
// src/measures/synthetic_control.hpp: what would have become of a treated unit, told from a weighted mix of units that were not treated.
#pragma once

#include "core/result.hpp"
#include "measures/predictor_weights.hpp"
#include "measures/unit_panel.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace accalmie {

/// Who is compared with whom, and over which times.
struct ControlDesign {
    std::size_t treated = 0;
    std::vector<std::size_t> donors;
    std::vector<std::size_t> fit_times;   ///< at which the mix should have the outcome of the treated unit; ascending, before first_treated
    std::size_t first_treated = 0;
    std::size_t effect_first = 0;         ///< the effect is the mean gap over times from here ...
    std::size_t effect_end = 0;           ///< ... to before here
};

enum class ControlForm : std::uint8_t {
    plain,      ///< Abadie & Gardeazabal 2003
    penalised,  ///< donors unlike the treated unit cost more, one by one: Abadie & L'Hour 2021
    augmented,  ///< what the plain mix misses at the fitted times is taken away by ridge regression: Ben-Michael, Feller & Rothstein 2021
};

struct ControlOptions {
    ControlForm form = ControlForm::plain;
    std::vector<std::vector<double>> predictors;   ///< each one value a unit of the panel; empty: the outcome at the fitted times
    std::vector<double> predictor_weights;         ///< one a predictor, for all fits; empty: looked for (nested). Only with predictors
    PredictorSearch search;                        ///< of nested weights
    std::optional<double> penalty;                 ///< of `penalised`; nothing: chosen by leaving donors out (docs/methods/synthetic-control.md)
    std::optional<double> ridge;                   ///< of `augmented`; nothing: chosen by leaving times out
};

/// What should be known before the answer is believed.
enum class ControlCaution : std::uint8_t {
    poor_fit,           ///< before treatment the gap is no smaller than the outcome's own movement, or than a tenth of its level
    outside_range,      ///< at a fitted time the treated unit lies above, or below, every donor: no mix can reach it
    few_fit_times,      ///< fewer than five
    more_donors,        ///< donors than fitted times: a close fit may be chance
    weights_not_unique, ///< what was asked for is met perfectly, and by more than one mix: the weights are one choice
    negative_weights,   ///< augmented: the mix extrapolates
};

struct ControlFit {
    std::vector<double> weights;             ///< one a donor; sum 1, and >= 0 but where augmented
    std::vector<double> predictor_weights;   ///< sum 1; empty without predictors
    std::vector<double> synthetic, gap;      ///< one a time of the panel; gap = treated - synthetic
    double effect = 0;                       ///< mean gap over the effect times
    std::optional<double> effect_percent;    ///< of the synthetic mean over the same times
    std::optional<double> effect_percent_by_time;  ///< mean of the percents of each effect time; nothing where a synthetic value is 0
    double fit_mspe = 0;                     ///< mean squared gap over the fitted times
    double equal_weights_mspe = 0;           ///< the same, had all donors the same weight
    double rmspe_before = 0, rmspe_after = 0;///< root mean squared gap over all times before first_treated, and over the effect times
    int times_outside = 0;                   ///< fitted times at which the treated unit lies outside the donors' range
    std::optional<double> penalty, ridge;    ///< as used
    std::vector<PredictorPath> paths;        ///< of the nested search
    std::vector<ControlCaution> cautions;
};

/// Weights by simplex least squares on the predictors, or on the outcome itself, and the path that they give.
///
/// in      a panel without holes; at least one donor, two fitted times, one effect time. Predictors are divided by their standard deviation
///         over treated unit and donors
/// out     outcome units
/// errors  missing  no donor, fewer than two times to fit, no effect time     invalid  a treated donor, a fitted time not before treatment, a
///         predictor that all units share or that is not finite     limit  more than 500 donors, 2,000 times or 100 predictors
/// source  Abadie & Gardeazabal 2003, Am. Econ. Rev. 93:113-132; Abadie, Diamond & Hainmueller 2010, J. Am. Stat. Assoc. 105:493-505;
///         Abadie & L'Hour 2021, J. Am. Stat. Assoc. 116:1817-1834; Ben-Michael, Feller & Rothstein 2021, same issue, 1789-1803
Result<ControlFit> synthetic_control(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options);

/// The predictors of a design in the units in which they are weighed: for neighbouring_solutions.
/// in      as synthetic_control has them, with predictors
Result<PredictorProblem> predictor_problem(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options);

}  // namespace accalmie
