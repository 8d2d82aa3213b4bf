// SPDX-License-Identifier: Apache-2.0
// The real files, with the counts that their README states.
#include "capture/import_fixtures.hpp"

using namespace accalmie;

TEST_CASE("the UCDP file of Mali is read whole: 2,120 events, none rejected, US dates recognised")
{
    auto const text = real_file("conflict-events/ucdp-ged-mali-1990-2023.csv");
    if (!text) return;
    TestWorkspace workspace;
    auto const summary = import(import_ucdp, *text, workspace, {.release = "GED 24.1"});
    CHECK(summary.read == 2120);
    CHECK(summary.fresh == 2120);
    CHECK(summary.rejected == 0);
    CHECK(workspace.count("kind", std::string{"state_based"}) == 1252);
    CHECK(workspace.count("kind", std::string{"non_state"}) == 326);
    CHECK(workspace.count("kind", std::string{"one_sided"}) == 542);
    CHECK(workspace.count("position_level", std::int64_t{4}) == 818);
    CHECK(workspace.count("position_level", std::int64_t{3}) == 796);
    CHECK(workspace.count("position_level", std::int64_t{2}) == 184);
    CHECK(workspace.count("position_level", std::int64_t{1}) == 75);
    CHECK(workspace.count("position_level", std::int64_t{0}) == 230 + 17);
    CHECK(workspace.count("date_precision", std::string{"year"}) == 20);
    CHECK(workspace.count("adm_2", std::string{"Tenenkou cercle"}) == 61);
    CHECK(workspace.count("release", std::string{"GED 24.1"}) == 2120);
    CHECK(workspace.value("235799", "first_day") == Value{day("2016-05-26")});
    CHECK(workspace.value("235799", "deaths_best") == Value{std::int64_t{2}});
    CHECK(workspace.value("235799", "location") == Value{std::string{"Ansongo cercle"}});
    REQUIRE(workspace.coverage.size() == 1);
    CHECK(workspace.coverage[0].at("area") == Value{std::string{"ML"}});
    CHECK(workspace.coverage[0].at("first_day") == Value{day("1990-01-01")});
    CHECK(workspace.coverage[0].at("last_day") == Value{day("2023-12-31")});
    CHECK(summary.columns_left.size() + summary.columns_kept.size() == 47);
    for (auto const& warning : summary.warnings) MESSAGE(warning.what << " (" << warning.count << ")");
}

TEST_CASE("the UCDP file of Burkina Faso is read whole: 1,504 events, and does not touch those of Mali")
{
    auto const mali = real_file("conflict-events/ucdp-ged-mali-1990-2023.csv"),
               burkina = real_file("conflict-events/ucdp-ged-burkina-faso-to-2023.csv");
    if (!mali || !burkina) return;
    TestWorkspace workspace;
    import(import_ucdp, *mali, workspace);
    auto const summary = import(import_ucdp, *burkina, workspace);
    CHECK(summary.read == 1504);
    CHECK(summary.fresh == 1504);
    CHECK(summary.removed == 0);
    CHECK(summary.absent == 0);
    CHECK(workspace.rows.size() == 2120 + 1504);
    REQUIRE(workspace.coverage.size() == 2);
    CHECK(workspace.coverage[1].at("area") == Value{std::string{"BF"}});
}

TEST_CASE("importing the same file again changes nothing, writes nothing and says so")
{
    struct Case {
        Importer importer;
        std::string_view name;
    };
    for (auto const& [importer, name] :
         {Case{import_ucdp, "conflict-events/ucdp-ged-mali-1990-2023.csv"}, Case{import_acled, "conflict-events/acled-hdx-mali-1997-2020-07.csv"},
          Case{import_press, "conflict-events/press-incidents-mali-2015-2018.csv"}}) {
        CAPTURE(name);
        auto const text = real_file(name);
        if (!text) return;
        TestWorkspace workspace;
        auto const first = import(importer, *text, workspace, {.release = "one", .area = "ML"});
        auto const again = import(importer, *text, workspace, {.release = "two", .area = "ML"});
        CHECK(again.read == first.read);
        CHECK(again.same == first.fresh + first.same);
        CHECK(again.fresh == 0);
        CHECK(again.changed == 0);
        CHECK(again.removed == 0);
        CHECK(again.rejected == first.rejected);
        CHECK(workspace.added == first.fresh);
        CHECK(workspace.corrected == 0);
        CHECK(workspace.coverage.size() == 1);
    }
}

TEST_CASE("the ACLED file is read whole: 3,990 events behind a row of HXL hashtags, covered until 2020-07-31")
{
    auto const text = real_file("conflict-events/acled-hdx-mali-1997-2020-07.csv");
    if (!text) return;
    TestWorkspace workspace;
    auto const summary = import(import_acled, *text, workspace);
    CHECK(summary.read == 3990);
    CHECK(summary.fresh == 3990);
    CHECK(summary.rejected == 0);
    CHECK(workspace.count("kind", std::string{"battle"}) == 1270);
    CHECK(workspace.count("kind", std::string{"violence_against_civilians"}) == 1168);
    CHECK(workspace.count("kind", std::string{"explosion"}) == 609);
    CHECK(workspace.count("kind", std::string{"strategic"}) == 413);
    CHECK(workspace.count("kind", std::string{"protest"}) == 360);
    CHECK(workspace.count("kind", std::string{"riot"}) == 170);
    CHECK(workspace.count("position_level", std::int64_t{4}) == 2454);
    CHECK(workspace.count("position_level", std::int64_t{2}) == 1435);
    CHECK(workspace.count("position_level", std::int64_t{1}) == 101);
    CHECK(workspace.count("date_precision", std::string{"week"}) == 189);
    CHECK(workspace.value("MLI4111", "adm_3") == Value{std::string{"N'Goutjina"}});
    REQUIRE(workspace.coverage.size() == 1);
    CHECK(workspace.coverage[0].at("first_day") == Value{day("1997-01-06")});
    CHECK(workspace.coverage[0].at("last_day") == Value{day("2020-07-31")});
}

TEST_CASE("the press list is read whole: 937 rows, ND is unknown, and one stray date does not widen its coverage")
{
    auto const text = real_file("conflict-events/press-incidents-mali-2015-2018.csv");
    if (!text) return;
    TestWorkspace workspace;
    auto const summary = import(import_press, *text, workspace, {.area = "ML"});
    CHECK(summary.read == 937);
    CHECK(summary.fresh + summary.rejected == 937);
    CHECK(summary.fresh == 937);
    CHECK(workspace.count("kind", std::string{"unknown"}) > 100);
    CHECK(workspace.count("kind", std::string{"attack"}) > 400);
    CHECK(workspace.count("actor_1", std::string{"ND"}) == 0);
    CHECK(workspace.value("2", "deaths_best") == Value{std::int64_t{10}});
    CHECK(workspace.value("1", "location") == Value{std::string{"Andéranboukane \u2013 Ménaka"}});
    CHECK(workspace.value("1", "deaths_civilians") == Value{std::int64_t{1}});
    REQUIRE(workspace.coverage.size() == 1);
    CHECK(workspace.coverage[0].at("first_day") == Value{day("2015-01-01")});
    CHECK(workspace.coverage[0].at("last_day") == Value{day("2018-11-30")});
    std::uint64_t by_date_alone = 0;
    for (auto const& warning : summary.warnings)
        if (warning.what.starts_with("the columns annee")) by_date_alone = warning.count;
    CHECK(by_date_alone == 139);
    for (auto const& warning : summary.warnings) MESSAGE(warning.what << " (" << warning.count << ")");
}

TEST_CASE("a dry run of the real files says the same numbers and writes nothing")
{
    auto const text = real_file("conflict-events/ucdp-ged-mali-1990-2023.csv");
    if (!text) return;
    TestWorkspace workspace;
    auto const summary = import(import_ucdp, *text, workspace, {.mode = ImportOptions::Mode::dry_run});
    CHECK(summary.dry_run);
    CHECK(summary.fresh == 2120);
    CHECK(summary.coverage == std::vector<std::string>{"ML 1990-01-01..2023-12-31"});
    CHECK(workspace.rows.empty());
    CHECK(workspace.coverage.empty());
    CHECK(workspace.finished == 0);
}

TEST_CASE("a newer edition that edits one event and deletes another is told apart, and a second look finds nothing more")
{
    auto const text = real_file("conflict-events/ucdp-ged-mali-1990-2023.csv");
    if (!text) return;
    TestWorkspace workspace;
    import(import_ucdp, *text, workspace, {.release = "GED 24.1"});
    std::string newer = *text;
    auto const edited = newer.find("0,2,0,0,2,2,2,\n");  // the deaths of event 235799, the first row
    REQUIRE(edited != std::string::npos);
    newer.replace(edited, 15, "0,3,0,0,3,3,3,\n");
    auto const start = newer.find("\n376335,") + 1, end = newer.find('\n', start) + 1;
    newer.erase(start, end - start);
    auto const summary = import(import_ucdp, newer, workspace, {.release = "GED 25.1"});
    CHECK(summary.read == 2119);
    CHECK(summary.changed == 1);
    CHECK(summary.same == 2118);
    CHECK(summary.removed == 1);
    CHECK(workspace.value("235799", "deaths_best") == Value{std::int64_t{3}});
    CHECK(workspace.value("376335", "retracted") == Value{true});
    CHECK(workspace.value("376335", "release") == Value{std::string{"GED 25.1"}});
    CHECK(workspace.value("376335", "deaths_best") == Value{std::int64_t{7}});
    auto const again = import(import_ucdp, newer, workspace, {.release = "GED 25.1"});
    CHECK(again.same == 2119);
    CHECK(again.changed + again.fresh + again.removed == 0);
    auto const back = import(import_ucdp, *text, workspace, {.release = "GED 24.1"});
    CHECK(back.changed == 2);
    CHECK(workspace.value("376335", "retracted") == Value{});
}

TEST_CASE("a part of the real file does not retract the rest: it is kept, counted, and the remedy named")
{
    auto const text = real_file("conflict-events/ucdp-ged-mali-1990-2023.csv");
    if (!text) return;
    TestWorkspace workspace;
    import(import_ucdp, *text, workspace);
    auto const cut = text->find("\n", text->size() / 2);
    std::string half = text->substr(0, cut + 1);
    auto const summary = import(import_ucdp, half, workspace);
    CHECK(summary.removed == 0);
    CHECK(summary.absent > 500);
    CHECK(workspace.corrected == 0);
}

TEST_CASE("every truncation of a real file reconciles, and never more than the last row is in doubt")
{
    auto const text = real_file("conflict-events/ucdp-ged-mali-1990-2023.csv");
    if (!text) return;
    std::string_view const some = std::string_view{*text}.substr(0, 12'000);
    for (std::size_t size = 800; size < some.size(); size += 97) {
        CAPTURE(size);
        TestWorkspace workspace;
        auto const summary = try_import(import_ucdp, some.substr(0, size), workspace);
        if (!summary) continue;
        CHECK(summary->rejected <= 4);  // a cut within quotes leaves the lines of that field, each rejected by itself
    }
}
