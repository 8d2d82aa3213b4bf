// SPDX-License-Identifier: Apache-2.0
#include "answers/plan.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

PlanFields enough()
{
    return {{"name", "calm-2021"}, {"sentence", "Violent events fell."}, {"places", "ML0101"}, {"first_day", "2021-01-01"}, {"last_day", "2021-07-31"}};
}

/// Three incidents a month in the west from 2017 to 2020; a plan may be said at any point of the journal.
struct PlanWorld : AnswerWorld {
    RecordId plan(std::map<std::string, Value, std::less<>> more = {}, std::optional<RecordAddress> replaces = {})
    {
        more.insert({"name", std::string{"calm-2021"}});
        more.insert({"sentence", std::string{"Violent events fell."}});
        more.insert({"places", std::string{"ML0101"}});
        more.insert({"first_day", *parse_day("2021-01-01")});
        more.insert({"last_day", *parse_day("2021-07-31")});
        return say(awa, "evaluation_plan", more, replaces);
    }
    void years(int from, int to, std::int64_t a_month)
    {
        covers("ucdp", std::to_string(from) + "-01-01", std::to_string(to) + "-12-31");
        for (Month month = Month::of(from, 1); month <= Month::of(to, 12); month = month + 1)
            for (std::int64_t i = 0; i < a_month; ++i) happened("ucdp", to_iso(month.first_day()), 14.5, -5.5, 4, i == 0 ? "one_sided" : "state_based");
    }
    PlanAnswer run(std::string_view name = "calm-2021") { return good(answer_plan(facts(), asked_on("2023-06-01"), name)); }
};

}  // namespace

TEST_CASE("a plan needs a name, a sentence, places and whole months, and says which field is wrong")
{
    auto const wrong = [](std::string const& field, std::string const& text) {
        auto fields = enough();
        if (text.empty()) fields.erase(field);
        else fields[field] = text;
        auto const plan = parse_plan(fields);
        return plan ? std::string{"right"} : plan.error().where;
    };
    CHECK(wrong("basis", "they asked for it") == "right");
    for (auto const* const name : {"name", "sentence", "places", "first_day", "last_day"}) CHECK(wrong(name, "") == name);
    CHECK(wrong("name", "two words") == "name");
    CHECK(wrong("first_day", "2021-01-02") == "first_day");
    CHECK(wrong("last_day", "2021-07-30") == "last_day");
    CHECK(wrong("last_day", "2020-07-31") == "last_day");
    CHECK(wrong("window_months", "8") == "window_months");
    CHECK(wrong("baselines", "last_week") == "baselines");
    CHECK(wrong("baselines", "same_season:0") == "baselines");
    CHECK(wrong("baselines", "whole_before:3") == "baselines");
    CHECK(wrong("areas", "25miles") == "areas");
    CHECK(wrong("precision", "village") == "precision");
    CHECK(wrong("estimators", "magic") == "estimators");
    CHECK(wrong("level", "1.5") == "level");
    CHECK(wrong("permutations", "99.5") == "permutations");
    CHECK(wrong("rank_by", "luck") == "rank_by");
}

TEST_CASE("the first of several choices is the main one")
{
    auto fields = enough();
    fields["baselines"] = "just_before:12 same_season:2";
    fields["kinds"] = "one_sided non_state; all";
    fields["sources"] = "ucdp acled";
    fields["window_months"] = "3";
    fields["smallest_fall_percent"] = "30";
    auto const plan = *parse_plan(fields);
    CHECK(plan.baselines.size() == 2);
    CHECK(plan.baselines[0].months == 12);
    CHECK(plan.baselines[1].years == 2);
    CHECK(plan.kinds == std::vector<std::string>{"one_sided non_state", "all"});
    CHECK(plan.window_searched);
    CHECK(plan.smallest_fall_percent == 30);
    auto const question = question_of(plan);
    CHECK(question.baseline == Baseline::just_before);
    CHECK(question.kinds == "one_sided non_state");
    CHECK(question.months == 3);
    CHECK(question.claim.source == "ucdp");
    CHECK_FALSE(parse_plan(enough())->window_searched);
    CHECK(parse_plan(enough())->window_months == 7);
}

TEST_CASE("a plan that came before its data says so, one that came after says that too")
{
    PlanWorld before;
    before.plan();
    before.years(2017, 2021, 3);
    auto answer = before.run();
    CHECK(answer.standing.registered == Registered::before_all_data);
    REQUIRE(answer.standing.sources.size() == 1);
    CHECK(answer.standing.sources[0].rows == 180);
    CHECK(answer.standing.against_window == AgainstWindow::before_it);  // the journal's clock begins in September 2020
    CHECK(answer.change.open_data[0].found.placements.size() == 1);

    PlanWorld between;
    between.years(2017, 2020, 3);
    between.plan();
    between.years(2021, 2021, 0);
    CHECK(between.run().standing.registered == Registered::before_window_data);
    between.happened("ucdp", "2021-03-01", 14.5, -5.5);
    CHECK(between.run().standing.registered == Registered::before_window_data);

    PlanWorld after;
    after.years(2017, 2021, 3);
    after.plan();
    CHECK(after.run().standing.registered == Registered::after_window_data);

    PlanWorld none;
    none.plan();
    CHECK(none.run().standing.registered == Registered::no_data);
}

TEST_CASE("what was changed since is listed, and the version that counts is run")
{
    PlanWorld world;
    auto const first = world.plan({{"window_months", std::int64_t{7}}, {"basis", std::string{"asked for"}}});
    world.years(2017, 2021, 3);
    world.plan({{"window_months", std::int64_t{3}}}, RecordAddress{first, 0});
    auto answer = world.run();
    REQUIRE(answer.history.versions.size() == 2);
    CHECK(answer.history.runs == 1);
    REQUIRE(answer.history.versions[1].changed.size() == 2);
    CHECK(answer.history.versions[1].changed[0].field == "basis");
    CHECK(answer.history.versions[1].changed[0].after == "");
    CHECK(answer.history.versions[1].changed[1].field == "window_months");
    CHECK(answer.history.versions[1].changed[1].before == "7");
    CHECK(answer.standing.registered == Registered::after_window_data);  // what runs was written with the data in view
    CHECK(answer.standing.first_received < answer.standing.received);
    CHECK(answer.change.open_data[0].found.placements.size() == 5);
    auto const original = world.run(answer.history.versions[0].address);
    CHECK(original.history.runs == 0);
    CHECK(original.standing.registered == Registered::before_all_data);
}

TEST_CASE("two plans of one name must be told apart by their address, and one that is not there is missing")
{
    PlanWorld world;
    world.years(2017, 2021, 1);
    auto const one = world.plan();
    world.plan();
    CHECK(answer_plan(world.facts(), asked_on("2023-06-01"), "calm-2021").error().kind == Error::Kind::conflict);
    CHECK(world.run(one.hex()).history.runs == 0);
    CHECK(answer_plan(world.facts(), asked_on("2023-06-01"), "other").error().kind == Error::Kind::missing);
    CHECK(good(answer_plans(world.facts(), asked_on("2023-06-01"))).size() == 2);
}

TEST_CASE("only the kinds and sources that the plan names are counted, and a source without such kinds cannot say")
{
    PlanWorld world;
    world.years(2017, 2021, 3);
    world.covers("press", "2017-01-01", "2021-12-31", "ML", "robbery");
    world.plan({{"kinds", std::string{"one_sided"}}, {"sources", std::string{"ucdp press"}}});
    auto const answer = world.run();
    REQUIRE(answer.change.open_data.size() == 2);
    CHECK(!answer.change.open_data[0].covered);  // press: robberies only
    CHECK(answer.change.open_data[1].found.placements[0].observed == 7);
    CHECK(answer.change.open_data[1].found.placements[0].baseline_events == 21);
    world.plan({{"name", std::string{"all"}}, {"sources", std::string{"ucdp"}}});
    auto const all = world.run("all");
    REQUIRE(all.change.open_data.size() == 1);
    CHECK(all.change.open_data[0].found.placements[0].observed == 21);
}
