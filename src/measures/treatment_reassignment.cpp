// SPDX-License-Identifier: Apache-2.0
#include "measures/treatment_reassignment.hpp"

#include "measures/panel_rows.hpp"
#include "measures/reference_distributions.hpp"
#include "measures/two_way_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace accalmie {

namespace {

constexpr double work_max = 2e8;
constexpr double tie = 1e-9;  ///< two statistics this close, by share, are equal

/// Treated from `first` on, before `end`; never where they are equal.
struct Course {
    std::size_t first = 0, end = 0;
    auto operator<=>(Course const&) const = default;
};

constexpr std::size_t for_good = std::numeric_limits<std::size_t>::max();

/// Columns without effects and covariates, in the weighted inner product.
class Projection {
public:
    static Result<Projection> of(PanelRows const& rows, std::vector<char> const& keep)
    {
        Projection made;
        std::vector<std::size_t> effect, time;
        for (std::size_t at = 0; at < rows.size(); ++at) {
            if (keep[rows.unit[at]] == 0) continue;
            made.row_.push_back(at);
            effect.push_back(rows.effect[at]);
            time.push_back(rows.time[at]);
            made.weight_.push_back(rows.weight[at]);
        }
        made.effects_ = std::make_unique<TwoWayEffects>(TRY(TwoWayEffects::of(labels_without_gaps(effect), labels_without_gaps(time), made.weight_)));
        for (auto const& covariate : rows.covariates) made.add(made.taken(covariate));
        made.outcome_ = made.taken(rows.outcome);
        made.remove_from(made.outcome_);
        return made;
    }

    std::size_t size() const { return row_.size(); }
    std::size_t row(std::size_t at) const { return row_[at]; }
    std::vector<double> const& outcome() const { return outcome_; }

    void remove_from(std::vector<double>& column) const
    {
        effects_->remove_from(column);
        for (auto const& one : covariates_) {
            double const share = product(one, column);
            for (std::size_t at = 0; at < column.size(); ++at) column[at] -= share * one[at];
        }
    }

    double product(std::vector<double> const& a, std::vector<double> const& b) const
    {
        double sum = 0;
        for (std::size_t at = 0; at < a.size(); ++at) sum += weight_[at] * a[at] * b[at];
        return sum;
    }

    /// What the treated column explains of the outcome; nothing where the effects explain the column itself.
    std::optional<double> estimate(std::vector<double> treated) const
    {
        double const length = product(treated, treated);
        remove_from(treated);
        double const left = product(treated, treated);
        if (!(left > 1e-12 * length)) return std::nullopt;
        return product(treated, outcome_) / left;
    }

private:
    std::vector<double> taken(std::vector<double> const& column) const
    {
        std::vector<double> values;
        for (auto const row : row_) values.push_back(column[row]);
        return values;
    }

    void add(std::vector<double> column)
    {
        double const length = product(column, column);
        remove_from(column);
        remove_from(column);
        double const left = product(column, column);
        // Among fewer units a covariate may say nothing that the effects do not.
        if (!(left > 1e-12 * length)) return;
        for (double& value : column) value /= std::sqrt(left);
        covariates_.push_back(std::move(column));
    }

    std::unique_ptr<TwoWayEffects> effects_;
    std::vector<std::size_t> row_;
    std::vector<double> weight_, outcome_;
    std::vector<std::vector<double>> covariates_;
};

/// The course of each unit; nothing where one returns.
std::optional<std::vector<Course>> courses_of(PanelRows const& rows, std::vector<char> const& treated)
{
    std::vector<Course> courses(rows.unit_count, Course{for_good, 0});
    std::vector<std::size_t> last_seen(rows.unit_count, 0);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        last_seen[rows.unit[at]] = std::max(last_seen[rows.unit[at]], rows.time[at]);
        if (treated[at] == 0) continue;
        auto& course = courses[rows.unit[at]];
        course.first = std::min(course.first, rows.time[at]);
        course.end = std::max(course.end, rows.time[at] + 1);
    }
    for (std::size_t at = 0; at < rows.size(); ++at) {
        auto const& course = courses[rows.unit[at]];
        if (treated[at] == 0 && rows.time[at] >= course.first && rows.time[at] < course.end) return std::nullopt;
    }
    for (std::size_t unit = 0; unit < courses.size(); ++unit) {
        if (courses[unit].end == 0) courses[unit] = {};
        else if (courses[unit].end > last_seen[unit]) courses[unit].end = for_good;
    }
    return courses;
}

std::vector<double> column_of(Projection const& projection, PanelRows const& rows, std::vector<Course> const& courses)
{
    std::vector<double> column;
    for (std::size_t at = 0; at < projection.size(); ++at) {
        auto const row = projection.row(at);
        auto const& course = courses[rows.unit[row]];
        column.push_back(rows.time[row] >= course.first && rows.time[row] < course.end ? 1 : 0);
    }
    return column;
}

/// In how many ways the courses can be laid on the units; a double since it may be 1e60.
double ways(std::vector<Course> courses)
{
    std::sort(courses.begin(), courses.end());
    double logarithm = std::lgamma(static_cast<double>(courses.size()) + 1);
    for (auto at = courses.begin(); at != courses.end();) {
        auto const end = std::upper_bound(at, courses.end(), *at);
        logarithm -= std::lgamma(static_cast<double>(end - at) + 1);
        at = end;
    }
    return std::exp(logarithm);
}

/// Every way of laying `courses` on themselves, or seeded draws of it; `each` sees one arrangement at a time. Says whether all were tried.
template <class Each>
bool arrange(std::vector<Course> courses, ReassignmentOptions const& options, Each&& each)
{
    if (ways(courses) <= options.draws + 1.5) {
        std::sort(courses.begin(), courses.end());
        do each(courses);
        while (std::next_permutation(courses.begin(), courses.end()));
        return true;
    }
    std::mt19937_64 random{options.seed};
    for (int draw = 0; draw < options.draws; ++draw) {
        for (std::size_t left = courses.size(); left > 1; --left) std::swap(courses[left - 1], courses[random() % left]);
        each(courses);
    }
    return false;
}

void permute(Reassignment& answer, PanelRows const& rows, Projection const& all, std::vector<Course> const& courses, double estimate, ReassignmentOptions const& options)
{
    std::int64_t extreme = 0, lower = 0, higher = 0;
    double const slack = tie * std::abs(estimate);
    answer.exhaustive = arrange(courses, options, [&](std::vector<Course> const& arrangement) {
        auto const other = all.estimate(column_of(all, rows, arrangement));
        if (!other) return;
        ++answer.assignments;
        extreme += std::abs(*other) >= std::abs(estimate) - slack;
        lower += *other <= estimate + slack;
        higher += *other >= estimate - slack;
    });
    if (!answer.exhaustive) {
        ++answer.assignments;
        ++extreme;
        ++lower;
        ++higher;
    }
    if (answer.assignments < 2) {
        answer.permutation_because = NoReassignment::undefined;
        return;
    }
    auto const count = static_cast<double>(answer.assignments);
    answer.p = static_cast<double>(extreme) / count;
    answer.p_fall = static_cast<double>(lower) / count;
    answer.p_rise = static_cast<double>(higher) / count;
}

Result<void> place(Reassignment& answer, PanelRows const& rows, std::vector<Course> const& courses, double estimate, ReassignmentOptions const& options)
{
    std::vector<char> keep;
    std::vector<Course> treated, arrangement;
    for (auto const& course : courses) {
        keep.push_back(course.end == 0 ? 1 : 0);
        if (course.end != 0) treated.push_back(course);
    }
    auto const comparison = courses.size() - treated.size();
    if (comparison < treated.size() + 2) {
        answer.placebo_because = NoReassignment::too_few_comparison;
        return {};
    }
    auto const projection = TRY(Projection::of(rows, keep));
    treated.resize(comparison);
    std::vector<double> estimates;
    answer.placebos_exhaustive = arrange(treated, options, [&](std::vector<Course> const& some) {
        arrangement.assign(courses.size(), Course{});
        for (std::size_t unit = 0, next = 0; unit < courses.size(); ++unit)
            if (keep[unit] != 0) arrangement[unit] = some[next++];
        if (auto const other = projection.estimate(column_of(projection, rows, arrangement))) estimates.push_back(*other);
    });
    answer.placebos = static_cast<std::int64_t>(estimates.size());
    if (estimates.size() < 2) {
        answer.placebo_because = NoReassignment::undefined;
        return {};
    }
    double mean = 0, square = 0;
    for (double const one : estimates) mean += one / static_cast<double>(estimates.size());
    for (double const one : estimates) square += (one - mean) * (one - mean) / static_cast<double>(estimates.size());
    answer.placebo_error = std::sqrt(square);
    answer.placebo_lower = estimate - normal_reach(options.level) * std::sqrt(square);
    answer.placebo_upper = estimate + normal_reach(options.level) * std::sqrt(square);
    return {};
}

/// The t statistic of `treated` (projected) for an outcome without its effects, up to the factor that all outcomes share.
double t_of(Projection const& projection, PanelRows const& rows, std::vector<double> const& treated, std::vector<double> const& outcome)
{
    double const estimate = projection.product(treated, outcome) / projection.product(treated, treated);
    std::vector<double> sums(rows.cluster_count, 0);
    for (std::size_t at = 0; at < projection.size(); ++at) sums[rows.cluster[at]] += rows.weight[at] * treated[at] * (outcome[at] - estimate * treated[at]);
    double square = 0;
    for (double const sum : sums) square += sum * sum;
    return square > 0 ? std::abs(projection.product(treated, outcome)) / std::sqrt(square) : std::numeric_limits<double>::infinity();
}

void turn_signs(Reassignment& answer, PanelRows const& rows, Projection const& all, std::vector<double> treated, ReassignmentOptions const& options)
{
    all.remove_from(treated);
    double const real = t_of(all, rows, treated, all.outcome());
    auto const clusters = rows.cluster_count;
    answer.bootstrap_exhaustive = clusters < 20 && (std::int64_t{1} << clusters) <= options.draws + 1;
    std::int64_t const draws = answer.bootstrap_exhaustive ? std::int64_t{1} << clusters : options.draws;
    std::mt19937_64 random{options.seed};
    std::vector<char> turned(clusters, 0);
    std::vector<double> outcome(all.size());
    std::int64_t extreme = answer.bootstrap_exhaustive ? 0 : 1;
    for (std::int64_t draw = 0; draw < draws; ++draw) {
        for (std::size_t cluster = 0; cluster < clusters; ++cluster)
            turned[cluster] = answer.bootstrap_exhaustive ? static_cast<char>((draw >> cluster) & 1) : static_cast<char>(random() >> 63);
        for (std::size_t at = 0; at < outcome.size(); ++at) outcome[at] = turned[rows.cluster[at]] != 0 ? -all.outcome()[at] : all.outcome()[at];
        all.remove_from(outcome);
        extreme += t_of(all, rows, treated, outcome) >= real * (1 - tie);
    }
    answer.bootstrap_draws = draws;
    answer.bootstrap_p = static_cast<double>(extreme) / static_cast<double>(answer.bootstrap_exhaustive ? draws : draws + 1);
}

Result<void> check(Panel const& panel, ReassignmentOptions const& options)
{
    if (options.draws < 1 || options.draws > 100'000) return Error{Error::Kind::limit, "draws outside 1 to 100,000", "draws", "999 are usual"};
    if (static_cast<double>(panel.outcome.size()) * options.draws > work_max) return Error{Error::Kind::limit, "too many draws for as many rows", "draws", "give fewer"};
    if (!(options.level > 0 && options.level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    return {};
}

Reassignment none_because(NoReassignment because)
{
    Reassignment answer;
    answer.permutation_because = answer.placebo_because = answer.bootstrap_because = because;
    return answer;
}

}  // namespace

Result<Reassignment> reassign_treatment(Panel const& panel, ReassignmentOptions const& options)
{
    TRY(check(panel, options));
    auto const real = TRY(difference_in_differences(panel, options.level));
    if (panel.unit.empty() || !panel.group.empty()) return none_because(NoReassignment::no_units);
    auto const rows = TRY(rows_of_panel(panel));
    std::vector<char> treated;
    for (auto const row : rows.row) treated.push_back(panel.treated[row]);
    auto const all = TRY(Projection::of(rows, std::vector<char>(rows.unit_count, 1)));
    Reassignment answer;
    auto const sides = sides_of_clusters(rows, treated);
    if (sides.treated < 2 || sides.comparison == 1) answer.bootstrap_because = NoReassignment::one_treated_cluster;
    else turn_signs(answer, rows, all, {treated.begin(), treated.end()}, options);
    auto const courses = courses_of(rows, treated);
    if (!courses || !panel.cluster.empty()) {
        answer.permutation_because = answer.placebo_because = courses ? NoReassignment::no_units : NoReassignment::returns;
        return answer;
    }
    permute(answer, rows, all, *courses, real.effect.estimate, options);
    TRY(place(answer, rows, *courses, real.effect.estimate, options));
    return answer;
}

}  // namespace accalmie
