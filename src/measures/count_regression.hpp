// SPDX-License-Identifier: Apache-2.0
// src/measures/count_regression.hpp: counts explained by covariates: Poisson, quasi-Poisson and negative binomial with log link and offset.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

enum class CountFamily : std::uint8_t {
    poisson,            ///< variance = mean
    quasi_poisson,      ///< variance = dispersion x mean; no likelihood
    negative_binomial,  ///< variance = mean + mean^2 / theta, theta by maximum likelihood
};

/// "poisson", "quasi-poisson" or "negative-binomial".
std::string_view count_family_name(CountFamily family);
/// errors  invalid  another word
Result<CountFamily> parse_count_family(std::string_view name);

/// The columns of a regression: one name a column, one value a row in each. The intercept is a column of ones like any other.
struct CountDesign {
    std::vector<std::string> names;
    std::vector<std::vector<double>> columns;

    void add(std::string name, std::vector<double> values);
    std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

/// How a fit ended. Only `converged` has numbers to be used.
enum class CountOutcome : std::uint8_t {
    converged,
    all_zero,         ///< no event in any row
    separated,        ///< some rows have no event and the columns can tell them apart: a coefficient runs to minus infinity
    not_converged,    ///< the iterations were spent
};

/// "converged", "all_zero" ... as JSON answers name it.
std::string_view count_outcome_code(CountOutcome outcome);

/// The numbers of one fit.
struct CountFit {
    CountOutcome outcome = CountOutcome::not_converged;
    int iterations = 0;
    double deviance = 0;
    double pearson = 0;                   ///< sum of squared Pearson residuals
    double dispersion = 0;                ///< pearson / (rows - columns)
    double log_likelihood = 0;            ///< with all constants; of the Poisson model where the family is quasi-Poisson
    std::optional<double> theta;          ///< negative binomial only; nothing: the counts vary no more than Poisson, which was fitted
    std::optional<double> theta_standard_error;
};

enum class CountStart : std::uint8_t {
    cold,  ///< from the counts themselves
    warm,  ///< from the coefficients (and theta) of the fit before, if that converged: for draws that differ little
};

/// Memory and factors of one design, for fitting many times: nothing is allocated from the second fit on.
///
/// Columns are made orthogonal once (Gram-Schmidt, twice), so that each Newton step solves a well-conditioned system by Cholesky
/// whatever the units of the columns. One column can be exchanged cheaply: a placebo's window in place of the real one.
/// Not for two threads at once; deterministic.
class CountFitter {
public:
    /// in      1 to 1,000,000 rows, 1 to 500 columns, more rows than columns, rows x columns at most 20,000,000, all finite; offset empty
    ///         or one finite value a row (natural logarithm of the exposure)
    /// errors  invalid  lengths that differ, what is not finite, a column that is a sum of multiples of others (its name is said)     limit
    static Result<CountFitter> make(CountDesign const& design, std::span<double const> offset);

    CountFitter(CountFitter&&) noexcept;
    CountFitter& operator=(CountFitter&&) noexcept;
    ~CountFitter();

    std::size_t rows() const;
    std::size_t columns() const;

    /// Other values for one column. Cheapest when the same column is exchanged each time.
    /// errors  invalid  not finite, or a sum of multiples of the other columns: the fitter then holds no design and VERIFY stops the next fit
    ///         until a column is exchanged again
    Result<void> exchange(std::size_t column, std::span<double const> values);

    /// Fit.
    /// in      counts: one a row, each >= 0 and finite; whole but for quasi-Poisson (the caller checks)
    /// out     valid until the next fit; see CountOutcome
    /// source  McCullagh & Nelder 1989, ch. 2 and 6; negative binomial: Lawless 1987, Can. J. Stat. 15:209-225 (observed information)
    CountFit const& fit(std::span<double const> counts, CountFamily family, CountStart start = CountStart::cold);

    /// Of the last fit, which converged.
    double coefficient(std::size_t column) const;
    /// From the expected information, as R's glm and glm.nb; for quasi-Poisson times the root of the dispersion.
    double standard_error(std::size_t column);
    /// Columns x columns, row by row.
    std::vector<double> covariance();
    /// Expected counts, one a row. Valid until the next fit.
    std::span<double const> fitted() const;

private:
    struct Work;
    explicit CountFitter(std::unique_ptr<Work> work);
    std::unique_ptr<Work> work_;
};

/// A whole fit with all that R's summary prints.
struct CountRegression {
    CountFit fit;
    CountFamily family = CountFamily::poisson;
    std::size_t rows = 0, columns = 0;
    std::vector<double> coefficients;     ///< one a column of the design; empty unless converged, as the next three
    std::vector<double> standard_errors;  ///< from `covariance`
    std::vector<double> covariance;       ///< model-based, columns x columns, row by row
    std::vector<double> fitted;           ///< expected counts
    std::optional<double> aic;            ///< nothing for quasi-Poisson; theta counts as a parameter, as in R
};

/// One fit.
///
/// in      as CountFitter::make; counts one a row, 0 to 1e9, whole but for quasi-Poisson
/// errors  those of CountFitter::make; invalid  a count below zero or not whole     limit  a count above 1e9
Result<CountRegression> count_regression(CountDesign const& design, std::span<double const> counts, std::span<double const> offset, CountFamily family);

}  // namespace accalmie
