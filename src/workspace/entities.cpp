// SPDX-License-Identifier: Apache-2.0
#include "workspace/entities.hpp"

#include "capture/csv.hpp"
#include "workspace/sql.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

constexpr std::int64_t batch_max = 2'000;  // submissions read at once
constexpr std::size_t problems_max = 10'000;
constexpr std::size_t after_bytes_max = 100'000;  // as the dictionary has it; beyond, the node's own count says it
constexpr std::uint64_t xform_bytes_max = 64U << 20U;

/// A server and a command inside it may read the same submissions at the same time: one after the other, so that no change is written twice.
std::mutex one_writer;

std::string text_at(std::span<Value const> row, std::size_t column)
{
    auto const* text = std::get_if<std::string>(&row[column]);
    return text == nullptr ? std::string{} : *text;
}

std::optional<std::uint64_t> number_at(std::span<Value const> row, std::size_t column)
{
    auto const* number = std::get_if<std::int64_t>(&row[column]);
    if (number == nullptr || *number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

std::vector<std::string> split(std::string_view text, char at)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        auto const part = text.substr(0, text.find(at));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (!part.empty()) parts.emplace_back(part);
    }
    return parts;
}

template <class Texts>
std::string joined(Texts const& texts, char between)
{
    std::string all;
    for (auto const& text : texts) {
        if (!all.empty()) all += between;
        all += text;
    }
    return all;
}

std::string json_of(std::map<std::string, std::string> const& values)
{
    return nlohmann::json(values).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::map<std::string, std::string> values_of(std::string const& text)
{
    std::map<std::string, std::string> values;
    auto const document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object()) return values;
    for (auto const& [name, value] : document.items())
        if (value.is_string()) values[name] = value.get<std::string>();
    return values;
}

}  // namespace

struct Entities::Incoming {
    std::string list, id, form, instance, sent_by, areas;
    forms::EntityChange change;
};

std::string EntityShown::label() const
{
    auto const found = state.values.find("label");
    return found == state.values.end() ? std::string{} : found->second;
}

Result<void> Entities::know_forms()
{
    for (auto const& row : TRY(workspace_.facts().query(sql::form_version_xforms)).rows) {
        auto& form = forms_[text_at(row, 0)];
        auto const version = text_at(row, 1);
        if (form.versions.contains(version)) continue;
        auto const hash = TRY(Hash::parse(text_at(row, 2)));
        auto const xform = TRY(workspace_.blobs().read(hash, xform_bytes_max));
        auto map = TRY(forms::EntityMap::of(as_text(xform)));
        form.versions[version] = std::make_shared<forms::EntityMap const>(std::move(map));
    }
    return {};
}

Result<void> Entities::know_lists()
{
    for (auto const& row : TRY(workspace_.facts().query(sql::entity_lists)).rows)
        for (auto const& property : split(text_at(row, 1), '\n')) lists_[text_at(row, 0)].insert(property);
    return {};
}

/// A list that a form names is written down with its properties, once.
Result<void> Entities::write_lists()
{
    std::map<std::string, std::set<std::string>> grown;
    for (auto const& [name, form] : forms_)
        for (auto const& [version, map] : form.versions)
            for (auto const& [list, properties] : map->properties()) {
                auto const there = lists_.find(list);
                bool const is_new = there == lists_.end() || !std::includes(there->second.begin(), there->second.end(), properties.begin(), properties.end());
                if (is_new) grown[list].insert(properties.begin(), properties.end());
            }
    if (grown.empty()) return {};
    for (auto& [list, properties] : grown) lists_[list].merge(properties);
    return workspace_.write([&](Recorder& recorder) -> Result<void> {
        for (auto const& [list, properties] : grown) {
            Fields const fields{{"name", list}, {"properties", joined(lists_[list], '\n')}};
            TRY(recorder.record_later("entity_list", fields));
        }
        return recorder.flush();
    });
}

Entities::Known* Entities::known(std::string_view list, std::string_view id)
{
    auto const entities = entities_.find(list);
    if (entities == entities_.end()) return nullptr;
    auto const found = entities->second.find(id);
    return found == entities->second.end() ? nullptr : &found->second;
}

forms::EntityState const& Entities::state_of(Known& known)
{
    if (known.is_stale) known.state = forms::entity_state(known.changes);
    known.is_stale = false;
    return known.state;
}

void Entities::take(Incoming const& incoming)
{
    if (!change_ids_.insert(incoming.change.id).second) return;
    auto& known = entities_[incoming.list][incoming.id];
    known.changes.push_back(incoming.change);
    known.from.push_back({incoming.change.id, incoming.form, incoming.instance, incoming.sent_by});
    if (known.areas.empty() && incoming.change.kind == forms::EntityChange::Kind::create) known.areas = split(incoming.areas, ' ');
    known.is_stale = true;
}

Result<void> Entities::know_changes()
{
    Parameters const since{{"point", static_cast<std::int64_t>(change_point_)}};
    for (auto const& row : TRY(workspace_.facts().query(sql::entity_changes_since, since)).rows) {
        Incoming incoming;
        incoming.list = text_at(row, 1);
        incoming.id = text_at(row, 2);
        incoming.change.id = text_at(row, 3);
        incoming.change.kind = std::get<bool>(row[4]) ? forms::EntityChange::Kind::create : forms::EntityChange::Kind::update;
        incoming.change.base = number_at(row, 5).value_or(0);
        incoming.change.trunk = number_at(row, 6);
        incoming.change.branch = text_at(row, 7);
        incoming.change.after = split(text_at(row, 8), '\n');
        incoming.change.values = values_of(text_at(row, 9));
        incoming.areas = text_at(row, 10);
        incoming.sent_by = text_at(row, 11);
        incoming.form = text_at(row, 12);
        incoming.instance = text_at(row, 13);
        take(incoming);
        change_point_ = std::max(change_point_, number_at(row, 0).value_or(0));
    }
    return {};
}

void Entities::read_one(std::string const& name, Form const& form, std::span<Value const> row, std::string const& areas, std::vector<Incoming>& into)
{
    auto const instance = text_at(row, 2);
    auto const problem = [&](std::string why) {
        if (problems_.size() < problems_max) problems_.push_back({name, instance, std::move(why)});
    };
    auto const version = form.versions.find(text_at(row, 1));
    if (version == form.versions.end()) return problem("no form of this version is here");
    if (version->second->is_empty()) return;
    auto const declared = version->second->read(text_at(row, 5));
    if (!declared) return problem(declared.error().what);
    if (!declared->empty() && !text_at(row, 3).empty()) return problem("a correction of answers changes no entity; change it with a form that updates");
    std::size_t number = 0;
    for (auto const& one : *declared) {
        ++number;
        if (!forms::is_uuid(one.id)) {
            problem("the entity's id is not a UUID");
            continue;
        }
        auto* const there = known(one.list, one.id);
        bool const is_there = there != nullptr && state_of(*there).version > 0;
        // Where a form asks for both, it creates what is not there and updates what is.
        bool const creates = one.creates && (!one.updates || !is_there);
        if (creates && !one.label) {
            problem("a new entity without a label");
            continue;
        }
        Incoming incoming{one.list, one.id, name, instance, text_at(row, 4), areas, {}};
        auto& change = incoming.change;
        change.kind = creates ? forms::EntityChange::Kind::create : forms::EntityChange::Kind::update;
        change.id = name + " " + instance + (number == 1 ? "" : " " + std::to_string(number));
        change.values = one.values;
        if (one.label) change.values["label"] = *one.label;
        if (!creates) {
            change.base = one.base_version;
            change.trunk = one.trunk_version;
            // A branch counts only with both, as long as it does not begin with the device's own creation.
            change.branch = forms::is_uuid(one.branch) ? one.branch : std::string{};
            if (change.branch.empty()) change.trunk.reset();
            auto const on_node = change.branch.empty() ? change.base : change.trunk.value_or(1);
            bool const is_on_own = !change.branch.empty() && change.base > on_node;
            if (!is_on_own && there != nullptr) change.after = forms::changes_of_version(there->changes, on_node).value_or(std::vector<std::string>{});
        }
        take(incoming);
        into.push_back(std::move(incoming));
    }
}

Result<void> Entities::write(std::span<Incoming const> incoming)
{
    return workspace_.write([&](Recorder& recorder) -> Result<void> {
        for (auto const& one : incoming) {
            auto const& change = one.change;
            Fields fields{{"list", one.list},
                          {"entity", one.id},
                          {"change", change.id},
                          {"is_create", change.kind == forms::EntityChange::Kind::create},
                          {"values", json_of(change.values)},
                          {"areas", one.areas},
                          {"sent_by", one.sent_by}};
            if (!one.form.empty()) fields["form"] = one.form;
            if (!one.instance.empty()) fields["instance"] = one.instance;
            if (change.base > 0) fields["base_version"] = static_cast<std::int64_t>(change.base);
            if (change.trunk) fields["trunk_version"] = static_cast<std::int64_t>(*change.trunk);
            if (!change.branch.empty()) fields["branch"] = change.branch;
            auto const after = joined(change.after, '\n');
            if (!after.empty() && after.size() <= after_bytes_max) fields["after"] = after;
            auto const recorded = recorder.record_later("entity_change", fields);
            if (recorded) continue;
            if (recorded.error().kind != Error::Kind::invalid) return recorded.error();
            // One that the dictionary refuses must not stand in the way of all others.
            if (problems_.size() < problems_max) problems_.push_back({one.form, one.instance, recorded.error().text()});
        }
        return recorder.flush();
    });
}

/// At most batch_max submissions; how many there were.
Result<std::size_t> Entities::read_submissions(std::string const& name, Form& form)
{
    Parameters const from{{"form", name}, {"point", static_cast<std::int64_t>(form.point)}, {"most", batch_max}};
    auto const table = TRY(workspace_.facts().query(sql::entity_submissions, from));
    std::vector<Incoming> incoming;
    std::map<std::string, std::string> places;
    for (auto const& row : table.rows) {
        auto const sender = text_at(row, 4);
        if (!places.contains(sender)) {
            auto const found = TRY(workspace_.facts().query(sql::member_places, {{"pseudonym", sender}}));
            places[sender] = found.rows.empty() ? "*" : text_at(found.rows.front(), 0);
        }
        read_one(name, form, row, places[sender], incoming);
    }
    if (!incoming.empty()) TRY(write(incoming));
    if (!table.rows.empty()) form.point = number_at(table.rows.back(), 0).value_or(form.point);
    return table.rows.size();
}

Result<void> Entities::catch_up()
{
    std::lock_guard const alone{one_writer};
    std::lock_guard const lock{mutex_};
    if (read_at_ != workspace_.writes()) {
        TRY(know_forms());
        TRY(know_lists());
        TRY(write_lists());
        TRY(know_changes());
        read_at_ = workspace_.writes();
    }
    for (auto& [name, form] : forms_) {
        bool const has_entities = std::any_of(form.versions.begin(), form.versions.end(), [](auto const& version) { return !version.second->is_empty(); });
        while (has_entities && TRY(read_submissions(name, form)) == static_cast<std::size_t>(batch_max)) {
        }
    }
    return {};
}

bool Entities::has_list(std::string_view name)
{
    std::lock_guard const lock{mutex_};
    return lists_.contains(name);
}

std::vector<EntityListShown> Entities::lists()
{
    std::lock_guard const lock{mutex_};
    std::vector<EntityListShown> all;
    for (auto const& [name, properties] : lists_) {
        EntityListShown one{name, {properties.begin(), properties.end()}};
        for (auto& [id, known] : entities_[name]) {
            auto const& state = state_of(known);
            one.entities += state.version > 0 ? 1 : 0;
            one.conflicts += state.conflicts.empty() ? 0 : 1;
            one.held += state.held.size();
        }
        all.push_back(std::move(one));
    }
    return all;
}

EntityShown Entities::shown(std::string const& list, std::string const& id, Known& known)
{
    auto const& state = state_of(known);
    EntityShown one{list, id, state, known.areas, known.from};
    // What says where it is goes before where its maker works.
    if (auto const place = state.values.find("place"); place != state.values.end() && !place->second.empty())
        one.areas = {place->second.substr(0, place->second.find('@'))};
    return one;
}

std::vector<EntityShown> Entities::of_list(std::string_view list)
{
    std::lock_guard const lock{mutex_};
    std::vector<EntityShown> all;
    if (auto const found = entities_.find(list); found != entities_.end())
        for (auto& [id, known] : found->second) all.push_back(shown(found->first, id, known));
    return all;
}

std::vector<EntityProblem> Entities::problems()
{
    std::lock_guard const lock{mutex_};
    return problems_;
}

Result<EntityShown> Entities::find(std::string_view list, std::string_view id)
{
    std::lock_guard const lock{mutex_};
    auto* const found = known(list, id);
    if (found == nullptr) return Error{Error::Kind::missing, "no such entity", std::string{list} + " " + std::string{id}, "see accalmie entities list"};
    return shown(std::string{list}, std::string{id}, *found);
}

Result<std::string> Entities::csv(std::string_view list, Member const& member)
{
    std::set<std::string> properties;
    {
        std::lock_guard const lock{mutex_};
        auto const found = lists_.find(list);
        if (found == lists_.end()) return Error{Error::Kind::missing, "no such list of entities", std::string{list}, "see accalmie entities list"};
        properties = found->second;
    }
    std::string text = "name,label,__version";
    for (auto const& property : properties) {
        text += ',';
        append_csv_field(text, property);
    }
    text += '\n';
    auto const today = workspace_.today();
    for (auto const& one : of_list(list)) {
        auto const may_see = [&](std::string const& area) { return may(member, Action::see_open, {"entity_change", area, today}); };
        if (one.state.version == 0 || one.areas.empty() || !std::all_of(one.areas.begin(), one.areas.end(), may_see)) continue;
        text += one.id + ",";
        append_csv_field(text, one.label());
        text += "," + std::to_string(one.state.version);
        for (auto const& property : properties) {
            text += ',';
            if (auto const value = one.state.values.find(property); value != one.state.values.end()) append_csv_field(text, value->second);
        }
        text += '\n';
    }
    return text;
}

Result<void> Entities::settle(std::string_view list, std::string_view id, std::map<std::string, std::string> const& values)
{
    std::lock_guard const alone{one_writer};
    std::lock_guard const lock{mutex_};
    auto* const there = known(list, id);
    if (there == nullptr) return Error{Error::Kind::missing, "no such entity", std::string{list} + " " + std::string{id}, "see accalmie entities list"};
    for (auto const& [property, value] : values)
        if (property != "label" && !lists_[std::string{list}].contains(property))
            return Error{Error::Kind::missing, "no such property", property, "the list has: label " + joined(lists_[std::string{list}], ' ')};
    Incoming incoming{std::string{list}, std::string{id}, {}, {}, "owner", joined(there->areas, ' '), {}};
    auto& change = incoming.change;
    change.kind = forms::EntityChange::Kind::update;
    change.base = state_of(*there).version;
    change.after = forms::changes_of_version(there->changes, change.base).value_or(std::vector<std::string>{});
    std::array<std::uint8_t, 16> octets{};
    workspace_.machine().random.fill(octets);
    change.id = "officer " + to_hex(octets);
    change.values = values;
    TRY(write({&incoming, 1}));
    take(incoming);
    return {};
}

}  // namespace accalmie
