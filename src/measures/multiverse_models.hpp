// SPDX-License-Identifier: Apache-2.0
// src/measures/multiverse_models.hpp: a sample of a multiverse's specifications by models that must be fitted: regression and panel.
#pragma once

#include "measures/multiverse.hpp"
#include "measures/multiverse_synthetic.hpp"

namespace accalmie {

enum class ModelEstimator : std::uint8_t {
    negative_binomial_its,      ///< the treated places' months: a step during the window; takes no pool
    difference_in_differences,  ///< treated and pool, during and before: two-way fixed effects with errors by place
    synthetic_control,          ///< treated places against a weighted mix of the pool's; claims no interval
    synthetic_did,              ///< the same with weights of months and a level of its own; claims no interval
};

struct ModelledInput {
    MultiverseInput question;             ///< as the multiverse takes it; its estimators are not read
    std::vector<ModelEstimator> models;
    std::size_t specifications_max = 480; ///< sampled of all that are crossed; 1 to 2,000
    std::size_t permutations = 199;       ///< the model is fitted anew on each; 19 to 999
};

struct ModelledSpecification {
    std::array<std::size_t, choices_count> choice{};  ///< as Specification has it, `estimator` into the models
    Refusal refusal = Refusal::none;
    std::string_view model_refusal;      ///< code of the model's own reason; empty: it answers
    Month first;
    int placements = 0;
    std::size_t rows = 0;                 ///< months, or places by months, that were fitted
    std::optional<double> estimate;       ///< the rate during over the rate expected
    std::optional<double> lower, upper;   ///< of the regression, Student's t at the question's level (Bonferroni over placements); the panel's: `effect_upper`
    std::optional<double> effect, effect_lower, effect_upper;  ///< of the panel: events a place and month
    std::optional<double> p_placebo;      ///< of the synthetic ones: among sets of the pool's places in the part of the treated ones
    std::size_t placebos = 0;             ///< that it was ranked among
    std::optional<double> fit_rmspe;      ///< of the synthetic ones: events a place and month, before the window
    double p_less = 1;                    ///< among the permutations, the model fitted on each
    bool supports = false;                ///< as Specification has it; what claims no interval supports by estimate and permutations alone
};

/// By the first of all choices: the path of the places, that of their mix, and the same of every placebo. To be drawn.
struct SyntheticPath {
    ModelEstimator model = ModelEstimator::synthetic_control;
    Refusal refusal = Refusal::none;      ///< then nothing else is there
    SyntheticAnswer found;                ///< with its own refusal; a poor fit has its paths too
    std::vector<Month> months;            ///< of the paths and gaps; those that the source covers
    Month window_first;
    int window_months = 0;
    std::vector<std::size_t> donors;      ///< units, one a weight
    std::vector<SyntheticPlacebo> placebos;  ///< their `donors` index `donors`
    std::optional<double> p_placebo;      ///< nothing without placebos, or where refused
};

struct ModelledMultiverse {
    std::vector<ModelledSpecification> specifications;
    double crossed = 0;                   ///< all there are; `specifications` is the sample
    std::size_t answered = 0, supporting = 0, assignments = 0, fits = 0;
    double share_supporting = 0;
    double mean_z_p = 1;                  ///< of the sampled curve, as CurveTests
    std::optional<double> median_estimate;
    std::vector<SyntheticPath> paths;     ///< one for each synthetic model asked for
};

/// The regression has a step, from 36 months on a linear trend and one pair of harmonics of a year, on the months from the earliest of the
/// baseline to the end of the window; in permutations it is fitted with the step and without, z is the signed root of
/// twice the difference of the log-likelihoods, and 0.5 events are spread over the window and 0.5 over the rest, so that a window without events has a z. The panel takes the same months, place by place; its z divides by the Poisson error of the four means.
/// The synthetic models take the same months too, weights by the months before alone, their own reasons to refuse (multiverse_synthetic.hpp), and
/// are fitted anew on each permutation, whose pool is the pool and those really treated without the places that it treats.
///
/// in      as multiverse
/// errors  as multiverse
/// source  count_regression.hpp, interrupted_time_series.hpp, difference_in_differences.hpp; permutations: multiverse.hpp
Result<ModelledMultiverse> modelled_multiverse(ModelledInput const& input);

std::string_view model_code(ModelEstimator model);  ///< "negative_binomial_its", "difference_in_differences", "synthetic_control", "synthetic_did"
bool claims_interval(ModelEstimator model);         ///< not the synthetic ones

}  // namespace accalmie
