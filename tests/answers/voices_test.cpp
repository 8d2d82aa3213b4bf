// SPDX-License-Identifier: Apache-2.0
#include "answers/voices.hpp"

#include "answers/made_world.hpp"
#include "answers/voice_rows.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using Fields = std::map<std::string, Value, std::less<>>;

struct VoiceWorld : AnswerWorld {
    std::string met(std::string const& day, std::string const& place = "ML010101")
    {
        return say(awa, "gathering", {{"kind", std::string{"dialogue"}}, {"day", *parse_day(day)}, {"place", at_version(place)}}).hex() + ":0";
    }
    void came(std::string const& gathering, std::string const& group, std::string const& sex, std::int64_t people)
    {
        say(awa, "attendance", {{"gathering", gathering}, {"group", group}, {"sex", sex}, {"age_band", std::string{"15_49"}}, {"residence", std::string{"host"}}, {"people", people}});
    }
    void said(int times, std::string const& topic, std::string const& group, std::string const& day, std::string const& place = "ML010101")
    {
        std::vector<Fields> rows(static_cast<std::size_t>(times), {{"day", *parse_day(day)}, {"place", at_version(place)}, {"group", group}, {"topic", topic}, {"kind", std::string{"need"}}});
        say_batch(awa, "voice", rows);
    }
    void live(std::string const& place, std::string const& sex, std::int64_t people)
    {
        say(awa, "population", {{"place", at_version(place)}, {"year", std::int64_t{2021}}, {"sex", sex}, {"age_band", std::string{"all"}}, {"residence", std::string{"all"}}, {"people", people}, {"source", std::string{"made"}}});
    }
    VoicesAnswer voices(VoicesQuestion const& question = {}) { return good(answer_voices(facts(), asked_on("2023-01-01"), question)); }
};

TopicRow const& row_of(VoicesAnswer const& answer, std::string const& topic)
{
    auto const found = std::find_if(answer.topics.begin(), answer.topics.end(), [&](TopicRow const& one) { return one.topic == topic; });
    REQUIRE_MESSAGE(found != answer.topics.end(), topic);
    return *found;
}

}  // namespace

TEST_CASE("what women and youths speak of is shown beside what everybody speaks of, however few they are")
{
    VoiceWorld world;
    world.said(40, "water", "farmers", "2022-03-01");
    world.said(30, "market", "traders", "2022-03-01");
    world.said(6, "maternal_health", "women_group", "2022-03-01");
    world.said(3, "work", "youth_group", "2022-03-01");
    auto const answer = world.voices({.most = 1});
    CHECK(answer.topics.size() == 3);
    CHECK(row_of(answer, "water").why == WhyShown::among_the_most);
    CHECK(row_of(answer, "maternal_health").why == WhyShown::among_a_kept_group);
    CHECK(row_of(answer, "maternal_health").voices.value() == 6);
    REQUIRE(answer.kept.size() == 2);
    CHECK(answer.kept[0].topics == std::vector<std::string>{"maternal_health"});
    CHECK(!answer.kept[1].voices);  // three voices: that youths spoke is said, not how often, nor of what
    CHECK(answer.kept[1].topics.empty());
    CHECK(!row_of(answer, "work").voices);
}

TEST_CASE("a count of one to four is not shown, and cannot be found from the others of its topic")
{
    VoiceWorld world;
    world.said(20, "water", "farmers", "2022-03-01");
    world.said(3, "water", "herders", "2022-04-01", "ML0102");
    world.said(12, "water", "traders", "2022-05-01", "ML0102");
    auto const answer = world.voices();
    auto const& water = row_of(answer, "water");
    CHECK(water.voices.value() == 35);
    REQUIRE(water.by_month.size() == 3);
    CHECK(!water.by_month[1]);
    CHECK(std::count(water.by_month.begin(), water.by_month.end(), std::nullopt) >= 2);  // one alone would follow from the sum
    auto const hidden = std::count_if(water.groups.begin(), water.groups.end(), [](GroupCount const& one) { return !one.voices; });
    CHECK(hidden >= 2);
    CHECK(!shown_count(4));
    CHECK(shown_count(5) == 5);
    CHECK(shown_count(0) == 0);
}

TEST_CASE("a topic rises by gathering, not by how often people met")
{
    VoiceWorld world;
    for (int month = 1; month <= 12; ++month) {
        auto const day = to_iso(Month::of(2022, static_cast<unsigned>(month)).first_day());
        world.met(day);
        if (month > 6) world.met(day);  // people met twice as often
        world.said(month > 6 ? 8 : 4, "water", "farmers", day);
        world.said(month > 6 ? 16 : 2, "market", "traders", day);
    }
    auto const answer = world.voices();
    auto const& rising = answer.rising;
    REQUIRE(rising.possible);
    CHECK(rising.gatherings_earlier == 6);
    CHECK(rising.gatherings_later == 12);
    REQUIRE(rising.topics.size() == 2);
    CHECK(rising.topics[0].topic == "market");
    CHECK(rising.topics[0].rises);
    CHECK(rising.topics[0].ratio.ratio.value() == doctest::Approx(4));
    CHECK(rising.topics[1].ratio.ratio.value() == doctest::Approx(1));
    CHECK_FALSE(rising.topics[1].rises);
    CHECK_FALSE(world.voices({.from = Month::of(2022, 10), .to = Month::of(2022, 12)}).rising.possible);
}

TEST_CASE("who is not heard is told against who lives there, by area, and where no population is known that is said")
{
    VoiceWorld world;
    world.live("ML0101", "female", 5200);
    world.live("ML0101", "male", 4800);
    auto const west = world.met("2022-03-01"), east = world.met("2022-03-01", "ML0102");
    world.came(west, "farmers", "male", 60);
    world.came(west, "women_group", "female", 20);
    world.came(east, "farmers", "male", 10);
    world.said(6, "water", "farmers", "2022-03-01");
    auto const answer = world.voices();
    REQUIRE(answer.hearing.size() == 1);
    CHECK(answer.hearing[0].area.code == "ML0101");
    REQUIRE(answer.hearing[0].groups.size() == 2);
    CHECK(answer.hearing[0].groups[0].group == "female");
    CHECK(answer.hearing[0].groups[0].expected == doctest::Approx(41.6));
    CHECK(answer.hearing[0].groups[0].not_heard);
    CHECK_FALSE(answer.hearing[0].groups[1].not_heard);
    REQUIRE(answer.without_population.size() == 1);
    CHECK(answer.without_population[0].code == "ML0102");
    REQUIRE(answer.silent.size() == 1);
    CHECK(answer.silent[0].group == "women_group");
    CHECK(world.voices({.place = "ML0102"}).absent == std::vector<std::string>{"women_group"});
}

TEST_CASE("voices of one group, of one place and of some months")
{
    VoiceWorld world;
    world.said(5, "water", "farmers", "2022-03-01");
    world.said(6, "water", "herders", "2022-04-01");
    world.said(7, "water", "herders", "2022-04-01", "ML0102");
    CHECK(world.voices().voices == 18);
    CHECK(world.voices({.place = "ML0101"}).voices == 11);
    CHECK(world.voices({.group = "herders"}).voices == 13);
    CHECK(world.voices({.to = Month::of(2022, 3)}).voices == 5);
    auto const all = world.voices();
    REQUIRE(all.months.size() == 2);
    CHECK(row_of(all, "water").by_month == std::vector<std::optional<std::int64_t>>{5, 13});
    REQUIRE(row_of(all, "water").areas.size() == 2);
    CHECK(row_of(all, "water").areas[1].voices == 7);
    CHECK(answer_voices(world.facts(), asked_on("2023-01-01"), {.from = Month::of(2022, 3), .to = Month::of(2022, 2)}).error().kind == Error::Kind::invalid);
}
