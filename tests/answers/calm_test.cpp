// SPDX-License-Identifier: Apache-2.0
#include "answers/calm.hpp"

#include "answers/calm_rows.hpp"
#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

/// A village with a rule (30 days, gap 14, no event) and a reporter reached every 10 days from 2022-01-10 to 2022-04-10.
struct WatchedVillage : AnswerWorld {
    WatchedVillage()
    {
        say(awa, "calm_rule", {{"name", std::string{"Accalmie de Sokoura"}}, {"place", at_version("ML01010101")}, {"latitude", 14.5}, {"longitude", -5.5}, {"radius_km", 5.0},
                               {"kinds", std::string{"all"}}, {"ceiling", std::int64_t{0}}, {"minimum_days", std::int64_t{30}}, {"maximum_gap_days", std::int64_t{14}}, {"made_on", *parse_day("2021-01-01")}});
    }
    void watch(std::string const& kinds = "all", double radius_km = 8)
    {
        Day before = *parse_day("2022-01-01");
        for (Day day = *parse_day("2022-01-10"); day <= *parse_day("2022-04-10"); day += std::chrono::days{10}) {
            say(awa, "reporter_watch", {{"place", at_version("ML01010101")}, {"radius_km", radius_km}, {"kinds", kinds}, {"contact_day", day}, {"watched_from", before}});
            before = day;
        }
    }
    void closed(std::string const& kind, std::string const& from, std::string const& place = "ML01010101")
    {
        say(awa, "access_constraint", {{"place", at_version(place)}, {"kind", kind}, {"from", *parse_day(from)}, {"source", std::string{"made"}}});
    }
    CalmRow row(std::string const& day = "2022-04-14")
    {
        auto const answer = good(answer_calm(facts(), asked_on(day), {}));
        REQUIRE(answer.rules.size() == 1);
        int total = 0;
        for (auto const count : answer.counts) total += count;
        CHECK(total == 1);
        CHECK(answer.counts[static_cast<std::size_t>(answer.rules[0].state)] == 1);
        return answer.rules[0];
    }
};

}  // namespace

TEST_CASE("a watched village without an event is calm, and the row says since when, by how many contacts and where")
{
    WatchedVillage world;
    world.watch();
    auto const row = world.row();
    CHECK(calm_state_code(row.state) == "calm");
    CHECK(row.reason == "quiet_and_watched");
    CHECK(row.since == *parse_day("2022-01-01"));
    CHECK(row.spell_days == 100);
    CHECK(row.contacts == 10);
    CHECK(row.place == "ML01010101");
    CHECK(row.place_name == "Sokoura-Test");
    CHECK(row.latitude == 14.5);
    CHECK(!row.how_likely);  // no source covers any month before
    CHECK(row.why.fr == "Aucun incident depuis le 1er janvier 2022 ; 10 contacts, le dernier le 10 avril 2022.");
    CHECK(row.why.en == "No incident since 1 January 2022; 10 contacts, the last on 10 April 2022.");
}

TEST_CASE("on data sets alone a village is unknown, with no recorded event since beside it")
{
    WatchedVillage world;
    world.covers("ucdp", "2015-01-01", "2022-12-31", "ML", "state_based non_state one_sided");
    world.happened("ucdp", "2021-03-05", 14.51, -5.51, 4, "state_based");
    world.happened("ucdp", "2022-04-12", 14.51, -5.51, 4, "state_based");
    auto const row = world.row();
    CHECK(row.state == CalmState::unknown);
    CHECK(row.reason == "never_watched");
    REQUIRE(row.recorded.size() == 1);
    CHECK(row.recorded[0].source == "ucdp");
    CHECK(row.recorded[0].last_event_day == *parse_day("2022-04-12"));
    CHECK(row.recorded[0].covered_until == *parse_day("2022-12-31"));
    CHECK(row.why.en == "Nobody has kept watch here for these events: silence proves nothing.");
}

TEST_CASE("an event of a data set ends the calm of a watched village, one that is far, of another kind or imprecise does not")
{
    WatchedVillage world;
    world.watch();
    world.happened("ucdp", "2022-04-05", 14.9, -5.1);           // 60 km away
    world.happened("ucdp", "2022-04-05", 14.5, -5.5, 2);        // known to the cercle only
    CHECK(world.row().state == CalmState::calm);
    CHECK(world.row().events_elsewhere_known == 1);
    world.happened("acled", "2022-04-05", 14.52, -5.52);
    auto const row = world.row();
    CHECK(row.state == CalmState::breached);
    CHECK(row.since == *parse_day("2022-04-05"));
    CHECK(row.why.fr == "Le calme est rompu depuis le 5 avril 2022 : 1 incident, plafond 0.");
}

TEST_CASE("a reporter who answers for other kinds or a smaller area leaves the village unknown")
{
    WatchedVillage kinds;
    kinds.watch("livestock_theft local_dispute");
    CHECK(kinds.row().reason == "never_watched");
    WatchedVillage smaller;
    smaller.watch("all", 4);
    CHECK(smaller.row().reason == "never_watched");
}

TEST_CASE("a blockade, a flight and a curfew are three things")
{
    WatchedVillage blockade;
    blockade.watch();
    blockade.closed("blockade", "2022-03-20", "ML0101");
    auto row = blockade.row();
    CHECK(row.state == CalmState::quiet_closed_in);
    CHECK(row.access == std::vector<std::string>{"blockade"});
    CHECK(row.why.en == "No incident since 20 March 2022, but the way in has been closed since 20 March 2022: this quiet does not count as a success.");
    WatchedVillage flight;
    flight.watch();
    flight.closed("population_left", "2022-03-20");
    CHECK(flight.row().state == CalmState::emptied);
    CHECK(flight.row().why.fr == "La population est partie le 20 mars 2022. Un lieu vide n’est pas un lieu calme.");
    WatchedVillage curfew;
    curfew.watch();
    curfew.closed("curfew", "2022-03-20");
    CHECK(curfew.row().state == CalmState::calm);
    CHECK(curfew.row().access == std::vector<std::string>{"curfew"});
    WatchedVillage elsewhere;
    elsewhere.watch();
    elsewhere.closed("blockade", "2022-03-20", "ML0102");
    CHECK(elsewhere.row().state == CalmState::calm);
}

TEST_CASE("how likely the calm is follows from the months that a source covers before it")
{
    WatchedVillage world;
    world.watch();
    world.covers("press", "2021-01-01", "2022-12-31");
    world.covers("acled", "2021-06-01", "2022-12-31");
    int const counts[] = {2, 0, 1, 3, 0, 0, 5, 1, 0, 2, 0, 1};
    for (int month = 0; month < 12; ++month)
        for (int i = 0; i < counts[month]; ++i) world.happened("press", to_iso((Month::of(2021, 1) + month).first_day() + std::chrono::days{i}), 14.5, -5.5);
    auto const row = world.row("2022-03-01");  // last contact on 1 March: 60 days of calm, the worked example of calm-spell.md
    CHECK(row.spell_days == 60);
    REQUIRE(row.how_likely);
    CHECK(row.how_likely->source == "press");
    CHECK(row.how_likely->poisson == doctest::Approx(0.0849448187353));
    CHECK(row.how_likely->negative_binomial == doctest::Approx(0.17310352362));
    CHECK(row.how_likely->baseline_first == *parse_day("2021-01-01"));
    CHECK(row.how_likely->baseline_last == *parse_day("2021-12-31"));
    CHECK(row.how_likely->baseline_months == 12);
}

TEST_CASE("a disputed incident is counted with its value before the dispute, and the other reading is told")
{
    WatchedVillage world;
    world.watch();
    auto const said = world.happened("field", "2022-04-05", 14.5, -5.5);
    CHECK(world.row().state == CalmState::breached);
    auto const moved = WatchedVillage::event("field", "2022-04-05", 14.9, -5.1);
    auto const nearer = WatchedVillage::event("field", "2022-04-05", 14.6, -5.4);
    auto const organisation = [&](SigningKey const& key) {
        world.say(world.awa, "member", {{"pseudonym", std::string{"x"}}, {"key", key.author().hex()}, {"organisation", std::string{"one"}}, {"role", std::string{"coordinator"}}, {"from", *parse_day("2020-01-01")}});
    };
    organisation(world.awa);
    organisation(world.moussa);
    world.say(world.awa, "incident", moved, RecordAddress{said, 0});
    world.say(world.moussa, "incident", nearer, RecordAddress{said, 0});
    auto const row = world.row();
    CHECK(row.state == CalmState::breached);
    CHECK(row.disputed == 1);
    CHECK(row.otherwise == std::vector<CalmState>{CalmState::calm});
}

TEST_CASE("a rule about a cercle counts what its source knows to the cercle")
{
    AnswerWorld world;
    world.say(world.awa, "calm_rule", {{"name", std::string{"Couchant"}}, {"place", at_version("ML0101")}, {"kinds", std::string{"attack"}}, {"ceiling", std::int64_t{1}}, {"minimum_days", std::int64_t{20}},
                                       {"maximum_gap_days", std::int64_t{30}}, {"made_on", *parse_day("2021-01-01")}});
    world.say(world.awa, "reporter_watch", {{"place", at_version("ML01")}, {"kinds", std::string{"attack robbery"}}, {"contact_day", *parse_day("2022-01-30")}, {"watched_from", *parse_day("2022-01-01")}});
    world.happened("acled", "2022-01-25", 14.2, -5.2, 2);
    world.happened("acled", "2022-01-26", 14.2, -5.2, 1);       // known to the region only
    world.happened("acled", "2022-01-26", 14.2, -4.2, 4);       // the other cercle
    world.happened("acled", "2022-01-26", 14.2, -5.2, 4, "riot");
    auto const calm = good(answer_calm(world.facts(), asked_on("2022-02-01"), {}));
    CHECK(calm.rules.at(0).state == CalmState::calm);
    CHECK(calm.rules.at(0).events_elsewhere_known == 1);
    CHECK(calm.rules.at(0).why.en == "No more than 1 incident since 1 January 2022; 1 contact, the last on 30 January 2022.");
    world.happened("acled", "2022-01-27", 14.3, -5.3, 3);
    CHECK(good(answer_calm(world.facts(), asked_on("2022-02-01"), {})).rules.at(0).state == CalmState::breached);
}

TEST_CASE("an incident that a person wrote with a place and no position counts there")
{
    WatchedVillage world;
    world.watch();
    world.say(world.awa, "incident", {{"source", std::string{"field"}}, {"source_id", std::string{"w"}}, {"kind", std::string{"threat"}}, {"first_day", *parse_day("2022-04-01")}, {"place", at_version("ML01010101")}});
    CHECK(world.row().state == CalmState::breached);
}

TEST_CASE("a rule whose place nobody knows is unknown and says so")
{
    AnswerWorld world;
    world.say(world.awa, "calm_rule", {{"name", std::string{"Nulle part"}}, {"place", std::string{"ML0101@other-2"}}, {"kinds", std::string{"all"}}, {"ceiling", std::int64_t{0}}, {"minimum_days", std::int64_t{20}},
                                       {"maximum_gap_days", std::int64_t{30}}, {"made_on", *parse_day("2021-01-01")}});
    auto const answer = good(answer_calm(world.facts(), asked_on("2022-02-01"), {}));
    CHECK(answer.rules.at(0).state == CalmState::unknown);
    CHECK(answer.rules.at(0).reason == "place_not_known");
}

TEST_CASE("somebody whose membership is over may not see the board")
{
    WatchedVillage world;
    auto asking = asked_on("2101-01-01", Role::coordinator, {"ML"});
    CHECK(answer_calm(world.facts(), asking, {}).error().kind == Error::Kind::denied);
}

TEST_CASE("days are widened to what the precision leaves open")
{
    auto const day = *parse_day("2022-02-10");
    CHECK(widen_days(day, day, "day") == DayRun{day, day});
    CHECK(widen_days(day, day, "") == DayRun{day, day});
    CHECK(widen_days(day, day, "week") == DayRun{*parse_day("2022-02-07"), *parse_day("2022-02-13")});
    CHECK(widen_days(day, day, "month") == DayRun{*parse_day("2022-02-01"), *parse_day("2022-02-28")});
    CHECK(widen_days(day, day, "year") == DayRun{*parse_day("2022-01-01"), *parse_day("2022-12-31")});
    CHECK(widen_days(day, day - std::chrono::days{4}, "day") == DayRun{day, day});
}
