// SPDX-License-Identifier: Apache-2.0
#include "measures/ratio_of_ratios.hpp"

#include "measures/panel_rows.hpp"
#include "measures/two_way_regression.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr int iterations_max = 200;
constexpr double log_ratio_max = 15, count_max = 1e6;

/// Rows of a Poisson fit, and its state.
struct CountRows {
    PanelRows rows;
    std::vector<char> treated;
    std::vector<double> log_exposure;
};

Result<void> check(Panel const& panel, std::span<double const> exposure)
{
    if (!exposure.empty() && exposure.size() != panel.outcome.size()) return Error{Error::Kind::invalid, "a column that is not as long as the outcome", "exposure", "give each row a value"};
    for (double const one : exposure)
        if (!(one > 0) || !std::isfinite(one)) return Error{Error::Kind::invalid, "an exposure that is not above zero", "exposure", "leave rows without exposure out"};
    for (double const one : panel.outcome)
        if (!(one >= 0) || one != std::floor(one) || !std::isfinite(one)) return Error{Error::Kind::invalid, "an outcome that is not a count", "outcome", "give whole numbers of 0 or more, or choose the linear model"};
    return {};
}

template <class T>
void keep(std::vector<T>& column, std::vector<char> const& stays)
{
    if (column.empty()) return;
    std::size_t next = 0;
    for (std::size_t row = 0; row < stays.size(); ++row)
        if (stays[row] != 0) column[next++] = column[row];
    column.resize(next);
}

/// Units and times without an event explain themselves: out, until each has one. One round more a unit or time at most.
std::size_t leave_out_without_event(Panel& panel, std::vector<double>& exposure)
{
    auto const before = panel.outcome.size();
    for (bool changed = true; changed;) {
        auto const& effect = panel.group.empty() ? panel.unit : panel.group;
        auto const unit = labels_without_gaps(effect);
        std::vector<std::size_t> raw_time;
        for (auto const one : panel.time) raw_time.push_back(static_cast<std::size_t>(one - *std::min_element(panel.time.begin(), panel.time.end())));
        auto const time = labels_without_gaps(raw_time);
        std::vector<double> of_unit(count_of_labels(unit), 0), of_time(count_of_labels(time), 0);
        for (std::size_t row = 0; row < unit.size(); ++row) {
            of_unit[unit[row]] += panel.outcome[row];
            of_time[time[row]] += panel.outcome[row];
        }
        std::vector<char> stays;
        for (std::size_t row = 0; row < unit.size(); ++row) stays.push_back(of_unit[unit[row]] > 0 && of_time[time[row]] > 0 ? 1 : 0);
        changed = std::find(stays.begin(), stays.end(), 0) != stays.end();
        keep(panel.unit, stays);
        keep(panel.time, stays);
        keep(panel.treated, stays);
        keep(panel.group, stays);
        keep(panel.cluster, stays);
        keep(panel.weight, stays);
        for (auto& column : panel.covariates) keep(column, stays);
        keep(exposure, stays);
        keep(panel.outcome, stays);
    }
    return before - panel.outcome.size();
}

double deviance_of(std::vector<double> const& outcome, std::vector<double> const& mean, std::vector<double> const& weight)
{
    double sum = 0;
    for (std::size_t row = 0; row < outcome.size(); ++row) {
        double const part = outcome[row] > 0 ? outcome[row] * std::log(outcome[row] / mean[row]) : 0;
        sum += 2 * weight[row] * (part - (outcome[row] - mean[row]));
    }
    return sum;
}

/// One weighted regression after another until the deviance stands still.
struct PoissonFit {
    std::vector<double> mean;
    TwoWayRegression last;
    TwoWayData data;
    double deviance = 0;
    int iterations = 0;
    bool converged = false;
};

Result<PoissonFit> fit_poisson(CountRows const& counts)
{
    auto const& rows = counts.rows;
    auto const size = rows.size();
    PoissonFit fit;
    fit.data = {rows.effect, rows.time, rows.cluster, rows.outcome, rows.weight, {}};
    fit.data.regressors.emplace_back(counts.treated.begin(), counts.treated.end());
    fit.data.regressors.insert(fit.data.regressors.end(), rows.covariates.begin(), rows.covariates.end());
    double average = 0;
    for (double const one : rows.outcome) average += one / static_cast<double>(size);
    std::vector<double> predictor;
    for (double const one : rows.outcome) {
        fit.mean.push_back((one + average) / 2);
        predictor.push_back(std::log(fit.mean.back()));
    }
    fit.deviance = deviance_of(rows.outcome, fit.mean, rows.weight);
    for (; fit.iterations < iterations_max && !fit.converged; ++fit.iterations) {
        for (std::size_t row = 0; row < size; ++row) {
            fit.data.weight[row] = rows.weight[row] * fit.mean[row];
            fit.data.outcome[row] = predictor[row] - counts.log_exposure[row] + (rows.outcome[row] - fit.mean[row]) / fit.mean[row];
        }
        fit.last = TRY(two_way_regression(fit.data));
        for (std::size_t row = 0; row < size; ++row) {
            // Bounded so that a fit that runs away stays a number until it is judged.
            predictor[row] = std::clamp(fit.data.outcome[row] - fit.last.residuals[row] + counts.log_exposure[row], -40.0, 40.0);
            fit.mean[row] = std::exp(predictor[row]);
        }
        double const deviance = deviance_of(rows.outcome, fit.mean, rows.weight);
        fit.converged = std::abs(deviance - fit.deviance) <= 1e-12 * (1 + std::abs(deviance));
        fit.deviance = deviance;
    }
    if (!fit.converged) return fit;
    // Once more at the solution, for the covariances.
    for (std::size_t row = 0; row < size; ++row) {
        fit.data.weight[row] = rows.weight[row] * fit.mean[row];
        fit.data.outcome[row] = predictor[row] - counts.log_exposure[row] + (rows.outcome[row] - fit.mean[row]) / fit.mean[row];
    }
    fit.last = TRY(two_way_regression(fit.data));
    return fit;
}

/// The Poisson variance is 1 where least squares estimates one.
void take_poisson_variance(TwoWayRegression& fit)
{
    for (double& one : fit.classical) one *= fit.degrees_of_freedom / fit.residual_sum;
}

void fill_fit(RatioOfRatios& answer, CountRows const& counts, PoissonFit& fit, double level)
{
    auto const& rows = counts.rows;
    answer.iterations = fit.iterations;
    answer.deviance = fit.deviance;
    for (std::size_t row = 0; row < rows.size(); ++row)
        answer.log_likelihood += rows.weight[row] * (rows.outcome[row] * std::log(fit.mean[row]) - fit.mean[row] - std::lgamma(rows.outcome[row] + 1));
    if (fit.last.degrees_of_freedom >= 1) answer.pearson_dispersion = fit.last.residual_sum / fit.last.degrees_of_freedom;
    auto const judged = judge_clusters(rows, sides_of_clusters(rows, counts.treated));
    take_poisson_variance(fit.last);
    answer.log_ratio = coefficient_of(fit.last, 0, judged, level);
    for (std::size_t which = 1; which < fit.last.coefficients.size(); ++which) answer.covariates.push_back(coefficient_of(fit.last, which, judged, level));
    if (std::abs(answer.log_ratio.estimate) > log_ratio_max) answer.no_ratio = NoRatioOfRatios::separated;
    else answer.ratio = std::exp(answer.log_ratio.estimate);
}

/// The four sums, where they say all that the data say.
std::optional<ExactRatioOfRatios> exact_of(Panel const& panel, std::span<double const> exposure, double level)
{
    auto const linear = difference_in_differences(panel, level);
    if (!linear || !linear->cells || !panel.weight.empty() || !panel.cluster.empty()) return std::nullopt;
    auto const rows = rows_of_panel(panel);
    std::size_t start = rows->times.size();
    std::vector<char> ever(rows->effect_count, 0);
    for (std::size_t at = 0; at < rows->size(); ++at) {
        if (panel.treated[rows->row[at]] == 0) continue;
        ever[rows->effect[at]] = 1;
        start = std::min(start, rows->time[at]);
    }
    double sum[2][2] = {}, time[2][2] = {};
    for (std::size_t at = 0; at < rows->size(); ++at) {
        int const side = ever[rows->effect[at]] != 0 ? 1 : 0, after = rows->time[at] >= start ? 1 : 0;
        sum[side][after] += rows->outcome[at];
        time[side][after] += exposure.empty() ? 1 : exposure[rows->row[at]];
    }
    if (sum[0][0] + sum[0][1] + sum[1][0] + sum[1][1] > count_max) return std::nullopt;
    // Exposures that move within a side are no longer said by their sums.
    if (!exposure.empty() && (rows->effect_count > 2 || rows->times.size() > 2)) return std::nullopt;
    auto const whole = [](double one) { return static_cast<std::int64_t>(one); };
    ExactRatioOfRatios const counts{whole(sum[1][1]), whole(sum[1][0]), whole(sum[0][1]), whole(sum[0][0]), {}, {}, {}, 1, 1, 1};
    return exact_ratio_of_ratios(counts, time[1][1] * time[0][0] / (time[1][0] * time[0][1]), level);
}

}  // namespace

Result<RatioOfRatios> ratio_of_ratios(Panel const& panel, std::span<double const> exposure, double level)
{
    TRY(check(panel, exposure));
    // Refuses what cannot be compared, with its reasons.
    TRY(difference_in_differences(panel, level));
    RatioOfRatios answer;
    answer.exact = exact_of(panel, exposure, level);
    Panel left = panel;
    std::vector<double> left_exposure{exposure.begin(), exposure.end()};
    answer.rows_without_event = leave_out_without_event(left, left_exposure);
    double treated_events = 0;
    for (std::size_t row = 0; row < panel.outcome.size(); ++row) treated_events += panel.treated[row] != 0 ? panel.outcome[row] : 0;
    if (treated_events == 0) {
        answer.no_ratio = NoRatioOfRatios::no_event_treated;
        answer.ratio = 0;
        return answer;
    }
    auto prepared = rows_of_panel(left);
    if (!prepared) {
        answer.no_ratio = NoRatioOfRatios::separated;
        return answer;
    }
    CountRows counts{std::move(*prepared), {}, {}};
    for (auto const row : counts.rows.row) {
        counts.treated.push_back(left.treated[row]);
        counts.log_exposure.push_back(left_exposure.empty() ? 0 : std::log(left_exposure[row]));
    }
    answer.rows = counts.rows.size();
    answer.rows_alone = counts.rows.rows_alone;
    answer.units = counts.rows.unit_count;
    answer.times = counts.rows.times.size();
    answer.clusters = counts.rows.cluster_count;
    answer.treated_clusters = sides_of_clusters(counts.rows, counts.treated).treated;
    auto fit = fit_poisson(counts);
    if (!fit) {
        // Once units and times without an event are out, effects explain the treatment.
        answer.no_ratio = NoRatioOfRatios::separated;
        return answer;
    }
    if (fit->converged) fill_fit(answer, counts, *fit, level);
    else answer.no_ratio = NoRatioOfRatios::not_converged;
    return answer;
}

}  // namespace accalmie
