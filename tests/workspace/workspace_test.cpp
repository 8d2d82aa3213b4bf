// SPDX-License-Identifier: Apache-2.0
#include "facts/world.hpp"
#include "support/plain_disk.hpp"
#include "trust/crypto.hpp"
#include "workspace/workspace.hpp"

#include <fstream>
#include <thread>

using namespace accalmie;
using namespace accalmie::test;

namespace {

class FixedClock final : public Clock {
public:
    Instant now() override { return *parse_instant("2026-06-30T12:00:00Z"); }
};

struct Bench {
    Folder folder;
    PlainDisk disk;
    FixedClock clock;
    SeededRandom random{11};
    Machine machine{disk, clock, random};
    std::filesystem::path path = folder / "space";

    std::unique_ptr<Workspace> made(Workspace::InitOptions options = {.name = "Essai"})
    {
        auto const done = Workspace::init(path, options, machine);
        if (!done) FAIL(done.error().text());
        return must(Workspace::open(path, machine));
    }
};

std::string read(std::filesystem::path const& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

Fields member(std::string const& role, std::string const& token, std::string const& from = "2026-01-01", std::string const& until = "2026-12-31")
{
    return {{"pseudonym", std::string{"awa"}},         {"key", std::string(64, 'a')}, {"token_hash", token_hash(token)}, {"role", role},
            {"places", std::string{"ML0507  ML0508"}}, {"from", *parse_day(from)},    {"until", *parse_day(until)}};
}

void record(Workspace& workspace, std::string_view type, Fields const& fields)
{
    auto const done = workspace.write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record(type, fields));
        return {};
    });
    if (!done) FAIL(done.error().text());
}

}  // namespace

TEST_CASE("the head of a workspace reads back, and any changed octet is found")
{
    SeededRandom random{3};
    auto const key = SigningKey::make(random);
    WorkspaceHead const head{"Démonstration", WorkspaceHead::Purpose::demo, *parse_instant("2026-06-30T12:00:00Z"), key.author(),
                             *parse_day("2026-06-30")};
    auto const text = write_head(head, key);
    auto const back = must(read_head(text));
    CHECK(back.name == head.name);
    CHECK(back.purpose == head.purpose);
    CHECK(back.fixed_today == head.fixed_today);
    CHECK(back.owner == head.owner);
    for (std::size_t i = 0; i < text.size(); ++i) {
        CAPTURE(i);
        auto changed = text;
        changed[i] = changed[i] == '1' ? '2' : '1';
        auto const read_back = read_head(changed);
        bool const same = read_back && changed == text;
        CHECK((!read_back || same));
    }
    CHECK_FALSE(read_head(text.substr(0, text.size() - 1)));
    CHECK_FALSE(read_head(text + "x"));
    CHECK_FALSE(read_head(""));
}

TEST_CASE("a demo cannot be made real by hand")
{
    Bench bench;
    bench.made({.name = "d", .purpose = WorkspaceHead::Purpose::demo});
    auto text = read(bench.path / "workspace");
    text.replace(text.find("purpose: demo"), 13, "purpose: real");
    std::ofstream{bench.path / "workspace"} << text;
    auto const opened = Workspace::open(bench.path, bench.machine);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().kind == Error::Kind::corrupt);
}

TEST_CASE("init leaves a folder that holds something alone, and an interrupted init leaves no workspace")
{
    Bench bench;
    std::filesystem::create_directories(bench.path);
    std::ofstream{bench.path / "letter.txt"} << "dear";
    auto const refused = Workspace::init(bench.path, {.name = "x"}, bench.machine);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::conflict);
    CHECK(read(bench.path / "letter.txt") == "dear");
    std::filesystem::remove(bench.path / "letter.txt");
    bench.made();
    std::filesystem::remove(bench.path / "workspace");
    auto const opened = Workspace::open(bench.path, bench.machine);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().remedy.find("accalmie init") != std::string::npos);
    CHECK_FALSE(Workspace::init(bench.folder / "other", {.name = ""}, bench.machine));
    CHECK_FALSE(Workspace::init(bench.folder / "other", {.name = "two\nlines"}, bench.machine));
}

TEST_CASE("one process at a time: a second opening is a conflict, and the lock goes with its holder")
{
    Bench bench;
    auto first = bench.made();
    auto const second = Workspace::open(bench.path, bench.machine);
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == Error::Kind::conflict);
    first.reset();
    CHECK(Workspace::open(bench.path, bench.machine));
}

TEST_CASE("keys are the owner's alone on the disk")
{
    Bench bench;
    bench.made();
    for (auto const& file : std::filesystem::directory_iterator{bench.path / "keys"}) {
        if (file.path().extension() != ".key") continue;
        CAPTURE(file.path().string());
        CHECK((file.status().permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
              std::filesystem::perms::none);
    }
}

TEST_CASE("a base pack that an older program wrote is brought up to date, and what was recorded with it stays")
{
    Bench bench;
    bench.made();
    auto const base = bench.path / "packs" / "base";
    REQUIRE(std::filesystem::remove(base / "types" / "calm_rule.yaml"));  // as if this program had brought the type
    std::filesystem::remove(bench.path / "facts.duckdb");
    auto workspace = must(Workspace::open(bench.path, bench.machine));
    CHECK(workspace->dictionary().find("calm_rule") != nullptr);
    CHECK(workspace->dictionary().version() == Dictionary::base().version());
    CHECK(workspace->pack_differences().empty());
    CHECK(std::filesystem::exists(base / "types" / "calm_rule.yaml"));
    CHECK_FALSE(std::filesystem::exists(bench.path / "packs" / "base.old"));
    workspace.reset();

    // The power went between the two renames.
    std::filesystem::rename(base, bench.path / "packs" / "base.new");
    workspace = must(Workspace::open(bench.path, bench.machine));
    CHECK(workspace->dictionary().version() == Dictionary::base().version());
}

TEST_CASE("a base pack that was changed by hand stays as it is, and the difference is told")
{
    Bench bench;
    bench.made();
    auto const file = bench.path / "packs" / "base" / "lists" / "sex.csv";
    auto const row = read(file);
    auto const end = row.find_last_not_of("\n");
    auto const last = row.substr(row.rfind('\n', end) + 1);
    std::ofstream{file, std::ios::app} << "my_own" << last.substr(last.find(','));
    auto const workspace = must(Workspace::open(bench.path, bench.machine));
    CHECK(workspace->pack_differences() == std::vector<std::string>{"code sex.my_own"});
    CHECK(workspace->dictionary().list("sex")->find("my_own") != nullptr);
}

TEST_CASE("demo and real never mix: a record of the other kind counts nowhere, and is told")
{
    Bench demo, real;
    auto from = demo.made({.name = "d", .purpose = WorkspaceHead::Purpose::demo});
    auto to = real.made();
    record(*from, "member", member("nurse", "simulated"));
    record(*to, "member", member("nurse", "true"));
    std::vector<StoredRecord> carried;
    must(from->journal().since(0, {}, [&](Point, StoredRecord const& stored) -> Result<void> {
        carried.push_back(stored);
        return {};
    }));
    must(to->journal().append(carried));
    must(to->catch_up());
    CHECK(to->member_of("true"));
    CHECK_FALSE(to->member_of("simulated"));
    auto const aside = must(to->facts().query("select reason from every._unread"));
    REQUIRE(aside.rows.size() == 1);
    CHECK(aside.rows[0][0] == Value{std::string{"a record of a demo in a real workspace; the two never mix"}});
    must(from->journal().append(std::vector{must(to->journal().find(must(to->journal().head_of(to->owner().key)).value()))}));
    must(from->catch_up());
    CHECK(from->member_of("simulated"));
    CHECK_FALSE(from->member_of("true"));
}

TEST_CASE("a token opens what its member may see, on the days that it is valid, and no other token does")
{
    Bench bench;
    auto workspace = bench.made();
    record(*workspace, "member", member("nurse", "good"));
    auto const awa = must(workspace->member_of("good"));
    CHECK(awa.role == Role::nurse);
    CHECK(awa.places == std::vector<std::string>{"ML0507", "ML0508"});
    for (auto const* token : {"", "goo", "good ", "Good", "' or 1=1 --"}) CHECK(workspace->member_of(token).error().kind == Error::Kind::denied);
    record(*workspace, "member", member("nurse", "late", "2020-01-01", "2026-06-29"));
    CHECK_FALSE(workspace->member_of("late"));
    record(*workspace, "member", member("nurse", "early", "2026-07-01", "2027-01-01"));
    CHECK_FALSE(workspace->member_of("early"));
}

TEST_CASE("a member record cannot make an owner")
{
    Bench bench;
    auto workspace = bench.made();
    auto const done = workspace->write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("member", member("owner", "king")));
        return {};
    });
    // Either the dictionary has no such code, or the token opens nothing.
    if (done) CHECK(workspace->member_of("king").error().kind == Error::Kind::denied);
    CHECK_FALSE(workspace->member_of("king"));
}

TEST_CASE("what a failed piece of work had finished is durable and shows, and the failure is told")
{
    Bench bench;
    auto workspace = bench.made();
    auto const done = workspace->write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("member", member("nurse", "kept")));
        TRY(recorder.record("member", {{"pseudonym", std::string{"half"}}}));
        return {};
    });
    REQUIRE_FALSE(done);
    CHECK(done.error().kind == Error::Kind::invalid);
    CHECK(workspace->member_of("kept"));
}

TEST_CASE("a sealed value is opened in memory by whoever holds the key, and stays shut without it")
{
    Bench bench;
    auto workspace = bench.made();
    record(*workspace, "commitment",
           {{"guarantor_role", std::string{"elders"}},
            {"guarantor", std::string{"MARKER"}},
            {"to", std::string{"health_team"}},
            {"kind", std::string{"safe_passage"}},
            {"what", std::string{"la route"}},
            {"place", std::string{"ML0507@x-1"}},
            {"from", *parse_day("2026-05-01")},
            {"until", *parse_day("2026-08-01")},
            {"made_on", *parse_day("2026-04-30")}});
    auto const opened = must(workspace->open_sealed_field("commitment", "until"));
    REQUIRE(opened.size() == 1);
    CHECK(opened.begin()->second == Value{*parse_day("2026-08-01")});
    CHECK_FALSE(workspace->open_sealed_field("commitment", "moon"));
    workspace.reset();
    std::filesystem::remove(bench.path / "keys" / "audience-movements.key");
    workspace = must(Workspace::open(bench.path, bench.machine));
    CHECK(must(workspace->open_sealed_field("commitment", "until")).empty());
    for (auto const& file : std::filesystem::recursive_directory_iterator{bench.path}) {
        CAPTURE(file.path().string());
        if (file.is_regular_file()) CHECK(read(file.path()).find("MARKER") == std::string::npos);
    }
}

TEST_CASE("several threads write and read at once; every record is there")
{
    Bench bench;
    auto workspace = bench.made();
    std::vector<std::jthread> writers;
    std::atomic<int> failed = 0;
    for (int w = 0; w < 4; ++w)
        writers.emplace_back([&, w] {
            for (int i = 0; i < 5; ++i) {
                auto const token = std::to_string(w) + "-" + std::to_string(i);
                auto const done = workspace->write([&](Recorder& recorder) -> Result<void> {
                    TRY(recorder.record("member", member("nurse", token)));
                    return {};
                });
                if (!done || !workspace->member_of(token)) ++failed;
            }
        });
    writers.clear();
    CHECK(failed == 0);
    CHECK(*workspace->journal().record_count() == 20);
}
