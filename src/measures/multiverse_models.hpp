// SPDX-License-Identifier: Apache-2.0
// src/measures/multiverse_models.hpp: a sample of a multiverse's specifications by models that must be fitted: regression and panel.
#pragma once

#include "measures/multiverse.hpp"

namespace accalmie {

enum class ModelEstimator : std::uint8_t {
    negative_binomial_its,      ///< the treated places' months: a step during the window; takes no pool
    difference_in_differences,  ///< treated and pool, during and before: two-way fixed effects with errors by place
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
    double p_less = 1;                    ///< among the permutations, the model fitted on each
    bool supports = false;                ///< as Specification has it
};

struct ModelledMultiverse {
    std::vector<ModelledSpecification> specifications;
    double crossed = 0;                   ///< all there are; `specifications` is the sample
    std::size_t answered = 0, supporting = 0, assignments = 0, fits = 0;
    double share_supporting = 0;
    double mean_z_p = 1;                  ///< of the sampled curve, as CurveTests
    std::optional<double> median_estimate;
};

/// The regression has a step, from 36 months on a linear trend and one pair of harmonics of a year, on the months from the earliest of the
/// baseline to the end of the window; in permutations it is fitted with the step and without, z is the signed root of
/// twice the difference of the log-likelihoods, and 0.5 events are spread over the window and 0.5 over the rest, so that a window without events has a z. The panel takes the same months, place by place; its z divides by the Poisson error of the four means.
///
/// in      as multiverse
/// errors  as multiverse
/// source  count_regression.hpp, interrupted_time_series.hpp, difference_in_differences.hpp; permutations: multiverse.hpp
Result<ModelledMultiverse> modelled_multiverse(ModelledInput const& input);

std::string_view model_code(ModelEstimator model);  ///< "negative_binomial_its", "difference_in_differences"

}  // namespace accalmie
