// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_entities.hpp"

#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace accalmie::forms {

namespace {

constexpr std::string_view name_rule = "names must begin with a letter or \"_\" and go on with letters, digits, \"_\", \"-\" or \".\"";

bool is_boundary(Element const& element) { return element.kind == Element::Kind::repeat || element.kind == Element::Kind::survey; }

/// The repeat, or the whole form, in which the container's answers exist as often as it does.
Element& boundary_of(Element& container)
{
    auto* at = &container;
    while (!is_boundary(*at)) at = at->parent;
    return *at;
}

std::size_t repeats_above(Element const& container)
{
    std::size_t count = 0;
    for (auto const* at = &container; at != nullptr; at = at->parent) count += at->kind == Element::Kind::repeat ? 1U : 0U;
    return count;
}

std::size_t groups_below_boundary(Element const& container)
{
    std::size_t count = 0;
    for (auto const* at = &container; !is_boundary(*at); at = at->parent) ++count;
    return count;
}

bool stands_in(Element const& inner, Element const& outer)
{
    for (auto const* at = &inner; at != nullptr; at = at->parent)
        if (at == &outer) return true;
    return false;
}

Element& common_container(Element& one, Element const& other)
{
    auto* at = &one;
    while (!stands_in(other, *at)) at = at->parent;
    return *at;
}

std::string scope_text(Element const& container)
{
    std::string text;
    for (auto const* at = &container; at->parent != nullptr; at = at->parent) text = "/" + at->name + text;
    return "/survey" + text;
}

EntityDeclaration declaration_of(Table const& table, TableRow const& row)
{
    auto const text = [&](std::string_view column) { return std::string{table.value(row, column)}; };
    return {.row = row.number,
            .list = text("dataset"),
            .entity_id = text("entity_id"),
            .create_if = text("create_if"),
            .update_if = text("update_if"),
            .label = text("label")};
}

void check_list_name(Table const& table, TableRow const& row, std::string const& name, Findings& findings)
{
    auto const place = table.place(row, "dataset");
    if (name.empty())
        findings.error(place, "this entity list has no name in list_name: entity lists must have a name", "write the name of the list");
    else if (name.starts_with("__"))
        findings.error(place, "the list name \"" + name + "\" must not begin with two underscores", "rename the entity list (dataset)");
    else if (name.find('.') != std::string::npos)
        findings.error(place, "the list name \"" + name + "\" must not contain a period", "rename the entity list (dataset)");
    else if (!is_element_name(name))
        findings.error(place, "the list name \"" + name + "\" is invalid: " + std::string{name_rule}, "rename the entity list (dataset)");
}

void check_modes(Table const& table, TableRow const& row, EntityDeclaration const& entity, Findings& findings)
{
    auto const place = table.place(row);
    auto const list = "the entity list " + entity.list;
    if (entity.entity_id.empty() && !entity.update_if.empty())
        findings.error(place, list + " has update_if but no entity_id, and an entity_id is required when updating",
                       "add entity_id, or move update_if to create_if");
    else if (!entity.entity_id.empty() && !entity.create_if.empty() && entity.update_if.empty())
        findings.error(place, list + " has create_if and entity_id but no update_if, which is required when upserting",
                       "add update_if, or remove the entity_id");
    else if (entity.entity_id.empty() && entity.label.empty())
        findings.error(place, list + " has no label, and a label is required when creating entities",
                       "add a label, or an entity_id to update entities instead");
}

void check_columns(Table const& table, Findings& findings)
{
    for (auto const& heading : table.headings)
        if (!heading.is_known || heading.path.front() == "repeat" || heading.path.size() > 1)
            findings.error({.sheet = table.sheet, .row = 1, .column = heading.written, .cell = column_letters(heading.column) + "1"},
                           "the column '" + heading.written + "' of the entities sheet is not supported", "check its spelling or remove it");
}

std::unique_ptr<Element> attribute(std::string_view name, std::string_view value, std::string const& calculate)
{
    auto made = std::make_unique<Element>();
    made->kind = Element::Kind::attribute;
    made->name = name;
    made->type = "attribute";
    made->value = value;
    if (!calculate.empty()) {
        made->bind.set("calculate", calculate);
        made->bind.set("readonly", "true()");
        made->bind.set("type", "string");
    }
    return made;
}

Action set_uuid(std::string_view event) { return {.element = "setvalue", .event = std::string{event}, .value = "uuid()", .quality = {}}; }

/// The entity element and all that it carries.
std::unique_ptr<Element> entity_element(EntityDeclaration const& entity, bool const in_repeat)
{
    auto made = std::make_unique<Element>();
    made->kind = Element::Kind::entity;
    made->name = made->type = "entity";
    made->add(attribute("dataset", entity.list, {}));
    auto id = attribute("id", {}, {});
    id->bind.set("readonly", "true()");
    id->bind.set("type", "string");
    if (entity.entity_id.empty() || !entity.create_if.empty()) made->add(attribute("create", "1", entity.create_if));
    if (entity.entity_id.empty()) {
        id->actions.push_back(set_uuid("odk-instance-first-load"));
        if (in_repeat) id->actions.push_back(set_uuid("odk-new-repeat"));
    } else {
        made->add(attribute("update", "1", entity.update_if));
        id->bind.set("calculate", entity.entity_id);
        auto const known = list_items(entity.list) + "[name=" + entity.entity_id + "]/";
        made->add(attribute("baseVersion", {}, known + "__version"));
        made->add(attribute("trunkVersion", {}, known + "__trunkVersion"));
        made->add(attribute("branchId", {}, known + "__branchId"));
    }
    made->add(std::move(id));
    if (entity.label.empty()) return made;
    auto label = std::make_unique<Element>();
    label->name = "label";
    label->type = "entity label";
    label->bind.set("calculate", entity.label);
    label->bind.set("readonly", "true()");
    label->bind.set("type", "string");
    made->add(std::move(label));
    return made;
}

}  // namespace

Entities::Entities(Table const* table, Findings& findings) : findings_(findings), table_(table)
{
    if (table == nullptr) return;
    check_columns(*table, findings);
    std::set<std::string> names;
    for (auto const& row : table->rows) {
        auto entity = declaration_of(*table, row);
        check_list_name(*table, row, entity.list, findings);
        if (!entity.list.empty() && !names.insert(entity.list).second)
            findings.error(table->place(row, "dataset"),
                           "the entity list " + entity.list + " stands twice in list_name: it must not have duplicate names", "keep one row a list");
        check_modes(*table, row, entity, findings);
        std::set<std::string_view> questions;
        for (auto const* text : {&entity.entity_id, &entity.create_if, &entity.update_if, &entity.label})
            for (auto const& reference : references_of(*text)) questions.insert(reference.name);
        for (auto const name : questions) readers_[std::string{name}].push_back(declared_.size());
        declared_.push_back(std::move(entity));
    }
    uses_.resize(declared_.size());
}

bool Entities::has_list(std::string_view name) const { return std::ranges::find(declared_, name, &EntityDeclaration::list) != declared_.end(); }

void Entities::check_property(EntityUse const& use, std::size_t entity, Element const& element, Place const& place)
{
    auto const& name = use.property;
    auto const lower = lowered(name);
    if (element.is_section())
        findings_.error(place, "groups and repeats can't be saved as entity properties", "move the save_to to a question inside");
    else if (name.empty() || (!is_element_name(name) && !name.starts_with("__")))
        findings_.error(place, "\"" + name + "\" cannot be a property: " + std::string{name_rule}, "rename the property in save_to");
    else if (lower == "name" || lower == "label")
        findings_.error(place, "the property \"" + name + "\" is reserved: properties must not be called 'name' or 'label'",
                        "rename the property in save_to");
    else if (name.starts_with("__"))
        findings_.error(place, "the property \"" + name + "\" must not begin with two underscores", "rename the property in save_to");
    for (auto const& other : uses_[entity])
        if (!other.property.empty() && other.property == name)
            findings_.error(place, "the save_to property '" + name + "' is already assigned by row " + std::to_string(other.row),
                            "remove or rename one of the two");
}

void Entities::note(Element& element, Element& container, Place const& place)
{
    auto const remember = [this](std::size_t entity, EntityUse use) {
        if (uses_[entity].empty()) order_.push_back(entity);
        uses_[entity].push_back(std::move(use));
    };
    auto const save_to = std::string{element.bind.plain("entities:saveto")};
    if (!save_to.empty()) {
        auto const parts = split(save_to, "#");
        auto const wanted = parts.size() == 2 ? parts[0] : declared_.empty() ? std::string_view{} : std::string_view{declared_.front().list};
        auto const found = std::ranges::find(declared_, wanted, &EntityDeclaration::list);
        if (declared_.empty()) {
            findings_.error(place, "save_to names an entity property, but no entity is declared",
                            "add an entities sheet with a list_name and a label, or remove save_to");
        } else if (parts.size() > 2) {
            findings_.error(place, "save_to must have at most one '#'", "write list_name#property");
        } else if (parts.size() == 1 && declared_.size() > 1) {
            findings_.error(place, "there is more than one entity declaration, so save_to must be prefixed with the list_name",
                            "write " + declared_.front().list + "#" + save_to);
        } else if (found == declared_.end()) {
            findings_.error(place, "the entity list '" + std::string{wanted} + "' of save_to was not found on the entities sheet",
                            "check its spelling, or add a row there");
        } else {
            auto const entity = static_cast<std::size_t>(found - declared_.begin());
            element.bind.set("entities:saveto", parts.back());
            EntityUse use{.container = &container, .row = element.row, .property = std::string{parts.back()}, .question = {}};
            check_property(use, entity, element, place);
            remember(entity, std::move(use));
        }
    }
    if (auto const readers = readers_.find(element.name); readers != readers_.end())
        for (auto const entity : readers->second)
            remember(entity, {.container = &container, .row = element.row, .property = {}, .question = element.name});
}

std::optional<Entities::Request> Entities::request(std::size_t entity, Element& root)
{
    Request request{.entity = entity, .scope = &root, .wanted = &root, .savers = {}};
    auto const& uses = uses_[entity];
    if (uses.empty()) return request;
    // The deepest repeat that any of its answers stands in is where the entity is made, once for each.
    auto const deeper = [](EntityUse const& one, EntityUse const& other) { return repeats_above(*one.container) < repeats_above(*other.container); };
    auto const& deepest = *std::ranges::max_element(uses, deeper);
    request.scope = &boundary_of(*deepest.container);
    EntityUse const* reader = nullptr;
    for (auto const& use : uses) {
        if (!use.property.empty()) request.savers.push_back(use.container);
        bool const inside = &boundary_of(*use.container) == request.scope;
        if (inside && (reader == nullptr || groups_below_boundary(*use.container) > groups_below_boundary(*reader->container))) reader = &use;
    }
    request.wanted = reader->container;
    if (!request.savers.empty()) {
        request.wanted = request.savers.front();
        for (auto* saver : request.savers) request.wanted = &common_container(*request.wanted, *saver);
        auto& inner = boundary_of(*std::ranges::max_element(request.savers, {}, [](Element* saver) { return repeats_above(*saver); })[0]);
        if (repeats_above(inner) > repeats_above(*request.wanted)) request.wanted = &inner;
    }
    auto const& list = declared_[entity].list;
    bool good = true;
    for (auto const& use : uses) {
        auto const& boundary = boundary_of(*use.container);
        bool const saves = !use.property.empty();
        if (stands_in(*request.scope, boundary) && (!saves || &boundary == &boundary_of(*request.wanted))) continue;
        good = false;
        auto const clash = "the entity list " + list + " has a reference in container scope '" + scope_text(*deepest.container) + "'";
        if (saves)
            findings_.error({.sheet = "survey", .row = use.row, .column = "save_to", .cell = {}},
                            clash + ", which is not compatible with this save_to in scope '" + scope_text(*use.container) + "'",
                            "check the list name in save_to, or bring the value into one repeat with a calculate");
        else
            findings_.error(table_->place(declared_[entity].row, {}),
                            clash + ", which is not compatible with the reference to '" + use.question + "' in scope '" + scope_text(*use.container) +
                                "'",
                            "check the names in the entity's row, or bring the value into one repeat with a calculate");
    }
    return good ? std::optional{request} : std::nullopt;
}

void Entities::allocate(std::vector<Request> const& requests)
{
    for (auto const& request : requests) {
        std::optional<std::size_t> holder;
        for (auto* at = request.wanted;; at = at->parent) {
            auto const taken = reserved_.find(at);
            if (taken == reserved_.end()) {
                holder.reset();
                placed_[at] = reserved_[at] = request.entity;
                for (auto* saver : request.savers)
                    for (auto* between = saver; between != at; between = between->parent) reserved_[between] = request.entity;
                break;
            }
            holder = taken->second;
            auto const saver = std::ranges::find_if(request.savers, [this](Element* one) { return reserved_.contains(one); });
            if (saver != request.savers.end()) {
                holder = reserved_[*saver];
                break;
            }
            if (at == request.scope) break;
        }
        if (holder)
            findings_.error(table_->place(declared_[request.entity].row, {}),
                            "each container (survey, group, repeat) may have only one entity declaration, but there is none left in the scope '" +
                                scope_text(*request.scope) + "', which is allocated to the entity on row " + std::to_string(declared_[*holder].row),
                            "put the questions of each entity into a group of its own");
    }
}

void Entities::insert(Form& form, Element& container, std::size_t entity)
{
    bool const in_repeat = repeats_above(container) > 0;
    auto made = entity_element(declared_[entity], in_repeat);
    if (container.kind == Element::Kind::survey) {
        for (auto& child : container.children)
            if (child->kind == Element::Kind::meta) {
                made->parent = child.get();
                child->children.insert(child->children.begin(), std::move(made));
                return;
            }
    }
    auto meta = std::make_unique<Element>();
    meta->kind = Element::Kind::meta;
    meta->name = "meta";
    meta->type = "group";
    meta->add(std::move(made));
    container.add(std::move(meta));
    if (in_repeat) form.entities_version = "2025.1.0";
}

void Entities::place(Form& form)
{
    if (declared_.empty()) return;
    for (std::size_t entity = 0; entity < declared_.size(); ++entity)
        if (std::ranges::find(order_, entity) == order_.end()) order_.push_back(entity);
    std::vector<Request> requests;
    for (auto const entity : order_)
        if (auto wanted = request(entity, form.root())) requests.push_back(std::move(*wanted));
    form.entities_version = declared_.size() > 1 ? "2025.1.0" : "2024.1.0";
    // One entity of the whole form stays at its root, as the 2024.1 specification has it.
    if (requests.size() == 1 && declared_.size() == 1 && requests.front().scope == &form.root()) {
        insert(form, form.root(), requests.front().entity);
        return;
    }
    std::ranges::sort(requests, {}, [this](Request const& one) { return declared_[one.entity].row; });
    allocate(requests);
    // Placed in the order of the tree, so that the XML does not depend on addresses.
    for (std::size_t entity = 0; entity < declared_.size(); ++entity)
        for (auto const& [container, holder] : placed_)
            if (holder == entity) insert(form, *container, entity);
}

}  // namespace accalmie::forms
