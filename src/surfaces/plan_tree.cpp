// SPDX-License-Identifier: Apache-2.0
#include "surfaces/plan_tree.hpp"

#include "answers/change_words.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

Tree both(Words const& words) { return Tree::members().add("fr", words.fr).add("en", words.en); }

Tree instant_tree(std::optional<Instant> const& instant) { return instant ? Tree{to_iso(*instant)} : Tree{}; }

Tree fields_tree(PlanFields const& fields)
{
    Tree tree = Tree::members();
    for (auto const& [name, text] : fields) tree.add(name, text);
    return tree;
}

Tree version_tree(PlanVersion const& version)
{
    Tree changed = Tree::list();
    for (auto const& change : version.changed) changed.push(Tree::members().add("field", change.field).add("before", change.before).add("after", change.after));
    Tree tree = Tree::members();
    tree.add("address", version.address).add("author", version.author).add("received", to_iso(version.received)).add("claimed", to_iso(version.claimed));
    return tree.add("state", version.state).add("changed", std::move(changed)).add("fields", fields_tree(version.fields));
}

Tree versions_tree(PlanHistory const& history)
{
    Tree versions = Tree::list();
    for (auto const& version : history.versions) versions.push(version_tree(version));
    return versions;
}

Tree registered_tree(PlanStanding const& standing)
{
    Tree sources = Tree::list();
    for (auto const& source : standing.sources) {
        Tree one = Tree::members();
        one.add("source", source.source).add("registered", registered_code(source.registered)).add("rows", source.rows);
        sources.push(one.add("first_row_received", instant_tree(source.first_row)).add("first_window_row_received", instant_tree(source.first_window_row)));
    }
    Tree tree = Tree::members();
    tree.add("at", to_iso(standing.received)).add("first_version_at", to_iso(standing.first_received)).add("before_data", registered_code(standing.registered));
    tree.add("words", both(registered_words(standing.registered))).add("against_window", against_window_code(standing.against_window));
    return tree.add("window_ended", standing.window_end).add("sources", std::move(sources));
}

std::string changes_text(PlanVersion const& version)
{
    std::string text;
    for (auto const& change : version.changed)
        text += fmt::format("    {}: {} -> {}\n", change.field, change.before.empty() ? "(nothing)" : change.before, change.after.empty() ? "(nothing)" : change.after);
    return text;
}

std::string_view window_words(AgainstWindow against)
{
    switch (against) {
    case AgainstWindow::before_it: return "before the window began";
    case AgainstWindow::during_it: return "during the window";
    case AgainstWindow::after_it: return "after the window had ended";
    }
    return {};
}

}  // namespace

Tree plan_tree(PlanAnswer const& answer, MultiverseAnswer const& multiverse, Kind kind)
{
    auto const& version = answer.history.versions[answer.history.runs];
    Tree plan = Tree::members();
    plan.add("name", answer.plan.name).add("address", version.address).add("sentence", answer.plan.sentence).add("fields", fields_tree(version.fields));
    Tree tree = Tree::members();
    tree.add("exploratory", false).add("plan", std::move(plan)).add("verdict", verdict_code(multiverse.found.verdict)).add("registered", registered_tree(answer.standing)).add("versions", versions_tree(answer.history));
    tree.add("multiverse", multiverse_tree(multiverse));
    return tree.add("change", change_tree(answer.change, kind, Made::planned));
}

Tree plans_tree(std::vector<PlanHistory> const& plans, Kind kind)
{
    Tree list = Tree::list();
    for (auto const& history : plans)
        list.push(Tree::members().add("name", history.name).add("address", history.versions[history.runs].address).add("versions", versions_tree(history)));
    return Tree::members().add("plans", std::move(list)).add("demo", kind == Kind::demo);
}

std::string plan_lines(PlanAnswer const& answer)
{
    auto const& standing = answer.standing;
    std::string text = fmt::format("Plan {}: {}\n", answer.plan.name, answer.plan.sentence);
    text += fmt::format("  registered {}, {}; {}\n", to_iso(standing.received), window_words(standing.against_window), registered_words(standing.registered).en);
    for (auto const& source : standing.sources)
        text += fmt::format("  {}: {}; first row here received {}\n", source.source, registered_words(source.registered).en, source.first_row ? to_iso(*source.first_row) : "never");
    if (answer.history.versions.size() == 1) return text + "  nothing was changed since it was registered\n";
    text += fmt::format("  {} versions; the first was registered {}. Changed since:\n", answer.history.versions.size(), to_iso(standing.first_received));
    for (auto const& version : answer.history.versions) text += changes_text(version);
    return text;
}

std::string history_lines(PlanHistory const& history)
{
    std::string text;
    for (auto const& version : history.versions) {
        bool const runs = &version == &history.versions[history.runs];
        text += fmt::format("{}  {}  {}{}\n", history.name, version.address, to_iso(version.received), runs ? "" : "  (" + version.state + ")");
        text += changes_text(version);
        if (!runs) continue;
        for (auto const& [name, value] : version.fields)
            if (name != "name") text += fmt::format("    {}: {}\n", name, value);
    }
    return text;
}

}  // namespace accalmie
