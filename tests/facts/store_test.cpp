// SPDX-License-Identifier: Apache-2.0
#include "facts/world.hpp"

#include <fstream>
#include <thread>

using namespace accalmie;
using namespace accalmie::test;

namespace {

std::string square(double west, double south, double size)
{
    auto const n = [](double v) { return std::to_string(v); };
    return R"({"type":"Polygon","coordinates":[[[)" + n(west) + "," + n(south) + "],[" + n(west + size) + "," + n(south) + "],[" + n(west + size) +
           "," + n(south + size) + "],[" + n(west) + "," + n(south + size) + "],[" + n(west) + "," + n(south) + "]]]}";
}

void say_places(World& world)
{
    auto const place = [&](std::string const& code, std::int64_t level, std::string const& parent, double west, double south, double size,
                           std::string const& kind) {
        world.say(world.awa, "place",
                  {{"code", code},
                   {"version", std::string{"test-1"}},
                   {"name", "Place " + code},
                   {"level", level},
                   {"parent", parent},
                   {"kind", kind},
                   {"geometry", square(west, south, size)},
                   {"source", std::string{"test"}}});
    };
    place("ML05", 1, "ML", -6, 13, 4, "region");
    place("ML0507", 2, "ML05", -5, 14, 1, "cercle");
    place("ML0508", 2, "ML05", -4, 14, 1, "cercle");
}

}  // namespace

TEST_CASE("records of both forms become rows of the table of their type")
{
    World world;
    auto store = Store::open(world.folder / "facts.duckdb", world.dictionary).value();
    world.say(world.awa, "incident", incident("A", "2021-05-26", 3));
    world.say_batch(world.awa, "incident", {incident("B", "2021-06-01", 1), incident("C", "2021-06-30", 2)});
    auto const summary = store->catch_up(*world.journal);
    REQUIRE(summary);
    CHECK(summary->records == 2);
    CHECK(summary->rows == 3);
    CHECK(asked(*store, "select string_agg(source_id || ' ' || first_day || ' ' || deaths_best, ', ' order by source_id) from incident") ==
          "A 2021-05-26 3, B 2021-06-01 1, C 2021-06-30 2");
    CHECK(asked(*store, "select count(distinct _record || _row) from incident") == "3");
}

TEST_CASE("catching up twice, or in any number of steps, folds each record exactly once")
{
    World world;
    auto store = Store::open(world.folder / "facts.duckdb", world.dictionary).value();
    for (int i = 0; i < 5; ++i) {
        world.say(world.awa, "incident", incident("R" + std::to_string(i), "2021-05-26", i));
        must(store->catch_up(*world.journal));
        must(store->catch_up(*world.journal));
    }
    CHECK(asked(*store, "select count(*) from every.incident") == "5");
    store.reset();
    store = Store::open(world.folder / "facts.duckdb", world.dictionary).value();
    auto const again = store->catch_up(*world.journal).value();
    CHECK(again.records == 0);
    CHECK_FALSE(again.rebuilt);
}

TEST_CASE("facts rebuilt from the journal have the same rows, places and corrections among them")
{
    World world;
    auto store = Store::open(world.folder / "facts.duckdb", world.dictionary).value();
    auto const first = world.say(world.awa, "incident", incident("A", "2021-05-26", 3, 14.5, -4.5));
    must(store->catch_up(*world.journal));
    say_places(world);
    must(store->catch_up(*world.journal));
    world.say(world.awa, "incident", incident("A", "2021-05-26", 4, 14.5, -3.5), RecordAddress{first, 0});
    world.say(world.moussa, "incident", incident("A", "2021-05-26", 9), RecordAddress{first, 0});
    must(store->catch_up(*world.journal));
    auto const step_by_step = store->content_hash().value();
    CHECK(asked(*store, "select deaths_best from incident where _state <> 'rival'") == "4");

    must(store->rebuild(*world.journal));
    CHECK(store->content_hash().value() == step_by_step);
    auto at_once = Store::open({}, world.dictionary).value();
    must(at_once->catch_up(*world.journal));
    CHECK(at_once->content_hash().value() == step_by_step);
    // The hash must be able to tell: one more record changes it.
    world.say(world.awa, "incident", incident("Z", "2021-05-26", 1));
    must(store->catch_up(*world.journal));
    CHECK(store->content_hash().value() != step_by_step);
}

TEST_CASE("a facts file that is missing, damaged, of another form or of another journal is made anew by itself")
{
    World world;
    auto const path = world.folder / "facts.duckdb";
    world.say(world.awa, "incident", incident("A", "2021-05-26", 3));
    auto const rows_after = [&](std::string const& why) {
        CAPTURE(why);
        auto store = Store::open(path, world.dictionary);
        REQUIRE(store);
        auto const summary = (*store)->catch_up(*world.journal);
        REQUIRE(summary);
        CHECK(summary->rebuilt);
        CHECK_FALSE(summary->rebuilt_because.empty());
        CHECK(asked(**store, "select count(*) from incident") == "1");
    };
    rows_after("missing");
    std::filesystem::resize_file(path, 100);
    rows_after("cut short");
    std::ofstream{path} << "this is not a database at all, but it is long enough to be looked at";
    rows_after("rubbish");
    {
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(12);
        file.write("\xFF\xFF\xFF\xFF\xFF\xFF", 6);
    }
    rows_after("header flipped");

    auto other = open_sqlite_journal(world.folder / "other.sqlite").value();
    auto store = Store::open(path, world.dictionary).value();
    must(store->catch_up(*world.journal));
    must(store->catch_up(*other));
    CHECK(asked(*store, "select count(*) from incident") == "0");
}

TEST_CASE("an event is counted in the areas around its position, and among the placed only where its source knows the place so well")
{
    World world;
    auto store = Store::open({}, world.dictionary).value();
    say_places(world);
    auto vague = incident("V", "2021-05-27", 5, 14.5, -4.5);
    vague["position_level"] = std::int64_t{1};
    auto outside = incident("O", "2021-05-27", 7, 10.0, 5.0);
    auto nowhere = incident("N", "2021-05-27", 7);
    nowhere.erase("latitude");
    nowhere.erase("longitude");
    nowhere["adm_2"] = std::string{"place ml0507"};
    world.say_batch(world.awa, "incident", {incident("A", "2021-05-26", 3, 14.5, -4.5), vague, outside, nowhere});
    must(store->catch_up(*world.journal));
    CHECK(asked(*store, "select string_agg(place || ' ' || level || ' ' || month || ' ' || incidents || ' ' || incidents_placed || ' ' || "
                        "deaths_best, ', ' order by level) from incident_month") == "ML05 1 2021-05 2 2 8, ML0507 2 2021-05 2 1 8");
    CHECK(asked(*store, "select place || ' ' || incidents from incident_month_named") == "ML0507 1");
    CHECK(asked(*store, "select place_at(14.5, -3.5, 2)") == "ML0508");
    CHECK(asked(*store, "select place_at(0, 0, 2)") == "null");
    CHECK(asked(*store, "select place_at(null, 0.0, 2)") == "null");
}

TEST_CASE("sealed values never enter the facts: a flag says that something is there")
{
    World world;
    auto const pair_secret = Bytes(32, 9);
    AudienceKeys keys;
    for (auto const& type : world.dictionary.types())
        for (auto const& group : type.groups)
            if (group.starts_with("sealed:"))
                keys[group.substr(7)] = Bytes{0x8f, 0x40, 0xc5, 0xad, 0xb6, 0x8f, 0x25, 0x62, 0x4a, 0xe5, 0xb2, 0x14, 0xea, 0x76, 0x7a, 0x6e,
                                              0xc9, 0x4d, 0x82, 0x9d, 0x3d, 0x7b, 0x5e, 0x1a, 0xd1, 0xba, 0x6f, 0x3e, 0x21, 0x38, 0x28, 0x5f};
    world.say(world.awa, "commitment",
              {{"guarantor_role", std::string{"village_chief"}},
               {"guarantor", std::string{"MARKER-GUARANTOR"}},
               {"to", std::string{"health_team"}},
               {"kind", std::string{"safe_passage"}},
               {"what", std::string{"la route"}},
               {"place", std::string{"ML0507@test-1"}},
               {"from", *parse_day("2021-05-01")},
               {"until", *parse_day("2021-08-01")},
               {"made_on", *parse_day("2021-04-30")}},
              {}, keys);
    world.say(world.awa, "commitment",
              {{"guarantor_role", std::string{"elders"}},
               {"to", std::string{"health_team"}},
               {"kind", std::string{"safe_passage"}},
               {"what", std::string{"la route"}},
               {"place", std::string{"ML0507@test-1"}},
               {"from", *parse_day("2021-05-01")},
               {"made_on", *parse_day("2021-04-30")}},
              {}, keys);
    auto const path = world.folder / "facts.duckdb";
    {
        auto store = Store::open(path, world.dictionary).value();
        must(store->catch_up(*world.journal));
        CHECK(asked(*store, "select string_agg(coalesce(guarantor, '-') || ' ' || guarantor_sealed || ' ' || until_sealed, ', ' order by "
                            "guarantor_role desc) from commitment") == "- true true, - false false");
    }
    for (auto const& file : std::filesystem::directory_iterator{path.parent_path()}) {
        std::ifstream in{file.path(), std::ios::binary};
        std::string const content{std::istreambuf_iterator<char>{in}, {}};
        CAPTURE(file.path().filename().string());
        CHECK(content.find("MARKER-GUARANTOR") == std::string::npos);
    }
}

TEST_CASE("rival corrections by people of one organisation make a dispute, and a choice ends it")
{
    World world;
    auto store = Store::open({}, world.dictionary).value();
    auto const member = [&](SigningKey const& key, std::string const& name) {
        world.say(world.awa, "member",
                  {{"pseudonym", name},
                   {"key", key.author().hex()},
                   {"organisation", std::string{"Organisation A"}},
                   {"role", std::string{"coordinator"}},
                   {"places", std::string{"*"}},
                   {"from", *parse_day("2020-01-01")},
                   {"until", *parse_day("2030-01-01")}});
    };
    member(world.awa, "awa");
    member(world.moussa, "moussa");
    auto const first = world.say(world.awa, "incident", incident("A", "2021-05-26", 3));
    auto const mine = world.say(world.awa, "incident", incident("A", "2021-05-26", 4), RecordAddress{first, 0});
    world.say(world.moussa, "incident", incident("A", "2021-05-26", 5), RecordAddress{first, 0});
    must(store->catch_up(*world.journal));
    CHECK(asked(*store, "select deaths_best || ' ' || _state from incident") == "3 disputed");
    CHECK(asked(*store, "select count(*) from every.incident where _state = 'contender'") == "2");
    world.say(world.moussa, "choice", {{"about", first.hex() + ":0"}, {"chosen", mine.hex() + ":0"}, {"purpose", std::string{"correction"}}});
    must(store->catch_up(*world.journal));
    CHECK(asked(*store, "select deaths_best || ' ' || _state from incident") == "4 current");
}

TEST_CASE("a row that a newer release took back no longer counts, and is still there")
{
    World world;
    auto store = Store::open({}, world.dictionary).value();
    auto const batch = world.say_batch(world.awa, "incident", {incident("A", "2021-05-26", 3), incident("B", "2021-05-26", 1)});
    auto back = incident("B", "2021-05-26", 1);
    back["retracted"] = true;
    world.say(world.awa, "incident", back, RecordAddress{batch, 1});
    must(store->catch_up(*world.journal));
    CHECK(asked(*store, "select string_agg(source_id, ',') from incident") == "A");
    CHECK(asked(*store, "select count(*) from every.incident") == "3");
}

TEST_CASE("a record that cannot be read is set aside with the reason and the rest goes on")
{
    World world;
    auto store = Store::open({}, world.dictionary).value();
    auto const& type = world.type("incident");
    auto header = world.header(type);
    header.author = world.awa.author();
    auto const record = sign_record(header, type, world.row(type, incident("A", "2021-05-26", 3)), world.awa, {}, world.random).value();
    auto kept = World::stored(record);
    for (auto& part : kept.parts)
        if (part.group == "open") part.bytes.back() ^= 1;
    REQUIRE(world.journal->append({&kept, 1}));
    world.say(world.awa, "incident", incident("B", "2021-05-26", 1));
    must(store->catch_up(*world.journal));
    CHECK(asked(*store, "select string_agg(source_id, ',') from incident") == "B");
    CHECK(asked(*store, "select count(*) from every._unread where length(reason) > 10") == "1");
}

TEST_CASE("the owner's SQL reads and does nothing else")
{
    World world;
    auto store = Store::open(world.folder / "facts.duckdb", world.dictionary).value();
    world.say(world.awa, "incident", incident("A", "2021-05-26", 3));
    world.say(world.awa, "incident", incident("B", "2021-05-26", 3));
    must(store->catch_up(*world.journal));
    bool truncated = false;
    CHECK(store->query_read_only("select * from incident;", 10, &truncated)->rows.size() == 2);
    CHECK_FALSE(truncated);
    CHECK(store->query_read_only("from incident", 1, &truncated)->rows.size() == 1);
    CHECK(truncated);
    CHECK(store->query_read_only("select [1, 2] as list, 170141183460469231731687303715884105727::hugeint as huge, {'a': 1} as s", 9, &truncated)
              ->rows.at(0)
              .at(0) == Value{std::string{"[1, 2]"}});
    for (std::string const sql : std::initializer_list<char const*>{"delete from every.incident",
                                                                    "drop table every.incident",
                                                                    "create table x (a int)",
                                                                    "insert into every.incident default values",
                                                                    "update every._meta set point = 0",
                                                                    "attach 'x.db'",
                                                                    "copy every.incident to 'x.csv'",
                                                                    "select * from read_csv('/etc/passwd')",
                                                                    "select * from read_text('/etc/passwd')",
                                                                    "set memory_limit = '1GB'",
                                                                    "set enable_external_access = true",
                                                                    "pragma database_list",
                                                                    "select 1; select 2",
                                                                    "select",
                                                                    "",
                                                                    "install httpfs",
                                                                    "load httpfs",
                                                                    "export database 'x'",
                                                                    "call pragma_version()",
                                                                    "vacuum",
                                                                    "checkpoint",
                                                                    "begin",
                                                                    "select * from 'x.csv'",
                                                                    "with x as (delete from every.incident returning *) select * from x"}) {
        CAPTURE(sql);
        auto const refused = store->query_read_only(sql, 10, &truncated);
        bool const harmless = refused && (sql == "call pragma_version()" || sql == "pragma database_list");
        CHECK((!refused || harmless));
    }
    CHECK(asked(*store, "select count(*) from every.incident") == "2");
}

TEST_CASE("readers are served while a fold goes on, and see either all of it or nothing")
{
    World world;
    auto store = Store::open(world.folder / "facts.duckdb", world.dictionary).value();
    std::atomic<bool> stop = false;
    std::atomic<int> reads = 0, wrong = 0;
    std::vector<std::map<std::string, Value, std::less<>>> block;
    for (int i = 0; i < 1000; ++i) block.push_back(incident("R" + std::to_string(i), "2021-05-26", 1));
    std::jthread reader{[&] {
        while (!stop) {
            auto const answer = asked(*store, "select count(*) from every.incident");
            if (answer.find_first_not_of("0123456789") != std::string::npos || std::stoi(answer) % 1000 != 0) ++wrong;
            ++reads;
        }
    }};
    for (int i = 0; i < 8; ++i) {
        world.say_batch(world.awa, "incident", block);
        auto const folded = store->catch_up(*world.journal);
        if (!folded) MESSAGE(folded.error().text());
        CHECK(folded);
    }
    while (reads < 20) std::this_thread::yield();
    stop = true;
    reader.join();
    CHECK(wrong == 0);
    CHECK(asked(*store, "select count(*) from every.incident") == "8000");
}

TEST_CASE("a parameter is bound, never spliced")
{
    World world;
    auto store = Store::open({}, world.dictionary).value();
    auto const text = std::string{"'; drop schema every cascade; --"};
    CHECK(store->query("select $x as x", {{"x", text}})->rows.at(0).at(0) == Value{text});
    CHECK(store->query("select $x as x", {}).error().what.find("$x") != std::string::npos);
    CHECK(store->query("select cast($d as date) as d", {{"d", *parse_day("2021-05-26")}})->rows.at(0).at(0) == Value{*parse_day("2021-05-26")});
}

TEST_CASE("a field added to the dictionary becomes a column, and the file is made anew for it")
{
    World world;
    world.say(world.awa, "incident", incident("A", "2021-05-26", 3));
    auto const path = world.folder / "facts.duckdb";
    {
        auto store = Store::open(path, world.dictionary).value();
        must(store->catch_up(*world.journal));
        CHECK_FALSE(store->query("select moon from incident"));
    }
    std::vector<PackFile> files;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{std::filesystem::path{ACCALMIE_SOURCE_DIR} / "packs/base"}) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in{entry.path(), std::ios::binary};
        files.push_back({std::filesystem::relative(entry.path(), std::filesystem::path{ACCALMIE_SOURCE_DIR} / "packs/base").generic_string(),
                         {std::istreambuf_iterator<char>{in}, {}}});
    }
    for (auto& file : files)
        if (file.path == "types/incident.yaml")
            file.content += "\n  - name: moon\n    kind: text\n    visibility: open\n    label: { fr: Lune, en: Moon }\n    definition: { fr: Phase "
                            "de la lune, en: Phase of the moon }\n";
    auto const loaded = Dictionary::load(files);
    for (auto const& problem : loaded.problems) MESSAGE(problem.file << ":" << problem.line << " " << problem.what);
    REQUIRE(loaded.problems.empty());
    auto store = Store::open(path, loaded.dictionary).value();
    CHECK(store->catch_up(*world.journal)->rebuilt);
    CHECK(asked(*store, "select coalesce(moon, 'none') || deaths_best from incident") == "none3");
}
