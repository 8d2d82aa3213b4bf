// SPDX-License-Identifier: Apache-2.0
#include "measures/growth_prevalence.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::size_t children_max = 1'000'000;

Result<void> check(GrowthDesign const& design, double level)
{
    auto const size = design.weight.size();
    if (size > children_max) return Error{Error::Kind::limit, "more than 1,000,000 children", "survey", "split the survey"};
    bool const fits = (design.cluster.empty() || design.cluster.size() == size) && (design.stratum.empty() || design.stratum.size() == size);
    if (size == 0 || !fits) return Error{Error::Kind::invalid, "lists of different length, or nobody", "survey", "give one weight, cluster and stratum a child"};
    if (!(level > 0 && level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    for (std::size_t child = 0; child < size; ++child)
        if (!std::isfinite(design.weight[child]) || design.weight[child] < 0)
            return Error{Error::Kind::invalid, "a weight that is not a number of 0 or more", "child " + std::to_string(child + 1), "give the weight, or 0 to leave the child out"};
    return {};
}

bool is_one_cluster(std::vector<std::uint32_t> const& cluster)
{
    return std::all_of(cluster.begin(), cluster.end(), [&](std::uint32_t one) { return one == cluster.front(); });
}

double as_share(double logit) { return 1 / (1 + std::exp(-logit)); }

}  // namespace

/// Weighted means of several values of the same children, and the variances of these means.
template <std::size_t size>
struct GrowthSurvey::Moments {
    std::size_t children = 0;
    double weight_sum = 0, square_sum = 0;  ///< of weights
    std::array<double, size> mean{}, variance{};
    double kish() const { return square_sum > 0 ? weight_sum * weight_sum / square_sum : 0; }
};

Result<GrowthSurvey> GrowthSurvey::make(GrowthDesign const& design, double level)
{
    TRY(check(design, level));
    GrowthSurvey survey;
    survey.level_ = level;
    auto const size = static_cast<std::uint32_t>(design.weight.size());
    bool const alone = design.cluster.empty() || is_one_cluster(design.cluster);
    survey.members_.reserve(size);
    for (std::uint32_t child = 0; child < size; ++child)
        survey.members_.push_back({child, alone ? child : design.cluster[child], design.stratum.empty() ? 0 : design.stratum[child], design.weight[child]});
    std::sort(survey.members_.begin(), survey.members_.end(),
              [](Member const& one, Member const& other) { return std::tie(one.stratum, one.cluster, one.child) < std::tie(other.stratum, other.cluster, other.child); });
    // Clusters and strata are renumbered from 0, in that order.
    std::uint32_t clusters = 0, strata = 0, weighed_clusters = 0, weighed_strata = 0;
    bool cluster_weighed = false, stratum_weighed = false;
    Member before{};
    for (std::size_t at = 0; at < survey.members_.size(); ++at) {
        auto& member = survey.members_[at];
        auto const original = member;
        bool const new_stratum = at == 0 || original.stratum != before.stratum, new_cluster = new_stratum || original.cluster != before.cluster;
        if (new_stratum) {
            ++strata;
            survey.drawn_in_stratum_.push_back(0);
            stratum_weighed = false;
        }
        if (new_cluster) {
            ++clusters;
            ++survey.drawn_in_stratum_.back();
            cluster_weighed = false;
        }
        if (original.weight > 0 && !cluster_weighed) ++weighed_clusters;
        if (original.weight > 0 && !stratum_weighed) ++weighed_strata;
        cluster_weighed = cluster_weighed || original.weight > 0;
        stratum_weighed = stratum_weighed || original.weight > 0;
        member.cluster = clusters - 1;
        member.stratum = strata - 1;
        before = original;
    }
    survey.cluster_count_ = clusters;
    survey.degrees_ = static_cast<std::int64_t>(weighed_clusters) - static_cast<std::int64_t>(weighed_strata);
    if (survey.degrees_ > 0) {
        boost::math::students_t const t{static_cast<double>(survey.degrees_)};
        survey.t_ = boost::math::quantile(boost::math::complement(t, (1 - level) / 2));
    }
    return survey;
}

/// `values(child)` gives the values, or nothing where the child is not known.
template <std::size_t size, class Values>
GrowthSurvey::Moments<size> GrowthSurvey::moments(std::vector<Member> const& members, Values const& values) const
{
    Moments<size> found;
    for (auto const& member : members) {
        auto const known = values(member.child);
        if (!known) continue;
        ++found.children;
        found.weight_sum += member.weight;
        found.square_sum += member.weight * member.weight;
        for (std::size_t at = 0; at < size; ++at) found.mean[at] += member.weight * (*known)[at];
    }
    if (!(found.weight_sum > 0)) return found;
    for (double& mean : found.mean) mean /= found.weight_sum;

    std::array<double, size> total{}, sum{}, squares{};  // of a cluster; of a stratum's clusters
    for (std::size_t at = 0; at < members.size(); ++at) {
        auto const& member = members[at];
        if (auto const known = values(member.child))
            for (std::size_t value = 0; value < size; ++value) total[value] += member.weight * ((*known)[value] - found.mean[value]);
        bool const last = at + 1 == members.size();
        if (!last && members[at + 1].cluster == member.cluster) continue;
        for (std::size_t value = 0; value < size; ++value) {
            double const share = total[value] / found.weight_sum;
            sum[value] += share;
            squares[value] += share * share;
            total[value] = 0;
        }
        if (!last && members[at + 1].stratum == member.stratum) continue;
        double const drawn = drawn_in_stratum_[member.stratum];
        for (std::size_t value = 0; value < size; ++value) {
            found.variance[value] += drawn > 1 ? std::max(0.0, squares[value] - sum[value] * sum[value] / drawn) * drawn / (drawn - 1) : squares[value];
            sum[value] = squares[value] = 0;
        }
    }
    return found;
}

Result<std::vector<std::vector<GrowthSurvey::Member>>> GrowthSurvey::members_of(GrowthGroups const& groups) const
{
    if (groups.group.size() != members_.size()) return Error{Error::Kind::invalid, "lists of different length", "groups", "give one group a child"};
    std::vector<std::vector<Member>> members(groups.group_count);
    for (auto const& member : members_) {
        auto const group = groups.group[member.child];
        if (group == in_no_group) continue;
        if (group >= groups.group_count) return Error{Error::Kind::invalid, "a group beyond the last", "groups", "number the groups from 0"};
        members[group].push_back(member);
    }
    return members;
}

GrowthEstimate GrowthSurvey::with_mean_interval(double mean, double variance) const
{
    GrowthEstimate found{mean, {}, {}, {}};
    if (cluster_count_ < 2) return found;
    double const error = std::sqrt(variance);
    found.standard_error = error;
    if (degrees_ > 0) found.interval = Interval{mean - t_ * error, mean + t_ * error};
    return found;
}

GrowthEstimate GrowthSurvey::with_share_interval(double share, double variance, double kish) const
{
    constexpr double edge = 1e-12;
    auto found = with_mean_interval(share, variance);
    if (share < edge || share > 1 - edge) {
        double const bound = 1 - std::pow((1 - level_) / 2, 1 / kish);
        found.exact = share < edge ? Interval{0, bound} : Interval{1 - bound, 1};
        if (found.interval) found.interval = Interval{share, share};
        return found;
    }
    if (!found.interval) return found;
    double const logit = std::log(share / (1 - share)), width = t_ * *found.standard_error / (share * (1 - share));
    found.interval = Interval{as_share(logit - width), as_share(logit + width)};
    return found;
}

IndexPrevalence GrowthSurvey::prevalence(std::vector<Member> const& members, IndexScores const& scores) const
{
    constexpr auto cuts = prevalence_cuts.size();
    auto const cut = moments<cuts>(members, [&](std::uint32_t child) -> std::optional<std::array<double, cuts>> {
        double const z = scores.shares[child];
        if (std::isnan(z)) return std::nullopt;
        std::array<double, cuts> beyond;
        for (std::size_t at = 0; at < cuts; ++at) beyond[at] = (prevalence_cuts[at] < 0 ? z < prevalence_cuts[at] : z > prevalence_cuts[at]) ? 1 : 0;
        return beyond;
    });
    auto const known = [&](std::uint32_t child) -> std::optional<std::array<double, 1>> {
        double const z = scores.scores[child];
        return std::isnan(z) ? std::nullopt : std::optional{std::array{z}};
    };
    auto const mean = moments<1>(members, known);
    IndexPrevalence found;
    found.children = cut.children;
    found.weight_sum = cut.weight_sum;
    if (cut.weight_sum > 0)
        for (std::size_t at = 0; at < cuts; ++at) found.shares[at] = with_share_interval(cut.mean[at], cut.variance[at], cut.kish());
    if (!(mean.weight_sum > 0)) return found;
    found.mean = with_mean_interval(mean.mean[0], mean.variance[0]);
    if (mean.children < 2) return found;
    double squares = 0;
    for (auto const& member : members)
        if (auto const z = known(member.child)) squares += member.weight * ((*z)[0] - mean.mean[0]) * ((*z)[0] - mean.mean[0]);
    auto const count = static_cast<double>(mean.children);
    found.standard_deviation = std::sqrt(squares / mean.weight_sum * count / (count - 1));
    return found;
}

Result<std::vector<IndexPrevalence>> GrowthSurvey::index(IndexScores const& scores, GrowthGroups const& groups) const
{
    if (scores.scores.size() != members_.size() || scores.shares.size() != members_.size())
        return Error{Error::Kind::invalid, "lists of different length", "scores", "give one score a child"};
    auto const members = TRY(members_of(groups));
    std::vector<IndexPrevalence> found;
    found.reserve(members.size());
    for (auto const& group : members) found.push_back(prevalence(group, scores));
    return found;
}

Result<std::vector<SharePrevalence>> GrowthSurvey::share(std::vector<double> const& values, GrowthGroups const& groups) const
{
    if (values.size() != members_.size()) return Error{Error::Kind::invalid, "lists of different length", "values", "give one value a child"};
    auto const members = TRY(members_of(groups));
    std::vector<SharePrevalence> found;
    found.reserve(members.size());
    for (auto const& group : members) {
        auto const part = moments<1>(group, [&](std::uint32_t child) { return std::isnan(values[child]) ? std::nullopt : std::optional{std::array{values[child]}}; });
        SharePrevalence one{part.children, part.weight_sum, {}};
        if (part.weight_sum > 0) one.share = with_share_interval(part.mean[0], part.variance[0], part.kish());
        found.push_back(one);
    }
    return found;
}

}  // namespace accalmie
