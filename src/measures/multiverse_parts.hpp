// SPDX-License-Identifier: Apache-2.0
// src/measures/multiverse_parts.hpp: sums, statistics and assignments of a multiverse. Private to it.
#pragma once

#include "measures/multiverse.hpp"

#include <functional>
#include <limits>

namespace accalmie::multiverse_parts {

/// Sums of events from the first month on: `at[m]` holds the months before m. One a unit.
struct Sums {
    std::vector<std::int32_t> at;
    std::int64_t between(int first, int end) const { return at[static_cast<std::size_t>(end)] - at[static_cast<std::size_t>(first)]; }
};

/// Units of one area, set of kinds, source and precision.
struct Series {
    std::vector<Sums> units;
    std::size_t source = 0;
};

/// Runs `work(i)` for each i below `count` on so many threads. Each i writes where no other does.
void in_parallel(std::size_t count, unsigned threads, std::function<void(std::size_t)> const& work);

/// Months that a source covers, as sums.
class Covered {
public:
    explicit Covered(std::vector<bool> const& months);
    bool all(int first, int end) const { return first >= 0 && end <= months() && count(first, end) == end - first; }
    int count(int first, int end) const { return sums_[static_cast<std::size_t>(end)] - sums_[static_cast<std::size_t>(first)]; }
    int months() const { return static_cast<int>(sums_.size()) - 1; }

private:
    std::vector<int> sums_;
};

/// The months of a baseline before a window that begins at `first`, as at most 50 stretches; nothing where one is not covered.
struct Before {
    std::array<std::pair<int, int>, 50> stretches;
    int count = 0, months = 0;
};
bool fill_before(Before& before, BaselineChoice const& baseline, int first, int window_months, Covered const& covered);

/// What of a specification does not change from assignment to assignment.
struct Planned {
    std::array<std::size_t, choices_count> choice{};
    std::size_t series = 0;
    std::vector<int> firsts;  ///< placements that are covered, as months from the first of the cube
    Refusal refusal = Refusal::none;
};

/// Four sums of one assignment at one placement.
struct Four {
    std::int64_t during = 0, before = 0, others_during = 0, others_before = 0;
    int months_before = 0;
};

/// The log ratio, 0.5 added to each count, and z: the signed root of the deviance, which falls with the events during for any total.
struct Measured {
    double log_ratio = 0, z = 0;
};
Measured measure(Four const& four, int window_months, PlainEstimator estimator);

/// Units, ascending, and by how many months all windows move.
struct Moved {
    std::vector<std::size_t> units;
    int shift = 0;
};

struct Assignments {
    std::vector<Moved> moved;  ///< the real one first
    double possible = 0;
    bool exhaustive = false;
};

/// Draw (or list) assignments; `baseline_events` of one tells whether it is comparable.
Assignments draw_assignments(MultiverseInput const& input, std::vector<int> const& shifts, std::function<double(Moved const&)> const& baseline_events);

/// The index of a choice.
constexpr std::size_t index(ChoiceOf choice) { return static_cast<std::size_t>(choice); }

/// All combinations that mean something, or a seeded sample of them; `crossed` is how many there are.
std::vector<std::array<std::size_t, choices_count>> cross(MultiverseInput const& input, double& crossed);

/// p values, curve tests, influence: from the matrices of z and log ratio, [specification * assignments + assignment].
struct Matrix {
    std::size_t assignments = 0;
    std::vector<float> z, log_ratio;
};
void judge(Multiverse& answer, MultiverseInput const& input, Matrix const& matrix, std::vector<std::size_t> const& rows);
std::vector<ChoiceInfluence> influence_of(Multiverse const& answer);

}  // namespace accalmie::multiverse_parts
