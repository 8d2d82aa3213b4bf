// SPDX-License-Identifier: Apache-2.0
#include "answers/promises.hpp"

#include "answers/made_world.hpp"
#include "answers/promise_rows.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

struct LedgerWorld : AnswerWorld {
    std::map<std::string, Value, std::less<>> commitment(std::string const& corridor, std::string const& from = "2022-01-01", std::string const& place = "ML0101") const
    {
        return {{"guarantor_role", std::string{"elders"}}, {"to", dictionary.list("beneficiary_role")->codes.front().code}, {"kind", std::string{"safe_passage"}}, {"what", std::string{"Laisser passer"}},
                {"corridor", corridor}, {"place", at_version(place)}, {"from", *parse_day(from)}, {"made_on", *parse_day(from)}};
    }
    RecordId promised(std::string const& corridor, std::string const& from = "2022-01-01", std::string const& place = "ML0101") { return say(awa, "commitment", commitment(corridor, from, place)); }
    void tested(RecordId const& commitment, std::string const& day, std::string const& result, std::string const& row = ":0")
    {
        say(awa, "commitment_test", {{"commitment", commitment.hex() + row}, {"day", *parse_day(day)}, {"result", result}});
    }
    PromisesAnswer ledger(Asking const& asking = asked_on("2022-06-01"), PromisesQuestion const& question = {}) { return good(answer_promises(facts(), asking, question)); }
};

}  // namespace

TEST_CASE("statuses are derived from the tests, whichever version of the commitment they name")
{
    LedgerWorld world;
    auto const first = world.promised("Piste nord");
    world.tested(first, "2022-02-01", "broken");
    auto corrected = world.commitment("Piste nord");
    corrected["what"] = std::string{"Laisser passer les malades"};
    auto const second = world.say(world.awa, "commitment", corrected, RecordAddress{first, 0});
    world.tested(second, "2022-03-01", "held", "");
    world.promised("Piste sud", "2022-02-01");
    auto const answer = world.ledger();
    REQUIRE(answer.commitments.size() == 2);
    CHECK(answer.commitments[0].corridor == "Piste sud");
    CHECK(answer.commitments[0].status.state == PromiseState::untested);
    auto const& row = answer.commitments[1];
    CHECK(row.id == first.hex() + ":0");
    CHECK(row.status.state == PromiseState::kept);
    CHECK(row.status.tests == 2);
    CHECK(row.status.last_broken_day == *parse_day("2022-02-01"));
    CHECK(row.what == "Laisser passer les malades");
    CHECK(row.place == "ML0101");
    CHECK(row.place_name == "Couchant");
    CHECK(answer.counts[static_cast<std::size_t>(PromiseState::kept)] == 1);
    CHECK(answer.counts[static_cast<std::size_t>(PromiseState::untested)] == 1);
}

TEST_CASE("a corridor is hidden under five tests and shown with its interval from five on, by name")
{
    LedgerWorld world;
    auto const south = world.promised("Piste sud"), north = world.promised("Piste nord");
    for (int month = 1; month <= 4; ++month) world.tested(south, to_iso((Month::of(2022, 1) + month).first_day()), "held");
    for (int month = 1; month <= 4; ++month) world.tested(north, to_iso((Month::of(2022, 1) + month).first_day()), "held");
    world.tested(south, "2022-05-05", "not_reached");
    world.tested(north, "2022-05-05", "broken");
    auto const answer = world.ledger();
    REQUIRE(answer.reliability.size() == 2);
    CHECK(answer.reliability[0].corridor == "Piste nord");
    CHECK(answer.reliability[0].tests == 5);
    CHECK(answer.reliability[0].rate == 0.8);
    CHECK(answer.reliability[1].hidden);
    CHECK(!answer.reliability[1].rate);
}

TEST_CASE("the ledger of a place is for the team of that place only")
{
    LedgerWorld world;
    world.promised("Piste nord", "2022-01-01", "ML0101");
    world.promised("Piste est", "2022-01-01", "ML0102");
    CHECK(world.ledger(asked_on("2022-06-01", Role::coordinator, {"ML0102"})).commitments.size() == 1);
    CHECK(world.ledger(asked_on("2022-06-01", Role::coordinator, {"ML0102"})).commitments[0].corridor == "Piste est");
    CHECK(world.ledger(asked_on("2022-06-01", Role::lead, {"ML"})).commitments.size() == 2);
    CHECK(world.ledger(asked_on("2022-06-01", Role::coordinator, {"ML09"})).commitments.empty());
    for (auto const role : {Role::donor, Role::nurse, Role::district_health, Role::researcher})
        CHECK(answer_promises(world.facts(), asked_on("2022-06-01", role, {"*"}), {}).error().kind == Error::Kind::denied);
}

TEST_CASE("a last day that was opened makes a promise expire for those who may see movements, and for nobody else")
{
    LedgerWorld world;
    auto const promised = world.promised("Piste nord");
    PromisesQuestion question;
    question.until[promised.hex() + ":0"] = *parse_day("2022-05-31");
    CHECK(world.ledger(asked_on("2022-06-01"), {}).commitments[0].status.state == PromiseState::untested);
    CHECK(world.ledger(asked_on("2022-06-01", Role::coordinator, {"ML"}), question).commitments[0].status.state == PromiseState::expired);
    auto const officer = world.ledger(asked_on("2022-06-01", Role::forum_officer, {"ML"}), question);
    CHECK(officer.commitments[0].status.state == PromiseState::untested);
    CHECK(!officer.commitments[0].until);
}

TEST_CASE("what was promised and tested after the day asked is not yet known")
{
    LedgerWorld world;
    auto const early = world.promised("Piste nord", "2022-01-01");
    world.promised("Piste est", "2022-05-01");
    world.tested(early, "2022-04-01", "broken");
    PromisesQuestion question;
    question.as_of = *parse_day("2022-03-01");
    auto const answer = world.ledger(asked_on("2022-06-01"), question);
    REQUIRE(answer.commitments.size() == 1);
    CHECK(answer.commitments[0].status.state == PromiseState::untested);
}

TEST_CASE("a disputed test counts as before the dispute, and the ledger under each reading is told")
{
    LedgerWorld world;
    auto const promised = world.promised("Piste nord");
    for (int month = 1; month <= 4; ++month) world.tested(promised, to_iso((Month::of(2022, 1) + month).first_day()), "held");
    auto const test = [&](std::string const& result) {
        return std::map<std::string, Value, std::less<>>{{"commitment", promised.hex() + ":0"}, {"day", *parse_day("2022-05-20")}, {"result", result}};
    };
    auto const said = world.say(world.awa, "commitment_test", test("held"));
    for (auto const* key : {&world.awa, &world.moussa})
        world.say(world.awa, "member", {{"pseudonym", std::string{"x"}}, {"key", key->author().hex()}, {"organisation", std::string{"one"}}, {"role", std::string{"coordinator"}}, {"from", *parse_day("2020-01-01")}});
    world.say(world.awa, "commitment_test", test("not_reached"), RecordAddress{said, 0});
    world.say(world.moussa, "commitment_test", test("broken"), RecordAddress{said, 0});
    auto const answer = world.ledger();
    REQUIRE(answer.commitments.size() == 1);
    CHECK(answer.commitments[0].status.state == PromiseState::kept);
    CHECK(answer.commitments[0].disputed);
    CHECK(answer.commitments[0].otherwise == std::vector{PromiseState::broken});
    CHECK(answer.disputed == 1);
    REQUIRE(answer.reliability.size() == 1);
    CHECK(answer.reliability[0].held == 5);
    REQUIRE(answer.otherwise.size() == 1);  // with "not reached" four tests are left, which are hidden
    CHECK(answer.otherwise[0].tests == 5);
    CHECK(answer.otherwise[0].held == 4);
    CHECK(answer.readings_left_out == 0);
}

TEST_CASE("a disputed commitment is told under each reading too")
{
    LedgerWorld world;
    auto const promised = world.promised("Piste nord", "2022-01-01");
    world.tested(promised, "2022-02-01", "held");
    for (auto const* key : {&world.awa, &world.moussa})
        world.say(world.awa, "member", {{"pseudonym", std::string{"x"}}, {"key", key->author().hex()}, {"organisation", std::string{"one"}}, {"role", std::string{"coordinator"}}, {"from", *parse_day("2020-01-01")}});
    world.say(world.awa, "commitment", world.commitment("Piste nord", "2022-01-15"), RecordAddress{promised, 0});
    world.say(world.moussa, "commitment", world.commitment("Piste nord", "2022-03-01"), RecordAddress{promised, 0});  // begins after the test
    auto const answer = world.ledger();
    REQUIRE(answer.commitments.size() == 1);
    CHECK(answer.commitments[0].from == *parse_day("2022-01-01"));
    CHECK(answer.commitments[0].status.state == PromiseState::kept);
    CHECK(answer.commitments[0].otherwise == std::vector{PromiseState::untested});
}

TEST_CASE("a link without a row is that of row 0")
{
    CHECK(full_address("ab") == "ab:0");
    CHECK(full_address("ab:7") == "ab:7");
}
