// SPDX-License-Identifier: Apache-2.0
#include "measures/simplex_weights.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <optional>

namespace accalmie {

namespace {

constexpr std::size_t columns_max = 2'000, rows_max = 5'000;

using Eigen::Index;

bool all_finite(std::vector<double> const& numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); });
}

Result<void> check(SimplexProblem const& problem)
{
    auto const invalid = [](char const* what, char const* where) { return Error{Error::Kind::invalid, what, where}; };
    if (problem.rows == 0 || problem.columns.empty()) return invalid("no column to weigh", "columns");
    if (problem.columns.size() % problem.rows != 0) return invalid("a column has not as many rows as the target", "columns");
    if (problem.target.size() != problem.rows) return invalid("the target has not as many rows as the columns", "target");
    if (!problem.penalties.empty() && problem.penalties.size() != problem.size()) return invalid("not one penalty a column", "penalties");
    if (!(problem.ridge >= 0) || !std::isfinite(problem.ridge)) return invalid("a ridge below zero", "ridge");
    if (problem.size() > columns_max || problem.rows > rows_max)
        return Error{Error::Kind::limit, "more than 2,000 columns or 5,000 rows", "columns"};
    if (!all_finite(problem.columns) || !all_finite(problem.target) || !all_finite(problem.penalties))
        return invalid("a number that is not finite", "columns");
    return {};
}

class ActiveSet {
public:
    explicit ActiveSet(SimplexProblem const& problem)
        : ridge_(problem.ridge), points_(static_cast<Index>(problem.rows), static_cast<Index>(problem.size())),
          half_penalties_(Eigen::VectorXd::Zero(static_cast<Index>(problem.size()))), weights_(Eigen::VectorXd::Zero(static_cast<Index>(problem.size())))
    {
        Eigen::Map<Eigen::MatrixXd const> const columns{problem.columns.data(), points_.rows(), points_.cols()};
        Eigen::Map<Eigen::VectorXd const> const target{problem.target.data(), points_.rows()};
        points_ = columns.colwise() - target;  // the weights sum to one, so the target moves into the columns
        for (std::size_t column = 0; column < problem.penalties.size(); ++column) half_penalties_[static_cast<Index>(column)] = problem.penalties[column] / 2;
        scale_ = points_.colwise().squaredNorm().maxCoeff() + ridge_ + half_penalties_.cwiseAbs().maxCoeff();
    }

    SimplexWeights solve()
    {
        start();
        int const steps_max = 20 * static_cast<int>(points_.cols()) + 200;
        int steps = 1;
        for (; steps < steps_max; ++steps) {
            auto const column = worth_letting_in();
            if (!column) break;
            double const before = loss();
            Eigen::VectorXd const kept = weights_;
            auto const support = support_;
            support_.push_back(*column);
            descend();
            if (loss() < before) continue;
            weights_ = kept, support_ = support;  // only rounding is left to gain
            break;
        }
        weights_ /= weights_.sum();
        return {{weights_.data(), weights_.data() + weights_.size()}, loss(), steps};
    }

private:
    void start()
    {
        Eigen::VectorXd const alone = points_.colwise().squaredNorm().transpose() + 2 * half_penalties_;
        Index best = 0;
        alone.minCoeff(&best);
        weights_[best] = 1;
        support_.push_back(best);
    }

    double loss() const { return (points_ * weights_).squaredNorm() + ridge_ * weights_.squaredNorm() + 2 * half_penalties_.dot(weights_); }

    Eigen::VectorXd half_gradient() const { return points_.transpose() * (points_ * weights_) + ridge_ * weights_ + half_penalties_; }

    std::optional<Index> worth_letting_in() const
    {
        Eigen::VectorXd const gradient = half_gradient();
        Index best = 0;
        double const least = gradient.minCoeff(&best);
        if (least >= gradient.dot(weights_) - 1e-13 * scale_) return std::nullopt;
        if (std::find(support_.begin(), support_.end(), best) != support_.end()) return std::nullopt;
        return best;
    }

    /// To the minimum over the support; whichever weight reaches zero on the way leaves it.
    void descend()
    {
        while (support_.size() > 1) {
            Eigen::VectorXd const wanted = free_minimum();
            double part = 1;
            for (std::size_t i = 0; i < support_.size(); ++i) {
                double const now = weights_[support_[i]], then = wanted[static_cast<Index>(i)];
                if (then < 0) part = std::min(part, now / (now - then));
            }
            std::vector<Index> stay;
            for (std::size_t i = 0; i < support_.size(); ++i) {
                double& weight = weights_[support_[i]];
                double const then = wanted[static_cast<Index>(i)];
                bool const leaves = then < 0 && weight <= part * (weight - then) * (1 + 1e-12);
                weight = leaves ? 0 : weight + part * (then - weight);
                if (!leaves) stay.push_back(support_[i]);
            }
            if (stay.size() == support_.size()) return;
            support_ = std::move(stay);
        }
        weights_.setZero();
        weights_[support_.front()] = 1;
    }

    /// Weights of the support that sum to one and minimise the loss, whatever their sign. Solved as a correction of the present ones, and
    /// once more for the rounding: the first column of the support stands for what the others leave.
    Eigen::VectorXd free_minimum() const
    {
        Index const others = static_cast<Index>(support_.size()) - 1;
        Eigen::MatrixXd directions(points_.rows(), others);
        for (Index i = 0; i < others; ++i) directions.col(i) = points_.col(support_[static_cast<std::size_t>(i + 1)]) - points_.col(support_.front());
        Eigen::MatrixXd curvature = directions.transpose() * directions;
        curvature.array() += ridge_;
        curvature.diagonal().array() += ridge_ + 1e-14 * scale_;
        Eigen::LDLT<Eigen::MatrixXd> const factor{curvature};
        Eigen::VectorXd wanted(others + 1);
        for (Index i = 0; i <= others; ++i) wanted[i] = weights_[support_[static_cast<std::size_t>(i)]];
        for (int pass = 0; pass < 3; ++pass) {
            Eigen::VectorXd const slope = support_slope(wanted);
            Eigen::VectorXd const step = factor.solve((slope.tail(others).array() - slope[0]).matrix());
            wanted.tail(others) -= step;
            wanted[0] += step.sum();
        }
        return wanted;
    }

    Eigen::VectorXd support_slope(Eigen::VectorXd const& wanted) const
    {
        Eigen::VectorXd distance = Eigen::VectorXd::Zero(points_.rows()), slope(wanted.size());
        for (Index i = 0; i < wanted.size(); ++i) distance += wanted[i] * points_.col(support_[static_cast<std::size_t>(i)]);
        for (Index i = 0; i < wanted.size(); ++i) {
            Index const column = support_[static_cast<std::size_t>(i)];
            slope[i] = points_.col(column).dot(distance) + ridge_ * wanted[i] + half_penalties_[column];
        }
        return slope;
    }

    double ridge_;
    double scale_ = 1;
    Eigen::MatrixXd points_;
    Eigen::VectorXd half_penalties_, weights_;
    std::vector<Index> support_;
};

}  // namespace

Result<SimplexWeights> simplex_weights(SimplexProblem const& problem)
{
    TRY(check(problem));
    return ActiveSet{problem}.solve();
}

}  // namespace accalmie
