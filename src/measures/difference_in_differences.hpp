// SPDX-License-Identifier: Apache-2.0
// src/measures/difference_in_differences.hpp: how much more an outcome changed where something was done than where it was not.
#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// A long table: each row is one unit (a place, a shop) at one time.
struct Panel {
    std::vector<std::size_t> unit;                ///< any label; empty: each row is another unit (repeated cross-sections, then `group` is there)
    std::vector<std::int64_t> time;               ///< any scale; only its order, and in an event study its distances, are used
    std::vector<double> outcome;
    std::vector<char> treated;                    ///< 1 where the unit is treated at this time, else 0
    std::vector<std::size_t> group;               ///< empty: an effect of each unit. Else an effect of each group instead: the pooled estimate
    std::vector<std::size_t> cluster;             ///< whose rows move together; empty: the unit, and where there is none each row alone
    std::vector<double> weight;                   ///< empty: all 1
    std::vector<std::vector<double>> covariates;  ///< each as long as the outcome
};

/// Why an interval is not given though an estimate is.
enum class NoInference : std::uint8_t {
    none,                  ///< it is given
    no_freedom,            ///< as many effects as rows
    zero_variance,         ///< the fit is perfect: nothing is left to judge chance by
    no_clusters,           ///< no unit was named
    one_treated_cluster,   ///< fewer than two treated clusters: the robust error is far too small (Conley & Taber 2011)
    one_comparison_cluster,
    too_few_clusters,      ///< fewer than `clusters_min`
};

/// Clusters below this number bear no interval; permutation over units and the wild bootstrap remain.
inline constexpr std::size_t clusters_min = 6;

struct Inference {
    std::optional<double> standard_error;
    std::optional<double> t, p, lower, upper;  ///< Student's t with `degrees_of_freedom`
    double degrees_of_freedom = 0;
    NoInference because = NoInference::none;
};

enum class DifferenceCaution : std::uint8_t {
    few_clusters,             ///< fewer than 30
    few_treated_clusters,     ///< fewer than 6
    few_comparison_clusters,  ///< fewer than 6
    staggered,                ///< treatment began at different times: the estimate mixes comparisons with units treated earlier (Goodman-Bacon 2021)
    switches_off,             ///< a treated unit is untreated again later
    two_times,                ///< parallel trends cannot be looked at
    no_never_treated,         ///< each unit is treated at some time
};

/// Means of the four cells, for two times or two states of one start.
struct FourCells {
    double treated_after = 0, treated_before = 0, comparison_after = 0, comparison_before = 0;
};

struct Coefficient {
    double estimate = 0;
    Inference classical, robust, cluster;
};

struct DifferenceInDifferences {
    Coefficient effect;
    std::vector<Coefficient> covariates;
    std::optional<FourCells> cells;  ///< without covariates, all treated from one time on and for good, each row of the same weight
    std::size_t rows = 0;            ///< that the estimate rests on
    std::size_t rows_alone = 0;      ///< left out: their unit, or time, is seen only once
    std::size_t units = 0, treated_units = 0, never_treated_units = 0, times = 0;
    std::size_t clusters = 0, treated_clusters = 0;
    bool balanced = false;           ///< each unit at each time
    std::size_t effects = 0;
    double cluster_factor = 0;       ///< G / (G - 1) * (N - 1) / (N - K); see two_way_regression.hpp
    double residual_deviation = 0;   ///< root of the residual sum over the degrees of freedom
    double within_r_squared = 0;
    std::vector<DifferenceCaution> cautions;
};

/// Two-way fixed effects: outcome = unit effect + time effect + estimate * treated + covariates. With two groups and two times it is the
/// difference of the two changes.
///
/// in      at least one treated and one untreated row; times and units 2 or more; at most 2,000,000 rows; 0 < level < 1
/// out     in the outcome's unit; intervals of `level`: classical and HC1 with rows - effects - coefficients degrees of freedom, cluster with G - 1
/// errors  invalid  no treated row, no comparison unit, no time before, an outcome that never changes, a covariate that effects explain
/// source  Card & Krueger 1994, Am. Econ. Rev. 84:772-793; Angrist & Pischke 2009, ch. 5; Bertrand, Duflo & Mullainathan 2004, Q. J. Econ.
///         119:249-275 (clusters); Cameron & Miller 2015, J. Hum. Resour. 50:317-372; worked by hand in docs/methods/difference-in-differences.md
Result<DifferenceInDifferences> difference_in_differences(Panel const& panel, double level);

struct EventStudyOptions {
    std::int64_t reference = -1;               ///< the distance from the start that all others are compared with
    std::optional<std::int64_t> leads_max;     ///< distances below -leads_max are put together with it
    std::optional<std::int64_t> lags_max;      ///< distances above lags_max are put together with it
    double level = 0.95;
};

struct EventStudyTime {
    std::int64_t distance = 0;                 ///< from the first treated time, in steps of time
    bool reference = false;
    std::size_t units = 0;                     ///< treated units seen at this distance
    Coefficient effect;
};

/// All coefficients of some distances are 0?
struct JointTest {
    std::size_t coefficients = 0;
    std::optional<double> wald, f, p;  ///< F = wald / coefficients against F(coefficients, degrees_of_freedom)
    std::optional<double> p_chi_square;
    double degrees_of_freedom = 0;
    bool clustered = false;            ///< by the cluster-robust covariance; else by HC1, where the panel names no unit and no cluster
    NoInference because = NoInference::none;
};

struct EventStudy {
    std::vector<EventStudyTime> times; ///< by distance, the reference among them with estimate 0
    JointTest before;                  ///< of all distances below the reference: the pre-trend test
    JointTest after;
    std::size_t rows = 0, rows_alone = 0, clusters = 0;
    double degrees_of_freedom = 0;
};

/// Leads and lags of treatment, never-treated units as comparison.
///
/// in      `first_treated` for each row: the first treated time of its unit, nothing for never; the panel's `treated` is not read
/// errors  invalid  no never-treated unit, no treated unit, nobody seen at the reference distance, a distance that effects explain
/// source  Freyaldenhoven, Hansen & Shapiro 2019; Sun & Abraham 2021 (what it mixes where effects differ by start: then group_time_effects)
Result<EventStudy> event_study(Panel const& panel, std::span<std::optional<std::int64_t> const> first_treated, EventStudyOptions const& options);

}  // namespace accalmie
