// SPDX-License-Identifier: Apache-2.0
#include "answers/people.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

struct ServedWorld : AnswerWorld {
    void served(std::string const& place, std::string const& day, std::string const& sex, std::int64_t people, std::string const& species = "human")
    {
        say(awa, "service_count", {{"place", at_version(place)}, {"day", *parse_day(day)}, {"service", std::string{"consultation"}}, {"species", species}, {"sex", sex},
                                   {"age_band", std::string{"not_collected"}}, {"residence", std::string{"not_collected"}}, {"people_or_animals", people}});
    }
    void released(PeopleRelease const& release)
    {
        std::map<std::string, Value, std::less<>> fields{{"what", release.what}, {"released_on", *parse_day("2023-01-01")}, {"rule", std::string{"5"}},
                                                         {"shown", release_lines(release, CellState::shown)}, {"table_hash", std::string(64, '0')}};
        if (auto lines = release_lines(release, CellState::withheld); !lines.empty()) fields["withheld"] = lines;
        say(awa, "release", fields);
    }
};

SuppressedCell const& cell(PeopleRelease const& release, std::string const& row, std::string const& column)
{
    for (std::size_t i = 0; i < release.table.cells.size(); ++i)
        if (release.table.cells[i].row == row && release.table.cells[i].column == column) return release.guarded.cells[i];
    FAIL("no cell " << row << " " << column);
    return release.guarded.cells.front();
}

}  // namespace

TEST_CASE("people served by sex: animals are no people, small counts and what would give them away stay here")
{
    ServedWorld world;
    world.served("ML0101", "2022-05-10", "female", 3);
    world.served("ML0101", "2022-05-10", "male", 20);
    world.served("ML0101", "2022-05-10", "male", 500, "cattle");
    world.served("ML0102", "2022-05-11", "female", 30);
    world.served("ML0102", "2022-05-11", "male", 40);
    PeopleQuestion question;
    question.by = "sex";
    auto const release = good(answer_people(world.facts(), asked_on("2023-01-01"), question));
    CHECK(cell(release, "ML01/ML0101", "sex=female").state == CellState::withheld);
    CHECK(cell(release, "ML01/ML0101", "sex=male").state == CellState::withheld);
    CHECK(cell(release, "ML01/ML0101", "total").count == 23);
    CHECK(cell(release, "ML01/ML0101", "total").state == CellState::shown);
    CHECK(cell(release, "total", "total").count == 93);
    CHECK(release.releases_before == 0);
    CHECK(release_lines(release, CellState::shown).find("ML0101 | sex=female") == std::string::npos);
}

TEST_CASE("every table that left is remembered: one more woman in June is not read off the next table")
{
    ServedWorld world;
    world.served("ML0101", "2022-05-10", "female", 30);
    world.served("ML0101", "2022-05-10", "male", 20);
    PeopleQuestion question;
    question.by = "sex";
    auto const first = good(answer_people(world.facts(), asked_on("2023-01-01"), question));
    CHECK(first.guarded.small + first.guarded.complements == 0);
    world.released(first);
    world.served("ML0101", "2022-06-10", "female", 1);
    auto const second = good(answer_people(world.facts(), asked_on("2023-01-01"), question));
    CHECK(second.releases_before == 1);
    CHECK(cell(second, "ML01/ML0101", "sex=female").state == CellState::withheld);
    CHECK(cell(second, "ML01/ML0101", "sex=male").state == CellState::shown);
    CHECK(cell(second, "total", "total").state == CellState::withheld);  // against the first table it would give the one woman
    // By month, the same people: the total of May and June would give it away too, and June itself is small.
    question.by = "month";
    auto const by_month = good(answer_people(world.facts(), asked_on("2023-01-01"), question));
    CHECK(cell(by_month, "ML01/ML0101", "month=2022-06").state == CellState::withheld);
    CHECK(cell(by_month, "ML01/ML0101", "total").state == CellState::withheld);
}

TEST_CASE("two persons whose commune is not known are not read off the difference between a table by cercle and one by commune")
{
    ServedWorld world;
    world.served("ML010101", "2022-05-10", "female", 30);
    world.served("ML0101", "2022-05-10", "female", 2);
    world.served("ML0102", "2022-05-10", "female", 40);
    PeopleQuestion question;
    question.by = "sex";
    auto const by_cercle = good(answer_people(world.facts(), asked_on("2023-01-01"), question));
    CHECK(cell(by_cercle, "ML01/ML0101", "sex=female").state == CellState::shown);
    CHECK(cell(by_cercle, "ML01/ML0101", "sex=female").count == 32);
    question.level = 3;
    auto const alone = good(answer_people(world.facts(), asked_on("2023-01-01"), question));
    CHECK(alone.without_place == 42);
    CHECK(cell(alone, "ML01/ML0101/ML010101", "sex=female").state == CellState::shown);
    world.released(by_cercle);
    auto const after = good(answer_people(world.facts(), asked_on("2023-01-01"), question));
    CHECK(cell(after, "ML01/ML0101/ML010101", "sex=female").state == CellState::withheld);
}

TEST_CASE("only who sees the team's fields lets a table leave, and only of what is counted")
{
    ServedWorld world;
    world.served("ML0101", "2022-05-10", "female", 30);
    CHECK(answer_people(world.facts(), asked_on("2023-01-01", Role::donor), {}).error().kind == Error::Kind::denied);
    PeopleQuestion question;
    question.type = "incident";
    CHECK(answer_people(world.facts(), asked_on("2023-01-01"), question).error().kind == Error::Kind::invalid);
    question.type = "attendance";
    CHECK(answer_people(world.facts(), asked_on("2023-01-01"), question).error().kind == Error::Kind::missing);
    question.type = "service_count";
    question.by = "name";
    CHECK(answer_people(world.facts(), asked_on("2023-01-01"), question).error().kind == Error::Kind::invalid);
}
