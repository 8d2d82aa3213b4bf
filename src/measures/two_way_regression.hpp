// SPDX-License-Identifier: Apache-2.0
// src/measures/two_way_regression.hpp: least squares with unit and time effects, and three covariances of what it finds.
#pragma once

#include "core/result.hpp"
#include "measures/two_way_effects.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

struct TwoWayData {
    std::vector<std::size_t> unit, time;          ///< labels from 0 without gaps, one a row
    std::vector<std::size_t> cluster;             ///< as these; empty: no cluster-robust covariance
    std::vector<double> outcome;
    std::vector<double> weight;                   ///< above 0
    std::vector<std::vector<double>> regressors;  ///< each as long as the outcome
};

struct TwoWayRegression {
    std::vector<double> coefficients;
    std::vector<double> classical;  ///< covariance, one row after the other; empty where no freedom is left
    std::vector<double> robust;     ///< HC1: rows / (rows - effects - coefficients) times the sandwich of each row's own residual
    std::vector<double> clustered;  ///< CR1; empty without clusters or with one alone
    std::vector<double> residuals;
    std::size_t rows = 0, clusters = 0;
    std::size_t effects = 0;             ///< unit and time effects that can be told apart, the constant among them
    std::size_t effects_in_clusters = 0; ///< of these, how many the factor leaves out: effects of units that lie each in one cluster
    double cluster_factor = 0;           ///< G / (G - 1) * (N - 1) / (N - K), K: coefficients and effects but those in clusters
    double degrees_of_freedom = 0;       ///< rows - effects - coefficients
    double residual_sum = 0;             ///< weighted sum of squares
    double within_sum = 0;               ///< the same of the outcome without its effects
};

/// Weighted least squares of the outcome on the regressors, an effect of each unit and an effect of each time.
///
/// in      regressors 1 to 200; finite values; rows that carry nothing (rows_seen_twice) already left out
/// errors  invalid  a regressor that the effects and the regressors before it explain ("regressor 0"), lengths that differ, a value that is not finite
///         limit    more than 200 regressors, and those of TwoWayEffects
/// source  White 1980 and MacKinnon & White 1985 (HC1); Liang & Zeger 1986, Arellano 1987 (clusters); the factor is that of Stata's xtreg and
///         reghdfe and of R's fixest, whose K leaves out effects nested in clusters
Result<TwoWayRegression> two_way_regression(TwoWayData const& data);

/// Labels from 0 without gaps, in the order of first appearance.
std::vector<std::size_t> labels_without_gaps(std::span<std::size_t const> labels);

std::size_t count_of_labels(std::span<std::size_t const> labels);

/// W = b' V^-1 b of the first `count` entries of `which`; nothing where V is singular.
/// in      `covariance` of all coefficients, one row after the other
std::optional<double> wald_of(std::span<double const> coefficients, std::span<double const> covariance, std::span<std::size_t const> which);

}  // namespace accalmie
