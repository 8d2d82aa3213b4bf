// SPDX-License-Identifier: Apache-2.0
// stock, heat-index, heat-waves and return-period as a stranger runs them: own column names, gaps, refusals.
#include "answers/method.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace accalmie;

namespace {

/// "items.0.status" in the result, or null.
Tree const* find_at(Tree const& tree, std::string const& path)
{
    Tree const* at = &tree;
    std::istringstream steps{path};
    for (std::string step; at != nullptr && std::getline(steps, step, '.');) {
        auto const* const list = std::get_if<Tree::List>(&at->held());
        if (list == nullptr) at = at->find(step);
        else at = std::stoul(step) < list->size() ? &(*list)[std::stoul(step)] : nullptr;
    }
    return at;
}

double number_at(Tree const& tree, std::string const& path)
{
    auto const* const found = find_at(tree, path);
    REQUIRE_MESSAGE(found != nullptr, path);
    if (auto const* const whole = std::get_if<std::int64_t>(&found->held())) return static_cast<double>(*whole);
    REQUIRE_MESSAGE(std::holds_alternative<double>(found->held()), path);
    return std::get<double>(found->held());
}

std::string text_at(Tree const& tree, std::string const& path)
{
    auto const* const found = find_at(tree, path);
    REQUIRE_MESSAGE(found != nullptr, path);
    return std::get<std::string>(found->held());
}

Tree good(Result<Tree> answer)
{
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}

Error refused(std::string_view method, MethodTable const& table, MethodOptions const& options = {})
{
    auto const answer = run_method(method, table, options);
    REQUIRE_FALSE(answer);
    return answer.error();
}

MethodTable table_at(std::string const& path)
{
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/hazard/" + path};
    MethodTable table;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::istringstream parts{line};
        for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
        if (table.columns.empty()) table.columns = cells;
        else table.rows.push_back(cells);
    }
    return table;
}

}  // namespace

TEST_CASE("a stock card with its own names and words is read, and a word that is no kind is named with its row")
{
    MethodTable card{{"centre", "article", "date", "mouvement", "qte"}, {{"Sofara", "SRO", "2024-01-01", "inventaire", "50"}, {"Sofara", "SRO", "2024-01-09", "sortie", "60"}}};
    MethodOptions const names{{"facility", "centre"}, {"item", "article"}, {"day", "date"}, {"kind", "mouvement"}, {"quantity", "qte"}, {"kinds", "inventaire=count, sortie=issue"}};
    auto const answer = good(run_method("stock", card, names));
    CHECK(text_at(answer, "findings.0.problem") == "below_zero");
    CHECK(number_at(answer, "findings.0.row") == 3);
    CHECK(number_at(answer, "items.0.on_hand") == -10);
    CHECK(text_at(answer, "items.0.status") == "stock_out");
    card.rows[1][3] = "don";
    CHECK(refused("stock", card, names).where == "row 3: kind");
    CHECK(refused("stock", card, {{"facility", "centre"}, {"item", "article"}, {"day", "date"}, {"kind", "mouvement"}, {"quantity", "qte"}, {"kinds", "sortie"}}).where == "option kinds");
}

TEST_CASE("usual names of a stock card's columns are taken as they are")
{
    MethodTable const card{{"site", "product", "lot", "date", "type", "qty"}, {{"Sofara", "ORS", "A", "2024-01-01", "count", "50"}, {"Sofara", "ORS", "A", "2024-01-09", "issue", "20"}}};
    auto const answer = good(run_method("stock", card, {}));
    CHECK(number_at(answer, "items.0.on_hand") == 30);
    CHECK(text_at(answer, "columns_taken.quantity") == "qty");
}

TEST_CASE("the GloFAS series of Mopti is read as it is: years from May, what is incomplete listed, days of alert by the members")
{
    auto const table = table_at("niger-river/glofas_reforecast_Mopti_168h.csv");
    if (table.rows.empty()) {
        MESSAGE("skipped: ../shared/data/hazard/niger-river is not here");
        return;
    }
    MethodOptions options{{"day", "ValidTime"}, {"value", "percentile_40.0"}, {"first-month", "5"}, {"members", "member_*"}, {"alert-periods", "2,5"}, {"lead-days", "7"}, {"draws", "200"}, {"periods", "2,5,10"}};
    auto const answer = good(run_method("return-period", table, options));
    CHECK(number_at(answer, "years_used") == 19);
    CHECK(number_at(answer, "years_excluded.0.year") == 2003);
    CHECK(number_at(answer, "alert_levels.0.level") == doctest::Approx(number_at(answer, "return_levels.0.level")));
    CHECK(number_at(answer, "alert_days.0.members") == 10);
    CHECK(number_at(answer, "alert_days.0.alerts.0.probability") >= 0.5);
    CHECK(number_at(answer, "return_levels.2.lower_95") < number_at(answer, "return_levels.2.level"));
    CHECK(find_at(answer, "ignored_columns") == nullptr);
    options["complete"] = "0.95";
    CHECK(number_at(good(run_method("return-period", table, options)), "years_used") == 18);
    options["years-min"] = "30";
    CHECK(refused("return-period", table, options).what == "18 complete years, fewer than 30");
    CHECK(refused("return-period", table, {{"day", "ValidTime"}, {"value", "percentile_40.0"}, {"members", "pearl_*"}, {"draws", "0"}}).where == "option members");
}

TEST_CASE("highest values given by year, a year twice and too few years are answered as such")
{
    MethodTable table{{"year", "value"}, {}};
    for (int year = 2001; year <= 2012; ++year) table.rows.push_back({std::to_string(year), std::to_string(100 + year % 7 * 3)});
    auto const answer = good(run_method("return-period", table, {{"draws", "0"}, {"distribution", "gumbel"}, {"levels", "120"}}));
    CHECK(number_at(answer, "years_used") == 12);
    CHECK(number_at(answer, "level_periods.0.yearly_chance") < 0.5);
    table.rows[1][0] = "2001";
    CHECK(refused("return-period", table).where == "row 3: year");
    table.rows.resize(1);
    CHECK(refused("return-period", table).what == "1 complete years, fewer than 10");
    CHECK(refused("return-period", MethodTable{{"value"}, {{"3"}}}).kind == Error::Kind::missing);
}

TEST_CASE("each station has its own heat waves, and a rule without what it needs is refused")
{
    MethodTable table{{"Name", "date", "tmax"}, {}};
    for (int day = 10; day < 20; ++day) table.rows.push_back({"A", "2021-04-" + std::to_string(day), "43"}), table.rows.push_back({"B", "2021-04-" + std::to_string(day), day == 14 ? "NA" : "42.5"});
    MethodOptions options{{"day", "date"}, {"maximum", "tmax"}, {"place", "Name"}, {"rule", "absolute"}, {"threshold", "42"}};
    auto const answer = good(run_method("heat-waves", table, options));
    CHECK(number_at(answer, "places.0.wave_count") == 1);
    CHECK(number_at(answer, "places.1.wave_count") == 2);
    CHECK(text_at(answer, "places.1.place") == "B");
    options.erase("threshold");
    CHECK(refused("heat-waves", table, options).where == "option threshold");
    options["rule"] = "percentile";
    CHECK(refused("heat-waves", table, options).where.find("baseline") != std::string::npos);
    CHECK(refused("heat-waves", MethodTable{{"day"}, {{"2021-04-01"}}}).what == "neither maximum nor minimum");
}

TEST_CASE("air without humidity has no heat index and says so; a dew point serves as well")
{
    MethodTable const table{{"temperature", "humidity", "dew_point"}, {{"35", "", ""}, {"35", "", "25"}, {"NA", "40", ""}}};
    auto const answer = good(run_method("heat-index", table, {}));
    CHECK(text_at(answer, "rows.0.no_heat_index_because") == "no_humidity");
    CHECK(number_at(answer, "rows.1.heat_index_c") > 40);
    CHECK(text_at(answer, "rows.2.no_heat_index_because") == "no_temperature");
    CHECK(number_at(answer, "classes.unknown") == 2);
    CHECK(refused("heat-index", MethodTable{{"temperature", "humidity"}, {{"104", "40"}}}).where.find("row 2") != std::string::npos);
}
