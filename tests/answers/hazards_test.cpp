// SPDX-License-Identifier: Apache-2.0
#include "answers/hazards.hpp"

#include "answers/hazard_rows.hpp"
#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using FieldsOf = std::map<std::string, Value, std::less<>>;
std::string text(std::string_view of) { return std::string{of}; }

struct HazardWorld : AnswerWorld {
    std::string village = at_version("ML01010101"), cercle = at_version("ML0101"), other = at_version("ML0102");

    void read(std::string const& kind, std::string const& day, double value, std::optional<std::string> const& issued = {}, std::string const& station = "S1")
    {
        FieldsOf fields{{"place", village}, {"station", station}, {"kind", kind}, {"day", *parse_day(day)}, {"value", value}, {"source", text("made")}};
        if (issued) fields["issued_on"] = *parse_day(*issued);
        say(awa, "hazard_reading", fields);
    }
    void air(std::string const& day, double temperature, std::optional<double> humidity)
    {
        read("temperature_max", day, temperature);
        if (humidity) read("relative_humidity", day, *humidity);
    }
    RecordId warn(std::string const& place, std::string const& about, std::string const& issued, std::string const& from, std::string const& until, std::optional<std::int64_t> low, std::optional<std::int64_t> high)
    {
        FieldsOf fields{{"place", place}, {"about", about}, {"level", text("alert")}, {"issued_on", *parse_day(issued)}, {"from", *parse_day(from)}, {"until", *parse_day(until)}, {"channel", text("radio")}};
        if (low) fields["households_low"] = *low;
        if (high) fields["households_high"] = *high;
        return say(awa, "warning", fields);
    }
    HazardsAnswer ask(HazardsQuestion const& question = {}, Asking const& asking = asked_on("2024-06-01")) { return good(answer_hazards(facts(), asking, question)); }
};

/// Six days, three of them with a heat index of danger (46.5 C) and more, one of extreme danger (61.4 C).
struct HotWorld : HazardWorld {
    HotWorld()
    {
        air("2024-04-01", 36, 30);
        air("2024-04-02", 43, 25);
        air("2024-04-03", 44, 42);
        air("2024-04-04", 43, 25);
        air("2024-04-05", 36, 30);
        air("2024-04-06", 43, std::nullopt);
    }
};

}  // namespace

TEST_CASE("hot days in a row are one event with its gravest threshold, what to do and the source")
{
    HotWorld world;
    auto const answer = world.ask();
    REQUIRE(answer.events.size() == 1);
    auto const& row = answer.events[0];
    CHECK(row.hazard == "heat");
    CHECK(to_iso(row.event.first) == "2024-04-02");
    CHECK(to_iso(row.event.last) == "2024-04-04");
    CHECK(row.rule == "heat-index-extreme-danger");
    CHECK(row.level == "epidemic");
    CHECK(to_iso(row.event.gravest_first) == "2024-04-03");
    CHECK(!row.event.cut_by_gap);
    CHECK(!row.to_do.fr.empty());
    CHECK(row.source.find("1990") != std::string::npos);
    CHECK(row.warned == Warned::not_at_all);
    CHECK(!row.lead_days);
    REQUIRE(answer.stations.size() == 1);
    CHECK(answer.stations[0].readings == 5);
    CHECK(answer.stations[0].without_humidity == 1);
    CHECK(answer.sums.at("heat").not_warned == 1);
}

TEST_CASE("a warning for the cercle speaks of its villages; lead time and households told are those of all its warnings")
{
    HotWorld world;
    auto const early = world.warn(world.cercle, "heat", "2024-03-30", "2024-04-02", "2024-04-05", 100, 150);
    world.warn(world.village, "heat", "2024-04-01", "2024-04-02", "2024-04-05", 80, 90);
    world.warn(world.other, "heat", "2024-03-29", "2024-04-02", "2024-04-05", 500, 600);
    world.warn(world.village, "flood", "2024-03-20", "2024-04-02", "2024-04-05", 7, 8);
    auto const answer = world.ask();
    REQUIRE(answer.events.size() == 1);
    auto const& row = answer.events[0];
    CHECK(row.warned == Warned::in_time);
    CHECK(*row.lead_days == 3);
    CHECK(row.told.low == 100);
    CHECK(row.told.high == 240);
    REQUIRE(row.warnings.size() == 2);
    CHECK(row.warnings[0] == early.hex() + ":0");
    REQUIRE(answer.warnings.size() == 4);
    std::map<std::string, int> states;
    for (auto const& warning : answer.warnings) ++states[std::string{warning_state_code(warning.state)}];
    CHECK(states == std::map<std::string, int>{{"confirmed", 2}, {"unread", 2}});  // nobody reads in the other cercle, nor a river
}

TEST_CASE("a warning on the day is too late, one of nothing says whether anybody read, one ahead waits")
{
    HotWorld world;
    world.warn(world.village, "heat", "2024-04-02", "2024-04-02", "2024-04-04", 10, 20);
    world.warn(world.village, "heat", "2024-03-30", "2024-04-05", "2024-04-05", 10, 20);
    world.warn(world.village, "heat", "2024-05-30", "2024-06-02", "2024-06-05", 10, 20);
    auto const answer = world.ask();
    CHECK(answer.events[0].warned == Warned::late);
    CHECK(*answer.events[0].lead_days == 0);
    REQUIRE(answer.warnings.size() == 3);
    CHECK(answer.warnings[0].state == WarningState::unreached);
    CHECK(answer.warnings[1].state == WarningState::confirmed);
    CHECK(answer.warnings[2].state == WarningState::to_come);
    auto const& sum = answer.sums.at("heat");
    CHECK(sum.late == 1);
    CHECK(sum.unreached == 1);
    CHECK(*sum.lead_days_median == 0);
}

TEST_CASE("the river is judged against its own past, and without ten complete years it is not")
{
    // Weekly, twelve years from May; a peak each October of 1000 + 100 x year, the last one of 4000.
    HazardFacts facts;
    std::string const place = at_version("ML01010101");
    for (Day day = *parse_day("2008-05-03"); day < *parse_day("2020-05-01"); day += std::chrono::days{7}) {
        std::chrono::year_month_day const date{day};
        int const year = static_cast<int>(date.year()) - 2008;
        bool const peak = date.month() == std::chrono::October && static_cast<unsigned>(date.day()) >= 10 && static_cast<unsigned>(date.day()) < 17;
        facts.readings.push_back({place, "G", "river_discharge", day, {}, peak ? (year == 11 ? 4000.0 : 1000 + 10.0 * year) : 300.0});
    }
    facts.readings.push_back({place, "G", "river_discharge", *parse_day("2019-10-12"), *parse_day("2019-10-02"), 3900});
    HazardPlaces const places{[](std::string const&) { return std::string{}; }, [](std::string const&) { return true; }, [](std::string const& a, std::string const& b) { return a == b; }};
    auto const rules = good(base_hazard_rules());
    auto const answer = hazards_of(facts, rules, *parse_day("2020-06-01"), {}, places);
    REQUIRE(answer.stations.size() == 1);
    REQUIRE(answer.stations[0].bounds.size() == 3);
    CHECK(answer.stations[0].bounds[0].years == 12);
    // By hand: l1 = 15550 / 12, l2 = 262.5, Gumbel: mu + 0.36651 sigma.
    CHECK(*answer.stations[0].bounds[0].value == doctest::Approx(1216.0386).epsilon(1e-6));
    REQUIRE(answer.events.size() == 1);
    CHECK(to_iso(answer.events[0].event.first) == "2019-10-12");
    CHECK(answer.events[0].rule == "river-20-years");
    CHECK(to_iso(*answer.events[0].forecast_on) == "2019-10-02");
    // As it was known five years earlier: too few years.
    auto const before = hazards_of(facts, rules, *parse_day("2015-06-01"), {}, places);
    CHECK(before.stations[0].bounds[0].unjudged == HazardUnjudged::too_few_years);
    CHECK(!before.stations[0].bounds[0].value);
    CHECK(before.events.empty());
}

TEST_CASE("impossible and doubled readings are counted, and a question of a place or a time leaves the rest out")
{
    HotWorld world;
    world.read("relative_humidity", "2024-04-02", 250);
    world.read("relative_humidity", "2024-04-02", 20);
    auto const answer = world.ask();
    CHECK(answer.impossible == 1);
    CHECK(answer.doubled == 1);
    HazardsQuestion elsewhere, later;
    elsewhere.place = "ML0102";
    later.from = *parse_day("2024-04-05");
    CHECK(world.ask(elsewhere).stations.empty());
    CHECK(world.ask(later).events.empty());
    CHECK(world.ask({}, asked_on("2024-04-02")).events[0].goes_on);
    CHECK(answer_hazards(world.facts(), asked_on("2024-06-01"), {"nowhere", {}, {}}).error().kind == Error::Kind::missing);
    CHECK(answer_hazards(world.facts(), asked_on("2024-06-01", Role::donor), {}).has_value());
}

TEST_CASE("a file of thresholds is read, and what is wrong in it is named with its line")
{
    auto const rules = good(base_hazard_rules());
    CHECK(rules.size() == 5);
    for (auto const& rule : rules) CHECK(rule.source.find_first_of("12") != std::string::npos);
    std::string const header = "id,hazard,kind,station,threshold,days,first_month,level,valid_from,valid_until,do_fr,do_en,source\n";
    auto const wrong = [&](std::string const& line) { return read_hazard_rules(header + line).error(); };
    CHECK(wrong("a,heat,wind,,1,1,,alert,2020-01-01,,f,e,s 2020\n").where == "rules/hazards.csv: line 2: kind");
    CHECK(wrong("a,heat,rain,,x,1,,alert,2020-01-01,,f,e,s 2020\n").where.find("threshold") != std::string::npos);
    CHECK(wrong("a,heat,rain,,1,0,,alert,2020-01-01,,f,e,s 2020\n").where.find("days") != std::string::npos);
    CHECK(wrong("a,heat,rain,,1,1,,red,2020-01-01,,f,e,s 2020\n").where.find("level") != std::string::npos);
    CHECK(wrong("a,flood,river_return,,1,1,5,alert,2020-01-01,,f,e,s 2020\n").where.find("threshold") != std::string::npos);
    CHECK(wrong("a,heat,rain,,1,1,,alert,2020-01-01,,f,e,\n").where.find("id") != std::string::npos);
    CHECK(wrong("a,heat,rain,,1,1,,alert,2020-01-01,,f,e,s\na,heat,rain,,1,1,,alert,2020-01-01,,f,e,s\n").what == "a name that is there twice");
    CHECK(read_hazard_rules("id,hazard\n").error().kind == Error::Kind::missing);
}
