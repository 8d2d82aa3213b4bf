// SPDX-License-Identifier: Apache-2.0
#include "measures/synthetic_control.hpp"

#include "measures/augmented_control.hpp"
#include "measures/simplex_weights.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t donors_max = 500, times_max = 2'000, predictors_max = 100, few_times = 5;

Error missing(char const* what, char const* where, char const* remedy) { return {Error::Kind::missing, what, where, remedy}; }
Error invalid(char const* what, char const* where) { return {Error::Kind::invalid, what, where}; }

bool all_finite(std::vector<double> const& numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); });
}

Result<void> check_design(UnitPanel const& panel, ControlDesign const& design)
{
    if (panel.values.size() != panel.units * panel.times || !all_finite(panel.values)) return invalid("the panel has a hole or a number that is not finite", "outcome");
    if (design.donors.empty()) return missing("no donor: there is nobody to compare with", "donors", "leave fewer units out");
    if (design.fit_times.size() < 2) return missing("fewer than two times before the treatment to fit", "time", "give earlier times, or a later first treated time");
    if (design.effect_first >= design.effect_end || design.effect_end > panel.times) return missing("no time over which the effect could be taken", "time", "give later times");
    if (design.donors.size() > donors_max || panel.times > times_max) return Error{Error::Kind::limit, "more than 500 donors or 2,000 times", "panel"};
    std::set<std::size_t> seen{design.treated};
    if (design.treated >= panel.units) return invalid("the treated unit is not in the panel", "treated");
    for (std::size_t const donor : design.donors)
        if (donor >= panel.units || !seen.insert(donor).second) return invalid("a donor is treated, named twice or not in the panel", "donors");
    for (std::size_t i = 0; i < design.fit_times.size(); ++i)
        if (design.fit_times[i] >= design.first_treated || (i > 0 && design.fit_times[i] <= design.fit_times[i - 1]))
            return invalid("times to fit must ascend and lie before the treatment", "fit");
    if (design.first_treated > panel.times) return invalid("the treatment begins after the panel", "first treated");
    return {};
}

Result<void> check_options(UnitPanel const& panel, ControlOptions const& options)
{
    if (options.predictors.size() > predictors_max) return Error{Error::Kind::limit, "more than 100 predictors", "predictors"};
    for (auto const& predictor : options.predictors)
        if (predictor.size() != panel.units) return invalid("a predictor has not one value a unit", "predictors");
    if (!options.predictor_weights.empty() && options.predictor_weights.size() != options.predictors.size())
        return invalid("not one weight a predictor", "predictor weights");
    if (options.penalty && !(*options.penalty >= 0 && std::isfinite(*options.penalty))) return invalid("a penalty below zero", "penalty");
    return {};
}

/// Donor after donor, the outcome at `times`.
std::vector<double> outcomes_at(UnitPanel const& panel, std::vector<std::size_t> const& units, std::vector<std::size_t> const& times)
{
    std::vector<double> values;
    values.reserve(units.size() * times.size());
    for (std::size_t const unit : units)
        for (std::size_t const time : times) values.push_back(panel.at(unit, time));
    return values;
}

std::vector<std::size_t> effect_times(ControlDesign const& design)
{
    std::vector<std::size_t> times;
    for (std::size_t time = design.effect_first; time < design.effect_end; ++time) times.push_back(time);
    return times;
}

/// Standard deviation over treated unit and donors, n - 1 below, as R's Synth divides.
Result<double> spread_of(std::vector<double> const& predictor, ControlDesign const& design)
{
    double sum = predictor[design.treated], squares = 0;
    for (std::size_t const donor : design.donors) sum += predictor[donor];
    double const mean = sum / static_cast<double>(design.donors.size() + 1);
    squares += std::pow(predictor[design.treated] - mean, 2);
    for (std::size_t const donor : design.donors) squares += std::pow(predictor[donor] - mean, 2);
    double const spread = std::sqrt(squares / static_cast<double>(design.donors.size()));
    if (!std::isfinite(spread)) return invalid("a predictor is not a finite number for a unit", "predictors");
    if (!(spread > 1e-12 * std::abs(mean))) return Error{Error::Kind::invalid, "all units share one value of a predictor", "predictors", "leave it out"};
    return spread;
}

/// What the weights are fitted to: columns and target of the inner problem.
struct Fitted {
    std::vector<double> columns, target;
};


double mean_squared_gap(ControlFit const& fit, std::vector<std::size_t> const& times)
{
    double sum = 0;
    for (std::size_t const time : times) sum += fit.gap[time] * fit.gap[time];
    return sum / static_cast<double>(times.size());
}

void fill_path(UnitPanel const& panel, ControlDesign const& design, ControlFit& fit)
{
    fit.synthetic.clear(), fit.gap.clear();
    for (std::size_t time = 0; time < panel.times; ++time) {
        double synthetic = 0;
        for (std::size_t i = 0; i < design.donors.size(); ++i) synthetic += fit.weights[i] * panel.at(design.donors[i], time);
        fit.synthetic.push_back(synthetic);
        fit.gap.push_back(panel.at(design.treated, time) - synthetic);
    }
}

void fill_summary(UnitPanel const& panel, ControlDesign const& design, ControlFit& fit)
{
    auto const after = effect_times(design);
    double gaps = 0, synthetic = 0, percents = 0;
    for (std::size_t const time : after) {
        gaps += fit.gap[time], synthetic += fit.synthetic[time];
        percents += 100 * fit.gap[time] / fit.synthetic[time];
    }
    fit.effect = gaps / static_cast<double>(after.size());
    if (std::isfinite(100 * gaps / synthetic)) fit.effect_percent = 100 * gaps / synthetic;
    if (std::isfinite(percents)) fit.effect_percent_by_time = percents / static_cast<double>(after.size());
    fit.fit_mspe = mean_squared_gap(fit, design.fit_times);
    fit.rmspe_after = std::sqrt(mean_squared_gap(fit, after));
    std::vector<std::size_t> before;
    for (std::size_t time = 0; time < design.first_treated; ++time) before.push_back(time);
    fit.rmspe_before = std::sqrt(mean_squared_gap(fit, before));
    ControlFit equal;
    equal.weights.assign(design.donors.size(), 1 / static_cast<double>(design.donors.size()));
    fill_path(panel, design, equal);
    fit.equal_weights_mspe = mean_squared_gap(equal, design.fit_times);
    for (std::size_t const time : design.fit_times) {
        auto const [low, high] = std::minmax_element(design.donors.begin(), design.donors.end(), [&](std::size_t a, std::size_t b) { return panel.at(a, time) < panel.at(b, time); });
        double const treated = panel.at(design.treated, time);
        fit.times_outside += treated < panel.at(*low, time) || treated > panel.at(*high, time) ? 1 : 0;
    }
}

/// How well the inner problem was solved: a perfect match of few numbers by many donors has more than one solution.
struct Matched {
    double loss = 0;
    std::size_t numbers = 0;
};

bool fits_poorly(UnitPanel const& panel, ControlDesign const& design, ControlFit const& fit)
{
    double sum = 0, squares = 0;
    for (std::size_t const time : design.fit_times) {
        double const value = panel.at(design.treated, time);
        sum += value, squares += value * value;
    }
    double const count = static_cast<double>(design.fit_times.size()), movement = squares / count - std::pow(sum / count, 2);
    return fit.fit_mspe > 0 && (fit.fit_mspe >= movement || fit.fit_mspe >= 0.01 * squares / count);
}

void fill_cautions(UnitPanel const& panel, ControlDesign const& design, Matched const& matched, ControlFit& fit)
{
    if (fits_poorly(panel, design, fit)) fit.cautions.push_back(ControlCaution::poor_fit);
    if (fit.times_outside > 0) fit.cautions.push_back(ControlCaution::outside_range);
    if (design.fit_times.size() < few_times) fit.cautions.push_back(ControlCaution::few_fit_times);
    if (design.donors.size() > design.fit_times.size()) fit.cautions.push_back(ControlCaution::more_donors);
    if (matched.loss < 1e-16 && design.donors.size() > matched.numbers + 1) fit.cautions.push_back(ControlCaution::weights_not_unique);
    if (*std::min_element(fit.weights.begin(), fit.weights.end()) < 0) fit.cautions.push_back(ControlCaution::negative_weights);
}

/// Predictors times the roots of their weights.
Fitted weighed_predictors(PredictorProblem const& problem, std::vector<double> const& predictor_weights)
{
    Fitted fitted{problem.donor_predictors, problem.treated_predictors};
    std::size_t const size = problem.predictors();
    for (std::size_t i = 0; i < fitted.columns.size(); ++i) fitted.columns[i] *= std::sqrt(predictor_weights[i % size]);
    for (std::size_t i = 0; i < size; ++i) fitted.target[i] *= std::sqrt(predictor_weights[i]);
    return fitted;
}

Result<Fitted> weigh_by_predictors(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options, ControlFit& fit)
{
    auto const problem = TRY(predictor_problem(panel, design, options));
    if (options.predictor_weights.empty()) {
        auto found = TRY(predictor_weights(problem, options.search));
        fit.weights = found.best.unit_weights, fit.predictor_weights = found.best.predictor_weights;
        fit.paths = std::move(found.paths);
    } else {
        auto const found = TRY(weigh_units(problem, options.predictor_weights));
        fit.weights = found.unit_weights, fit.predictor_weights = found.predictor_weights;
    }
    return weighed_predictors(problem, fit.predictor_weights);
}

/// In units of the outcome's own level, so that a perfect fit is recognised whatever the unit.
Result<Fitted> weigh_by_outcome(UnitPanel const& panel, ControlDesign const& design, ControlFit& fit)
{
    Fitted fitted{outcomes_at(panel, design.donors, design.fit_times), outcomes_at(panel, {design.treated}, design.fit_times)};
    double scale = 0;
    for (double const value : fitted.target) scale = std::max(scale, std::abs(value));
    for (double const value : fitted.columns) scale = std::max(scale, std::abs(value));
    if (scale > 0) {
        for (double& value : fitted.target) value /= scale;
        for (double& value : fitted.columns) value /= scale;
    }
    fit.weights = TRY(simplex_weights({design.fit_times.size(), fitted.columns, fitted.target, 0, {}})).weights;
    return fitted;
}

Result<void> penalise(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options, Fitted const& fitted, ControlFit& fit)
{
    fit.penalty = options.penalty;
    if (!fit.penalty) fit.penalty = TRY(choose_penalty({fitted.columns, outcomes_at(panel, design.donors, effect_times(design)), design.donors.size()}));
    fit.weights = TRY(penalised_weights(fitted.columns, fitted.target, *fit.penalty));
    return {};
}

Result<void> augment_fit(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options, ControlFit& fit)
{
    AugmentProblem problem;
    problem.treated = outcomes_at(panel, {design.treated}, design.fit_times);
    problem.donors = outcomes_at(panel, design.donors, design.fit_times);
    problem.weights = fit.weights;
    auto const augmented = TRY(augment(problem, options.ridge));
    fit.weights = augmented.weights;
    fit.ridge = augmented.ridge;
    return {};
}

double inner_loss(Fitted const& fitted, std::vector<double> const& weights)
{
    double sum = 0;
    std::size_t const rows = fitted.target.size();
    for (std::size_t row = 0; row < rows; ++row) {
        double gap = fitted.target[row];
        for (std::size_t i = 0; i < weights.size(); ++i) gap -= weights[i] * fitted.columns[i * rows + row];
        sum += gap * gap;
    }
    return sum;
}

}  // namespace

Result<PredictorProblem> predictor_problem(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options)
{
    PredictorProblem problem;
    std::vector<double> spreads;
    for (auto const& predictor : options.predictors) {
        spreads.push_back(TRY(spread_of(predictor, design)));
        problem.treated_predictors.push_back(predictor[design.treated] / spreads.back());
    }
    for (std::size_t const donor : design.donors)
        for (std::size_t i = 0; i < spreads.size(); ++i) problem.donor_predictors.push_back(options.predictors[i][donor] / spreads[i]);
    problem.treated_outcomes = outcomes_at(panel, {design.treated}, design.fit_times);
    problem.donor_outcomes = outcomes_at(panel, design.donors, design.fit_times);
    return problem;
}

Result<ControlFit> synthetic_control(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options)
{
    TRY(check_design(panel, design));
    TRY(check_options(panel, options));
    ControlFit fit;
    auto const fitted = options.predictors.empty() ? TRY(weigh_by_outcome(panel, design, fit)) : TRY(weigh_by_predictors(panel, design, options, fit));
    double const loss = inner_loss(fitted, fit.weights);
    switch (options.form) {
    case ControlForm::plain: break;
    case ControlForm::penalised: TRY(penalise(panel, design, options, fitted, fit)); break;
    case ControlForm::augmented: TRY(augment_fit(panel, design, options, fit)); break;
    }
    fill_path(panel, design, fit);
    fill_summary(panel, design, fit);
    fill_cautions(panel, design, {options.form == ControlForm::penalised ? 1 : loss, fitted.target.size()}, fit);
    return fit;
}

}  // namespace accalmie
