// SPDX-License-Identifier: Apache-2.0
// The heat waves, the flood and the warnings planted in the demo, found again by the answer.
#include "answers/hazards.hpp"
#include "surfaces/hazards_tree.hpp"
#include "surfaces/http/schemas.hpp"
#include "surfaces/tree_text.hpp"

#include "surfaces/demo_workspace.hpp"

#include <algorithm>

using namespace accalmie;
using namespace accalmie::test;

namespace {

HazardsAnswer hazards(DemoWorkspace& world)
{
    HazardsQuestion question;
    question.from = world.truth.first_day;
    auto const answer = answer_hazards(world.workspace->facts(), {world.workspace->owner(), world.workspace->today()}, question);
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}

}  // namespace

TEST_CASE("the planted heat waves and the flood are all that is found, with their warnings and lead times")
{
    auto& world = usual_workspace();
    auto const answer = hazards(world);
    CHECK(world.truth.hazards.size() == 3);
    CHECK(answer.events.size() == world.truth.hazards.size());
    for (auto const& truth : world.truth.hazards) {
        CAPTURE(truth.hazard);
        auto const row = std::find_if(answer.events.begin(), answer.events.end(), [&](HazardEventRow const& one) { return one.hazard == truth.hazard && one.event.first == truth.first; });
        REQUIRE(row != answer.events.end());
        CHECK(row->event.last == truth.last);
        CHECK(row->level == truth.level);
        CHECK(row->place + "@demo-1" == truth.place);
        CHECK(row->lead_days == truth.lead_days);
        CHECK((row->warned == Warned::in_time) == truth.lead_days.has_value());
        CHECK(row->told.low.value_or(0) == truth.households_low);
        CHECK(row->told.high.value_or(0) == truth.households_high);
        CHECK(row->forecast_on.has_value() == (truth.hazard == "flood"));
    }
    auto const& heat = answer.sums.at("heat");
    CHECK(heat.not_warned == 1);
    CHECK(heat.in_time == 1);
}

TEST_CASE("warnings of nothing and those that nobody can judge are told apart")
{
    auto& world = usual_workspace();
    auto const answer = hazards(world);
    CHECK(world.truth.warnings_of_nothing.size() == 2);
    for (auto const& truth : world.truth.warnings_of_nothing) {
        auto const row = std::find_if(answer.warnings.begin(), answer.warnings.end(), [&](WarningRow const& one) { return one.id == truth.record.hex() + ":0"; });
        REQUIRE(row != answer.warnings.end());
        CHECK(std::string{warning_state_code(row->state)} == truth.state);
    }
}

TEST_CASE("hazards have the shape that the API promises")
{
    auto const json = nlohmann::json::parse(tree_json(hazards_tree(hazards(usual_workspace()), Kind::demo)));
    auto const shaped = http::check_shape(json, "Hazards");
    CHECK_MESSAGE(shaped, (shaped ? std::string{} : shaped.error().text()));
}
