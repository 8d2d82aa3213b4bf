// SPDX-License-Identifier: Apache-2.0
#include "measures/survey.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace accalmie {

namespace {

constexpr std::size_t persons_max = 1'000'000;

using ClusterKey = std::pair<std::size_t, std::size_t>;  // stratum, cluster
using ClusterTotals = std::map<ClusterKey, double>;

std::size_t stratum_of(SurveySample const& sample, std::size_t person) { return sample.stratum.empty() ? 0 : sample.stratum[person]; }

ClusterKey key_of(SurveySample const& sample, std::size_t person)
{
    return {stratum_of(sample, person), sample.cluster.empty() ? person : sample.cluster[person]};
}

bool is_counted(SurveySample const& sample, std::size_t person) { return sample.counted[person] != 0 && sample.weight[person] > 0; }

Error unequal_lists() { return {Error::Kind::invalid, "lists of different length", "sample", "give one value, weight, cluster and stratum a person"}; }

Result<void> check_weights(SurveySample const& sample)
{
    bool any = false;
    for (std::size_t person = 0; person < sample.weight.size(); ++person) {
        double const weight = sample.weight[person];
        auto const where = "person " + std::to_string(person + 1);
        if (!std::isfinite(weight) || weight < 0) return Error{Error::Kind::invalid, "a weight that is not a number of 0 or more", where, "give the weight, or leave the person out"};
        if (is_counted(sample, person) && !std::isfinite(sample.value[person])) return Error{Error::Kind::invalid, "an answer that is not a number", where, "leave it out of what is counted"};
        any = any || weight > 0;
    }
    if (!any) return Error{Error::Kind::invalid, "no weight above 0", "weight", "give the weights, or 1 for each person"};
    return {};
}

Result<void> check(SurveySample const& sample, double level)
{
    auto const size = sample.value.size();
    if (size > persons_max) return Error{Error::Kind::limit, "more than 1,000,000 persons", "sample", "split the survey"};
    bool const clusters_fit = sample.cluster.empty() || sample.cluster.size() == size;
    bool const strata_fit = sample.stratum.empty() || sample.stratum.size() == size;
    if (size == 0 || sample.counted.size() != size || sample.weight.size() != size || !clusters_fit || !strata_fit) return unequal_lists();
    if (!(level > 0 && level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    return check_weights(sample);
}

/// The ratio estimate of a mean, and what each sampled cluster adds to its linearised total.
struct Linearised {
    double weight_sum = 0, weight_square_sum = 0, mean = 0, square_sum = 0;
    std::size_t persons = 0;
    ClusterTotals totals;              ///< of all clusters drawn, 0 for those without anybody counted
    std::set<ClusterKey> with_person;  ///< clusters with somebody counted
};

void add_moments(Linearised& answer, SurveySample const& sample)
{
    double sum = 0;
    for (std::size_t person = 0; person < sample.value.size(); ++person) {
        if (!is_counted(sample, person)) continue;
        double const weight = sample.weight[person];
        ++answer.persons;
        answer.weight_sum += weight;
        answer.weight_square_sum += weight * weight;
        sum += weight * sample.value[person];
    }
    if (answer.persons > 0) answer.mean = sum / answer.weight_sum;
}

Linearised linearised(SurveySample const& sample)
{
    Linearised answer;
    add_moments(answer, sample);
    for (std::size_t person = 0; person < sample.value.size(); ++person) {
        if (!(sample.weight[person] > 0)) continue;
        auto const key = key_of(sample, person);
        double& total = answer.totals[key];
        if (!is_counted(sample, person)) continue;
        double const away = sample.value[person] - answer.mean;
        total += sample.weight[person] * away / answer.weight_sum;
        answer.square_sum += sample.weight[person] * away * away;
        answer.with_person.insert(key);
    }
    return answer;
}

/// What one stratum adds, from the totals of its clusters; nothing for a lonely one.
std::optional<double> stratum_variance(std::vector<double> const& totals)
{
    if (totals.size() < 2) return std::nullopt;
    auto const count = static_cast<double>(totals.size());
    double mean = 0, squares = 0;
    for (double const total : totals) mean += total / count;
    for (double const total : totals) squares += (total - mean) * (total - mean);
    return squares * count / (count - 1);
}

Result<double> variance_of(ClusterTotals const& totals, LonelyCluster lonely)
{
    std::map<std::size_t, std::vector<double>> strata;
    for (auto const& [key, total] : totals) strata[key.first].push_back(total);
    double sum = 0, lonely_squares = 0;
    std::size_t lonely_count = 0;
    for (auto const& [stratum, values] : strata) {
        auto const variance = stratum_variance(values);
        sum += variance.value_or(0);
        if (variance) continue;
        ++lonely_count;
        lonely_squares += values.front() * values.front();
    }
    if (lonely_count == 0) return sum;
    auto const others = static_cast<double>(strata.size() - lonely_count);
    switch (lonely) {
    case LonelyCluster::adjust: return sum + lonely_squares;
    case LonelyCluster::remove: return sum;
    case LonelyCluster::average:
        if (others > 0) return sum * static_cast<double>(strata.size()) / others;
        return Error{Error::Kind::invalid, "every stratum has one cluster only", "stratum", "leave the strata out, or choose another rule for lonely clusters"};
    case LonelyCluster::refuse: break;
    }
    return Error{Error::Kind::invalid, std::to_string(lonely_count) + " strata have one cluster only", "stratum", "join them to a neighbour, or choose the rule adjust, remove or average"};
}

std::size_t strata_of(std::set<ClusterKey> const& clusters)
{
    std::set<std::size_t> strata;
    for (auto const& key : clusters) strata.insert(key.first);
    return strata.size();
}

double t_bound(double level, std::int64_t degrees)
{
    boost::math::students_t const t{static_cast<double>(degrees)};
    return boost::math::quantile(boost::math::complement(t, (1 - level) / 2));
}

TooFew too_few(SurveyEstimate const& cell, SurveySample const& sample, SurveyLimits const& limits)
{
    if (cell.persons == 0) return TooFew::nobody;
    if (cell.persons < limits.persons_min) return TooFew::persons;
    if (!sample.cluster.empty() && cell.clusters < limits.clusters_min) return TooFew::clusters;
    if (cell.variation && *cell.variation > limits.variation_max) return TooFew::variation;
    return TooFew::none;
}

void fill_design_effect(SurveyEstimate& cell, Linearised const& part, double variance)
{
    auto const persons = static_cast<double>(part.persons);
    cell.weighting_effect = persons * part.weight_square_sum / (part.weight_sum * part.weight_sum);
    if (part.persons < 2 || !(part.square_sum > 0)) return;
    double const drawn_alone = part.square_sum / part.weight_sum * persons / (persons - 1) / persons;
    cell.design_effect = variance / drawn_alone;
    if (*cell.design_effect > 0) cell.effective_sample_size = persons / *cell.design_effect;
}

Result<SurveyEstimate> estimate_mean(SurveySample const& sample, SurveySettings const& settings)
{
    TRY(check(sample, settings.level));
    auto const part = linearised(sample);
    SurveyEstimate cell;
    cell.persons = part.persons;
    cell.clusters = part.with_person.size();
    cell.strata = strata_of(part.with_person);
    cell.degrees_of_freedom = static_cast<std::int64_t>(cell.clusters) - static_cast<std::int64_t>(cell.strata);
    cell.weight_sum = part.weight_sum;
    if (part.persons > 0) {
        double const variance = TRY(variance_of(part.totals, settings.lonely));
        cell.estimate = part.mean;
        fill_design_effect(cell, part, variance);
        // One cluster and nothing to compare it with: a variance of 0 would say certainty where there is ignorance.
        if (part.totals.size() > 1) cell.standard_error = std::sqrt(variance);
        if (cell.standard_error && part.mean != 0) cell.variation = *cell.standard_error / std::abs(part.mean);
    }
    cell.too_few = too_few(cell, sample, settings.limits);
    return cell;
}

Interval around(double estimate, double half_width) { return {estimate - half_width, estimate + half_width}; }

double as_share(double logit) { return 1 / (1 + std::exp(-logit)); }

/// Nobody or everybody among `persons`, as many as the weights leave.
Interval one_sided_share(SurveyEstimate const& cell, double level)
{
    double const persons = static_cast<double>(cell.persons) / cell.weighting_effect.value_or(1);
    double const bound = 1 - std::pow((1 - level) / 2, 1 / persons);
    return *cell.estimate > 0.5 ? Interval{1 - bound, 1} : Interval{0, bound};
}

void fill_share_interval(SurveyEstimate& cell, double level)
{
    double const share = *cell.estimate;
    constexpr double edge = 1e-12;
    if (share < edge || share > 1 - edge) {
        cell.interval = one_sided_share(cell, level);
        cell.interval_kind = SurveyIntervalKind::exact_share;
        return;
    }
    if (!cell.standard_error || cell.degrees_of_freedom < 1) return;
    double const logit = std::log(share / (1 - share)), width = t_bound(level, cell.degrees_of_freedom) * *cell.standard_error / (share * (1 - share));
    cell.interval = Interval{as_share(logit - width), as_share(logit + width)};
    cell.interval_kind = SurveyIntervalKind::logit;
}

}  // namespace

Result<SurveyEstimate> survey_mean(SurveySample const& sample, SurveySettings const& settings)
{
    auto cell = TRY(estimate_mean(sample, settings));
    if (!cell.standard_error || cell.degrees_of_freedom < 1) return cell;
    cell.interval = around(*cell.estimate, t_bound(settings.level, cell.degrees_of_freedom) * *cell.standard_error);
    cell.interval_kind = SurveyIntervalKind::student;
    return cell;
}

Result<SurveyEstimate> survey_share(SurveySample const& sample, SurveySettings const& settings)
{
    auto cell = TRY(estimate_mean(sample, settings));
    for (std::size_t person = 0; person < sample.value.size(); ++person) {
        if (is_counted(sample, person) && sample.value[person] != 0 && sample.value[person] != 1)
            return Error{Error::Kind::invalid, "an answer that is neither 0 nor 1", "person " + std::to_string(person + 1), "a share counts who said yes: give 1 for them, 0 for the others"};
    }
    if (cell.estimate) fill_share_interval(cell, settings.level);
    return cell;
}

Result<SurveyChange> survey_change(SurveySample const& earlier, SurveySample const& later, SurveyWaves waves, SurveySettings const& settings)
{
    TRY(check(earlier, settings.level).at("earlier wave"));
    TRY(check(later, settings.level).at("later wave"));
    auto before = linearised(earlier), after = linearised(later);
    SurveyChange answer;
    if (before.persons == 0 || after.persons == 0) return answer;
    answer.change = after.mean - before.mean;
    double variance = 0;
    if (waves == SurveyWaves::independent) {
        variance = TRY(variance_of(before.totals, settings.lonely).at("earlier wave")) + TRY(variance_of(after.totals, settings.lonely).at("later wave"));
        auto const degrees = [](Linearised const& part) { return static_cast<std::int64_t>(part.with_person.size()) - static_cast<std::int64_t>(strata_of(part.with_person)); };
        answer.degrees_of_freedom = degrees(before) + degrees(after);
    } else {
        for (auto const& [key, total] : before.totals) after.totals[key] -= total;
        after.with_person.insert(before.with_person.begin(), before.with_person.end());
        variance = TRY(variance_of(after.totals, settings.lonely));
        answer.degrees_of_freedom = static_cast<std::int64_t>(after.with_person.size()) - static_cast<std::int64_t>(strata_of(after.with_person));
    }
    if (answer.degrees_of_freedom < 1) return answer;
    answer.standard_error = std::sqrt(variance);
    answer.interval = around(*answer.change, t_bound(settings.level, answer.degrees_of_freedom) * *answer.standard_error);
    if (!(variance > 0)) return answer;
    answer.statistic = *answer.change / *answer.standard_error;
    boost::math::students_t const t{static_cast<double>(answer.degrees_of_freedom)};
    answer.p_value = 2 * boost::math::cdf(boost::math::complement(t, std::abs(*answer.statistic)));
    return answer;
}

}  // namespace accalmie
