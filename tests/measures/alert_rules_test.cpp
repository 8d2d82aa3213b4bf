// SPDX-License-Identifier: Apache-2.0
#include "measures/alert_rules.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

Day day(char const* iso) { return parse_day(iso).value(); }

AlertRule rule(AlertKind kind, double threshold, int weeks = 1)
{
    AlertRule rule;
    rule.id = "r";
    rule.disease = "meningitis";
    rule.kind = kind;
    rule.threshold = threshold;
    rule.weeks = weeks;
    rule.valid_from = day("2000-01-01");
    return rule;
}

std::vector<DiseaseWeek> weeks_from(char const* iso, std::vector<double> const& cases, std::optional<double> population = std::nullopt)
{
    std::vector<DiseaseWeek> weeks;
    for (std::size_t i = 0; i < cases.size(); ++i) weeks.push_back({day(iso) + std::chrono::days{7 * i}, cases[i] < 0 ? std::nullopt : std::optional<double>{cases[i]}, population, {}});
    return weeks;
}

std::size_t alerts(std::vector<AlertRule> const& rules, std::vector<DiseaseWeek> const& weeks) { return alerts_by_rule(rules, "meningitis", weeks, 0, weeks.size())->alerts.size(); }

}  // namespace

TEST_CASE("the meningitis threshold of a district of 50,000 falls from 5 to 3 per 100,000 on its day")
{
    auto old_rule = rule(AlertKind::rate, 5), new_rule = rule(AlertKind::rate, 3);
    old_rule.valid_until = new_rule.valid_from = day("2014-12-19");
    new_rule.cases_least = 2;
    // Two cases in 50,000 are 4 per 100,000.
    CHECK(alerts({old_rule, new_rule}, weeks_from("2014-12-15", {2}, 50'000)) == 0);
    CHECK(alerts({old_rule, new_rule}, weeks_from("2014-12-22", {2}, 50'000)) == 1);
    CHECK(alerts({old_rule, new_rule}, weeks_from("2014-12-22", {1}, 30'000)) == 0);
    CHECK(alerts({old_rule, new_rule}, weeks_from("2014-12-15", {3}, 50'000)) == 1);
}

TEST_CASE("a band of population takes its own rule, and without a population it says so")
{
    auto small = rule(AlertKind::count, 2);
    small.population_below = 30'000;
    CHECK(alerts({small}, weeks_from("2020-01-06", {2}, 29'999)) == 1);
    CHECK(alerts({small}, weeks_from("2020-01-06", {2}, 30'000)) == 0);
    auto const weeks = weeks_from("2020-01-06", {2});
    auto const answer = alerts_by_rule(std::vector{small}, "meningitis", weeks, 0, 1).value();
    CHECK(answer.alerts.empty());
    CHECK(answer.unjudged.at(0).reason == Unjudged::no_population);
}

TEST_CASE("cases that double from week to week speak in the third week, not from zero")
{
    auto const doubling = rule(AlertKind::doubling, 2, 3);
    auto const weeks = weeks_from("2020-01-06", {1, 2, 4, 7, 0, 3, 6});
    auto const answer = alerts_by_rule(std::vector{doubling}, "meningitis", weeks, 0, weeks.size()).value();
    REQUIRE(answer.alerts.size() == 1);
    CHECK(answer.alerts[0].week == 2);
    CHECK(answer.alerts[0].rules[0].value == 2);
}

TEST_CASE("malaria is held against the third quartile of the same week in five years")
{
    // Weeks 10 of 2015 to 2019: 20, 50, 30, 40, 10; the third quartile is 40.
    std::vector<DiseaseWeek> weeks;
    double const cases[] = {20, 50, 30, 40, 10};
    char const* const days[] = {"2015-03-02", "2016-03-07", "2017-03-06", "2018-03-05", "2019-03-04"};
    for (std::size_t i = 0; i < 5; ++i) weeks.push_back({day(days[i]), cases[i], {}, {}});
    weeks.push_back({day("2020-03-02"), 40, {}, {}});
    CHECK(EpiWeek::of(weeks.back().first_day).week == 10);
    auto const quartile = rule(AlertKind::quartile, 5);
    CHECK(alerts({quartile}, weeks) == 0);
    weeks.back().cases = 41;
    auto const answer = alerts_by_rule(std::vector{quartile}, "meningitis", weeks, 5, 6).value();
    CHECK(answer.alerts.at(0).rules.at(0).bound == 40);
    weeks.erase(weeks.begin() + 2);
    CHECK(alerts_by_rule(std::vector{quartile}, "meningitis", weeks, 4, 5)->unjudged.at(0).reason == Unjudged::no_earlier_years);
}

TEST_CASE("one signal a week holds all rules that spoke, an epidemic before an alert")
{
    auto alert = rule(AlertKind::any_case, 1), epidemic = rule(AlertKind::count, 5);
    epidemic.level = AlertLevel::epidemic;
    auto const weeks = weeks_from("2020-01-06", {6});
    auto const answer = alerts_by_rule(std::vector{alert, epidemic}, "meningitis", weeks, 0, 1).value();
    REQUIRE(answer.alerts.size() == 1);
    CHECK(answer.alerts[0].rules.at(0).rule == 1);
    CHECK(answer.alerts[0].rules.at(1).rule == 0);
}

TEST_CASE("a report that did not come is not zero: the rule is not judged")
{
    auto const month = rule(AlertKind::count, 5, 4);
    auto const weeks = weeks_from("2020-01-06", {2, -1, 2, 2, 2, 2});
    auto const answer = alerts_by_rule(std::vector{month}, "meningitis", weeks, 0, 6).value();
    // Weeks 4 and 5: 6 cases in three weeks are five already, whatever the missing one had; weeks 1 and 3 could be either.
    REQUIRE(answer.alerts.size() == 3);
    CHECK(answer.alerts[0].week == 3);
    CHECK(answer.alerts[0].rules.at(0).weeks_missing == 1);
    CHECK(answer.alerts[2].rules.at(0).weeks_missing == 0);
    CHECK(answer.unjudged.size() == 3);
}

TEST_CASE("a rule that counts confirmed cases reads those, and says where nobody counted them")
{
    auto confirmed = rule(AlertKind::count, 3);
    confirmed.counted = CountedCases::confirmed;
    auto weeks = weeks_from("2020-01-06", {9, 9, 9});
    weeks[1].confirmed = 2;
    weeks[2].confirmed = 3;
    auto const answer = alerts_by_rule(std::vector{confirmed}, "meningitis", weeks, 0, 3).value();
    REQUIRE(answer.alerts.size() == 1);
    CHECK(answer.alerts[0].week == 2);
    CHECK(answer.alerts[0].rules.at(0).value == 3);
    REQUIRE(answer.unjudged.size() == 1);
    CHECK(answer.unjudged[0].reason == Unjudged::no_confirmed);
    CHECK(parse_counted_cases("suspected").error().where == "counted");
}

TEST_CASE("weeks that do not rise, and impossible counts, are refused")
{
    auto const one = rule(AlertKind::any_case, 1);
    std::vector<DiseaseWeek> weeks{{day("2020-01-08"), 1.0, {}, {}}, {day("2020-01-06"), 1.0, {}, {}}};
    CHECK(alerts_by_rule(std::vector{one}, "meningitis", weeks, 0, 2).error().kind == Error::Kind::invalid);
    weeks.pop_back();
    weeks[0].population = 0;
    CHECK(alerts_by_rule(std::vector{one}, "meningitis", weeks, 0, 1).error().where == "week 1");
    CHECK(parse_alert_kind("often").error().where == "kind");
    CHECK(parse_alert_kind(alert_kind_code(AlertKind::doubling)).value() == AlertKind::doubling);
    CHECK(parse_alert_level(alert_level_code(AlertLevel::epidemic)).value() == AlertLevel::epidemic);
}
