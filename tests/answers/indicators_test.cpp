// SPDX-License-Identifier: Apache-2.0
#include "answers/indicators.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

struct IndicatorWorld : AnswerWorld {
    std::vector<ProgrammePack> packs{1};

    IndicatorWorld() { packs[0].name = "made"; }

    void counts(std::string const& code, std::string const& numerator, std::string const& denominator = {}, std::vector<std::string> by = {})
    {
        Indicator made;
        made.code = code;
        made.numerator = good(read_count_rule(numerator, dictionary));
        if (!denominator.empty()) made.denominator = good(read_count_rule(denominator, dictionary));
        made.by = std::move(by);
        packs[0].indicators.push_back(std::move(made));
    }
    RecordId meets(std::string const& kind, std::string const& day, std::string const& place = "ML0101", std::optional<RecordAddress> replaces = {})
    {
        return say(awa, "gathering", {{"kind", kind}, {"day", *parse_day(day)}, {"place", at_version(place)}}, replaces);
    }
    RecordId came(RecordId const& gathering, std::int64_t people, std::string const& group = "farmers")
    {
        return say(awa, "attendance", {{"gathering", gathering.hex() + ":0"}, {"group", group}, {"sex", std::string{"female"}}, {"age_band", std::string{"15_49"}}, {"residence", std::string{"host"}}, {"people", people}});
    }
    RecordId says(std::string const& indicator, double value, std::string const& source, std::string const& kind = "published")
    {
        return say(awa, "indicator_target", {{"indicator", indicator}, {"kind", kind}, {"value", value}, {"meaning", std::string{"made"}}, {"source", source}});
    }
    IndicatorsAnswer answer(IndicatorsQuestion const& question = {}, Asking const& asking = asked_on("2026-06-17")) { return good(answer_indicators(facts(), dictionary, packs, asking, question)); }
};

}  // namespace

TEST_CASE("rows are counted by what they say and by what the record says that they link to, corrected or not")
{
    IndicatorWorld world;
    world.counts("at_dialogues", "sum attendance.people where gathering.kind = dialogue", "", {"group"});
    world.counts("forum_share", "count gathering where kind = forum", "count gathering");
    auto const dialogue = world.meets("dialogue", "2026-05-01"), forum = world.meets("forum", "2026-05-02", "ML0102");
    world.came(dialogue, 30);
    world.came(dialogue, 12, "herders");
    world.came(forum, 50);
    auto answer = world.answer();
    CHECK(answer.rows.at(0).counted.value == 42);
    CHECK(answer.rows[0].counted.rows == 2);
    REQUIRE(answer.rows[0].by.size() == 2);
    CHECK(answer.rows[0].by[0].code == "farmers");
    CHECK(answer.rows[0].by[0].value == 30);
    CHECK(answer.rows.at(1).counted.value == 0.5);
    // The forum was a dialogue after all: what links to its first version follows the correction.
    world.meets("dialogue", "2026-05-02", "ML0102", RecordAddress{forum, 0});
    CHECK(world.answer().rows[0].counted.value == 92);
}

TEST_CASE("a period and a place are those of the record, or of what it links to")
{
    IndicatorWorld world;
    world.counts("attendances", "sum attendance.people");
    world.counts("budgets", "count budget");
    world.came(world.meets("dialogue", "2026-05-01", "ML0101"), 30);
    world.came(world.meets("dialogue", "2026-07-01", "ML0102"), 50);
    CHECK(world.answer({.place = "ML0102"}).rows.at(0).counted.value == 50);
    CHECK(world.answer({.from = *parse_day("2026-04-01"), .to = *parse_day("2026-05-31")}).rows[0].counted.value == 30);
    CHECK(world.answer({.place = "ML0102"}).rows.at(1).counted.reason == "not_by_place");
}

TEST_CASE("persons are counted for those who see the team's fields, and one to four of them for nobody")
{
    IndicatorWorld world;
    world.counts("attendances", "sum attendance.people", "", {"group"});
    world.counts("tests", "count skill_test where passed = yes", "count skill_test");
    world.came(world.meets("dialogue", "2026-05-01"), 3);
    auto few = world.answer();
    CHECK_FALSE(few.rows.at(0).counted.value);
    CHECK(few.rows[0].counted.reason == "too_few");
    CHECK(few.rows[0].by.empty());
    CHECK(few.rows[0].by_withheld == "too_few");
    world.came(world.meets("forum", "2026-05-02"), 40, "herders");
    auto const part = world.answer();
    CHECK(part.rows[0].counted.value == 43);
    CHECK(part.rows[0].by.empty());
    auto const donor = world.answer({}, asked_on("2026-06-17", Role::donor));
    CHECK_FALSE(donor.rows[0].counted.value);
    CHECK(donor.rows[0].counted.reason == "denied");
}

TEST_CASE("rows of other places and of matters that the asker may not see do not count")
{
    IndicatorWorld world;
    world.counts("guarantees", "count commitment", "", {"kind"});
    auto const promise = [&](std::string const& place) {
        world.say(world.awa, "commitment", {{"guarantor_role", std::string{"elders"}}, {"to", std::string{"patients"}}, {"kind", std::string{"safe_passage"}}, {"what", std::string{"Passer"}},
                                            {"place", at_version(place)}, {"from", *parse_day("2026-01-01")}, {"made_on", *parse_day("2026-01-01")}});
    };
    promise("ML0101");
    promise("ML0102");
    CHECK(world.answer().rows.at(0).counted.value == 2);
    CHECK(world.answer({}, asked_on("2026-06-17", Role::coordinator, {"ML0101"})).rows[0].counted.value == 1);
    CHECK(world.answer({}, asked_on("2026-06-17", Role::researcher, {"ML0101"})).rows[0].counted.reason == "denied");
}

TEST_CASE("published figures stand beside the value; two that differ for one time and place clash")
{
    IndicatorWorld world;
    world.counts("meetings", "count gathering");
    world.counts("forums", "count gathering where kind = forum");
    world.says("meetings", 142, "summary");
    world.says("meetings", 146, "table");
    world.says("forums", 5, "summary");
    world.says("forums", 9, "plan", "target");
    auto const answer = world.answer();
    CHECK(answer.rows.at(0).figures.size() == 2);
    CHECK(answer.rows[0].is_clash);
    CHECK_FALSE(answer.rows.at(1).is_clash);
    CHECK(answer.clashes == 1);
}

TEST_CASE("a pack, an indicator or a time that cannot be is told")
{
    IndicatorWorld world;
    world.counts("meetings", "count gathering");
    auto const refused = [&](IndicatorsQuestion const& question) { return answer_indicators(world.facts(), world.dictionary, world.packs, asked_on("2026-06-17"), question).error().kind; };
    CHECK(refused({.pack = "moon"}) == Error::Kind::missing);
    CHECK(refused({.indicator = "moon"}) == Error::Kind::missing);
    CHECK(refused({.from = *parse_day("2026-02-01"), .to = *parse_day("2026-01-01")}) == Error::Kind::invalid);
}

TEST_CASE("a share without a denominator says so, and calm without a rule is nothing counted")
{
    IndicatorWorld world;
    world.counts("forum_share", "count gathering where kind = forum", "count gathering");
    world.counts("calm", "measure calm.share");
    world.counts("reached", "measure reach.people");
    auto const answer = world.answer();
    for (auto const& row : answer.rows) {
        CHECK_FALSE(row.counted.value);
        CHECK(row.counted.reason == "no_rows");
    }
}
