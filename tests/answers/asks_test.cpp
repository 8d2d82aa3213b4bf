// SPDX-License-Identifier: Apache-2.0
#include "answers/asks.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using FieldsOf = std::map<std::string, Value, std::less<>>;
std::string text(std::string_view of) { return std::string{of}; }

struct AskWorld : AnswerWorld {
    std::string place = at_version("ML01010101");

    RecordId met() { return say(awa, "gathering", {{"kind", text("dialogue")}, {"day", *parse_day("2022-01-05")}, {"place", place}, {"name", text("Rencontre")}, {"organiser", text("Secret-Organiser")}}); }
    FieldsOf voice(RecordId const& gathering) const
    {
        return {{"gathering", gathering.hex()}, {"day", *parse_day("2022-01-05")}, {"place", place}, {"group", text("women_group")}, {"topic", text("maternal_health")}, {"kind", text("need")},
                {"words", text("Secret-Words")}};
    }
    RecordId promised()
    {
        return say(awa, "commitment", {{"guarantor_role", text("elders")}, {"to", dictionary.list("beneficiary_role")->codes.front().code}, {"kind", text("safe_passage")}, {"what", text("Secret-What")},
                                       {"place", place}, {"from", *parse_day("2022-01-10")}, {"made_on", *parse_day("2022-01-10")}});
    }
    RecordId packed() { return say(awa, "package", {{"place", place}, {"name", text("Paquet")}, {"agreed_on", *parse_day("2022-01-15")}}); }
    FieldsOf item(RecordId const& package, std::int64_t planned = 30) const
    {
        return {{"package", package.hex()}, {"place", place}, {"service", text("antenatal")}, {"species", text("human")}, {"planned", planned}, {"due", *parse_day("2022-03-31")}};
    }
    FieldsOf given(std::string const& item, std::int64_t count, std::string const& day = "2022-02-10") const
    {
        FieldsOf fields{{"place", place}, {"day", *parse_day(day)}, {"service", text("antenatal")}, {"species", text("human")}, {"sex", text("female")}, {"age_band", text("15_49")},
                        {"residence", text("host")}, {"people_or_animals", count}};
        if (!item.empty()) fields["package_item"] = item;
        return fields;
    }
    AsksAnswer ask(Asking const& asking = asked_on("2022-06-01"), AsksQuestion const& question = {}) { return good(answer_asks(facts(), asking, question)); }
};

/// A voice, a promise, a package with one item of 30, of which 20 came.
struct ChainWorld : AskWorld {
    RecordId gathering = met(), voice_id = say(awa, "voice", voice(gathering)), promise = promised(), package = packed(), item_id = linked();
    RecordId delivery = say(awa, "service_count", given(item_id.hex() + ":0", 20));

    RecordId linked()
    {
        auto fields = item(package);
        fields["voice"] = voice_id.hex() + ":0";
        fields["commitment"] = promise.hex();
        return say(awa, "package_item", fields);
    }
};

}  // namespace

TEST_CASE("a delivered item leads back to the group that asked, whichever versions the links name")
{
    ChainWorld world;
    auto corrected = world.voice(world.gathering);
    corrected["group"] = text("youth_group");
    auto const second = world.say(world.awa, "voice", corrected, RecordAddress{world.voice_id, 0});
    auto item = world.item(world.package, 18);
    item["voice"] = second.hex();
    item["commitment"] = world.promise.hex() + ":0";
    world.say(world.awa, "package_item", item, RecordAddress{world.item_id, 0});
    auto const answer = world.ask();
    REQUIRE(answer.items.size() == 1);
    auto const& row = answer.items[0];
    CHECK(row.id == world.item_id.hex() + ":0");
    CHECK(row.state == ItemState::delivered);
    CHECK(row.planned == 18);
    CHECK(row.delivered == 20);
    REQUIRE(row.asked_by);
    CHECK(row.asked_by->group == "youth_group");
    CHECK(row.asked_by->id == world.voice_id.hex() + ":0");
    REQUIRE(row.asked_by->gathering);
    CHECK(row.asked_by->gathering->kind == "dialogue");
    REQUIRE(row.promised_by);
    CHECK(row.promised_by->kind == "safe_passage");
    CHECK(row.package_name == "Paquet");
    CHECK(answer.asks == 1);
    CHECK(answer.asks_without_item == 0);
    CHECK(answer.people.delivered == 18);
}

TEST_CASE("an item without a voice is nobody's ask; what names no item is not promised; a service that the item does not promise is not its delivery")
{
    AskWorld world;
    auto const package = world.packed();
    auto const item = world.say(world.awa, "package_item", world.item(package));
    auto other = world.given(item.hex(), 7);
    other["service"] = text("postnatal");
    world.say(world.awa, "service_count", other);
    world.say(world.awa, "service_count", world.given("", 11));
    world.say(world.awa, "service_count", world.given(world.promised().hex(), 5, "2022-02-11"));
    auto const answer = world.ask();
    REQUIRE(answer.items.size() == 1);
    CHECK(answer.items[0].ask == Linked::none);
    CHECK(answer.items[0].promise == Linked::none);
    CHECK(answer.items[0].delivered == 0);
    CHECK(answer.items[0].state == ItemState::overdue);
    REQUIRE(answer.unpromised.size() == 2);
    CHECK(answer.unpromised[0].service == "antenatal");
    CHECK(answer.unpromised[0].times == 16);
    CHECK(answer.unpromised[0].item_missing == 1);
    CHECK(answer.unpromised[1].other_service == 1);
    CHECK(answer.people.nobodys_ask == 1);
}

TEST_CASE("people and animals are summed apart, and no sum holds more than was planned")
{
    AskWorld world;
    auto const package = world.packed();
    auto animals = world.item(package, 100);
    animals["service"] = text("animal_vaccination"), animals["species"] = text("cattle");
    auto const cattle = world.say(world.awa, "package_item", animals), people = world.say(world.awa, "package_item", world.item(package, 10));
    auto vaccinated = world.given(cattle.hex(), 60);
    vaccinated["service"] = text("animal_vaccination"), vaccinated["species"] = text("cattle");
    world.say(world.awa, "service_count", vaccinated);
    world.say(world.awa, "service_count", world.given(people.hex(), 14));
    auto const answer = world.ask();
    CHECK(answer.people.items == 1);
    CHECK(answer.people.delivered == 10);
    CHECK(answer.animals.items == 1);
    CHECK(answer.animals.delivered == 60);
    CHECK(answer.animals.planned == 100);
}

TEST_CASE("the promise behind an item is for who may see the ledger of the place; the others learn that there is one, and no more")
{
    ChainWorld world;
    for (auto const role : {Role::nurse, Role::district_health}) {
        auto const row = world.ask(asked_on("2022-06-01", role, {"ML01"})).items.at(0);
        CHECK(row.promise == Linked::hidden);
        CHECK(!row.promised_by);
        CHECK(row.asked_by.has_value());
    }
    CHECK(world.ask(asked_on("2022-06-01", Role::coordinator, {"ML01"})).items.at(0).promised_by.has_value());
    CHECK(world.ask(asked_on("2022-06-01", Role::lead, {"ML01"})).items.at(0).promised_by.has_value());
}

TEST_CASE("counts of services are for the team of the place: other places are left out and said to be")
{
    ChainWorld world;
    auto const elsewhere = world.ask(asked_on("2022-06-01", Role::nurse, {"ML0102"}));
    CHECK(elsewhere.items.empty());
    CHECK(elsewhere.hidden_items == 1);
    CHECK(elsewhere.unpromised.empty());
    for (auto const role : {Role::donor, Role::researcher, Role::forum_officer})
        CHECK(answer_asks(world.facts(), asked_on("2022-06-01", role, {"*"}), {}).error().kind == Error::Kind::denied);
}

TEST_CASE("a count that a second source tells is not counted again, and is listed")
{
    ChainWorld world;
    world.say(world.moussa, "service_count", world.given("", 20));
    auto const answer = world.ask();
    CHECK(answer.items.at(0).delivered == 20);
    REQUIRE(answer.twice.size() == 1);
    CHECK(answer.twice[0].repeats == world.delivery.hex() + ":0");
    CHECK(answer.unpromised.empty());
}

TEST_CASE("what came after the day asked is not yet known, and a due day is not past on that day")
{
    ChainWorld world;
    AsksQuestion early;
    early.as_of = *parse_day("2022-02-01");
    auto const row = world.ask(asked_on("2022-06-01"), early).items.at(0);
    CHECK(row.delivered == 0);
    CHECK(row.state == ItemState::waiting);
    early.as_of = *parse_day("2022-01-14");
    CHECK(world.ask(asked_on("2022-06-01"), early).items.empty());
    CHECK(world.ask().items.at(0).state == ItemState::partly_overdue);
}

TEST_CASE("one voice is followed to what arrived, one item back to who asked; what is not there is said")
{
    ChainWorld world;
    world.say(world.awa, "package_item", world.item(world.package));
    AsksQuestion question;
    question.voice = world.voice_id.hex();
    auto const forwards = world.ask(asked_on("2022-06-01"), question);
    REQUIRE(forwards.voice);
    REQUIRE(forwards.items.size() == 1);
    CHECK(forwards.items[0].receipts.size() == 1);
    CHECK(forwards.items[0].receipts[0].count == 20);
    question.voice.reset();
    question.item = world.item_id.hex() + ":0";
    CHECK(world.ask(asked_on("2022-06-01"), question).items.at(0).asked_by->group == "women_group");
    question.item = text("rubbish");
    CHECK(answer_asks(world.facts(), asked_on("2022-06-01"), question).error().kind == Error::Kind::invalid);
    question.item = world.promise.hex();
    CHECK(answer_asks(world.facts(), asked_on("2022-06-01"), question).error().kind == Error::Kind::missing);
    CHECK(answer_asks(world.facts(), asked_on("2022-06-01"), {.place = {}, .as_of = {}, .voice = world.promise.hex(), .item = {}, .until = {}}).error().kind == Error::Kind::missing);
}
