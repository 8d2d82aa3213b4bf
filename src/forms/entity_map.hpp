// SPDX-License-Identifier: Apache-2.0
// src/forms/entity_map.hpp: what a form and its answers say about entities, the things that forms follow up (ODK XForms, Entities 2025.1).
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::forms {

/// What one element `entity` of a submission says. Empty texts are as good as absent ones.
struct SaidEntity {
    std::string list;  ///< attribute dataset
    std::string id;    ///< a UUID, lower case
    bool creates = false, updates = false;
    std::uint64_t base_version = 0;                   ///< 0: not a positive whole number
    std::optional<std::uint64_t> trunk_version = {};  ///< absent: made on the device, or not offline
    std::string branch;                               ///< branchId; empty: not offline
    std::optional<std::string> label = {};
    std::map<std::string, std::string> values = {};  ///< by property: those whose question is there, also with an empty answer
};

/// What an XForm maps to entities.
class EntityMap {
public:
    /// in      an XForm, at most 64 MiB
    /// errors  invalid  not XML
    static Result<EntityMap> of(std::string_view xform);

    bool is_empty() const { return properties_.empty(); }
    /// The properties that this form may set, by list.
    std::map<std::string, std::set<std::string>> const& properties() const { return properties_; }
    /// Files that the form wants besides what is in it, as "trees.csv".
    std::set<std::string> const& files() const { return files_; }

    /// What is declared in a submission and neither creates nor updates is left out. At most 10,000 declarations.
    /// errors  invalid  not XML     limit
    Result<std::vector<SaidEntity>> read(std::string_view submission) const;

private:
    struct SaveTo {
        std::string path;  ///< below the container, as "group/age"
        std::string property;
    };
    struct Container {
        std::string path;  ///< "/data" or "/data/tree"
        std::string list;
        std::vector<SaveTo> saved;
    };
    std::vector<Container> containers_;
    std::map<std::string, std::set<std::string>> properties_;
    std::set<std::string> files_;
};

/// Is it a UUID (RFC 9562, section 4), in either case?
bool is_uuid(std::string_view text);

}  // namespace accalmie::forms
