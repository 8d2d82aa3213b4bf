// SPDX-License-Identifier: Apache-2.0
#include "trust/access.hpp"

#include "dictionary/dictionary.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

using enum Action;

Day const today = parse_day("2021-05-26").value();

Member member(Role role, std::vector<std::string> places)
{
    Member made;
    made.pseudonym = "heron";
    made.role = role;
    made.places = std::move(places);
    made.from = today - std::chrono::days{100};
    made.until = today + std::chrono::days{100};
    return made;
}

bool can(Role role, Action action, std::string_view type, std::string_view place = "ML0507") { return may(member(role, {"ML0507"}), action, {type, place, today}); }

constexpr std::array everybody_but_owner{Role::lead, Role::coordinator, Role::district_health, Role::researcher, Role::nurse, Role::forum_officer, Role::donor};
constexpr std::array all_actions{see_open, see_team, see_ledger, see_movements, Action::write, administer};

}  // namespace

TEST_CASE("a coordinator never sees another district's ledger, nor when anybody moves there")
{
    CHECK(can(Role::coordinator, see_ledger, "commitment"));
    CHECK(can(Role::coordinator, see_movements, "commitment"));
    for (auto const action : all_actions) {
        CHECK_FALSE(can(Role::coordinator, action, "commitment", "ML0508"));
        CHECK_FALSE(can(Role::coordinator, action, "commitment_test", "ML0508"));
        CHECK_FALSE(can(Role::coordinator, action, "commitment", "ML05"));  // wider than hers
        CHECK_FALSE(can(Role::coordinator, action, "commitment", ""));
    }
}

TEST_CASE("a coordinator never sees a survivor's file, also of her own district")
{
    for (auto const* const type : {"case_note", "referral"}) {
        for (auto const action : all_actions) CHECK_FALSE(can(Role::coordinator, action, type));
    }
}

TEST_CASE("a district health team never sees transcripts or who guaranteed what, nor the actors of an incident")
{
    CHECK(can(Role::district_health, see_team, "service_count"));
    CHECK(can(Role::district_health, see_open, "incident", "ML0101"));
    CHECK_FALSE(can(Role::district_health, see_team, "service_count", "ML0101"));
    CHECK_FALSE(can(Role::district_health, see_team, "voice"));
    CHECK_FALSE(can(Role::district_health, see_team, "incident"));
    for (auto const action : all_actions) {
        CHECK_FALSE(can(Role::district_health, action, "commitment"));
        CHECK_FALSE(can(Role::district_health, action, "commitment_test"));
    }
}

TEST_CASE("a donor sees what is open and nothing else, and writes nothing")
{
    auto const donor = member(Role::donor, {"*"});
    for (auto const* const type : {"incident", "visit", "trust_answer", "population", "claim"}) {
        CHECK(may(donor, see_open, {type, "ML0507", today}));
        for (auto const action : {see_team, see_ledger, see_movements, Action::write, administer}) CHECK_FALSE(may(donor, action, {type, "ML0507", today}));
    }
    for (auto const* const type : {"commitment", "commitment_test", "member", "case_note"}) {
        for (auto const action : all_actions) CHECK_FALSE(may(donor, action, {type, "ML0507", today}));
    }
}

TEST_CASE("a researcher sees the words of her own villages only, and no ledger")
{
    CHECK(can(Role::researcher, see_team, "voice"));
    CHECK_FALSE(can(Role::researcher, see_team, "voice", "ML0508"));
    CHECK_FALSE(can(Role::researcher, see_ledger, "commitment"));
    CHECK(can(Role::researcher, Action::write, "incident"));
    CHECK_FALSE(can(Role::researcher, see_team, "incident"));
}

TEST_CASE("a nurse sees the persons of her own places, and reports a kept promise without reading the ledger")
{
    CHECK(can(Role::nurse, see_team, "case_note"));
    CHECK_FALSE(can(Role::nurse, see_team, "case_note", "ML0508"));
    CHECK(can(Role::nurse, see_movements, "visit"));
    CHECK(can(Role::nurse, Action::write, "commitment_test"));
    for (auto const action : {see_open, see_team, see_ledger, see_movements}) CHECK_FALSE(can(Role::nurse, action, "commitment"));
}

TEST_CASE("a forum officer sees promises and accounts of her places, never when anybody moves")
{
    CHECK(can(Role::forum_officer, see_ledger, "commitment"));
    CHECK(can(Role::forum_officer, see_team, "account"));
    CHECK_FALSE(can(Role::forum_officer, see_ledger, "commitment", "ML0508"));
    CHECK_FALSE(can(Role::forum_officer, see_movements, "commitment"));
}

TEST_CASE("a lead administers and sees the work, never files of persons or planned movements")
{
    auto const lead = member(Role::lead, {"*"});
    CHECK(may(lead, administer, {"member", "", today}));
    CHECK(may(lead, see_ledger, {"commitment", "ML0507", today}));
    CHECK_FALSE(may(lead, see_movements, {"commitment", "ML0507", today}));
    CHECK_FALSE(may(lead, see_team, {"case_note", "ML0507", today}));
}

TEST_CASE("that somebody testified is known to those who listened in that place, and to the lead; nobody else")
{
    for (auto const* type : {"testimony", "consent", "consent_step"}) {
        CHECK(may(member(Role::researcher, {"ML0507"}), see_team, {type, "ML0507", today}));
        CHECK_FALSE(may(member(Role::researcher, {"ML0507"}), see_open, {type, "ML0508", today}));
        CHECK_FALSE(may(member(Role::lead, {"*"}), see_team, {type, "ML0507", today}));
        for (auto const role : {Role::coordinator, Role::district_health, Role::nurse, Role::forum_officer, Role::donor})
            CHECK_FALSE(may(member(role, {"*"}), see_open, {type, "ML0507", today}));
    }
}

TEST_CASE("nobody but a lead and the owner sees who the members are")
{
    for (auto const role : everybody_but_owner) {
        if (role == Role::lead) continue;
        for (auto const action : all_actions) CHECK_FALSE(may(member(role, {"*"}), action, {"member", "ML0507", today}));
    }
}

TEST_CASE("before and after the days of a membership nothing is allowed")
{
    for (auto const role : everybody_but_owner) {
        auto const one = member(role, {"*"});
        CHECK(may(one, see_open, {"incident", "ML0507", one.from}));
        CHECK(may(one, see_open, {"incident", "ML0507", one.until}));
        for (auto const action : all_actions) {
            CHECK_FALSE(may(one, action, {"incident", "ML0507", one.from - std::chrono::days{1}}));
            CHECK_FALSE(may(one, action, {"incident", "ML0507", one.until + std::chrono::days{1}}));
        }
    }
}

TEST_CASE("an empty code covers nothing, and no code covers a record without a place, but all of them do")
{
    for (auto const& places : {std::vector<std::string>{}, {""}, {"ML0507"}}) CHECK_FALSE(may(member(Role::lead, places), see_team, {"visit", "", today}));
    CHECK_FALSE(may(member(Role::lead, {""}), see_team, {"visit", "ML0507", today}));
    CHECK(may(member(Role::lead, {"*"}), see_team, {"visit", "", today}));
    CHECK(may(member(Role::lead, {"ML0101", "ML05"}), see_team, {"visit", "ML050703", today}));
}

TEST_CASE("a type that the table does not know is closed to everybody but the owner")
{
    for (auto const role : everybody_but_owner) {
        for (auto const action : all_actions) {
            CHECK_FALSE(may(member(role, {"*"}), action, {"new_type", "ML0507", today}));
            CHECK_FALSE(may(member(role, {"*"}), action, {"", "ML0507", today}));
        }
    }
    Member owner;
    owner.role = Role::owner;
    for (auto const action : all_actions) CHECK(may(owner, action, {"new_type", "", today}));
}

TEST_CASE("every type of the base pack is in the table")
{
    auto const lead = member(Role::lead, {"*"}), nurse = member(Role::nurse, {"*"}), researcher = member(Role::researcher, {"*"});
    auto const base = Dictionary::base();
    CHECK(base.types().size() >= 22);
    for (auto const& type : base.types()) {
        CAPTURE(type.name);
        Subject const subject{type.name, "ML0507", today};
        CHECK((may(lead, Action::write, subject) || may(nurse, Action::write, subject) || may(researcher, Action::write, subject)));
    }
}

TEST_CASE("roles are read as they are written")
{
    for (auto const role : everybody_but_owner) CHECK(parse_role(role_code(role)).value() == role);
    CHECK(parse_role("owner").value() == Role::owner);
    CHECK(parse_role("chief").error().kind == Error::Kind::invalid);
}

TEST_CASE("what forms follow up is for those who work in its place; a donor and a stranger receive none of it, also where it is nowhere")
{
    for (auto const role : everybody_but_owner) {
        bool const works_there = role != Role::donor;
        CHECK(can(role, see_open, "entity_change") == works_there);
        CHECK(can(role, see_team, "entity_change") == works_there);
        for (auto const* const place : {"ML0508", "ML05", "", "*"}) CHECK_FALSE(can(role, see_open, "entity_change", place));
        CHECK_FALSE(can(role, administer, "entity_change"));
    }
    CHECK(may(member(Role::nurse, {"*"}), see_open, {"entity_change", "*", today}));
    CHECK_FALSE(may(Member{}, see_open, {"entity_change", "ML0507", today}));
}

TEST_CASE("devices' keys are the list of members' own: the lead's alone")
{
    for (auto const role : everybody_but_owner)
        for (auto const action : {see_open, see_team, Action::write}) CHECK(can(role, action, "device_key") == (role == Role::lead));
}

TEST_CASE("a whole record lies on the nodes of those who see its team fields at its place; published ground on every node but a donor's")
{
    auto awa = member(Role::coordinator, {"ML0507"});
    CHECK(may_hold(awa, {"incident", "ML0507", today}, Beside::more));
    CHECK(may_hold(awa, {"incident", "ML0507", today}, Beside::nothing));
    CHECK_FALSE(may_hold(awa, {"incident", "ML0101", today}, Beside::nothing));
    CHECK_FALSE(may_hold(awa, {"incident", "", today}, Beside::nothing));
    CHECK(may_hold(awa, {"place", "ML0101", today}, Beside::nothing));
    CHECK_FALSE(may_hold(awa, {"facility", "ML0101", today}, Beside::more));
    for (std::string_view const type : {"member", "case_note", "submission", "testimony", "a type of tomorrow"}) CHECK_FALSE(may_hold(awa, {type, "ML0507", today}, Beside::nothing));
    CHECK_FALSE(may_hold(awa, {"place", "", awa.until + std::chrono::days{1}}, Beside::nothing));
    awa.role = Role::donor;
    CHECK_FALSE(may_sync(awa, today));
    CHECK_FALSE(may_hold(awa, {"place", "", today}, Beside::nothing));
}
