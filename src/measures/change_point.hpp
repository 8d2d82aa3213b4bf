// SPDX-License-Identifier: Apache-2.0
// src/measures/change_point.hpp: where a series changes its level: the best set of changes (PELT) and the test of one change.
#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// What a segment costs: minus twice its highest log-likelihood under this model.
enum class SegmentCost : std::uint8_t {
    normal_mean,           ///< the mean changes, one known variance for all (`noise`)
    normal_mean_variance,  ///< mean and variance change
    poisson,               ///< the rate of counts changes
    negative_binomial,     ///< the same with counts that vary more than Poisson, one size for all segments
};

/// What one change more must gain. p is the number of parameters of a segment (1, or 2 with a variance), n the length of the series.
enum class ChangePenalty : std::uint8_t {
    bic,           ///< (p + 1) log n: the place of the change counts as a parameter; also called SIC
    bic0,          ///< p log n
    mbic,          ///< (p + 2) log n, and the log of its length is added to each segment's cost
    aic,           ///< 2 (p + 1)
    aic0,          ///< 2 p
    hannan_quinn,  ///< 2 (p + 1) log log n
    manual,        ///< `manual_penalty`
};

/// Where the standard deviation for normal_mean comes from, if it is not given.
enum class NoiseFrom : std::uint8_t {
    series,       ///< the whole series, its changes counted as noise too: finds fewer changes; holds where neighbouring values are alike
    differences,  ///< noise_from_differences: finds smaller changes; only where neighbouring values are independent about their level
};

struct ChangePointInput {
    std::vector<double> values;   ///< equally spaced, in order
    SegmentCost cost = SegmentCost::normal_mean;
    ChangePenalty penalty = ChangePenalty::mbic;
    double manual_penalty = 0;
    int minimum_segment = 2;      ///< fewest values of a segment; at least 2 where a variance is estimated
    NoiseFrom noise_from = NoiseFrom::series;
    std::optional<double> noise;  ///< standard deviation for normal_mean, instead of `noise_from`
    std::optional<double> size;   ///< of the negative binomial; estimated if not given
    int permutations = 999;       ///< for the p value of one change; 0: none
    std::uint64_t seed = 1;
};

struct Segment {
    std::size_t first = 0;  ///< index of its first value; a segment that is not the first begins with a change
    std::size_t end = 0;    ///< one past its last
    double mean = 0;
    double variance = 0;    ///< sum of squares about the mean over the number of values
};

/// At most one change: the best place, how much it gains, and how often chance gains as much.
struct OneChange {
    std::optional<std::size_t> place;  ///< index of the first value after the change
    double gain = 0;                   ///< twice the log-likelihood ratio of one change against none
    bool chosen = false;               ///< the gain is above the penalty
    std::optional<double> p_value;     ///< share of permuted series that gain as much, the series itself counted
    std::size_t pettitt_place = 0;     ///< the same by ranks alone
    double pettitt_statistic = 0;
    double pettitt_p_value = 1;
};

struct ChangePoints {
    std::vector<Segment> segments;       ///< one more than there are changes
    OneChange one;
    double penalty = 0;                  ///< as a number
    double cost_without_change = 0;      ///< minus twice the log-likelihood, constants as in docs/methods/change-point.md
    double cost = 0;                     ///< of the segments, penalties (and the lengths of mbic) left out
    std::optional<double> noise;         ///< used by normal_mean
    std::optional<double> size;          ///< used by negative_binomial; nothing where counts vary no more than Poisson
    std::size_t cost_evaluations = 0;    ///< n (n + 1) / 2 without pruning
};

/// The changes whose total cost with penalties is lowest over all sets of changes (exactly, not greedily), and the test of one change.
///
/// in      4 to 50,000 finite values (counts for poisson and negative_binomial); penalty >= 0; minimum_segment 1 to n / 2; at most
///         100,000 permutations, their values together at most 2e8
/// errors  invalid  too few values, a value that is not finite or not a count, all values equal (normal), a setting out of range     limit
/// source  Killick, Fearnhead & Eckley 2012, J. Am. Stat. Assoc. 107:1590-1598; Zhang & Siegmund 2007, Biometrics 63:22-32 (mbic);
///         Pettitt 1979, Applied Statistics 28:126-135; worked in docs/methods/change-point.md
Result<ChangePoints> change_points(ChangePointInput const& input);

/// Standard deviation of the noise about a level that moves seldom: median absolute first difference over 0.6745 sqrt 2; where more than
/// half of the differences are zero, root mean square difference over sqrt 2.
/// in      at least 2 values
double noise_from_differences(std::span<double const> values);

}  // namespace accalmie
