// SPDX-License-Identifier: Apache-2.0
// tests/answers/method_surveillance_test.cpp: the published alarms through the methods that a stranger runs, and what they refuse.
#include "answers/alert_rule_table.hpp"
#include "answers/method.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

using namespace accalmie;

namespace {

MethodTable read(std::string const& name)
{
    MethodTable table;
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/stats/outbreak/" + name};
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::istringstream stream{line};
        for (std::string cell; std::getline(stream, cell, ',');) {
            if (cell.size() > 1 && cell.front() == '"') cell = cell.substr(1, cell.size() - 2);
            cells.push_back(cell);
        }
        if (table.columns.empty()) table.columns = cells;
        else table.rows.push_back(cells);
    }
    return table;
}

double number(Tree const* tree)
{
    if (tree == nullptr || tree->is_nothing()) return std::nan("");
    if (auto const* const value = std::get_if<double>(&tree->held())) return *value;
    if (auto const* const flag = std::get_if<bool>(&tree->held())) return *flag ? 1 : 0;
    return static_cast<double>(std::get<std::int64_t>(tree->held()));
}

struct Published {
    std::string method, file;
    MethodOptions options;
    double alarms;
};

std::vector<Published> const published{
    {"farrington", "farrington1996_b4w3_a0.01", {{"b", "4"}, {"alpha", "0.01"}, {"first", "261"}}, 5},
    {"farrington-flexible", "farringtonFlexible_delta_np1_w1_a0.05", {{"b", "4"}, {"weights-threshold", "1"}, {"first", "261"}}, 13},
    {"farrington-flexible",
     "farringtonFlexible_nbPlugin_np10_w2.58_a0.01",
     {{"b", "4"}, {"no-periods", "10"}, {"alpha", "0.01"}, {"past-weeks-not-included", "26"}, {"p-threshold-trend", "1"}, {"threshold-method", "nbPlugin"}, {"first", "261"}},
     3},
    {"farrington-flexible",
     "farringtonFlexible_muan_np10_w2.58_a0.01",
     {{"b", "4"}, {"no-periods", "10"}, {"alpha", "0.01"}, {"past-weeks-not-included", "26"}, {"p-threshold-trend", "1"}, {"threshold-method", "muan"}, {"first", "261"}},
     -1},
    {"farrington-flexible", "farringtonFlexible_doc_control1", {{"b", "4"}, {"weights-threshold", "1"}, {"alpha", "0.1"}, {"first", "282"}}, 11},
    {"farrington-flexible", "farringtonFlexible_doc_control2", {{"b", "4"}, {"no-periods", "10"}, {"alpha", "0.1"}, {"past-weeks-not-included", "26"}, {"p-threshold-trend", "1"}, {"first", "282"}}, 6},
    {"cusum", "cusum_k1.04_h2.26", {{"first", "261"}}, 12},
    {"bayes-alarm", "bayes_b3w6_a0.05", {{"b", "3"}, {"first", "261"}}, -1},
    {"bayes-alarm", "rki_b2w4", {{"rule", "rki"}, {"act-y", "true"}, {"first", "261"}}, -1},
};

void check_row(MethodTable const& expected, std::size_t row, Tree const& week)
{
    static std::map<std::string, std::string> const members{{"upperbound", "upperbound"}, {"alarm", "alarm"}, {"expected", "expected"}, {"score", "score"}, {"mu0Vector", "mu0"}, {"phiVector", "phi"}, {"trend", "trend"}};
    for (std::size_t column = 0; column < expected.columns.size(); ++column) {
        auto const member = members.find(expected.columns[column]);
        if (member == members.end()) continue;
        CAPTURE(member->first);
        auto const& cell = expected.rows[row][column];
        double const got = number(week.find(member->second));
        if (cell == "NA") CHECK((std::isnan(got) || got == 0));
        else CHECK(got == doctest::Approx(std::stod(cell)).epsilon(1e-10));
    }
}

}  // namespace

TEST_CASE("every published bound, alarm, score and dispersion of salmonella_agona comes out of the methods")
{
    auto const series = read("salmonella_agona.csv");
    if (series.rows.empty()) {
        MESSAGE("skipped: ../shared/data/stats/outbreak is not there");
        return;
    }
    for (auto const& one : published) {
        CAPTURE(one.file);
        auto const expected = read("salmonella_agona__" + one.file + ".csv");
        auto const result = run_method(one.method, series, one.options);
        REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
        auto const& weeks = std::get<Tree::List>(result->find("weeks")->held());
        REQUIRE(weeks.size() == expected.rows.size());
        for (std::size_t row = 0; row < weeks.size(); ++row) {
            CAPTURE(row);
            check_row(expected, row, weeks[row]);
        }
        if (one.alarms >= 0) CHECK(number(result->find("alarms")) == one.alarms);
    }
}

TEST_CASE("what the surveillance methods cannot read is refused with its place")
{
    MethodTable table{{"observed"}, {{"3"}, {"x"}, {"4"}}};
    CHECK(run_method("ears", table, {}).error().where == "row 3: observed");
    table.rows[1] = {"-1"};
    CHECK(run_method("ears", table, {}).error().where == "row 3: observed");
    table.rows[1] = {"2"};
    CHECK(run_method("ears", table, {}).error().kind == Error::Kind::missing);
    CHECK(run_method("ears", table, {{"method", "C4"}}).error().where == "option method");
    CHECK(run_method("farrington", table, {{"limit54", "5"}}).error().where == "option limit54");
    CHECK(run_method("farrington-flexible", table, {{"population-offset", "true"}}).error().where == "option population-offset");
    CHECK(run_method("farrington-flexible", table, {{"threshold-method", "best"}}).error().where == "option threshold-method");
    CHECK(run_method("cusum", table, {{"last", "9"}}).error().where == "option last");
    MethodTable const dates{{"event", "report"}, {{"2021-03-01", "2021-03-02"}, {"2021-03-01", "yesterday"}}};
    CHECK(run_method("nowcast", dates, {}).error().where == "row 3: report");
}

TEST_CASE("an epoch that is a number only names its row, as R writes it; rules with dates refuse it")
{
    MethodTable table{{"observed", "epoch"}, {}};
    for (int i = 1; i <= 12; ++i) table.rows.push_back({std::to_string(i % 4), std::to_string(i)});
    auto const answer = run_method("ears", table, {});
    REQUIRE(answer);
    CHECK(std::get<std::string>(std::get<Tree::List>(answer->find("weeks")->held()).at(0).find("time")->held()) == "8");
    CHECK(run_method("alert-rules", table, {{"disease", "cholera"}}).error().where == "row 2: epoch");
}

TEST_CASE("weeks and months of a nowcast begin on Mondays and on the first")
{
    MethodTable table{{"event", "report"}, {}};
    for (auto const* const event : {"2021-03-03", "2021-03-11", "2021-03-17", "2021-03-23"}) table.rows.push_back({event, "2021-03-25"});
    table.rows.push_back({"2021-03-24", "2021-03-16"});
    table.rows.push_back({"NA", "2021-03-16"});
    auto const weeks = run_method("nowcast", table, {{"unit", "week"}, {"max-delay", "2"}});
    REQUIRE(weeks);
    CHECK(std::get<std::string>(weeks->find("now")->held()) == "2021-03-22");
    CHECK(number(weeks->find("cases")) == 4);
    CHECK(number(weeks->find("longer_delays")) == 1);
    CHECK(number(weeks->find("reported_before_event")) == 1);
    CHECK(number(weeks->find("without_dates")) == 1);
}

TEST_CASE("the rules of the base pack are read, each with its source and its days, none twice")
{
    auto const rules = base_alert_rules();
    REQUIRE_MESSAGE(rules, (rules ? std::string{} : rules.error().text()));
    std::set<std::string> diseases;
    for (auto const& rule : *rules) {
        diseases.insert(rule.disease);
        CHECK((!rule.valid_until || *rule.valid_until > rule.valid_from));
        CHECK(rule.source.find("20") != std::string::npos);
        CHECK_FALSE(rule.checked_where.empty());
    }
    CHECK(diseases.contains("cholera"));
    CHECK(diseases.contains("malaria"));
    CHECK(read_alert_rules("id,disease\n").error().kind == Error::Kind::missing);
    std::string const header = "id,disease,kind,level,threshold,weeks,cases_least,population_from,population_below,valid_from,valid_until,do_fr,do_en,source,population_meant_most,counted,checked,checked_where\n";
    CHECK(read_alert_rules(header + "a,b,count,alert,0,1,0,,,2000-01-01,,x,y,z 2000,,cases,no,unread\n").error().where == "rules/alerts.csv: line 2: threshold");
    CHECK(read_alert_rules(header + "a,b,count,alert,2,1,0,,,2000-01-01,,x,y,z 2000,,cases,perhaps,p. 1\n").error().where == "rules/alerts.csv: line 2: checked");
    CHECK(read_alert_rules(header + "a,b,count,alert,\"2\",1,0,,,2000-01-01,,\"x, \"\"y\"\"\",y,z 2000,,cases,yes,p. 1\n")->front().do_fr == "x, \"y\"");
}
