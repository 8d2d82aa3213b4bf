// SPDX-License-Identifier: Apache-2.0
#include "measures/voices.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace accalmie;

namespace {

Month const may = Month::of(2025, 5), june = Month::of(2025, 6);

std::vector<VoiceCount> const voices{{"cattle", "A", "men", may, 50}, {"water", "A", "men", may, 40},   {"roads", "B", "men", june, 30},
                                     {"midwife", "A", "women", may, 6}, {"water", "B", "women", june, 3}, {"work", "B", "youths", june, 2}};

bool holds(std::vector<ShownTopic> const& topics, std::string const& name)
{
    return std::any_of(topics.begin(), topics.end(), [&](ShownTopic const& one) { return one.topic == name; });
}

}  // namespace

TEST_CASE("what women and youths say most is shown, however few they are")
{
    auto const plain = shown_topics(voices, 2, {});
    REQUIRE(plain);
    CHECK(plain->size() == 2);
    CHECK(!holds(*plain, "midwife"));
    auto const kept = shown_topics(voices, 2, {"women", "youths"});
    CHECK(holds(*kept, "midwife"));
    CHECK(holds(*kept, "work"));
    CHECK(!holds(*kept, "roads"));
    auto const midwife = std::find_if(kept->begin(), kept->end(), [](ShownTopic const& one) { return one.topic == "midwife"; });
    CHECK(midwife->why == WhyShown::among_a_kept_group);
    CHECK(midwife->share == doctest::Approx(6.0 / 131));
    CHECK(midwife->groups[1].group == "women");
    CHECK(midwife->groups[1].share_of_group == doctest::Approx(6.0 / 9));
    CHECK(midwife->groups[0].voices == 0);
}

TEST_CASE("topics of one place, one group and some months are those voices only")
{
    CHECK(filtered(voices, {.place = "A", .group = {}, .first = {}, .last = {}}).size() == 3);
    CHECK(filtered(voices, {.place = "A", .group = "women", .first = {}, .last = {}}).size() == 1);
    CHECK(filtered(voices, {.place = {}, .group = {}, .first = june, .last = june}).size() == 3);
    CHECK(filtered(voices, {}).size() == voices.size());
}

TEST_CASE("for any voices the first topic of a kept group is shown")
{
    CHECK(rc::check([] {
        std::vector<VoiceCount> many;
        std::string const topics = "abcdefgh";
        for (char const topic : topics) {
            many.push_back({std::string{topic}, "A", "men", may, *rc::gen::inRange(0, 500)});
            many.push_back({std::string{topic}, "A", "women", may, *rc::gen::inRange(0, 5)});
        }
        auto const women = filtered(many, {.place = {}, .group = "women", .first = {}, .last = {}});
        auto const first = std::max_element(women.begin(), women.end(), [](VoiceCount const& one, VoiceCount const& other) { return one.voices < other.voices; });
        if (first->voices > 0) RC_ASSERT(holds(*shown_topics(many, 1, {"women"}), first->topic));
    }));
}

TEST_CASE("one topic among many rises only beyond the price of having looked at all")
{
    // 12 of 16 in the later half: P(X >= 12) = 2517 / 65536 = 0.0384; alone it rises, among ten it does not.
    TopicTimes const rising{"water", {4, 10}, {12, 10}};
    auto const alone = rising_topics({rising}, 0.95);
    REQUIRE(alone);
    CHECK(alone->front().p_rise == doctest::Approx(2517.0 / 65536));
    CHECK(alone->front().rises);
    CHECK(*alone->front().ratio.ratio == doctest::Approx(3));
    std::vector<TopicTimes> many(9, {"other", {8, 10}, {8, 10}});
    many.push_back(rising);
    auto const among = rising_topics(many, 0.95);
    CHECK(among->front().topic == "water");
    CHECK(among->front().p_adjusted == doctest::Approx(25170.0 / 65536));
    CHECK(!among->front().rises);
    CHECK(among->front().ratio.exact.lower < alone->front().ratio.exact.lower);
    CHECK(rising_topics({{"water", {4, 0}, {12, 10}}}, 0.95).error().where.starts_with("water"));
}

TEST_CASE("a topic that is asked about twice as often does not rise by that")
{
    CHECK(!rising_topics({{"water", {10, 5}, {20, 10}}}, 0.95)->front().rises);
}

TEST_CASE("groups that stay away are named, against how many they are")
{
    // Women are half of the people and 10 of 60 present: P(X <= 10) for Binomial(60, 0.5) = 9.02e-8 (Python, integers).
    auto const heard = groups_not_heard({{"men", 50, 400}, {"women", 10, 400}, {"herders", 0, 100}}, 0.95);
    REQUIRE(heard);
    auto const& women = (*heard)[1];
    CHECK(women.expected == doctest::Approx(60 * 400.0 / 900));
    CHECK(women.not_heard);
    CHECK(!(*heard)[0].not_heard);
    CHECK((*heard)[2].expected == doctest::Approx(60 * 100.0 / 900));
    CHECK((*heard)[2].not_heard);
    CHECK(groups_not_heard({{"men", 30, 50}, {"women", 30, 50}}, 0.95)->at(1).not_heard == false);
    CHECK(groups_not_heard({{"men", 0, 50}}, 0.95).error().where == "groups");
    CHECK(groups_not_heard({{"men", 1, 0}}, 0.95).error().where == "men");
    CHECK(groups_not_heard({}, 0.95).error().kind == Error::Kind::invalid);
}

TEST_CASE("a sign of peace is shown over the waves of its own village")
{
    auto const changes = peace_sign_changes({{"A", "children at the well after dark", june, 30, 40}, {"A", "children at the well after dark", may, 10, 40}});
    REQUIRE(changes);
    REQUIRE(changes->size() == 1);
    CHECK(changes->front().from == may);
    CHECK(changes->front().share_before == doctest::Approx(0.25));
    CHECK(changes->front().share_after == doctest::Approx(0.75));
}

TEST_CASE("signs of peace of two villages, or two signs, are not joined, and the program says why")
{
    std::vector<PeaceSignReading> const two{{"A", "well", may, 10, 40}, {"B", "well", june, 30, 40}};
    auto const refused = peace_sign_changes(two);
    REQUIRE(!refused);
    CHECK(refused.error().kind == Error::Kind::denied);
    CHECK(refuse_to_join_peace_signs(two).what.find("not averaged") != std::string::npos);
    CHECK(refuse_to_join_peace_signs(two).where == "2 villages, 1 signs");
    CHECK(peace_sign_changes({{"A", "well", may, 10, 40}, {"A", "market", june, 30, 40}}).error().kind == Error::Kind::denied);
    CHECK(peace_sign_changes({{"A", "well", may, 10, 40}}).error().kind == Error::Kind::invalid);
    CHECK(peace_sign_changes({{"A", "well", may, 50, 40}, {"A", "well", june, 3, 40}}).error().where == "reading 1");
    CHECK(peace_sign_changes({{"A", "well", may, 5, 40}, {"A", "well", may, 3, 40}}).error().where == "reading 2");
}
