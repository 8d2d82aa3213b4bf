// SPDX-License-Identifier: Apache-2.0
#include "answers/watch.hpp"

#include "made_world.hpp"

#include <algorithm>

using namespace accalmie;
using namespace accalmie::test;

namespace {

std::string const village = "ML01010101", monday = "2022-03-07";

/// Weeks of a village, the last in the week of 7 March 2022; a negative count: no report.
struct WatchWorld : AnswerWorld {
    void weeks(std::string const& disease, std::vector<int> const& cases, std::string const& species = "human", std::string const& reporter = {}, std::string const& place = village)
    {
        for (std::size_t i = 0; i < cases.size(); ++i) {
            if (cases[i] < 0) continue;
            Day const first = day(monday) - std::chrono::days{7 * (cases.size() - 1 - i)};
            report(disease, first, cases[i], species, first + std::chrono::days{8}, reporter, place);
        }
    }
    void report(std::string const& disease, Day first, int cases, std::string const& species, std::optional<Day> received, std::string const& reporter = {}, std::string const& place = village)
    {
        std::map<std::string, Value, std::less<>> fields{{"place", at_version(place)}, {"first_day", first}, {"disease", disease}, {"species", species}, {"age_band", std::string{"all"}}, {"cases", std::int64_t{cases}}};
        if (received) fields["received_on"] = *received;
        if (!reporter.empty()) fields["facility"] = reporter;
        say(awa, "disease_count", fields);
    }
    static Day day(std::string const& iso) { return *parse_day(iso); }
    WatchAnswer watch(WatchQuestion const& question = {}, Asking const& asking = asked_on("2022-03-16")) { return good(answer_watch(facts(), asking, question)); }
};

AlertSignal const* of_place(WatchAnswer const& answer, std::string const& code, std::string const& subject)
{
    auto const found = std::find_if(answer.signals.begin(), answer.signals.end(), [&](AlertSignal const& one) { return one.area.code == code && one.subject == subject; });
    return found == answer.signals.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("several rules over weeks that follow each other are one signal, with its data, its rules and what to do")
{
    WatchWorld world;
    world.weeks("cholera", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 3});
    auto const answer = world.watch();
    auto const* const signal = of_place(answer, village, "cholera");
    REQUIRE(signal != nullptr);
    CHECK(signal->key == "disease/cholera/human/ML01010101/2022-W07");
    CHECK(to_iso(signal->first_week) == "2022-02-14");
    CHECK(to_iso(signal->last_week) == monday);
    REQUIRE(signal->rules.size() >= 2);
    CHECK(signal->rules[0].rule == "cholera-2010-any-case");
    CHECK(signal->rules[0].value == 3);
    CHECK_FALSE(signal->rules[0].checked);
    CHECK(signal->rules[1].rule == "cholera-2017-alert-cluster");
    CHECK(signal->rules[1].checked);
    CHECK(to_iso(signal->rules[1].first_week) == "2022-02-28");
    CHECK(signal->rules[0].todo.fr.find("réhydrater") != std::string::npos);
    CHECK(signal->weeks.back().cases == 3);
    CHECK(signal->weeks.back().spoke);
    CHECK(signal->method_code == "ears_c2");
    // The cercle around has the same signal; the village's lies inside it.
    auto const* const around = of_place(answer, "ML0101", "cholera");
    REQUIRE(around != nullptr);
    CHECK(signal->inside == around->key);
    CHECK(answer.signals.size() == 2);
}

TEST_CASE("two silent weeks end a signal, weeks without a report do not")
{
    WatchWorld world;
    world.weeks("cholera", {1, 0, 0, 1, -1, -1, 1, 0, 1});
    auto const answer = world.watch();
    auto const* const signal = of_place(answer, village, "cholera");
    REQUIRE(signal != nullptr);
    CHECK(to_iso(signal->first_week) == "2022-01-31");
    CHECK_FALSE(signal->weeks[signal->weeks.size() - 4].cases.has_value());
    CHECK(std::count_if(answer.signals.begin(), answer.signals.end(), [](AlertSignal const& one) { return one.area.code == village; }) == 1);
}

TEST_CASE("no report is not zero: it is told as missing, and the cercle's week says how many reports it lacks")
{
    WatchWorld world;
    auto const other = world.say(world.awa, "facility", {{"code", std::string{"F2"}}, {"name", std::string{"F2"}}, {"kind", std::string{"cscom"}}, {"source", std::string{"made"}}}).hex();
    world.weeks("cholera", {0, 0, 0, 0, 0, 2});
    world.weeks("cholera", {0, 0, 0, 0, 0, -1}, "human", other);
    auto const answer = world.watch();
    auto const* const signal = of_place(answer, "ML0101", "cholera");
    REQUIRE(signal != nullptr);
    CHECK(signal->weeks.back().reports == 1);
    CHECK(signal->weeks.back().reports_expected == 2);
    CHECK(signal->weeks.front().reports == 2);
}

TEST_CASE("years of reports bring Farrington, and an animal's outbreak is a signal without any rule")
{
    WatchWorld world;
    std::vector<int> cases;
    for (int week = 0; week < 180; ++week) cases.push_back(2 + week % 3);
    cases.back() = 25;
    world.weeks("peste_des_petits_ruminants", cases, "small_ruminant");
    auto const answer = world.watch();
    auto const* const signal = of_place(answer, village, "peste_des_petits_ruminants");
    REQUIRE(signal != nullptr);
    CHECK(signal->method_code == "farrington_flexible");
    CHECK(signal->method.en.find("3 years") != std::string::npos);
    REQUIRE(signal->rules.size() == 1);
    CHECK(signal->rules[0].rule.starts_with("farrington-flexible b=3"));
    CHECK(signal->rules[0].value > *signal->rules[0].bound);
}

TEST_CASE("what arrived after the day asked about is not looked at; a report that is due is taken to be like the latest ones of its reporter")
{
    WatchWorld world;
    for (int week = 0; week < 30; ++week) {
        Day const first = WatchWorld::day(monday) - std::chrono::days{7 * (29 - week)};
        world.report("malaria", first, week == 29 ? 90 : 10, "human", first + std::chrono::days{8});
        if (week < 29) world.report("malaria", first, 7 + week % 2, "human", first + std::chrono::days{8}, {}, "ML010101");
    }
    world.report("cholera", WatchWorld::day(monday), 1, "human", WatchWorld::day("2022-03-15"));
    REQUIRE(of_place(world.watch(), "ML0101", "cholera") != nullptr);
    WatchQuestion before;
    before.known_on = WatchWorld::day("2022-03-14");
    CHECK(of_place(world.watch(before), "ML0101", "cholera") == nullptr);
    auto const answer = world.watch();
    auto const* const malaria = of_place(answer, "ML0101", "malaria");
    REQUIRE(malaria != nullptr);
    auto const& newest = malaria->weeks.back();
    CHECK(newest.cases == 90);
    CHECK(newest.reports == 1);
    CHECK(newest.reports_expected == 2);
    // Its latest eight reports: four of 7 and four of 8, mean 7.5; the variance is at least the mean's: 1.96 x root of 7.5 x 9/8 is 5.7.
    CHECK(newest.likely == 98);
    CHECK(newest.likely_lower == 91);
    CHECK(newest.likely_upper == 104);
    CHECK_FALSE(malaria->weeks[malaria->weeks.size() - 2].likely.has_value());
}

TEST_CASE("with many reporters the cases that are still to come are estimated from their delays, with an interval")
{
    WatchWorld world;
    std::vector<std::string> facilities;
    for (int i = 0; i < 12; ++i)
        facilities.push_back(world.say(world.awa, "facility", {{"code", "F" + std::to_string(i)}, {"name", "F" + std::to_string(i)}, {"kind", std::string{"cscom"}}, {"source", std::string{"made"}}}).hex());
    // Half of them report in the week after, half two weeks later.
    for (int week = 0; week < 20; ++week)
        for (int i = 0; i < 12; ++i) {
            Day const first = WatchWorld::day(monday) - std::chrono::days{7 * (19 - week)}, received = first + std::chrono::days{i % 2 == 0 ? 8 : 22};
            if (received <= WatchWorld::day("2022-03-16")) world.report("malaria", first, week == 19 ? 30 : 4, "human", received, facilities[static_cast<std::size_t>(i)]);
        }
    auto const answer = world.watch();
    auto const* const malaria = of_place(answer, "ML0101", "malaria");
    REQUIRE(malaria != nullptr);
    auto const& newest = malaria->weeks.back();
    CHECK(newest.cases == 180);
    REQUIRE(newest.likely.has_value());
    CHECK(*newest.likely == doctest::Approx(360).epsilon(0.1));
    CHECK(*newest.likely_lower > 250);
    CHECK(*newest.likely_upper < 500);
    CHECK(malaria->late.en.find("delays") != std::string::npos);
}

TEST_CASE("a signal that was recorded keeps its first name, and shows who has seen it")
{
    WatchWorld world;
    world.weeks("cholera", {0, 0, 0, 0, 1, 2, 2});
    auto const found = world.watch();
    auto const key = of_place(found, village, "cholera")->key;
    auto const earlier = std::string{"disease/cholera/human/ML01010101/2022-W08"};
    CHECK(key == earlier);
    world.say(world.awa, "alert", {{"signal", key}, {"about", std::string{"disease"}}, {"place", at_version(village)}, {"first_day", WatchWorld::day("2022-02-21")}, {"level", std::string{"alert"}}, {"rule", std::string{"r"}}, {"raised_on", WatchWorld::day("2022-03-01")}});
    world.say(world.awa, "alert_step", {{"signal", key}, {"place", at_version(village)}, {"step", std::string{"seen"}}, {"day", WatchWorld::day("2022-03-02")}, {"role", std::string{"nurse"}}, {"note", std::string{"vu au registre"}}});
    // A late report moves the beginning of the signal a week back: it is still the same one.
    world.report("cholera", WatchWorld::day("2022-02-14"), 1, "human", WatchWorld::day("2022-03-15"));
    auto const answer = world.watch();
    auto const* const signal = of_place(answer, village, "cholera");
    REQUIRE(signal != nullptr);
    CHECK(signal->key == earlier);
    CHECK(to_iso(*signal->recorded_on) == "2022-03-01");
    CHECK(signal->state == AlertState::seen);
    REQUIRE(signal->steps.size() == 1);
    CHECK(signal->steps[0].note == "vu au registre");
    CHECK(answer.earlier.empty());
}

TEST_CASE("a recorded alert that is quiet now stays in the list until somebody closes or dismisses it")
{
    WatchWorld world;
    world.weeks("cholera", {0, 0, 0});
    std::string const key = "disease/cholera/human/ML01010101/2021-W40";
    world.say(world.awa, "alert", {{"signal", key}, {"about", std::string{"disease"}}, {"place", at_version(village)}, {"first_day", WatchWorld::day("2021-10-04")}, {"level", std::string{"epidemic"}}, {"rule", std::string{"r"}}, {"raised_on", WatchWorld::day("2021-10-12")}});
    auto const answer = world.watch();
    REQUIRE(answer.earlier.size() == 1);
    CHECK(answer.earlier[0].key == key);
    CHECK(answer.earlier[0].area.name == "Sokoura-Test");
    world.say(world.awa, "alert_step", {{"signal", key}, {"place", at_version(village)}, {"step", std::string{"closed"}}, {"day", WatchWorld::day("2022-03-02")}, {"role", std::string{"nurse"}}});
    CHECK(world.watch().earlier.empty());
}

TEST_CASE("those who may not see counts as they are get none, and a district sees its own places only")
{
    WatchWorld world;
    world.weeks("cholera", {0, 0, 0, 2});
    auto const donor = world.watch({}, asked_on("2022-03-16", Role::donor));
    CHECK(donor.signals.empty());
    CHECK(donor.not_shown == std::vector<std::string>{"disease", "nutrition", "report"});
    CHECK(world.watch({}, asked_on("2022-03-16", Role::district_health, {"ML0101"})).signals.size() == 2);
    CHECK(world.watch({}, asked_on("2022-03-16", Role::district_health, {"ML0102"})).signals.empty());
    WatchQuestion elsewhere;
    elsewhere.place = "ML0102";
    CHECK(world.watch(elsewhere).signals.empty());
}

TEST_CASE("a week is written by its number or by a day of it")
{
    CHECK(to_iso(*parse_week("2022-W10")) == monday);
    CHECK(to_iso(*parse_week("2022-03-09")) == "2022-03-09");
    CHECK(to_iso(*parse_week("2020-W53")) == "2020-12-28");
    CHECK(parse_week("2021-W53").error().where == "week");
    CHECK(parse_week("2021-Wxx").error().where == "week");
    WatchWorld world;
    WatchQuestion future;
    future.week = *parse_week("2022-W20");
    CHECK(answer_watch(world.facts(), asked_on("2022-03-16"), future).error().where == "week");
}
