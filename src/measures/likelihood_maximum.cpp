// SPDX-License-Identifier: Apache-2.0
#include "measures/likelihood_maximum.hpp"

#include "core/verify.hpp"

#include <Eigen/Dense>
#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace accalmie {

namespace {

constexpr double search_width = 30;
constexpr int newton_steps_max = 12;
constexpr int halvings_max = 30;
constexpr double settled_gradient = 1e-6;

struct Task {
    LogLikelihood const* function;
    int evaluations = 0;
    std::vector<double> at, gradient;

    double evaluate()
    {
        ++evaluations;
        return (*function)(at, gradient);
    }
};

/// What NLopt minimises. Where the parameters are impossible: a large number and no slope, so that the line search steps back.
double negative(unsigned count, double const* at, double* gradient, void* data)
{
    auto& task = *static_cast<Task*>(data);
    task.at.assign(at, at + count);
    double const value = task.evaluate();
    bool const possible = std::isfinite(value) && std::all_of(task.gradient.begin(), task.gradient.end(), [](double slope) { return std::isfinite(slope); });
    if (gradient != nullptr)
        for (unsigned i = 0; i < count; ++i) gradient[i] = possible ? -task.gradient[i] : 0;
    return possible ? -value : 1e100;
}

using Handle = std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)>;

std::vector<double> quasi_newton(Task& task, std::vector<double> const& at, int evaluations_max)
{
    auto const count = static_cast<unsigned>(at.size());
    Handle const handle{nlopt_create(NLOPT_LD_LBFGS, count), nlopt_destroy};
    VERIFY(handle != nullptr);
    std::vector<double> lower(at), upper(at);
    for (auto& bound : lower) bound -= search_width;
    for (auto& bound : upper) bound += search_width;
    nlopt_set_lower_bounds(handle.get(), lower.data());
    nlopt_set_upper_bounds(handle.get(), upper.data());
    nlopt_set_min_objective(handle.get(), negative, &task);
    nlopt_set_ftol_rel(handle.get(), 1e-13);
    nlopt_set_maxeval(handle.get(), evaluations_max);
    double value = 0;
    auto best = at;
    // Its return code says only why it stopped ("generic failure" often means no further progress); the gradient afterwards is what counts.
    nlopt_optimize(handle.get(), best.data(), &value);
    return std::all_of(best.begin(), best.end(), [](double x) { return std::isfinite(x); }) ? best : at;
}

/// Minus the matrix of second derivatives, from central differences of the gradient.
Eigen::MatrixXd curvature(Task& task, std::vector<double> const& at)
{
    auto const count = static_cast<Eigen::Index>(at.size());
    Eigen::MatrixXd matrix(count, count);
    for (Eigen::Index column = 0; column < count; ++column) {
        auto const i = static_cast<std::size_t>(column);
        double const step = 1e-5 * std::max(1.0, std::abs(at[i]));
        task.at = at;
        task.at[i] = at[i] + step;
        task.evaluate();
        auto const above = task.gradient;
        task.at[i] = at[i] - step;
        task.evaluate();
        for (Eigen::Index row = 0; row < count; ++row) matrix(row, column) = -(above[static_cast<std::size_t>(row)] - task.gradient[static_cast<std::size_t>(row)]) / (2 * step);
    }
    return (matrix + matrix.transpose()) / 2;
}

std::optional<std::vector<double>> inverted(Eigen::MatrixXd const& matrix)
{
    if (!matrix.allFinite()) return std::nullopt;
    Eigen::LLT<Eigen::MatrixXd> const factors{matrix};
    if (factors.info() != Eigen::Success || factors.rcond() < 1e-14) return std::nullopt;
    Eigen::MatrixXd const inverse = factors.solve(Eigen::MatrixXd::Identity(matrix.rows(), matrix.cols()));
    return std::vector<double>(inverse.data(), inverse.data() + inverse.size());
}

double largest(std::vector<double> const& gradient)
{
    double most = 0;
    for (double const slope : gradient) most = std::max(most, std::isfinite(slope) ? std::abs(slope) : std::numeric_limits<double>::infinity());
    return most;
}

/// One Newton step, halved until the value does not fall. False where there is none to take.
bool newton_step(Task& task, Maximum& best, std::vector<double>& gradient)
{
    auto const inverse = inverted(curvature(task, best.at));
    if (!inverse) return false;
    auto const count = static_cast<Eigen::Index>(best.at.size());
    Eigen::Map<Eigen::MatrixXd const> const covariance(inverse->data(), count, count);
    Eigen::VectorXd const direction = covariance * Eigen::Map<Eigen::VectorXd const>(gradient.data(), count);
    double share = 1;
    for (int halving = 0; halving < halvings_max; ++halving, share /= 2) {
        task.at = best.at;
        for (std::size_t i = 0; i < task.at.size(); ++i) task.at[i] += share * direction[static_cast<Eigen::Index>(i)];
        auto const tried = task.at;
        double const value = task.evaluate();
        if (!(value >= best.value - 1e-11 * std::abs(best.value)) || largest(task.gradient) >= std::max(best.largest_gradient, settled_gradient) * (value > best.value ? 1e6 : 1)) continue;
        best.at = tried;
        best.value = value;
        gradient = task.gradient;
        best.largest_gradient = largest(gradient);
        return true;
    }
    return false;
}

}  // namespace

Maximum maximise(LogLikelihood const& function, std::vector<double> const& start, int evaluations_max)
{
    Task task{&function, 0, start, std::vector<double>(start.size(), 0.0)};
    Maximum best;
    best.at = quasi_newton(task, start, evaluations_max);
    task.at = best.at;
    best.value = task.evaluate();
    auto gradient = task.gradient;
    best.largest_gradient = largest(gradient);
    for (int step = 0; step < newton_steps_max && best.largest_gradient > settled_gradient; ++step)
        if (!newton_step(task, best, gradient)) break;
    best.covariance = inverted(curvature(task, best.at));
    best.evaluations = task.evaluations;
    return best;
}

std::optional<std::vector<double>> covariance_at(LogLikelihood const& function, std::vector<double> const& at)
{
    Task task{&function, 0, at, std::vector<double>(at.size(), 0.0)};
    return inverted(curvature(task, at));
}

}  // namespace accalmie
