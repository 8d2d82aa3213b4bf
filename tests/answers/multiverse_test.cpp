// SPDX-License-Identifier: Apache-2.0
#include "answers/multiverse.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

/// Two incidents a month in the west and in the east from 2012 to 2021, none in the west from March to September 2021. ACLED ends in 2018.
struct QuietWorld : AnswerWorld {
    QuietWorld()
    {
        covers("ucdp", "2012-01-01", "2021-12-31");
        covers("acled", "2012-01-01", "2018-12-31");
        std::vector<std::map<std::string, Value, std::less<>>> rows;
        for (Month month = Month::of(2012, 1); month <= Month::of(2021, 12); month = month + 1) {
            auto const day = to_iso(month.first_day() + std::chrono::days{9});
            bool const quiet = month >= Month::of(2021, 3) && month <= Month::of(2021, 9);
            for (auto const* const kind : {"one_sided", "state_based"}) {
                if (!quiet) rows.push_back(event("ucdp", day, 14.5, -5.5, 4, kind));
                rows.push_back(event("ucdp", day, 14.5, -4.5, 4, kind));
            }
            if (month == Month::of(2021, 5)) rows.push_back(event("ucdp", day, 14.5, -5.5, 1, "one_sided"));  // known to the region only
        }
        for (std::size_t first = 0; first < rows.size(); first += 400)
            say_batch(awa, "incident", {rows.begin() + static_cast<std::ptrdiff_t>(first), rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), first + 400))});
    }
    MultiverseAnswer crossed(PlanFields more = {})
    {
        more.insert({{"name", "quiet"}, {"sentence", "It was quiet."}, {"places", "ML0101"}, {"first_day", "2021-03-01"}, {"last_day", "2021-09-30"}, {"pool", "neighbours"}, {"permutations", "199"}});
        return good(answer_multiverse(facts(), asked_on("2022-06-01"), good(parse_plan(more))));
    }
    static Specification const& with(MultiverseAnswer const& answer, ChoiceOf choice, std::string_view value)
    {
        auto const at = static_cast<std::size_t>(choice);
        for (auto const& one : answer.found.specifications)
            if (answer.values[at][one.choice[at]] == value) return one;
        FAIL("no such specification");
        return answer.found.specifications.front();
    }
};

}  // namespace

TEST_CASE("a plan's choices become specifications, its places and pools the units")
{
    QuietWorld world;
    auto const answer = world.crossed({{"kinds", "all; one_sided"}, {"precision", "place any"}, {"estimators", "rate_ratio ratio_of_ratios"}, {"baselines", "same_season:3 just_before:12"}});
    CHECK(answer.treated == 1);
    REQUIRE(answer.units.size() == 2);
    CHECK(answer.units[1].name == "Levant");
    CHECK(answer.found.crossed == 2 * 2 * 2 * 2);
    CHECK(answer.found.answered == 16);
    auto const& main = answer.found.specifications.front();
    CHECK(main.events_during == 0);
    CHECK(main.events_before == 42);
    CHECK(main.estimate == 0.0);
    CHECK(QuietWorld::with(answer, ChoiceOf::precision, "any").events_during == 1);
    CHECK(QuietWorld::with(answer, ChoiceOf::kinds, "one_sided").events_before == 21);
    CHECK(QuietWorld::with(answer, ChoiceOf::estimator, "ratio_of_ratios").pool_during == 14);
    CHECK(answer.found.curve_tests.mean_z_p < 0.05);
    CHECK(answer.found.verdict == Verdict::supported);
}

TEST_CASE("a source that ends before the window is left out and said, and without another nothing can be said")
{
    QuietWorld world;
    auto answer = world.crossed();
    REQUIRE(answer.left_out.size() == 1);
    CHECK(answer.left_out[0].choice == "source");
    CHECK(answer.left_out[0].value == "acled");
    CHECK(answer.values[static_cast<std::size_t>(ChoiceOf::source)] == std::vector<std::string>{"ucdp"});
    answer = world.crossed({{"sources", "acled"}});
    CHECK(answer.found.verdict == Verdict::cannot_be_said);
    CHECK(answer.found.specifications.empty());
}

TEST_CASE("an area that cannot be drawn, and a pool without a place, are left out and said")
{
    QuietWorld world;
    auto const answer = world.crossed({{"areas", "place 25km"}, {"pool", "neighbours; ML0101"}});
    std::vector<std::string> left_out;
    for (auto const& one : answer.left_out) left_out.push_back(one.choice + " " + one.value);
    CHECK(left_out == std::vector<std::string>{"source acled", "pool ML0101", "area 25km"});  // the made places have no centre
    CHECK(world.crossed({{"communes", "ML010101"}}).values[static_cast<std::size_t>(ChoiceOf::area)] == std::vector<std::string>{"place", "communes"});
}

TEST_CASE("edges move the window, and one shorter than its months is searched")
{
    QuietWorld world;
    auto const moved = world.crossed({{"edge_months", "1"}});
    CHECK(moved.input.windows.size() == 9);
    CHECK(moved.input.windows[0].name == "2021-03 to 2021-09");
    CHECK(moved.input.windows[0].firsts == std::vector{Month::of(2021, 3)});
    auto const searched = world.crossed({{"first_day", "2021-01-01"}, {"last_day", "2021-12-31"}, {"window_months", "7"}});
    REQUIRE(searched.input.windows.size() == 1);
    CHECK(searched.input.windows[0].firsts.size() == 6);
    CHECK(searched.found.specifications[0].first == Month::of(2021, 3));
    CHECK(searched.found.specifications[0].placements == 6);
}

TEST_CASE("models that the plan names are fitted on a sample, which is stated")
{
    QuietWorld world;
    auto const answer = world.crossed({{"estimators", "rate_ratio difference_in_differences"}});
    REQUIRE(answer.modelled);
    CHECK(answer.modelled->crossed == 1);
    CHECK(answer.models == std::vector{ModelEstimator::difference_in_differences});
    CHECK(!world.crossed().modelled);
}

TEST_CASE("a synthetic model without enough places is refused with the reason, and its path says so; without a pool it is left out")
{
    QuietWorld world;
    auto const answer = world.crossed({{"estimators", "rate_ratio synthetic_control synthetic_did"}});
    CHECK(answer.models == std::vector{ModelEstimator::synthetic_control, ModelEstimator::synthetic_did});
    REQUIRE(answer.modelled);
    REQUIRE(answer.modelled->paths.size() == 2);
    CHECK(answer.modelled->paths[1].model == ModelEstimator::synthetic_did);
    CHECK(answer.modelled->paths[0].found.refusal == "pool_too_small");
    for (auto const& one : answer.modelled->specifications) CHECK(one.model_refusal == "pool_too_small");
    CHECK(answer.modelled->answered == 0);
}

TEST_CASE("who may not see incidents gets no multiverse")
{
    QuietWorld world;
    auto plan = good(parse_plan({{"name", "quiet"}, {"sentence", "It was quiet."}, {"places", "ML0101"}, {"first_day", "2021-03-01"}, {"last_day", "2021-09-30"}}));
    auto asking = asked_on("2022-06-01", Role::donor);
    asking.viewer.until = *parse_day("2021-01-01");
    CHECK(answer_multiverse(world.facts(), asking, plan).error().kind == Error::Kind::denied);
}
