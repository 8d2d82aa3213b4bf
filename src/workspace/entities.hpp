// SPDX-License-Identifier: Apache-2.0
// src/workspace/entities.hpp: the things that forms follow up: read from submissions, kept as changes, shown to devices of their own places.
#pragma once

#include "forms/entity_history.hpp"
#include "forms/entity_map.hpp"
#include "workspace/workspace.hpp"

namespace accalmie {

struct EntityShown {
    std::string list, id;
    forms::EntityState state;
    std::vector<std::string> areas;  ///< P-codes, or "*": whose devices receive it
    struct From {
        std::string change, form, instance, sent_by;
    };
    std::vector<From> from;  ///< in the order of arrival

    std::string label() const;
};
struct EntityListShown {
    std::string name;
    std::vector<std::string> properties;
    std::size_t entities = 0, conflicts = 0, held = 0;
};
/// What a submission said of an entity and could not be.
struct EntityProblem {
    std::string form, instance, why;
};

/// Thread-safe.
class Entities {
public:
    /// `workspace` must outlive it.
    explicit Entities(Workspace& workspace) : workspace_{workspace} {}

    /// Reads what came since: changes of other writers, and submissions of which nothing was said yet. Durable on return. Cheap when nothing is new.
    Result<void> catch_up();

    std::vector<EntityListShown> lists();
    bool has_list(std::string_view name);
    std::vector<EntityShown> of_list(std::string_view list);
    std::vector<EntityProblem> problems();
    /// errors  missing  no such list or entity
    Result<EntityShown> find(std::string_view list, std::string_view id);

    /// The list as a device of `member` receives it: name, label, __version, the properties (Entities 2024.1). Only what lies in the member's places.
    Result<std::string> csv(std::string_view list, Member const& member);

    /// A person who has seen all sides says what holds: one more change, which stands on all others.
    /// errors  missing  no such entity, or no such property of its list
    Result<void> settle(std::string_view list, std::string_view id, std::map<std::string, std::string> const& values);

private:
    struct Known {
        std::vector<forms::EntityChange> changes;
        std::vector<EntityShown::From> from;
        std::vector<std::string> areas;
        forms::EntityState state;
        bool is_stale = false;
    };
    struct Form {
        std::map<std::string, std::shared_ptr<forms::EntityMap const>> versions;  // shared: many versions have one form's map
        std::uint64_t point = 0;                                                  ///< submissions up to it are read
    };
    struct Incoming;

    Result<void> know_forms();
    Result<void> know_lists();
    Result<void> know_changes();
    Result<std::size_t> read_submissions(std::string const& name, Form& form);
    void read_one(std::string const& name, Form const& form, std::span<Value const> row, std::string const& areas, std::vector<Incoming>& into);
    void take(Incoming const& incoming);
    Result<void> write(std::span<Incoming const> incoming);
    Result<void> write_lists();
    Known* known(std::string_view list, std::string_view id);
    forms::EntityState const& state_of(Known& known);
    EntityShown shown(std::string const& list, std::string const& id, Known& known);

    Workspace& workspace_;
    std::mutex mutex_;
    std::optional<std::uint64_t> read_at_;  ///< Workspace::writes when forms and lists were read
    std::map<std::string, Form> forms_;
    std::map<std::string, std::set<std::string>, std::less<>> lists_;
    std::map<std::string, std::map<std::string, Known, std::less<>>, std::less<>> entities_;
    std::set<std::string> change_ids_;
    std::uint64_t change_point_ = 0;
    std::vector<EntityProblem> problems_;
};

}  // namespace accalmie
