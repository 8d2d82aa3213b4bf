// SPDX-License-Identifier: Apache-2.0
#include "measures/synthetic_did.hpp"

#include "measures/simplex_weights.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t size_max = 2'000;
constexpr int draws_max = 10'000, steps_before_max = 100, steps_max = 10'000;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A panel cut to what the estimators need: controls by times before, and means over the times after and over the treated units.
struct Collapsed {
    MatrixXd before;         // control x time before
    VectorXd after;          // mean over the times after, of each control
    VectorXd treated_before; // mean over treated units, at each time before
    double treated_after = 0;
};

/// What is held while units are left out or exchanged.
struct Regularisation {
    double noise = 0, zeta_units = 0, zeta_times = 0;
};

struct Weights {
    VectorXd units, times;
};

Collapsed collapse(UnitPanel const& panel, std::vector<std::size_t> const& controls, std::vector<std::size_t> const& treated, std::size_t first_treated)
{
    auto const before = static_cast<Index>(first_treated), after = static_cast<Index>(panel.times - first_treated);
    auto const path = [&](std::size_t unit) { return Eigen::Map<VectorXd const>{panel.values.data() + unit * panel.times, before + after}; };
    Collapsed cut{MatrixXd(static_cast<Index>(controls.size()), before), VectorXd(static_cast<Index>(controls.size())), VectorXd::Zero(before)};
    for (std::size_t i = 0; i < controls.size(); ++i) {
        cut.before.row(static_cast<Index>(i)) = path(controls[i]).head(before).transpose();
        cut.after[static_cast<Index>(i)] = path(controls[i]).tail(after).mean();
    }
    for (std::size_t const unit : treated) {
        cut.treated_before += path(unit).head(before) / static_cast<double>(treated.size());
        cut.treated_after += path(unit).tail(after).mean() / static_cast<double>(treated.size());
    }
    return cut;
}

/// |columns x - target|² + eta |x|² by Frank-Wolfe steps with exact step length, until one gains less than `least_gain` of the mean.
VectorXd frank_wolfe(MatrixXd const& columns, VectorXd const& target, double zeta, double least_gain, VectorXd weights, int steps)
{
    auto const rows = static_cast<double>(columns.rows());
    double const eta = rows * zeta * zeta;
    auto const value = [&] { return zeta * zeta * weights.squaredNorm() + (columns * weights - target).squaredNorm() / rows; };
    double before = HUGE_VAL;
    for (int step = 0; step < steps; ++step) {
        VectorXd const mixed = columns * weights;
        VectorXd const half_gradient = columns.transpose() * (mixed - target) + eta * weights;
        Index best = 0;
        half_gradient.minCoeff(&best);
        VectorXd direction = -weights;
        direction[best] += 1;
        double const curvature = (columns.col(best) - mixed).squaredNorm() + eta * direction.squaredNorm();
        if (curvature > 0) weights += std::clamp(-half_gradient.dot(direction) / curvature, 0.0, 1.0) * direction;
        double const now = value();
        if (step >= 1 && before - now <= least_gain * least_gain) break;
        before = now;
    }
    return weights;
}

/// Weights at a quarter of the largest or below become zero.
VectorXd without_the_small(VectorXd const& weights)
{
    VectorXd const kept = (weights.array() > weights.maxCoeff() / 4).select(weights, 0);
    return kept / kept.sum();
}

struct WeightProblem {
    MatrixXd columns;
    VectorXd target;
    double zeta = 0;
};

WeightProblem with_intercept(WeightProblem problem)
{
    problem.columns.rowwise() -= problem.columns.colwise().mean().eval();
    problem.target.array() -= problem.target.mean();
    return problem;
}

VectorXd find_weights(WeightProblem const& problem, DifferenceSolver solver, double noise, VectorXd const& start)
{
    switch (solver) {
    case DifferenceSolver::published: {
        double const least_gain = 1e-5 * noise;
        auto const rough = frank_wolfe(problem.columns, problem.target, problem.zeta, least_gain, start, steps_before_max);
        return frank_wolfe(problem.columns, problem.target, problem.zeta, least_gain, without_the_small(rough), steps_max);
    }
    case DifferenceSolver::exact: {
        SimplexProblem simplex;
        simplex.rows = static_cast<std::size_t>(problem.columns.rows());
        simplex.columns.assign(problem.columns.data(), problem.columns.data() + problem.columns.size());
        simplex.target.assign(problem.target.data(), problem.target.data() + problem.target.size());
        simplex.ridge = static_cast<double>(simplex.rows) * problem.zeta * problem.zeta;
        auto const exact = simplex_weights(simplex);
        VERIFY(exact);  // the panel was checked
        return Eigen::Map<VectorXd const>(exact->weights.data(), static_cast<Index>(exact->weights.size()));
    }
    }
    return start;
}

VectorXd equal_weights(Index size) { return VectorXd::Constant(size, 1.0 / static_cast<double>(size)); }

Weights weights_of(Collapsed const& cut, Regularisation const& held, DifferenceOptions const& options, Weights const& start)
{
    WeightProblem const units{cut.before.transpose(), cut.treated_before, held.zeta_units};
    switch (options.estimator) {
    case DifferenceEstimator::synthetic_did: {
        WeightProblem const times{cut.before, cut.after, held.zeta_times};
        return {find_weights(with_intercept(units), options.solver, held.noise, start.units), find_weights(with_intercept(times), options.solver, held.noise, start.times)};
    }
    case DifferenceEstimator::synthetic_control:
        return {find_weights(units, options.solver, held.noise, start.units), VectorXd::Zero(cut.before.cols())};
    case DifferenceEstimator::difference_in_differences: return {equal_weights(cut.before.rows()), equal_weights(cut.before.cols())};
    }
    return start;
}

Weights equal_start(Collapsed const& cut) { return {equal_weights(cut.before.rows()), equal_weights(cut.before.cols())}; }

double double_difference(Collapsed const& cut, Weights const& weights)
{
    double const after = cut.treated_after - weights.units.dot(cut.after);
    return after - weights.times.dot(cut.treated_before - cut.before.transpose() * weights.units);
}

Regularisation regularisation(Collapsed const& cut, DifferenceOptions const& options, double treated_cells)
{
    Index const steps = cut.before.cols() - 1;
    MatrixXd const differences = cut.before.rightCols(steps) - cut.before.leftCols(steps);
    double const mean = differences.mean(), count = static_cast<double>(differences.size());
    Regularisation held;
    held.noise = std::sqrt((differences.array() - mean).square().sum() / std::max(1.0, count - 1));
    bool const spread = options.estimator != DifferenceEstimator::synthetic_control;
    held.zeta_units = (spread ? std::pow(treated_cells, 0.25) : 1e-6) * held.noise;
    held.zeta_times = 1e-6 * held.noise;
    return held;
}

Error missing(char const* what, char const* where, char const* remedy) { return {Error::Kind::missing, what, where, remedy}; }

Result<void> check(UnitPanel const& panel, DifferenceDesign const& design, DifferenceOptions const& options)
{
    if (panel.units > size_max || panel.times > size_max || options.placebo_draws < 0 || options.placebo_draws > draws_max)
        return Error{Error::Kind::limit, "more than 2,000 units or times, or 10,000 placebo draws", "panel"};
    if (panel.values.size() != panel.units * panel.times || !std::all_of(panel.values.begin(), panel.values.end(), [](double value) { return std::isfinite(value); }))
        return Error{Error::Kind::invalid, "the panel has a hole or a number that is not finite", "outcome"};
    if (design.treated.empty()) return missing("no unit is treated", "treated", "name one");
    if (design.controls.size() < 2) return missing("fewer than two units to compare with", "donors", "leave fewer out");
    if (design.first_treated < 2) return missing("fewer than two times before the treatment", "time", "give earlier times, or a later first treated time");
    if (design.first_treated >= panel.times) return missing("no time from the treatment on", "time", "give later times");
    std::set<std::size_t> seen;
    for (auto const* const group : {&design.treated, &design.controls})
        for (std::size_t const unit : *group)
            if (unit >= panel.units || !seen.insert(unit).second) return Error{Error::Kind::invalid, "a unit is named twice or is not in the panel", "unit"};
    return {};
}

/// The controls in a new order: the last ones play the treated part.
struct Placebo {
    std::vector<std::size_t> controls, treated;  // positions among the controls
};

std::vector<Placebo> placebos_of(DifferenceDesign const& design, DifferenceOptions const& options)
{
    std::size_t const controls = design.controls.size(), treated = design.treated.size();
    std::vector<Placebo> all;
    if (options.placebo_draws == 0 || controls < treated + 2) return all;
    if (treated == 1) {
        for (std::size_t one = 0; one < controls; ++one) {
            Placebo placebo{{}, {one}};
            for (std::size_t other = 0; other < controls; ++other)
                if (other != one) placebo.controls.push_back(other);
            all.push_back(std::move(placebo));
        }
        return all;
    }
    std::mt19937_64 random{options.seed};
    std::vector<std::size_t> order(controls);
    for (std::size_t i = 0; i < controls; ++i) order[i] = i;
    for (int draw = 0; draw < options.placebo_draws; ++draw) {
        for (std::size_t i = controls - 1; i > 0; --i) std::swap(order[i], order[random() % (i + 1)]);
        auto const split = order.end() - static_cast<std::ptrdiff_t>(treated);
        all.push_back({{order.begin(), split}, {split, order.end()}});
    }
    return all;
}

VectorXd kept_weights(VectorXd const& weights, std::vector<std::size_t> const& positions)
{
    VectorXd kept(static_cast<Index>(positions.size()));
    for (std::size_t i = 0; i < positions.size(); ++i) kept[static_cast<Index>(i)] = weights[static_cast<Index>(positions[i])];
    return kept.sum() > 0 ? VectorXd{kept / kept.sum()} : equal_weights(kept.size());
}

std::vector<std::size_t> pick(std::vector<std::size_t> const& units, std::vector<std::size_t> const& positions)
{
    std::vector<std::size_t> picked;
    for (std::size_t const position : positions) picked.push_back(units[position]);
    return picked;
}

/// sqrt(mean of squared deviations), times `factor`.
double spread_of(std::vector<double> const& numbers, double factor)
{
    Eigen::Map<VectorXd const> const all{numbers.data(), static_cast<Index>(numbers.size())};
    return std::sqrt(factor * (all.array() - all.mean()).square().mean());
}

class Estimation {
public:
    Estimation(UnitPanel const& panel, DifferenceDesign const& design, DifferenceOptions const& options)
        : panel_(panel), design_(design), options_(options), cut_(collapse(panel, design.controls, design.treated, design.first_treated)),
          held_(regularisation(cut_, options, static_cast<double>(design.treated.size() * (panel.times - design.first_treated)))),
          weights_(weights_of(cut_, held_, options, equal_start(cut_)))
    {
    }

    DifferenceAnswer answer() const
    {
        DifferenceAnswer answer;
        answer.estimate = double_difference(cut_, weights_);
        answer.unit_weights.assign(weights_.units.begin(), weights_.units.end());
        answer.time_weights.assign(weights_.times.begin(), weights_.times.end());
        answer.noise = held_.noise, answer.zeta_units = held_.zeta_units, answer.zeta_times = held_.zeta_times;
        fill_paths(answer);
        placebos(answer);
        answer.jackknife_error = jackknife();
        return answer;
    }

private:
    void fill_paths(DifferenceAnswer& answer) const
    {
        VectorXd const gaps = cut_.treated_before - cut_.before.transpose() * weights_.units;
        answer.unit_intercept = weights_.times.dot(gaps);
        bool const shifted = options_.estimator != DifferenceEstimator::synthetic_control;
        answer.fit_rmspe = std::sqrt((gaps.array() - (shifted ? gaps.mean() : 0)).square().mean());
        for (std::size_t time = 0; time < panel_.times; ++time) {
            double treated = 0, synthetic = answer.unit_intercept;
            for (std::size_t const unit : design_.treated) treated += panel_.at(unit, time) / static_cast<double>(design_.treated.size());
            for (std::size_t i = 0; i < design_.controls.size(); ++i) synthetic += weights_.units[static_cast<Index>(i)] * panel_.at(design_.controls[i], time);
            answer.treated_path.push_back(treated);
            answer.synthetic_path.push_back(synthetic);
            if (time >= design_.first_treated) answer.effects.push_back(treated - synthetic);
        }
    }

    void placebos(DifferenceAnswer& answer) const
    {
        for (auto const& placebo : placebos_of(design_, options_)) {
            auto const cut = collapse(panel_, pick(design_.controls, placebo.controls), pick(design_.controls, placebo.treated), design_.first_treated);
            Weights const start{kept_weights(weights_.units, placebo.controls), options_.estimator == DifferenceEstimator::synthetic_did ? weights_.times : equal_start(cut).times};
            answer.placebos.push_back(double_difference(cut, weights_of(cut, held_, options_, start)));
        }
        if (!answer.placebos.empty()) answer.placebo_error = spread_of(answer.placebos, 1);
    }

    /// Each unit left out in turn, the weights kept as they are.
    std::optional<double> jackknife() const
    {
        if (design_.treated.size() < 2 || (weights_.units.array() > 0).count() < 2) return std::nullopt;
        std::vector<double> estimates;
        for (std::size_t left_out = 0; left_out < design_.controls.size(); ++left_out) {
            std::vector<std::size_t> positions;
            for (std::size_t i = 0; i < design_.controls.size(); ++i)
                if (i != left_out) positions.push_back(i);
            auto const cut = collapse(panel_, pick(design_.controls, positions), design_.treated, design_.first_treated);
            estimates.push_back(double_difference(cut, {kept_weights(weights_.units, positions), weights_.times}));
        }
        for (std::size_t left_out = 0; left_out < design_.treated.size(); ++left_out) {
            auto treated = design_.treated;
            treated.erase(treated.begin() + static_cast<std::ptrdiff_t>(left_out));
            estimates.push_back(double_difference(collapse(panel_, design_.controls, treated, design_.first_treated), weights_));
        }
        return spread_of(estimates, static_cast<double>(estimates.size() - 1));
    }

    UnitPanel const& panel_;
    DifferenceDesign const& design_;
    DifferenceOptions const& options_;
    Collapsed cut_;
    Regularisation held_;
    Weights weights_;
};

}  // namespace

Result<DifferenceAnswer> synthetic_did(UnitPanel const& panel, DifferenceDesign const& design, DifferenceOptions const& options)
{
    TRY(check(panel, design, options));
    return Estimation{panel, design, options}.answer();
}

}  // namespace accalmie
