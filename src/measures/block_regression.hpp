// SPDX-License-Identifier: Apache-2.0
// src/measures/block_regression.hpp: quasi-Poisson regression on one level for each group of rows and one trend, fitted without allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace accalmie {

enum class BlockTrend : std::uint8_t { none, linear };

/// Outside linear algebra: the levels are means, so that a Newton step is one pass over the rows and one division for the trend. A thousandth
/// of the work of a general regression on as many columns, and better conditioned.
///
/// The iterations are those of R's glm (start at the count plus 0.1, at most 25 steps, end where the deviance changes by less than 1e-8 of
/// itself), because the weights of the last step enter standard errors: another path would end beside R's numbers.
/// Memory grows to the longest series and stays. Not for two threads at once.
/// source  McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., ch. 2
class BlockRegression {
public:
    /// The rows, group by group, of as many fits as one likes.
    /// in      counts >= 0 and finite; time and, if any, log_exposure finite, one a row; group_ends rising, each group at least one row, the
    ///         last one the number of rows. The caller checks.
    void set(std::span<double const> counts, std::span<double const> time, std::span<double const> log_exposure, std::span<std::size_t const> group_ends);

    /// One fit from the start.
    /// in      weights: empty (all 1) or one a row, > 0
    void fit(BlockTrend trend, std::span<double const> weights);

    bool converged() const { return converged_; }
    bool has_slope() const { return has_slope_; }                   ///< a trend was asked for, and the times differ inside a group
    int iterations() const { return iterations_; }
    std::size_t rows() const { return count_.size(); }
    double degrees() const;                                         ///< rows less columns
    double slope() const { return slope_; }
    double slope_variance() const { return 1 / time_information_; }  ///< to be multiplied with the dispersion
    /// Log of what is expected in a group at a time, without exposure.
    double log_mean(std::size_t group, double time) const;
    /// Its variance, to be multiplied with the dispersion.
    double log_mean_variance(std::size_t group, double time) const;
    /// Sum of working weights times squared working residuals over the degrees; 0 where none are left.
    double dispersion() const { return weighted_dispersion(weight_); }
    /// The same with other weights.
    double weighted_dispersion(std::span<double const> weights) const;
    double largest_count() const;
    /// Anscombe residuals, standardised with `dispersion` and leverage.
    /// out     valid until the next call
    /// source  McCullagh & Nelder 1989, sec. 2.4.2; Farrington et al. 1996, sec. 3.5
    std::span<double const> anscombe_residuals(double dispersion);
    double fitted(std::size_t row) const { return mean_[row]; }

private:
    struct Group {
        double weight = 0, time = 0, working = 0, level = 0;
    };
    void start();
    void sums();
    void solve(BlockTrend trend);
    void predict();
    bool halve(std::span<double const> weights);
    double deviance(std::span<double const> weights) const;
    void weigh(std::span<double const> weights);

    std::vector<double> count_, time_, offset_, entropy_;  // count * log(count)
    std::vector<double> predictor_, mean_, weight_, working_, residual_;
    std::vector<std::size_t> ends_;
    std::vector<Group> groups_, groups_before_;
    double slope_ = 0, slope_before_ = 0, time_information_ = 0;
    int iterations_ = 0;
    bool converged_ = false, has_slope_ = false;
};

}  // namespace accalmie
