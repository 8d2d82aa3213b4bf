// SPDX-License-Identifier: Apache-2.0
// What becomes of rows, in files small enough to check by eye.
#include "capture/import_fixtures.hpp"

#include "capture/row_sink.hpp"

#include <rapidcheck.h>

using namespace accalmie;

namespace {

constexpr std::string_view ged_header =
    "id,type_of_violence,where_prec,date_prec,date_start,date_end,latitude,longitude,adm_1,country,best,high,low\n";

struct Event {
    std::string id = "1", violence = "1", where = "1", date = "1", start = "2021-05-26", end = "2021-05-26", latitude = "14.45", longitude = "-4.92",
                region = "Mopti region", country = "Mali", best = "2";
};
std::string ged(std::vector<Event> const& events, std::string_view header = ged_header)
{
    std::string text{header};
    for (auto const& e : events)
        text += e.id + "," + e.violence + "," + e.where + "," + e.date + "," + e.start + "," + e.end + "," + e.latitude + "," + e.longitude + "," +
                e.region + "," + e.country + "," + e.best + "," + e.best + "," + e.best + "\n";
    return text;
}
/// Twenty good events, one a day of the year 2021, so that one that goes is less than a tenth.
std::vector<Event> twenty()
{
    std::vector<Event> events;
    for (int index = 0; index < 20; ++index) {
        Event event;
        event.id = std::to_string(100 + index);
        event.start = event.end = to_iso(day("2021-01-05") + std::chrono::days{18 * index});
        events.push_back(event);
    }
    return events;
}
std::string rejects_of(ImportSummary const& summary, MemoryDisk& disk) { return disk.files.at(summary.rejects_path); }

}  // namespace

TEST_CASE("every reject names line, row, column, value, reason and remedy, and carries the row as it was")
{
    MemoryDisk disk;
    TestWorkspace workspace;
    std::vector<Event> events(9);
    for (std::size_t index = 0; index < events.size(); ++index) events[index].id = std::to_string(index);
    events[1].latitude = "\"14,45\"";
    events[2].latitude = "95";
    events[3].where = "9";
    events[4].violence = "7";
    events[5].end = "2021-05-25";
    events[6].start = "26/05/2021";
    events[7].best = "two";
    events[8].id = "";
    auto const summary = import(import_ucdp, ged(events), workspace, {.rejects_path = "out/rejects.csv"}, &disk);
    CHECK(summary.read == 9);
    CHECK(summary.fresh == 1);
    CHECK(summary.rejected == 8);
    CHECK(summary.reject_reasons.size() == 8);
    auto const text = rejects_of(summary, disk);
    CHECK(text.find("line,row,column,value,reason,remedy,id,type_of_violence,") == 0);
    CHECK(text.find("3,3,latitude,\"14,45\",a decimal comma,\"write a point: 14.45, not 14,45\",1,1,1,1,2021-05-26") != std::string::npos);
    CHECK(text.find("4,4,latitude,95,95 is above the maximum 90,") != std::string::npos);
    CHECK(text.find("5,5,where_prec,9,9 is above the maximum 7,") != std::string::npos);
    CHECK(text.find("6,6,type_of_violence,7,not a type of violence,") != std::string::npos);
    CHECK(text.find("7,7,date_end,2021-05-25,the event ends before it begins,") != std::string::npos);
    CHECK(text.find("8,8,date_start,26/05/2021,day and month can be taken for each other,") != std::string::npos);
    CHECK(text.find("9,9,best,two,not a whole number,") != std::string::npos);
    CHECK(text.find("10,10,id,,required and empty,") != std::string::npos);
    CHECK(!disk.files.contains("out/rejects.csv.part"));

    // Corrected by hand, the rejects file is itself a file to import.
    std::string corrected = text;
    corrected.replace(corrected.find(",\"14,45\",-4.92"), 8, ",14.45");
    TestWorkspace next;
    auto const again = import(import_ucdp, corrected, next);
    CHECK(again.read == 8);
    CHECK(again.fresh == 1);
    CHECK(again.columns_left == std::vector<std::string>{"line", "row", "column", "value", "reason", "remedy"});
}

TEST_CASE("an import without rejects makes no rejects file, and empties an older one so that it is not believed")
{
    MemoryDisk disk;
    TestWorkspace workspace, second;
    CHECK(import(import_ucdp, ged({Event{}}), workspace, {.rejects_path = "rejects.csv"}, &disk).rejects_path.empty());
    CHECK(disk.files.empty());
    disk.files["rejects.csv"] = "old";
    import(import_ucdp, ged({Event{}}), second, {.rejects_path = "rejects.csv"}, &disk);
    CHECK(disk.files.at("rejects.csv").starts_with("line,row,"));
    CHECK(disk.files.at("rejects.csv").find('\n') == disk.files.at("rejects.csv").size() - 1);
}

TEST_CASE("where the rejects file cannot be written the import stops with a remedy, before anything is made durable")
{
    class ReadOnlyDisk final : public Disk {
    public:
        Result<std::unique_ptr<DiskFile>> open(std::filesystem::path const&, Open) override { return Error{Error::Kind::denied, "the folder is read-only"}; }
        Result<bool> exists(std::filesystem::path const&) override { return false; }
        Result<void> remove(std::filesystem::path const&) override { return {}; }
        Result<void> rename(std::filesystem::path const&, std::filesystem::path const&) override { return {}; }
        Result<void> make_folder(std::filesystem::path const&) override { return {}; }
    };
    ReadOnlyDisk disk;
    TestWorkspace workspace;
    Event bad;
    bad.latitude = "x";
    auto const refused = try_import(import_ucdp, ged({bad}), workspace, {.rejects_path = "data/rejects.csv"}, &disk);
    REQUIRE(!refused.has_value());
    CHECK(refused.error().kind == Error::Kind::denied);
    CHECK(refused.error().remedy.find("--rejects") != std::string::npos);
    CHECK(workspace.finished == 0);
    CHECK(try_import(import_ucdp, ged({Event{}}), workspace, {.rejects_path = "data/rejects.csv"}, &disk).has_value());
}

TEST_CASE("one day above 12 anywhere in the file decides the order of all its dates")
{
    auto events = twenty();
    for (auto& event : events) event.start = event.end = "03/04/2021 00:00:00";
    events.back().start = events.back().end = "05/26/2021 00:00:00";
    TestWorkspace workspace;
    import(import_ucdp, ged(events), workspace);
    CHECK(workspace.value("100", "first_day") == Value{day("2021-03-04")});
    events.back().start = events.back().end = "26/05/2021";
    TestWorkspace french;
    import(import_ucdp, ged(events), french);
    CHECK(french.value("100", "first_day") == Value{day("2021-04-03")});
}

TEST_CASE("dates that can be read two ways stop the import with a question, and the declared order answers it")
{
    Event event;
    event.start = event.end = "03/04/2021";
    TestWorkspace workspace;
    auto const refused = try_import(import_ucdp, ged({event}), workspace, {.file_name = "ged.csv"});
    REQUIRE(!refused.has_value());
    CHECK(refused.error().kind == Error::Kind::invalid);
    CHECK(refused.error().where == "ged.csv: date_start");
    CHECK(refused.error().remedy.find("--date-order") != std::string::npos);
    CHECK(workspace.finished == 0);
    import(import_ucdp, ged({event}), workspace, {.date_order = DateOrder::day_month_year});
    CHECK(workspace.value("1", "first_day") == Value{day("2021-04-03")});
}

TEST_CASE("a row whose date is impossible in the order of its file is rejected, not turned round")
{
    std::vector<Event> events(2);
    events[0].start = events[0].end = "05/26/2021";
    events[1].id = "2";
    events[1].start = events[1].end = "26/05/2021";
    TestWorkspace workspace;
    auto const summary = import(import_ucdp, ged(events), workspace);
    CHECK(summary.fresh == 1);
    CHECK(summary.reject_reasons.contains("date_start: no such day in the calendar"));
}

TEST_CASE("the global file's ISO dates with a fraction, and the country files' own column names, are both read")
{
    Event event;
    event.start = event.end = "2021-05-26 00:00:00.000";
    TestWorkspace workspace;
    import(import_ucdp, ged({event}), workspace);
    CHECK(workspace.value("1", "first_day") == Value{day("2021-05-26")});
    TestWorkspace country;
    import(import_ucdp,
           ged({event}, "id,type_of_violence,where_prec,date_prec,date_start,date_end,latitude,longitude,adm_1,country,best_est,high_est,low_est\n"),
           country);
    CHECK(country.value("1", "deaths_best") == Value{std::int64_t{2}});
}

TEST_CASE("a file of something else is refused by the name of the column that it lacks")
{
    TestWorkspace workspace;
    auto const refused = try_import(import_ucdp, "a,b\n1,2\n", workspace);
    REQUIRE(!refused.has_value());
    CHECK(refused.error().kind == Error::Kind::missing);
    CHECK(refused.error().what == "no column \"id\"");
    auto const twice = try_import(import_ucdp, "id,ID\n1,2\n", workspace);
    REQUIRE(!twice.has_value());
    CHECK(twice.error().what == "the column \"ID\" is there twice");
}

TEST_CASE("the same row twice in one file is the same, and another row of that identifier is rejected")
{
    std::vector<Event> events(3);
    events[2].best = "9";
    TestWorkspace workspace;
    auto const summary = import(import_ucdp, ged(events), workspace);
    CHECK(summary.read == 3);
    CHECK(summary.fresh == 1);
    CHECK(summary.same == 1);
    CHECK(summary.rejected == 1);
    CHECK(workspace.value("1", "deaths_best") == Value{std::int64_t{2}});
    auto const again = import(import_ucdp, ged(events), workspace);
    CHECK(again.same == 2);
    CHECK(again.rejected == 1);
    CHECK(again.changed == 0);
}

TEST_CASE("a good row after a rejected one of the same identifier is taken")
{
    std::vector<Event> events(2);
    events[0].latitude = "x";
    TestWorkspace workspace;
    auto const summary = import(import_ucdp, ged(events), workspace);
    CHECK(summary.rejected == 1);
    CHECK(summary.fresh == 1);
}

TEST_CASE("an edition without one of twenty events retracts it, and one without five asks")
{
    TestWorkspace workspace;
    import(import_ucdp, ged(twenty()), workspace);
    auto less = twenty();
    less.erase(less.begin() + 7);
    auto const one = import(import_ucdp, ged(less), workspace, {.release = "next"});
    CHECK(one.removed == 1);
    CHECK(workspace.value("107", "retracted") == Value{true});
    less.erase(less.begin() + 2, less.begin() + 7);
    auto const five = import(import_ucdp, ged(less), workspace);
    CHECK(five.removed == 0);
    CHECK(five.absent == 5);
    REQUIRE(!five.warnings.empty());
    auto const declared = import(import_ucdp, ged(less), workspace, {.absent = Absent::retract});
    CHECK(declared.removed == 5);
    auto const kept = import(import_ucdp, ged({twenty().front(), twenty().back()}), workspace, {.absent = Absent::keep});
    CHECK(kept.removed == 0);
}

TEST_CASE("a known event whose row is rejected this time has not gone")
{
    TestWorkspace workspace;
    import(import_ucdp, ged(twenty()), workspace);
    auto spoilt = twenty();
    spoilt[7].latitude = "x";
    auto const summary = import(import_ucdp, ged(spoilt), workspace, {.absent = Absent::retract});
    CHECK(summary.rejected == 1);
    CHECK(summary.removed == 0);
}

TEST_CASE("while a row cannot even be told by its identifier, nothing is retracted by itself")
{
    TestWorkspace workspace;
    import(import_ucdp, ged(twenty()), workspace);
    auto less = twenty();
    less.erase(less.begin() + 7);
    auto const summary = import(import_ucdp, ged(less) + "\"torn, row\n", workspace);
    CHECK(summary.rejected == 1);
    CHECK(summary.removed == 0);
    CHECK(summary.absent == 1);
}

TEST_CASE("events of other regions, other days and other sources are never retracted by a file that does not speak of them")
{
    TestWorkspace workspace;
    auto events = twenty();
    events[3].region = "Gao region";
    events[4].region = "";
    import(import_ucdp, ged(events), workspace);
    import(import_acled, "event_id_cnty,event_date,event_type,geo_precision,admin1\nMLI1,2021-05-26,Battles,1,Mopti region\n", workspace);
    std::vector<Event> some{events[6], events[7], events[8]};
    auto const summary = import(import_ucdp, ged(some), workspace, {.absent = Absent::retract});
    CHECK(summary.removed == 0);
    some.erase(some.begin() + 1);
    CHECK(import(import_ucdp, ged(some), workspace, {.absent = Absent::retract}).removed == 1);
    CHECK(workspace.count("retracted", true) == 1);
}

TEST_CASE("coverage is whole years for a yearly file, ends on the last event otherwise, and yields to what is declared")
{
    TestWorkspace yearly;
    auto events = twenty();
    CHECK(import(import_ucdp, ged(events), yearly).coverage == std::vector<std::string>{"ML 2021-01-01..2021-12-31"});
    events.resize(4);
    TestWorkspace candidate;
    auto const summary = import(import_ucdp, ged(events), candidate);
    CHECK(summary.coverage == std::vector<std::string>{"ML 2021-01-01..2021-02-28"});
    CHECK(summary.warnings.size() == 1);
    TestWorkspace declared;
    CHECK(import(import_ucdp, ged(events), declared, {.coverage_until = day("2021-12-31"), .area = "ML"}).coverage ==
          std::vector<std::string>{"ML 2021-01-01..2021-12-31"});
    CHECK(declared.coverage.at(0).at("kinds") == Value{std::string{"state_based non_state one_sided"}});
    import(import_ucdp, ged(events), declared, {.area = "ML"});
    CHECK(declared.coverage.size() == 1);  // what is covered already is not said again
}

TEST_CASE("a country that the ground knows is written as its P-code, also where its official name has an article")
{
    std::vector<PlaceIndex::Problem> problems;
    Place country;
    country.code = "ML", country.version = "cod-ab-2021", country.name = "Mali (le)";
    auto const places = PlaceIndex::make({country}, &problems);
    REQUIRE(places.has_value());
    TestWorkspace workspace;
    CHECK(import(import_ucdp, ged(twenty()), workspace, {.places = &*places}).coverage == std::vector<std::string>{"ML 2021-01-01..2021-12-31"});
}

TEST_CASE("ACLED: present column names, an old event type, and a precision that is none")
{
    TestWorkspace workspace;
    auto const summary = import(
        import_acled,
        "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,admin1,latitude,longitude,geo_precision,fatalities\n"
        "MLI1,26 May 2021,2021,1,Political violence,Explosions/Remote violence,Air/drone strike,Mopti,14.4,-4.9,1,3\n"
        "MLI2,2021-05-27,2021,3,Demonstrations,Riots/Protests,,Mopti,14.4,-4.9,3,0\n"
        "MLI3,2021-05-27,2021,1,Demonstrations,Protests,,Mopti,14.4,-4.9,4,0\n"
        "MLI4,2021-05-27,2021,1,Demonstrations,Weather,,Mopti,14.4,-4.9,1,0\n",
        workspace);
    CHECK(summary.fresh == 2);
    CHECK(summary.rejected == 2);
    CHECK(workspace.value("MLI1", "first_day") == Value{day("2021-05-26")});
    CHECK(workspace.value("MLI1", "kind") == Value{std::string{"explosion"}});
    CHECK(workspace.value("MLI2", "kind") == Value{std::string{"other"}});
    CHECK(workspace.value("MLI2", "last_day") == Value{});  // known to the month: not one day
    CHECK(workspace.value("MLI2", "position_level") == Value{std::int64_t{1}});
}

TEST_CASE("ACLED's deletions list retracts what is known, once, and leaves the rest alone")
{
    TestWorkspace workspace;
    import(import_acled, "event_id_cnty,event_date,event_type,geo_precision\nMLI1,2021-05-26,Battles,1\nMLI2,2021-05-27,Battles,1\n", workspace);
    std::string_view const deleted = "event_id_cnty,deleted_timestamp\nMLI2,1596480000\nXXX9,1596480000\nMLI2,1596480000\n,1596480000\n";
    auto const summary = import(import_acled_deletions, deleted, workspace, {.release = "deletions of June"});
    CHECK(summary.read == 4);
    CHECK(summary.changed == 1);
    CHECK(summary.same == 2);
    CHECK(summary.rejected == 1);
    CHECK(summary.removed == 1);
    CHECK(workspace.value("MLI2", "retracted") == Value{true});
    CHECK(workspace.value("MLI1", "retracted") == Value{});
    auto const again = import(import_acled_deletions, deleted, workspace);
    CHECK(again.changed == 0);
    CHECK(again.removed == 0);
}

TEST_CASE("press: a row without any date is rejected, and settlements are found by number")
{
    std::vector<PlaceIndex::Problem> problems;
    std::vector<Place> places(2);
    for (auto& place : places) place.version = "made", place.level = 4;
    places[0].code = "XX050808000", places[0].name = "Village", places[0].centre = Coordinate::of_degrees(14.45, -4.92).value();
    places[1].code = "XX070000000", places[1].name = "Capital", places[1].centre = Coordinate::of_degrees(16.27, -0.04).value();
    auto const settlements = PlaceIndex::make(std::move(places), &problems);
    REQUIRE(settlements.has_value());
    TestWorkspace workspace;
    auto const summary = import(import_press,
                                "no_liste,date,evenement,victimes,annee,mois,jour,point_id,point,depart,arrivee,type_incident,auteur,nbr_morts,stat_"
                                "morts_1,count_morts_1,stat_morts_2,count_morts_2\n"
                                "1,2018-05-01,A,B,2018.0,5.0,1.0,50808000,Village,,,Attaque; Enlèvement,ND,3,civil,2,soldat,1\n"
                                "2,ND,A,B,,,,70000000,Capital,,,,,ND,,,,\n"
                                "3,,A,B,2018,5,2,70000000,Capital,,,,,,civil,4,ND,ND\n"
                                "4,2018-05-03,A,B,2018,5,4,,,Village,Capital,Attaque,,0,,,,\n"
                                "5,2018-05-05,A,B,2018,5,5,,,Village,Capital,Attaque,,ND,,,,\n",
                                workspace, {.settlements = &*settlements});
    CHECK(summary.fresh == 3);
    CHECK(summary.rejected == 2);
    CHECK(summary.reject_reasons.contains("date: no date"));
    CHECK(summary.reject_reasons.contains("date: the date is not the one of the columns annee, mois, jour"));
    CHECK(workspace.value("1", "latitude") == Value{14.45});
    CHECK(workspace.value("1", "position_level") == Value{std::int64_t{4}});
    CHECK(workspace.value("1", "kind") == Value{std::string{"abduction"}});
    CHECK(workspace.value("1", "deaths_civilians") == Value{std::int64_t{2}});
    CHECK(workspace.value("3", "first_day") == Value{day("2018-05-02")});
    CHECK(workspace.value("3", "position_level") == Value{std::int64_t{1}});
    CHECK(workspace.value("3", "deaths_best") == Value{std::int64_t{4}});
    CHECK(workspace.value("5", "deaths_best") == Value{});
    CHECK(workspace.value("5", "position_level") == Value{std::int64_t{0}});
    CHECK(summary.coverage == std::vector<std::string>{"XX 2018-05-01..2018-05-05"});
}

TEST_CASE("press: without settlements the coverage is of the one country that is worked in, and without that it is not written and said")
{
    std::vector<PlaceIndex::Problem> problems;
    Place cercle;
    cercle.code = "ML0507", cercle.version = "cod-ab-2021", cercle.name = "Tenenkou", cercle.level = 2;
    Place other = cercle;
    other.code = "BF13";
    auto const one = PlaceIndex::make({cercle}, &problems), two = PlaceIndex::make({cercle, other}, &problems);
    REQUIRE(one.has_value());
    REQUIRE(two.has_value());
    std::string_view const text = "no_liste,date,evenement,type_incident\n1,2018-05-01,A,Attaque\n";
    TestWorkspace workspace, second;
    CHECK(import(import_press, text, workspace, {.places = &*one}).coverage == std::vector<std::string>{"ML 2018-05-01..2018-05-01"});
    auto const summary = import(import_press, text, second, {.places = &*two});
    CHECK(summary.coverage.empty());
    CHECK(second.coverage.empty());
    CHECK(std::any_of(summary.warnings.begin(), summary.warnings.end(),
                      [](ImportWarning const& warning) { return warning.what.starts_with("no coverage is written"); }));
}

TEST_CASE("any type comes in from a CSV whose headers are its fields, with a row of hashtags or without")
{
    TestWorkspace workspace{"population"};
    std::string_view const text =
        "place,year,sex,age_band,residence,people,source,remark\n#adm2+code,#date+year,#sex,#age,#status,#population,#meta+source,\n"
        "ML0507@cod-ab-2021,2020,female,all,all,100500,OCHA,x\nML0507@cod-ab-2021,2020,male,all,all,-5,OCHA,x\nML0507,2020,male,all,all,5,OCHA,x\n";
    TextSource source{text};
    auto const summary = import_table(source, workspace.tools(), {}, "population");
    REQUIRE(summary.has_value());
    CHECK(summary->read == 3);
    CHECK(summary->fresh == 1);
    CHECK(summary->rejected == 2);
    CHECK(summary->columns_left == std::vector<std::string>{"remark"});
    TextSource lacking{"place,year\n"};
    auto const refused = import_table(lacking, workspace.tools(), {}, "population");
    REQUIRE(!refused.has_value());
    CHECK(refused.error().what == "no column \"sex\"");
    TextSource unknown{"a\n"};
    CHECK(import_table(unknown, workspace.tools(), {}, "nothing").error().kind == Error::Kind::missing);
}

TEST_CASE("rows of a type without key: two equal rows are two facts, and importing them again adds none")
{
    std::string_view const text = "place,day,wave,question,answer,sex,age_band,residence\n";
    auto const* type = base_dictionary().find("trust_answer");
    REQUIRE(type != nullptr);
    auto const code = base_dictionary().list("trust_question")->codes.front().code;
    std::string rows{text};
    for (int index = 0; index < 3; ++index) rows += "ML0507@cod-ab-2021,2021-05-26,one," + code + ",3,female,15_49,host\n";
    TestWorkspace workspace{"trust_answer"};
    for (std::uint64_t round = 0; round < 2; ++round) {
        TextSource source{rows};
        auto const summary = import_table(source, workspace.tools(), {}, "trust_answer");
        REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().text()));
        CHECK(summary->fresh == (round == 0 ? 3 : 0));
        CHECK(summary->same == (round == 0 ? 0 : 3));
    }
    rows += "ML0507@cod-ab-2021,2021-05-26,one," + code + ",3,female,15_49,host\n";
    TextSource source{rows};
    CHECK(import_table(source, workspace.tools(), {}, "trust_answer")->fresh == 1);
}

TEST_CASE("a table whose key is named changes what it knows")
{
    TestWorkspace workspace{"population"};
    std::string const header = "place,year,sex,age_band,residence,people,source\n", row = "ML0507@cod-ab-2021,2020,female,all,all,";
    std::vector<std::string> const key{"place", "year", "sex", "age_band", "residence", "source"};
    std::string const before = header + row + "5,OCHA\n", after = header + row + "6,OCHA\n";
    TextSource first{before}, second{after};
    CHECK(import_table(first, workspace.tools(), {}, "population", key)->fresh == 1);
    CHECK(import_table(second, workspace.tools(), {}, "population", key)->changed == 1);
    CHECK(workspace.rows.size() == 1);
}

TEST_CASE("random octets in place of a file are refused or rejected row by row, and the numbers reconcile")
{
    auto const holds = rc::check([] {
        auto const noise =
            *rc::gen::container<std::string>(rc::gen::oneOf(rc::gen::element('"', ',', '\n', '1', '-', '/'), rc::gen::arbitrary<char>()));
        TestWorkspace workspace;
        static_cast<void>(try_import(import_ucdp, std::string{ged_header} + noise, workspace).has_value());
        static_cast<void>(try_import(import_ucdp, noise, workspace).has_value());
    });
    CHECK(holds);
}

TEST_CASE("the content of a row is its cells and their fields, not the edition and not the order of words between fields")
{
    auto const& type = *base_dictionary().find("incident");
    RowIdentity const identity{type};
    std::vector<Cell> row(type.fields.size()), other(type.fields.size());
    auto const field = [&](std::string_view name) { return *type.index_of(name); };
    row[field("source")] = std::string_view{"ucdp"}, row[field("source_id")] = std::string_view{"1"};
    other = row;
    CHECK(identity.content(row) == identity.content(other));
    other[field("release")] = std::string_view{"25.1"};
    CHECK(identity.content(row) == identity.content(other));
    row[field("adm_1")] = std::string_view{"ab"}, row[field("adm_2")] = std::string_view{"c"};
    other[field("adm_1")] = std::string_view{"a"}, other[field("adm_2")] = std::string_view{"bc"};
    CHECK(identity.content(row) != identity.content(other));
    CHECK(identity.key(row) == identity.key(other));
    other = row;
    std::swap(other[field("adm_1")], other[field("adm_2")]);
    CHECK(identity.content(row) != identity.content(other));
    other = row;
    other[field("source_id")] = std::string_view{"2"};
    CHECK(identity.key(row) != identity.key(other));
}

TEST_CASE("content differs for a hundred thousand rows that differ in one letter or number")
{
    auto const& type = *base_dictionary().find("incident");
    RowIdentity const identity{type};
    std::vector<Cell> row(type.fields.size());
    std::set<std::uint64_t> seen;
    std::string text;
    for (std::int64_t number = 0; number < 50'000; ++number) {
        text = "event " + std::to_string(number);
        row[*type.index_of("headline")] = std::string_view{text};
        row[*type.index_of("deaths_best")] = std::int64_t{0};
        seen.insert(identity.content(row));
        row[*type.index_of("deaths_best")] = number + 1;
        seen.insert(identity.content(row));
    }
    CHECK(seen.size() == 100'000);
}
