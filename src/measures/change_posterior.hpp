// SPDX-License-Identifier: Apache-2.0
// src/measures/change_posterior.hpp: how likely each number and each place of changes is, given a series: exact, without simulation.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace accalmie {

enum class SegmentModel : std::uint8_t {
    poisson_gamma,         ///< counts of one rate a segment; rate ~ gamma(shape, rate)
    normal_mean,           ///< noise of known standard deviation; mean ~ normal(prior mean, prior standard deviation)
    normal_mean_variance,  ///< variance ~ inverse gamma(shape, scale); mean ~ normal(prior mean, variance / weight)
};

/// What each segment's level is drawn from, before looking. Members that a model does not use stay nothing.
struct SegmentPrior {
    std::optional<double> shape;               ///< of the gamma or inverse gamma
    std::optional<double> rate;                ///< of the gamma
    std::optional<double> scale;               ///< of the inverse gamma
    std::optional<double> mean;
    std::optional<double> standard_deviation;  ///< of the mean, normal_mean
    std::optional<double> weight;              ///< of the prior mean, in values, normal_mean_variance
    std::optional<double> noise;               ///< standard deviation of the values about their level, normal_mean
};

struct ChangePosteriorInput {
    std::vector<double> values;
    SegmentModel model = SegmentModel::poisson_gamma;
    SegmentPrior prior;                   ///< what is nothing is set from the series: see change_posterior
    int changes_max = 10;                 ///< at most n / minimum_segment - 1 are possible
    std::optional<double> prior_changes;  ///< mean of a Poisson prior for their number; nothing: 0 to changes_max equally likely
    int minimum_segment = 1;
    double level = 0.95;                  ///< of the set of places
};

struct ChangePosterior {
    std::vector<double> number;            ///< number[m]: chance of m changes
    std::vector<double> change_at;         ///< change_at[i]: chance that a segment begins at value i; change_at[0] is 0
    std::vector<double> one_change_at;     ///< the same, given exactly one change
    std::size_t likeliest_place = 0;       ///< where one_change_at is highest
    std::vector<std::size_t> likely_places;  ///< fewest places that hold one change with the chance `level`, in order
    double log_evidence = 0;               ///< of the series, over all numbers and places
    double log_bayes_factor_change = 0;    ///< at least one change (its numbers weighted as the prior has them) against none
    SegmentPrior prior;                    ///< as used
};

/// Sums over all sets of changes by recursion. Before looking, the number has its prior and, given it, all allowed sets of places are
/// equally likely: with equally likely numbers this is Barry and Hartigan's partition with an unknown chance of change.
/// Priors not given: gamma of shape 1 with the mean of the series; normal about the mean of the series with its standard deviation;
/// inverse gamma of shape 1 and the squared noise as scale, weight noise^2 / variance; noise by noise_from_differences.
///
/// in      4 to 5,000 finite values, counts for poisson_gamma; changes_max 1 to 50; prior members > 0 (mean: any); minimum_segment >= 1;
///         0 < level < 1; n^2 changes_max at most 1e9
/// errors  invalid  values or a prior out of range, all values equal (normal)     limit
/// source  Fearnhead 2006, Statistics and Computing 16:203-213; Barry & Hartigan 1993, J. Am. Stat. Assoc. 88:309-319
Result<ChangePosterior> change_posterior(ChangePosteriorInput const& input);

}  // namespace accalmie
