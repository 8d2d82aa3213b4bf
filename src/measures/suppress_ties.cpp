// SPDX-License-Identifier: Apache-2.0
#include "measures/suppress_ties.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace accalmie {

namespace {

constexpr std::int64_t count_max = 1'000'000'000'000;

class Ties {
public:
    explicit Ties(SuppressInput const& input) : input_(input) {}

    Result<TiedCounts> make()
    {
        for (auto const& release : input_.earlier) {
            for (auto const& cell : release.cells) {
                auto const at = TRY(value_of(cell.name, cell.count));
                auto& count = found_.counts[at];
                (cell.state == CellState::shown ? count.known_before : count.withheld_before) = true;
                count.known = count.known || cell.state == CellState::shown;
            }
            TRY(add_sums(Moment::earlier));
        }
        TRY(add_asked());
        TRY(add_sums(Moment::now));
        finish();
        return std::move(found_);
    }

private:
    enum class Moment : std::uint8_t { earlier, now };

    /// The count of this name and value, the newest one of the name from now on.
    Result<std::size_t> value_of(std::string const& name, std::int64_t value)
    {
        if (value < 0 || value > count_max) return Error{Error::Kind::invalid, "a count outside 0 to 1,000,000,000,000", name, "correct the count"};
        auto const newest = newest_.find(name);
        if (newest != newest_.end() && found_.counts[newest->second].value == value) return newest->second;
        auto const at = found_.counts.size();
        TiedCount count;
        count.name = name;
        count.value = value;
        found_.counts.push_back(std::move(count));
        // Against every value that was shown too: small steps in between, each unknown, may make up one small step that is known.
        for (auto const before : older_[name])
            if (before == newest->second || found_.counts[before].known_before) add_change(before, at);
        older_[name].push_back(at);
        newest_[name] = at;
        return at;
    }

    void add_change(std::size_t before, std::size_t after)
    {
        auto const at = found_.counts.size();
        bool const grew = found_.counts[after].value > found_.counts[before].value;
        TiedCount change;
        change.name = "change of " + found_.counts[after].name;
        change.value = grew ? found_.counts[after].value - found_.counts[before].value : found_.counts[before].value - found_.counts[after].value;
        change.is_change = true;
        found_.counts.push_back(std::move(change));
        found_.ties.push_back({{after, grew ? 1 : -1}, {before, grew ? -1 : 1}, {at, -1}});
        found_.changes.push_back({at, before, after});
    }

    Result<void> add_asked()
    {
        std::set<std::string> names;
        for (auto const* list : {&input_.asked, &input_.beside})
            for (auto const& cell : *list) {
                if (!names.insert(cell.name).second) return Error{Error::Kind::invalid, "a count is there twice", cell.name, "give each once"};
                auto const at = TRY(value_of(cell.name, cell.count));
                if (list == &input_.beside) continue;
                found_.counts[at].asked = true;
                found_.counts[at].known = true;
                found_.asked.push_back(at);
            }
        return {};
    }

    /// Every sum of which all counts are known by name. A name that this release leaves out is as it was.
    Result<void> add_sums(Moment moment)
    {
        for (auto const& sum : input_.sums) {
            std::vector<std::pair<std::size_t, int>> tie;
            bool whole = add_term(tie, sum.total, 1);
            for (auto const& part : sum.parts) whole = whole && add_term(tie, part, -1);
            if (!whole) continue;
            std::int64_t rest = 0;
            bool all_asked = moment == Moment::now;
            for (auto const& [count, factor] : tie) {
                rest += factor * found_.counts[count].value;
                all_asked = all_asked && found_.counts[count].asked;
            }
            if (rest != 0 && all_asked) return Error{Error::Kind::invalid, "a total is not the sum of its parts", sum.total, "correct the table"};
            if (rest == 0 && seen_.insert(tie).second) found_.ties.push_back(std::move(tie));
        }
        return {};
    }

    bool add_term(std::vector<std::pair<std::size_t, int>>& tie, std::string const& name, int factor) const
    {
        auto const newest = newest_.find(name);
        if (newest == newest_.end()) return false;
        tie.emplace_back(newest->second, factor);
        return true;
    }

    void finish()
    {
        for (auto const& tie : seen_) ++found_.counts[tie.front().first].height;
        for (auto& count : found_.counts) {
            bool const was_withheld = count.withheld_before && !count.known_before;
            if (was_withheld && !count.asked) count.known = false;
            if (was_withheld) count.guarded = true;
            if (was_withheld && input_.rule.zeros == ZeroRule::show && count.value > 0) count.least = 1;
        }
        for (auto const& [change, before, after] : found_.changes) {
            found_.counts[change].known = found_.counts[before].known && found_.counts[after].known;
            found_.counts[change].known_before = found_.counts[before].known_before && found_.counts[after].known_before;
        }
    }

    SuppressInput const& input_;
    TiedCounts found_;
    std::map<std::string, std::size_t> newest_;
    std::map<std::string, std::vector<std::size_t>> older_;  // every value, the newest last
    std::set<std::vector<std::pair<std::size_t, int>>> seen_;
};

}  // namespace

void TiedCounts::free_changes_of(std::size_t count)
{
    for (auto const& [change, before, after] : changes)
        if (before == count || after == count) counts[change].known = false;
}

Result<TiedCounts> tie_counts(SuppressInput const& input) { return Ties{input}.make(); }

}  // namespace accalmie
