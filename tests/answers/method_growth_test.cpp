// SPDX-License-Identifier: Apache-2.0
#include "answers/method.hpp"
#include "measures/published_table.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace accalmie;

namespace {

std::optional<MethodTable> published(std::string const& path)
{
    auto const file = published_table("child-growth/" + path);
    if (!file) return std::nullopt;
    MethodTable table;
    table.columns.resize(file->columns.size());
    for (auto const& [name, at] : file->columns) table.columns[at] = name;
    table.rows = file->rows;
    for (auto& row : table.rows) row.resize(table.columns.size());
    return table;
}

Tree const& member(Tree const& tree, std::string const& name)
{
    auto const* const found = tree.find(name);
    REQUIRE_MESSAGE(found != nullptr, name);
    return *found;
}

Tree const& entry(Tree const& tree, std::size_t at) { return std::get<Tree::List>(tree.held()).at(at); }

std::optional<double> number(Tree const& tree)
{
    if (auto const* const real = std::get_if<double>(&tree.held())) return *real;
    if (auto const* const whole = std::get_if<std::int64_t>(&tree.held())) return static_cast<double>(*whole);
    return std::nullopt;
}

/// How many cells of the columns differ from those of the file that WHO's software made.
int differences(Tree const& answer, PublishedTable const& expected, std::vector<std::string> const& columns)
{
    int wrong = 0;
    for (std::size_t row = 0; row < expected.rows.size(); ++row)
        for (auto const& column : columns) {
            auto const got = number(member(entry(member(answer, "rows"), row), column)), wanted = expected.number(row, column);
            if (got.has_value() != wanted.has_value() || (got && std::abs(*got - *wanted) > 1e-9)) ++wrong;
        }
    return wrong;
}

MethodTable small(std::vector<std::string> columns, std::vector<std::vector<std::string>> rows) { return {std::move(columns), std::move(rows)}; }

}  // namespace

TEST_CASE("growth takes WHO's published files as they are and gives WHO's columns")
{
    auto const table = published("anthro_expected_zscores_first300.csv"), school = published("who-2007-survey/survey_who2007_z.csv");
    if (!table || !school) {
        MESSAGE("skipped: the shared data are not there");
        return;
    }
    auto const answer = run_method("growth", *table, {});
    REQUIRE(answer);
    CHECK(differences(*answer, *published_table("child-growth/anthro_expected_zscores_first300.csv"),
                      {"csex", "c9mo_flag", "zlen", "flen", "zwei", "fwei", "zwfl", "fwfl", "zbmi", "fbmi", "zhc", "fhc", "zac", "fac"}) == 0);
    auto const older = run_method("growth", *school, {});
    REQUIRE(older);
    CHECK(differences(*older, *published_table("child-growth/who-2007-survey/survey_who2007_z.csv"), {"zhfa", "fhfa", "zwfa", "fwfa", "zbfa", "fbfa"}) == 0);
    CHECK(number(member(member(*older, "summary"), "children")) == 933);
}

TEST_CASE("growth reads codes and units as surveys write them, and refuses what it cannot read")
{
    auto const answer = run_method("growth", small({"Sexe", "AGE", "poids", "taille", "Measure", "edema"}, {{"1", "12", "9", "75", "L", "2"}, {"F", "12", "NA", "75", "", "Y"}}), {{"age-unit", "months"}});
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    auto const& rows = member(*answer, "rows");
    CHECK(number(member(entry(rows, 0), "csex")) == 1);
    CHECK(number(member(entry(rows, 0), "zlen")));
    CHECK(std::get<std::string>(member(member(entry(rows, 1), "no_score_because"), "zwei").held()) == "not_measured");
    CHECK(answer->find("ignored_columns") == nullptr);
    auto const where = [](MethodTable table) { return run_method("growth", std::move(table), {}).error().where; };
    CHECK(where(small({"sex", "age", "weight"}, {{"m", "5", "4"}, {"x", "5", "4"}})) == "row 3: sex");
    CHECK(where(small({"sex", "age", "weight"}, {{"m", "-5", "4"}})) == "row 2: age");
    CHECK(where(small({"sex", "age", "weight"}, {{"m", "5", "4,2"}})) == "row 2: weight");
    CHECK(where(small({"sex", "age"}, {{"m", "5"}})) == "row 1");
    CHECK(where(small({"age", "weight"}, {{"5", "4"}})) == "row 1");
    CHECK(run_method("growth", small({"sex", "age", "weight"}, {{"m", "5", "4"}}), {{"standard", "1977"}}).error().where == "option standard");
    CHECK(run_method("growth", small({"sex", "age", "weight"}, {{"m", "5", "4"}}), {{"output", "all"}}).error().where == "option output");
}

TEST_CASE("growth by columns gives a list a score; by age it chooses the standard")
{
    auto const table = small({"sex", "age_months", "weight", "height"}, {{"m", "24", "12", "87"}, {"m", "100", "25", "127"}});
    auto const answer = run_method("growth", table, {{"output", "columns"}});
    REQUIRE(answer);
    CHECK(answer->find("rows") == nullptr);
    auto const& columns = member(*answer, "columns");
    CHECK(number(entry(member(columns, "zlen"), 0)));
    CHECK_FALSE(number(entry(member(columns, "zlen"), 1)));
    CHECK_FALSE(number(entry(member(columns, "zhfa"), 0)));
    CHECK(number(entry(member(columns, "zhfa"), 1)));
    auto const forced = run_method("growth", table, {{"standard", "2006"}});
    CHECK(entry(member(*forced, "rows"), 1).find("zhfa") == nullptr);
}

TEST_CASE("growth-prevalence leaves out whom it must, and says how many")
{
    auto const answer = run_method("growth-prevalence",
                                   small({"sex", "age", "weight", "lenhei", "cluster", "sw", "wealthq"},
                                         {{"m", "400", "9", "75", "1", "1", "1"}, {"f", "500", "9", "77", "2", "", "Q5"}, {"f", "600", "9.5", "80", "", "1", "2"}, {"m", "1827", "15", "105", "2", "1", "9"}, {"m", "700", "11", "83", "3", "2", "7"}}),
                                   {});
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    auto const& design = member(*answer, "design");
    CHECK(number(member(design, "used")) == 3);
    CHECK(number(member(design, "excluded_over_1826_days")) == 1);
    CHECK(number(member(design, "excluded_without_cluster_or_stratum")) == 1);
    CHECK(number(member(design, "weight_missing_counts_as_zero")) == 1);
    CHECK(number(member(design, "wealth_quintile_not_known")) == 1);
    CHECK(number(member(entry(member(*answer, "groups"), 0), "HAZ_pop")) == 3);
    auto const refused = run_method("growth-prevalence", small({"sex", "age", "weight", "sw"}, {{"m", "400", "9", "-1"}}), {});
    CHECK(refused.error().where == "row 2: sampling_weight");
    CHECK_FALSE(run_method("growth-prevalence", small({"sex", "age", "weight"}, {{"m", "1840", "9"}}), {}).has_value());  // between the two standards
}

TEST_CASE("growth-prevalence of school age: WHO's survey of 2007 with its clusters, strata and weights, as R's survey")
{
    auto const table = published("who-2007-survey/Survey_WHO2007.csv");
    if (!table) {
        MESSAGE("skipped: the shared data are not there");
        return;
    }
    auto const answer = run_method("growth-prevalence", *table, {});
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    auto const& design = member(*answer, "design");
    CHECK(number(member(design, "used")) == 929);
    CHECK(number(member(design, "excluded_not_of_61_to_228_months")) == 4);
    CHECK(number(member(design, "clusters")) == 30);
    CHECK(number(member(design, "degrees_of_freedom")) == 24);
    auto const group = [&](std::string const& name) -> Tree const& {
        for (auto const& one : std::get<Tree::List>(member(*answer, "groups").held()))
            if (std::get<std::string>(member(one, "Group").held()) == name) return one;
        FAIL(name);
        return *answer;
    };
    // R 4.2, survey 4.1: svydesign(~cluster, strata = ~strata, weights = ~sw, nest = TRUE) of WHO's published z-scores, svyciprop(method = "logit", df = degf(design)).
    auto const near = [](Tree const& tree, std::string const& name, double wanted) {
        CAPTURE(name);
        CHECK(*number(member(tree, name)) == doctest::Approx(wanted).epsilon(1e-8));
    };
    auto const& all = group("All");
    CHECK(number(member(all, "HAZ_unwpop")) == 920);
    near(all, "HAZ_pop", 16538368.23993);
    near(all, "HA_2_r", 0.5250862526773), near(all, "HA_2_se", 0.1623318103783), near(all, "HA_2_ll", 0.2771680314881), near(all, "HA_2_ul", 0.9925524915064);
    near(all, "HA_r", 0.30868864480887), near(all, "HA_se", 0.04944639467288), near(all, "HA_ll", 0.20663630196581), near(all, "HA_ul", 0.41074098765193);
    near(all, "BMI_2_r", 1.7642166921168), near(all, "BMI_2_se", 0.5165283733834), near(all, "BMI_2_ll", 0.9614849059084), near(all, "BMI_2_ul", 3.2153808701084);  // oedema is below
    near(all, "BMI1_r", 39.149378228740), near(all, "BMI1_ll", 33.440735041350), near(all, "BMI1_ul", 45.171172215075);
    near(all, "BMI_r", 0.75528204128365), near(all, "BMI_se", 0.07718881038525);
    CHECK(number(member(all, "BMIZ_unwpop")) == 915);
    CHECK(all.find("WA_2_r") == nullptr);  // ends at 120 months: not told of all, nor of a sex
    CHECK(group("Sex: Female").find("WA_2_r") == nullptr);
    auto const& small_ones = group("Age Group 2: 61-119 mo");
    CHECK(number(member(small_ones, "WAZ_unwpop")) == 251);
    near(small_ones, "WA_2_r", 0.7800671470785), near(small_ones, "WA_2_se", 0.4074849639104), near(small_ones, "WA_2_ll", 0.2645325037224), near(small_ones, "WA_2_ul", 2.2773610550857);
    auto const& girls = group("Age + Sex: Female.61-119 mo");
    CHECK(number(member(girls, "BMIZ_unwpop")) == 126);
    near(girls, "BMI2_r", 14.817862085061), near(girls, "BMI2_se", 3.641485875604), near(girls, "BMI2_ll", 8.751260724189), near(girls, "BMI2_ul", 23.984573974154);
    CHECK(number(member(group("Age Group 1: 228-228 mo"), "HAZ_unwpop")).has_value());
}

TEST_CASE("growth-prevalence takes the standard that is asked for")
{
    auto const table = small({"sex", "age_months", "weight", "height", "oedema"}, {{"1", "60.5", "18", "108", "n"}, {"1", "228", "60", "170", "n"}, {"2", "228.5", "60", "160", "n"}, {"2", "61", "18", "108", "n"}, {"1", "150", "30", "140", "y"}});
    auto const answer = run_method("growth-prevalence", table, {});
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    CHECK(number(member(member(*answer, "design"), "used")) == 3);
    CHECK_FALSE(run_method("growth-prevalence", table, {{"standard", "2006"}}).has_value());
    CHECK_FALSE(run_method("growth-prevalence", table, {{"standard", "1977"}}).has_value());
    auto const& year = entry(member(*answer, "groups"), 10);  // All, 2 sexes, then years from 61-71: the eighth is 144-155
    CHECK(std::get<std::string>(member(year, "Group").held()) == "Age Group 1: 144-155 mo");
    CHECK(number(member(year, "BMI_3_r")) == 100);
    CHECK_FALSE(number(member(year, "BMI_r")).has_value());
    CHECK_FALSE(number(member(year, "WA_3_r")).has_value());  // oedema is no weight for age at 150 months
}
