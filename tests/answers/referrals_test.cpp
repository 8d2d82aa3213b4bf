// SPDX-License-Identifier: Apache-2.0
#include "answers/referrals.hpp"

#include "answers/made_world.hpp"
#include "answers/referral_rows.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using Filled = std::map<std::string, Value, std::less<>>;

struct ReferralWorld : AnswerWorld {
    RecordId centre = facility("CSCom-Test"), hospital = facility("Hôpital-Test", "ML0102");

    RecordId facility(std::string const& name, std::string const& place = "ML0101")
    {
        return say(awa, "facility", {{"code", name}, {"name", name}, {"kind", std::string{"community_centre"}}, {"place", at_version(place)}, {"source", std::string{"made"}}});
    }
    Filled filled(std::string const& opened, std::string const& reason = "obstetric", std::string const& place = "ML0101") const
    {
        return {{"token", std::string{"T-1"}}, {"facility", centre.hex()}, {"place", at_version(place)}, {"to_facility", hospital.hex() + ":0"}, {"opened_at", parse_instant(opened + ":00Z").value()},
                {"reason", reason}, {"sex", std::string{"female"}}, {"age_band", std::string{"15_49"}}};
    }
    RecordId opened(std::string const& at, std::string const& reason = "obstetric", std::string const& place = "ML0101") { return say(awa, "referral", filled(at, reason, place)); }
    RecordId step(std::string const& referral, std::string const& kind, std::string const& at)
    {
        return say(awa, "referral_step", {{"referral", referral}, {"place", at_version("ML0102")}, {"step", kind}, {"at", parse_instant(at + ":00Z").value()}});
    }
    ReferralsAnswer answer(Asking const& asking = asked_on("2026-06-17"), ReferralsQuestion const& question = {}) { return good(answer_referrals(facts(), asking, question)); }
};

}  // namespace

TEST_CASE("who waits and who was lost, by the address that steps name, whichever version they name")
{
    ReferralWorld world;
    auto const lost = world.opened("2026-05-01T08:00");
    auto corrected = world.filled("2026-05-01T09:00");
    auto const second = world.say(world.awa, "referral", corrected, RecordAddress{lost, 0});
    world.step(second.hex(), "transported", "2026-05-02T09:00");
    auto const waiting = world.opened("2026-06-17T08:00", "injury");
    auto const closed = world.opened("2026-05-03T08:00");
    world.step(closed.hex() + ":0", "closed_back", "2026-05-04T08:00");
    auto const answer = world.answer();
    REQUIRE(answer.open.size() == 2);
    CHECK(answer.open[0].id == lost.hex() + ":0");
    CHECK(answer.open[0].is_lost);
    CHECK(answer.open[0].last_step == ReferralStep::transported);
    CHECK(answer.open[0].lost_after_days == 2);
    CHECK(answer.open[0].facility == "CSCom-Test");
    CHECK(answer.open[0].to_facility == "Hôpital-Test");
    CHECK(answer.open[0].token == "T-1");
    CHECK(to_iso(answer.open[0].opened_at) == "2026-05-01T09:00:00.000Z");
    CHECK(answer.open[1].id == waiting.hex() + ":0");
    CHECK_FALSE(answer.open[1].is_lost);
    CHECK(answer.faults.empty());
    CHECK(answer.steps_without_referral == 0);
}

TEST_CASE("a record that cannot be right is listed by its address, with the one that it contradicts")
{
    ReferralWorld world;
    auto const referral = world.opened("2026-06-10T08:00");
    auto const transported = world.step(referral.hex(), "transported", "2026-06-10T12:00"), arrived = world.step(referral.hex(), "arrived", "2026-06-10T10:00");
    auto const early = world.step(referral.hex(), "treated", "2026-06-09T10:00");
    world.step(std::string(64, 'a'), "arrived", "2026-06-10T10:00");
    auto const answer = world.answer();
    REQUIRE(answer.faults.size() == 2);
    CHECK(answer.faults[0].fault == ReferralFault::before_opening);
    CHECK(answer.faults[0].record == early.hex() + ":0");
    CHECK(answer.faults[0].against_record == referral.hex() + ":0");
    CHECK(answer.faults[1].fault == ReferralFault::out_of_order);
    CHECK(answer.faults[1].record == arrived.hex() + ":0");
    CHECK(answer.faults[1].against_record == transported.hex() + ":0");
    CHECK(answer.steps_without_referral == 1);
}

TEST_CASE("a count of one to four is not told, nor found from the others")
{
    ReferralWorld world;
    for (int day = 10; day < 17; ++day) world.opened("2026-05-" + std::to_string(day) + "T08:00");
    for (int day = 10; day < 30; ++day) world.opened("2026-05-" + std::to_string(day) + "T08:00", "injury");
    for (int day = 10; day < 13; ++day) world.opened("2026-05-" + std::to_string(day) + "T08:00", "mental_health");
    for (int day = 10; day < 19; ++day) world.opened("2026-05-" + std::to_string(day) + "T08:00", "surgery");
    auto const answer = world.answer();
    CHECK(answer.all.opened == 39);
    int hidden = 0;
    std::int64_t shown = 0;
    for (auto const& reason : answer.by_reason) {
        if (reason.code == "mental_health") CHECK_FALSE(reason.opened);
        hidden += reason.opened ? 0 : 1;
        shown += reason.opened.value_or(0);
        CHECK(reason.state[static_cast<std::size_t>(ReferralState::died)] == 0);  // of nobody one may speak
    }
    CHECK(hidden >= 2);
    CHECK(39 - shown >= 5);
    REQUIRE(answer.by_facility.size() == 1);
    CHECK(answer.by_facility[0].opened == 39);
}

TEST_CASE("times are told of five persons or more")
{
    ReferralWorld world;
    for (int day = 10; day < 14; ++day) world.step(world.opened("2026-05-" + std::to_string(day) + "T08:00").hex(), "arrived", "2026-05-" + std::to_string(day) + "T09:00");
    CHECK_FALSE(world.answer().times[2]);
    world.step(world.opened("2026-05-14T08:00").hex(), "arrived", "2026-05-14T09:30");
    REQUIRE(world.answer().times[2]);
    CHECK(world.answer().times[2]->median_hours == 1);
    CHECK(world.answer().times[2]->within == 5);
}

TEST_CASE("only who cares for patients sees referrals, those of her own places, wherever they went")
{
    ReferralWorld world;
    auto const own = world.opened("2026-06-17T08:00");
    world.opened("2026-06-17T08:00", "injury", "ML0102");
    world.step(own.hex(), "transported", "2026-06-17T09:00");  // written in the east
    for (auto const role : {Role::donor, Role::lead, Role::coordinator, Role::district_health, Role::researcher, Role::forum_officer}) {
        auto const refused = answer_referrals(world.facts(), asked_on("2026-06-17", role), {});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == Error::Kind::denied);
    }
    auto const answer = world.answer(asked_on("2026-06-17", Role::nurse, {"ML0101"}));
    REQUIRE(answer.open.size() == 1);
    CHECK(answer.open[0].last_step == ReferralStep::transported);
    CHECK(answer.steps_without_referral == 0);
}

TEST_CASE("a place and months choose referrals; nobody is an answer too")
{
    ReferralWorld world;
    world.opened("2026-04-17T08:00");
    world.opened("2026-05-17T08:00", "injury", "ML0102");
    CHECK(world.answer(asked_on("2026-06-17"), {.place = "Couchant"}).open.size() == 1);
    CHECK(world.answer(asked_on("2026-06-17"), {.from = Month::of(2026, 5)}).open.size() == 1);
    auto const nobody = world.answer(asked_on("2026-06-17"), {.to = Month::of(2025, 5)});
    CHECK(nobody.open.empty());
    CHECK(nobody.all.opened == 0);
    CHECK(answer_referrals(world.facts(), asked_on("2026-06-17"), {.from = Month::of(2026, 5), .to = Month::of(2026, 4)}).error().kind == Error::Kind::invalid);
    CHECK(answer_referrals(world.facts(), asked_on("2026-06-17"), {.place = "Nulle part"}).error().kind == Error::Kind::missing);
}

TEST_CASE("who receives a patient sees the referral until it ends, and counts it nowhere")
{
    ReferralWorld world;
    for (int day = 10; day < 16; ++day) world.opened(fmt::format("2026-06-{}T08:00", day));
    auto const arrived = world.opened("2026-06-16T08:00");
    auto const receiver = world.answer(asked_on("2026-06-17", Role::nurse, {"ML0102"}));
    REQUIRE(receiver.open.size() == 7);
    for (auto const& one : receiver.open) CHECK(one.is_incoming);
    CHECK(receiver.open.front().token == "T-1");
    CHECK(receiver.all.opened == 0);
    CHECK(receiver.by_facility.empty());
    auto const sender = world.answer(asked_on("2026-06-17", Role::nurse, {"ML0101"}));
    REQUIRE(sender.open.size() == 7);
    CHECK_FALSE(sender.open.front().is_incoming);
    CHECK(sender.all.opened == 7);
    CHECK(world.answer(asked_on("2026-06-17", Role::nurse, {"ML0103"})).open.empty());
    for (auto const* const step : {"transported", "arrived", "treated", "closed_back"}) world.step(arrived.hex(), step, "2026-06-16T12:00");
    CHECK(world.answer(asked_on("2026-06-17", Role::nurse, {"ML0102"})).open.size() == 6);
}
