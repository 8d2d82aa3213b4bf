// SPDX-License-Identifier: Apache-2.0
// tests/answers/method_people_test.cpp: trust, capture-recapture and record-linkage on published files as they are.
#include "answers/method.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

using namespace accalmie;

namespace {

/// A line of CSV with quotes; none of these files has a quote or a line break inside of a cell.
std::vector<std::string> cells_of(std::string const& line)
{
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (char const letter : line) {
        if (letter == '"') quoted = !quoted;
        else if (letter == ',' && !quoted) cells.emplace_back();
        else if (letter != '\r') cells.back() += letter;
    }
    return cells;
}

std::optional<MethodTable> published(std::string const& path)
{
    std::ifstream file{std::filesystem::path{ACCALMIE_SOURCE_DIR} / "../shared/data" / path};
    if (!file) {
        MESSAGE("skipped: the published file is not there: " << path);
        return std::nullopt;
    }
    MethodTable table;
    for (std::string line; std::getline(file, line);) {
        if (table.columns.empty()) table.columns = cells_of(line);
        else if (!line.empty()) table.rows.push_back(cells_of(line));
    }
    return table;
}

Tree const& at(Tree const& tree, std::string const& path)
{
    Tree const* here = &tree;
    std::istringstream steps{path};
    for (std::string step; std::getline(steps, step, '.');) {
        CAPTURE(path);
        if (auto const* const list = std::get_if<Tree::List>(&here->held())) {
            REQUIRE(std::stoul(step) < list->size());
            here = &(*list)[std::stoul(step)];
        } else {
            here = here->find(step);
        }
        REQUIRE(here != nullptr);
    }
    return *here;
}

double number(Tree const& tree, std::string const& path)
{
    auto const& held = at(tree, path).held();
    if (auto const* const value = std::get_if<std::int64_t>(&held)) return static_cast<double>(*value);
    REQUIRE(std::holds_alternative<double>(held));
    return std::get<double>(held);
}

std::string text(Tree const& tree, std::string const& path) { return std::get<std::string>(at(tree, path).held()); }

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-9); }

/// The published weighted figures of a round: the national row of each item, and the shares of the regions.
void check_round(std::string const& round)
{
    auto const answers = published("surveys/afrobarometer_mali_" + round + ".csv"), figures = published("surveys/afrobarometer_mali_" + round + "_trust_weighted.csv");
    if (!answers || !figures) return;
    for (auto const& row : figures->rows) {
        if (row[3] != "national") continue;
        CAPTURE(row[1]);
        bool const scale = row[1].starts_with("cronbach");
        auto items = row[2];
        std::replace(items.begin(), items.end(), ' ', ',');
        MethodOptions options{{"weight", "withinwt"}, {"yes", "2,3"}};
        options[scale ? "items" : "answer"] = items;
        auto const result = run_method("trust", *answers, options);
        REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
        if (scale) {
            CHECK(number(*result, "scales.0.persons") == std::stod(row[5]));
            CHECK(number(*result, "scales.0.cronbach_alpha") == near(std::stod(row[10])));
            continue;
        }
        CHECK(number(*result, "estimates.0.mean.persons") == std::stod(row[5]));
        CHECK(100 * number(*result, "estimates.0.share_of_all.estimate") == near(std::stod(row[6])));
        CHECK(100 * number(*result, "estimates.0.share_of_all.standard_error") == near(std::stod(row[7])));
        CHECK(100 * number(*result, "estimates.0.share_of_valid.estimate") == near(std::stod(row[8])));
        CHECK(100 * number(*result, "estimates.0.share_of_valid.standard_error") == near(std::stod(row[9])));
        CHECK(number(*result, "estimates.0.mean.estimate") == near(std::stod(row[10])));
        CHECK(number(*result, "estimates.0.mean.standard_error") == near(std::stod(row[11])));
    }
}

MethodTable two_waves()
{
    MethodTable table{{"wave", "area", "answer"}, {}};
    for (int i = 0; i < 40; ++i) table.rows.push_back({"r5", "Kayes", i % 8 == 0 ? "998" : i % 2 == 0 ? "1" : "2"});
    for (int i = 0; i < 40; ++i) table.rows.push_back({"r6", "KAYES", i % 8 == 0 ? "98" : i % 4 == 0 ? "1" : "2"});
    return table;
}

}  // namespace

TEST_CASE("both Afrobarometer rounds give the published weighted figures, on the files as they are")
{
    check_round("r5");
    check_round("r6");
}

TEST_CASE("the scale of round 5 has the interval, item statistics and omega of R's psych")
{
    auto const answers = published("surveys/afrobarometer_mali_r5.csv");
    if (!answers) return;
    auto const result = run_method("trust", *answers, {{"items", "Q59A,Q59E,Q59H,Q59I,Q59J,Q88A,Q88B,Q88C"}, {"weight", "withinwt"}});
    REQUIRE(result);
    // psych 2.2.9, alpha() and fa(fm = "minres"): Feldt 0.7144846 to 0.7613781, r.drop, alpha.drop; omega from its loadings.
    CHECK(number(*result, "scales.0.lower_95") == doctest::Approx(0.7144846).epsilon(1e-6));
    CHECK(number(*result, "scales.0.upper_95") == doctest::Approx(0.7613781).epsilon(1e-6));
    CHECK(number(*result, "scales.0.standardised_alpha") == doctest::Approx(0.7234303647).epsilon(1e-8));
    CHECK(number(*result, "scales.0.items.2.item_rest_correlation") == doctest::Approx(0.62448441).epsilon(1e-7));
    CHECK(number(*result, "scales.0.items.7.alpha_if_dropped") == doctest::Approx(0.7517796446).epsilon(1e-8));
    CHECK(number(*result, "scales.0.mcdonald_omega") == doctest::Approx(0.73213).epsilon(1e-4));
}

TEST_CASE("regions are those of the published table, each with an error of its own")
{
    auto const answers = published("surveys/afrobarometer_mali_r5.csv");
    if (!answers) return;
    auto const result = run_method("trust", *answers, {{"answer", "Q59A"}, {"weight", "withinwt"}, {"area", "REGION"}, {"yes", "2,3"}});
    REQUIRE(result);
    // Published: Bamako 49.0934930739091 (192 persons), Kayes 43.1580201353342 (184), Koulikoro 36.965228899339 (224).
    std::map<std::string, double> shares;
    for (std::size_t i = 1; i < 7; ++i) shares[text(*result, "estimates." + std::to_string(i) + ".area")] = number(*result, "estimates." + std::to_string(i) + ".share_of_all.estimate");
    CHECK(100 * shares["501"] == near(43.1580201353342));
    CHECK(100 * shares["502"] == near(36.965228899339));
    CHECK(100 * shares["509"] == near(49.0934930739091));
}

TEST_CASE("codes that are no answer differ by wave, and a region in capitals is the same region")
{
    auto const usual = run_method("trust", two_waves(), {});
    auto const named = run_method("trust", two_waves(), {{"missing", "r5:998;r6:98"}});
    REQUIRE(usual);
    REQUIRE(named);
    for (auto const* const result : {&*usual, &*named}) {
        CHECK(number(*result, "estimates.0.mean.persons") == 35);
        CHECK(number(*result, "changes.0.change") == near(30.0 / 35 - 20.0 / 35));
        CHECK(text(*result, "changes.1.area") == "Kayes");
        CHECK(number(*result, "changes.1.change") == near(10.0 / 35));
        CHECK(number(*result, "changes.0.p_two_sided") < 0.05);
    }
    CHECK(number(*run_method("trust", two_waves(), {{"missing", "none"}, {"variation-max", "9"}}), "estimates.0.mean.estimate") > 100);
    CHECK(run_method("trust", two_waves(), {{"missing", "r9:98"}}).error().where == "option missing");
}

TEST_CASE("a cell that is too small is not said, and a panel needs to know its persons")
{
    auto const strict = run_method("trust", two_waves(), {{"persons-min", "36"}});
    CHECK(at(*strict, "estimates.0.mean.estimate").is_nothing());
    CHECK(text(*strict, "estimates.0.mean.too_few_because") == "fewer persons than persons-min");
    CHECK(std::get<bool>(at(*strict, "changes.0.too_few_to_say").held()));
    CHECK(run_method("trust", two_waves(), {{"waves", "same-clusters"}}).error().where == "option waves");
    CHECK(run_method("trust", two_waves(), {{"answer", "police"}}).error().where == "row 1");
    CHECK(run_method("trust", two_waves(), {{"lonely-cluster", "guess"}}).error().where == "option lonely-cluster");
}

TEST_CASE("the hares are estimated, the ducks are refused a closed model unless somebody insists")
{
    auto const hares = published("stats/capture-recapture/hare.csv"), ducks = published("stats/capture-recapture/duck.csv");
    if (!hares || !ducks) return;
    auto const closed = run_method("capture-recapture", *hares, {});
    REQUIRE(closed);
    CHECK(number(*closed, "models.0.abundance") == doctest::Approx(75.4336186292542).epsilon(1e-7));
    CHECK(text(*closed, "models.4.model") == "Mh Darroch");
    CHECK(number(*closed, "models.4.abundance") == doctest::Approx(90.4023834088523).epsilon(1e-6));
    CHECK(text(*closed, "lowest_aic") == "Mth Poisson2");
    CHECK(closed->find("ignored_columns") == nullptr);
    auto const open = run_method("capture-recapture", *ducks, {});
    CHECK(number(*open, "persons_seen") == 896);
    CHECK(at(*open, "models").is_nothing());
    CHECK(text(*open, "population") == "open");
    CHECK(number(*open, "jolly_seber.2.abundance") == doctest::Approx(455.2143).epsilon(1e-5));
    // R: glm(Y ~ H, poisson) of the same patterns.
    CHECK(number(*run_method("capture-recapture", *ducks, {{"closure", "assumed"}}), "models.1.abundance") == doctest::Approx(1053.895).epsilon(1e-6));
}

TEST_CASE("lists have no order: Mb is left out, dependence comes in, and cells that are neither 0 nor 1 are refused")
{
    MethodTable const table{{"clinic", "village", "freq"}, {{"1", "0", "170"}, {"0", "1", "120"}, {"1", "1", "30"}, {"0", "0", "7"}}};
    auto const result = run_method("capture-recapture", table, {{"order", "lists"}});
    CHECK(number(*result, "rows_of_nobody_left_out") == 7);
    auto elsewhere = table;
    elsewhere.columns[2] = "Count";
    CHECK(number(*run_method("capture-recapture", elsewhere, {{"order", "lists"}}), "persons_seen") == 320);
    CHECK(text(*run_method("capture-recapture", elsewhere, {{"order", "lists"}}), "persons_column") == "Count");
    CHECK(std::get<Tree::List>(at(*result, "models").held()).size() == 10);
    CHECK(result->find("closure_test") == nullptr);
    CHECK(run_method("capture-recapture", {{"a", "b"}, {{"1", "2"}}}, {}).error().where == "row 1");
    CHECK(run_method("capture-recapture", {{"a", "b"}, {{"1", "2"}}}, {{"occasions", "a,b"}}).error().where == "row 2: b");
    CHECK(run_method("capture-recapture", table, {{"order", "alphabet"}}).error().where == "option order");
}

TEST_CASE("FEBRL's records are linked from their own column names, with and without the one number that nearly decides it")
{
    auto const records = published("stats/record-linkage/febrl_dataset3.csv");
    if (!records) return;
    auto const person = [&](double row) {
        auto const& id = records->rows[static_cast<std::size_t>(row) - 2][0];
        return id.substr(4, id.find('-', 4) - 4);
    };
    for (std::string const fields : {"none", "given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_birth"}) {
        auto const result = run_method("record-linkage", *records, {{"fields", fields}});
        REQUIRE(result);
        auto const& pairs = std::get<Tree::List>(at(*result, "pairs").held());
        double right = 0;
        for (auto const& pair : pairs) right += person(number(pair, "first")) == person(number(pair, "second")) ? 1 : 0;
        double const precision = right / static_cast<double>(pairs.size()), recall = right / 6538;
        MESSAGE("fields " << fields << ": precision " << precision << ", recall " << recall);
        CHECK(2 * precision * recall / (precision + recall) >= 0.95);
    }
}

TEST_CASE("registers are compared with each other only, and what is asked wrongly is refused")
{
    MethodTable const table{{"list", "nom", "date_naissance"}, {{"a", "Traoré", "1990-05-02"}, {"a", "Traore", "1990-05-02"}, {"b", "Tarawele", "1990-05-02"}, {"b", "Diarra", "1970-03-04"}}};
    auto const result = run_method("record-linkage", table, {});
    REQUIRE(result);
    CHECK(number(*result, "pairs_possible") == 4);
    CHECK(number(*result, "candidates") == 2);
    CHECK(run_method("record-linkage", table, {{"fields", "nom:smell"}}).error().where == "option fields");
    CHECK(run_method("record-linkage", table, {{"passes", "nom:taste"}}).error().where == "option passes");
    CHECK(run_method("record-linkage", table, {{"passes", "village"}}).error().kind == Error::Kind::missing);
    CHECK(run_method("record-linkage", table, {{"output", "pile"}}).error().where == "option output");
    CHECK(run_method("record-linkage", {{"colour"}, {{"red"}, {"blue"}}}, {}).error().where == "row 1");
}
