// SPDX-License-Identifier: Apache-2.0
#include "answers/timeline.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace accalmie;
using namespace accalmie::test;

namespace {

std::string text(std::string_view of) { return std::string{of}; }

struct LineWorld : AnswerWorld {
    std::string village = at_version("ML01010101");

    RecordId met(std::string const& day = "2022-01-05", std::string const& place = {})
    {
        return say(awa, "gathering", {{"kind", text("dialogue")}, {"day", *parse_day(day)}, {"place", place.empty() ? village : place}, {"name", text("Rencontre")}, {"organiser", text("Secret-Organiser")}});
    }
    RecordId promised(std::string const& day = "2022-01-10")
    {
        return say(awa, "commitment", {{"guarantor_role", text("elders")}, {"to", dictionary.list("beneficiary_role")->codes.front().code}, {"kind", text("safe_passage")}, {"what", text("Secret-What")},
                                       {"place", village}, {"from", *parse_day(day)}, {"made_on", *parse_day(day)}});
    }
    RecordId tested(RecordId const& promise, std::string const& day, std::string const& result)
    {
        return say(awa, "commitment_test", {{"commitment", promise.hex()}, {"day", *parse_day(day)}, {"result", result}});
    }
    RecordId visited(std::string const& day) { return say(awa, "visit", {{"place", village}, {"day", *parse_day(day)}, {"kind", text("mobile_clinic")}, {"team", text("Secret-Team")}}); }
    RecordId answered(std::string const& day, std::string const& wave = "w1")
    {
        return say(awa, "trust_answer", {{"place", village}, {"day", *parse_day(day)}, {"wave", wave}, {"question", dictionary.list("trust_question")->codes.front().code}, {"answer", std::int64_t{2}},
                                         {"sex", text("female")}, {"age_band", text("15_49")}, {"residence", text("host")}});
    }
    TimelineAnswer line(Asking const& asking = asked_on("2022-06-01"), TimelineQuestion question = {})
    {
        if (question.place.empty()) question.place = "ML01010101";
        return good(answer_timeline(facts(), dictionary, asking, question));
    }
};

std::vector<std::string> types_of(TimelineAnswer const& answer)
{
    std::vector<std::string> types;
    for (auto const& row : answer.rows) types.push_back(row.type);
    return types;
}

}  // namespace

TEST_CASE("what happened at a village stands on one line by day, each with the record that says so")
{
    LineWorld world;
    auto const gathering = world.met();
    auto const promise = world.promised();
    auto const test = world.tested(promise, "2022-02-01", "broken");
    world.visited("2022-02-03");
    auto const incident = world.happened("ucdp", "2022-01-20", 14.5, -5.5);
    world.happened("ucdp", "2022-01-21", 14.9, -5.9);          // some 60 km away
    world.happened("ucdp", "2022-01-22", 14.5, -5.5, 2);       // known to the cercle only
    world.met("2022-01-06", at_version("ML0102"));             // elsewhere
    auto const answer = world.line();
    CHECK(types_of(answer) == std::vector<std::string>{"gathering", "commitment", "incident", "commitment_test", "visit"});
    CHECK(answer.rows[0].id == gathering.hex() + ":0");
    CHECK(answer.rows[1].id == promise.hex() + ":0");
    CHECK(answer.rows[2].id == incident.hex() + ":0");
    CHECK(answer.rows[3].id == test.hex() + ":0");
    CHECK(answer.rows[3].tenor == Tenor::bad);
    CHECK(answer.rows[1].tenor == Tenor::open);
    CHECK(answer.rows[0].words.fr == "Dialogue");
    CHECK(answer.hidden == 0);
    REQUIRE(answer.months.size() == 2);
    CHECK(answer.months[0].counts[static_cast<std::size_t>(Lane::dialogue)] == 1);
    CHECK(answer.months[0].counts[static_cast<std::size_t>(Lane::incident)] == 1);
    CHECK(answer.months[1].counts[static_cast<std::size_t>(Lane::clinic_day)] == 1);
    for (auto const& row : answer.rows) CHECK(row.words.en.find("Secret") == std::string::npos);
}

TEST_CASE("who may not see the ledger is told how much is hidden, and nothing of it")
{
    LineWorld world;
    world.met();
    world.tested(world.promised(), "2022-02-01", "held");
    for (auto const role : {Role::nurse, Role::donor, Role::researcher, Role::district_health}) {
        auto const answer = world.line(asked_on("2022-06-01", role, {"*"}));
        CHECK(types_of(answer) == std::vector<std::string>{"gathering"});
        CHECK(answer.hidden == 2);
    }
    CHECK(world.line(asked_on("2022-06-01", Role::coordinator, {"ML01"})).hidden == 0);
    CHECK(world.line(asked_on("2022-06-01", Role::coordinator, {"ML0102"})).hidden == 2);
    TimelineQuestion later;
    later.from = Month::of(2022, 3);
    CHECK(world.line(asked_on("2022-06-01", Role::nurse, {"*"}), later).hidden == 0);
}

TEST_CASE("planned movements are not told: days after the day of asking are left out")
{
    LineWorld world;
    world.visited("2022-06-01");
    world.visited("2022-06-02");
    CHECK(world.line().rows.size() == 1);
}

TEST_CASE("counts of persons: services for the team of the place, answers to a survey never from 1 to 4")
{
    LineWorld world;
    auto const package = world.say(world.awa, "package", {{"place", world.village}, {"name", text("Paquet")}, {"agreed_on", *parse_day("2022-01-15")}});
    auto const item = world.say(world.awa, "package_item", {{"package", package.hex()}, {"place", world.village}, {"service", text("antenatal")}, {"species", text("human")}, {"planned", std::int64_t{9}}});
    world.say(world.awa, "service_count", {{"place", world.village}, {"day", *parse_day("2022-02-10")}, {"service", text("antenatal")}, {"species", text("human")}, {"sex", text("female")},
                                           {"age_band", text("15_49")}, {"residence", text("host")}, {"people_or_animals", std::int64_t{3}}, {"package_item", item.hex()}});
    for (int i = 0; i < 4; ++i) world.answered("2022-03-0" + std::to_string(i + 1));
    auto const team = world.line(asked_on("2022-06-01", Role::nurse, {"ML01"})), donor = world.line(asked_on("2022-06-01", Role::donor, {"*"}));
    REQUIRE(team.rows.size() == 2);
    CHECK(team.rows[0].number == 3);
    CHECK(donor.rows.at(0).number == std::nullopt);
    CHECK(donor.rows.at(0).words.en.find('3') == std::string::npos);
    CHECK(team.rows[1].number == std::nullopt);
    CHECK(team.rows[1].last_day == *parse_day("2022-03-04"));
    world.answered("2022-03-05");
    CHECK(world.line().rows.at(1).number == 5);
}

TEST_CASE("what lasts has a last day; what counts no more is not there; a wider place has what lies within it")
{
    LineWorld world;
    auto const facility = world.say(world.awa, "facility", {{"code", text("F1")}, {"name", text("Centre")}, {"kind", text("cscom")}, {"place", world.village}, {"source", text("made")}});
    auto const closed = [&](std::string const& state) {
        return std::map<std::string, Value, std::less<>>{{"facility", facility.hex()}, {"place", world.village}, {"state", state}, {"from", *parse_day("2022-01-03")}, {"until", *parse_day("2022-01-20")}, {"source", text("made")}};
    };
    auto const first = world.say(world.awa, "facility_status", closed("open"));
    world.say(world.awa, "facility_status", closed("closed"), RecordAddress{first, 0});
    auto const answer = world.line();
    REQUIRE(answer.rows.size() == 1);
    CHECK(answer.rows[0].what == "closed");
    CHECK(answer.rows[0].lane == Lane::facility);
    CHECK(answer.rows[0].tenor == Tenor::bad);
    CHECK(answer.rows[0].last_day == *parse_day("2022-01-20"));
    world.happened("ucdp", "2022-01-22", 14.5, -5.5, 2);
    TimelineQuestion wide;
    wide.place = "Couchant";
    CHECK(world.line(asked_on("2022-06-01"), wide).rows.size() == 2);
    wide.place = "Levant";
    CHECK(world.line(asked_on("2022-06-01"), wide).rows.empty());
}

TEST_CASE("what cannot be asked is refused")
{
    LineWorld world;
    auto const refused = [&](TimelineQuestion const& question) { return answer_timeline(world.facts(), world.dictionary, asked_on("2022-06-01"), question).error().kind; };
    CHECK(refused({.place = ""}) == Error::Kind::invalid);
    CHECK(refused({.place = "Nulle-Part-Test"}) == Error::Kind::missing);
    CHECK(refused({.place = "ML0101", .from = Month::of(2022, 2), .to = Month::of(2022, 1)}) == Error::Kind::invalid);
    CHECK(refused({.place = "ML0101", .from = {}, .to = {}, .km = 101}) == Error::Kind::invalid);
}
