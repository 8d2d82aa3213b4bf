// SPDX-License-Identifier: Apache-2.0
#include "capture/place_fixtures.hpp"

using namespace accalmie;

namespace {

ImportSummary population(GroundWorkspace& workspace, std::string_view text, ImportOptions const& options, PopulationImport const& how = {})
{
    TextSource source{text};
    auto summary = import_population(source, workspace.tools(), options, how);
    REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().text()));
    CHECK(summary->reconciles());
    return std::move(*summary);
}

/// Two regions; Koro and Ténenkou with the codes of 2021; a name that two cercles bear.
PlaceIndex made_boundaries()
{
    std::vector<Place> places(7);
    std::array<std::tuple<char const*, char const*, int, char const*>, 7> const rows{{{"ML05", "Mopti", 1, "ML"}, {"ML07", "Gao", 1, "ML"}, {"ML0505", "Koro", 2, "ML05"}, {"ML0507", "Ténenkou", 2, "ML05"},
                                                                                      {"ML0701", "Madina", 2, "ML07"}, {"ML0702", "Madina", 2, "ML07"}, {"ML1001", "Menaka", 2, "ML10"}}};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const& [code, name, level, parent] = rows[i];
        places[i].code = code, places[i].name = name, places[i].level = level, places[i].parent = parent, places[i].version = "cod-ab-2021";
    }
    return PlaceIndex::make(std::move(places), nullptr).value();
}

std::string const header = "admin2Name_fr,admin2Pcode,admin2RefName,M_TL,F_TL,T_TL\n";

}  // namespace

TEST_CASE("one row of OCHA's table is three counts and one row")
{
    GroundWorkspace workspace{"population"};
    auto const boundaries = made_boundaries();
    auto const table = header + "Tenenkou,ML0507,<Null>,99000,101810,200810\n";
    auto const summary = population(workspace, table, named("mli_admpop_adm2_2020.csv", &boundaries));
    CHECK(summary.read == 1);
    CHECK(summary.fresh == 1);
    CHECK(workspace.rows.size() == 3);
    auto const& women = workspace.only("sex", "female");
    CHECK(workspace.text(women, "place") == "ML0507@cod-ab-2021");
    CHECK(workspace.value(women, "people") == Value{std::int64_t{101810}});
    CHECK(workspace.value(women, "year") == Value{std::int64_t{2020}});
    CHECK(workspace.text(women, "age_band") == "all");
    CHECK(population(workspace, table, named("mli_admpop_adm2_2020.csv", &boundaries)).same == 1);
    auto const corrected = population(workspace, header + "Tenenkou,ML0507,<Null>,99000,101811,200811\n", named("mli_admpop_adm2_2020.csv", &boundaries));
    CHECK(corrected.changed == 1);
    CHECK(workspace.corrected == 2);
    CHECK(workspace.rows.size() == 3);
}

TEST_CASE("a code of an older list is not believed against the name, and an ambiguous name is rejected with its candidates")
{
    GroundWorkspace workspace{"population"};
    auto const boundaries = made_boundaries();
    auto const summary = population(workspace, header + "Koro,ML0507,,1,1,2\nMenaka,ML0704,,1,1,2\nMadina,,,1,1,2\nTombouctou,ML0507,,1,1,2\n", named("p2020.csv", &boundaries));
    CHECK(summary.fresh == 2);
    CHECK(summary.rejected == 2);
    CHECK(workspace.within("ML0505@") == 3);
    CHECK(workspace.within("ML1001@") == 3);
    CHECK(workspace.within("ML0507@") == 0);
    auto const doubts = warning(summary, "a code is not of this boundary version");
    REQUIRE(doubts.count == 2);
    CHECK(doubts.examples[0].find("ML0507 is Ténenkou in cod-ab-2021 and not Koro: taken by name as ML0505") != std::string::npos);
    bool listed = false;
    for (auto const& [reason, count] : summary.reject_reasons) listed = listed || reason.find("Madina is the name of 2 places") != std::string::npos;
    CHECK(listed);
}

TEST_CASE("sums that do not agree are told with their numbers and kept")
{
    GroundWorkspace workspace{"population"};
    auto const boundaries = made_boundaries();
    auto const wrong = population(workspace, header + "Koro,ML0505,,10,11,22\n", named("p2020.csv", &boundaries));
    CHECK(warning(wrong, "women and men together are not the total").examples.at(0) == "row 2: 11 + 10 = 21, not 22");
    CHECK(warning(wrong, "a place of these levels has no row").count == 4);

    GroundWorkspace levels{"population"};
    PopulationImport how;
    how.year = 2022;
    auto const summary = population(levels, "countryCodeISO3,adminLevel,placeCode,indicator,value\nMLI,1,ML05,populationTotal,100\nMLI,2,ML0505,populationTotal,70\nMLI,2,ML0507,populationTotal,40\n", named("ibf.csv", &boundaries), how);
    CHECK(summary.fresh == 3);
    CHECK(warning(summary, "the levels do not add up").examples.at(0) == "level 1: 100, level 2: 110");
    CHECK(warning(summary, "the parts of a place do not add up to it").examples.at(0) == "ML05 Mopti: 100, its parts 110");
}

TEST_CASE("rows that are no number of people are rejected whole")
{
    GroundWorkspace workspace{"population"};
    auto const boundaries = made_boundaries();
    CHECK(population(workspace, header + "Koro,ML0505,,1,many,2\nKoro,ML0505,,1,1,\nKoro,ML0505,,1,1,-2\nKoro,ML0505,,1,1,3000000000\n", named("p2020.csv", &boundaries)).rejected == 4);
    CHECK(workspace.rows.empty());
    PopulationImport how;
    how.year = 2022;
    auto const summary = population(workspace, "adminLevel,placeCode,indicator,value\n1,ML05,households,3\nx,ML05,populationTotal,3\n9,ML05,populationTotal,3\n2,ML05,populationTotal,3\n1,XX,populationTotal,3\n", named("ibf.csv", &boundaries), how);
    CHECK(summary.rejected == 5);
}

TEST_CASE("a year or boundary version that nobody says stops the import with what to give")
{
    auto const boundaries = made_boundaries();
    GroundWorkspace workspace{"population"};
    auto const error_of = [&](std::string_view file_name, PlaceIndex const* places, std::string_view table) {
        TextSource source{table};
        auto const summary = import_population(source, workspace.tools(), named(file_name, places));
        REQUIRE(!summary);
        return summary.error();
    };
    auto const table = header + "Koro,ML0505,,1,1,2\n";
    CHECK(error_of("people.csv", &boundaries, table).remedy.find("--year 2020") != std::string::npos);
    CHECK(error_of("people_2019_2020.csv", &boundaries, table).kind == Error::Kind::usage);
    CHECK(error_of("people_20201220.csv", &boundaries, table).kind == Error::Kind::usage);
    CHECK(error_of("people_2020.csv", nullptr, table).remedy.find("--version") != std::string::npos);
    CHECK(error_of("people_2020.csv", &boundaries, "a,b\n1,2\n").kind == Error::Kind::missing);
    PopulationImport how;
    how.version = "old-list";
    auto const unchecked = population(workspace, table, named("people_2020.csv", &boundaries), how);
    CHECK(unchecked.fresh == 1);
    CHECK(warning(unchecked, "the codes could not be checked").count == 1);
    CHECK(workspace.within("ML0505@old-list") == 3);
}

TEST_CASE("the real OCHA table: 50 rows, the old code of Ménaka, three cercles without a row")
{
    auto const* boundaries = real_boundaries();
    if (boundaries == nullptr) return;
    GroundWorkspace workspace{"population"};
    auto const text = real_file("mali-admin/mli_admpop_adm2_2020.csv").value();
    auto const summary = population(workspace, text, named("mli_admpop_adm2_2020.csv", boundaries));
    CHECK(summary.read == 50);
    CHECK(summary.fresh == 50);
    CHECK(workspace.rows.size() == 150);
    std::int64_t four = 0;
    for (auto const& [address, row] : workspace.rows)
        for (auto const* code : {"ML0507@", "ML0508@", "ML0403@", "ML0407@"})
            if (workspace.text(row, "place").starts_with(code) && workspace.text(row, "sex") == "all") four += std::get<std::int64_t>(workspace.value(row, "people"));
    CHECK(four == 200810 + 133759 + 290974 + 272550);
    auto const doubts = warning(summary, "a code is not of this boundary version");
    CHECK(std::any_of(doubts.examples.begin(), doubts.examples.end(), [](auto const& each) { return each.find("taken by name as ML1001") != std::string::npos; }));
    CHECK(warning(summary, "a place of these levels has no row").count == 3);
    CHECK(population(workspace, text, named("mli_admpop_adm2_2020.csv", boundaries)).same == 50);
}

TEST_CASE("the real IBF table: 764 rows, and levels that do not add up")
{
    auto const* boundaries = real_boundaries();
    if (boundaries == nullptr) return;
    GroundWorkspace workspace{"population"};
    PopulationImport how;
    how.year = 2022;
    auto const summary = population(workspace, real_file("mali-admin/mli_population_adm1-3_ibf.csv").value(), named("mli_population_adm1-3_ibf.csv", boundaries), how);
    CHECK(summary.read == 764);
    CHECK(summary.fresh == 764);
    CHECK(warning(summary, "the levels do not add up").examples.at(0) == "level 1: 22593582, level 2: 22593582, level 3: 25198830");
    CHECK(workspace.value(workspace.only("place", "ML0507@cod-ab-2021"), "people") == Value{std::int64_t{205380}});
    CHECK(warning(summary, "the parts of a place do not add up to it").count > 0);
}
