// SPDX-License-Identifier: Apache-2.0
// src/measures/multiverse.hpp: one question asked in every defensible way at once, and how likely chance alone gives such a set of answers.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "measures/before_after.hpp"
#include "measures/permutation.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// Events of one kind and source, known to one level, in one unit (by one way to draw its area) and month.
struct CubeCell {
    std::size_t area = 0, unit = 0, source = 0, kind = 0, month = 0;  ///< indices; months from the first
    int level = 0;                                                    ///< to which the source knows the place: 0 country to 4 point
    std::int64_t count = 0;
};

/// Counts by area, unit, month, kind, source and precision. A month that a source does not cover in every unit is no data.
struct CountCube {
    Month first;
    std::size_t months = 0, areas = 0, units = 0, sources = 0, kinds = 0;
    std::vector<CubeCell> cells;
    std::vector<std::vector<bool>> covered;  ///< [source][month]
};

/// A window, or all those that are searched: the lowest counts, and pays for having been looked for.
struct WindowChoice {
    std::string name;
    int months = 7;
    std::vector<Month> firsts;  ///< placements; one: it was named
};
struct BaselineChoice {
    std::string name;
    Baseline kind = Baseline::same_season;
    int years = 3;   ///< of same_season
    int months = 0;  ///< of just_before; 0: as many as the window has
};
struct AreaChoice {
    std::string name;
    std::size_t area = 0;
    int own_level = 2;  ///< incidents known to it belong to it
};
struct KindChoice {
    std::string name;
    std::vector<std::size_t> kinds;
};
struct SourceChoice {
    std::string name;
    std::size_t source = 0;
};
struct PrecisionChoice {
    std::string name;
    std::optional<int> least_level;  ///< incidents known to it at least; nothing: the area's own level
};
struct PoolChoice {
    std::string name;
    std::vector<std::size_t> units;  ///< compared with; none of them treated
};
enum class PlainEstimator : std::uint8_t {
    rate_ratio,       ///< treated during against before; takes no pool
    ratio_of_ratios,  ///< the same, against that of the pool
};

/// The dimensions of a specification.
enum class ChoiceOf : std::uint8_t { window, baseline, area, kinds, source, precision, pool, estimator };
inline constexpr std::size_t choices_count = 8;

struct MultiverseInput {
    CountCube cube;
    std::vector<std::size_t> treated;  ///< units
    std::vector<WindowChoice> windows;
    std::vector<BaselineChoice> baselines;
    std::vector<AreaChoice> areas;
    std::vector<KindChoice> kinds;
    std::vector<SourceChoice> sources;
    std::vector<PrecisionChoice> precisions;
    std::vector<PoolChoice> pools;     ///< may be empty if no estimator needs one
    std::vector<PlainEstimator> estimators;
    std::size_t specifications_max = 20'000;  ///< of more a seeded sample is taken, the first choices always in it
    Reassign reassign = Reassign::both;
    std::size_t permutations = 999;
    double comparable = 2;             ///< an assignment counts if its baseline had between 1/comparable and comparable times the real one's events; 0: any
    std::uint64_t seed = 1;
    unsigned threads = 2;              ///< the answer does not depend on it
    double level = 0.95, p_threshold = 0.05;
    double smallest_fall = 0;          ///< a fall that would matter, as 0.3 for 30 %: estimates must be at or below 1 minus it
    double share_needed = 0.5;         ///< of the specifications
};

/// Why a specification says nothing.
enum class Refusal : std::uint8_t {
    none,
    window_not_covered,
    baseline_not_covered,
    no_event_before,      ///< nothing can have fallen
    no_event_in_pool,     ///< nothing to compare with
    too_few_placements,   ///< its baseline leaves fewer than 24 windows in the series to be ranked among
};

struct Specification {
    std::array<std::size_t, choices_count> choice{};  ///< index into each list, by ChoiceOf; `pool` counts only for ratio_of_ratios
    Refusal refusal = Refusal::none;
    Month first;                      ///< of its window; of a search the lowest
    int placements = 0;               ///< that were searched
    std::int64_t events_during = 0, events_before = 0, pool_during = 0, pool_before = 0;
    int months_before = 0;
    std::optional<double> estimate;
    Interval interval;                ///< exact conditional, at `level`; Bonferroni over its placements
    double p_less = 1, p_two_sided = 1;  ///< among its own permutations
    double p_adjusted = 1;            ///< the same for having tried every specification (Westfall & Young, single-step minP)
    bool supports = false;            ///< low enough, interval below 1, p_less within the threshold
};

/// How much one choice moves the answer, in log ratio.
struct ChoiceInfluence {
    ChoiceOf choice = ChoiceOf::window;
    std::size_t values = 0;           ///< alternatives among the specifications that answer
    double mean_absolute_shift = 0;   ///< of the log ratio, over all pairs that differ in this choice alone
    double variance_share = 0;        ///< main effect: variance of the means by value over the whole variance
    std::size_t pairs = 0;
};

/// Tests of the curve as a whole: the share of permutations, the real assignment counted, whose curve is as low.
struct CurveTests {
    double median_p = 1, share_p = 1, mean_z_p = 1;  ///< median estimate; number of significant specifications; mean of z (Stouffer)
    double lowest_p = 1;                             ///< the smallest p of any specification: for whoever looks for the best
};

struct Multiverse {
    std::vector<Specification> specifications;  ///< in the order of their choices
    std::vector<std::size_t> curve;             ///< those that answer, from the lowest estimate
    double crossed = 0;                         ///< combinations that exist; more than `specifications` if a sample was taken
    std::size_t answered = 0, supporting = 0;
    double share_supporting = 0;                ///< of those that answer
    std::optional<double> median_estimate;
    CurveTests curve_tests;
    std::vector<ChoiceInfluence> influence;     ///< by mean absolute shift, the largest first
    std::size_t assignments = 0;                ///< the real one counted
    double possible_assignments = 0;
    bool exhaustive = false;
    std::size_t shifts = 0;                     ///< places of the window in time that every answering specification could have had
    double smallest_p = 1;
    double monte_carlo_error = 0;               ///< of a p at the threshold
    Verdict verdict = Verdict::cannot_be_said;
};

/// Every specification, its estimate, and its place among the same permutations of places and windows.
///
/// A permutation moves all windows by as many months and lays them on as many units; every specification is computed on it, so that the
/// specifications' dependence is kept. They are ordered by z, the signed root of the deviance against no change (0 after 42 is lower than 2 after 42,
/// which a ratio over its standard error would not say). supported: the curve
/// is as low in at most `p_threshold` of the permutations (its mean z) and at least `share_needed` of the specifications support;
/// weak: one of the two; not_shown: neither; cannot_be_said: no specification answers.
///
/// in      at most 2,400 months, 2,000 units, 4,000,000 cells; 1 to 20,000 specifications by 19 to 10,000 permutations, product at most 40,000,000;
///         at most 400 placements a window; a source covers months of all units or of none
/// out     no unit
/// errors  invalid  an index or option out of bounds     limit
/// source  Simonsohn, Simmons & Nelson 2020, Nat. Hum. Behav. 4:1208-1214; Steegen et al. 2016, Perspect. Psychol. Sci. 11:702-712;
///         Westfall & Young 1993, Resampling-Based Multiple Testing; Chung & Romano 2013, Ann. Stat. 41:484-507
Result<Multiverse> multiverse(MultiverseInput const& input);

std::string_view choice_code(ChoiceOf choice);    ///< "window", "baseline", "area", "kinds", "source", "precision", "pool", "estimator"
std::string_view refusal_code(Refusal refusal);
std::string_view estimator_code(PlainEstimator estimator);  ///< "rate_ratio", "ratio_of_ratios"

}  // namespace accalmie
