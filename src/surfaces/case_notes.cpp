// SPDX-License-Identifier: Apache-2.0
#include "surfaces/case_notes.hpp"

#include "answers/cells.hpp"
#include "surfaces/sql.hpp"
#include "trust/crypto.hpp"
#include "trust/stored.hpp"

#include <fmt/format.h>

#include <set>

namespace accalmie {

namespace {

Result<void> check_key(Workspace& workspace, BytesView secret)
{
    auto const known = workspace.audience_keys().find(survivors_audience);
    auto const public_key = TRY(audience_public_key(secret));
    if (known != workspace.audience_keys().end() && known->second == public_key) return {};
    return Error{Error::Kind::denied, "not the key of the audience survivors of this workspace", {}, "give the file audience-survivors.key of whoever holds it"};
}

/// Every row of a type that counts now, opened.
Result<void> each_opened(Workspace& workspace, std::string_view type_name, std::string_view counting, BytesView secret, std::function<void(RecordType const&, std::span<Cell const>)> const& visit)
{
    TRY(check_key(workspace, secret));
    auto const* type = workspace.dictionary().find(type_name);
    if (type == nullptr) return Error{Error::Kind::missing, "the dictionary has no such type", std::string{type_name}, "use the base pack"};
    std::set<std::string> counts;
    for (auto const& row : TRY(workspace.facts().query(counting)).rows) counts.insert(cell_text(row[0]) + ":" + std::to_string(cell_integer(row[1])));
    AudienceSecrets const secrets{{std::string{survivors_audience}, Bytes(secret.begin(), secret.end())}};
    Scope scope;
    scope.type = type_name;
    return workspace.journal().since(0, scope, [&](Point, StoredRecord const& stored) -> Result<void> {
        auto const record = TRY(to_record(stored));
        return visit_rows(record, *type, secrets, [&](RowView const& row) -> Result<void> {
            if (counts.contains(record.id.hex() + ":" + std::to_string(row.row))) visit(*type, row.cells);
            return {};
        });
    });
}

std::string text_in(RecordType const& type, std::span<Cell const> cells, std::string_view field)
{
    auto const index = type.index_of(field);
    auto const* text = index ? std::get_if<std::string_view>(&cells[*index]) : nullptr;
    return text == nullptr ? std::string{} : std::string{*text};
}

Answered answer_in(RecordType const& type, std::span<Cell const> cells, std::string_view field)
{
    auto const index = type.index_of(field);
    auto const* answer = index ? std::get_if<bool>(&cells[*index]) : nullptr;
    return answer == nullptr ? Answered{} : Answered{*answer};
}

Answered under_18(std::string const& age_group)
{
    if (age_group.empty() || age_group == "not_collected") return std::nullopt;
    return age_group == "0_11" || age_group == "12_17";
}

CaseNote note_of(RecordType const& type, std::span<Cell const> cells)
{
    auto const said = [&](std::string_view field) { return answer_in(type, cells, field); };
    CaseNote note;
    note.place = text_in(type, cells, "place"), note.week = text_in(type, cells, "week"), note.case_code = text_in(type, cells, "case_code");
    note.age_group = text_in(type, cells, "age_group"), note.sex = text_in(type, cells, "sex"), note.consent_to_count = said("consent_to_count");
    note.answers = {said("penetration"),     said("sexual_contact"), said("physical_assault"), said("forced_marriage"), said("denial_of_resources"), said("emotional_abuse"),
                    under_18(note.age_group), said("by_partner"),     said("goods_exchanged"),  said("abducted"),        said("traditional_practice")};
    return note;
}

}  // namespace

Result<std::vector<CaseNote>> open_case_notes(Workspace& workspace, BytesView secret)
{
    std::vector<CaseNote> notes;
    TRY(each_opened(workspace, "case_note", sql::case_notes_counting, secret, [&](RecordType const& type, std::span<Cell const> cells) { notes.push_back(note_of(type, cells)); }));
    return notes;
}

Result<std::vector<LeftTable>> open_survivor_tables(Workspace& workspace, BytesView secret)
{
    std::vector<LeftTable> tables;
    TRY(each_opened(workspace, "survivor_count", sql::survivor_counts_counting, secret, [&](RecordType const& type, std::span<Cell const> cells) {
        tables.push_back({text_in(type, cells, "what"), text_in(type, cells, "shown"), text_in(type, cells, "withheld")});
    }));
    return tables;
}

Result<RecordId> enter_survivor_count(Workspace& workspace, PeopleRelease const& release, SuppressRule const& rule, std::string const& text, std::string const& to)
{
    Fields fields{{"what", release.what},
                  {"released_on", workspace.today()},
                  {"rule", fmt::format("threshold {}, width {}, zeros {}", rule.threshold, rule.width, rule.zeros == ZeroRule::show ? "shown" : "withheld")},
                  {"table_hash", hash_of(as_bytes(text)).hex()}};
    if (auto shown = release_lines(release, CellState::shown); !shown.empty()) fields["shown"] = std::move(shown);
    if (auto withheld = release_lines(release, CellState::withheld); !withheld.empty()) fields["withheld"] = std::move(withheld);
    if (!to.empty()) fields["to"] = to;
    RecordId id;
    TRY(workspace.write([&](Recorder& recorder) -> Result<void> {
        id = TRY(recorder.record("survivor_count", fields));
        return {};
    }));
    return id;
}

Tree survivor_tables_tree(std::vector<SurvivorTable> const& tables, Kind kind)
{
    auto list = Tree::list(), tree = Tree::members();
    for (auto const& table : tables) {
        auto cells = Tree::list(), one = Tree::members();
        for (auto const& cell : table.shown) cells.push(Tree::members().add("name", cell.name).add("people", cell.count));
        one.add("what", table.what).add("released_on", table.released_on).add("rule", table.rule).add("to", table.to.empty() ? Tree{} : Tree{table.to});
        list.push(one.add("shown", std::move(cells)));
    }
    return tree.add("tables", std::move(list)).add("demo", kind == Kind::demo);
}

Tree survivor_release_tree(PeopleRelease const& release, RecordId const& record, Kind kind)
{
    auto cells = Tree::list(), tree = Tree::members();
    std::int64_t withheld = 0;
    for (std::size_t i = 0; i < release.table.cells.size(); ++i) {
        auto const& guarded = release.guarded.cells[i];
        bool const is_shown = guarded.state == CellState::shown;
        withheld += is_shown ? 0 : 1;
        cells.push(Tree::members().add("place", release.table.cells[i].row).add("column", release.table.cells[i].column).add("people", is_shown ? Tree{guarded.count} : Tree{}));
    }
    tree.add("what", release.what).add("record", record.hex() + ":0").add("cells", std::move(cells)).add("withheld", withheld);
    return tree.add("releases_before", static_cast<std::int64_t>(release.releases_before)).add("demo", kind == Kind::demo);
}

}  // namespace accalmie
