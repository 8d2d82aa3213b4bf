// SPDX-License-Identifier: Apache-2.0
#include "measures/interrupted_time_series.hpp"

#include "measures/reference_distributions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 100'000;
constexpr int harmonics_max = 10;
constexpr std::size_t points_min = 3, spare_min = 3, points_few = 8;
constexpr double events_without_step_min = 5, events_small = 10, doubt = 0.05;
constexpr std::size_t autocorrelations_max = 12, ljung_box_lags_max = 10;
constexpr std::size_t step_column = 1;

Error invalid(std::string what, std::string where, std::string remedy) { return {Error::Kind::invalid, std::move(what), std::move(where), std::move(remedy)}; }

bool finite(std::vector<double> const& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

Result<void> check_column(std::vector<double> const& values, std::size_t rows, std::string const& name)
{
    if (values.size() != rows) return invalid(fmt::format("{} values for {} rows", values.size(), rows), name, "give one a row");
    if (!finite(values)) return invalid("a value that is not finite", name, "give a number in each row");
    return {};
}

Result<void> check_times(ItsInput const& input)
{
    for (std::size_t row = 1; row < input.time.size(); ++row)
        if (!(input.time[row] > input.time[row - 1])) return invalid("a time that does not come after the one before", "time", "give each time once, in order");
    auto const ones = std::count(input.step.begin(), input.step.end(), 1.0), zeros = std::count(input.step.begin(), input.step.end(), 0.0);
    if (static_cast<std::size_t>(ones + zeros) != input.step.size()) return invalid("a step that is neither 0 nor 1", "step", "write 1 where it is on and 0 where not");
    if (ones == 0 || zeros == 0) return invalid(ones == 0 ? "no time has the step" : "every time has the step", "step", "give times before it began and after");
    return {};
}

Result<void> check(ItsInput const& input)
{
    auto const rows = input.time.size();
    if (rows == 0) return invalid("a series without rows", "time", "give at least eight times before and eight after");
    if (rows > rows_max) return Error{Error::Kind::limit, "more than 100,000 rows", "time", "add up to longer times"};
    TRY(check_column(input.time, rows, "time"));
    TRY(check_column(input.counts, rows, "counts"));
    TRY(check_column(input.step, rows, "step"));
    if (!input.log_exposure.empty()) TRY(check_column(input.log_exposure, rows, "offset"));
    if (!input.season_time.empty()) TRY(check_column(input.season_time, rows, "season"));
    if (!input.intensity.empty()) TRY(check_column(input.intensity, rows, "intensity"));
    for (double const value : input.intensity)
        if (!(value > 0)) return invalid("an intensity that is not above zero", "intensity", "where nothing was watched there is no data: leave the row out");
    if (input.covariates.names.size() != input.covariates.columns.size()) return invalid("as many names as columns are needed", "covariates", "name each");
    for (std::size_t column = 0; column < input.covariates.names.size(); ++column) TRY(check_column(input.covariates.columns[column], rows, input.covariates.names[column]));
    if (input.harmonics < 0 || input.harmonics > harmonics_max) return invalid("harmonics below 0 or above 10", "harmonics", "2 pairs follow most seasons");
    if (input.harmonics > 0 && !(input.period > 2.0 * input.harmonics && std::isfinite(input.period)))
        return invalid("more harmonics than the period can tell apart", "period", "the period must be longer than twice the number of pairs");
    if (!(input.level > 0 && input.level < 1)) return invalid("a level outside 0 to 1", "level", "give 0.95 for a 95 % interval");
    return check_times(input);
}

double first_time_of_step(ItsInput const& input) { return input.time[static_cast<std::size_t>(std::find(input.step.begin(), input.step.end(), 1.0) - input.step.begin())]; }

std::vector<double> slope_column(ItsInput const& input)
{
    double const zero = input.slope_change == SlopeChange::from_start ? first_time_of_step(input) : 0;
    std::vector<double> column;
    for (std::size_t row = 0; row < input.time.size(); ++row) column.push_back(input.step[row] == 1 ? input.time[row] - zero : 0);
    return column;
}

void add_season(ItsInput const& input, CountDesign& design)
{
    auto const& time = input.season_time.empty() ? input.time : input.season_time;
    for (int pair = 1; pair <= input.harmonics; ++pair) {
        std::vector<double> sines, cosines;
        for (double const at : time) {
            double const angle = 2 * std::numbers::pi * pair * at / input.period;
            sines.push_back(std::sin(angle));
            cosines.push_back(std::cos(angle));
        }
        design.add("sin" + std::to_string(pair), std::move(sines));
        design.add("cos" + std::to_string(pair), std::move(cosines));
    }
}

std::optional<std::size_t> slope_at(ItsInput const& input)
{
    if (input.slope_change == SlopeChange::none) return std::nullopt;
    return std::size_t{2} + (input.trend == Trend::linear ? 1 : 0) + 2 * static_cast<std::size_t>(input.harmonics);
}

double sum_where(std::vector<double> const& values, std::vector<double> const& step, double state)
{
    double sum = 0;
    for (std::size_t row = 0; row < values.size(); ++row) sum += step[row] == state ? values[row] : 0;
    return sum;
}

bool equally_spaced(std::vector<double> const& time)
{
    double const first = time.size() > 1 ? time[1] - time[0] : 0;
    for (std::size_t row = 1; row < time.size(); ++row)
        if (std::abs(time[row] - time[row - 1] - first) > 1e-6 * first) return false;
    return true;
}

/// How many periods the rows span, the last one's length counted. Where the season has its own time, as the month of the year, a row is one.
double periods(ItsInput const& input)
{
    auto const rows = static_cast<double>(input.time.size());
    if (!input.season_time.empty()) return rows / input.period;
    return rows < 2 ? 0 : (input.time.back() - input.time.front()) * rows / (rows - 1) / input.period;
}

ItsRefusal refusal_beforehand(ItsInput const& input, std::size_t coefficients)
{
    auto const rows = input.time.size(), ones = static_cast<std::size_t>(std::count(input.step.begin(), input.step.end(), 1.0));
    double const with = sum_where(input.counts, input.step, 1), without = sum_where(input.counts, input.step, 0);
    if (ones < points_min || rows - ones < points_min || rows < coefficients + spare_min) return ItsRefusal::too_few_points;
    if (input.harmonics > 0 && periods(input) < 1 - 1e-9) return ItsRefusal::season_too_short;
    if (without == 0) return ItsRefusal::no_event_without_step;
    if (with == 0) return ItsRefusal::no_event_with_step;
    if (without < events_without_step_min || with + without < static_cast<double>(coefficients)) return ItsRefusal::too_few_events;
    return ItsRefusal::none;
}

ItsRefusal refusal_of(CountOutcome outcome)
{
    switch (outcome) {
    case CountOutcome::converged: return ItsRefusal::none;
    case CountOutcome::all_zero: return ItsRefusal::no_event_without_step;
    case CountOutcome::separated: return ItsRefusal::separated;
    case CountOutcome::not_converged: return ItsRefusal::not_converged;
    }
    return ItsRefusal::not_converged;
}

/// Square roots of twice what each row adds to half the deviance, with the sign of count - mean.
std::vector<double> deviance_residuals(std::vector<double> const& counts, CountRegression const& regression)
{
    std::vector<double> residuals;
    for (std::size_t row = 0; row < counts.size(); ++row) {
        double const y = counts[row], mean = regression.fitted[row];
        double part = y > 0 ? y * std::log(y / mean) : 0;
        if (regression.fit.theta) part -= (y + *regression.fit.theta) * std::log1p((y - mean) / (mean + *regression.fit.theta));
        else part -= y - mean;
        residuals.push_back(std::copysign(std::sqrt(std::max(0.0, 2 * part)), y - mean));
    }
    return residuals;
}

ItsResiduals correlation_in(std::vector<double> residuals)
{
    ItsResiduals answer;
    auto const rows = residuals.size();
    double steps = 0, squares = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        squares += residuals[row] * residuals[row];
        if (row > 0) steps += std::pow(residuals[row] - residuals[row - 1], 2);
    }
    if (!(squares > 0)) return answer;
    answer.durbin_watson = steps / squares;
    double const mean = std::accumulate(residuals.begin(), residuals.end(), 0.0) / static_cast<double>(rows);
    double around = 0;
    for (double& residual : residuals) {
        residual -= mean;
        around += residual * residual;
    }
    for (std::size_t lag = 1; lag <= std::min(autocorrelations_max, rows / 4); ++lag)
        answer.autocorrelations.push_back(std::inner_product(residuals.begin() + static_cast<std::ptrdiff_t>(lag), residuals.end(), residuals.begin(), 0.0) / around);
    auto const lags = std::min({ljung_box_lags_max, rows / 5, answer.autocorrelations.size()});
    auto const count = static_cast<double>(rows);
    for (std::size_t lag = 1; lag <= lags; ++lag)
        answer.ljung_box += count * (count + 2) * answer.autocorrelations[lag - 1] * answer.autocorrelations[lag - 1] / (count - static_cast<double>(lag));
    answer.lags = static_cast<int>(lags);
    answer.p = lags == 0 ? 1 : chi_square_at_least(answer.ljung_box, static_cast<double>(lags));
    return answer;
}

/// Estimates with their covariance, and how to make effects of them.
struct Estimates {
    std::vector<double> coefficients, covariance;
    std::optional<double> degrees;  ///< of Student's t; nothing: normal
    double reach = 0;               ///< standard errors to a bound
    double short_reach = 0;         ///< the same for short series

    /// The sum of the coefficients times `weights`.
    ItsEffect effect(std::vector<double> const& weights) const
    {
        ItsEffect answer;
        double variance = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            answer.estimate += weights[i] * coefficients[i];
            for (std::size_t j = 0; j < weights.size(); ++j) variance += weights[i] * weights[j] * covariance[i * weights.size() + j];
        }
        answer.standard_error = std::sqrt(std::max(0.0, variance));
        // An error of zero (a window as long as a robust lag allows) leaves nothing to test by.
        answer.statistic = answer.standard_error > 0 ? answer.estimate / answer.standard_error : 0;
        answer.p = degrees ? student_two_sided(answer.statistic, *degrees) : normal_two_sided(answer.statistic);
        answer.ratio = std::exp(answer.estimate);
        answer.lower = std::exp(answer.estimate - reach * answer.standard_error);
        answer.upper = std::exp(answer.estimate + reach * answer.standard_error);
        answer.short_lower = std::exp(answer.estimate - short_reach * answer.standard_error);
        answer.short_upper = std::exp(answer.estimate + short_reach * answer.standard_error);
        return answer;
    }
    ItsEffect effect(std::size_t coefficient, double weight = 1) const
    {
        std::vector<double> weights(coefficients.size(), 0.0);
        weights[coefficient] = weight;
        return effect(weights);
    }
};

Result<Estimates> estimates_of(ItsInput const& input, CountDesign const& design, CountRegression const& regression, int& lag)
{
    Estimates estimates;
    estimates.coefficients = regression.coefficients;
    estimates.covariance = regression.covariance;
    estimates.reach = normal_reach(input.level);
    auto const degrees = static_cast<double>(regression.rows - regression.columns);
    bool const widened = input.family == CountFamily::negative_binomial && input.covariance == ItsCovariance::model;
    estimates.short_reach = student_reach(input.level, degrees) * (widened ? std::sqrt(std::max(1.0, regression.fit.dispersion)) : 1.0);
    if (input.covariance == ItsCovariance::newey_west) {
        auto options = input.robust;
        options.kind = RobustKind::newey_west;
        auto const robust = TRY(robust_covariance(design, input.counts, regression, options));
        estimates.covariance = robust.covariance;
        lag = robust.lag;
    } else if (input.family == CountFamily::quasi_poisson) {
        estimates.degrees = degrees;
    }
    return estimates;
}

/// Log of (events fitted in the rows with the step / those without it there), by the delta method: the weights are the derivatives.
ItsEffect effect_over_step(ItsInput const& input, CountDesign const& design, Estimates const& estimates, ItsModel const& model)
{
    double const with = sum_where(model.fitted, input.step, 1), without = sum_where(model.counterfactual, input.step, 1);
    auto const slope = slope_at(input);
    std::vector<double> weights;
    for (std::size_t column = 0; column < design.columns.size(); ++column) {
        bool const is_step = column == step_column || (slope && column == *slope);
        double weight = 0;
        for (std::size_t row = 0; row < input.step.size(); ++row)
            if (input.step[row] == 1) weight += design.columns[column][row] * (model.fitted[row] / with - (is_step ? 0 : model.counterfactual[row] / without));
        weights.push_back(weight);
    }
    auto effect = estimates.effect(weights);
    // The derivatives give the error; the value itself is no sum of coefficients where there is a slope.
    double const shift = std::log(with / without) - effect.estimate;
    effect.estimate += shift;
    for (double* const value : {&effect.ratio, &effect.lower, &effect.upper, &effect.short_lower, &effect.short_upper}) *value *= std::exp(shift);
    effect.statistic = effect.standard_error > 0 ? effect.estimate / effect.standard_error : 0;
    effect.p = estimates.degrees ? student_two_sided(effect.statistic, *estimates.degrees) : normal_two_sided(effect.statistic);
    return effect;
}

void fill_counterfactual(ItsInput const& input, CountDesign const& design, Estimates const& estimates, ItsModel& model)
{
    auto const slope = slope_at(input);
    for (std::size_t row = 0; row < model.fitted.size(); ++row) {
        double effect = estimates.coefficients[step_column] * input.step[row];
        if (slope) effect += estimates.coefficients[*slope] * design.columns[*slope][row];
        model.counterfactual.push_back(model.fitted[row] * std::exp(-effect));
    }
    model.observed_with_step = sum_where(input.counts, input.step, 1);
    model.expected_with_step = sum_where(model.counterfactual, input.step, 1);
}

void fill_effects(ItsInput const& input, CountDesign const& design, Estimates const& estimates, ItsModel& model)
{
    for (std::size_t column = 0; column < design.names.size(); ++column) model.coefficients.push_back({design.names[column], estimates.effect(column)});
    model.step = estimates.effect(step_column);
    if (auto const slope = slope_at(input)) {
        model.slope_change = estimates.effect(*slope);
        std::vector<double> weights(design.names.size(), 0.0);
        weights[step_column] = 1;
        weights[*slope] = input.slope_change == SlopeChange::interaction ? first_time_of_step(input) : 0;
        model.at_start = estimates.effect(weights);
    }
    model.over_step = effect_over_step(input, design, estimates, model);
}

std::vector<ItsWarning> warnings_of(ItsInput const& input, CountRegression const& regression, ItsModel const& model)
{
    std::vector<ItsWarning> warnings;
    auto const warn_if = [&](bool holds, ItsWarning warning) {
        if (holds) warnings.push_back(warning);
    };
    auto const ones = static_cast<std::size_t>(std::count(input.step.begin(), input.step.end(), 1.0));
    auto const degrees = static_cast<double>(regression.rows - regression.columns);
    warn_if(input.family == CountFamily::poisson && chi_square_at_least(model.fit.pearson, degrees) < doubt, ItsWarning::overdispersed);
    warn_if(input.family == CountFamily::quasi_poisson && model.fit.dispersion < 1, ItsWarning::underdispersed);
    warn_if(input.family == CountFamily::negative_binomial && !model.fit.theta, ItsWarning::no_overdispersion);
    warn_if(model.residuals.p < doubt, ItsWarning::autocorrelated);
    warn_if(model.expected_with_step < events_small || sum_where(input.counts, input.step, 0) < events_small, ItsWarning::small_counts);
    warn_if(ones < points_few || input.step.size() - ones < points_few, ItsWarning::few_points);
    warn_if(input.harmonics > 0 && periods(input) < 2 - 1e-9, ItsWarning::season_short);
    warn_if(!equally_spaced(input.time), ItsWarning::gaps);
    return warnings;
}

Result<ItsModel> fit_model(ItsInput const& input, CountDesign const& design, std::span<double const> offset)
{
    ItsModel model;
    model.refusal = refusal_beforehand(input, design.columns.size());
    if (model.refusal != ItsRefusal::none) return model;
    auto regression = TRY(count_regression(design, input.counts, offset, input.family));
    model.refusal = refusal_of(regression.fit.outcome);
    if (model.refusal != ItsRefusal::none) return model;
    auto const estimates = TRY(estimates_of(input, design, regression, model.lag));
    model.fit = regression.fit;
    model.aic = regression.aic;
    model.fitted = regression.fitted;
    model.residuals = correlation_in(deviance_residuals(input.counts, regression));
    fill_counterfactual(input, design, estimates, model);
    fill_effects(input, design, estimates, model);
    model.warnings = warnings_of(input, regression, model);
    return model;
}

std::vector<double> logarithms(std::vector<double> const& values)
{
    std::vector<double> logs;
    for (double const value : values) logs.push_back(std::log(value));
    return logs;
}

/// The columns without intensity were fitted before; what cannot be fitted now is intensity's doing.
Result<ItsModel> fit_with_intensity(ItsInput const& input, CountDesign const& design)
{
    if (auto const fitter = CountFitter::make(design, input.log_exposure); !fitter && fitter.error().kind == Error::Kind::invalid && design.rows() > design.columns.size()) {
        ItsModel model;
        model.refusal = ItsRefusal::not_told_apart;
        return model;
    }
    return fit_model(input, design, input.log_exposure);
}

}  // namespace

std::string_view its_refusal_code(ItsRefusal refusal)
{
    switch (refusal) {
    case ItsRefusal::none: return "none";
    case ItsRefusal::too_few_points: return "too_few_points";
    case ItsRefusal::season_too_short: return "season_too_short";
    case ItsRefusal::no_event_with_step: return "no_event_with_step";
    case ItsRefusal::no_event_without_step: return "no_event_without_step";
    case ItsRefusal::too_few_events: return "too_few_events";
    case ItsRefusal::separated: return "separated";
    case ItsRefusal::not_told_apart: return "not_told_apart";
    case ItsRefusal::not_converged: return "not_converged";
    }
    return {};
}

std::string_view its_warning_code(ItsWarning warning)
{
    switch (warning) {
    case ItsWarning::overdispersed: return "overdispersed";
    case ItsWarning::underdispersed: return "underdispersed";
    case ItsWarning::no_overdispersion: return "no_overdispersion";
    case ItsWarning::autocorrelated: return "autocorrelated";
    case ItsWarning::small_counts: return "small_counts";
    case ItsWarning::few_points: return "few_points";
    case ItsWarning::season_short: return "season_short";
    case ItsWarning::gaps: return "gaps";
    }
    return {};
}

CountDesign its_design(ItsInput const& input)
{
    CountDesign design;
    design.add("intercept", std::vector<double>(input.time.size(), 1.0));
    design.add("step", input.step);
    if (input.trend == Trend::linear) design.add("time", input.time);
    add_season(input, design);
    if (input.slope_change != SlopeChange::none) design.add(input.slope_change == SlopeChange::interaction ? "step:time" : "step:time_since_start", slope_column(input));
    for (std::size_t column = 0; column < input.covariates.names.size(); ++column) design.add(input.covariates.names[column], input.covariates.columns[column]);
    return design;
}

Result<InterruptedTimeSeries> interrupted_time_series(ItsInput const& input)
{
    TRY(check(input));
    auto design = its_design(input);
    InterruptedTimeSeries answer;
    answer.model = TRY(fit_model(input, design, input.log_exposure));
    if (input.intensity.empty()) return answer;
    auto const intensity = logarithms(input.intensity);
    auto offset = intensity;
    for (std::size_t row = 0; row < offset.size() && !input.log_exposure.empty(); ++row) offset[row] += input.log_exposure[row];
    answer.per_intensity = TRY(fit_model(input, design, offset));
    design.add("log_intensity", intensity);
    answer.with_intensity = TRY(fit_with_intensity(input, design));
    return answer;
}

}  // namespace accalmie
