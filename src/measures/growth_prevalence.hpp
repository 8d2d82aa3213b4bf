// SPDX-License-Identifier: Apache-2.0
// src/measures/growth_prevalence.hpp: what share of children is stunted, wasted, underweight or overweight, in a survey with clusters and weights.
#pragma once

#include "core/result.hpp"
#include "measures/distributions.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace accalmie {

/// The cut-offs: below -3, -2 and -1, above 1, 2 and 3.
inline constexpr std::array<double, 6> prevalence_cuts{-3, -2, -1, 1, 2, 3};
/// What oedema counts as in a share with a weight in it: below all cut-offs.
inline constexpr double oedema_score = -3.1;
inline constexpr std::uint32_t in_no_group = std::numeric_limits<std::uint32_t>::max();

/// How the children came into the sample. All lists have one entry a child, or are empty where allowed.
struct GrowthDesign {
    std::vector<double> weight;          ///< 0 leaves out of every estimate, not out of the count of clusters drawn
    std::vector<std::uint32_t> cluster;  ///< empty, or the same everywhere: each child was drawn alone. Counts within its stratum
    std::vector<std::uint32_t> stratum;  ///< empty: one stratum
};

/// One index of all children; not a number where there is no score.
struct IndexScores {
    std::vector<double> scores;  ///< of which the mean is told
    std::vector<double> shares;  ///< of which the shares are told: scores, and oedema_score for who has oedema
};

/// A group of each child, 0 to group_count - 1, or in_no_group.
struct GrowthGroups {
    std::vector<std::uint32_t> group;
    std::size_t group_count = 0;
};

struct GrowthEstimate {
    std::optional<double> estimate, standard_error;
    std::optional<Interval> interval;
    std::optional<Interval> exact;  ///< of a share of nobody or everybody, whose `interval` is a point: Clopper-Pearson at Kish's effective size
};

struct IndexPrevalence {
    std::size_t children = 0;  ///< with a score, or oedema, or both
    double weight_sum = 0;
    std::array<GrowthEstimate, prevalence_cuts.size()> shares;  ///< 0 to 1
    GrowthEstimate mean;
    std::optional<double> standard_deviation;  ///< two children or more
};

/// One share of one group: who has both a short stature and a weight beyond a cut, say.
struct SharePrevalence {
    std::size_t children = 0;
    double weight_sum = 0;
    GrowthEstimate share;
};

/// A survey with its sampling design, made ready once for many estimates.
class GrowthSurvey {
public:
    /// in      1 to 1,000,000 children; weights finite, not below 0
    /// errors  invalid  lists of different length, a weight below 0, a level outside 0 to 1     limit
    static Result<GrowthSurvey> make(GrowthDesign const& design, double level);

    /// Shares and mean of one index, a group each. Variance by Taylor linearisation, clusters with replacement, a stratum's only cluster
    /// against the mean of the whole sample; intervals with Student's t of the clusters less the strata of the whole sample, for shares on
    /// the logit scale. As WHO's anthro and R's survey.
    ///
    /// in      scores and groups of as many children as the design
    /// source  WHO & UNICEF 2019, Recommendations ..., ch. 3; Lumley 2010, Complex Surveys; Lohr 2010, Sampling, ch. 9
    Result<std::vector<IndexPrevalence>> index(IndexScores const& scores, GrowthGroups const& groups) const;

    /// One share, of values 0 and 1; not a number where it is not known.
    Result<std::vector<SharePrevalence>> share(std::vector<double> const& values, GrowthGroups const& groups) const;

    std::size_t clusters() const { return cluster_count_; }
    std::size_t strata() const { return drawn_in_stratum_.size(); }
    std::int64_t degrees_of_freedom() const { return degrees_; }

private:
    struct Member {
        std::uint32_t child, cluster, stratum;
        double weight;
    };
    template <std::size_t size>
    struct Moments;
    template <std::size_t size, class Values>
    Moments<size> moments(std::vector<Member> const& members, Values const& values) const;
    Result<std::vector<std::vector<Member>>> members_of(GrowthGroups const& groups) const;
    GrowthEstimate with_share_interval(double share, double variance, double kish) const;
    GrowthEstimate with_mean_interval(double mean, double variance) const;
    IndexPrevalence prevalence(std::vector<Member> const& members, IndexScores const& scores) const;

    std::vector<Member> members_;                 ///< by stratum and cluster
    std::vector<std::uint32_t> drawn_in_stratum_;  ///< clusters
    std::size_t cluster_count_ = 0;
    std::int64_t degrees_ = 0;
    double level_ = 0.95, t_ = 0;
};

}  // namespace accalmie
