// SPDX-License-Identifier: Apache-2.0
#include "measures/survey.hpp"

#include <Eigen/Dense>
#include <boost/math/distributions/fisher_f.hpp>

#include <cmath>
#include <string>

namespace accalmie {

namespace {

constexpr std::size_t items_max = 100, persons_max = 1'000'000;
constexpr int factor_steps_max = 5'000;

Result<void> check(std::vector<std::vector<double>> const& items, double level)
{
    if (items.size() < 2) return Error{Error::Kind::invalid, "fewer than two items", "items", "a scale has two items or more"};
    if (items.size() > items_max) return Error{Error::Kind::limit, "more than 100 items", "items", "split the scale"};
    auto const persons = items.front().size();
    if (persons < 3) return Error{Error::Kind::invalid, "fewer than three persons who answered all items", "items", "drop the items that few answered"};
    if (persons > persons_max) return Error{Error::Kind::limit, "more than 1,000,000 persons", "items", "split the survey"};
    if (!(level > 0 && level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    for (std::size_t item = 0; item < items.size(); ++item) {
        auto const where = "item " + std::to_string(item + 1);
        if (items[item].size() != persons) return Error{Error::Kind::invalid, "items of different length", where, "give one answer a person and item"};
        for (double const answer : items[item])
            if (!std::isfinite(answer)) return Error{Error::Kind::invalid, "an answer that is not a number", where, "leave out persons who did not answer all items"};
    }
    return {};
}

Eigen::MatrixXd covariance(std::vector<std::vector<double>> const& items, std::vector<ScaleItem>& described)
{
    auto const rows = static_cast<Eigen::Index>(items.front().size()), columns = static_cast<Eigen::Index>(items.size());
    Eigen::MatrixXd values(rows, columns);
    for (Eigen::Index column = 0; column < columns; ++column) values.col(column) = Eigen::Map<Eigen::VectorXd const>(items[static_cast<std::size_t>(column)].data(), rows);
    Eigen::RowVectorXd const means = values.colwise().mean();
    values.rowwise() -= means;
    Eigen::MatrixXd const answer = values.transpose() * values / static_cast<double>(rows - 1);
    for (Eigen::Index column = 0; column < columns; ++column) {
        ScaleItem item;
        item.mean = means(column);
        item.standard_deviation = std::sqrt(answer(column, column));
        described.push_back(item);
    }
    return answer;
}

/// k / (k - 1) * (1 - sum of variances / variance of the sum)
std::optional<double> alpha_of(Eigen::MatrixXd const& matrix)
{
    double const total = matrix.sum(), count = static_cast<double>(matrix.rows());
    if (!(total > 0)) return std::nullopt;
    return count / (count - 1) * (1 - matrix.trace() / total);
}

Eigen::MatrixXd without(Eigen::MatrixXd const& matrix, Eigen::Index left_out)
{
    std::vector<Eigen::Index> kept;
    for (Eigen::Index i = 0; i < matrix.rows(); ++i)
        if (i != left_out) kept.push_back(i);
    return matrix(kept, kept);
}

void describe_item(ScaleItem& item, Eigen::MatrixXd const& matrix, Eigen::Index at)
{
    double const own = matrix(at, at), with_all = matrix.row(at).sum(), rest = matrix.sum() - 2 * with_all + own;
    if (own > 0 && rest > 0) item.item_rest_correlation = (with_all - own) / std::sqrt(own * rest);
    if (matrix.rows() > 2) item.alpha_if_dropped = alpha_of(without(matrix, at));
}

/// Loadings of one factor by minimum residuals: the diagonal is replaced by what the factor explains, until it stands still.
std::optional<Eigen::VectorXd> one_factor(Eigen::MatrixXd const& correlations)
{
    if (correlations.rows() < 3) return std::nullopt;
    Eigen::MatrixXd reduced = correlations;
    reduced.diagonal().setConstant(0.5);
    for (int step = 0; step < factor_steps_max; ++step) {
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const solved{reduced};
        auto const last = reduced.rows() - 1;
        double const root = solved.eigenvalues()(last);
        if (!(root > 0)) return std::nullopt;
        Eigen::VectorXd loadings = solved.eigenvectors().col(last) * std::sqrt(root);
        Eigen::VectorXd const explained = loadings.array().square();
        double const moved = (explained - reduced.diagonal()).cwiseAbs().maxCoeff();
        reduced.diagonal() = explained;
        if (explained.maxCoeff() >= 1) return std::nullopt;  // Heywood: an item without a variance of its own
        if (moved < 1e-12) return loadings;
    }
    return std::nullopt;
}

std::optional<double> omega_of(Eigen::MatrixXd const& correlations)
{
    auto const loadings = one_factor(correlations);
    if (!loadings) return std::nullopt;
    double const common = loadings->sum() * loadings->sum(), own = (1 - loadings->array().square()).sum();
    return common / (common + own);
}

Interval feldt_interval(double alpha, std::size_t persons, std::size_t items, double level)
{
    auto const first = static_cast<double>(persons - 1), second = first * static_cast<double>(items - 1);
    boost::math::fisher_f const f{first, second};
    double const upper_f = boost::math::quantile(boost::math::complement(f, (1 - level) / 2)), lower_f = boost::math::quantile(f, (1 - level) / 2);
    return {1 - (1 - alpha) * upper_f, 1 - (1 - alpha) * lower_f};
}

}  // namespace

Result<ScaleReliability> scale_reliability(std::vector<std::vector<double>> const& items, double level)
{
    TRY(check(items, level));
    ScaleReliability answer;
    answer.persons = items.front().size();
    auto const matrix = covariance(items, answer.items);
    for (std::size_t item = 0; item < items.size(); ++item) describe_item(answer.items[item], matrix, static_cast<Eigen::Index>(item));
    answer.alpha = alpha_of(matrix);
    if (answer.alpha) answer.interval = feldt_interval(*answer.alpha, answer.persons, items.size(), level);
    if (!(matrix.diagonal().minCoeff() > 0)) return answer;
    Eigen::VectorXd const inverse = matrix.diagonal().array().rsqrt();
    Eigen::MatrixXd const correlations = inverse.asDiagonal() * matrix * inverse.asDiagonal();
    auto const count = static_cast<double>(items.size());
    answer.standardised_alpha = alpha_of(correlations);
    answer.mean_correlation = (correlations.sum() - count) / (count * (count - 1));
    answer.omega = omega_of(correlations);
    return answer;
}

}  // namespace accalmie
