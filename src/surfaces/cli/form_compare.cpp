// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_compare.cpp: `accalmie form compare`: what a new edition of a form does to answers that are there.
#include "forms/answer_table.hpp"
#include "forms/form_changes.hpp"
#include "surfaces/cli/all.hpp"
#include "surfaces/form_file.hpp"
#include "surfaces/sql.hpp"
#include "workspace/workspace.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

using nlohmann::ordered_json;
using Kind = forms::QuestionChange::Kind;

constexpr Kind kinds[] = {Kind::kept, Kind::moved, Kind::renamed, Kind::type_changed, Kind::choices_changed, Kind::no_longer_asked, Kind::added};

Result<forms::Compilation> compiled(Session& session, std::string const& file)
{
    auto form = TRY(compile_form_file(session.machine.disk, session.path(file)));
    if (form.is_good()) return form;
    return Error{Error::Kind::invalid, "the form has errors, the first: " + form.findings.front().text(), file,
                 "see `accalmie form check " + file + "`"};
}

std::string_view values_name(forms::Values values)
{
    switch (values) {
    case forms::Values::stay: return "stay";
    case forms::Values::stay_in_part: return "stay_in_part";
    case forms::Values::do_not_fit: return "do_not_fit";
    }
    return {};
}

/// How many submissions of this workspace answer each question of the old form, by its path.
struct Answered {
    std::uint64_t submissions = 0, unreadable = 0;
    std::map<std::string, std::uint64_t> by_path = {};
    std::uint64_t at(std::string const& path) const
    {
        auto const found = by_path.find(path);
        return found == by_path.end() ? 0 : found->second;
    }
};

Result<Answered> answered(Session& session, forms::Compilation const& form)
{
    auto* workspace = TRY(session.workspace());
    std::array<std::string_view, 1> const editions{form.xform};
    auto const tables = TRY(AnswerTables::of(editions));
    struct Count {
        std::uint64_t submissions = 0, last = 0;
    };
    std::vector<std::vector<Count>> counts;
    for (auto const& table : tables.tables()) counts.emplace_back(table.columns.size());
    Answered all;
    auto const progress = session.progress("submissions");
    TRY(workspace->facts().scan(sql::submissions_of_form, {{"form", form.form.settings.id}}, [&](std::span<Cell const> cells) -> Result<void> {
        auto const number = ++all.submissions;
        auto const* const xml = std::get_if<std::string_view>(&cells[5]);
        auto const read = tables.read(xml == nullptr ? std::string_view{} : *xml, "", [&](AnswerTables::Row const& row) -> Result<void> {
            for (std::size_t column = 0; column < row.cells.size(); ++column) {
                auto& count = counts[row.table][column];
                if (row.cells[column].empty() || count.last == number) continue;
                count.last = number;
                ++count.submissions;
            }
            return {};
        });
        if (!read) ++all.unreadable;
        if (progress && number % 1'000 == 0) progress(number, 0);
        return {};
    }));
    for (std::size_t table = 0; table < counts.size(); ++table)
        for (std::size_t column = 0; column < counts[table].size(); ++column) all.by_path[tables.tables()[table].columns[column]] += counts[table][column].submissions;
    return all;
}

/// As AnswerTables names a question: its path below the form's own element, groups joined by "-".
std::string column_of(std::string const& path)
{
    auto const slash = path.find('/', 1);
    auto column = slash == std::string::npos ? std::string{} : path.substr(slash + 1);
    std::replace(column.begin(), column.end(), '/', '-');
    return column;
}

ordered_json change_tree(forms::QuestionChange const& change, std::optional<Answered> const& data)
{
    ordered_json tree{{"change", forms::kind_name(change.kind)},
                      {"old_path", change.old_path},
                      {"new_path", change.new_path},
                      {"old_type", change.old_type},
                      {"new_type", change.new_type},
                      {"label", change.label},
                      {"row", change.row}};
    tree["known_by"] = change.known_by ? ordered_json(forms::known_by_name(*change.known_by)) : ordered_json(nullptr);
    tree["moved"] = change.is_moved;
    tree["renamed"] = change.is_renamed;
    tree["type_changed"] = change.is_retyped;
    tree["enters_repeat"] = change.enters_repeat;
    tree["leaves_repeat"] = change.leaves_repeat;
    tree["values"] = values_name(change.values);
    tree["choices_gone"] = change.choices_gone;
    tree["choices_new"] = change.choices_new;
    tree["effect"] = change.effect;
    tree["advice"] = change.advice;
    if (data) tree["submissions_with_answer"] = change.old_path.empty() ? ordered_json(nullptr) : ordered_json(data->at(column_of(change.old_path)));
    return tree;
}

void print(Session& session, forms::FormChanges const& changes, std::optional<Answered> const& data)
{
    for (auto const& change : changes.questions) {
        if (change.kind == Kind::kept && !data) continue;
        auto const& from = change.old_path;
        auto const& to = change.new_path;
        std::string line = std::string{forms::kind_name(change.kind)} + "  " +
                           (from.empty()               ? to
                            : to.empty() || to == from ? from
                                                       : from + " -> " + to);
        if (change.is_retyped) line += " (" + change.old_type + " -> " + change.new_type + ")";
        if (data && !from.empty()) line += ": " + std::to_string(data->at(column_of(from))) + " submissions hold an answer";
        session.line(line);
        if (change.kind == Kind::kept) continue;
        session.line("    " + change.effect + (change.advice.empty() ? "" : "; " + change.advice));
    }
    for (auto const& remark : changes.remarks) session.line("note  " + remark);
    std::string counts;
    for (auto const kind : kinds)
        if (auto const count = changes.count(kind); count > 0)
            counts += (counts.empty() ? "" : ", ") + std::to_string(count) + " " + std::string{forms::kind_name(kind)};
    session.line(counts.empty() ? "No question in either form" : counts);
}

Result<void> run_compare(Session& session)
{
    auto const before = TRY(compiled(session, session.arguments.text("OLD")));
    auto const now = TRY(compiled(session, session.arguments.text("NEW")));
    auto const changes = forms::compare_forms(before.form, now.form);
    std::optional<Answered> data;
    if (session.arguments.has("data")) data = TRY(answered(session, before));
    if (!session.json) {
        print(session, changes, data);
        if (data) session.line(std::to_string(data->submissions) + " submissions of " + before.form.settings.id + " are here" +
                               (data->unreadable > 0 ? ", " + std::to_string(data->unreadable) + " of them unreadable" : ""));
        return {};
    }
    ordered_json tree{{"old", {{"id", before.form.settings.id}, {"version", before.form.settings.version}}},
                      {"new", {{"id", now.form.settings.id}, {"version", now.form.settings.version}}},
                      {"needs_decision", changes.needs_decision()},
                      {"counts", ordered_json::object()},
                      {"remarks", changes.remarks},
                      {"questions", ordered_json::array()}};
    for (auto const kind : kinds) tree["counts"][std::string{forms::kind_name(kind)}] = changes.count(kind);
    for (auto const& change : changes.questions) tree["questions"].push_back(change_tree(change, data));
    if (data) tree["submissions"] = data->submissions;
    session.line(tree.dump(2, ' ', false, ordered_json::error_handler_t::replace));
    return {};
}

}  // namespace

Command form_compare_command()
{
    return {.name = "form compare",
            .summary = "What a new edition of a form does to answers that are there: kept, moved, renamed, no longer asked",
            .description = "A question is known again by the column question_id, then by the field of a record that it is (accalmie:field), then by its\n"
                           "place, then by its name and type; the same label and type are only told. Nothing is changed; no answer is ever dropped.\n"
                           "Needs no workspace, but with --data: then it says for each question how many submissions that are here hold an answer.",
            .examples = {"accalmie form compare visit-2023.xlsx visit-2024.xlsx", "accalmie form compare forms/visit-1 forms/visit-2 --data --json"},
            .positionals = {{"OLD", "the published form"}, {"NEW", "the form that is to follow it"}},
            .options = {{"data", "", "count the answers of this workspace's submissions"}},
            .place = Command::Place::anywhere,
            .run = run_compare};
}

}  // namespace accalmie::cli
