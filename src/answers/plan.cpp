// SPDX-License-Identifier: Apache-2.0
#include "answers/plan.hpp"

#include "answers/cells.hpp"
#include "answers/promise_rows.hpp"
#include "answers/sql.hpp"
#include "ground/resolve.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

struct LoadedVersion {
    PlanVersion version;
    std::string replaces;
};

Result<std::vector<LoadedVersion>> load_versions(Store const& store)
{
    auto const table = TRY(store.query(sql::plans));
    constexpr std::size_t own = 6;  // address, replaced, author, received, claimed, state
    std::vector<LoadedVersion> versions;
    for (auto const& row : table.rows) {
        LoadedVersion loaded;
        loaded.version.address = cell_text(row[0]);
        loaded.replaces = cell_text(row[1]);
        loaded.version.author = cell_text(row[2]);
        loaded.version.received = cell<Instant>(row[3]).value_or(Instant{});
        loaded.version.claimed = cell<Instant>(row[4]).value_or(Instant{});
        loaded.version.state = cell_text(row[5]);
        for (std::size_t i = own; i < row.size(); ++i)
            if (auto text = cell_text(row[i]); !text.empty()) loaded.version.fields[table.columns[i]] = std::move(text);
        versions.push_back(std::move(loaded));
    }
    return versions;
}

std::vector<PlanChange> changes_between(PlanFields const& before, PlanFields const& after)
{
    std::set<std::string> names;
    for (auto const* const fields : {&before, &after})
        for (auto const& [name, text] : *fields) names.insert(name);
    std::vector<PlanChange> changes;
    for (auto const& name : names) {
        auto const old = before.find(name), now = after.find(name);
        PlanChange change{name, old == before.end() ? "" : old->second, now == after.end() ? "" : now->second};
        if (change.before != change.after) changes.push_back(std::move(change));
    }
    return changes;
}

/// Versions by the address of the first of each plan.
std::vector<PlanHistory> histories_of(std::vector<LoadedVersion> const& versions)
{
    std::map<std::string, std::size_t> at;  // of an address, the index of its history
    std::vector<PlanHistory> histories;
    for (auto const& loaded : versions) {
        auto const earlier = at.find(loaded.replaces);
        if (earlier == at.end()) histories.emplace_back();
        auto const index = earlier == at.end() ? histories.size() - 1 : earlier->second;
        auto& history = histories[index];
        at[loaded.version.address] = index;
        auto version = loaded.version;
        for (auto const& other : history.versions)
            if (other.address == loaded.replaces) version.changed = changes_between(other.fields, version.fields);
        bool const counts = version.state == "current" || version.state == "disputed";
        history.versions.push_back(std::move(version));
        if (counts) history.runs = history.versions.size() - 1;
    }
    for (auto& history : histories)
        if (auto const name = history.versions[history.runs].fields.find("name"); name != history.versions[history.runs].fields.end()) history.name = name->second;
    std::sort(histories.begin(), histories.end(), [](PlanHistory const& a, PlanHistory const& b) { return std::tie(a.name, a.versions.front().address) < std::tie(b.name, b.versions.front().address); });
    return histories;
}

Result<PlanHistory> find_plan(std::vector<PlanHistory> const& histories, std::string_view asked)
{
    std::vector<PlanHistory const*> named;
    for (auto const& history : histories) {
        for (std::size_t i = 0; i < history.versions.size(); ++i)
            if (history.versions[i].address == full_address(asked)) {
                auto found = history;
                found.runs = i;
                return found;
            }
        if (history.name == asked) named.push_back(&history);
    }
    if (named.empty()) return Error{Error::Kind::missing, "there is no plan \"" + std::string{asked.substr(0, 80)} + "\"", "plan", "`accalmie evaluation list` shows the plans; `accalmie evaluation add` registers one"};
    if (named.size() == 1) return *named.front();
    std::string addresses;
    for (auto const* const history : named) addresses += (addresses.empty() ? "" : ", ") + history->versions[history->runs].address;
    return Error{Error::Kind::conflict, "there are several plans of this name", "plan", "give the address of one: " + addresses};
}

/// Against one source. A row that came in the same moment as the plan came with it: not after.
PlanAgainstSource against(PlanVersion const& version, std::vector<Value> const& row)
{
    PlanAgainstSource source;
    source.source = cell_text(row[0]);
    source.first_row = cell<Instant>(row[1]);
    source.first_window_row = cell<Instant>(row[2]);
    source.rows = cell_integer(row[3]);
    if (!source.first_row) return source;
    if (version.received < *source.first_row) source.registered = Registered::before_all_data;
    else if (!source.first_window_row || version.received < *source.first_window_row) source.registered = Registered::before_window_data;
    else source.registered = Registered::after_window_data;
    return source;
}

AgainstWindow against_window(EvaluationPlan const& plan, Instant received)
{
    if (day_of(received) < plan.first.first_day()) return AgainstWindow::before_it;
    return day_of(received) < plan.last.end_day() ? AgainstWindow::during_it : AgainstWindow::after_it;
}

int badness(Registered registered)
{
    switch (registered) {
    case Registered::no_data: return 0;
    case Registered::before_all_data: return 1;
    case Registered::before_window_data: return 2;
    case Registered::after_window_data: return 3;
    }
    return 3;
}

Result<PlanStanding> standing_of(Store const& store, PlanAnswer const& answer)
{
    auto const& version = answer.history.versions[answer.history.runs];
    PlanStanding standing;
    standing.received = version.received;
    standing.first_received = answer.history.versions.front().received;
    standing.window_end = answer.plan.last.end_day();
    standing.against_window = against_window(answer.plan, version.received);
    std::string codes;
    for (auto const& place : answer.change.places) codes += (codes.empty() ? "" : ",") + place.place;
    auto const table = TRY(store.query(sql::plan_data, {{"places", codes}, {"first", to_iso(answer.plan.first)}, {"last", to_iso(answer.plan.last)}}));
    for (auto const& row : table.rows) {
        auto const source = against(version, row);
        auto const& wanted = answer.plan.sources;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), source.source) == wanted.end()) continue;
        standing.sources.push_back(source);
        if (badness(source.registered) > badness(standing.registered)) standing.registered = source.registered;
    }
    return standing;
}

/// Only the sources that the plan names.
void keep_planned(ChangeAnswer& change, EvaluationPlan const& plan)
{
    if (plan.sources.empty()) return;
    auto const unplanned = [&](auto const& one) { return std::find(plan.sources.begin(), plan.sources.end(), one.source) == plan.sources.end(); };
    std::erase_if(change.open_data, unplanned);
    std::erase_if(change.neighbours, unplanned);
    std::erase_if(change.rings, unplanned);
}

}  // namespace

Result<std::vector<PlanHistory>> answer_plans(Store const& store, Asking const& asking)
{
    TRY(require(asking, Action::see_open, "evaluation_plan"));
    return histories_of(TRY(load_versions(store)));
}

Result<PlanAnswer> answer_plan(Store const& store, Asking const& asking, std::string_view name_or_address)
{
    auto const histories = TRY(answer_plans(store, asking));
    PlanAnswer answer;
    answer.history = TRY(find_plan(histories, name_or_address));
    answer.plan = TRY(parse_plan(answer.history.versions[answer.history.runs].fields).at("plan " + answer.history.name));
    answer.change = TRY(answer_change(store, asking, question_of(answer.plan)));
    keep_planned(answer.change, answer.plan);
    answer.standing = TRY(standing_of(store, answer));
    return answer;
}

std::string_view registered_code(Registered registered)
{
    switch (registered) {
    case Registered::before_all_data: return "before_all_data";
    case Registered::before_window_data: return "before_window_data";
    case Registered::after_window_data: return "after_window_data";
    case Registered::no_data: return "no_data";
    }
    return {};
}

Words registered_words(Registered registered)
{
    switch (registered) {
    case Registered::before_all_data: return {"enregistré avant toute donnée sur ces lieux", "registered before any data about these places"};
    case Registered::before_window_data: return {"enregistré avant toute donnée sur la période", "registered before any data about the window"};
    case Registered::after_window_data:
        return {"enregistré après des données sur la période : il aurait pu être écrit en voyant la réponse", "registered after data about the window: it could have been written with the answer in view"};
    case Registered::no_data: return {"aucune donnée sur ces lieux", "no data about these places"};
    }
    return {};
}

std::string_view against_window_code(AgainstWindow against)
{
    switch (against) {
    case AgainstWindow::before_it: return "before_window";
    case AgainstWindow::during_it: return "during_window";
    case AgainstWindow::after_it: return "after_window";
    }
    return {};
}

}  // namespace accalmie
