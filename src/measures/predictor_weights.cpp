// SPDX-License-Identifier: Apache-2.0
#include "measures/predictor_weights.hpp"

#include "measures/simplex_weights.hpp"

#include <Eigen/Dense>
#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <random>

namespace accalmie {

namespace {

constexpr std::size_t predictors_max = 100, donors_max = 500, times_max = 2'000;
constexpr double log_weight_min = -20;  // a predictor e^20 times lighter than the heaviest counts for nothing

Error invalid(char const* what) { return {Error::Kind::invalid, what, "predictors"}; }

bool all_finite(std::vector<double> const& numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); });
}

Result<void> check(PredictorProblem const& problem)
{
    if (problem.predictors() == 0 || problem.donors() == 0 || problem.treated_outcomes.empty()) return invalid("no predictor, no donor or no time");
    if (problem.donor_predictors.size() != problem.donors() * problem.predictors()) return invalid("not every donor has every predictor");
    if (problem.donor_outcomes.size() != problem.donors() * problem.treated_outcomes.size()) return invalid("not every donor has every outcome");
    if (problem.predictors() > predictors_max || problem.donors() > donors_max || problem.treated_outcomes.size() > times_max)
        return Error{Error::Kind::limit, "more than 100 predictors, 500 donors or 2,000 times", "predictors"};
    if (!all_finite(problem.treated_predictors) || !all_finite(problem.donor_predictors) || !all_finite(problem.treated_outcomes) || !all_finite(problem.donor_outcomes))
        return invalid("a number that is not finite");
    return {};
}

double loss_of(PredictorProblem const& problem, std::vector<double> const& unit_weights)
{
    std::size_t const times = problem.treated_outcomes.size();
    double sum = 0;
    for (std::size_t time = 0; time < times; ++time) {
        double gap = problem.treated_outcomes[time];
        for (std::size_t donor = 0; donor < unit_weights.size(); ++donor) gap -= unit_weights[donor] * problem.donor_outcomes[donor * times + time];
        sum += gap * gap;
    }
    return sum / static_cast<double>(times);
}

/// What NLopt calls: the loss at logarithms of predictor weights.
struct Descent {
    PredictorProblem const& problem;
    int evaluations = 0;
    std::optional<PredictorSolution> best = {};

    double at(unsigned size, double const* logarithms)
    {
        double const heaviest = *std::max_element(logarithms, logarithms + size);
        std::vector<double> weights(size);
        for (unsigned i = 0; i < size; ++i) weights[i] = std::exp(std::max(logarithms[i] - heaviest, log_weight_min));
        auto solution = weigh_units(problem, weights);
        ++evaluations;
        if (!solution) return HUGE_VAL;
        double const loss = solution->loss;
        if (!best || loss < best->loss) best = std::move(*solution);
        return loss;
    }
};

double nlopt_loss(unsigned size, double const* logarithms, double* /*gradient*/, void* descent) { return static_cast<Descent*>(descent)->at(size, logarithms); }

std::vector<double> logarithms_of(std::vector<double> const& weights)
{
    double const heaviest = *std::max_element(weights.begin(), weights.end());
    std::vector<double> logarithms;
    for (double const weight : weights) logarithms.push_back(weight > 0 ? std::max(std::log(weight / heaviest), log_weight_min) : log_weight_min);
    return logarithms;
}

/// Downhill from `weights`, begun anew with fresh steps until a round gains nothing.
PredictorPath descend(PredictorProblem const& problem, PredictorSearch const& search, PredictorStart start, std::vector<double> const& weights)
{
    Descent descent{problem};
    auto const size = static_cast<unsigned>(problem.predictors());
    auto logarithms = logarithms_of(weights);
    descent.at(size, logarithms.data());
    while (descent.best && size > 1 && descent.evaluations < search.evaluations_max) {
        double const before = descent.best->loss;
        std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)> const optimiser{nlopt_create(NLOPT_LN_SBPLX, size), nlopt_destroy};
        VERIFY(optimiser);
        nlopt_set_min_objective(optimiser.get(), nlopt_loss, &descent);
        nlopt_set_initial_step1(optimiser.get(), 0.5);
        nlopt_set_ftol_rel(optimiser.get(), 1e-10);
        nlopt_set_xtol_abs1(optimiser.get(), 1e-6);
        nlopt_set_maxeval(optimiser.get(), search.evaluations_max - descent.evaluations);
        double loss = 0;
        nlopt_optimize(optimiser.get(), logarithms.data(), &loss);  // whichever way it ends, `best` is the least that it saw
        logarithms = logarithms_of(descent.best->predictor_weights);
        if (descent.best->loss > before * (1 - 1e-6)) break;
    }
    VERIFY(descent.best);
    return {start, *descent.best, descent.evaluations};
}

/// As R's Synth begins: outcomes of all units on their predictors, the squared coefficients summed over the times.
std::optional<std::vector<double>> regression_start(PredictorProblem const& problem)
{
    using Eigen::Index;
    auto const predictors = static_cast<Index>(problem.predictors()), donors = static_cast<Index>(problem.donors()), times = static_cast<Index>(problem.treated_outcomes.size());
    if (donors + 1 <= predictors + 1) return std::nullopt;
    Eigen::MatrixXd known = Eigen::MatrixXd::Ones(donors + 1, predictors + 1), outcomes(donors + 1, times);
    known.block(0, 1, 1, predictors) = Eigen::Map<Eigen::RowVectorXd const>(problem.treated_predictors.data(), predictors);
    known.block(1, 1, donors, predictors) = Eigen::Map<Eigen::MatrixXd const>(problem.donor_predictors.data(), predictors, donors).transpose();
    outcomes.row(0) = Eigen::Map<Eigen::RowVectorXd const>(problem.treated_outcomes.data(), times);
    outcomes.bottomRows(donors) = Eigen::Map<Eigen::MatrixXd const>(problem.donor_outcomes.data(), times, donors).transpose();
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> const factor{known};
    if (factor.rank() < predictors + 1) return std::nullopt;
    Eigen::MatrixXd const coefficients = factor.solve(outcomes);
    Eigen::VectorXd const squares = coefficients.bottomRows(predictors).rowwise().squaredNorm();
    if (!(squares.sum() > 0)) return std::nullopt;
    return std::vector<double>(squares.data(), squares.data() + predictors);
}

/// Logarithms drawn evenly over ten units: some predictors heavy, some next to nothing.
std::vector<double> drawn_start(std::size_t size, std::mt19937_64& random)
{
    std::vector<double> weights;
    for (std::size_t i = 0; i < size; ++i) weights.push_back(std::exp(-10 * (static_cast<double>(random() >> 11) * 0x1p-53)));
    return weights;
}

}  // namespace

Result<PredictorSolution> weigh_units(PredictorProblem const& problem, std::vector<double> const& predictor_weights)
{
    std::size_t const predictors = problem.predictors();
    if (predictor_weights.size() != predictors) return invalid("not one weight a predictor");
    double sum = 0;
    for (double const weight : predictor_weights) {
        if (!(weight >= 0) || !std::isfinite(weight)) return invalid("a predictor weight below zero");
        sum += weight;
    }
    if (!(sum > 0)) return invalid("all predictor weights are zero");
    PredictorSolution solution;
    std::vector<double> roots;
    for (double const weight : predictor_weights) {
        solution.predictor_weights.push_back(weight / sum);
        roots.push_back(std::sqrt(weight / sum));
    }
    SimplexProblem inner{predictors, problem.donor_predictors, problem.treated_predictors, 0, {}};
    for (std::size_t i = 0; i < inner.columns.size(); ++i) inner.columns[i] *= roots[i % predictors];
    for (std::size_t i = 0; i < predictors; ++i) inner.target[i] *= roots[i];
    solution.unit_weights = TRY(simplex_weights(inner)).weights;
    solution.loss = loss_of(problem, solution.unit_weights);
    return solution;
}

Result<PredictorWeights> predictor_weights(PredictorProblem const& problem, PredictorSearch const& search)
{
    TRY(check(problem));
    if (search.drawn_starts < 0 || search.drawn_starts > 1'000 || search.evaluations_max < 1 || search.evaluations_max > 100'000)
        return Error{Error::Kind::limit, "more than 1,000 starts or 100,000 evaluations", "starts"};
    PredictorWeights answer;
    answer.paths.push_back(descend(problem, search, PredictorStart::equal, std::vector<double>(problem.predictors(), 1)));
    if (auto const start = regression_start(problem)) answer.paths.push_back(descend(problem, search, PredictorStart::regression, *start));
    std::mt19937_64 random{search.seed};
    for (int i = 0; i < search.drawn_starts; ++i)
        answer.paths.push_back(descend(problem, search, PredictorStart::drawn, drawn_start(problem.predictors(), random)));
    auto const best = std::min_element(answer.paths.begin(), answer.paths.end(), [](PredictorPath const& a, PredictorPath const& b) { return a.end.loss < b.end.loss; });
    answer.best = best->end;
    return answer;
}

std::vector<PredictorSolution> neighbouring_solutions(PredictorProblem const& problem, std::vector<double> const& predictor_weights)
{
    std::vector<PredictorSolution> neighbours;
    for (std::size_t i = 0; i < predictor_weights.size(); ++i) {
        for (double const factor : {0.5, 2.0}) {
            auto weights = predictor_weights;
            weights[i] *= factor;
            if (auto solution = weigh_units(problem, weights)) neighbours.push_back(std::move(*solution));
        }
    }
    return neighbours;
}

}  // namespace accalmie
