// SPDX-License-Identifier: Apache-2.0
// src/measures/two_way_effects.hpp: an effect of each unit and of each time taken out of a column, exactly, whatever rows are missing.
#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace accalmie {

/// The weighted least squares projection on unit and time indicators. The larger of the two sets is taken out by means; what remains is a linear
/// system as large as the smaller one (the Laplacian of the graph that joins times seen in one unit), solved once and used for each column.
class TwoWayEffects {
public:
    /// in      `unit` and `time` as long as `weight`: labels from 0 without gaps; weights > 0 and finite; at most 2,000,000 rows
    /// errors  invalid  lengths that differ, a weight that is not above zero     limit  too many rows, or more than 2,000 units and times both
    /// source  Abowd, Creecy & Kramarz 2002 (connected groups); the elimination is the Schur complement of the normal equations
    static Result<TwoWayEffects> of(std::span<std::size_t const> unit, std::span<std::size_t const> time, std::span<double const> weight);

    TwoWayEffects(TwoWayEffects&&) noexcept;
    TwoWayEffects& operator=(TwoWayEffects&&) noexcept;
    ~TwoWayEffects();

    /// Leaves in `column` what no sum of unit and time effects explains.
    /// in      as many values as rows, finite
    void remove_from(std::span<double> column) const;

    std::size_t rows() const;
    /// Effects that can be told apart: units + times - connected groups.
    std::size_t effects() const;

private:
    struct State;
    explicit TwoWayEffects(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Which rows stay when units and times seen only once are left out, again and again until none is left: they explain themselves and nothing else.
/// out     one entry a row: 1 stays, 0 goes
std::vector<char> rows_seen_twice(std::span<std::size_t const> unit, std::span<std::size_t const> time);

}  // namespace accalmie
