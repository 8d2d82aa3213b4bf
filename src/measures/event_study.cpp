// SPDX-License-Identifier: Apache-2.0
#include "measures/difference_in_differences.hpp"
#include "measures/panel_rows.hpp"
#include "measures/reference_distributions.hpp"
#include "measures/two_way_regression.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace accalmie {

namespace {

using FirstTreated = std::span<std::optional<std::int64_t> const>;

constexpr std::size_t distances_max = 200;

Result<void> check(Panel const& panel, FirstTreated first_treated, EventStudyOptions const& options)
{
    if (first_treated.size() != panel.outcome.size()) return Error{Error::Kind::invalid, "a column that is not as long as the outcome", "first_treated", "give each row the start of its unit"};
    if (!(options.level > 0 && options.level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    if (options.leads_max && *options.leads_max < 1) return Error{Error::Kind::invalid, "fewer than one lead", "leads", "give 1 or more"};
    if (options.lags_max && *options.lags_max < 0) return Error{Error::Kind::invalid, "lags below zero", "lags", "give 0 or more"};
    return {};
}

/// The distance of each row from the start of its unit, ends put together; nothing for the never-treated.
std::vector<std::optional<std::int64_t>> distances_of(PanelRows const& rows, FirstTreated first_treated, EventStudyOptions const& options)
{
    std::vector<std::optional<std::int64_t>> distances;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        auto const first = first_treated[rows.row[at]];
        if (!first) {
            distances.emplace_back();
            continue;
        }
        auto distance = rows.times[rows.time[at]] - *first;
        if (options.leads_max) distance = std::max(distance, -*options.leads_max);
        if (options.lags_max) distance = std::min(distance, *options.lags_max);
        distances.emplace_back(distance);
    }
    return distances;
}

Result<void> check_sides(std::vector<std::optional<std::int64_t>> const& distances, std::int64_t reference)
{
    if (std::none_of(distances.begin(), distances.end(), [](auto const& one) { return one.has_value(); }))
        return Error{Error::Kind::invalid, "no treated unit", "first_treated", "name the first treated time of the treated units"};
    if (std::all_of(distances.begin(), distances.end(), [](auto const& one) { return one.has_value(); }))
        return Error{Error::Kind::invalid, "no never-treated unit: leads and lags cannot be told from time itself", "first_treated", "add units where nothing was done, or see group-time-effects"};
    if (std::find(distances.begin(), distances.end(), std::optional{reference}) == distances.end())
        return Error{Error::Kind::invalid, "no treated unit was seen at the reference distance", "reference", "give a distance that was seen; -1 is the time before the start"};
    return {};
}

JointTest joint_test(TwoWayRegression const& fit, std::vector<std::size_t> const& which, NoInference clusters)
{
    JointTest test;
    test.coefficients = which.size();
    test.clustered = clusters != NoInference::no_clusters;
    test.degrees_of_freedom = test.clustered ? static_cast<double>(fit.clusters) - 1 : fit.degrees_of_freedom;
    if (test.clustered && clusters != NoInference::none) {
        test.because = clusters;
        return test;
    }
    test.because = NoInference::no_freedom;
    if (which.empty() || (test.clustered && static_cast<double>(which.size()) > test.degrees_of_freedom) || test.degrees_of_freedom < 1) return test;
    test.wald = wald_of(fit.coefficients, test.clustered ? fit.clustered : fit.robust, which);
    if (!test.wald) {
        test.because = NoInference::zero_variance;
        return test;
    }
    auto const count = static_cast<double>(which.size());
    test.because = NoInference::none;
    test.f = *test.wald / count;
    test.p = f_at_least(*test.f, count, test.degrees_of_freedom);
    test.p_chi_square = chi_square_at_least(*test.wald, count);
    return test;
}

/// One indicator for each distance but the reference.
std::vector<std::vector<double>> indicators(std::vector<std::optional<std::int64_t>> const& distances, std::vector<std::int64_t> const& columns)
{
    std::vector<std::vector<double>> all;
    for (auto const column : columns) {
        std::vector<double> values;
        values.reserve(distances.size());
        for (auto const& distance : distances) values.push_back(distance == std::optional{column} ? 1 : 0);
        all.push_back(std::move(values));
    }
    return all;
}

Error named(Error error, std::vector<std::int64_t> const& columns)
{
    if (!error.where.starts_with("regressor ")) return error;
    auto const which = std::stoul(error.where.substr(std::string_view{"regressor "}.size()));
    if (which >= columns.size()) return {error.kind, error.what, "covariate " + std::to_string(which - columns.size() + 1), error.remedy};
    return {error.kind, "the effects explain this distance from the start wholly", "distance " + std::to_string(columns[which]), "put the ends together with fewer leads and lags, or add never-treated units"};
}

std::size_t units_at(PanelRows const& rows, std::vector<std::optional<std::int64_t>> const& distances, std::int64_t distance)
{
    std::set<std::size_t> units;
    for (std::size_t at = 0; at < rows.size(); ++at)
        if (distances[at] == std::optional{distance}) units.insert(rows.unit.empty() ? at : rows.unit[at]);
    return units.size();
}

}  // namespace

Result<EventStudy> event_study(Panel const& panel, std::span<std::optional<std::int64_t> const> first_treated, EventStudyOptions const& options)
{
    TRY(check(panel, first_treated, options));
    auto const rows = TRY(rows_of_panel(panel));
    auto const distances = distances_of(rows, first_treated, options);
    TRY(check_sides(distances, options.reference));
    std::set<std::int64_t> seen;
    for (auto const& distance : distances)
        if (distance) seen.insert(*distance);
    if (seen.size() > distances_max) return Error{Error::Kind::limit, "more than 200 distances from the start", "leads", "put the ends together with leads and lags"};
    std::vector<std::int64_t> columns;
    for (auto const distance : seen)
        if (distance != options.reference) columns.push_back(distance);
    if (columns.empty()) return Error{Error::Kind::invalid, "no distance but the reference was seen", "reference", "add times before or after"};
    TwoWayData data{rows.effect, rows.time, rows.cluster, rows.outcome, rows.weight, indicators(distances, columns)};
    data.regressors.insert(data.regressors.end(), rows.covariates.begin(), rows.covariates.end());
    auto const fitted = two_way_regression(data);
    if (!fitted) return named(fitted.error(), columns);
    std::vector<char> treated;
    for (auto const& distance : distances) treated.push_back(distance.has_value() ? 1 : 0);
    auto const clusters = judge_clusters(rows, sides_of_clusters(rows, treated));

    EventStudy answer;
    std::vector<std::size_t> before, after;
    for (auto const distance : seen) {
        EventStudyTime time{distance, distance == options.reference, units_at(rows, distances, distance), {}};
        auto const found = std::lower_bound(columns.begin(), columns.end(), distance);
        if (!time.reference) {
            auto const which = static_cast<std::size_t>(found - columns.begin());
            time.effect = coefficient_of(*fitted, which, clusters, options.level);
            (distance < options.reference ? before : after).push_back(which);
        }
        answer.times.push_back(time);
    }
    answer.before = joint_test(*fitted, before, clusters);
    answer.after = joint_test(*fitted, after, clusters);
    answer.rows = rows.size();
    answer.rows_alone = rows.rows_alone;
    answer.clusters = rows.cluster_count;
    answer.degrees_of_freedom = fitted->degrees_of_freedom;
    return answer;
}

}  // namespace accalmie
