// SPDX-License-Identifier: Apache-2.0
#include "measures/two_way_effects.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 2'000'000, small_max = 2'000;

/// Which of the small side's labels are joined through the large side.
class Joined {
public:
    explicit Joined(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }

    std::size_t root(std::size_t at)
    {
        while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
        return at;
    }
    void join(std::size_t a, std::size_t b) { parent_[root(a)] = root(b); }

private:
    std::vector<std::size_t> parent_;
};

std::size_t label_count(std::span<std::size_t const> labels) { return labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end()) + 1; }

}  // namespace

struct TwoWayEffects::State {
    std::vector<std::size_t> large, small;  ///< labels by row
    std::vector<double> weight, large_weight;
    std::vector<std::size_t> order, starts;  ///< rows in the order of the large side, and where each of its labels begins
    std::vector<char> pinned;                ///< one label of each connected group has the effect 0
    Eigen::LDLT<Eigen::MatrixXd> laplacian;
    std::size_t groups = 0;

    std::size_t large_count() const { return large_weight.size(); }
    std::size_t small_count() const { return pinned.size(); }

    void sort_rows();
    void pin_groups();
    void solve_once();
    void take_large_means(std::span<double> column) const;
    void remove_once(std::span<double> column) const;
};

void TwoWayEffects::State::sort_rows()
{
    starts.assign(large_count() + 1, 0);
    for (auto const label : large) ++starts[label + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    auto next = starts;
    order.resize(large.size());
    for (std::size_t row = 0; row < large.size(); ++row) order[next[large[row]]++] = row;
    for (std::size_t row = 0; row < large.size(); ++row) large_weight[large[row]] += weight[row];
}

void TwoWayEffects::State::pin_groups()
{
    Joined joined{small_count()};
    for (std::size_t label = 0; label < large_count(); ++label)
        for (auto at = starts[label] + 1; at < starts[label + 1]; ++at) joined.join(small[order[at]], small[order[at - 1]]);
    for (std::size_t label = 0; label < small_count(); ++label) {
        if (joined.root(label) != label) continue;
        pinned[label] = 1;
        ++groups;
    }
}

void TwoWayEffects::State::solve_once()
{
    auto const count = static_cast<Eigen::Index>(small_count());
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(count, count);
    for (std::size_t row = 0; row < small.size(); ++row) matrix(static_cast<Eigen::Index>(small[row]), static_cast<Eigen::Index>(small[row])) += weight[row];
    for (std::size_t label = 0; label < large_count(); ++label)
        for (auto a = starts[label]; a < starts[label + 1]; ++a)
            for (auto b = starts[label]; b < starts[label + 1]; ++b)
                matrix(static_cast<Eigen::Index>(small[order[a]]), static_cast<Eigen::Index>(small[order[b]])) -= weight[order[a]] * weight[order[b]] / large_weight[label];
    for (Eigen::Index at = 0; at < count; ++at) {
        if (pinned[static_cast<std::size_t>(at)] == 0) continue;
        matrix.row(at).setZero();
        matrix.col(at).setZero();
        matrix(at, at) = 1;
    }
    laplacian.compute(matrix);
}

void TwoWayEffects::State::take_large_means(std::span<double> column) const
{
    for (std::size_t label = 0; label < large_count(); ++label) {
        double sum = 0;
        for (auto at = starts[label]; at < starts[label + 1]; ++at) sum += weight[order[at]] * column[order[at]];
        for (auto at = starts[label]; at < starts[label + 1]; ++at) column[order[at]] -= sum / large_weight[label];
    }
}

void TwoWayEffects::State::remove_once(std::span<double> column) const
{
    take_large_means(column);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(small_count()));
    for (std::size_t row = 0; row < column.size(); ++row) right(static_cast<Eigen::Index>(small[row])) += weight[row] * column[row];
    for (std::size_t label = 0; label < small_count(); ++label)
        if (pinned[label] != 0) right(static_cast<Eigen::Index>(label)) = 0;
    Eigen::VectorXd const effect = laplacian.solve(right);
    for (std::size_t row = 0; row < column.size(); ++row) column[row] -= effect(static_cast<Eigen::Index>(small[row]));
    take_large_means(column);
}

TwoWayEffects::TwoWayEffects(std::unique_ptr<State> state) : state_(std::move(state)) {}
TwoWayEffects::TwoWayEffects(TwoWayEffects&&) noexcept = default;
TwoWayEffects& TwoWayEffects::operator=(TwoWayEffects&&) noexcept = default;
TwoWayEffects::~TwoWayEffects() = default;

Result<TwoWayEffects> TwoWayEffects::of(std::span<std::size_t const> unit, std::span<std::size_t const> time, std::span<double const> weight)
{
    if (unit.size() != time.size() || unit.size() != weight.size() || unit.empty())
        return Error{Error::Kind::invalid, "units, times and weights that are not equally many", "rows", "give each row its unit, time and weight"};
    if (unit.size() > rows_max) return Error{Error::Kind::limit, "more than 2,000,000 rows", "rows", "add up rows of one unit and time"};
    for (double const one : weight)
        if (!(one > 0) || !std::isfinite(one)) return Error{Error::Kind::invalid, "a weight that is not above zero", "weight", "leave rows without weight out"};
    auto const units = label_count(unit), times = label_count(time);
    if (std::min(units, times) > small_max || std::max(units, times) > rows_max)
        return Error{Error::Kind::limit, "more than 2,000 units and more than 2,000 times", "rows", "use longer times, or fewer units"};
    auto state = std::make_unique<State>();
    state->large.assign(units >= times ? unit.begin() : time.begin(), units >= times ? unit.end() : time.end());
    state->small.assign(units >= times ? time.begin() : unit.begin(), units >= times ? time.end() : unit.end());
    state->weight.assign(weight.begin(), weight.end());
    state->large_weight.assign(std::max(units, times), 0);
    state->pinned.assign(std::min(units, times), 0);
    state->sort_rows();
    for (double const sum : state->large_weight)
        if (sum == 0) return Error{Error::Kind::invalid, "labels of units or times with a gap", "rows", "count them from 0"};
    state->pin_groups();
    state->solve_once();
    return TwoWayEffects{std::move(state)};
}

void TwoWayEffects::remove_from(std::span<double> column) const
{
    VERIFY(column.size() == rows());
    // The second pass takes out what rounding left of the first.
    state_->remove_once(column);
    state_->remove_once(column);
}

std::size_t TwoWayEffects::rows() const { return state_->weight.size(); }

std::size_t TwoWayEffects::effects() const { return state_->large_count() + state_->small_count() - state_->groups; }

std::vector<char> rows_seen_twice(std::span<std::size_t const> unit, std::span<std::size_t const> time)
{
    VERIFY(unit.size() == time.size());
    std::vector<char> stays(unit.size(), 1);
    // Each round but the last takes out a row at least.
    for (bool changed = true; changed;) {
        changed = false;
        std::vector<std::size_t> of_unit(label_count(unit), 0), of_time(label_count(time), 0);
        for (std::size_t row = 0; row < unit.size(); ++row) {
            if (stays[row] == 0) continue;
            ++of_unit[unit[row]];
            ++of_time[time[row]];
        }
        for (std::size_t row = 0; row < unit.size(); ++row) {
            if (stays[row] == 0 || (of_unit[unit[row]] > 1 && of_time[time[row]] > 1)) continue;
            stays[row] = 0;
            changed = true;
        }
    }
    return stays;
}

}  // namespace accalmie
