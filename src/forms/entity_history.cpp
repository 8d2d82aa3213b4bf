// SPDX-License-Identifier: Apache-2.0
#include "forms/entity_history.hpp"

#include <algorithm>
#include <set>

namespace accalmie::forms {

namespace {

using Index = std::size_t;
using Ancestry = std::vector<bool>;  ///< by index of a change: is it known to this one?

/// Taking changes as soon as what they stand on is there.
class History {
public:
    explicit History(std::span<EntityChange const> changes) : changes_{changes.first(std::min(changes.size(), entity_changes_max))}, known_(changes_.size())
    {
        std::vector<Index> order(changes_.size());
        for (Index i = 0; i < changes_.size(); ++i) order[i] = by_id_.emplace(changes_[i].id, i).first->second;
        // Beginnings come first, in an order of their own: with two of them, version 1 is the same one wherever they arrived first.
        std::sort(order.begin(), order.end(), [&](Index a, Index b) {
            auto const is_create = [&](Index i) { return changes_[i].kind == EntityChange::Kind::create; };
            if (is_create(a) != is_create(b)) return is_create(a);
            return is_create(a) ? changes_[a].id < changes_[b].id : a < b;
        });
        for (auto const arrived : order) {
            waiting_.push_back(arrived);
            take_what_can_be();
        }
    }

    std::vector<Index> const& taken() const { return taken_; }
    std::vector<Index> const& waiting() const { return waiting_; }
    bool knew(Index later, Index earlier) const { return known_[later][earlier]; }
    EntityChange const& at(Index i) const { return changes_[i]; }

    /// Those of `some` of which no other of them knew.
    std::vector<Index> latest(std::vector<Index> const& some) const
    {
        std::vector<Index> last;
        for (auto const one : some)
            if (std::none_of(some.begin(), some.end(), [&](Index other) { return other != one && knew(other, one); })) last.push_back(one);
        return last;
    }

private:
    /// Once more for each that is taken: it may be what another waits for.
    void take_what_can_be()
    {
        for (bool is_moving = true; is_moving;) {
            is_moving = false;
            for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
                auto const under = stands_on(*at);
                if (!under) continue;
                take(*at, *under);
                waiting_.erase(at);
                is_moving = true;
                break;
            }
        }
    }

    void take(Index change, std::vector<Index> const& under)
    {
        Ancestry known(changes_.size(), false);
        for (auto const parent : under) {
            known[parent] = true;
            for (Index i = 0; i < known.size(); ++i)
                if (known_[parent][i]) known[i] = true;
        }
        known_[change] = std::move(known);
        is_taken_.insert(change);
        taken_.push_back(change);
    }

    /// The taken changes that it stands on; nothing: it waits.
    std::optional<std::vector<Index>> stands_on(Index index) const
    {
        auto const& change = changes_[index];
        if (change.kind == EntityChange::Kind::create) return std::vector<Index>{};
        if (change.base == 0) return std::nullopt;
        auto const trunk = change.trunk.value_or(1);
        bool const is_on_own = !change.branch.empty() && change.base > trunk;
        return is_on_own ? own_before(change) : node_version(change, change.branch.empty() ? change.base : trunk);
    }

    /// The change of the same branch that made its base. Should a device have sent two such, it stands on both.
    std::optional<std::vector<Index>> own_before(EntityChange const& change) const
    {
        std::vector<Index> found;
        for (Index i = 0; i < changes_.size(); ++i) {
            auto const& other = changes_[i];
            if (other.branch != change.branch || other.kind != EntityChange::Kind::update || other.base + 1 != change.base) continue;
            if (!is_taken_.contains(i)) return std::nullopt;
            found.push_back(i);
        }
        if (found.empty()) return std::nullopt;
        return found;
    }

    std::optional<std::vector<Index>> node_version(EntityChange const& change, std::uint64_t version) const
    {
        if (!change.after.empty()) return named(change.after);
        // A branch that has no trunk began with the device's own create; so did version 1 of everything else.
        if (version == 1) return first_create();
        if (version == 0 || version > taken_.size()) return std::nullopt;
        return std::vector<Index>{taken_.begin(), taken_.begin() + static_cast<std::ptrdiff_t>(version)};
    }

    std::optional<std::vector<Index>> named(std::vector<std::string> const& ids) const
    {
        std::vector<Index> found;
        for (auto const& id : ids) {
            auto const known = by_id_.find(id);
            if (known == by_id_.end() || !is_taken_.contains(known->second)) return std::nullopt;
            found.push_back(known->second);
        }
        return found;
    }

    std::optional<std::vector<Index>> first_create() const
    {
        for (auto const i : taken_)
            if (changes_[i].kind == EntityChange::Kind::create) return std::vector<Index>{i};
        return std::nullopt;
    }

    std::span<EntityChange const> changes_;
    std::map<std::string, Index, std::less<>> by_id_;
    std::vector<Ancestry> known_;
    std::set<Index> is_taken_;
    std::vector<Index> taken_, waiting_;
};

std::vector<Index> setters_of(History const& history, std::string const& property, std::vector<Index> const& among)
{
    std::vector<Index> setters;
    for (auto const i : among)
        if (history.at(i).values.contains(property)) setters.push_back(i);
    return setters;
}

/// What `sides` all knew.
std::vector<Index> known_to_all(History const& history, std::vector<Index> const& sides)
{
    std::vector<Index> common;
    for (auto const i : history.taken())
        if (std::all_of(sides.begin(), sides.end(), [&](Index side) { return history.knew(side, i); })) common.push_back(i);
    return common;
}

void settle(History const& history, std::string const& property, EntityState& state)
{
    auto among = history.taken();
    for (;;) {
        auto last = history.latest(setters_of(history, property, among));
        if (last.empty()) return;  // rival beginnings: nothing was known to both
        auto const value = [&](Index i) { return history.at(i).values.at(property); };
        bool const is_agreed = std::all_of(last.begin(), last.end(), [&](Index i) { return value(i) == value(last.front()); });
        if (is_agreed) {
            state.values[property] = value(last.front());
            return;
        }
        if (among.size() == history.taken().size()) {
            std::sort(last.begin(), last.end(), [&](Index a, Index b) { return history.at(a).id < history.at(b).id; });
            EntityConflict conflict{property, {}};
            for (auto const i : last) conflict.sides.push_back({value(i), history.at(i).id});
            state.conflicts.push_back(std::move(conflict));
        }
        among = known_to_all(history, last);  // fewer each time: no side knew itself
    }
}

std::string why_held(EntityChange const& change)
{
    auto const trunk = change.trunk.value_or(1);
    bool const is_on_own = !change.branch.empty() && change.base > trunk;
    auto const version = std::to_string(change.branch.empty() || is_on_own ? change.base : trunk);
    if (change.base == 0) return "it does not say which version it stands on";
    return is_on_own ? "it stands on version " + version + " of its own device, which has not arrived" : "version " + version + " is not known here";
}

}  // namespace

EntityState entity_state(std::span<EntityChange const> changes)
{
    History const history{changes};
    EntityState state;
    state.version = history.taken().size();
    std::set<std::string> properties;
    for (auto const i : history.taken()) {
        state.taken.push_back(history.at(i).id);
        for (auto const& [property, value] : history.at(i).values) properties.insert(property);
    }
    for (auto const& property : properties) settle(history, property, state);
    for (auto const i : history.waiting()) state.held.push_back({history.at(i).id, why_held(history.at(i))});
    for (auto const& late : changes.subspan(std::min(changes.size(), entity_changes_max)))
        state.held.push_back({late.id, "the entity has 1,000 changes already"});
    std::sort(state.held.begin(), state.held.end(), [](auto const& a, auto const& b) { return a.change < b.change; });
    return state;
}

std::optional<std::vector<std::string>> changes_of_version(std::span<EntityChange const> changes, std::uint64_t version)
{
    History const history{changes};
    if (version == 0 || version > history.taken().size()) return std::nullopt;
    std::vector<Index> const first{history.taken().begin(), history.taken().begin() + static_cast<std::ptrdiff_t>(version)};
    std::vector<std::string> ids;
    for (auto const i : history.latest(first)) ids.push_back(history.at(i).id);
    return ids;
}

}  // namespace accalmie::forms
