// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_compare.cpp: `accalmie form compare`: what a new edition of a form does to answers that are there.
#include "forms/form_changes.hpp"
#include "surfaces/cli/all.hpp"
#include "surfaces/form_file.hpp"

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

ordered_json change_tree(forms::QuestionChange const& change)
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
    return tree;
}

void print(Session& session, forms::FormChanges const& changes)
{
    for (auto const& change : changes.questions) {
        if (change.kind == Kind::kept) continue;
        auto const& from = change.old_path;
        auto const& to = change.new_path;
        std::string line = std::string{forms::kind_name(change.kind)} + "  " +
                           (from.empty()               ? to
                            : to.empty() || to == from ? from
                                                       : from + " -> " + to);
        if (change.is_retyped) line += " (" + change.old_type + " -> " + change.new_type + ")";
        session.line(line);
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
    if (!session.json) {
        print(session, changes);
        return {};
    }
    ordered_json tree{{"old", {{"id", before.form.settings.id}, {"version", before.form.settings.version}}},
                      {"new", {{"id", now.form.settings.id}, {"version", now.form.settings.version}}},
                      {"needs_decision", changes.needs_decision()},
                      {"counts", ordered_json::object()},
                      {"remarks", changes.remarks},
                      {"questions", ordered_json::array()}};
    for (auto const kind : kinds) tree["counts"][std::string{forms::kind_name(kind)}] = changes.count(kind);
    for (auto const& change : changes.questions) tree["questions"].push_back(change_tree(change));
    session.line(tree.dump(2, ' ', false, ordered_json::error_handler_t::replace));
    return {};
}

}  // namespace

Command form_compare_command()
{
    return {.name = "form compare",
            .summary = "What a new edition of a form does to answers that are there: kept, moved, renamed, no longer asked",
            .description = "A question is known again by the column question_id, then by its place, then by its name and type. Nothing is changed; "
                           "no answer is ever dropped. "
                           "Needs no workspace.",
            .examples = {"accalmie form compare visit-2023.xlsx visit-2024.xlsx", "accalmie form compare forms/visit-1 forms/visit-2 --json"},
            .positionals = {{"OLD", "the published form"}, {"NEW", "the form that is to follow it"}},
            .options = {},
            .place = Command::Place::anywhere,
            .run = run_compare};
}

}  // namespace accalmie::cli
