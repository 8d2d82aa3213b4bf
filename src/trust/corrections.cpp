// SPDX-License-Identifier: Apache-2.0
#include "trust/corrections.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace accalmie {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

struct AddressHash {
    std::size_t operator()(RecordAddress const& address) const { return std::hash<RecordId>{}(address.record) ^ (address.row * 0x9E37'79B9'7F4A'7C15U); }
};

/// What a version's line of corrections stands for while it is walked from its first version to its last ones.
enum class Line : std::uint8_t {
    counts,   ///< its last version is the value
    held,     ///< chosen once, contested again since: its last version is the value before the new dispute
    contends, ///< one side of an open dispute
    lost,     ///< the other side was chosen
};

struct Node {
    Version const* version = nullptr;
    std::size_t parent = none;            ///< what it replaces, if that is here
    std::vector<std::size_t> children;    ///< what replaces it
    std::vector<std::size_t> corrections; ///< of the children, the entitled ones, one an author; and the author's next word on the same version
    std::size_t root = none;              ///< the first version of its line
    Choice const* choice = nullptr;       ///< the latest choice of this version or of a correction of it
    Line line = Line::counts;
    VersionState state = VersionState::current;
    bool is_rival = false;                ///< its line began with an account that may not correct
};

bool is_later(Choice const* a, Choice const* b) { return b == nullptr || std::tie(a->hlc, a->chosen) > std::tie(b->hlc, b->chosen); }

class Resolution {
public:
    Resolution(std::span<Version const> versions, std::span<Choice const> choices)
    {
        take(versions);
        tie_parents();
        for (auto const first : first_versions()) follow(first);
        place(choices);
        for (auto const index : order_) judge(index);
    }

    VersionState state(RecordAddress const& address) const { return nodes_[index_.at(address)].state; }

private:
    /// One node an address, in the order of clock and address, so that nothing depends on the order in which we were told.
    void take(std::span<Version const> versions)
    {
        std::vector<Version const*> sorted;
        for (auto const& version : versions) sorted.push_back(&version);
        std::sort(sorted.begin(), sorted.end(), [](auto const* a, auto const* b) {
            return std::tie(a->hlc, a->address, a->author, a->organisation, a->replaces) < std::tie(b->hlc, b->address, b->author, b->organisation, b->replaces);
        });
        for (auto const* version : sorted) {
            if (!index_.emplace(version->address, nodes_.size()).second) continue;
            nodes_.emplace_back().version = version;
        }
    }

    void tie_parents()
    {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            auto const& replaces = nodes_[i].version->replaces;
            if (!replaces) continue;
            auto const parent = index_.find(*replaces);
            if (parent != index_.end()) nodes_[i].parent = parent->second;
        }
        cut_cycles();
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (nodes_[i].parent != none) nodes_[nodes_[i].parent].children.push_back(i);
        }
    }

    /// Hashes cannot form a cycle, but whoever hands us addresses can. The earliest version of a cycle then replaces nothing.
    void cut_cycles()
    {
        std::vector<std::size_t> seen_in(nodes_.size(), none);
        for (std::size_t start = 0; start < nodes_.size(); ++start) {
            std::size_t at = start;
            while (at != none && seen_in[at] == none) {
                seen_in[at] = start;
                at = nodes_[at].parent;
            }
            if (at == none || seen_in[at] != start) continue;
            std::size_t earliest = at;
            for (std::size_t on = nodes_[at].parent; on != at; on = nodes_[on].parent) earliest = std::min(earliest, on);
            nodes_[earliest].parent = none;
        }
    }

    std::vector<std::size_t> first_versions() const
    {
        std::vector<std::size_t> firsts;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (nodes_[i].parent == none) firsts.push_back(i);
        }
        return firsts;
    }

    bool may_correct(Node const& correction, Node const& corrected) const
    {
        auto const& owner = *nodes_[corrected.root].version;
        auto const& by = *correction.version;
        return by.author == corrected.version->author || by.author == owner.author || (!by.organisation.empty() && by.organisation == owner.organisation);
    }

    /// Walk from a first version down, giving each version its line; `order_` then has every version after what it replaces.
    void follow(std::size_t first)
    {
        nodes_[first].root = first;
        std::vector<std::size_t> waiting{first};
        while (!waiting.empty()) {
            auto const at = waiting.back();
            waiting.pop_back();
            order_.push_back(at);
            sort_children(at);
            for (auto const child : nodes_[at].corrections) waiting.push_back(child);
            for (auto const child : nodes_[at].children) {
                if (nodes_[child].is_rival && nodes_[child].root == child) waiting.push_back(child);
            }
        }
    }

    void sort_children(std::size_t at)
    {
        for (auto const child : nodes_[at].children) {
            if (may_correct(nodes_[child], nodes_[at])) {
                nodes_[child].root = nodes_[at].root;
                nodes_[child].is_rival = nodes_[at].is_rival;
                nodes_[at].corrections.push_back(child);
            } else {
                nodes_[child].root = child;
                nodes_[child].is_rival = true;
            }
        }
        chain_same_authors(at);
    }

    /// An author who corrects the same version twice does not dispute with himself: the second word follows the first.
    void chain_same_authors(std::size_t at)
    {
        auto& corrections = nodes_[at].corrections;
        std::sort(corrections.begin(), corrections.end());  // indexes are in the order of clock and address
        std::unordered_map<AuthorId, std::size_t> first_word;
        std::vector<std::size_t> kept;
        for (auto const child : corrections) {
            auto const [earlier, is_first] = first_word.emplace(nodes_[child].version->author, child);
            is_first ? kept.push_back(child) : nodes_[earlier->second].corrections.push_back(child);
        }
        corrections = std::move(kept);
    }

    void place(std::span<Choice const> choices)
    {
        for (auto const& choice : choices) {
            auto const chosen = index_.find(choice.chosen);
            if (chosen != index_.end() && is_later(&choice, nodes_[chosen->second].choice)) nodes_[chosen->second].choice = &choice;
        }
        for (auto i = order_.rbegin(); i != order_.rend(); ++i) {
            for (auto const child : nodes_[*i].corrections) {
                auto const* const of_child = nodes_[child].choice;
                if (of_child != nullptr && is_later(of_child, nodes_[*i].choice)) nodes_[*i].choice = of_child;
            }
        }
    }

    VersionState value_state(Node const& node) const
    {
        if (node.line == Line::lost) return VersionState::replaced;
        if (node.line == Line::contends) return VersionState::contender;
        if (node.is_rival) return VersionState::rival;
        return node.line == Line::held ? VersionState::disputed : VersionState::current;
    }

    /// The corrections that a choice among them leaves: the chosen one first, if it is one of them, and those made after the choice.
    std::vector<std::size_t> still_open(Node const& node, bool& is_chosen)
    {
        std::vector<std::size_t> open;
        for (auto const child : node.corrections) {
            if (nodes_[child].choice == node.choice) {
                open.insert(open.begin(), child);
                is_chosen = true;
            } else if (nodes_[child].version->hlc > node.choice->hlc) {
                open.push_back(child);
            } else {
                nodes_[child].line = Line::lost;
            }
        }
        return open;
    }

    /// Give `at` its state and its corrections their lines. What it replaces has been judged before.
    void judge(std::size_t at)
    {
        auto& node = nodes_[at];
        auto open = node.corrections;
        bool is_chosen = false;
        if (node.line != Line::lost && open.size() > 1 && node.choice != nullptr) open = still_open(node, is_chosen);
        if (node.line == Line::lost || open.empty()) {
            node.state = value_state(node);
            for (auto const child : open) nodes_[child].line = node.line;
            return;
        }
        if (open.size() == 1) {
            node.state = VersionState::replaced;
            nodes_[open.front()].line = node.line;
            return;
        }
        for (auto const child : open) nodes_[child].line = Line::contends;
        if (is_chosen) {
            node.state = VersionState::replaced;
            nodes_[open.front()].line = node.line == Line::contends ? Line::contends : Line::held;
        } else {
            node.state = node.line == Line::counts && !node.is_rival ? VersionState::disputed : value_state(node);
        }
    }

    std::vector<Node> nodes_;
    std::unordered_map<RecordAddress, std::size_t, AddressHash> index_;
    std::vector<std::size_t> order_;
};

}  // namespace

std::vector<VersionState> resolve(std::span<Version const> versions, std::span<Choice const> choices)
{
    Resolution const resolution{versions, choices};
    std::vector<VersionState> states;
    states.reserve(versions.size());
    for (auto const& version : versions) states.push_back(resolution.state(version.address));
    return states;
}

}  // namespace accalmie
