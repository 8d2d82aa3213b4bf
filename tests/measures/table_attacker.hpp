// SPDX-License-Identifier: Apache-2.0
// tests/measures/table_attacker.hpp: whoever has every table that left and wants to know what was withheld. Enumerates whole numbers by
// search with bounds carried along; knows nothing of how the program chose.
#pragma once

#include "measures/people_table.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace accalmie::testing {

/// Unknowns are the counts of single rows and columns at each time they changed. Every margin, shown or withheld, is a sum of them: shown ones
/// have a value, withheld ones are at least `least`. From one time to the next a count only grows (the attacker's guess, and true in the tests).
class TableAttacker {
public:
    explicit TableAttacker(std::int64_t least) : least_(least) {}

    void read(PeopleTable const& table, Suppression const& released)
    {
        for (std::size_t i = 0; i < table.cells.size(); ++i) {
            auto const& cell = table.cells[i];
            Sum sum;
            for (std::size_t j = 0; j < table.cells.size(); ++j) {
                auto const& leaf = table.cells[j];
                if (leaf.is_margin || !is_in(leaf.row, cell.row) || !is_in(leaf.column, cell.column)) continue;
                sum.unknowns.push_back(unknown_of(leaf.name, table.counts[j].count));
            }
            bool const is_shown = released.cells[i].state == CellState::shown;
            sum.low = is_shown ? released.cells[i].count : least_;
            sum.high = is_shown ? released.cells[i].count : box;
            add(sum);
            if (is_shown) shown_[cell.name].push_back(released.cells[i].count);
            else withheld_[cell.name] = released.cells[i].count, where_[cell.name] = sum.unknowns;
        }
    }

    /// Are there two worlds that agree with all that was shown and differ by `width` in this count? The truth is one world; the search looks
    /// for others from near to far.
    bool can_differ_by(std::string const& name, std::int64_t truth, std::int64_t width)
    {
        std::int64_t lowest = truth, highest = truth;
        for (auto step = width; step >= 1 && highest == truth; --step)
            if (exists(name, truth + step)) highest = truth + step;
        for (auto step = width - (highest - truth); step >= 1 && lowest == truth; --step)
            if (truth - step >= 0 && exists(name, truth - step)) lowest = truth - step;
        return highest - lowest >= width;
    }

    std::map<std::string, std::int64_t> const& withheld() const { return withheld_; }

    /// No two shown values of one name differ by a few people.
    bool no_small_change_shown(std::int64_t threshold) const
    {
        for (auto const& [name, values] : shown_)
            for (std::size_t i = 1; i < values.size(); ++i) {
                auto const change = values[i] > values[i - 1] ? values[i] - values[i - 1] : values[i - 1] - values[i];
                if (change > 0 && change < threshold) return false;
            }
        return true;
    }

private:
    static constexpr std::int64_t box = 4'000;
    struct Sum {
        std::vector<std::size_t> unknowns;
        std::int64_t low = 0, high = 0;
    };
    using Ranges = std::vector<std::pair<std::int64_t, std::int64_t>>;

    static bool is_in(std::string const& label, std::string const& margin) { return margin == "total" || label == margin || label.starts_with(margin + "/"); }

    std::size_t unknown_of(std::string const& leaf, std::int64_t value)
    {
        auto& times = unknowns_[leaf];
        if (times.empty() || truth_[times.back()] != value) {
            if (!times.empty()) grows_.emplace_back(times.back(), truth_.size());
            times.push_back(truth_.size());
            truth_.push_back(value);
        }
        return times.back();
    }

    void add(Sum const& sum)
    {
        for (auto& known : sums_)
            if (known.unknowns == sum.unknowns) {
                known.low = std::max(known.low, sum.low);
                known.high = std::min(known.high, sum.high);
                return;
            }
        sums_.push_back(sum);
    }

    /// Carry bounds along until nothing moves; false where no world is left.
    bool carry(Ranges& ranges) const
    {
        for (bool moved = true; moved;) {
            moved = false;
            auto const narrow = [&](std::size_t at, std::int64_t low, std::int64_t high) {
                if (low > ranges[at].first) ranges[at].first = low, moved = true;
                if (high < ranges[at].second) ranges[at].second = high, moved = true;
                return ranges[at].first <= ranges[at].second;
            };
            for (auto const& [before, after] : grows_)
                if (!narrow(after, ranges[before].first, box) || !narrow(before, 0, ranges[after].second)) return false;
            for (auto const& sum : sums_) {
                std::int64_t low = 0, high = 0;
                for (auto const at : sum.unknowns) low += ranges[at].first, high += ranges[at].second;
                if (low > sum.high || high < sum.low) return false;
                for (auto const at : sum.unknowns) {
                    auto const own = ranges[at];
                    if (!narrow(at, sum.low - (high - own.second), sum.high - (low - own.first))) return false;
                    low += ranges[at].first - own.first;
                    high += ranges[at].second - own.second;
                }
            }
        }
        return true;
    }

    bool search(Ranges ranges, int& steps) const
    {
        if (--steps < 0 || !carry(ranges)) return false;
        std::size_t widest = ranges.size();
        for (std::size_t at = 0; at < ranges.size(); ++at)
            if (ranges[at].first < ranges[at].second && (widest == ranges.size() || ranges[at].second - ranges[at].first < ranges[widest].second - ranges[widest].first)) widest = at;
        if (widest == ranges.size()) return true;
        auto const near = std::clamp(truth_[widest], ranges[widest].first, ranges[widest].second);
        for (std::int64_t distance = 0; distance <= ranges[widest].second - ranges[widest].first && steps >= 0; ++distance)
            for (auto const value : {near - distance, near + distance}) {
                if (value < ranges[widest].first || value > ranges[widest].second) continue;
                auto tried = ranges;
                tried[widest] = {value, value};
                if (search(std::move(tried), steps)) return true;
                if (distance == 0) break;
            }
        return false;
    }

    bool exists(std::string const& name, std::int64_t value)
    {
        auto const sums = sums_;
        add({where_[name], value, value});
        int steps = 2'000'000;
        bool const found = search(Ranges(truth_.size(), {0, box}), steps);
        sums_ = sums;
        return found;
    }

    std::int64_t least_;
    std::map<std::string, std::vector<std::size_t>> unknowns_;
    std::vector<std::int64_t> truth_;  // where a search begins, and when a count is another one; the attacker learns nothing from it
    std::vector<std::pair<std::size_t, std::size_t>> grows_;
    std::vector<Sum> sums_;
    std::map<std::string, std::vector<std::int64_t>> shown_;
    std::map<std::string, std::int64_t> withheld_;
    std::map<std::string, std::vector<std::size_t>> where_;
};

}  // namespace accalmie::testing
