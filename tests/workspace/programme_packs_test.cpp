// SPDX-License-Identifier: Apache-2.0
#include "facts/world.hpp"
#include "support/plain_disk.hpp"
#include "workspace/programme_packs.hpp"

using namespace accalmie;
using namespace accalmie::test;

namespace {

class FixedClock final : public Clock {
public:
    Instant now() override { return *parse_instant("2026-06-30T12:00:00Z"); }
};

std::vector<PackFile> bees(std::string const& lines = "bees,Abeilles,Bees,Ruches,Hives,\n", std::string const& name = "bees")
{
    return {{"pack.yaml", "name: " + name + "\nversion: 0.1.0\nlabel: { fr: Petit, en: Small }\ndefinition: { fr: Essai, en: Trial }\nlicence: CC-BY-4.0\n"},
            {"README.md", "# Small\n\nSources: made here.\n"},
            {"lists/topic.csv", "code,label_fr,label_en,definition_fr,definition_en,source\n" + lines}};
}

struct Bench {
    Folder folder;
    PlainDisk disk;
    FixedClock clock;
    SeededRandom random{11};
    Machine machine{disk, clock, random};
    std::filesystem::path path = folder / "space";

    Bench()
    {
        auto const done = Workspace::init(path, {.name = "Essai"}, machine);
        if (!done) FAIL(done.error().text());
    }
    std::unique_ptr<Workspace> opened() { return must(Workspace::open(path, machine)); }
    Result<ProgrammePack> add(std::vector<PackFile> const& files) { return add_pack(path, files, machine); }
};

Result<void> says(Workspace& workspace, std::string const& topic)
{
    return workspace.write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("voice", {{"day", *parse_day("2026-06-01")}, {"place", std::string{"ML0507@made-1"}}, {"group", std::string{"farmers"}}, {"topic", topic}, {"kind", std::string{"need"}}}));
        return {};
    });
}

}  // namespace

TEST_CASE("a pack's codes may be written from the next opening on, and its files are found by its name")
{
    Bench bench;
    CHECK_FALSE(says(*bench.opened(), "bees"));
    REQUIRE(bench.add(bees()));
    auto const workspace = bench.opened();
    REQUIRE(workspace->programme_packs().size() == 1);
    CHECK(workspace->pack_differences().empty());
    CHECK(says(*workspace, "bees"));
    CHECK(must(files_of_pack(*workspace, "bees")).size() == 3);
    CHECK(must(files_of_pack(*workspace, "base")).size() > 100);
    CHECK(files_of_pack(*workspace, "moon").error().kind == Error::Kind::missing);
}

TEST_CASE("a newer version may add codes, not drop those that records may use")
{
    Bench bench;
    REQUIRE(bench.add(bees()));
    REQUIRE(bench.add(bees("bees,Abeilles,Bees,Ruches,Hives,\nhoney,Miel,Honey,Miel,Honey,\n")));
    auto const refused = bench.add(bees("honey,Miel,Honey,Miel,Honey,\n"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::conflict);
    CHECK(refused.error().what.find("topic.bees") != std::string::npos);
    CHECK(bench.opened()->dictionary().list("topic")->find("bees") != nullptr);
}

TEST_CASE("two packs do not give one code two meanings")
{
    Bench bench;
    REQUIRE(bench.add(bees()));
    CHECK(bench.add(bees("bees,Guêpes,Wasps,Ruches,Hives,\n", "wasps")).error().kind == Error::Kind::conflict);
    CHECK(bench.add(bees("bees,Abeilles,Bees,Ruches,Hives,\n", "hives")));
    CHECK(bench.opened()->programme_packs().size() == 2);
}

TEST_CASE("nothing is added to a workspace that is open, that is none, or from a pack with problems")
{
    Bench bench;
    CHECK(bench.add(bees("bees,Abeilles,,Ruches,Hives,\n")).error().kind == Error::Kind::invalid);
    CHECK(add_pack(bench.folder / "nowhere", bees(), bench.machine).error().kind == Error::Kind::missing);
    auto const workspace = bench.opened();
    CHECK(bench.add(bees()).error().kind == Error::Kind::conflict);
}

TEST_CASE("a pack half written is passed over, and one that no longer fits is told and still read")
{
    Bench bench;
    REQUIRE(bench.add(bees()));
    auto const packs = bench.path / "packs";
    std::filesystem::copy(packs / "bees", packs / "bees.new", std::filesystem::copy_options::recursive);
    std::filesystem::remove(packs / "bees" / "README.md");
    auto const workspace = bench.opened();
    CHECK(workspace->programme_packs().size() == 1);
    REQUIRE_FALSE(workspace->pack_differences().empty());
    CHECK(workspace->pack_differences().front().find("README.md") != std::string::npos);
    CHECK(says(*workspace, "bees"));
}
