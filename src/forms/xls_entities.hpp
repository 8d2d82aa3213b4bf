// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_entities.hpp: entities that a form makes or changes (ODK entities 2024.1 and 2025.1), and where in its data each is placed.
#pragma once

#include "forms/xls_model.hpp"
#include "forms/xls_table.hpp"

namespace accalmie::forms {

/// One row of the entities sheet.
struct EntityDeclaration {
    std::uint32_t row = 0;
    std::string list, entity_id, create_if, update_if, label;
};

/// An answer that an entity stores (save_to) or reads (in its label or conditions).
struct EntityUse {
    Element* container = nullptr;  ///< survey, group or repeat in which the question stands
    std::uint32_t row = 0;
    std::string property;  ///< of a save_to
    std::string question;  ///< of a reference
};

class Entities {
public:
    /// in   the entities sheet, null if there is none
    /// finds  columns that the specification does not know, lists without or with a wrong name, a create without label, an update without entity_id
    Entities(Table const* table, Findings& findings);

    bool has_list(std::string_view name) const;
    /// A question, group or repeat was read inside `container`: take its save_to out of "list#property", and note who uses it.
    void note(Element& element, Element& container, Place const& place);
    /// Put each entity's meta block into its container.
    /// finds  answers that do not belong together, containers wanted by two entities
    void place(Form& form);

private:
    struct Request {
        std::size_t entity;
        Element* scope;
        Element* wanted;
        std::vector<Element*> savers;  ///< containers of its save_to
    };
    void check_property(EntityUse const& use, std::size_t entity, Element const& element, Place const& place);
    std::optional<Request> request(std::size_t entity, Element& root);
    void allocate(std::vector<Request> const& requests);
    void insert(Form& form, Element& container, std::size_t entity);

    Findings& findings_;
    Table const* table_;
    std::vector<EntityDeclaration> declared_;
    std::vector<std::vector<EntityUse>> uses_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> readers_;  ///< question: entities that name it
    std::vector<std::size_t> order_;                                        ///< entities in the order of their first use
    std::map<Element*, std::size_t> placed_, reserved_;
};

}  // namespace accalmie::forms
