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

/// Unknown counts of people, and sums of them of which a range is known.
class SumAttacker {
public:
    /// `truth` is where a search begins; the attacker learns nothing from it.
    std::size_t unknown(std::int64_t truth)
    {
        truth_.push_back(truth);
        return truth_.size() - 1;
    }
    std::int64_t truth(std::size_t at) const { return truth_[at]; }
    void grows(std::size_t before, std::size_t after) { grows_.emplace_back(before, after); }

    /// Shown: the sum is known; withheld: it is at least `least`.
    void learn(std::vector<std::size_t> unknowns, SuppressedCell const& cell, std::int64_t least)
    {
        bool const is_shown = cell.state == CellState::shown;
        add({std::move(unknowns), is_shown ? cell.count : least, is_shown ? cell.count : box});
    }

    /// Are there two worlds that agree with all that was shown and differ by `width` in this sum? The truth is one world; the search looks
    /// for others from far to near. One that ends without an answer counts against the program.
    bool can_differ_by(std::vector<std::size_t> const& unknowns, std::int64_t truth, std::int64_t width)
    {
        std::int64_t lowest = truth, highest = truth;
        for (auto step = width; step >= 1 && highest == truth; --step)
            if (exists(unknowns, truth + step)) highest = truth + step;
        for (auto step = width - (highest - truth); step >= 1 && lowest == truth; --step)
            if (truth - step >= 0 && exists(unknowns, truth - step)) lowest = truth - step;
        return highest - lowest >= width;
    }

    bool gave_up() const { return gave_up_; }  ///< the last search

private:
    static constexpr std::int64_t box = 4'000;
    static constexpr int steps_max = 2'000'000;
    struct Sum {
        std::vector<std::size_t> unknowns;
        std::int64_t low = 0, high = 0;
    };
    using Ranges = std::vector<std::pair<std::int64_t, std::int64_t>>;

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
        std::size_t chosen = ranges.size();
        for (std::size_t at = 0; at < ranges.size(); ++at)
            if (ranges[at].first < ranges[at].second && (chosen == ranges.size() || ranges[at].second - ranges[at].first < ranges[chosen].second - ranges[chosen].first)) chosen = at;
        if (chosen == ranges.size()) return true;
        auto const near = std::clamp(truth_[chosen], ranges[chosen].first, ranges[chosen].second);
        for (std::int64_t distance = 0; distance <= ranges[chosen].second - ranges[chosen].first && steps >= 0; ++distance)
            for (auto const value : {near - distance, near + distance}) {
                if (value < ranges[chosen].first || value > ranges[chosen].second) continue;
                auto tried = ranges;
                tried[chosen] = {value, value};
                if (search(std::move(tried), steps)) return true;
                if (distance == 0) break;
            }
        return false;
    }

    bool exists(std::vector<std::size_t> const& unknowns, std::int64_t value)
    {
        auto const sums = sums_;
        add({unknowns, value, value});
        int steps = steps_max;
        bool const found = search(Ranges(truth_.size(), {0, box}), steps);
        gave_up_ = steps < 0;
        sums_ = sums;
        return found;
    }

    std::vector<std::int64_t> truth_;
    std::vector<std::pair<std::size_t, std::size_t>> grows_;
    std::vector<Sum> sums_;
    bool gave_up_ = false;
};

/// Reads tables with margins, one release after the other. Unknowns are the counts of single rows and columns at each time they changed; from
/// one time to the next a count only grows (the attacker's guess, and true in the tests).
class TableAttacker {
public:
    explicit TableAttacker(std::int64_t least) : least_(least) {}

    void read(PeopleTable const& table, Suppression const& released)
    {
        for (std::size_t i = 0; i < table.cells.size(); ++i) {
            auto const& cell = table.cells[i];
            std::vector<std::size_t> unknowns;
            for (std::size_t j = 0; j < table.cells.size(); ++j) {
                auto const& leaf = table.cells[j];
                if (leaf.is_margin || !is_in(leaf.row, cell.row) || !is_in(leaf.column, cell.column)) continue;
                unknowns.push_back(unknown_of(leaf.name, table.counts[j].count));
            }
            attacker_.learn(unknowns, released.cells[i], least_);
            if (released.cells[i].state == CellState::shown) shown_[cell.name].push_back(released.cells[i].count);
            else withheld_[cell.name] = released.cells[i].count, where_[cell.name] = unknowns;
        }
    }

    bool can_differ_by(std::string const& name, std::int64_t truth, std::int64_t width) { return attacker_.can_differ_by(where_[name], truth, width); }
    bool gave_up() const { return attacker_.gave_up(); }

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
    static bool is_in(std::string const& label, std::string const& margin) { return margin == "total" || label == margin || label.starts_with(margin + "/"); }

    std::size_t unknown_of(std::string const& leaf, std::int64_t value)
    {
        auto& times = unknowns_[leaf];
        if (times.empty() || attacker_.truth(times.back()) != value) {
            auto const now = attacker_.unknown(value);
            if (!times.empty()) attacker_.grows(times.back(), now);
            times.push_back(now);
        }
        return times.back();
    }

    std::int64_t least_;
    SumAttacker attacker_;
    std::map<std::string, std::vector<std::size_t>> unknowns_;
    std::map<std::string, std::vector<std::int64_t>> shown_;
    std::map<std::string, std::int64_t> withheld_;
    std::map<std::string, std::vector<std::size_t>> where_;
};

}  // namespace accalmie::testing
