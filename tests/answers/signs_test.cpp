// SPDX-License-Identifier: Apache-2.0
#include "answers/signs.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

struct SignWorld : AnswerWorld {
    std::map<std::string, Value, std::less<>> sign() const
    {
        return {{"place", at_version("ML01010101")}, {"chosen_on", *parse_day("2021-01-10")}, {"sign", std::string{"On dort dehors sans peur"}}, {"votes_for", std::int64_t{31}},
                {"votes_cast", std::int64_t{40}}, {"consent_on", *parse_day("2021-01-10")}};
    }
    void read(RecordId const& of, std::string const& day, std::int64_t seen, std::int64_t asked, std::string const& row = ":0", std::string const& sex = "all")
    {
        say(awa, "peace_sign_reading", {{"peace_sign", of.hex() + row}, {"day", *parse_day(day)}, {"asked", asked}, {"seen", seen},
                                        {"sex", sex}, {"age_band", std::string{"all"}}, {"residence", std::string{"all"}}});
    }
    Result<SignsAnswer> signs(SignsQuestion const& question = {{"Sokoura-Test"}, SignsAsk::waves}, Asking const& asking = asked_on("2023-01-01")) { return answer_signs(facts(), asking, question); }
};

}  // namespace

TEST_CASE("a village sees its own sign over its waves, whichever version a reading names")
{
    SignWorld world;
    auto const chosen = world.say(world.awa, "peace_sign", world.sign());
    world.read(chosen, "2021-03-02", 10, 40);
    auto corrected = world.sign();
    corrected["sign"] = std::string{"On dort dehors"};
    auto const second = world.say(world.awa, "peace_sign", corrected, RecordAddress{chosen, 0});
    world.read(second, "2021-09-02", 30, 40, "");
    world.read(second, "2021-09-20", 31, 40);
    auto const answer = good(world.signs());
    CHECK(answer.village.code == "ML01010101");
    REQUIRE(answer.signs.size() == 1);
    auto const& sign = answer.signs[0];
    CHECK(sign.sign == "On dort dehors");
    REQUIRE(sign.readings.size() == 2);
    CHECK(sign.readings[1].share.value() == 0.75);
    CHECK(answer.doubled == 1);
    REQUIRE(sign.changes.size() == 1);
    CHECK(sign.changes[0].share_after - sign.changes[0].share_before == 0.5);
}

TEST_CASE("women and men of one wave are one reading, and a total beside them does not count twice")
{
    SignWorld world;
    auto const chosen = world.say(world.awa, "peace_sign", world.sign());
    world.read(chosen, "2021-03-02", 10, 20, ":0", "female");
    world.read(chosen, "2021-03-03", 5, 20, ":0", "male");
    world.read(chosen, "2021-03-03", 15, 39, ":0", "all");
    auto const answer = good(world.signs());
    REQUIRE(answer.signs[0].readings.size() == 1);
    CHECK(answer.signs[0].readings[0].asked == 40);
    CHECK(answer.signs[0].readings[0].seen == 15);
    CHECK(answer.doubled == 1);
}

TEST_CASE("several villages, a place of several villages, an average and a rank are refused with the reason")
{
    SignWorld world;
    world.say(world.awa, "peace_sign", world.sign());
    for (auto const& question : {SignsQuestion{{"ML01010101", "ML01010101"}, SignsAsk::waves}, SignsQuestion{{"ML0101"}, SignsAsk::waves}, SignsQuestion{{"ML01010101"}, SignsAsk::average},
                                 SignsQuestion{{"ML01010101"}, SignsAsk::rank}}) {
        auto const refused = world.signs(question);
        REQUIRE(!refused);
        CHECK(refused.error().kind == Error::Kind::denied);
        CHECK(refused.error().what.find("not averaged, added or ranked") != std::string::npos);
    }
    CHECK(world.signs({{}, SignsAsk::waves}).error().kind == Error::Kind::usage);
    CHECK(signs_ask_of("sum").error().kind == Error::Kind::invalid);
}

TEST_CASE("a sign is for the team of its village, and gone everywhere once the village withdraws its consent")
{
    SignWorld world;
    auto const chosen = world.say(world.awa, "peace_sign", world.sign());
    world.read(chosen, "2021-03-02", 10, 40);
    SignsQuestion const question{{"ML01010101"}, SignsAsk::waves};
    CHECK(good(world.signs(question, asked_on("2023-01-01", Role::researcher, {"ML010101"}))).signs.size() == 1);
    CHECK(world.signs(question, asked_on("2023-01-01", Role::researcher, {"ML0102"})).error().kind == Error::Kind::denied);
    for (auto const role : {Role::donor, Role::nurse, Role::district_health}) CHECK(world.signs(question, asked_on("2023-01-01", role)).error().kind == Error::Kind::denied);
    auto withdrawn = world.sign();
    withdrawn["consent_withdrawn_on"] = *parse_day("2022-02-01");
    world.say(world.awa, "peace_sign", withdrawn, RecordAddress{chosen, 0});
    auto const answer = good(world.signs());
    CHECK(answer.signs.empty());
    CHECK(answer.withdrawn == 1);
    CHECK(good(world.signs(question, asked_on("2022-01-31"))).signs.size() == 1);
}

TEST_CASE("a reading of fewer than five people is not told")
{
    SignWorld world;
    auto const chosen = world.say(world.awa, "peace_sign", world.sign());
    world.read(chosen, "2021-03-02", 1, 4);
    world.read(chosen, "2021-09-02", 3, 5);
    auto const answer = good(world.signs());
    CHECK(answer.signs[0].readings[0].too_few);
    CHECK(!answer.signs[0].readings[0].seen);
    CHECK(answer.signs[0].readings[1].share.value() == 0.6);
    CHECK(answer.signs[0].changes.empty());
}
