// SPDX-License-Identifier: Apache-2.0
// What was planted in the demo's packages, found again by the answers: who asked, what arrived, what was told twice.
#include "answers/asks.hpp"
#include "answers/mental_health.hpp"
#include "surfaces/asks_tree.hpp"
#include "surfaces/http/schemas.hpp"
#include "surfaces/mental_health_tree.hpp"
#include "surfaces/sealed_days.hpp"
#include "surfaces/tree_text.hpp"

#include "surfaces/demo_workspace.hpp"

#include <algorithm>
#include <set>

using namespace accalmie;
using namespace accalmie::test;

namespace {

AsksAnswer asks(DemoWorkspace& world, AsksQuestion const& question = {})
{
    auto const answer = answer_asks(world.workspace->facts(), {world.workspace->owner(), world.workspace->today()}, question);
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}

std::string with_row(RecordId const& id) { return id.hex() + ":0"; }

/// Everything that the truth says of packages, against the answer.
void check_packages(DemoWorkspace& world)
{
    auto const answer = asks(world);
    REQUIRE(answer.items.size() == world.truth.package_items.size());
    for (auto const& truth : world.truth.package_items) {
        auto const row = std::find_if(answer.items.begin(), answer.items.end(), [&](ItemRow const& one) { return one.id == with_row(truth.record); });
        REQUIRE(row != answer.items.end());
        CAPTURE(truth.service);
        CHECK(row->planned == truth.planned);
        CHECK(row->delivered == truth.delivered);
        CHECK(std::string{item_state_code(row->state)} == truth.state);
        CHECK((row->ask == Linked::seen) == truth.voice.has_value());
        CHECK((row->asked_by ? row->asked_by->id : std::string{}) == truth.voice.value_or(""));
        CHECK((row->promised_by ? row->promised_by->id.substr(0, 64) : std::string{}) == truth.commitment);
        if (row->asked_by) CHECK(row->asked_by->gathering.has_value());
        CHECK(row->agreed_at.has_value());
    }
    for (auto const& truth : world.truth.told_twice) {
        auto const found = std::find_if(answer.twice.begin(), answer.twice.end(), [&](Receipt const& one) { return one.id == with_row(truth.left_out); });
        REQUIRE(found != answer.twice.end());
        CHECK(found->repeats == with_row(truth.counted));
        CHECK(std::string{twice_code(found->twice->because)} == truth.because);
    }
    for (auto const& truth : world.truth.not_promised) {
        auto const found = std::find_if(answer.unpromised.begin(), answer.unpromised.end(), [&](Unpromised const& one) { return one.service == truth.service; });
        REQUIRE(found != answer.unpromised.end());
        CHECK(found->times == truth.times);
    }
}

}  // namespace

TEST_CASE("every item of the demo's packages is what it was made to be, and the planted double counts are all that is found")
{
    auto& world = usual_workspace();
    check_packages(world);
    auto const answer = asks(world);
    CHECK(answer.twice_total == world.truth.told_twice.size());
    CHECK(answer.perhaps_total == 0);
    CHECK(answer.twice_total == 6);
    std::set<std::string> states;
    for (auto const& row : answer.items) states.insert(std::string{item_state_code(row.state)});
    CHECK(states == std::set<std::string>{"delivered", "partly_overdue", "overdue", "waiting", "no_due"});
    CHECK(answer.people.nobodys_ask + answer.animals.nobodys_ask >= 5);
}

TEST_CASE("other seeds bring other people, and the same planted packages are found")
{
    for (auto const seed : {2U, 7U}) {
        DemoWorkspace world{seed};
        CAPTURE(seed);
        check_packages(world);
    }
}

TEST_CASE("one item followed from its voice and from itself is the same trail")
{
    auto& world = usual_workspace();
    auto const& planted = world.truth.package_items.at(1);
    REQUIRE(planted.voice);
    AsksQuestion by_item, by_voice;
    by_item.item = planted.record.hex();
    by_voice.voice = *planted.voice;
    auto const item = asks(world, by_item), voice = asks(world, by_voice);
    REQUIRE(item.items.size() == 1);
    CHECK(item.items[0].receipts.size() == 2);
    REQUIRE(voice.voice);
    auto const same = std::find_if(voice.items.begin(), voice.items.end(), [&](ItemRow const& one) { return one.id == item.items[0].id; });
    REQUIRE(same != voice.items.end());
    CHECK(same->receipts.size() == 2);
    CHECK(voice.voice->group == same->asked_by->group);
}

TEST_CASE("the answer has the shape that the API promises")
{
    auto const json = nlohmann::json::parse(tree_json(asks_tree(asks(usual_workspace()), Kind::demo)));
    auto const shaped = http::check_shape(json, "Asks");
    CHECK_MESSAGE(shaped, (shaped ? std::string{} : shaped.error().text()));
}

TEST_CASE("what became of the demo's mental health appointments is what was decided, for whoever may see the files")
{
    auto& world = usual_workspace();
    auto const answer = answer_mental_health(world.workspace->facts(), {world.workspace->owner(), world.workspace->today()}, {});
    REQUIRE(answer);
    auto const& truth = world.truth.mental_health;
    auto const past = truth.kept + truth.late + truth.missed;
    CHECK(answer->kept.of == static_cast<std::int64_t>(past));
    CHECK(answer->kept.are == static_cast<std::int64_t>(truth.kept));
    CHECK(answer->came_late.are == static_cast<std::int64_t>(truth.late));
    CHECK(answer->missed.are == static_cast<std::int64_t>(truth.missed));
    CHECK(answer->missed_visits.size() == truth.missed);
    CHECK(answer->waiting == shown_count(static_cast<std::int64_t>(truth.waiting)));
    auto const total = std::find_if(answer->visits.begin(), answer->visits.end(), [](MentalHealthCell const& cell) { return cell.condition == "total" && cell.kind == "total"; });
    REQUIRE(total != answer->visits.end());
    CHECK(total->visits == static_cast<std::int64_t>(truth.visits));
    for (auto const& cell : answer->visits) CHECK((!cell.visits || *cell.visits == 0 || *cell.visits >= 5));
    auto const json = nlohmann::json::parse(tree_json(mental_health_tree(*answer, Kind::demo)));
    CHECK(http::check_shape(json, "MentalHealth"));
}
