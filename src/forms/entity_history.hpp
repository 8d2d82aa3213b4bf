// SPDX-License-Identifier: Apache-2.0
// src/forms/entity_history.hpp: what an entity is after the changes that devices sent, whatever the order in which they arrived.
//
// A device changes an entity for days without a network and says of each change on which version it stands: on one that it got from the node, or on its
// own change before. From this follows which changes knew of which. A change waits until all it stands on is here; it is never forced. Where two changes
// that did not know of each other set one property to different values, neither wins: the last value that both knew stays, and a person is told.
// Somebody who then sets it, knowing both, ends the conflict.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie::forms {

struct EntityChange {
    enum class Kind : std::uint8_t { create, update } kind = Kind::create;
    std::string id;                      ///< of the change, unlike any other's: the submission's
    std::uint64_t base = 0;              ///< of an update: the version that it stands on
    std::optional<std::uint64_t> trunk;  ///< of an offline one: the node's version under the branch
    std::string branch;                  ///< empty: not offline
    std::vector<std::string> after;      ///< the changes that made the node's version, where they were known when it came; else by the node's own count
    std::map<std::string, std::string> values;  ///< by property; "label" is one
};

struct EntityConflict {
    std::string property;
    struct Side {
        std::string value;
        std::string change;  ///< id
    };
    std::vector<Side> sides;  ///< by id of the change
};

struct EntityState {
    std::uint64_t version = 0;                  ///< how many changes it has taken; 0: none yet
    std::map<std::string, std::string> values;  ///< "label" among them
    std::vector<EntityConflict> conflicts;      ///< by property
    std::vector<std::string> taken;             ///< ids, in the order of taking: the first n made version n
    struct Held {
        std::string change;
        std::string why;  ///< which version it waits for
    };
    std::vector<Held> held;  ///< by id
};

inline constexpr std::size_t entity_changes_max = 1'000;  ///< of one entity; later ones are held

/// in      the changes in the order in which they arrived, ids all different
/// out     values, conflicts, version and held do not depend on that order, as long as the node's versions that are named mean the same changes
EntityState entity_state(std::span<EntityChange const> changes);

/// The changes that made version `version` of the node, as few as say it all: what goes into `after`. Nothing where there is no such version.
std::optional<std::vector<std::string>> changes_of_version(std::span<EntityChange const> changes, std::uint64_t version);

}  // namespace accalmie::forms
