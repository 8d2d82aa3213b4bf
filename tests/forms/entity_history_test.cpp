// SPDX-License-Identifier: Apache-2.0
// Entities changed by devices without a network: causal order whatever the order of arrival, nothing forced, conflicts shown.
#include "forms/entity_history.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

using namespace accalmie::forms;

namespace {

using Kind = EntityChange::Kind;
using Values = std::map<std::string, std::string>;

EntityChange create(std::string id, Values values) { return {Kind::create, std::move(id), 0, {}, {}, {}, std::move(values)}; }
EntityChange online(std::string id, std::uint64_t base, Values values) { return {Kind::update, std::move(id), base, {}, {}, {}, std::move(values)}; }
EntityChange offline(std::string id, std::string branch, std::uint64_t trunk, std::uint64_t base, Values values)
{
    return {Kind::update, std::move(id), base, trunk, std::move(branch), {}, std::move(values)};
}

/// What must not depend on the order of arrival.
std::string told(EntityState const& state)
{
    auto text = std::to_string(state.version) + "\n";
    for (auto const& [property, value] : state.values) text += property + "=" + value + "\n";
    for (auto const& conflict : state.conflicts) {
        text += "conflict " + conflict.property;
        for (auto const& side : conflict.sides) text += " " + side.change + ":" + side.value;
        text += "\n";
    }
    for (auto const& held : state.held) text += "held " + held.change + ": " + held.why + "\n";
    return text;
}

/// Two devices offline from version 1, one with three changes; one online change beside them; a branch whose first change was lost.
std::vector<EntityChange> village_pump()
{
    return {create("c", {{"label", "Pompe"}, {"state", "works"}, {"depth", "40"}}),
            offline("a1", "A", 1, 1, {{"state", "broken"}}),
            offline("a2", "A", 1, 2, {{"state", "repaired"}, {"depth", "42"}}),
            offline("a3", "A", 1, 3, {{"label", "Pompe du marché"}}),
            offline("b1", "B", 1, 1, {{"state", "broken"}, {"guard", "Moussa"}}),
            online("o1", 1, {{"guard", "Awa"}}),
            offline("lost2", "L", 1, 2, {{"depth", "99"}})};
}

}  // namespace

TEST_CASE("every one of 5,040 orders of arrival gives the same state, and what it stands on is lost waits for ever")
{
    auto changes = village_pump();
    auto const expected = told(entity_state(changes));
    CHECK(expected == "6\ndepth=42\nlabel=Pompe du marché\nstate=works\nconflict guard b1:Moussa o1:Awa\nconflict state a2:repaired b1:broken\n"
                      "held lost2: it stands on version 2 of its own device, which has not arrived\n");
    std::sort(changes.begin(), changes.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
    int orders = 0;
    do {
        REQUIRE(told(entity_state(changes)) == expected);
        ++orders;
    } while (std::next_permutation(changes.begin(), changes.end(), [](auto const& a, auto const& b) { return a.id < b.id; }));
    CHECK(orders == 5'040);
}

TEST_CASE("in a branch the changes are taken in the device's order, though they arrive backwards; none is taken before the entity is there")
{
    std::vector<EntityChange> const changes{offline("a3", "A", 1, 3, {{"n", "3"}}), offline("a2", "A", 1, 2, {{"n", "2"}}), offline("a1", "A", 1, 1, {{"n", "1"}}),
                                            create("c", {{"n", "0"}})};
    CHECK(entity_state(std::span{changes}.first(3)).version == 0);
    CHECK(entity_state(std::span{changes}.first(3)).held.size() == 3);
    auto const state = entity_state(changes);
    CHECK(state.taken == std::vector<std::string>{"c", "a1", "a2", "a3"});
    CHECK(state.values.at("n") == "3");
    CHECK(state.conflicts.empty());
}

TEST_CASE("an entity made offline takes its device's further changes, whose branch has no trunk")
{
    auto made = offline("u1", "A", 1, 1, {{"n", "1"}});
    made.trunk.reset();
    auto further = offline("u2", "A", 1, 2, {{"n", "2"}});
    further.trunk.reset();
    std::vector<EntityChange> const changes{further, made, create("c", {{"n", "0"}})};
    CHECK(entity_state(changes).values.at("n") == "2");
    CHECK(entity_state(changes).version == 3);
}

TEST_CASE("who knew both sides of a conflict and sets the property ends it; who knew one does not")
{
    std::vector<EntityChange> changes{create("c", {{"n", "0"}}), online("a", 1, {{"n", "1"}}), online("b", 1, {{"n", "2"}})};
    auto state = entity_state(changes);
    REQUIRE(state.conflicts.size() == 1);
    CHECK(state.values.at("n") == "0");
    changes.push_back(online("d", 2, {{"n", "5"}}));  // had seen the version that `a` made
    state = entity_state(changes);
    REQUIRE(state.conflicts.size() == 1);
    CHECK(state.conflicts.front().sides.front().change == "b");
    changes.push_back(online("e", 4, {{"n", "7"}}));
    state = entity_state(changes);
    CHECK(state.conflicts.empty());
    CHECK(state.values.at("n") == "7");
}

TEST_CASE("the same value from two sides is no conflict, and neither are different properties")
{
    std::vector<EntityChange> const changes{create("c", {{"n", "0"}, {"m", "0"}}), online("a", 1, {{"n", "1"}}), online("b", 1, {{"n", "1"}, {"m", "2"}})};
    auto const state = entity_state(changes);
    CHECK(state.conflicts.empty());
    CHECK(state.values == Values{{"m", "2"}, {"n", "1"}});
}

TEST_CASE("two beginnings of one entity are a conflict that a person settles; a version that nobody has is waited for")
{
    std::vector<EntityChange> const changes{create("x", {{"label", "A"}}), create("w", {{"label", "B"}}), online("u", 9, {{"label", "C"}}), online("v", 0, {{"label", "D"}})};
    auto const state = entity_state(changes);
    REQUIRE(state.conflicts.size() == 1);
    CHECK(state.conflicts.front().sides.front().change == "w");
    REQUIRE(state.held.size() == 2);
    CHECK(state.held[0].why == "version 9 is not known here");
    CHECK(state.held[1].why == "it does not say which version it stands on");
}

TEST_CASE("the changes of a version, pinned, mean the same wherever they arrive in another order")
{
    std::vector<EntityChange> here{create("c", {{"n", "0"}}), online("a", 1, {{"n", "1"}}), online("b", 1, {{"m", "2"}})};
    CHECK(changes_of_version(here, 2) == std::vector<std::string>{"a"});
    CHECK(changes_of_version(here, 3) == std::vector<std::string>{"a", "b"});
    CHECK_FALSE(changes_of_version(here, 4));
    auto later = online("d", 2, {{"n", "5"}});
    later.after = changes_of_version(here, 2).value();
    here.push_back(later);
    std::vector<EntityChange> const elsewhere{here[0], here[3], here[2], here[1]};
    CHECK(told(entity_state(elsewhere)) == told(entity_state(here)));
}

TEST_CASE("random devices, branches and syncs: any order of arrival gives the state of the order in which it happened")
{
    rc::check([] {
        auto const devices = *rc::gen::inRange<std::size_t>(1, 5);
        auto const steps = *rc::gen::inRange<std::size_t>(1, 20);
        std::vector<EntityChange> happened{create("c", {{"p", "0"}, {"q", "0"}})}, arrived = happened;
        struct Device {
            std::uint64_t trunk = 1, base = 1;
            std::vector<std::string> after;
            unsigned branch = 0;
        };
        std::vector<Device> all(devices);
        for (std::size_t step = 0; step < steps; ++step) {
            auto const d = *rc::gen::inRange<std::size_t>(0, devices);
            auto& device = all[d];
            if (*rc::gen::inRange(0, 4) == 0) {  // it syncs: gets what the node has now, and begins a new branch
                device.trunk = device.base = entity_state(arrived).version;
                device.after = changes_of_version(arrived, device.trunk).value();
                ++device.branch;
                continue;
            }
            auto const property = *rc::gen::element<std::string>("p", "q");
            auto change = offline("u" + std::to_string(step), std::to_string(d) + "." + std::to_string(device.branch), device.trunk, device.base++,
                                  {{property, std::to_string(*rc::gen::inRange(0, 3))}});
            if (change.base == change.trunk) change.after = device.after;
            arrived.push_back(change);
        }
        auto const expected = told(entity_state(arrived));
        RC_ASSERT(entity_state(arrived).held.empty());
        std::mt19937 random{*rc::gen::arbitrary<unsigned>()};
        for (int order = 0; order < 10; ++order) {
            std::shuffle(arrived.begin(), arrived.end(), random);
            RC_ASSERT(told(entity_state(arrived)) == expected);
        }
    });
}

TEST_CASE("beyond a thousand changes of one entity the others are held, with the reason")
{
    std::vector<EntityChange> changes{create("c", {{"n", "0"}})};
    for (std::uint64_t i = 1; i <= entity_changes_max; ++i) changes.push_back(online("u" + std::to_string(i), i, {{"n", std::to_string(i)}}));
    auto const state = entity_state(changes);
    CHECK(state.version == entity_changes_max);
    CHECK(state.values.at("n") == "999");
    REQUIRE(state.held.size() == 1);
    CHECK(state.held.front().why == "the entity has 1,000 changes already");
}
