// SPDX-License-Identifier: Apache-2.0
#include "measures/augmented_control.hpp"

#include "measures/simplex_weights.hpp"

#include <Eigen/Dense>

#include <cmath>

namespace accalmie {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int ridge_steps = 20;
constexpr double ridge_ratio = 1e-8;  // of the least to the largest ridge tried

/// Donors by times, each time less the donors' mean.
MatrixXd centred_donors(AugmentProblem const& problem, VectorXd& means)
{
    auto const times = static_cast<Index>(problem.treated.size()), donors = static_cast<Index>(problem.weights.size());
    MatrixXd donor_rows = Eigen::Map<MatrixXd const>(problem.donors.data(), times, donors).transpose();
    means = donor_rows.colwise().mean().transpose();
    donor_rows.rowwise() -= means.transpose();
    return donor_rows;
}

VectorXd ridge_weights(MatrixXd const& donors, VectorXd const& target, VectorXd const& weights, double ridge)
{
    MatrixXd const curvature = donors.transpose() * donors + ridge * MatrixXd::Identity(donors.cols(), donors.cols());
    return weights + donors * curvature.ldlt().solve(target - donors.transpose() * weights);
}

MatrixXd without_column(MatrixXd const& matrix, Index column)
{
    MatrixXd rest(matrix.rows(), matrix.cols() - 1);
    rest << matrix.leftCols(column), matrix.rightCols(matrix.cols() - 1 - column);
    return rest;
}

VectorXd plain_weights(MatrixXd const& donors, VectorXd const& target)
{
    MatrixXd const columns = donors.transpose();
    SimplexProblem problem;
    problem.rows = static_cast<std::size_t>(columns.rows());
    problem.columns.assign(columns.data(), columns.data() + columns.size());
    problem.target.assign(target.data(), target.data() + target.size());
    auto const found = simplex_weights(problem);
    VERIFY(found);  // the panel was checked
    return Eigen::Map<VectorXd const>(found->weights.data(), static_cast<Index>(found->weights.size()));
}

/// Squared errors at each time left out (rows), for each ridge (columns).
MatrixXd left_out_errors(MatrixXd const& donors, VectorXd const& target, std::vector<double> const& ridges)
{
    MatrixXd errors(donors.cols(), static_cast<Index>(ridges.size()));
    for (Index time = 0; time < donors.cols(); ++time) {
        MatrixXd const rest = without_column(donors, time);
        VectorXd const rest_target = without_column(target.transpose(), time).transpose();
        VectorXd const weights = plain_weights(rest, rest_target);
        for (std::size_t i = 0; i < ridges.size(); ++i) {
            double const gap = target[time] - donors.col(time).dot(ridge_weights(rest, rest_target, weights, ridges[i]));
            errors(time, static_cast<Index>(i)) = gap * gap;
        }
    }
    return errors;
}

double choose_ridge(MatrixXd const& donors, VectorXd const& target, double largest)
{
    std::vector<double> ridges;
    for (int step = 0; step <= ridge_steps; ++step) ridges.push_back(largest * std::pow(ridge_ratio, step / static_cast<double>(ridge_steps)));
    auto const errors = left_out_errors(donors, target, ridges);
    Eigen::RowVectorXd const mean = errors.colwise().mean();
    Index best = 0;
    mean.minCoeff(&best);
    auto const times = static_cast<double>(errors.rows());
    double const deviation = std::sqrt((errors.col(best).array() - mean[best]).square().sum() / (times - 1));
    for (Index i = 0; i < mean.size(); ++i)
        if (mean[i] <= mean[best] + deviation / std::sqrt(times)) return ridges[static_cast<std::size_t>(i)];
    return ridges[static_cast<std::size_t>(best)];
}

double squared_distance(double const* a, double const* b, std::size_t size)
{
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

/// One donor in the treated part: squared gap of its outcomes after, told from the others.
Result<double> error_without(PenaltyProblem const& problem, std::size_t left_out, double penalty)
{
    std::size_t const rows = problem.columns.size() / problem.donors, times = problem.after.size() / problem.donors;
    auto const at = [](std::size_t place) { return static_cast<std::ptrdiff_t>(place); };
    auto columns = problem.columns;
    std::vector<double> const target{columns.begin() + at(left_out * rows), columns.begin() + at((left_out + 1) * rows)};
    columns.erase(columns.begin() + at(left_out * rows), columns.begin() + at((left_out + 1) * rows));
    auto const weights = TRY(penalised_weights(columns, target, penalty));
    double sum = 0;
    for (std::size_t time = 0; time < times; ++time) {
        double gap = problem.after[left_out * times + time];
        for (std::size_t i = 0; i < weights.size(); ++i) gap -= weights[i] * problem.after[(i + (i >= left_out ? 1U : 0U)) * times + time];
        sum += gap * gap;
    }
    return sum;
}

}  // namespace

Result<Augmented> augment(AugmentProblem const& problem, std::optional<double> ridge)
{
    VectorXd means;
    MatrixXd const donors = centred_donors(problem, means);
    VectorXd const target = Eigen::Map<VectorXd const>(problem.treated.data(), means.size()) - means;
    VectorXd const weights = Eigen::Map<VectorXd const>(problem.weights.data(), donors.rows());
    double const largest = std::pow(Eigen::BDCSVD<MatrixXd>{donors}.singularValues()[0], 2);
    if (!(largest > 0)) return Error{Error::Kind::invalid, "all donors have the same outcome: there is nothing to augment with", "donors"};
    if (ridge && !(*ridge > 0 && std::isfinite(*ridge))) return Error{Error::Kind::invalid, "a ridge that is not above zero", "ridge"};
    double const used = ridge ? *ridge : choose_ridge(donors, target, largest);
    VectorXd const mixed = ridge_weights(donors, target, weights, used);
    return Augmented{{mixed.begin(), mixed.end()}, used};
}

Result<std::vector<double>> penalised_weights(std::vector<double> const& columns, std::vector<double> const& target, double penalty)
{
    SimplexProblem problem{target.size(), columns, target, 0, {}};
    for (std::size_t i = 0; i < problem.size(); ++i)
        problem.penalties.push_back(penalty * squared_distance(columns.data() + i * target.size(), target.data(), target.size()));
    return TRY(simplex_weights(problem)).weights;
}

Result<double> choose_penalty(PenaltyProblem const& problem)
{
    if (problem.donors < 3) return Error{Error::Kind::missing, "fewer than three donors: no penalty can be chosen by leaving them out", "penalty", "give a penalty"};
    double best = 0, least = HUGE_VAL;
    for (int step = -8; step <= 2; ++step) {
        double const penalty = std::pow(10.0, step / 2.0);
        double sum = 0;
        for (std::size_t donor = 0; donor < problem.donors; ++donor) sum += TRY(error_without(problem, donor, penalty));
        if (sum < least) least = sum, best = penalty;
    }
    return best;
}

}  // namespace accalmie
