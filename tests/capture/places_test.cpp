// SPDX-License-Identifier: Apache-2.0
#include "capture/place_fixtures.hpp"

#include "capture/places_rows.hpp"
#include "ground/crosswalk.hpp"
#include "ground/resolve.hpp"

using namespace accalmie;

namespace {

std::string feature(std::string_view properties, std::string_view geometry)
{
    return R"({"type":"Feature","properties":)" + std::string{properties} + R"(,"geometry":)" + std::string{geometry} + "}";
}
std::string collection(std::initializer_list<std::string> features)
{
    std::string text = R"({"type":"FeatureCollection","features":[)";
    for (auto const& each : features) text += (text.back() == '[' ? "" : ",") + each;
    return text + "]}";
}
std::string const square = R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})";
std::string const cod = R"({"ADM2_FR":"Ténenkou","ADM2_PCODE":"ML0507","ADM1_PCODE":"ML05","ADM1_FR":"Mopti","ADM2_REF":"Tenenkou","validOn":"2021-12-20"})";

ImportSummary real_places(GroundWorkspace& workspace, std::string_view file, PlaceIndex const* index = nullptr)
{
    auto const text = real_file("mali-admin/" + std::string{file});
    REQUIRE(text);
    return places(workspace, *text, named(file, index));
}

}  // namespace

TEST_CASE("a feature of OCHA's layer becomes a place of its boundary version")
{
    GroundWorkspace workspace{"place"};
    auto const summary = places(workspace, collection({feature(cod, square)}));
    CHECK(summary.fresh == 1);
    auto const& row = workspace.only("code", "ML0507");
    CHECK(workspace.text(row, "version") == "cod-ab-2021");
    CHECK(workspace.text(row, "name") == "Ténenkou");
    CHECK(workspace.text(row, "name_alternative") == "Tenenkou");
    CHECK(workspace.text(row, "parent") == "ML05");
    CHECK(workspace.text(row, "kind") == "cercle");
    CHECK(workspace.text(row, "geometry") == square);
    CHECK(workspace.value(row, "level") == Value{std::int64_t{2}});
    CHECK(workspace.value(row, "latitude") == Value{0.5});
    CHECK(workspace.value(row, "valid_from") == Value{day("2021-12-20")});
    CHECK(workspace.text(row, "source") == "made.geojson");
    CHECK(std::count(summary.columns_left.begin(), summary.columns_left.end(), "ADM1_FR") == 1);
}

TEST_CASE("the same layer again is the same, and a moved border is a change")
{
    GroundWorkspace workspace{"place"};
    places(workspace, collection({feature(cod, square)}));
    CHECK(places(workspace, collection({feature(cod, square)})).same == 1);
    CHECK(places(workspace, collection({feature(cod, R"({"type":"MultiPolygon","coordinates":[[[[0,0],[0,1],[1,1],[1,0],[0,0]]]]})")})).same == 1);
    CHECK(places(workspace, collection({feature(cod, R"({"type":"Polygon","coordinates":[[[0,0],[2,0],[2,1],[0,1],[0,0]]]})")})).changed == 1);
    CHECK(workspace.rows.size() == 1);
}

TEST_CASE("broken features are rejected one by one, with the reason, and the others are taken")
{
    GroundWorkspace workspace{"place"};
    MemoryDisk disk;
    auto options = named("made.geojson");
    options.rejects_path = "rejects.csv";
    auto const text = collection({feature(cod, square), feature(R"({"ADM2_FR":"Open","ADM2_PCODE":"ML0601","validOn":"2021-12-20"})", R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]})"),
                                  feature(R"({"ADM2_FR":"Line","ADM2_PCODE":"ML0602"})", R"({"type":"LineString","coordinates":[[0,0],[1,0]]})"), feature(R"({"ADM2_FR":null,"ADM2_PCODE":"ML0603"})", square),
                                  feature(R"({"ADM2_FR":"No code","ADM2_PCODE":null})", square), feature(R"({"ADM2_FR":"Nowhere","ADM2_PCODE":"ML0604"})", "null"), R"("not a feature")"});
    auto const summary = try_places(workspace, text, options, {}, &disk).value();
    CHECK(summary.read == 7);
    CHECK(summary.fresh == 2);
    CHECK(summary.rejected == 5);
    CHECK(workspace.text(workspace.only("code", "ML0604"), "geometry").empty());
    CHECK(warning(summary, "an area has no outline").count == 1);
    auto const& rejects = disk.files.at("rejects.csv");
    CHECK(rejects.find("not closed") != std::string::npos);
    CHECK(rejects.find("neither an area nor a point") != std::string::npos);
}

TEST_CASE("an outline that crosses itself is kept, and where it does is told")
{
    GroundWorkspace workspace{"place"};
    auto const summary = places(workspace, collection({feature(cod, R"({"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]})")}));
    CHECK(summary.fresh == 1);
    REQUIRE(warning(summary, "an outline is not valid").count == 1);
    CHECK(warning(summary, "an outline is not valid").examples[0].find("ML0507 Ténenkou: Self-intersection near 1.00000 N 1.00000 E") != std::string::npos);
}

TEST_CASE("names of our own are found, or may be given")
{
    GroundWorkspace workspace{"place"};
    auto const own = collection({feature(R"({"code":"A1","name":"Here","level":3,"parent":"A","version":"made-1"})", square)});
    CHECK(places(workspace, own).fresh == 1);
    CHECK(workspace.text(workspace.only("code", "A1"), "kind") == "commune");
    PlaceImport how;
    how.code_field = "shapeID", how.name_field = "shapeName", how.level = 2, how.version = "gb-5";
    CHECK(places(workspace, collection({feature(R"({"shapeID":"X","shapeName":"There"})", square)}), named("gb.geojson"), how).fresh == 1);
    CHECK(workspace.text(workspace.only("code", "X"), "version") == "gb-5");
}

TEST_CASE("without version, level, code or feature the import stops and says what to give")
{
    GroundWorkspace workspace{"place"};
    auto const error_of = [&](std::string_view text, PlaceImport const& how = {}) {
        auto const refused = try_places(workspace, text, named("made.geojson"), how);
        REQUIRE(!refused);
        return refused.error();
    };
    CHECK(error_of(collection({})).kind == Error::Kind::missing);
    CHECK(error_of(collection({feature(R"({"code":"A","name":"B","level":2})", square)})).remedy == "name it: --version cod-ab-2021");
    CHECK(error_of(collection({feature(R"({"code":"A","name":"B"})", square)})).kind == Error::Kind::usage);
    CHECK(error_of(collection({feature(R"({"name":"B"})", square)})).what.find("no property \"code\"") != std::string::npos);
    PlaceImport how;
    how.level = 5;
    CHECK(error_of(collection({feature(cod, square)}), how).kind == Error::Kind::usage);
    CHECK(error_of("PK\x03\x04 and so on").what.find("GDAL") != std::string::npos);
    CHECK(workspace.rows.empty());
}

TEST_CASE("a dry run writes nothing and counts the same")
{
    GroundWorkspace workspace{"place"};
    auto options = named("made.geojson");
    options.mode = ImportOptions::Mode::dry_run;
    CHECK(places(workspace, collection({feature(cod, square)}), options).fresh == 1);
    CHECK(workspace.rows.empty());
}

TEST_CASE("broken accents are seen, and mended where every octet is there")
{
    CHECK(has_broken_accents("DeguÃ©rÃ©"));
    CHECK(repaired_accents("DeguÃ©rÃ©") == "Deguéré");
    CHECK(repaired_accents("Å“uvre") == "œuvre");
    CHECK(!has_broken_accents("Déguéré"));
    CHECK(!has_broken_accents("N'Thi Traorela"));
    CHECK(!has_broken_accents(""));
    CHECK(!repaired_accents("Ã"));
    CHECK(!repaired_accents("ɛ"));
}

TEST_CASE("a code is believed where the name fits, else the name, else the candidates are listed")
{
    GroundWorkspace workspace{"place"};
    std::vector<Place> made(4);
    for (auto& place : made) place.version = "cod-ab-2021", place.level = 2;
    made[0].code = "ML0505", made[0].name = "Koro";
    made[1].code = "ML0507", made[1].name = "Ténenkou";
    made[2].code = "ML0901", made[2].name = "Madina";
    made[3].code = "ML0902", made[3].name = "Madina";
    auto const index = PlaceIndex::make(made, nullptr).value();
    CHECK(match_place(index, "ML0507", "Tenenkou", 2)->place == 1);
    CHECK(match_place(index, "ML0507", "", 2)->doubt.empty());
    auto const trap = match_place(index, "ML0507", "Koro", 2).value();
    CHECK(trap.place == 0);
    CHECK(trap.doubt == "ML0507 is Ténenkou in cod-ab-2021 and not Koro: taken by name as ML0505");
    CHECK(match_place(index, "ML9999", "Koro", 2)->doubt.find("no code of cod-ab-2021") != std::string::npos);
    CHECK(match_place(index, "", "koro", 2)->doubt.empty());
    auto const several = match_place(index, "", "Madina", 2);
    REQUIRE(!several);
    CHECK(several.error().remedy.find("ML0901 Madina; ML0902 Madina") != std::string::npos);
    CHECK(match_place(index, "ML0507", "Gao", 2).error().what == "ML0507 is Ténenkou in cod-ab-2021 and not Gao");
    CHECK(match_place(index, "", "Koru", 2).error().remedy.find("ML0505 Koro") != std::string::npos);
    CHECK(match_place(index, "ML0507", "Tenenkou", 3).error().kind == Error::Kind::missing);
}

TEST_CASE("a table of names keeps the outlines that are known")
{
    GroundWorkspace workspace{"place"};
    places(workspace, collection({feature(cod, square)}));
    auto const table = "ADM2_FR,ADM2_PCODE,ADM1_PCODE,validOn,POINT_X,POINT_Y\nTénenkou,ML0507,ML05,2021/12/20,0.25,0.75\n";
    auto const summary = places(workspace, table, named("points.csv"));
    CHECK(summary.changed == 1);
    auto const& row = workspace.only("code", "ML0507");
    CHECK(workspace.text(row, "geometry") == square);
    CHECK(workspace.value(row, "latitude") == Value{0.75});
    CHECK(workspace.text(row, "source") == "made.geojson");
    CHECK(places(workspace, table, named("points.csv")).same == 1);
}

TEST_CASE("the base pack's regions of the 2023 reform are places without outline, with their law")
{
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/packs/base/places/mali-2023-regions.csv", std::ios::binary};
    REQUIRE(file);
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    GroundWorkspace workspace{"place"};
    auto const summary = places(workspace, text, named("mali-2023-regions.csv"));
    CHECK(summary.rejected == 0);
    CHECK(workspace.count("level", std::int64_t{1}) == 20);
    for (auto const* name : {"Bougouni", "Koutiala", "San"}) {
        auto const& row = workspace.only("name", name);
        CHECK(workspace.text(row, "version") == "reform-2023");
        CHECK(workspace.text(row, "legal_source").find("2023-006") != std::string::npos);
        CHECK(workspace.text(row, "geometry").empty());
    }
    auto const index = workspace.index("reform-2023");
    CHECK(resolve_place(index, "Ségou", 1).has_value());
    CHECK(places(workspace, text, named("mali-2023-regions.csv")).same == summary.fresh);
}

TEST_CASE("the real boundaries: 1 country, 10 regions, 53 cercles, 701 communes, and again nothing new")
{
    if (!real_file("mali-admin/mli_adm2.geojson")) return;
    GroundWorkspace workspace{"place"};
    for (auto const& [file, count] : {std::pair{"mli_adm0.geojson", 1U}, std::pair{"mli_adm1.geojson", 10U}, std::pair{"mli_adm2.geojson", 53U}, std::pair{"mli_adm3.geojson", 701U}}) {
        CAPTURE(file);
        auto const summary = real_places(workspace, file);
        CHECK(summary.read == count);
        CHECK(summary.fresh == count);
        auto const again = real_places(workspace, file);
        CHECK(again.same == count);
        CHECK(again.read == count);
    }
    CHECK(workspace.count("version", std::string{"cod-ab-2021"}) == 765);
    CHECK(workspace.count("parent", std::string{"ML0507"}) == 10);
    CHECK(workspace.count("parent", std::string{"ML0508"}) == 7);
    CHECK(warning(real_places(workspace, "mli_adm2.geojson"), "an outline is not valid").count == 2);

    auto const points = real_places(workspace, "mli_adm3_points.csv");
    CHECK(points.read == 701);
    CHECK(points.changed == 701);
    CHECK(std::none_of(workspace.rows.begin(), workspace.rows.end(), [&](auto const& each) { return workspace.text(each.second, "geometry").empty(); }));
}

TEST_CASE("the real settlement list: every row is kept, its own codes can be asked for, and it is not the 2021 list")
{
    auto const* boundaries = real_boundaries();
    if (boundaries == nullptr) return;
    GroundWorkspace workspace{"place"};
    auto const summary = real_places(workspace, "mli_settlements_ocha_2015.csv", boundaries);
    CHECK(summary.read == 18769);
    CHECK(summary.fresh == 18769);
    CHECK(workspace.count("level", std::int64_t{4}) == 18769);
    CHECK(workspace.count("version", std::string{"ocha-settlements-2015"}) == 18769 + 761);
    CHECK(workspace.noted == 761);  // 1 country, 9 regions, 50 cercles, 701 communes that only the columns name
    CHECK(workspace.count("level", std::int64_t{2}) == 50);
    CHECK(warning(summary, "a name with broken accents").count == 173);
    CHECK(warning(summary, "a settlement lies in another cercle").count == 883);
    CHECK(warning(summary, "a settlement lies in another cercle").examples.size() == 5);

    // The trap: one code, two places.
    auto const old_list = workspace.index("ocha-settlements-2015");
    CHECK(old_list.places()[old_list.coded("ML0507")].name == "Koro");
    CHECK(fold_name(boundaries->places()[boundaries->coded("ML0507")].name) == "tenenkou");
    CHECK(boundaries->places()[counterpart(old_list, old_list.coded("ML0507"), *boundaries).value()].code == "ML0505");
    auto const tenenkou = resolve_place(old_list, "Ténenkou", 2).value();
    CHECK(old_list.places()[tenenkou].code != "ML0507");
    CHECK(boundaries->places()[counterpart(old_list, tenenkou, *boundaries).value()].code == "ML0507");
    CHECK(!resolve_place(*boundaries, "ML0507@ocha-settlements-2015"));
    auto const codes = warning(summary, "codes of this list name other places in cod-ab-2021");
    CHECK(codes.count > 0);

    auto const again = real_places(workspace, "mli_settlements_ocha_2015.csv", boundaries);
    CHECK(again.same == 18769);
    CHECK(workspace.noted == 761);
    CHECK(warning(again, "an area that only").count == 0);
}

TEST_CASE("the real settlement list is refused as a list of the 2021 codes")
{
    auto const* boundaries = real_boundaries();
    if (boundaries == nullptr) return;
    GroundWorkspace workspace{"place"};
    PlaceImport how;
    how.version = "cod-ab-2021";
    auto const refused = try_places(workspace, *real_file("mali-admin/mli_settlements_ocha_2015.csv"), named("settlements.csv", boundaries), how);
    REQUIRE(!refused);
    CHECK(refused.error().kind == Error::Kind::conflict);
}

TEST_CASE("a made split of the real Ténenkou by its settlements gives and takes back its people")
{
    auto const* boundaries = real_boundaries();
    if (boundaries == nullptr) return;
    // Cut at 4.9 W into a western and an eastern half: two boxes that hold all of it.
    std::vector<Place> halves(2);
    halves[0].code = "N1", halves[1].code = "N2";
    for (auto& half : halves) half.version = "made-split", half.level = 2, half.name = half.code;
    halves[0].geometry = R"({"type":"Polygon","coordinates":[[[-7,13],[-4.9,13],[-4.9,16],[-7,16],[-7,13]]]})";
    halves[1].geometry = R"({"type":"Polygon","coordinates":[[[-4.9,13],[-3,13],[-3,16],[-4.9,16],[-4.9,13]]]})";
    auto const split = PlaceIndex::make(halves, nullptr).value();
    GroundWorkspace workspace{"place"};
    real_places(workspace, "mli_settlements_ocha_2015.csv");
    std::vector<Coordinate> inside;
    for (auto const& [address, row] : workspace.rows) {
        if (workspace.value(row, "level") != Value{std::int64_t{4}}) continue;
        auto const where = Coordinate::of_degrees(std::get<double>(workspace.value(row, "latitude")), std::get<double>(workspace.value(row, "longitude"))).value();
        auto const cercle = boundaries->at(where, 2);
        if (cercle != PlaceIndex::none && boundaries->places()[cercle].code == "ML0507") inside.push_back(where);
    }
    auto const counted = weights_by_positions(*boundaries, split, 2, inside);
    REQUIRE(counted.weights.size() == 2);
    auto const crosswalk = Crosswalk::make(counted.weights).value();
    std::vector<PlaceValue> const people{{"ML0507@cod-ab-2021", 200810}};
    auto const parts = crosswalk.to_new(people).value();
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].value + parts[1].value == doctest::Approx(200810));
    CHECK(parts[0].value > 20000);
    CHECK(parts[1].value > 20000);
    CHECK(crosswalk.to_old(parts)->front().value == doctest::Approx(200810));
}
