// SPDX-License-Identifier: Apache-2.0
#include "measures/two_way_regression.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <map>

namespace accalmie {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t regressors_max = 200;
constexpr double explained = 1e-9;  ///< a regressor that keeps less than this share of its length is explained

Index at(std::size_t index) { return static_cast<Index>(index); }

Error explained_error(std::size_t which)
{
    return {Error::Kind::invalid, "a regressor that the unit and time effects, or the regressors before it, explain wholly", "regressor " + std::to_string(which), "leave it out"};
}

Result<void> check(TwoWayData const& data)
{
    auto const rows = data.outcome.size();
    bool same = data.unit.size() == rows && data.time.size() == rows && data.weight.size() == rows && (data.cluster.empty() || data.cluster.size() == rows);
    for (auto const& column : data.regressors) same = same && column.size() == rows;
    if (!same || rows == 0) return Error{Error::Kind::invalid, "columns that are not equally long", "rows", "give each row all its values"};
    if (data.regressors.empty() || data.regressors.size() > regressors_max)
        return Error{Error::Kind::limit, "no regressor, or more than 200", "regressors", "give 1 to 200"};
    auto const finite = [](std::vector<double> const& column) { return std::all_of(column.begin(), column.end(), [](double one) { return std::isfinite(one); }); };
    if (!finite(data.outcome) || !std::all_of(data.regressors.begin(), data.regressors.end(), finite))
        return Error{Error::Kind::invalid, "a value that is not finite", "rows", "leave rows without a value out"};
    return {};
}

/// Columns without their effects, times the root of the weight.
struct Absorbed {
    MatrixXd regressors;
    VectorXd outcome;
    VectorXd root_weight;
};

Absorbed absorb(TwoWayData const& data, TwoWayEffects const& effects)
{
    auto const rows = at(data.outcome.size());
    Absorbed absorbed{MatrixXd(rows, at(data.regressors.size())), VectorXd(rows), VectorXd(rows)};
    for (Index row = 0; row < rows; ++row) absorbed.root_weight(row) = std::sqrt(data.weight[static_cast<std::size_t>(row)]);
    auto const taken = [&](std::vector<double> column) -> VectorXd {
        effects.remove_from(column);
        return Eigen::Map<VectorXd>(column.data(), rows).cwiseProduct(absorbed.root_weight);
    };
    absorbed.outcome = taken(data.outcome);
    for (std::size_t column = 0; column < data.regressors.size(); ++column) absorbed.regressors.col(at(column)) = taken(data.regressors[column]);
    return absorbed;
}

/// Length of a column as given, about its weighted mean: against it a remainder counts as nothing.
double length_of(std::vector<double> const& column, std::vector<double> const& weight)
{
    double sum = 0, weights = 0, squares = 0;
    for (std::size_t row = 0; row < column.size(); ++row) {
        sum += weight[row] * column[row];
        weights += weight[row];
    }
    for (std::size_t row = 0; row < column.size(); ++row) squares += weight[row] * (column[row] - sum / weights) * (column[row] - sum / weights);
    return std::sqrt(squares);
}

/// Orthonormal columns and the triangle that gives the regressors back (modified Gram and Schmidt, each column twice).
struct Triangle {
    MatrixXd orthonormal, upper;
};

Result<Triangle> triangle_of(TwoWayData const& data, MatrixXd const& regressors)
{
    auto const count = regressors.cols();
    Triangle triangle{regressors, MatrixXd::Zero(count, count)};
    for (Index column = 0; column < count; ++column) {
        for (int pass = 0; pass < 2; ++pass) {
            for (Index before = 0; before < column; ++before) {
                double const share = triangle.orthonormal.col(before).dot(triangle.orthonormal.col(column));
                triangle.upper(before, column) += share;
                triangle.orthonormal.col(column) -= share * triangle.orthonormal.col(before);
            }
        }
        double const length = triangle.orthonormal.col(column).norm();
        auto const which = static_cast<std::size_t>(column);
        if (!(length > explained * length_of(data.regressors[which], data.weight))) return explained_error(which);
        triangle.upper(column, column) = length;
        triangle.orthonormal.col(column) /= length;
    }
    return triangle;
}

std::vector<double> rows_of(MatrixXd const& matrix)
{
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(matrix.size()));
    for (Index row = 0; row < matrix.rows(); ++row)
        for (Index column = 0; column < matrix.cols(); ++column) values.push_back(matrix(row, column));
    return values;
}

/// Units that lie each in one cluster.
bool units_nested(TwoWayData const& data)
{
    std::map<std::size_t, std::size_t> cluster_of;
    for (std::size_t row = 0; row < data.unit.size(); ++row)
        if (cluster_of.try_emplace(data.unit[row], data.cluster[row]).first->second != data.cluster[row]) return false;
    return true;
}

/// Sandwich of the scores, in the coordinates of the orthonormal columns, then in those of the regressors.
MatrixXd sandwich(MatrixXd const& scores, MatrixXd const& inverse) { return inverse * (scores.transpose() * scores) * inverse.transpose(); }

void fill_clustered(TwoWayRegression& fit, TwoWayData const& data, MatrixXd const& scores, MatrixXd const& inverse)
{
    if (data.cluster.empty()) return;
    auto const label = labels_without_gaps(data.cluster);
    fit.clusters = count_of_labels(label);
    auto const units = count_of_labels(data.unit);
    if (units_nested(data)) fit.effects_in_clusters = units - 1;
    auto const rows = static_cast<double>(fit.rows), groups = static_cast<double>(fit.clusters);
    auto const parameters = static_cast<double>(fit.coefficients.size() + fit.effects - fit.effects_in_clusters);
    if (fit.clusters < 2 || rows <= parameters) return;
    fit.cluster_factor = groups / (groups - 1) * (rows - 1) / (rows - parameters);
    MatrixXd sums = MatrixXd::Zero(at(fit.clusters), scores.cols());
    for (Index row = 0; row < scores.rows(); ++row) sums.row(at(label[static_cast<std::size_t>(row)])) += scores.row(row);
    fit.clustered = rows_of(fit.cluster_factor * sandwich(sums, inverse));
}

}  // namespace

std::vector<std::size_t> labels_without_gaps(std::span<std::size_t const> labels)
{
    std::map<std::size_t, std::size_t> names;
    std::vector<std::size_t> renamed;
    renamed.reserve(labels.size());
    for (auto const label : labels) renamed.push_back(names.try_emplace(label, names.size()).first->second);
    return renamed;
}

std::size_t count_of_labels(std::span<std::size_t const> labels) { return labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end()) + 1; }

Result<TwoWayRegression> two_way_regression(TwoWayData const& data)
{
    TRY(check(data));
    auto const effects = TRY(TwoWayEffects::of(data.unit, data.time, data.weight));
    auto const absorbed = absorb(data, effects);
    auto const triangle = TRY(triangle_of(data, absorbed.regressors));
    VectorXd const shares = triangle.orthonormal.transpose() * absorbed.outcome;
    VectorXd const residuals = absorbed.outcome - triangle.orthonormal * shares;
    auto const upper = triangle.upper.triangularView<Eigen::Upper>();
    MatrixXd const inverse = upper.solve(MatrixXd::Identity(triangle.upper.rows(), triangle.upper.cols()));
    VectorXd const coefficients = inverse * shares;

    TwoWayRegression fit;
    fit.coefficients.assign(coefficients.begin(), coefficients.end());
    fit.rows = data.outcome.size();
    fit.effects = effects.effects();
    fit.degrees_of_freedom = static_cast<double>(fit.rows) - static_cast<double>(fit.effects) - static_cast<double>(fit.coefficients.size());
    fit.residual_sum = residuals.squaredNorm();
    fit.within_sum = absorbed.outcome.squaredNorm();
    for (Index row = 0; row < residuals.size(); ++row) fit.residuals.push_back(residuals(row) / absorbed.root_weight(row));
    if (fit.degrees_of_freedom < 1) return fit;
    MatrixXd const scores = triangle.orthonormal.array().colwise() * residuals.array();
    fit.classical = rows_of(fit.residual_sum / fit.degrees_of_freedom * inverse * inverse.transpose());
    fit.robust = rows_of(static_cast<double>(fit.rows) / fit.degrees_of_freedom * sandwich(scores, inverse));
    fill_clustered(fit, data, scores, inverse);
    return fit;
}

std::optional<double> wald_of(std::span<double const> coefficients, std::span<double const> covariance, std::span<std::size_t const> which)
{
    auto const count = at(which.size());
    if (count == 0 || covariance.size() != coefficients.size() * coefficients.size()) return std::nullopt;
    VectorXd values(count);
    MatrixXd matrix(count, count);
    for (Index row = 0; row < count; ++row) {
        values(row) = coefficients[which[static_cast<std::size_t>(row)]];
        for (Index column = 0; column < count; ++column)
            matrix(row, column) = covariance[which[static_cast<std::size_t>(row)] * coefficients.size() + which[static_cast<std::size_t>(column)]];
    }
    // Judged after each variance is set to 1, so that units of measurement do not decide.
    VectorXd const deviation = matrix.diagonal().cwiseMax(0).cwiseSqrt();
    if (!(deviation.minCoeff() > 0)) return std::nullopt;
    MatrixXd const correlation = deviation.cwiseInverse().asDiagonal() * matrix * deviation.cwiseInverse().asDiagonal();
    Eigen::SelfAdjointEigenSolver<MatrixXd> const solver{correlation};
    if (solver.info() != Eigen::Success || !(solver.eigenvalues().minCoeff() > 1e-10)) return std::nullopt;
    VectorXd const turned = solver.eigenvectors().transpose() * values.cwiseQuotient(deviation);
    return turned.cwiseAbs2().cwiseQuotient(solver.eigenvalues()).sum();
}

}  // namespace accalmie
