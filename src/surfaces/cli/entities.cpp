// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/entities.cpp: `accalmie entities`: what forms follow up, how it came to be so, and where two devices disagree.
#include "surfaces/cli/all.hpp"

#include "surfaces/cli/table.hpp"
#include "workspace/entities.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

using Json = nlohmann::ordered_json;

Result<std::unique_ptr<Entities>> entities_of(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto entities = std::make_unique<Entities>(*workspace);
    TRY(workspace->catch_up());  // waits for a fold that runs already
    TRY(entities->catch_up());
    return entities;
}

Json conflict_json(forms::EntityConflict const& conflict)
{
    Json sides = Json::array();
    for (auto const& side : conflict.sides) sides.push_back({{"value", side.value}, {"change", side.change}});
    return {{"property", conflict.property}, {"sides", std::move(sides)}};
}

Json entity_json(EntityShown const& one)
{
    Json document{{"list", one.list}, {"id", one.id}, {"label", one.label()}, {"version", one.state.version}, {"areas", one.areas}};
    document["values"] = one.state.values;
    document["conflicts"] = Json::array();
    for (auto const& conflict : one.state.conflicts) document["conflicts"].push_back(conflict_json(conflict));
    document["held"] = Json::array();
    for (auto const& held : one.state.held) document["held"].push_back({{"change", held.change}, {"why", held.why}});
    document["taken"] = one.state.taken;
    document["from"] = Json::array();
    for (auto const& from : one.from)
        document["from"].push_back({{"change", from.change}, {"form", from.form}, {"instance", from.instance}, {"sent_by", from.sent_by}});
    return document;
}

Result<void> show_lists(Session& session, Entities& entities)
{
    auto document = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (auto const& list : entities.lists()) {
        document.push_back(
            {{"list", list.name}, {"properties", list.properties}, {"entities", list.entities}, {"conflicts", list.conflicts}, {"held", list.held}});
        rows.push_back({list.name, std::to_string(list.entities), std::to_string(list.conflicts), std::to_string(list.held)});
    }
    if (session.json)
        session.line(document.dump(2));
    else if (rows.empty())
        session.line("No list of entities: no published form makes any.");
    else
        session.terminal.out(table_text({"list", "entities", "in conflict", "changes that wait"}, rows));
    return {};
}

Result<void> run_list(Session& session)
{
    auto const entities = TRY(entities_of(session));
    auto const list = session.arguments.text("LIST");
    if (list.empty()) return show_lists(session, *entities);
    if (!entities->has_list(list)) return Error{Error::Kind::missing, "no such list of entities", list, "see accalmie entities list"};
    auto document = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (auto const& one : entities->of_list(list)) {
        document.push_back(entity_json(one));
        rows.push_back({one.id, one.label(), std::to_string(one.state.version), one.state.conflicts.empty() ? "" : "conflict"});
    }
    if (session.json)
        session.line(document.dump(2));
    else
        session.terminal.out(table_text({"entity", "label", "version", ""}, rows));
    return {};
}

Result<void> run_show(Session& session)
{
    auto const entities = TRY(entities_of(session));
    auto const one = TRY(entities->find(session.arguments.text("LIST"), session.arguments.text("ENTITY")));
    if (session.json) {
        session.line(entity_json(one).dump(2));
        return {};
    }
    session.line(one.label() + ", version " + std::to_string(one.state.version));
    std::vector<std::vector<std::string>> rows;
    for (auto const& [property, value] : one.state.values) rows.push_back({property, value});
    session.terminal.out(table_text({"property", "value"}, rows));
    rows.clear();
    for (auto const& from : one.from) rows.push_back({from.change, from.sent_by});
    session.terminal.out("\n" + table_text({"change, as it arrived", "sent by"}, rows));
    for (auto const& conflict : one.state.conflicts) session.line("Conflict: " + conflict.property + "; see accalmie entities conflicts");
    for (auto const& held : one.state.held) session.line("Waits: " + held.change + ": " + held.why);
    return {};
}

struct Trouble {
    Json conflicts = Json::array(), held = Json::array(), problems = Json::array();
    std::vector<std::vector<std::string>> rows;
};

void add_trouble(Trouble& trouble, EntityShown const& one)
{
    for (auto const& conflict : one.state.conflicts) {
        auto document = conflict_json(conflict);
        document["list"] = one.list;
        document["id"] = one.id;
        document["label"] = one.label();
        auto const kept = one.state.values.find(conflict.property);
        document["kept"] = kept == one.state.values.end() ? Json(nullptr) : Json(kept->second);
        trouble.conflicts.push_back(std::move(document));
        std::string sides;
        for (auto const& side : conflict.sides) sides += (sides.empty() ? "" : " | ") + side.value;
        trouble.rows.push_back({one.list, one.id, conflict.property, sides});
    }
    for (auto const& held : one.state.held) {
        trouble.held.push_back({{"list", one.list}, {"id", one.id}, {"change", held.change}, {"why", held.why}});
        trouble.rows.push_back({one.list, one.id, "waits", held.why});
    }
}

Result<void> run_conflicts(Session& session)
{
    auto const entities = TRY(entities_of(session));
    Trouble trouble;
    for (auto const& list : entities->lists())
        for (auto const& one : entities->of_list(list.name)) add_trouble(trouble, one);
    for (auto const& problem : entities->problems()) {
        trouble.problems.push_back({{"form", problem.form}, {"instance", problem.instance}, {"why", problem.why}});
        trouble.rows.push_back({problem.form, problem.instance, "not taken", problem.why});
    }
    if (session.json)
        session.line(Json{{"conflicts", trouble.conflicts}, {"held", trouble.held}, {"problems", trouble.problems}}.dump(2));
    else if (trouble.rows.empty())
        session.line("No conflict, and nothing waits.");
    else
        session.terminal.out(table_text({"list", "entity", "property", "sides"}, trouble.rows, 80));
    return {};
}

Result<void> run_settle(Session& session)
{
    auto const entities = TRY(entities_of(session));
    auto const list = session.arguments.text("LIST"), id = session.arguments.text("ENTITY");
    std::map<std::string, std::string> values;
    for (auto const& set : session.arguments.all("set")) {
        auto const equals = set.find('=');
        if (equals == std::string::npos || equals == 0) return Error{Error::Kind::usage, "not PROPERTY=VALUE", "--set " + set, "write it as --set state=works"};
        values[set.substr(0, equals)] = set.substr(equals + 1);
    }
    if (values.empty()) return Error{Error::Kind::usage, "nothing to set", "--set", "write it as --set state=works"};
    TRY(entities->settle(list, id, values));
    auto const one = TRY(entities->find(list, id));
    session.line(session.json ? entity_json(one).dump(2) : one.label() + " is now version " + std::to_string(one.state.version) + ".");
    return {};
}

}  // namespace

Command entities_list_command()
{
    return {.name = "entities list",
            .summary = "The lists of what forms follow up, or what is in one",
            .description = "Forms create and change entities (an entities sheet in the XLSForm); devices get the list as LIST.csv.",
            .examples = {"accalmie entities list", "accalmie entities list puits --json"},
            .positionals = {{"LIST", "name of a list", Positional::Count::optional}},
            .options = {},
            .run = run_list};
}

Command entities_show_command()
{
    return {.name = "entities show",
            .summary = "One entity: its values, and every change that made them",
            .description = "",
            .examples = {"accalmie entities show puits 9a1c2f3e-0d4b-4c6a-8e7f-112233445566"},
            .positionals = {{"LIST", "name of a list"}, {"ENTITY", "its UUID"}},
            .options = {},
            .run = run_show};
}

Command entities_conflicts_command()
{
    return {.name = "entities conflicts",
            .summary = "Where two devices disagree, what waits for a change that has not come, and what could not be taken",
            .description = "Neither side of a conflict wins: the value that both knew stays until somebody says what holds.",
            .examples = {"accalmie entities conflicts --json"},
            .positionals = {},
            .options = {},
            .run = run_conflicts};
}

Command entities_settle_command()
{
    return {.name = "entities settle",
            .summary = "Say what holds of an entity, after looking at all sides",
            .description = "One more change, which stands on all others; nothing is overwritten.",
            .examples = {"accalmie entities settle puits 9a1c2f3e-0d4b-4c6a-8e7f-112233445566 --set etat=marche"},
            .positionals = {{"LIST", "name of a list"}, {"ENTITY", "its UUID"}},
            .options = {{"set", "PROPERTY=VALUE", "what holds; again for another"}},
            .run = run_settle};
}

}  // namespace accalmie::cli
