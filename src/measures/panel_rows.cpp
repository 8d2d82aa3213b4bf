// SPDX-License-Identifier: Apache-2.0
#include "measures/panel_rows.hpp"

#include "measures/reference_distributions.hpp"
#include "measures/two_way_regression.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 2'000'000;

Error lengths_error(char const* column) { return {Error::Kind::invalid, "a column that is not as long as the outcome", column, "give each row a value"}; }

Result<void> check_values(Panel const& panel)
{
    auto const finite = [](double one) { return std::isfinite(one); };
    if (!std::all_of(panel.outcome.begin(), panel.outcome.end(), finite))
        return Error{Error::Kind::invalid, "an outcome that is not a finite number", "outcome", "leave rows without an outcome out"};
    for (auto const& column : panel.covariates)
        if (!std::all_of(column.begin(), column.end(), finite))
            return Error{Error::Kind::invalid, "a covariate that is not a finite number", "covariates", "leave rows without the covariate out"};
    for (double const one : panel.weight)
        if (!(one > 0) || !finite(one)) return Error{Error::Kind::invalid, "a weight that is not above zero", "weight", "leave rows without weight out"};
    return {};
}

Result<void> check(Panel const& panel)
{
    auto const rows = panel.outcome.size();
    if (rows > rows_max) return Error{Error::Kind::limit, "more than 2,000,000 rows", "rows", "add up rows of one unit and time"};
    if (panel.unit.empty() && panel.group.empty())
        return Error{Error::Kind::missing, "neither units nor groups are named", "unit", "name the unit of each row, or its group in repeated cross-sections"};
    if (!panel.unit.empty() && panel.unit.size() != rows) return lengths_error("unit");
    if (!panel.group.empty() && panel.group.size() != rows) return lengths_error("group");
    if (panel.time.size() != rows) return lengths_error("time");
    if (!panel.treated.empty() && panel.treated.size() != rows) return lengths_error("treated");
    if (!panel.cluster.empty() && panel.cluster.size() != rows) return lengths_error("cluster");
    if (!panel.weight.empty() && panel.weight.size() != rows) return lengths_error("weight");
    for (auto const& column : panel.covariates)
        if (column.size() != rows) return lengths_error("covariates");
    return check_values(panel);
}

/// Labels in the order of time, and the time of each.
std::vector<std::size_t> time_labels(std::vector<std::int64_t> const& time, std::vector<std::int64_t>& times)
{
    times = time;
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    std::vector<std::size_t> labels;
    labels.reserve(time.size());
    for (auto const one : time) labels.push_back(static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), one) - times.begin()));
    return labels;
}

template <class T>
std::vector<T> kept(std::vector<T> const& column, std::vector<std::size_t> const& rows)
{
    std::vector<T> values;
    if (column.empty()) return values;
    values.reserve(rows.size());
    for (auto const row : rows) values.push_back(column[row]);
    return values;
}

}  // namespace

Result<PanelRows> rows_of_panel(Panel const& panel)
{
    TRY(check(panel));
    PanelRows rows;
    auto const effect = labels_without_gaps(panel.group.empty() ? panel.unit : panel.group);
    auto const stays = rows_seen_twice(effect, time_labels(panel.time, rows.times));
    for (std::size_t row = 0; row < stays.size(); ++row)
        if (stays[row] != 0) rows.row.push_back(row);
    rows.rows_alone = stays.size() - rows.row.size();
    rows.effect = labels_without_gaps(kept(effect, rows.row));
    rows.time = time_labels(kept(panel.time, rows.row), rows.times);
    rows.unit = labels_without_gaps(kept(panel.unit, rows.row));
    rows.cluster = labels_without_gaps(kept(panel.cluster.empty() ? panel.unit : panel.cluster, rows.row));
    rows.outcome = kept(panel.outcome, rows.row);
    rows.weight = panel.weight.empty() ? std::vector<double>(rows.row.size(), 1.0) : kept(panel.weight, rows.row);
    for (auto const& column : panel.covariates) rows.covariates.push_back(kept(column, rows.row));
    rows.effect_count = count_of_labels(rows.effect);
    rows.cluster_count = count_of_labels(rows.cluster);
    rows.unit_count = count_of_labels(rows.unit);
    if (rows.times.size() < 2 || rows.effect_count < 2)
        return Error{Error::Kind::invalid, "fewer than two units, or than two times, that are seen more than once", "rows", "give each unit a time before and a time after"};
    return rows;
}

ClusterSides sides_of_clusters(PanelRows const& rows, std::vector<char> const& treated)
{
    std::vector<char> effect_treated(rows.effect_count, 0), cluster_treated(rows.cluster_count, 0);
    for (std::size_t at = 0; at < rows.size(); ++at)
        if (treated[at] != 0) effect_treated[rows.effect[at]] = 1;
    for (std::size_t at = 0; at < rows.cluster.size(); ++at)
        if (effect_treated[rows.effect[at]] != 0) cluster_treated[rows.cluster[at]] = 1;
    auto const count = static_cast<std::size_t>(std::count(cluster_treated.begin(), cluster_treated.end(), 1));
    return {count, rows.cluster_count - count};
}

NoInference judge_clusters(PanelRows const& rows, ClusterSides sides)
{
    if (rows.cluster.empty()) return NoInference::no_clusters;
    if (sides.treated < 2) return NoInference::one_treated_cluster;
    if (sides.comparison == 1) return NoInference::one_comparison_cluster;
    if (rows.cluster_count < clusters_min) return NoInference::too_few_clusters;
    return NoInference::none;
}

Inference inference_of(double estimate, double variance, double degrees_of_freedom, double level)
{
    Inference inference;
    inference.degrees_of_freedom = degrees_of_freedom;
    double const error = std::sqrt(variance);
    // A fit whose residuals are rounding alone.
    if (!(error > 1e-10 * std::abs(estimate)) || !std::isfinite(error)) {
        inference.because = NoInference::zero_variance;
        return inference;
    }
    double const reach = student_reach(level, degrees_of_freedom) * error;
    inference.standard_error = error;
    inference.t = estimate / error;
    inference.p = student_two_sided(*inference.t, degrees_of_freedom);
    inference.lower = estimate - reach;
    inference.upper = estimate + reach;
    return inference;
}

Coefficient coefficient_of(TwoWayRegression const& fit, std::size_t which, NoInference clusters, double level)
{
    Coefficient coefficient;
    coefficient.estimate = fit.coefficients[which];
    auto const diagonal = which * fit.coefficients.size() + which;
    if (fit.classical.empty()) {
        coefficient.classical.because = coefficient.robust.because = NoInference::no_freedom;
    } else {
        bool const nothing_left = !(fit.residual_sum > 1e-20 * fit.within_sum);
        coefficient.classical = inference_of(coefficient.estimate, nothing_left ? 0 : fit.classical[diagonal], fit.degrees_of_freedom, level);
        coefficient.robust = inference_of(coefficient.estimate, nothing_left ? 0 : fit.robust[diagonal], fit.degrees_of_freedom, level);
    }
    if (fit.clustered.empty()) {
        coefficient.cluster.because = clusters == NoInference::none ? NoInference::no_freedom : clusters;
        return coefficient;
    }
    coefficient.cluster = inference_of(coefficient.estimate, fit.clustered[diagonal], static_cast<double>(fit.clusters) - 1, level);
    if (clusters == NoInference::none || coefficient.cluster.because != NoInference::none) return coefficient;
    // The number stands for who compares programs; nothing is concluded from it.
    coefficient.cluster.because = clusters;
    coefficient.cluster.t = coefficient.cluster.p = coefficient.cluster.lower = coefficient.cluster.upper = std::nullopt;
    return coefficient;
}

}  // namespace accalmie
