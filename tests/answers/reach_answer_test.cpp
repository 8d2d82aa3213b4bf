// SPDX-License-Identifier: Apache-2.0
#include "answers/reach.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using Fields = std::map<std::string, Value, std::less<>>;

struct CareWorld : AnswerWorld {
    static Fields served(std::string const& day, std::string const& service, std::int64_t count, std::string const& place = "ML0101", std::string const& sex = "female", std::string const& age = "15_49")
    {
        return {{"place", at_version(place)}, {"day", *parse_day(day)}, {"service", service}, {"species", std::string{"human"}}, {"sex", sex}, {"age_band", age}, {"residence", std::string{"host"}}, {"people_or_animals", count}};
    }
    void serve(Fields const& fields) { say(awa, "service_count", fields); }
    void live(std::string const& place, std::int64_t people, std::string const& source = "made")
    {
        say(awa, "population", {{"place", at_version(place)}, {"year", std::int64_t{2021}}, {"sex", std::string{"all"}}, {"age_band", std::string{"all"}}, {"residence", std::string{"all"}}, {"people", people}, {"source", source}});
    }
    ReachAnswer reach(ReachQuestion const& question = {}, Asking const& asking = asked_on("2023-01-01")) { return good(answer_reach(facts(), asking, question)); }
};

std::vector<std::string> refused(ReachAnswer const& answer)
{
    std::vector<std::string> what;
    for (auto const& sum : answer.refused) what.push_back(sum.what);
    return what;
}

}  // namespace

TEST_CASE("services, months and repeated visits are bounds, places of one month a sum")
{
    CareWorld world;
    world.serve(CareWorld::served("2022-01-05", "consultation", 30));
    world.serve(CareWorld::served("2022-01-20", "consultation", 20));            // perhaps the same people
    world.serve(CareWorld::served("2022-01-08", "consultation", 10, "ML0102"));  // other people
    world.serve(CareWorld::served("2022-02-05", "consultation", 25));            // perhaps the same people
    world.serve(CareWorld::served("2022-01-05", "vaccination", 15));
    auto const answer = world.reach();
    REQUIRE(answer.services.size() == 2);
    CHECK(answer.services[0].service == "consultation");
    CHECK(answer.services[0].times_added == 85);
    CHECK(answer.services[0].different.lower == 40);
    CHECK(answer.services[0].different.upper == 85);
    CHECK(answer.services[0].largest_month == Month::of(2022, 1));
    REQUIRE(answer.people);
    CHECK(answer.people->lower == 40);
    CHECK(answer.people->upper == 100);
    CHECK(refused(answer) == std::vector<std::string>{"services", "months"});
    CHECK(!answer.tokens);
}

TEST_CASE("a place that holds another is not added to it")
{
    CareWorld world;
    world.serve(CareWorld::served("2022-01-05", "consultation", 30, "ML0101"));
    world.serve(CareWorld::served("2022-01-05", "consultation", 12, "ML01010101"));
    CHECK(world.reach().services[0].different.lower == 30);
    CHECK(world.reach().services[0].different.upper == 42);
}

TEST_CASE("a total beside its parts is one whole at least, and its times are not added")
{
    CareWorld world;
    world.serve(CareWorld::served("2022-01-05", "consultation", 30, "ML0101", "female"));
    world.serve(CareWorld::served("2022-01-05", "consultation", 20, "ML0101", "male"));
    world.serve(CareWorld::served("2022-01-05", "consultation", 50, "ML0101", "all"));
    auto const answer = world.reach();
    CHECK(!answer.services[0].times_added);
    CHECK(answer.services[0].different.lower == 50);
    CHECK(refused(answer) == std::vector<std::string>{"totals_and_parts"});
}

TEST_CASE("the inhabitants bound the people reached, unless more came than live there")
{
    CareWorld world;
    world.live("ML0101", 60);
    world.serve(CareWorld::served("2022-01-05", "consultation", 40));
    world.serve(CareWorld::served("2022-02-05", "consultation", 45));
    auto const bounded = world.reach({.place = "ML0101"});
    CHECK(bounded.people->upper == 60);
    CHECK(bounded.people->upper_rule == ReachRule::population);
    CHECK(world.reach().people->upper == 85);
    world.serve(CareWorld::served("2022-03-05", "consultation", 70));
    auto const above = world.reach({.place = "ML0101"});
    CHECK(above.above_population);
    CHECK(above.people->upper == 155);
}

TEST_CASE("animals stand by species, beside people and never with them")
{
    CareWorld world;
    world.serve(CareWorld::served("2022-01-05", "consultation", 40));
    for (auto const* species : {"cattle", "poultry"}) {
        auto fields = CareWorld::served("2022-01-05", "animal_vaccination", 100, "ML0101", "not_collected", "not_collected");
        fields["species"] = std::string{species};
        world.serve(fields);
    }
    auto const answer = world.reach();
    CHECK(answer.people->upper == 40);
    CHECK(answer.animals.at("cattle").upper == 100);
    CHECK(refused(answer) == std::vector<std::string>{"species", "people_and_animals"});
}

TEST_CASE("tokens of those who agreed are counted once, for those who may see team fields only")
{
    CareWorld world;
    auto one = CareWorld::served("2022-01-05", "consultation", 6), other = CareWorld::served("2022-01-06", "vaccination", 3);
    one["person_tokens"] = std::string{"a b c d e f"};
    other["person_tokens"] = std::string{"a b  g"};
    world.serve(one);
    world.serve(other);
    auto const answer = world.reach();
    REQUIRE(answer.tokens);
    CHECK(answer.tokens->distinct == 7);
    CHECK(answer.tokens->by_service == std::vector<std::optional<std::int64_t>>{6, std::nullopt});
    auto const elsewhere = asked_on("2023-01-01", Role::nurse, {"ML09"});  // sees team fields of care, but not everywhere
    CHECK(!world.reach({}, elsewhere).tokens);
    CHECK(world.reach({}, elsewhere).people->lower == 6);
    auto const refused = answer_reach(world.facts(), asked_on("2023-01-01", Role::donor), {}).error();
    CHECK(refused.kind == Error::Kind::denied);
    CHECK(refused.remedy.find("export people") != std::string::npos);
}

TEST_CASE("registers that count 142 and 146 facilities are listed side by side, and none is chosen")
{
    CareWorld world;
    auto const registers = [&](std::string const& source, int facilities) {
        std::vector<Fields> rows;
        for (int i = 0; i < facilities; ++i)
            rows.push_back({{"code", source + std::to_string(i)}, {"name", std::string{"CSCom"}}, {"kind", std::string{"cscom"}}, {"place", at_version("ML0101")}, {"source", source}});
        world.say_batch(world.awa, "facility", rows);
    };
    registers("region", 142);
    registers("donor", 146);
    world.live("ML0102", 1000, "census");
    world.live("ML0102", 1200, "projection");
    auto const answer = world.reach();
    REQUIRE(answer.clashes.size() == 4);  // in all, in the cercle, of the one kind; and the population
    CHECK(answer.clashes[0].quantity == "facilities");
    CHECK(answer.clashes[1].area == "all");
    CHECK(answer.clashes[0].lowest == 142);
    CHECK(answer.clashes[0].highest == 146);
    CHECK_FALSE(answer.clashes[0].definitions_differ);
    CHECK(answer.clashes[2].quantity == "facilities: cscom");
    CHECK(answer.clashes[3].quantity == "population");
    CHECK(world.reach({.place = "ML0102"}).clashes.size() == 1);
}

TEST_CASE("a count that was written twice is one, and a total that overlaps is told")
{
    CareWorld world;
    auto const first = CareWorld::served("2022-01-05", "consultation", 30);
    world.serve(first);
    auto again = first;
    again["species"] = std::string{"human"};
    world.serve(again);                                                           // the same words by another hand
    world.serve(CareWorld::served("2022-01-05", "consultation", 12, "ML0102"));   // elsewhere
    auto const answer = world.reach();
    REQUIRE(answer.services.size() == 1);
    CHECK(answer.told_twice == 1);
    CHECK(answer.services[0].rows == 2);
    CHECK(answer.services[0].times_added == 42);
    CHECK(answer.services[0].different.upper == 42);
    ReachQuestion elsewhere;
    elsewhere.place = "ML0102";
    CHECK(world.reach(elsewhere).told_twice == 0);
}
