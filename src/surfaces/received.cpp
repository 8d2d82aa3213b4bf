// SPDX-License-Identifier: Apache-2.0
#include "surfaces/received.hpp"

#include "surfaces/sql.hpp"
#include "surfaces/tree_text.hpp"
#include "surfaces/value_text.hpp"
#include "workspace/form_making.hpp"
#include "workspace/forms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <mutex>
#include <set>

namespace accalmie {

namespace {

constexpr std::int64_t looked_at_max = 1000, flags_max = 50'000, seen_max = 50'000;
constexpr std::size_t listed_max = 100, records_shown_max = 200;

std::string text_at(std::vector<Value> const& row, std::size_t column) { return value_text(row[column]); }

std::string code_of(std::string const& place) { return place.substr(0, place.find('@')); }

Tree words(Words const& both)
{
    auto tree = Tree::members();
    return tree.add("fr", both.fr).add("en", both.en);
}

/// A record that was made of an answer, with all its columns.
struct Made {
    RecordType const* type = nullptr;
    std::string record, place;
    std::vector<Value> values;  ///< as type->fields; sealed ones are empty
};

struct Received {
    std::string address, form, version, instance, sent_by, at, outcome;
    std::vector<Made> made;      ///< only those that the viewer may see
    bool is_readable = false;
};

class Reading {
public:
    Reading(Workspace& workspace, Member const& viewer) : workspace_{workspace}, viewer_{viewer}, today_{workspace.today()} {}

    Result<std::vector<Received>> find(std::string const& instance)
    {
        TRY(workspace_.catch_up());  // not fold_collected: the reader of submissions would take its flag for a fold that is over
        auto const table = TRY(workspace_.facts().query(sql::received_answers, {{"instance", instance}, {"rows_max", looked_at_max}}));
        std::vector<Received> found;
        for (auto const& row : table.rows) {
            if (found.size() >= listed_max) break;
            Received one{text_at(row, 0), text_at(row, 1), text_at(row, 2), text_at(row, 3), text_at(row, 4), text_at(row, 5), text_at(row, 6), {}, false};
            TRY(take_records(one, parse_made(text_at(row, 7))));
            if (one.is_readable) found.push_back(std::move(one));
        }
        return found;
    }

private:
    /// Where an answer became nothing, only who may read all answers reads it: it has no place.
    Result<void> take_records(Received& one, std::vector<MadeRecord> const& made)
    {
        one.is_readable = may(viewer_, Action::see_team, {"submission", {}, today_}) && made.empty();
        for (auto const& record : made) {
            if (one.made.size() >= records_shown_max) break;
            auto const* const type = workspace_.dictionary().find(record.type);
            if (type == nullptr) continue;
            std::string columns;
            for (auto const& field : type->fields) columns += (columns.empty() ? "\"" : ", \"") + field.name + "\"";
            auto const sql = fmt::format("select {} from every.\"{}\" where _record = $record and _row = 0 limit 1", columns, type->name);
            auto table = TRY(workspace_.facts().query(sql, {{"record", record.record}}));
            if (table.rows.empty()) continue;
            Made found{type, record.record, {}, std::move(table.rows.front())};
            if (auto const place = type->index_of("place")) found.place = code_of(text_at(found.values, *place));
            if (!may_see(found)) continue;
            one.is_readable = true;
            one.made.push_back(std::move(found));
        }
        return {};
    }

    bool may_see(Made const& made) const
    {
        Subject const subject{made.type->name, made.place, today_};
        if (!may(viewer_, Action::see_team, subject)) return false;
        // Where a team will be is for those who may see movements.
        bool const is_ahead = made.type->name == "visit" && std::any_of(made.values.begin(), made.values.end(), [&](Value const& value) {
            auto const* const day = std::get_if<Day>(&value);
            return day != nullptr && *day > today_;
        });
        return !is_ahead || may(viewer_, Action::see_movements, subject);
    }

    Workspace& workspace_;
    Member const& viewer_;
    Day today_;
};

Words value_words(Workspace& workspace, Field const& field, Value const& value)
{
    auto const text = value_text(value);
    if (auto const* const yes = std::get_if<bool>(&value)) return *yes ? Words{"oui", "yes"} : Words{"non", "no"};
    if (field.kind == FieldKind::code) {
        auto const* const list = workspace.dictionary().list(field.list);
        auto const* const code = list == nullptr ? nullptr : list->find(text);
        return code == nullptr ? Words{text, text} : code->label;
    }
    if (field.kind != FieldKind::place) return {text, text};
    auto const at = text.find('@');
    auto const places = workspace.facts().places(at == std::string::npos ? std::string_view{} : std::string_view{text}.substr(at + 1));
    auto const found = places ? (*places)->coded(code_of(text)) : PlaceIndex::none;
    auto const name = found == PlaceIndex::none ? code_of(text) : (*places)->places()[found].name;
    return {name, name};
}

Tree record_tree(Workspace& workspace, Made const& made)
{
    auto values = Tree::list();
    for (std::size_t at = 0; at < made.type->fields.size(); ++at) {
        auto const& field = made.type->fields[at];
        bool const is_empty = std::holds_alternative<std::monostate>(made.values[at]);
        if (field.kind == FieldKind::link || field.kind == FieldKind::geometry || (is_empty && !field.is_sealed())) continue;
        auto one = Tree::members();
        one.add("field", field.name).add("label", words(field.label)).add("sealed", field.is_sealed());
        values.push(one.add("text", field.is_sealed() ? Tree{} : words(value_words(workspace, field, made.values[at]))));
    }
    auto tree = Tree::members();
    return tree.add("type", made.type->name).add("label", words(made.type->label)).add("values", std::move(values));
}

/// The day and the place of the first record that has them.
void add_day_and_place(Tree& tree, Workspace& workspace, Received const& one)
{
    Tree day, place, name;
    for (auto const& made : one.made)
        for (std::size_t at = 0; at < made.values.size(); ++at) {
            if (auto const* const found = std::get_if<Day>(&made.values[at]); found != nullptr && day.is_nothing()) day = *found;
            if (made.type->fields[at].kind != FieldKind::place || made.place.empty() || !place.is_nothing()) continue;
            place = made.place, name = value_words(workspace, made.type->fields[at], made.values[at]).fr;
        }
    tree.add("day", std::move(day)).add("place", std::move(place)).add("place_name", std::move(name));
}

using Rows = std::map<std::string, std::vector<std::vector<Value> const*>>;
Rows by_submission(Table const& table)
{
    Rows rows;
    for (auto const& row : table.rows) rows[text_at(row, 0)].push_back(&row);
    return rows;
}

/// Flags of records that the viewer may not see stay out.
Tree flags_tree(Received const& one, std::vector<std::vector<Value> const*> const& rows)
{
    auto list = Tree::list();
    for (auto const* row : rows) {
        auto const record = text_at(*row, 5);
        bool const is_theirs = record.empty() || std::any_of(one.made.begin(), one.made.end(), [&](Made const& made) { return made.record == record; });
        if (!is_theirs) continue;
        auto tree = Tree::members();
        tree.add("kind", text_at(*row, 1)).add("path", text_at(*row, 2)).add("rule", text_at(*row, 3));
        list.push(tree.add("message", text_at(*row, 4)));
    }
    return list;
}

Tree reader_tree(Member const& asking, Day today, std::vector<Value> const& row, std::size_t first)
{
    auto const member = text_at(row, first);
    bool const may_name = member == asking.pseudonym || may(asking, Action::see_open, {"member", {}, today});
    auto tree = Tree::members();
    return tree.add("role", text_at(row, first + 1)).add("name", may_name ? Tree{member} : Tree{}).add("at", text_at(row, first + 2));
}

Error not_there(std::string const& instance)
{
    return {Error::Kind::missing, "no such answer that you may read", instance.substr(0, 200), "`accalmie form answers FORM` lists them"};
}

}  // namespace

Result<Tree> received_answers(Workspace& workspace, Member const& viewer, std::string const& instance)
{
    auto const found = TRY(Reading(workspace, viewer).find(instance));
    if (!instance.empty() && found.empty()) return not_there(instance);
    auto const flag_table = TRY(workspace.facts().query(sql::received_flags, {{"instance", instance}, {"rows_max", flags_max}}));
    auto const seen_table = TRY(workspace.facts().query(sql::answers_seen, {{"instance", instance}, {"rows_max", seen_max}}));
    auto flags = by_submission(flag_table), seen = by_submission(seen_table);
    std::map<std::string, std::string> titles;
    for (auto const& form : TRY(published_forms(workspace))) titles[form.form] = form.title;
    auto list = Tree::list();
    for (auto const& one : found) {
        auto tree = Tree::members();
        tree.add("instance", one.instance).add("form", one.form).add("title", titles.contains(one.form) ? titles[one.form] : one.form).add("received", one.at);
        bool const is_own = one.sent_by == viewer.pseudonym;
        tree.add("own", is_own).add("outcome", one.outcome);
        add_day_and_place(tree, workspace, one);
        tree.add("flags", flags_tree(one, flags[one.address]));
        auto readers = Tree::list();
        bool is_mine = false;
        for (auto const* row : seen[one.address]) {
            is_mine = is_mine || text_at(*row, 1) == viewer.pseudonym;
            readers.push(reader_tree(viewer, workspace.today(), *row, 1));
        }
        tree.add("seen", std::move(readers)).add("seen_by_you", is_mine);
        auto records = Tree::list();
        if (!instance.empty())
            for (auto const& made : one.made) records.push(record_tree(workspace, made));
        list.push(tree.add("records", std::move(records)));
    }
    auto tree = Tree::members();
    return tree.add("answers", std::move(list));
}

Result<Marked> mark_seen(Workspace& workspace, Member const& viewer, std::string const& instance)
{
    if (instance.empty()) return not_there(instance);
    std::lock_guard const turn{workspace.reading_turn()};  // two at once would both find nothing
    auto const found = TRY(Reading(workspace, viewer).find(instance));
    if (found.empty()) return not_there(instance);
    auto const& one = found.front();
    if (one.sent_by == viewer.pseudonym) return Error{Error::Kind::invalid, "your own answer: somebody else reads it", instance, {}};
    auto const place = one.made.empty() ? std::string{} : one.made.front().place;
    if (!may(viewer, Action::write, {"submission_seen", place, workspace.today()}))
        return Error{Error::Kind::denied, "your role may not say that an answer was read", instance, "ask the programme lead"};
    auto const seen = TRY(workspace.facts().query(sql::answers_seen, {{"instance", instance}, {"rows_max", seen_max}}));
    for (auto const& row : seen.rows)
        if (text_at(row, 0) == one.address && text_at(row, 1) == viewer.pseudonym) return Marked::before;
    Fields const fields{{"submission", one.address}, {"form", one.form}, {"instance", one.instance}, {"member", viewer.pseudonym},
                        {"role", std::string{role_code(viewer.role)}}, {"day", workspace.today()}};
    TRY(workspace.write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("submission_seen", fields));
        return {};
    }));
    return Marked::now;
}

Result<Tree> seen_of_sender(Workspace& workspace, Member const& sender, std::vector<std::string> const& instances)
{
    TRY(workspace.catch_up());
    std::set<std::string> const asked{instances.begin(), instances.end()};
    auto const table = TRY(workspace.facts().query(sql::answers_of_sender, {{"member", sender.pseudonym}, {"rows_max", seen_max}}));
    std::map<std::string, std::pair<std::string, Tree>> told;
    for (auto const& row : table.rows) {
        auto const instance = text_at(row, 0);
        if (!asked.contains(instance)) continue;
        auto& [at, readers] = told.try_emplace(instance, text_at(row, 1), Tree::list()).first->second;
        if (!text_at(row, 3).empty()) readers.push(reader_tree(sender, workspace.today(), row, 2));
    }
    auto list = Tree::list();
    for (auto& [instance, one] : told) {
        auto tree = Tree::members(), received = Tree::members();
        received.add("node", workspace.head().name).add("at", one.first);
        tree.add("instance", instance).add("received", std::move(received));
        list.push(tree.add("seen", std::move(one.second)));
    }
    auto tree = Tree::members();
    return tree.add("answers", std::move(list));
}

}  // namespace accalmie
