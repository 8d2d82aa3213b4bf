// SPDX-License-Identifier: Apache-2.0
#include "measures/robust_covariance.hpp"

#include <Eigen/Core>
#include <Eigen/QR>

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Eigen::Map<ArrayXd const> as_array(std::span<double const> values) { return {values.data(), static_cast<Index>(values.size())}; }

Result<void> check(CountDesign const& design, std::span<double const> counts, CountRegression const& regression, RobustOptions const& options)
{
    auto const invalid = [](std::string what, std::string where, std::string remedy) { return Error{Error::Kind::invalid, std::move(what), std::move(where), std::move(remedy)}; };
    if (regression.fit.outcome != CountOutcome::converged) return invalid("a fit without coefficients", "regression", "fit first; see its outcome");
    if (design.rows() != regression.rows || design.columns.size() != regression.columns || counts.size() != regression.rows)
        return invalid("a design or counts of another fit", "design", "give those of the fit");
    if (options.lag && (*options.lag < 0 || static_cast<std::size_t>(*options.lag) >= regression.rows)) return invalid("a lag below zero or as long as the series", "lag", "give 0 or more, less than the number of rows");
    return {};
}

/// Score of each row: its column values times (count - mean) x weight.
MatrixXd scores(MatrixXd const& x, std::span<double const> counts, CountRegression const& regression)
{
    ArrayXd const mu = as_array(regression.fitted);
    ArrayXd residual = as_array(counts) - mu;
    if (regression.fit.theta) residual *= *regression.fit.theta / (mu + *regression.fit.theta);
    return x.array().colwise() * residual;
}

/// Inverse of the expected information without dispersion, by QR of the weighted columns.
MatrixXd bread(MatrixXd const& x, CountRegression const& regression)
{
    ArrayXd weight = as_array(regression.fitted);
    if (regression.fit.theta) weight *= *regression.fit.theta / (weight + *regression.fit.theta);
    MatrixXd const weighted = x.array().colwise() * weight.sqrt();
    Eigen::HouseholderQR<MatrixXd> const factors{weighted};
    MatrixXd inverse = MatrixXd::Identity(x.cols(), x.cols());
    factors.matrixQR().topRows(x.cols()).triangularView<Eigen::Upper>().solveInPlace(inverse);
    return inverse * inverse.transpose();
}

/// Newey & West 1994 for Bartlett weights without prewhitening; the intercept (a constant column) has no part, unless it is alone.
int plug_in_lag(MatrixXd const& x, MatrixXd const& score)
{
    auto const rows = x.rows();
    auto const count = static_cast<double>(rows);
    VectorXd part = VectorXd::Ones(x.cols());
    for (Index column = 0; column < x.cols() && x.cols() > 1; ++column)
        if ((x.col(column).array() == x(0, column)).all()) part[column] = 0;
    VectorXd const sum = score * part;
    auto const reach = std::min<Index>(static_cast<Index>(std::floor(4 * std::pow(count / 100, 2.0 / 9))), rows - 1);
    double level = sum.squaredNorm() / count, slope = 0;
    for (Index lag = 1; lag <= reach; ++lag) {
        double const covariance = sum.head(rows - lag).dot(sum.tail(rows - lag)) / count;
        level += 2 * covariance;
        slope += 2 * static_cast<double>(lag) * covariance;
    }
    if (level == 0) return 0;
    double const bandwidth = 1.1447 * std::cbrt(slope / level * (slope / level)) * std::cbrt(count);
    return static_cast<int>(std::min(std::floor(bandwidth), count - 1));
}

int lag_of(MatrixXd const& x, MatrixXd const& score, RobustOptions const& options)
{
    if (options.kind != RobustKind::newey_west) return 0;
    if (options.lag) return *options.lag;
    if (options.rule == LagRule::plug_in) return plug_in_lag(x, score);
    return static_cast<int>(std::min(std::floor(4 * std::pow(static_cast<double>(x.rows()) / 100, 2.0 / 9)), static_cast<double>(x.rows() - 1)));
}

}  // namespace

Result<RobustCovariance> robust_covariance(CountDesign const& design, std::span<double const> counts, CountRegression const& regression, RobustOptions const& options)
{
    TRY(check(design, counts, regression, options));
    auto const rows = static_cast<Index>(regression.rows), columns = static_cast<Index>(regression.columns);
    MatrixXd x(rows, columns);
    for (Index column = 0; column < columns; ++column) x.col(column) = as_array(design.columns[static_cast<std::size_t>(column)]).matrix();
    MatrixXd const score = scores(x, counts, regression), inverse = bread(x, regression);
    RobustCovariance answer;
    answer.lag = lag_of(x, score, options);
    MatrixXd filling = score.transpose() * score;
    for (Index lag = 1; lag <= answer.lag; ++lag) {
        MatrixXd const shifted = score.bottomRows(rows - lag).transpose() * score.topRows(rows - lag);
        filling += (1 - static_cast<double>(lag) / (answer.lag + 1)) * (shifted + shifted.transpose());
    }
    bool const larger = options.kind == RobustKind::hc1 || (options.kind == RobustKind::newey_west && options.small_sample == SmallSample::degrees_of_freedom);
    MatrixXd const covariance = inverse * filling * inverse * (larger ? static_cast<double>(rows) / static_cast<double>(rows - columns) : 1.0);
    for (Index i = 0; i < columns; ++i) {
        for (Index j = 0; j < columns; ++j) answer.covariance.push_back(covariance(i, j));
        // Bartlett weights keep it from being negative but for rounding.
        answer.standard_errors.push_back(std::sqrt(std::max(0.0, covariance(i, i))));
    }
    return answer;
}

}  // namespace accalmie
