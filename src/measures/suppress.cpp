// SPDX-License-Identifier: Apache-2.0
#include "measures/suppress.hpp"

#include "measures/linked_counts.hpp"
#include "measures/suppress_ties.hpp"

#include <algorithm>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::size_t cells_max = 20'000, earlier_max = 200'000, sums_max = 100'000;

/// Unknown counts of one piece, tied to no other.
struct Piece {
    std::vector<std::size_t> counts;  ///< indices of TiedCounts::counts
    LinkedCounts linked;
};

class Guard {
public:
    Guard(SuppressInput const& input, TiedCounts ties) : rule_(input.rule), ties_(std::move(ties)) { find_ties_of_counts(); }

    Result<void> protect()
    {
        withhold_small();
        while (true) {
            auto const failed = TRY(audit());
            if (failed.empty()) return {};
            TRY(withhold_complements(failed));
        }
    }

    Result<Suppression> answer() const;

private:
    bool is_unknown(std::size_t count) const { return !ties_.counts[count].known; }
    bool is_small(std::int64_t count) const { return count < rule_.threshold && (count > 0 || rule_.zeros == ZeroRule::withhold); }
    bool can_be_withheld(std::size_t at) const
    {
        auto const& count = ties_.counts[at];
        return count.asked && count.known && !count.known_before && (count.value > 0 || rule_.zeros == ZeroRule::withhold);
    }

    void find_ties_of_counts();
    void withhold_small();
    void withhold(std::size_t at, WithheldBecause because);
    std::vector<Piece> pieces(bool only_unproved) const;
    Result<std::vector<std::size_t>> audit();
    bool prove(CountSpace const& space, Piece const& piece, std::size_t at);
    void learn(Piece const& piece, std::vector<std::int64_t> const& found);
    Result<void> withhold_complements(std::vector<std::size_t> const& failed);
    std::optional<std::size_t> complement_for(std::size_t at, std::size_t rings_max) const;
    std::size_t lone_ties(std::size_t at) const;
    std::size_t hopeless_ties(std::size_t at) const;
    bool proved(std::size_t at) const { return seen_high_[at] - seen_low_[at] >= rule_.width; }

    SuppressRule rule_;
    TiedCounts ties_;
    std::vector<std::vector<std::size_t>> ties_of_;       ///< [count]: indices of ties
    std::vector<std::int64_t> seen_low_, seen_high_;      ///< over all tables found that agree with what is shown
    std::vector<std::optional<WithheldBecause>> because_;
};

void Guard::find_ties_of_counts()
{
    auto const size = ties_.counts.size();
    ties_of_.resize(size);
    because_.resize(size);
    for (std::size_t t = 0; t < ties_.ties.size(); ++t)
        for (auto const& [count, factor] : ties_.ties[t]) ties_of_[count].push_back(t);
    for (auto const& count : ties_.counts) {
        seen_low_.push_back(count.value);
        seen_high_.push_back(count.value);
    }
}

void Guard::withhold(std::size_t at, WithheldBecause because)
{
    ties_.counts[at].known = false;
    ties_.counts[at].guarded = true;
    ties_.counts[at].least = rule_.zeros == ZeroRule::show && ties_.counts[at].value > 0 ? 1 : 0;
    ties_.free_changes_of(at);
    because_[at] = because;
}

void Guard::withhold_small()
{
    for (std::size_t at = 0; at < ties_.counts.size(); ++at) {
        auto& count = ties_.counts[at];
        if (count.asked && count.withheld_before && !count.known_before) withhold(at, WithheldBecause::withheld_before);
        else if (can_be_withheld(at) && is_small(count.value)) withhold(at, WithheldBecause::small);
        if (!count.asked && !count.known && is_small(count.value)) count.guarded = true;
        if (count.is_change && !count.known_before && count.value > 0 && count.value < rule_.threshold) count.guarded = true;
    }
}

std::vector<Piece> Guard::pieces(bool only_unproved) const
{
    auto const size = ties_.counts.size();
    std::vector<std::size_t> piece_of(size, size);
    std::vector<Piece> all;
    for (std::size_t start = 0; start < size; ++start) {
        if (!is_unknown(start) || piece_of[start] != size) continue;
        Piece piece;
        std::vector<std::size_t> open{start};
        bool wanted = false;
        piece_of[start] = all.size();
        while (!open.empty()) {
            auto const at = open.back();
            open.pop_back();
            piece.counts.push_back(at);
            wanted = wanted || (ties_.counts[at].guarded && !(only_unproved && proved(at)));
            for (auto const tie : ties_of_[at])
                for (auto const& [other, factor] : ties_.ties[tie])
                    if (is_unknown(other) && piece_of[other] == size) piece_of[other] = all.size(), open.push_back(other);
        }
        std::sort(piece.counts.begin(), piece.counts.end());
        if (wanted) all.push_back(std::move(piece));
    }
    for (auto& piece : all) {
        std::vector<std::size_t> tied;
        for (auto const at : piece.counts) {
            piece.linked.values.push_back(ties_.counts[at].value);
            piece.linked.least.push_back(ties_.counts[at].least);
            tied.insert(tied.end(), ties_of_[at].begin(), ties_of_[at].end());
        }
        std::sort(tied.begin(), tied.end());
        tied.erase(std::unique(tied.begin(), tied.end()), tied.end());
        for (auto const tie : tied) {
            auto& row = piece.linked.ties.emplace_back();
            for (auto const& [count, factor] : ties_.ties[tie])
                if (is_unknown(count))
                    row.emplace_back(static_cast<std::size_t>(std::lower_bound(piece.counts.begin(), piece.counts.end(), count) - piece.counts.begin()), factor);
        }
    }
    return all;
}

void Guard::learn(Piece const& piece, std::vector<std::int64_t> const& found)
{
    for (std::size_t i = 0; i < piece.counts.size(); ++i) {
        auto const at = piece.counts[i];
        seen_low_[at] = std::min(seen_low_[at], found[i]);
        seen_high_[at] = std::max(seen_high_[at], found[i]);
    }
}

/// Look for whole tables that agree with all that is shown and lie far enough apart.
bool Guard::prove(CountSpace const& space, Piece const& piece, std::size_t at)
{
    auto const index = static_cast<std::size_t>(std::lower_bound(piece.counts.begin(), piece.counts.end(), at) - piece.counts.begin());
    for (auto const direction : {Direction::up, Direction::down}) {
        if (proved(at)) return true;
        auto const others = direction == Direction::up ? ties_.counts[at].value - seen_low_[at] : seen_high_[at] - ties_.counts[at].value;
        if (auto const found = space.reach(index, direction, rule_.width - others)) learn(piece, *found);
    }
    return proved(at);
}

/// The guarded counts that could not be proved.
Result<std::vector<std::size_t>> Guard::audit()
{
    std::vector<std::size_t> failed;
    for (std::size_t at = 0; at < ties_.counts.size(); ++at)
        if (ties_.counts[at].guarded && ties_.counts[at].known) failed.push_back(at);  // a change that both shown counts give
    for (auto& piece : pieces(true)) {
        auto const counts = piece.counts;
        auto const space = TRY(CountSpace::make(piece.linked));
        for (auto const at : counts)
            if (ties_.counts[at].guarded && !proved(at) && !prove(space, piece, at)) failed.push_back(at);
    }
    std::sort(failed.begin(), failed.end());
    return failed;
}

/// Ties of a count in which every other one is known: withholding it alone would be of no use there.
std::size_t Guard::lone_ties(std::size_t at) const
{
    return static_cast<std::size_t>(std::count_if(ties_of_[at].begin(), ties_of_[at].end(), [&](std::size_t tie) {
        return std::none_of(ties_.ties[tie].begin(), ties_.ties[tie].end(), [&](auto const& term) { return term.first != at && is_unknown(term.first); });
    }));
}

/// Lone ties in which nothing else can be withheld any more: they would give the count away whatever is done.
std::size_t Guard::hopeless_ties(std::size_t at) const
{
    return static_cast<std::size_t>(std::count_if(ties_of_[at].begin(), ties_of_[at].end(), [&](std::size_t tie) {
        return std::none_of(ties_.ties[tie].begin(), ties_.ties[tie].end(), [&](auto const& term) { return term.first != at && (is_unknown(term.first) || can_be_withheld(term.first)); });
    }));
}

/// The shown count whose withholding helps most and costs least: in a sum with this one, else with another unknown that hangs with it.
std::optional<std::size_t> Guard::complement_for(std::size_t at, std::size_t rings_max) const
{
    using Cost = std::tuple<std::size_t, std::size_t, int, std::size_t, std::int64_t, std::size_t>;
    std::vector<std::size_t> ring{at};
    std::vector<bool> seen(ties_.counts.size(), false);
    seen[at] = true;
    for (std::size_t rings = 0; !ring.empty() && rings < rings_max; ++rings) {
        std::optional<Cost> best;
        std::vector<std::size_t> next;
        for (auto const from : ring)
            for (auto const tie : ties_of_[from])
                for (auto const& [other, factor] : ties_.ties[tie]) {
                    if (seen[other]) continue;
                    seen[other] = true;
                    if (!ties_.counts[other].known) next.push_back(other);
                    if (!can_be_withheld(other)) continue;
                    int const narrow = ties_.counts[other].value < rule_.width + 1 ? 1 : 0;
                    Cost const cost{hopeless_ties(other), lone_ties(other), narrow, ties_.counts[other].height, ties_.counts[other].value, other};
                    if (!best || cost < *best) best = cost;
                }
        if (best) return std::get<5>(*best);
        ring = std::move(next);
    }
    return std::nullopt;
}

Result<void> Guard::withhold_complements(std::vector<std::size_t> const& failed)
{
    std::vector<bool> touched(ties_.ties.size(), false);
    bool is_nearer = false;
    for (auto const at : failed) {
        bool const changed = std::any_of(ties_of_[at].begin(), ties_of_[at].end(), [&](std::size_t tie) { return touched[tie]; });
        if (changed) continue;  // looked at again in the next round
        // From afar only where nothing nearer was withheld in this round: it may be of use to this one too.
        auto const other = complement_for(at, is_nearer ? 1 : ties_.counts.size());
        if (!other && is_nearer) continue;
        if (!other)
            return Error{Error::Kind::conflict, "this table cannot leave: with earlier releases it would give a small count away, and nothing is left to withhold",
                         ties_.counts[at].name, "ask for a coarser table"};
        withhold(*other, WithheldBecause::complement);
        is_nearer = true;
        for (auto const tie : ties_of_[*other]) touched[tie] = true;
    }
    return {};
}

Result<Suppression> Guard::answer() const
{
    Suppression answer;
    for (auto const at : ties_.asked) {
        auto const& count = ties_.counts[at];
        auto const state = count.known ? CellState::shown : CellState::withheld;
        answer.cells.push_back({count.name, count.value, state, count.known ? std::nullopt : because_[at]});
        if (count.known) continue;
        answer.small += because_[at] == WithheldBecause::small ? 1 : 0;
        answer.withheld_before += because_[at] == WithheldBecause::withheld_before ? 1 : 0;
        answer.complements += because_[at] == WithheldBecause::complement ? 1 : 0;
    }
    for (auto& piece : pieces(false)) {
        auto const counts = piece.counts;
        auto const space = TRY(CountSpace::make(piece.linked));
        for (std::size_t i = 0; i < counts.size(); ++i) {
            auto const& count = ties_.counts[counts[i]];
            if (!count.guarded || count.is_change) continue;
            GuardedCell cell{count.name, count.value, count.value, count.value};
            auto const lower = TRY(space.bound(i, Direction::down));
            cell.upper = TRY(space.bound(i, Direction::up));
            cell.lower = lower.value_or(count.least);
            answer.guarded.push_back(std::move(cell));
        }
    }
    std::sort(answer.guarded.begin(), answer.guarded.end(), [](GuardedCell const& a, GuardedCell const& b) { return a.name < b.name; });
    return answer;
}

Result<void> check(SuppressInput const& input)
{
    auto const& rule = input.rule;
    if (rule.threshold < 2 || rule.threshold > 1'000) return Error{Error::Kind::invalid, "a threshold outside 2 to 1,000", "threshold", "5 is usual, 10 or 11 where care demands it"};
    if (rule.width < 1 || rule.width > 1'000) return Error{Error::Kind::invalid, "a width outside 1 to 1,000", "width", "give the threshold less one"};
    if (input.asked.empty()) return Error{Error::Kind::invalid, "no count was asked for", {}, "give a table"};
    if (input.asked.size() + input.beside.size() > cells_max) return Error{Error::Kind::limit, "more than 20,000 counts in one release", {}, "release them in parts"};
    if (input.sums.size() > sums_max) return Error{Error::Kind::limit, "more than 100,000 sums", {}, "release fewer levels at once"};
    std::size_t earlier = 0;
    for (auto const& release : input.earlier) earlier += release.cells.size();
    if (earlier > earlier_max) return Error{Error::Kind::limit, "more than 200,000 counts in earlier releases", {}, "start a new series of names"};
    return {};
}

}  // namespace

Result<Suppression> suppress(SuppressInput const& input)
{
    TRY(check(input));
    Guard guard{input, TRY(tie_counts(input))};
    TRY(guard.protect());
    return guard.answer();
}

std::string_view withheld_code(WithheldBecause because)
{
    switch (because) {
    case WithheldBecause::small: return "small";
    case WithheldBecause::withheld_before: return "withheld_before";
    case WithheldBecause::complement: return "complement";
    }
    return {};
}

Result<EquivalenceClasses> equivalence_classes(std::span<std::vector<std::string> const> rows)
{
    if (rows.empty()) return Error{Error::Kind::invalid, "no row", {}, "give a table of persons"};
    std::vector<std::vector<std::string> const*> sorted;
    for (auto const& row : rows) {
        if (row.size() != rows.front().size()) return Error{Error::Kind::invalid, "rows of different lengths", {}, "give every row the same columns"};
        sorted.push_back(&row);
    }
    std::sort(sorted.begin(), sorted.end(), [](auto const* a, auto const* b) { return *a < *b; });
    EquivalenceClasses found;
    found.rows = rows.size();
    for (std::size_t first = 0; first < sorted.size();) {
        auto end = first;
        while (end < sorted.size() && *sorted[end] == *sorted[first]) ++end;
        found.sizes.push_back(end - first);
        first = end;
    }
    std::sort(found.sizes.begin(), found.sizes.end());
    found.classes = found.sizes.size();
    found.smallest = found.sizes.front();
    found.largest = found.sizes.back();
    found.alone = static_cast<std::size_t>(std::count(found.sizes.begin(), found.sizes.end(), std::size_t{1}));
    return found;
}

}  // namespace accalmie
