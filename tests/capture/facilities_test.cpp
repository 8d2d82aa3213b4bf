// SPDX-License-Identifier: Apache-2.0
#include "capture/place_fixtures.hpp"

using namespace accalmie;

namespace {

ImportSummary facilities(GroundWorkspace& workspace, std::string_view text, ImportOptions const& options)
{
    TextSource source{text};
    auto summary = import_facilities(source, workspace.tools(), options);
    REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().text()));
    CHECK(summary->reconciles());
    return std::move(*summary);
}

/// Two cercles side by side.
PlaceIndex made_boundaries()
{
    std::vector<Place> places(2);
    places[0].code = "ML0507", places[0].name = "Ténenkou", places[0].geometry = R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})";
    places[1].code = "ML0508", places[1].name = "Youwarou", places[1].geometry = R"({"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]})";
    for (auto& place : places) place.level = 2, place.version = "cod-ab-2021";
    return PlaceIndex::make(std::move(places), nullptr).value();
}

std::string const header = "PCode,REGION,DISTRICT,Code_CSREF,STRUCTURE,PCODE2,TYPE,DATE OUVERTURE,NBRE VILLAGE,DISTANCE,ACCESSIBILITE,Source,obs,X2,Y2,Y3\n";

}  // namespace

TEST_CASE("a row of the register becomes a facility where its position lies")
{
    GroundWorkspace workspace{"facility"};
    auto const boundaries = made_boundaries();
    auto const table = header + "ML05R07C001,MOPTI,TENENKOU,ML05R07,DIA  CENTRE,ML05R07C001,CSCOM,2006-01-01,12.0,30.0,OUI,OMS Survey,,0.5,0.25,\n";
    auto const summary = facilities(workspace, table, named("register.csv", &boundaries));
    CHECK(summary.fresh == 1);
    auto const& row = workspace.only("code", "ML05R07C001");
    CHECK(workspace.text(row, "name") == "DIA CENTRE");
    CHECK(workspace.text(row, "kind") == "cscom");
    CHECK(workspace.text(row, "place") == "ML0507@cod-ab-2021");
    CHECK(workspace.value(row, "latitude") == Value{0.25});
    CHECK(workspace.value(row, "opened") == Value{day("2006-01-01")});
    CHECK(workspace.text(row, "open_precision") == "year");
    CHECK(workspace.value(row, "villages") == Value{std::int64_t{12}});
    CHECK(workspace.value(row, "distance_km") == Value{30.0});
    CHECK(workspace.value(row, "access") == Value{true});
    CHECK(workspace.text(row, "district") == "TENENKOU");
    CHECK(workspace.text(row, "register_code") == "ML05R07");
    CHECK(workspace.text(row, "source") == "register.csv (OMS Survey)");
    CHECK(facilities(workspace, table, named("register.csv", &boundaries)).same == 1);
}

TEST_CASE("each defect of a register is survived and told")
{
    GroundWorkspace workspace{"facility"};
    auto const boundaries = made_boundaries();
    auto const summary = facilities(workspace,
                                    header + "C1,MOPTI,TENENKOU,,ONE,,CSCOM,1990-05-20,,5462.0,NON,S,,0.5,0.5,\n"  // a wild distance
                                             "C1,MOPTI,Tenenkou,,ONE BIS,,CSRef,,,,,S,,0.6,0.5,\n"                 // its code again, the district in another spelling
                                             ",MOPTI,TENENKOU,,TWO,0,CSCOM,,,,,S,,,,\n"                            // neither code nor position
                                             "C3,MOPTI,TENENKOU,,THREE,,CSCOM,,,,,S,,50,50,\n"                     // outside
                                             "C4,MOPTI,TENENKOU,,FOUR,,H\xC3\xB4pital,,,,,S,,1.5,0.5,\n"           // in Youwarou
                                             "C5,MOPTI,NOWHERE,,FIVE,,CSCOM,,,,,S,,,,\n"                           // a name that is no cercle
                                             "C1,MOPTI,TENENKOU,,ONE,,CSCOM,1990-05-20,,5462.0,NON,S,,0.5,0.5,\n",  // the first row again
                                    named("register.csv", &boundaries));
    CHECK(summary.read == 7);
    CHECK(summary.fresh == 6);
    CHECK(summary.same == 1);
    CHECK(warning(summary, "a distance of more than").count == 2);
    CHECK(warning(summary, "a code stands beside two names").count == 1);
    CHECK(warning(summary, "a district is written in two ways").count == 1);
    CHECK(warning(summary, "a facility has no code").count == 1);
    CHECK(warning(summary, "a facility has no position").count == 2);
    CHECK(warning(summary, "a position lies outside").count == 1);
    CHECK(warning(summary, "the health district is not the cercle").count == 1);
    CHECK(warning(summary, "neither position nor name").count == 1);
    CHECK(warning(summary, "a row stands in the register twice").count == 1);
    CHECK(workspace.within("ML0507@") == 3);
    CHECK(workspace.text(workspace.only("name", "FOUR"), "place") == "ML0508@cod-ab-2021");
    CHECK(workspace.text(workspace.only("name", "FOUR"), "kind") == "hospital");
    CHECK(workspace.text(workspace.only("name", "THREE"), "place").empty());
    CHECK(workspace.text(workspace.only("name", "ONE"), "open_precision") == "day");
    CHECK(workspace.text(workspace.only("name", "ONE BIS"), "code").starts_with("C1-"));
}

TEST_CASE("cells that are none are rejected with their column")
{
    GroundWorkspace workspace{"facility"};
    auto const summary = facilities(workspace,
                                    header + "C1,,,,A,,HOTEL,,,,,S,,0.5,0.5,\nC2,,,,B,,CSCOM,soon,,,,S,,0.5,0.5,\nC3,,,,C,,CSCOM,,x,,,S,,0.5,0.5,\nC4,,,,D,,CSCOM,,,far,,S,,0.5,0.5,\n"
                                             "C5,,,,E,,CSCOM,,,,perhaps,S,,0.5,0.5,\nC6,,,,F,,CSCOM,,,,,S,,0.5,95,\nC7,,,,,,CSCOM,,,,,S,,0.5,0.5,\n",
                                    named("register.csv"));
    CHECK(summary.rejected == 7);
    CHECK(summary.reject_reasons.size() == 7);
    CHECK(warning(summary, "the facilities could not be placed").count == 1);
}

TEST_CASE("a file that is no register is refused")
{
    GroundWorkspace workspace{"facility"};
    TextSource source{"a,b\n1,2\n"};
    CHECK(import_facilities(source, workspace.tools(), named("x.csv")).error().kind == Error::Kind::missing);
}

TEST_CASE("the real register: 1,351 rows, every defect of its README met")
{
    auto const* boundaries = real_boundaries();
    if (boundaries == nullptr) return;
    GroundWorkspace workspace{"facility"};
    auto const text = real_file("mali-health-facilities/mali-cscom-csref-register.csv").value();
    auto const summary = facilities(workspace, text, named("mali-cscom-csref-register.csv", boundaries));
    CHECK(summary.read == 1351);
    CHECK(summary.fresh == 1351);
    CHECK(workspace.count("kind", std::string{"cscom"}) == 1273);
    CHECK(workspace.count("kind", std::string{"csref"}) == 61);
    CHECK(workspace.count("kind", std::string{"hospital"}) == 17);
    CHECK(warning(summary, "a facility has no position").count == 34);
    CHECK(warning(summary, "a position lies outside").count == 1);
    CHECK(warning(summary, "a facility has no code").count == 127);
    CHECK(warning(summary, "a code stands beside two names").count == 2);
    CHECK(warning(summary, "a distance of more than").count == 2);
    CHECK(warning(summary, "a district is written in two ways").count > 0);
    CHECK(warning(summary, "the health district is not the cercle").count == 212);
    // By polygon, so without the facilities that only a district's name places.
    auto const by_position = [&](std::string_view code) {
        return std::count_if(workspace.rows.begin(), workspace.rows.end(), [&](auto const& each) {
            return workspace.text(each.second, "place").starts_with(code) && workspace.value(each.second, "latitude").index() != 0;
        });
    };
    CHECK(by_position("ML0507") == 23);
    CHECK(by_position("ML0508") == 11);
    CHECK(by_position("ML0403") == 20);
    CHECK(by_position("ML0407") == 23);
    CHECK(facilities(workspace, text, named("mali-cscom-csref-register.csv", boundaries)).same == 1351);
}

TEST_CASE("the real list of WHO: 1,478 rows, 30 without position, two outside")
{
    auto const* boundaries = real_boundaries();
    if (boundaries == nullptr) return;
    GroundWorkspace workspace{"facility"};
    auto const text = real_file("mali-health-facilities/who-kwtrp-mali-2019.csv").value();
    auto const summary = facilities(workspace, text, named("who-kwtrp-mali-2019.csv", boundaries));
    CHECK(summary.read == 1478);
    CHECK(summary.fresh == 1478);
    CHECK(warning(summary, "a facility has no position").count == 30);
    CHECK(warning(summary, "a position lies outside").count == 2);
    CHECK(workspace.within("ML0507") == 22);
    CHECK(workspace.within("ML0508") == 11);
    CHECK(workspace.within("ML0403") == 20);
    CHECK(workspace.within("ML0407") == 21);
    CHECK(facilities(workspace, text, named("who-kwtrp-mali-2019.csv", boundaries)).same == 1478);
}
