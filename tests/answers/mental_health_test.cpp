// SPDX-License-Identifier: Apache-2.0
#include "answers/mental_health.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace accalmie;
using namespace accalmie::test;

namespace {

std::string text(std::string_view of) { return std::string{of}; }

struct CareWorld : AnswerWorld {
    void visited(std::string const& token, std::string const& day, std::string const& kind, std::string const& condition = "depression", std::string const& next = {}, std::string const& place = "ML01010101")
    {
        std::map<std::string, Value, std::less<>> fields{{"token", token}, {"place", at_version(place)}, {"day", *parse_day(day)}, {"kind", kind}, {"condition", condition}, {"sex", text("female")},
                                                         {"age_band", text("15_49")}};
        if (!next.empty()) fields["next_visit"] = *parse_day(next);
        say(awa, "mental_health_visit", fields);
    }
    MentalHealthAnswer care(Asking const& asking = asked_on("2022-06-01"), MentalHealthQuestion const& question = {}) { return good(answer_mental_health(facts(), asking, question)); }
};

std::optional<std::int64_t> visits_of(MentalHealthAnswer const& answer, std::string const& condition, std::string const& kind)
{
    auto const found = std::find_if(answer.visits.begin(), answer.visits.end(), [&](MentalHealthCell const& cell) { return cell.condition == condition && cell.kind == kind; });
    REQUIRE(found != answer.visits.end());
    return found->visits;
}

}  // namespace

TEST_CASE("mental health care is for who may see files of persons of the place, and for nobody else")
{
    CareWorld world;
    world.visited("a", "2022-01-01", "first");
    for (auto const role : {Role::lead, Role::coordinator, Role::district_health, Role::researcher, Role::forum_officer, Role::donor})
        CHECK(answer_mental_health(world.facts(), asked_on("2022-06-01", role, {"*"}), {}).error().kind == Error::Kind::denied);
    CHECK(world.care(asked_on("2022-06-01", Role::nurse, {"ML0101"})).visits.size() > 0);
    CHECK(world.care(asked_on("2022-06-01", Role::nurse, {"ML0102"})).visits.empty());
}

TEST_CASE("counts from 1 to 4 and what would give them away are withheld; a count of five is shown")
{
    CareWorld world;
    for (int i = 0; i < 9; ++i) world.visited("d" + std::to_string(i), "2022-01-01", "first");
    for (int i = 0; i < 6; ++i) world.visited("e" + std::to_string(i), "2022-01-01", "first", "epilepsy");
    world.visited("d0", "2022-02-01", "exit");
    world.visited("e0", "2022-02-01", "exit", "epilepsy");
    auto const answer = world.care();
    CHECK(visits_of(answer, "total", "total") == 17);
    CHECK(visits_of(answer, "depression", "exit") == std::nullopt);
    CHECK(visits_of(answer, "epilepsy", "exit") == std::nullopt);
    CHECK(visits_of(answer, "total", "exit") == std::nullopt);
    CHECK(answer.withheld > 3);  // the small ones and others, or sums would tell them
    for (auto const& cell : answer.visits) CHECK((!cell.visits || *cell.visits == 0 || *cell.visits >= 5));
}

TEST_CASE("shares are told where neither a part nor the rest is small; who missed is listed by token, the longest ago first")
{
    CareWorld world;
    for (int i = 0; i < 10; ++i) {
        auto const token = "p" + std::to_string(i);
        world.visited(token, "2022-01-01", "first", "depression", "2022-01-29");
        if (i < 5) world.visited(token, "2022-01-30", "exit");
    }
    world.visited("q", "2021-12-01", "first", "epilepsy", "2022-01-01");
    auto const answer = world.care();
    CHECK(answer.kept.of == 11);
    CHECK(answer.kept.are == 5);
    CHECK(answer.came_late.hidden == false);
    CHECK(answer.came_late.are == 0);
    REQUIRE(answer.missed_visits.size() == 6);
    CHECK(answer.missed_visits[0].token == "q");
    CHECK(answer.missed_visits[0].place == "ML01010101");
    world.visited("p5", "2022-03-30", "exit");
    auto const one_late = world.care();
    CHECK(one_late.came_late.hidden);
    CHECK(one_late.missed.hidden);  // or the one who came late could be found by taking away
    CHECK(one_late.kept.are == 5);
}

TEST_CASE("what is not known on the day asked is left out, and grace changes what was kept")
{
    CareWorld world;
    for (int i = 0; i < 6; ++i) {
        world.visited("p" + std::to_string(i), "2022-01-01", "first", "depression", "2022-01-29");
        world.visited("p" + std::to_string(i), "2022-02-10", "exit");
    }
    CHECK(world.care().kept.are == 0);
    MentalHealthQuestion wide, early;
    wide.grace_days = 14;
    CHECK(world.care(asked_on("2022-06-01"), wide).kept.are == 6);
    early.as_of = *parse_day("2022-01-20");
    auto const then = world.care(asked_on("2022-06-01"), early);
    CHECK(then.kept.hidden);
    CHECK(then.waiting == 6);
    wide.grace_days = 91;
    CHECK(answer_mental_health(world.facts(), asked_on("2022-06-01"), wide).error().kind == Error::Kind::invalid);
}
