// SPDX-License-Identifier: Apache-2.0
// Case notes: what a key holder counts, what nobody else learns, and that no sealed word lies anywhere in clear.
#include "surfaces/case_notes.hpp"
#include "surfaces/cli/command.hpp"
#include "surfaces/http/schemas.hpp"
#include "surfaces/tree_text.hpp"

#include "surfaces/demo_workspace.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace accalmie;
using namespace accalmie::test;

namespace {

constexpr std::string_view marker = "MARQUE-SCELLEE-7c1f93", open_marker = "MARQUE-OUVERTE-5d20ab";

struct Said final : cli::Terminal {
    std::string text;
    void out(std::string_view more) override { text += more; }
    void err(std::string_view more) override { text += more; }
    bool is_interactive() const override { return false; }
};

std::string content_of(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> files_with(std::filesystem::path const& folder, std::string_view text)
{
    std::vector<std::string> found;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{folder})
        if (entry.is_regular_file() && content_of(entry.path()).find(text) != std::string::npos) found.push_back(entry.path().filename());
    return found;
}

Bytes key_of(DemoWorkspace const& world)
{
    auto text = content_of(world.folder / "w" / "keys" / "audience-survivors.key");
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return from_hex(text).value();
}

/// One command line in the workspace, as the owner types it.
std::string run(DemoWorkspace& world, std::vector<std::string> words)
{
    Said said;
    cli::Host host{.machine = world.machine(), .terminal = said, .cwd = world.folder, .workspace_from_environment = (world.folder / "w").string(), .open = world.workspace.get()};
    auto const code = cli::run(words, host);
    CHECK_MESSAGE(code == 0, said.text);
    return said.text;
}

Result<PeopleRelease> try_count(DemoWorkspace& world, SurvivorsQuestion const& question, std::vector<LeftTable> const& earlier)
{
    auto const notes = open_case_notes(*world.workspace, key_of(world));
    REQUIRE_MESSAGE(notes, (notes ? std::string{} : notes.error().text()));
    auto const places = world.workspace->facts().places();
    REQUIRE(places);
    return count_survivors({world.workspace->owner(), world.workspace->today()}, **places, *notes, earlier, question);
}

PeopleRelease counted(DemoWorkspace& world)
{
    auto const release = try_count(world, {}, {});
    REQUIRE_MESSAGE(release, (release ? std::string{} : release.error().text()));
    return *release;
}

void write_marked_note(DemoWorkspace& world)
{
    auto const written = world.workspace->write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("case_note", {{"place", std::string{"ML0507@demo-1"}}, {"week", std::string{"2026-W09"}}, {"case_code", std::string{marker}}, {"consent_to_count", true},
                                          {"penetration", true}, {"age_group", std::string{"18_25"}}, {"sex", std::string{"female"}}}));
        TRY(recorder.record("gathering", {{"name", std::string{open_marker}}, {"kind", std::string{"dialogue"}}, {"day", *parse_day("2026-03-01")}, {"place", std::string{"ML0507@demo-1"}}}));
        return {};
    });
    REQUIRE_MESSAGE(written, (written ? std::string{} : written.error().text()));
}

}  // namespace

TEST_CASE("the key holder counts exactly what was planted: each file once, only who agreed, the type by the ordered rule")
{
    auto& world = usual_workspace();
    auto const release = counted(world);
    std::size_t compared = 0;
    for (std::size_t i = 0; i < release.table.cells.size(); ++i) {
        auto const& cell = release.table.cells[i];
        if (cell.is_margin || !cell.column.starts_with("type=")) continue;
        auto const place = cell.row.substr(cell.row.find('/') + 1);
        auto const planted = world.truth.survivors.find({place, cell.column.substr(5)});
        CHECK(static_cast<std::uint64_t>(release.table.counts[i].count) == (planted == world.truth.survivors.end() ? 0 : planted->second));
        ++compared;
    }
    CHECK(compared == 4 * 6);
}

TEST_CASE("no count from 0 to 4 leaves, whatever it is broken down by, and a table is held against those before")
{
    auto& world = usual_workspace();
    std::vector<LeftTable> earlier;
    for (auto const* const by : {"type", "age_group", "early_marriage", "possible_sexual_slavery", "sex"}) {
        SurvivorsQuestion question;
        question.by = by;
        CAPTURE(by);
        auto const release = try_count(world, question, earlier);
        if (!release) {
            CHECK(release.error().kind == Error::Kind::conflict);  // nothing is left to withhold: the table does not leave at all
            continue;
        }
        CHECK(release->releases_before == earlier.size());
        for (auto const& cell : release->guarded.cells)
            if (cell.state == CellState::shown) CHECK(cell.count >= 5);
        for (auto const& guarded : release->guarded.guarded)
            if (guarded.upper) CHECK(*guarded.upper - guarded.lower >= question.rule.width);
        earlier.push_back({release->what, release_lines(*release, CellState::shown), release_lines(*release, CellState::withheld)});
    }
    CHECK(earlier.size() >= 2);
}

TEST_CASE("another key opens nothing, and roles without files of persons count nothing")
{
    auto& world = usual_workspace();
    auto wrong = key_of(world);
    wrong[3] ^= 1U;
    CHECK(open_case_notes(*world.workspace, wrong).error().kind == Error::Kind::denied);
    CHECK(open_case_notes(*world.workspace, Bytes(7)).error().kind == Error::Kind::invalid);
    auto const places = world.workspace->facts().places().value();
    std::vector<CaseNote> const notes;
    for (auto const role : {Role::lead, Role::coordinator, Role::district_health, Role::researcher, Role::forum_officer, Role::donor}) {
        Member member;
        member.role = role, member.places = {"*"}, member.from = *parse_day("2000-01-01"), member.until = *parse_day("2100-01-01");
        CHECK(count_survivors({member, world.workspace->today()}, *places, notes, {}, {}).error().kind == Error::Kind::denied);
    }
    SurvivorsQuestion closer, strange;
    closer.level = 3, strange.by = "case_code";
    Asking const owner{world.workspace->owner(), world.workspace->today()};
    CHECK(count_survivors(owner, *places, notes, {}, closer).error().kind == Error::Kind::invalid);
    CHECK(count_survivors(owner, *places, notes, {}, strange).error().kind == Error::Kind::invalid);
    CHECK(count_survivors(owner, *places, notes, {}, {}).error().kind == Error::Kind::missing);
}

TEST_CASE("a note may not say a place closer than the cercle, nor a day")
{
    auto& world = usual_workspace();
    for (auto const& [place, week] : std::vector<std::pair<std::string, std::string>>{{"ML050701@demo-1", "2026-W09"}, {"ML0507@demo-1", "2026-03-01"}}) {
        auto const written = world.workspace->write([&, &where = place, &when = week](Recorder& recorder) -> Result<void> {
            TRY(recorder.record("case_note", {{"place", where}, {"week", when}}));
            return {};
        });
        REQUIRE_FALSE(written);
        CHECK(written.error().kind == Error::Kind::invalid);
    }
    CHECK(month_of_week("2026-W09") == Month::of(2026, 2));
    CHECK(month_of_week("2026-W01") == Month::of(2026, 1));
    CHECK(month_of_week("2026-W53") == Month::of(2026, 12));
    CHECK(month_of_week("2025-W01") == Month::of(2025, 1));
    for (auto const* const no : {"2025-W53", "2026-W00", "2026-W54", "2026W09", "2026-X09", "", "202a-W09", "2026-W9a"}) CHECK_FALSE(month_of_week(no));
}

TEST_CASE("a sealed word lies in clear in no file of the workspace and in no output; the open one beside it is found")
{
    DemoWorkspace world;
    write_marked_note(world);
    auto const key = (world.folder / "w" / "keys" / "audience-survivors.key").string();
    std::string said = run(world, {"survivors", "count", "--key", key, "--by", "sex", "--level", "1", "--to", "rapport", "-o", "table.csv"});
    said += run(world, {"survivors", "count", "--key", key, "--json"});
    said += run(world, {"survivors", "list"});
    said += run(world, {"query", "select * from case_note"});
    said += run(world, {"export", "csv", "case_note", "--team"});
    Said refused;
    cli::Host host{.machine = world.machine(), .terminal = refused, .cwd = world.folder, .workspace_from_environment = (world.folder / "w").string(), .open = world.workspace.get()};
    CHECK(cli::run({"export", "csv", "case_note"}, host) != 0);
    said += refused.text;
    said += run(world, {"asks", "--json"});
    said += run(world, {"doctor"});
    CHECK(said.find(marker) == std::string::npos);
    CHECK(said.find("withheld") != std::string::npos);
    world.workspace.reset();  // all is on the disk
    CHECK(files_with(world.folder, marker).empty());
    CHECK_FALSE(files_with(world.folder, open_marker).empty());
    world.open();
    auto const notes = open_case_notes(*world.workspace, key_of(world));
    REQUIRE(notes);
    CHECK(std::any_of(notes->begin(), notes->end(), [](CaseNote const& note) { return note.case_code == marker; }));
}

TEST_CASE("rejected rows of an import leave no sealed word behind")
{
    DemoWorkspace world;
    std::ofstream{world.folder / "notes.csv"} << "place,week,case_code,penetration,age_group\nML050701@demo-1,2026-W09," << marker << "-a,yes,18_25\nML0507@demo-1,2026-W10,code," << marker << "-b,18_25\n"
                                              << "ML0507@demo-1,2026-W10,code,yes," << marker << "-c\n";
    Said said;
    cli::Host host{.machine = world.machine(), .terminal = said, .cwd = world.folder, .workspace_from_environment = (world.folder / "w").string(), .open = world.workspace.get()};
    cli::run({"import", "csv", "notes.csv", "--type", "case_note", "--rejects", "rejects.csv"}, host);
    CHECK_MESSAGE(std::filesystem::exists(world.folder / "rejects.csv"), said.text);
    std::filesystem::remove(world.folder / "notes.csv");
    CHECK(said.text.find(marker) == std::string::npos);
    CHECK(files_with(world.folder, marker).empty());
}

TEST_CASE("tables that left have the shape that the API promises, and tell no withheld count")
{
    DemoWorkspace world;
    auto const key = (world.folder / "w" / "keys" / "audience-survivors.key").string();
    run(world, {"survivors", "count", "--key", key, "--level", "1"});
    auto const tables = answer_survivor_tables(world.workspace->facts(), {world.workspace->owner(), world.workspace->today()});
    REQUIRE(tables);
    REQUIRE(tables->size() == 1);
    CHECK_FALSE(tables->front().shown.empty());
    for (auto const& cell : tables->front().shown) CHECK(cell.count >= 5);
    auto const json = nlohmann::json::parse(tree_json(survivor_tables_tree(*tables, Kind::demo)));
    CHECK(http::check_shape(json, "SurvivorTables"));
    auto const again = run(world, {"survivors", "count", "--key", key, "--level", "1", "--json"});
    CHECK(nlohmann::json::parse(again.substr(again.find('{')))["releases_before"] == 1);
}
