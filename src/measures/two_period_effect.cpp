// SPDX-License-Identifier: Apache-2.0
#include "measures/two_period_effect.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <optional>

namespace accalmie {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double probability_max = 0.999;
constexpr int newton_max = 50;

struct Units {
    VectorXd change;
    ArrayXd treated, weight;
    MatrixXd design;  ///< a constant, then the covariates, each of deviation 1
};

Units units_of(TwoPeriodInput const& input)
{
    auto const count = static_cast<Index>(input.change.size());
    Units units{VectorXd(count), ArrayXd(count), ArrayXd(count), MatrixXd::Ones(count, static_cast<Index>(input.covariates.size()) + 1)};
    for (Index at = 0; at < count; ++at) {
        units.change(at) = input.change[static_cast<std::size_t>(at)];
        units.treated(at) = input.treated[static_cast<std::size_t>(at)] != 0 ? 1 : 0;
        units.weight(at) = input.weight[static_cast<std::size_t>(at)];
    }
    units.weight /= units.weight.mean();
    for (std::size_t which = 0; which < input.covariates.size(); ++which) {
        ArrayXd column = Eigen::Map<ArrayXd const>(input.covariates[which].data(), count);
        // Centred and scaled: no answer moves by it, and the matrices keep their digits.
        column -= column.mean();
        double const deviation = std::sqrt(column.square().mean());
        units.design.col(static_cast<Index>(which) + 1) = deviation > 0 ? (column / deviation).eval() : column;
    }
    return units;
}

/// The inverse of the mean of w x x'; nothing where the columns explain each other.
std::optional<MatrixXd> inverse_moment(MatrixXd const& design, ArrayXd const& weight)
{
    MatrixXd const moment = design.transpose() * weight.matrix().asDiagonal() * design / static_cast<double>(design.rows());
    Eigen::LDLT<MatrixXd> const factor{moment};
    if (factor.info() != Eigen::Success || !(factor.vectorD().minCoeff() > 1e-10 * factor.vectorD().maxCoeff())) return std::nullopt;
    return factor.solve(MatrixXd::Identity(moment.rows(), moment.cols()));
}

Error dependent() { return {Error::Kind::invalid, "covariates that explain each other, or too few units for them", "covariates", "leave some out"}; }

/// The change expected without treatment, and how each unit moved the coefficients.
struct OutcomeModel {
    VectorXd fitted;
    MatrixXd influence;  ///< units x coefficients
};

Result<OutcomeModel> outcome_model(Units const& units)
{
    ArrayXd const comparison = units.weight * (1 - units.treated);
    auto const inverse = inverse_moment(units.design, comparison);
    if (!inverse) return dependent();
    VectorXd const coefficients = *inverse * (units.design.transpose() * (comparison * units.change.array()).matrix()) / static_cast<double>(units.change.size());
    OutcomeModel model{units.design * coefficients, {}};
    MatrixXd const scores = units.design.array().colwise() * (comparison * (units.change - model.fitted).array());
    model.influence = scores * *inverse;
    return model;
}

/// The chance of being treated by covariates, and how each unit moved the coefficients.
struct Propensity {
    ArrayXd probability;
    MatrixXd influence;
};

Result<Propensity> propensity(Units const& units)
{
    auto const columns = units.design.cols();
    VectorXd coefficients = VectorXd::Zero(columns);
    ArrayXd probability;
    std::optional<MatrixXd> inverse;
    for (int step = 0; step < newton_max; ++step) {
        probability = 1 / (1 + (-(units.design * coefficients).array()).exp());
        inverse = inverse_moment(units.design, units.weight * probability * (1 - probability));
        if (!inverse) break;
        VectorXd const move = *inverse * (units.design.transpose() * (units.weight * (units.treated - probability)).matrix()) / static_cast<double>(units.change.size());
        coefficients += move;
        if (move.cwiseAbs().maxCoeff() < 1e-12) break;
    }
    if (!inverse && units.design.cols() == 1) return dependent();
    if (!inverse || probability.maxCoeff() >= probability_max)
        return Error{Error::Kind::invalid, "covariates that tell the treated units from all others: nobody is like them", "covariates", "leave some out, or use the regression alone"};
    MatrixXd const scores = units.design.array().colwise() * (units.weight * (units.treated - probability));
    return Propensity{probability, scores * *inverse};
}

/// Mean of `value` under `weight`, and each unit's influence on it; `by_outcome` and `by_propensity` are subtracted and added derivatives.
struct WeightedMean {
    double mean = 0;
    VectorXd influence;
};

WeightedMean weighted_mean(ArrayXd const& weight, ArrayXd const& value)
{
    WeightedMean answer;
    answer.mean = (weight * value).sum() / weight.sum();
    answer.influence = (weight * (value - answer.mean)).matrix() / weight.mean();
    return answer;
}

VectorXd mean_of(ArrayXd const& weight, MatrixXd const& design) { return design.transpose() * weight.matrix() / static_cast<double>(design.rows()); }

Result<void> check(TwoPeriodInput const& input)
{
    auto const count = input.change.size();
    bool same = input.treated.size() == count && input.weight.size() == count;
    for (auto const& column : input.covariates) same = same && column.size() == count;
    if (!same) return Error{Error::Kind::invalid, "columns that are not equally long", "units", "give each unit all its values"};
    auto const treated = std::count_if(input.treated.begin(), input.treated.end(), [](char one) { return one != 0; });
    if (treated == 0) return Error{Error::Kind::invalid, "no treated unit", "units", "add one"};
    if (static_cast<std::size_t>(treated) == count) return Error{Error::Kind::invalid, "no comparison unit", "units", "add one"};
    return {};
}

}  // namespace

Result<TwoPeriodEffect> two_period_effect(TwoPeriodInput const& input)
{
    TRY(check(input));
    auto const units = units_of(input);
    bool const regresses = !input.covariates.empty() && input.use != CovariateUse::inverse_probability;
    bool const weighs = !input.covariates.empty() && input.use != CovariateUse::regression;
    std::optional<OutcomeModel> model;
    std::optional<Propensity> chance;
    if (regresses) model = TRY(outcome_model(units));
    if (weighs) chance = TRY(propensity(units));

    ArrayXd const left = regresses ? (units.change - model->fitted).array().eval() : units.change.array().eval();
    ArrayXd const of_treated = units.weight * units.treated;
    auto treated = weighted_mean(of_treated, left);
    if (regresses) treated.influence -= model->influence * mean_of(of_treated, units.design) / of_treated.mean();
    double effect = treated.mean;
    VectorXd influence = treated.influence;
    if (!regresses || weighs) {
        ArrayXd of_comparison = units.weight * (1 - units.treated);
        if (weighs) of_comparison *= chance->probability / (1 - chance->probability);
        auto comparison = weighted_mean(of_comparison, left);
        if (weighs) comparison.influence += chance->influence * mean_of(of_comparison * (left - comparison.mean), units.design) / of_comparison.mean();
        if (regresses) comparison.influence -= model->influence * mean_of(of_comparison, units.design) / of_comparison.mean();
        effect -= comparison.mean;
        influence -= comparison.influence;
    }
    return TwoPeriodEffect{effect, {influence.begin(), influence.end()}};
}

Result<TwoPeriodEffect> cross_section_effect(std::span<double const> outcome, std::span<char const> treated, std::span<char const> later, std::span<double const> weight)
{
    auto const count = outcome.size();
    if (treated.size() != count || later.size() != count || weight.size() != count) return Error{Error::Kind::invalid, "columns that are not equally long", "rows", "give each row all its values"};
    TwoPeriodEffect answer;
    answer.influence.assign(count, 0);
    for (int cell = 0; cell < 4; ++cell) {
        int const side = cell / 2, time = cell % 2;
        double sum = 0, weights = 0;
        auto const inside = [&](std::size_t row) { return (treated[row] != 0) == (side == 1) && (later[row] != 0) == (time == 1); };
        for (std::size_t row = 0; row < count; ++row) {
            if (!inside(row)) continue;
            sum += weight[row] * outcome[row];
            weights += weight[row];
        }
        if (!(weights > 0)) return Error{Error::Kind::invalid, side == 1 ? "no treated row at one of the two times" : "no comparison row at one of the two times", "rows", "add rows"};
        double const sign = side == time ? 1 : -1;
        answer.effect += sign * sum / weights;
        for (std::size_t row = 0; row < count; ++row)
            if (inside(row)) answer.influence[row] = sign * weight[row] * (outcome[row] - sum / weights) / (weights / static_cast<double>(count));
    }
    return answer;
}

}  // namespace accalmie
