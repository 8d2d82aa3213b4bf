// SPDX-License-Identifier: Apache-2.0
// The children whom the demo put into care, found again by the answer: how care ended, who is due, who is lost, which lines cannot be true.
#include "answers/nutrition.hpp"
#include "surfaces/http/schemas.hpp"
#include "surfaces/nutrition_tree.hpp"
#include "surfaces/tree_text.hpp"

#include "surfaces/demo_workspace.hpp"

#include <algorithm>

using namespace accalmie;
using namespace accalmie::test;

namespace {

Result<NutritionAnswer> try_nutrition(DemoWorkspace& world, Member const& viewer, NutritionQuestion const& question) { return answer_nutrition(world.workspace->facts(), {viewer, world.workspace->today()}, question); }

NutritionAnswer nutrition(DemoWorkspace& world, NutritionQuestion const& question = {})
{
    auto const answer = try_nutrition(world, world.workspace->owner(), question);
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}

std::int64_t of(std::map<std::string, std::uint64_t, std::less<>> const& counts, char const* name)
{
    auto const found = counts.find(name);
    return found == counts.end() ? 0 : static_cast<std::int64_t>(found->second);
}

void check_group(NutritionAnswer const& answer, CareGroup group, DemoTruth::Nutrition::Group const& truth)
{
    auto const found = std::find_if(answer.outcomes.begin(), answer.outcomes.end(), [group](NutritionOutcomes const& one) { return one.group == group; });
    REQUIRE(found != answer.outcomes.end());
    CHECK(found->admitted == static_cast<std::int64_t>(truth.admitted));
    CHECK(found->in_care == static_cast<std::int64_t>(truth.in_care));
    CHECK(found->cured.count == of(truth.exits, "cured"));
    CHECK(found->died.count == of(truth.exits, "died"));
    CHECK(found->defaulted.count == of(truth.exits, "defaulted"));
    CHECK(found->not_responded.count == of(truth.exits, "not_responded"));
    CHECK(found->transferred == of(truth.exits, "transferred"));
    CHECK(found->not_said == of(truth.exits, "not_said"));
    if (of(truth.exits, "cured") == 0) return;
    auto const cured = static_cast<double>(of(truth.exits, "cured"));
    CHECK(*found->stay_days_mean == doctest::Approx(static_cast<double>(truth.cured_days) / cured));
    CHECK(std::abs(*found->weight_gain_g_kg_day - static_cast<double>(truth.gain_thousandths_sum) / 1000 / cured) < 0.1);  // weights are written to 10 g
}

template <class Line>
std::vector<std::string> tokens(Listed<Line> const& listed)
{
    std::vector<std::string> all;
    for (auto const& one : listed.rows) all.push_back(one.token);
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<std::string> sorted(std::vector<std::string> all)
{
    std::sort(all.begin(), all.end());
    return all;
}

void check_cercles(DemoWorkspace& world)
{
    REQUIRE(world.truth.nutrition.size() == 4);
    for (auto const& truth : world.truth.nutrition) {
        CAPTURE(truth.place);
        auto const answer = nutrition(world, {.place = truth.place});
        check_group(answer, CareGroup::severe, truth.severe);
        check_group(answer, CareGroup::moderate, truth.moderate);
        CHECK(answer.screening.children == static_cast<std::int64_t>(truth.screened));
        CHECK(tokens(answer.queue->due) == sorted(truth.due));
        CHECK(tokens(answer.queue->lost) == sorted(truth.lost));
        CHECK(tokens(answer.queue->not_admitted) == sorted(truth.not_admitted));
        CHECK(answer.queue->too_long.rows.empty());
        CHECK(answer.inconsistent.size() == truth.mistakes.size());
        for (auto const& [problem, count] : answer.inconsistent) CHECK(count == of(truth.mistakes, std::string{care_problem_code(problem)}.c_str()));
    }
}

}  // namespace

TEST_CASE("the demo's children in care are found as they were planted, cercle by cercle") { check_cercles(usual_workspace()); }

TEST_CASE("other seeds bring other children, and theirs are found too")
{
    for (auto const seed : {3U, 9U}) {
        DemoWorkspace world{seed};
        CAPTURE(seed);
        check_cercles(world);
    }
}

TEST_CASE("the answer has the shape that the API promises, for who sees the children and for who does not")
{
    auto& world = usual_workspace();
    auto lead = world.workspace->owner();
    lead.role = Role::lead, lead.places = {"*"}, lead.from = *parse_day("2020-01-01"), lead.until = *parse_day("2030-01-01");
    auto const guarded = try_nutrition(world, lead, {});
    REQUIRE_MESSAGE(guarded, (guarded ? std::string{} : guarded.error().text()));
    CHECK_FALSE(guarded->queue);
    for (auto const& answer : {nutrition(world), *guarded}) {
        auto const text = tree_json(nutrition_tree(answer, Kind::demo));
        auto const shaped = http::check_shape(nlohmann::json::parse(text), "Nutrition");
        CHECK_MESSAGE(shaped, (shaped ? std::string{} : shaped.error().text()));
        CHECK((text.find("E1-0") == std::string::npos) == !answer.queue);  // tokens leave with the queue alone
    }
}
