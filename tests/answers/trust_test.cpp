// SPDX-License-Identifier: Apache-2.0
#include "answers/trust.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using Fields = std::map<std::string, Value, std::less<>>;

struct SurveyWorld : AnswerWorld {
    Fields answered(std::string const& wave, std::string const& question, std::int64_t answer, int person, std::string const& place = "ML0101") const
    {
        return {{"place", at_version(place)}, {"day", *parse_day(wave == "A" ? "2021-05-01" : "2022-05-01")}, {"wave", wave}, {"question", question}, {"answer", answer},
                {"cluster", "G" + std::to_string(person % 5)}, {"respondent", place + "-" + std::to_string(person)}, {"weight", 1.0 + person % 3},
                {"sex", std::string{"female"}}, {"age_band", std::string{"15_49"}}, {"residence", std::string{"host"}}};
    }
    /// So many persons, each with two answers that go together.
    void wave(std::string const& name, int persons, std::int64_t more, std::string const& place = "ML0101")
    {
        std::vector<Fields> rows;
        for (int person = 0; person < persons; ++person)
            for (auto const* question : {"health_workers", "communal_council"}) rows.push_back(answered(name, question, (person % 3) + more, person, place));
        say_batch(awa, "trust_answer", rows);
    }
    TrustAnswer trust(TrustQuestion const& question = {}) { return good(answer_trust(facts(), asked_on("2023-01-01"), question)); }
};

TrustLevel const& level_of(TrustAnswer const& answer, std::string const& place, std::string const& question, std::string const& wave)
{
    auto const found = std::find_if(answer.levels.begin(), answer.levels.end(), [&](TrustLevel const& one) { return one.area.code == place && one.question == question && one.wave == wave; });
    REQUIRE(found != answer.levels.end());
    return *found;
}

}  // namespace

TEST_CASE("a level is weighted by what was recorded, and told only where there are enough persons and clusters")
{
    SurveyWorld world;
    world.wave("A", 60, 0);
    world.wave("A", 29, 0, "ML0102");
    auto const answer = world.trust();
    REQUIRE(answer.waves.size() == 1);
    CHECK(answer.waves[0].weights == Recorded::all);
    CHECK(answer.waves[0].persons == 89);
    auto const& west = level_of(answer, "ML0101", "health_workers", "A");
    // Persons answer 0, 1, 2 with weights 1, 2, 3, twenty of each: (0 + 2 + 6) / 6.
    CHECK(west.mean.value() == doctest::Approx(8.0 / 6));
    CHECK(west.persons == 60);
    CHECK(west.clusters == 5);
    CHECK(west.area.name == "Couchant");
    auto const& east = level_of(answer, "ML0102", "health_workers", "A");
    CHECK(east.too_few == TooFew::persons);
    CHECK(!east.mean);
    CHECK(!east.interval);
    CHECK(level_of(answer, "", "health_workers", "A").persons == 89);
}

TEST_CASE("weights that some answers lack are not used, and that is said")
{
    SurveyWorld world;
    world.wave("A", 60, 0);
    auto bare = world.answered("A", "health_workers", 2, 99);
    bare.erase("weight");
    world.say(world.awa, "trust_answer", bare);
    auto const answer = world.trust();
    CHECK(answer.waves[0].weights == Recorded::some);
    CHECK(level_of(answer, "ML0101", "health_workers", "A").mean.value() == doctest::Approx(62.0 / 61));
}

TEST_CASE("a change between waves has an interval, knows clusters that were visited again, and is silent where a level is")
{
    SurveyWorld world;
    world.wave("A", 60, 0);
    world.wave("B", 60, 1);
    world.wave("A", 10, 0, "ML0102");
    world.wave("B", 60, 0, "ML0102");
    auto const answer = world.trust({.question = "health_workers"});
    CHECK(answer.questions == std::vector<std::string>{"health_workers"});
    auto const change = [&](std::string const& place) {
        auto const found = std::find_if(answer.changes.begin(), answer.changes.end(), [&](TrustChange const& one) { return one.area.code == place; });
        REQUIRE(found != answer.changes.end());
        return *found;
    };
    CHECK(change("ML0101").change.change.value() == doctest::Approx(1));
    CHECK(change("ML0101").change.interval->lower > 0.5);
    CHECK(change("ML0101").waves == SurveyWaves::same_clusters);
    CHECK(change("ML0102").too_few);
    CHECK(!change("ML0102").change.change);
}

TEST_CASE("answers of one person make a scale with its reliability; who did not answer everything is left out and counted")
{
    SurveyWorld world;
    world.wave("A", 40, 0);
    world.say(world.awa, "trust_answer", world.answered("A", "health_workers", 4, 77));
    auto const answer = world.trust();
    REQUIRE(answer.scales.size() == 1);
    CHECK(answer.scales[0].scale.alpha.value() == doctest::Approx(1));  // both questions got the same answers
    CHECK(answer.scales[0].left_out == 1);
    CHECK(answer.questions.back() == trust_scale);
    CHECK(level_of(answer, "ML0101", "scale", "A").persons == 40);
}

TEST_CASE("a second answer of one person is left out, and a disputed one counts as first said")
{
    SurveyWorld world;
    world.wave("A", 40, 0);
    world.say(world.awa, "trust_answer", world.answered("A", "health_workers", 4, 3));
    auto const said = world.say(world.awa, "trust_answer", world.answered("A", "health_workers", 1, 88));
    for (auto const* key : {&world.awa, &world.moussa})
        world.say(world.awa, "member", {{"pseudonym", std::string{"x"}}, {"key", key->author().hex()}, {"organisation", std::string{"one"}}, {"role", std::string{"coordinator"}}, {"from", *parse_day("2020-01-01")}});
    world.say(world.awa, "trust_answer", world.answered("A", "health_workers", 2, 88), RecordAddress{said, 0});
    world.say(world.moussa, "trust_answer", world.answered("A", "health_workers", 3, 88), RecordAddress{said, 0});
    auto const answer = world.trust();
    CHECK(answer.twice == 1);
    CHECK(answer.disputed == 1);
    CHECK(level_of(answer, "ML0101", "health_workers", "A").disputed == 1);
}

TEST_CASE("a place that is asked about leaves out the others, and an unknown one is named")
{
    SurveyWorld world;
    world.wave("A", 40, 0);
    world.wave("A", 40, 1, "ML0102");
    auto const answer = world.trust({.place = "Levant"});
    CHECK(level_of(answer, "", "health_workers", "A").persons == 40);
    CHECK(level_of(answer, "", "health_workers", "A").area.name == "Levant");
    CHECK(answer_trust(world.facts(), asked_on("2023-01-01"), {.place = "Nulle part"}).error().kind == Error::Kind::missing);
    CHECK(answer_trust(world.facts(), asked_on("2023-01-01"), {.place = {}, .level = 4}).error().kind == Error::Kind::invalid);
}

TEST_CASE("a donor, and a member whose time is over, see no survey")
{
    SurveyWorld world;
    CHECK(answer_trust(world.facts(), asked_on("2023-01-01", Role::donor), {}).error().kind == Error::Kind::denied);
    auto asking = asked_on("2023-01-01", Role::researcher);
    CHECK(answer_trust(world.facts(), asking, {}));
    asking.viewer.until = *parse_day("2022-12-31");
    CHECK(answer_trust(world.facts(), asking, {}).error().kind == Error::Kind::denied);
}
