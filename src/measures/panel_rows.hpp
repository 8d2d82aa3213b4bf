// SPDX-License-Identifier: Apache-2.0
// src/measures/panel_rows.hpp: the rows of a panel that an estimate can rest on, their labels counted from 0.
#pragma once

#include "core/result.hpp"
#include "measures/difference_in_differences.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace accalmie {

struct PanelRows {
    std::vector<std::size_t> row;      ///< of the panel
    std::vector<std::size_t> effect;   ///< unit, or group where the panel has groups; from 0 without gaps, as the others
    std::vector<std::size_t> time;     ///< in the order of time
    std::vector<std::size_t> cluster;  ///< empty: each row alone
    std::vector<std::size_t> unit;     ///< empty: none was named
    std::vector<double> outcome, weight;
    std::vector<std::vector<double>> covariates;
    std::vector<std::int64_t> times;   ///< the time of each label
    std::size_t effect_count = 0, cluster_count = 0, unit_count = 0;
    std::size_t rows_alone = 0;        ///< left out, as rows_seen_twice says

    std::size_t size() const { return row.size(); }
};

/// in      a Panel; `treated` may be empty here
/// errors  invalid  columns of other lengths, a value that is not finite, a weight that is not above zero, neither unit nor group, fewer than two
///         times or than two units     limit  more than 2,000,000 rows
Result<PanelRows> rows_of_panel(Panel const& panel);

/// Treated clusters and comparison clusters: with a row of a unit (or group) that is ever treated, and without.
struct ClusterSides {
    std::size_t treated = 0, comparison = 0;
};
ClusterSides sides_of_clusters(PanelRows const& rows, std::vector<char> const& treated);

/// Whether clusters are many enough for an interval, and why not.
NoInference judge_clusters(PanelRows const& rows, ClusterSides sides);

/// The interval and p value of an estimate whose variance is known.
Inference inference_of(double estimate, double variance, double degrees_of_freedom, double level);

/// One of several estimates, with its three variances.
struct TwoWayRegression;
Coefficient coefficient_of(TwoWayRegression const& fit, std::size_t which, NoInference clusters, double level);

}  // namespace accalmie
