// SPDX-License-Identifier: Apache-2.0
#include "measures/difference_in_differences.hpp"

#include "measures/panel_rows.hpp"
#include "measures/two_way_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace accalmie {

namespace {

constexpr std::size_t few_clusters = 30, few_on_a_side = 6;

Result<void> check_level(double level)
{
    if (!(level > 0 && level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    return {};
}

/// What a unit's treatment looks like over its rows.
struct Course {
    std::size_t rows = 0, treated_rows = 0;
    std::size_t first_treated = std::numeric_limits<std::size_t>::max(), last_treated = 0, last_seen = 0, last_untreated = 0;

    bool ever() const { return treated_rows > 0; }
    bool always() const { return treated_rows == rows; }
    bool ends() const { return ever() && treated_rows < rows && last_untreated > first_treated; }
};

std::vector<Course> courses_of(PanelRows const& rows, std::vector<char> const& treated)
{
    std::vector<Course> courses(rows.effect_count);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        auto& course = courses[rows.effect[at]];
        ++course.rows;
        course.last_seen = std::max(course.last_seen, rows.time[at]);
        if (treated[at] == 0) {
            course.last_untreated = std::max(course.last_untreated, rows.time[at]);
            continue;
        }
        ++course.treated_rows;
        course.first_treated = std::min(course.first_treated, rows.time[at]);
        course.last_treated = std::max(course.last_treated, rows.time[at]);
    }
    return courses;
}

Result<void> check_treatment(std::vector<Course> const& courses)
{
    auto const treated = std::count_if(courses.begin(), courses.end(), [](Course const& one) { return one.ever(); });
    if (treated == 0) return Error{Error::Kind::invalid, "no treated row", "treated", "name the unit and the times where something was done"};
    if (std::all_of(courses.begin(), courses.end(), [](Course const& one) { return !one.ever() || one.always(); }))
        return Error{Error::Kind::invalid, "no time before treatment: the treated units are treated at each of their times", "treated", "add times before"};
    return {};
}

/// The effects explain the treatment wholly: say why.
Error explained_treatment(std::vector<Course> const& courses)
{
    if (std::none_of(courses.begin(), courses.end(), [](Course const& one) { return !one.ever(); }))
        return {Error::Kind::invalid, "no comparison unit: all units are treated at the same times", "treated", "add units where nothing was done, or see interrupted-time-series"};
    return {Error::Kind::invalid, "unit and time effects explain the treatment wholly", "treated", "compare units that were seen before and after, at times when others were not treated"};
}

/// A regressor that is explained: which, by its name.
Error named(Error error, std::vector<Course> const& courses)
{
    if (error.where == "regressor 0") return explained_treatment(courses);
    if (error.where.starts_with("regressor ")) {
        error.what = "a covariate that the unit and time effects, or the columns before it, explain wholly";
        error.where = "covariate " + error.where.substr(std::string_view{"regressor "}.size());
    }
    return error;
}

TwoWayData regression_data(PanelRows const& rows)
{
    TwoWayData data;
    data.unit = rows.effect;
    data.time = rows.time;
    data.cluster = rows.cluster;
    data.outcome = rows.outcome;
    data.weight = rows.weight;
    return data;
}

bool is_balanced(PanelRows const& rows)
{
    std::vector<char> seen(rows.effect_count * rows.times.size(), 0);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        auto& cell = seen[rows.effect[at] * rows.times.size() + rows.time[at]];
        if (cell != 0) return false;
        cell = 1;
    }
    return std::all_of(seen.begin(), seen.end(), [](char one) { return one != 0; });
}

/// Where the estimate is nothing but the difference of four means.
std::optional<FourCells> cells_of(PanelRows const& rows, std::vector<Course> const& courses, bool balanced)
{
    auto const found = std::find_if(courses.begin(), courses.end(), [](Course const& one) { return one.ever(); });
    auto const first = found->first_treated;
    bool const alike = std::all_of(courses.begin(), courses.end(), [&](Course const& one) { return !one.ever() || (one.first_treated == first && !one.ends() && !one.always()); });
    bool const same_weight = std::all_of(rows.weight.begin(), rows.weight.end(), [&](double one) { return one == rows.weight.front(); });
    bool const two_by_two = rows.effect_count == 2 && rows.times.size() == 2;
    if (!rows.covariates.empty() || !alike || !same_weight || (!balanced && !two_by_two)) return std::nullopt;
    double sum[2][2] = {}, count[2][2] = {};
    for (std::size_t at = 0; at < rows.size(); ++at) {
        int const side = courses[rows.effect[at]].ever() ? 1 : 0, after = rows.time[at] >= first ? 1 : 0;
        sum[side][after] += rows.outcome[at];
        count[side][after] += 1;
    }
    for (auto const& side : count)
        if (side[0] == 0 || side[1] == 0) return std::nullopt;
    return FourCells{sum[1][1] / count[1][1], sum[1][0] / count[1][0], sum[0][1] / count[0][1], sum[0][0] / count[0][0]};
}

std::vector<DifferenceCaution> cautions_of(DifferenceInDifferences const& answer, std::vector<Course> const& courses)
{
    std::vector<DifferenceCaution> cautions;
    auto const comparison = answer.clusters - answer.treated_clusters;
    if (answer.clusters > 0 && answer.clusters < few_clusters) cautions.push_back(DifferenceCaution::few_clusters);
    if (answer.clusters > 0 && answer.treated_clusters < few_on_a_side) cautions.push_back(DifferenceCaution::few_treated_clusters);
    if (answer.clusters > 0 && comparison < few_on_a_side) cautions.push_back(DifferenceCaution::few_comparison_clusters);
    auto first = std::numeric_limits<std::size_t>::max();
    bool staggered = false, ends = false, never = false;
    for (auto const& course : courses) {
        never = never || !course.ever();
        if (!course.ever()) continue;
        staggered = staggered || (first != std::numeric_limits<std::size_t>::max() && course.first_treated != first);
        first = course.first_treated;
        ends = ends || course.ends();
    }
    if (staggered) cautions.push_back(DifferenceCaution::staggered);
    if (ends) cautions.push_back(DifferenceCaution::switches_off);
    if (answer.times == 2) cautions.push_back(DifferenceCaution::two_times);
    if (!never) cautions.push_back(DifferenceCaution::no_never_treated);
    return cautions;
}

/// Units that are ever treated; where groups have the effects, units with a row in a treated group.
std::size_t treated_units(PanelRows const& rows, std::vector<Course> const& courses)
{
    std::vector<char> treated(rows.unit_count, 0);
    for (std::size_t at = 0; at < rows.unit.size(); ++at)
        if (courses[rows.effect[at]].ever()) treated[rows.unit[at]] = 1;
    return static_cast<std::size_t>(std::count(treated.begin(), treated.end(), 1));
}

void describe(DifferenceInDifferences& answer, PanelRows const& rows, std::vector<Course> const& courses)
{
    answer.rows = rows.size();
    answer.rows_alone = rows.rows_alone;
    answer.units = rows.unit_count;
    answer.times = rows.times.size();
    answer.treated_units = treated_units(rows, courses);
    answer.never_treated_units = answer.units - answer.treated_units;
    answer.balanced = is_balanced(rows);
    answer.cells = cells_of(rows, courses, answer.balanced);
    answer.cautions = cautions_of(answer, courses);
}

}  // namespace

Result<DifferenceInDifferences> difference_in_differences(Panel const& panel, double level)
{
    TRY(check_level(level));
    if (panel.treated.size() != panel.outcome.size()) return Error{Error::Kind::invalid, "a column that is not as long as the outcome", "treated", "give each row 0 or 1"};
    auto const rows = TRY(rows_of_panel(panel));
    std::vector<char> treated;
    for (auto const row : rows.row) treated.push_back(panel.treated[row]);
    auto const courses = courses_of(rows, treated);
    TRY(check_treatment(courses));
    auto data = regression_data(rows);
    data.regressors.emplace_back(treated.begin(), treated.end());
    data.regressors.insert(data.regressors.end(), rows.covariates.begin(), rows.covariates.end());
    auto const fitted = two_way_regression(data);
    if (!fitted) return named(fitted.error(), courses);
    auto const& fit = *fitted;
    double total = 0;
    for (std::size_t at = 0; at < rows.size(); ++at) total += rows.weight[at] * rows.outcome[at] * rows.outcome[at];
    if (!(fit.within_sum > 1e-22 * total))
        return Error{Error::Kind::invalid, "the outcome does not vary beyond its unit and time effects", "outcome", "look at the outcome: is it one constant?"};
    DifferenceInDifferences answer;
    auto const sides = sides_of_clusters(rows, treated);
    answer.clusters = rows.cluster_count;
    answer.treated_clusters = sides.treated;
    describe(answer, rows, courses);
    auto const judged = judge_clusters(rows, sides);
    answer.effect = coefficient_of(fit, 0, judged, level);
    for (std::size_t which = 1; which < fit.coefficients.size(); ++which) answer.covariates.push_back(coefficient_of(fit, which, judged, level));
    answer.effects = fit.effects;
    answer.cluster_factor = fit.cluster_factor;
    answer.residual_deviation = fit.degrees_of_freedom >= 1 ? std::sqrt(fit.residual_sum / fit.degrees_of_freedom) : 0;
    answer.within_r_squared = 1 - fit.residual_sum / fit.within_sum;
    return answer;
}

}  // namespace accalmie
