// SPDX-License-Identifier: Apache-2.0
// tests/answers/board_test.cpp: today, incidents by month, places, workspace, coverage and words.
#include "answers/incidents.hpp"
#include "answers/made_world.hpp"
#include "answers/places.hpp"
#include "answers/today.hpp"
#include "answers/workspace.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

TEST_CASE("today shows the last thirty days of incidents as areas, and hides the ledger from whoever may not see it")
{
    AnswerWorld world;
    world.happened("field", "2022-06-01", 14.5, -5.5, 4);
    world.happened("press", "2022-05-20", 14.5, -4.5, 2);
    world.happened("press", "2022-05-19", 14.5, -4.5, 0);
    world.happened("press", "2022-05-02", 14.5, -4.5);  // 31 days ago
    world.happened("press", "2022-06-02", 14.5, -4.5);  // tomorrow
    auto commitment = [&](std::string const& from) {
        return world.say(world.awa, "commitment", {{"guarantor_role", std::string{"elders"}}, {"to", world.dictionary.list("beneficiary_role")->codes.front().code}, {"kind", std::string{"clinic_day"}},
                                                   {"what", std::string{"x"}}, {"place", at_version("ML0101")}, {"from", *parse_day(from)}, {"made_on", *parse_day("2022-01-01")}});
    };
    auto const ending = commitment("2022-03-01"), later = commitment("2022-02-01");
    commitment("2022-07-01");
    TodayQuestion question;
    question.until[ending.hex() + ":0"] = *parse_day("2022-06-15");
    question.until[later.hex() + ":0"] = *parse_day("2022-06-16");
    auto const answer = good(answer_today(world.facts(), asked_on("2022-06-01"), question));
    REQUIRE(answer.recent_incidents.size() == 3);
    CHECK(answer.recent_incidents[0].place == "ML010101");
    CHECK(answer.recent_incidents[0].place_name == "Commune");
    CHECK(answer.recent_incidents[1].place == "ML0102");
    CHECK(answer.recent_incidents[2].place.empty());
    REQUIRE(answer.expiring.size() == 1);
    CHECK(answer.expiring[0].id == ending.hex() + ":0");
    REQUIRE(answer.owed.size() == 2);
    CHECK(answer.owed[0].id == later.hex() + ":0");
    CHECK(!answer.ledger_hidden);
    auto const donor = good(answer_today(world.facts(), asked_on("2022-06-01", Role::donor, {}), question));
    CHECK(donor.ledger_hidden);
    CHECK(donor.owed.empty());
    CHECK(donor.recent_incidents.size() == 3);
}

TEST_CASE("months outside coverage have no data, covered months without incidents have zero")
{
    AnswerWorld world;
    world.covers("acled", "2020-01-01", "2020-03-30");
    world.covers("press", "2020-02-01", "2020-04-30", "ML0102");
    world.happened("acled", "2020-02-10", 14.5, -5.5);
    world.happened("acled", "2020-02-11", 14.5, -5.5, 1);  // known to the region only
    world.happened("acled", "2020-03-11", 14.5, -5.5);     // the month is not covered to its end
    world.happened("field", "2020-02-11", 14.5, -5.5);     // a source without coverage
    auto const answer = good(answer_incident_months(world.facts(), asked_on("2022-01-01"), {}));
    CHECK(answer.months.size() == 4);
    CHECK(answer.sources == std::vector<std::string>{"acled", "field", "press"});
    REQUIRE(answer.places.size() == 2);
    using Series = std::vector<std::optional<std::int64_t>>;
    CHECK(answer.places[0].series[0] == Series{0, 1, std::nullopt, std::nullopt});
    CHECK(answer.places[0].series[1] == Series(4));
    CHECK(answer.places[0].series[2] == Series(4));
    CHECK(answer.places[1].series[2] == Series{std::nullopt, 0, 0, 0});
    IncidentMonthsQuestion region;
    region.level = 1;
    region.source = "acled";
    region.from = Month::of(2020, 2);
    region.to = Month::of(2020, 2);
    CHECK(good(answer_incident_months(world.facts(), asked_on("2022-01-01"), region)).places.at(0).series.at(0) == Series{2});
    region.to = Month::of(2020, 1);
    CHECK(answer_incident_months(world.facts(), asked_on("2022-01-01"), region).error().kind == Error::Kind::invalid);
    region.level = 4;
    CHECK(answer_incident_months(world.facts(), asked_on("2022-01-01"), region).error().where == "level");
    region.level = 2;
    region.from = Month::of(1900, 1);
    region.to = Month::of(2199, 12);
    CHECK(answer_incident_months(world.facts(), asked_on("2022-01-01"), region).error().kind == Error::Kind::limit);
}

TEST_CASE("monthly counts tell what they would be under each reading of a disputed incident")
{
    AnswerWorld world;
    world.covers("ucdp", "2021-01-01", "2021-12-31");
    auto const said = world.happened("ucdp", "2021-03-05", 14.5, -5.5);
    for (auto const* key : {&world.awa, &world.moussa})
        world.say(world.awa, "member", {{"pseudonym", std::string{"x"}}, {"key", key->author().hex()}, {"organisation", std::string{"one"}}, {"role", std::string{"coordinator"}}, {"from", *parse_day("2020-01-01")}});
    world.say(world.awa, "incident", AnswerWorld::event("ucdp", "2021-04-05", 14.5, -5.5), RecordAddress{said, 0});    // another month
    world.say(world.moussa, "incident", AnswerWorld::event("ucdp", "2021-03-06", 14.5, -5.5), RecordAddress{said, 0});  // another day of the same month
    auto const answer = good(answer_incident_months(world.facts(), asked_on("2022-01-01"), {}));
    CHECK(answer.disputed == 1);
    REQUIRE(answer.otherwise.size() == 2);
    CHECK(answer.otherwise[0].place == "ML0101");
    CHECK(answer.otherwise[0].month == Month::of(2021, 3));
    CHECK(answer.otherwise[0].events == 0);
    CHECK(answer.otherwise[1].month == Month::of(2021, 4));
    CHECK(answer.otherwise[1].events == 1);
    CHECK(answer.readings_left_out == 0);
}

TEST_CASE("a place has the people of the newest year, added up only where the source gives no total")
{
    AnswerWorld world;
    auto const people = [&](std::string const& place, std::int64_t year, std::string const& sex, std::int64_t count) {
        world.say(world.awa, "population", {{"place", at_version(place)}, {"year", year}, {"sex", sex}, {"age_band", std::string{"all"}}, {"residence", std::string{"not_collected"}}, {"people", count}, {"source", std::string{"made"}}});
    };
    people("ML0101", 2019, "all", 90);
    people("ML0101", 2020, "all", 100);
    people("ML0101", 2020, "female", 51);
    people("ML0102", 2020, "female", 30);
    people("ML0102", 2020, "male", 29);
    auto const answer = good(answer_places(world.facts(), asked_on("2022-01-01"), {}));
    CHECK(answer.boundary == boundary);
    REQUIRE(answer.places.size() == 2);
    CHECK(answer.places[0].population == 100);
    CHECK(answer.places[0].population_year == 2020);
    CHECK(answer.places[1].population == 59);
    CHECK(answer.places[0].geometry.empty());
    CHECK(!good(answer_places(world.facts(), asked_on("2022-01-01"), {1, true, {}})).places.at(0).geometry.empty());
    CHECK(answer_places(world.facts(), asked_on("2022-01-01"), {5, false, {}}).error().where == "level");
    CHECK(answer_places(world.facts(), asked_on("2022-01-01"), {2, false, "nothing-1"}).error().kind == Error::Kind::missing);
}

TEST_CASE("the workspace lists its sources with their days, releases put together")
{
    AnswerWorld world;
    world.covers("ucdp", "1990-01-01", "2021-12-31");
    world.covers("ucdp", "2022-01-01", "2022-12-31");
    world.covers("acled", "1997-01-01", "2020-07-31");
    auto const answer = good(answer_workspace(world.facts(), asked_on("2022-01-01")));
    REQUIRE(answer.sources.size() == 2);
    CHECK(answer.sources[1].source == "ucdp");
    CHECK(answer.sources[1].first_day == *parse_day("1990-01-01"));
    CHECK(answer.sources[1].last_day == *parse_day("2022-12-31"));
    CHECK(answer.boundary == boundary);
    CHECK(answer.rows == 9);
}

TEST_CASE("an empty workspace answers without places and without sources")
{
    World world;
    auto const store = Store::open({}, world.dictionary).value();
    REQUIRE(store->catch_up(*world.journal));
    auto const answer = good(answer_workspace(*store, asked_on("2022-01-01")));
    CHECK(answer.rows == 0);
    CHECK(!answer.boundary);
    CHECK(good(answer_calm(*store, asked_on("2022-01-01"), {})).rules.empty());
    CHECK(good(answer_promises(*store, asked_on("2022-01-01"), {})).commitments.empty());
    CHECK(answer_incident_months(*store, asked_on("2022-01-01"), {}).error().kind == Error::Kind::missing);
}

TEST_CASE("kinds are matched by code, and only \"all\" holds \"all\"")
{
    CHECK(holds_kind("attack robbery", "robbery"));
    CHECK(!holds_kind("attack robbery", "rob"));
    CHECK(holds_kind("all", "anything"));
    CHECK(!holds_kind("", "attack"));
    CHECK(holds_kinds("attack robbery threat", "robbery attack"));
    CHECK(!holds_kinds("attack", "robbery attack"));
    CHECK(!holds_kinds("attack", "all"));
    CHECK(holds_kinds("all", "all"));
}

TEST_CASE("releases that touch cover one run of days, an area covers what begins with its code")
{
    Coverage const coverage{{{"ucdp", "ML05", "all", *parse_day("2020-01-01"), *parse_day("2020-06-30"), ""},
                             {"ucdp", "ML", "all", *parse_day("2020-07-01"), *parse_day("2020-12-31"), ""},
                             {"ucdp", "Mali", "all", *parse_day("2021-01-01"), *parse_day("2021-12-31"), ""}}};
    CHECK(coverage.runs("ucdp", "ML0507") == std::vector<DayRun>{{*parse_day("2020-01-01"), *parse_day("2020-12-31")}});
    CHECK(coverage.runs("ucdp", "ML0401").size() == 1);
    CHECK(coverage.runs("ucdp", "ML").front().first == *parse_day("2020-07-01"));
    CHECK(coverage.runs("acled", "ML0507").empty());
    auto const runs = coverage.runs("ucdp", "ML0507");
    CHECK(Coverage::covers(runs, Month::of(2020, 12)));
    CHECK(!Coverage::covers(runs, Month::of(2021, 1)));
}

TEST_CASE("days and counts are said as each language says them")
{
    CHECK(day_words(*parse_day("2022-05-01")).fr == "1er mai 2022");
    CHECK(day_words(*parse_day("2022-08-02")).fr == "2 août 2022");
    CHECK(day_words(*parse_day("2022-05-01")).en == "1 May 2022");
    constexpr Noun noun{"cas", "cas", "case", "cases"};
    CHECK(counted(0, noun).en == "0 cases");
    CHECK(counted(1, noun).en == "1 case");
    CHECK(counted(0, {"jour", "jours", "day", "days"}).fr == "0 jour");
    CHECK(counted(2, {"jour", "jours", "day", "days"}).fr == "2 jours");
}
