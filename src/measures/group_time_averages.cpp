// SPDX-License-Identifier: Apache-2.0
#include "measures/group_time_averages.hpp"

#include "measures/reference_distributions.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace accalmie {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd sums_by_cluster(InfluenceUnits const& units, Influenced const& one)
{
    VectorXd sums = VectorXd::Zero(static_cast<Index>(units.cluster_count));
    for (std::size_t unit = 0; unit < units.cluster.size(); ++unit) sums(static_cast<Index>(units.cluster[unit])) += one.influence[unit];
    return sums;
}

/// Mammen's two points: mean 0, variance 1, third moment 1.
class Multipliers {
public:
    explicit Multipliers(std::uint64_t seed) : random_(seed) {}

    void draw(VectorXd& values)
    {
        double const root = std::sqrt(5.0), chance = (root + 1) / (2 * root);
        for (auto& value : values) value = static_cast<double>(random_() >> 11) * 0x1p-53 < chance ? (1 - root) / 2 : (1 + root) / 2;
    }

private:
    std::mt19937_64 random_;
};

/// The value that the largest studentised draw stays below with chance `level`.
std::optional<double> critical_value(InfluenceUnits const& units, std::span<Influenced const> of, std::vector<EffectEstimate> const& estimates, GroupTimeOptions const& options)
{
    std::vector<std::size_t> which;
    for (std::size_t at = 0; at < of.size(); ++at)
        if (estimates[at].standard_error) which.push_back(at);
    if (which.empty() || options.draws == 0) return std::nullopt;
    MatrixXd scores(static_cast<Index>(which.size()), static_cast<Index>(units.cluster_count));
    for (std::size_t row = 0; row < which.size(); ++row)
        scores.row(static_cast<Index>(row)) = sums_by_cluster(units, of[which[row]]) / (static_cast<double>(units.cluster.size()) * *estimates[which[row]].standard_error);
    Multipliers multipliers{options.seed};
    VectorXd values(scores.cols());
    std::vector<double> largest;
    for (int draw = 0; draw < options.draws; ++draw) {
        multipliers.draw(values);
        largest.push_back((scores * values).cwiseAbs().maxCoeff());
    }
    std::sort(largest.begin(), largest.end());
    auto const rank = static_cast<std::size_t>(std::ceil(options.level * static_cast<double>(options.draws) - 1e-9));
    return largest[std::clamp<std::size_t>(rank, 1, largest.size()) - 1];
}

}  // namespace

double share_of(InfluenceUnits const& units, std::int64_t group)
{
    double sum = 0;
    for (std::size_t unit = 0; unit < units.group.size(); ++unit)
        if (units.group[unit] == std::optional{group}) sum += units.weight[unit];
    return sum / static_cast<double>(units.group.size());
}

Influenced average_by_share(InfluenceUnits const& units, std::span<GroupTimeCell const* const> cells)
{
    std::map<std::int64_t, double> share, distance;
    for (auto const* const cell : cells) share[cell->group] = 0;
    for (auto& [group, value] : share) value = share_of(units, group);
    double total = 0;
    for (auto const* const cell : cells) total += share[cell->group];
    Influenced answer;
    answer.influence.assign(units.group.size(), 0);
    for (auto const* const cell : cells) {
        double const weight = share[cell->group] / total;
        answer.estimate += weight * cell->effect.estimate;
        for (std::size_t unit = 0; unit < answer.influence.size(); ++unit) answer.influence[unit] += weight * cell->effect.influence[unit];
    }
    // A unit of a group moves its share, and so the average, towards the effects of that group.
    for (auto const* const cell : cells) distance[cell->group] += (cell->effect.estimate - answer.estimate) / total;
    for (std::size_t unit = 0; unit < answer.influence.size(); ++unit) {
        if (!units.group[unit]) continue;
        if (auto const found = distance.find(*units.group[unit]); found != distance.end()) answer.influence[unit] += units.weight[unit] * found->second;
    }
    return answer;
}

Influenced average(std::span<Influenced const> of)
{
    Influenced answer;
    if (of.empty()) return answer;
    answer.influence.assign(of.front().influence.size(), 0);
    auto const count = static_cast<double>(of.size());
    for (auto const& one : of) {
        answer.estimate += one.estimate / count;
        for (std::size_t unit = 0; unit < answer.influence.size(); ++unit) answer.influence[unit] += one.influence[unit] / count;
    }
    return answer;
}

double covariance_of(InfluenceUnits const& units, Influenced const& one, Influenced const& other)
{
    auto const count = static_cast<double>(units.cluster.size());
    return sums_by_cluster(units, one).dot(sums_by_cluster(units, other)) / (count * count);
}

double variance_of(InfluenceUnits const& units, Influenced const& one) { return covariance_of(units, one, one); }

BandedEstimates with_bands(InfluenceUnits const& units, std::span<Influenced const> of, GroupTimeOptions const& options)
{
    BandedEstimates answer;
    double const reach = normal_reach(options.level);
    for (auto const& one : of) {
        EffectEstimate estimate;
        estimate.estimate = one.estimate;
        double const error = std::sqrt(variance_of(units, one));
        if (error > 1e-12 * units.scale) {
            estimate.standard_error = error;
            estimate.p = normal_two_sided(one.estimate / error);
            estimate.lower = one.estimate - reach * error;
            estimate.upper = one.estimate + reach * error;
        }
        answer.estimates.push_back(estimate);
    }
    answer.critical_value = critical_value(units, of, answer.estimates, options);
    if (!answer.critical_value) return answer;
    for (auto& estimate : answer.estimates) {
        if (!estimate.standard_error) continue;
        estimate.band_lower = estimate.estimate - *answer.critical_value * *estimate.standard_error;
        estimate.band_upper = estimate.estimate + *answer.critical_value * *estimate.standard_error;
    }
    return answer;
}

}  // namespace accalmie
