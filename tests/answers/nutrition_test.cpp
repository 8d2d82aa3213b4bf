// SPDX-License-Identifier: Apache-2.0
#include "answers/nutrition.hpp"

#include "answers/made_world.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using Fields = std::map<std::string, Value, std::less<>>;

struct CareWorld : AnswerWorld {
    std::string facility;

    CareWorld()
    {
        auto const id = say(awa, "facility", {{"code", std::string{"C1"}}, {"name", std::string{"Centre-Test"}}, {"kind", std::string{"cscom"}}, {"place", at_version("ML010101")}, {"source", std::string{"made"}}});
        facility = id.hex() + ":0";
    }

    void measure(std::string const& token, std::string const& day, std::string const& occasion, double arm_cm, double weight_kg, std::string const& exit = {}, std::string const& place = "ML010101")
    {
        Fields fields{{"place", at_version(place)}, {"facility", facility}, {"day", *parse_day(day)}, {"occasion", occasion}, {"sex", std::string{"female"}}, {"age_months", 14.0}, {"arm_cm", arm_cm}};
        if (!token.empty()) fields["token"] = token;
        if (weight_kg > 0) fields["weight_kg"] = weight_kg;
        if (!exit.empty()) fields["exit"] = exit;
        say(awa, "child_measure", fields);
    }

    /// Eight cured after 28 days from 6 to 6.84 kg, one died, one defaulted, one moderate lost, one severe due.
    void make_programme()
    {
        for (int child = 0; child < 8; ++child) {
            auto const token = "cured-" + std::to_string(child);
            measure(token, "2024-03-01", "admission", 11.2, 6.0);
            measure(token, "2024-03-22", "follow_up", 12.5, 6.7);
            measure(token, "2024-03-29", "exit", 12.6, 6.84, "cured");
        }
        measure("died", "2024-03-02", "admission", 10.5, 5.0);
        measure("died", "2024-03-04", "exit", 10.5, 5.0, "died");
        measure("left", "2024-03-02", "admission", 11.0, 6.0);
        measure("left", "2024-03-30", "exit", 11.0, 6.0, "defaulted");
        measure("lost", "2024-03-01", "admission", 12.0, 7.0);
        measure("due", "2024-04-01", "admission", 11.4, 6.5);
        for (int child = 0; child < 6; ++child) measure("seen-" + std::to_string(child), "2024-03-01", "screening", 13.5, 0);
        measure("never-came", "2024-03-01", "screening", 11.1, 0);
    }

    NutritionAnswer nutrition(NutritionQuestion const& question = {}, Asking const& asking = asked_on("2024-04-09")) { return good(answer_nutrition(facts(), asking, question)); }
};

NutritionOutcomes const& group(NutritionAnswer const& answer, CareGroup wanted)
{
    for (auto const& one : answer.outcomes)
        if (one.group == wanted) return one;
    FAIL("no such group");
    return answer.outcomes.front();
}

std::string file(std::string const& path)
{
    std::ifstream stream{std::string{ACCALMIE_SOURCE_DIR} + "/packs/base/" + path};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("figures of care, by group, against the standard, and the nurse's lists")
{
    CareWorld world;
    world.make_programme();
    auto const answer = world.nutrition();
    auto const& severe = group(answer, CareGroup::severe);
    CHECK(severe.admitted == 11);
    CHECK(severe.in_care == 1);
    CHECK(severe.left == 10);
    CHECK(*severe.cured.share == doctest::Approx(0.8));
    CHECK(severe.cured.met == StandardMet::yes);
    CHECK(severe.died.met == StandardMet::no);  // 10 % is not under 10 %
    CHECK(*severe.weight_gain_g_kg_day == doctest::Approx(5));
    CHECK(*severe.stay_days_median == 28);
    CHECK(severe.by_sign.at(MalnutritionSign::arm) == 11);
    CHECK(severe.standard->id == "sphere-2018-severe");
    CHECK(group(answer, CareGroup::moderate).in_care == 1);
    REQUIRE(answer.queue);
    REQUIRE(answer.queue->lost.rows.size() == 1);
    auto const& lost = answer.queue->lost.rows[0];
    CHECK(lost.token == "lost");
    CHECK(lost.facility_name == "Centre-Test");
    CHECK(lost.place_name == "Commune");
    CHECK(lost.days_absent == 39);
    CHECK(lost.visits_missed == 2);  // every 14 days
    REQUIRE(answer.queue->due.rows.size() == 1);
    CHECK(answer.queue->due.rows[0].token == "due");
    CHECK(answer.queue->due.rows[0].due == *parse_day("2024-04-08"));
    CHECK(answer.queue->due.rows[0].ration->least == 14);  // WHO 2023: 6.5 kg * 150 * 7 / 500 = 13.65
    CHECK(answer.queue->due.rows[0].ration->most == 17);   // 16.8
    REQUIRE(answer.queue->not_admitted.rows.size() == 1);
    CHECK(answer.queue->not_admitted.rows[0].token == "never-came");
    CHECK(answer.screening.children == 7);
    CHECK(answer.screening.severe == 1);
    CHECK(answer.protocols.size() == 1);
    CHECK(answer.protocols[0].id == "who-2023");
}

TEST_CASE("a time asked: admitted and gone in it, in care at its end, nothing seen later")
{
    CareWorld world;
    world.make_programme();
    auto const march = world.nutrition({.from = Month::of(2024, 3), .to = Month::of(2024, 3)});
    CHECK(march.as_of == *parse_day("2024-03-31"));
    CHECK(group(march, CareGroup::severe).admitted == 10);
    CHECK(group(march, CareGroup::severe).in_care == 0);
    auto const april = world.nutrition({.from = Month::of(2024, 4)});
    CHECK(group(april, CareGroup::severe).admitted == 1);
    CHECK(group(april, CareGroup::severe).left == 0);
    CHECK(group(april, CareGroup::severe).cured.met == StandardMet::unknown);
    CHECK(april.screening.children == 0);
    CHECK_FALSE(answer_nutrition(world.facts(), asked_on("2024-04-09"), {.from = Month::of(2024, 4), .to = Month::of(2024, 3)}).has_value());
}

TEST_CASE("tokens are for the nurse of the place; the care team gets guarded counts; a donor nothing")
{
    CareWorld world;
    world.make_programme();
    auto const nurse = world.nutrition({}, asked_on("2024-04-09", Role::nurse, {"ML0101"}));
    CHECK(nurse.told == CountsTold::exact);
    CHECK(nurse.queue->lost.rows.size() == 1);
    auto const elsewhere = world.nutrition({}, asked_on("2024-04-09", Role::nurse, {"ML09"}));
    CHECK(elsewhere.outcomes.empty());
    CHECK(elsewhere.queue->lost.rows.empty());
    CHECK(elsewhere.screening.children == 0);

    auto const coordinator = world.nutrition({}, asked_on("2024-04-09", Role::coordinator, {"ML0101"}));
    CHECK(coordinator.told == CountsTold::guarded);
    CHECK_FALSE(coordinator.queue);
    CHECK(coordinator.inconsistent.empty());
    auto const& severe = group(coordinator, CareGroup::severe);
    CHECK_FALSE(severe.died.count);       // one child
    CHECK_FALSE(severe.defaulted.count);  // one child
    CHECK_FALSE(severe.died.share);
    CHECK(severe.died.met == StandardMet::unknown);
    CHECK_FALSE((severe.cured.count && severe.left));  // both shown would tell that two are left over
    CHECK_FALSE(coordinator.screening.not_admitted);
    CHECK_FALSE(answer_nutrition(world.facts(), asked_on("2024-04-09", Role::coordinator, {"ML0101"}), {.place = "ML010101"}).has_value());
    CHECK_FALSE(answer_nutrition(world.facts(), asked_on("2024-04-09", Role::coordinator, {"ML0101"}), {.from = Month::of(2024, 3)}).has_value());
    CHECK(answer_nutrition(world.facts(), asked_on("2024-04-09", Role::donor), {}).error().kind == Error::Kind::denied);
    CHECK(answer_nutrition(world.facts(), asked_on("2024-04-09", Role::researcher), {}).error().kind == Error::Kind::denied);
}

TEST_CASE("large counts pass the guard")
{
    CareWorld world;
    for (int child = 0; child < 20; ++child) {
        auto const token = std::to_string(child);
        world.measure(token, "2024-03-01", "admission", 11.2, 6.0);
        world.measure(token, "2024-03-29", "exit", 12.6, 6.84, child < 12 ? "cured" : "defaulted");
    }
    auto const told = world.nutrition({}, asked_on("2024-04-09", Role::lead));
    CHECK(group(told, CareGroup::severe).cured.count == 12);
    CHECK(*group(told, CareGroup::severe).cured.share == doctest::Approx(0.6));
    CHECK(group(told, CareGroup::severe).defaulted.count == 8);
    CHECK(group(told, CareGroup::severe).died.count == 0);
}

TEST_CASE("without a token each measuring is a child of its own, and says so; the population gives the share screened")
{
    CareWorld world;
    for (auto const* age : {"under_1", "1_4"})
        world.say(world.awa, "population", {{"place", at_version("ML0101")}, {"year", std::int64_t{2021}}, {"sex", std::string{"female"}}, {"age_band", std::string{age}}, {"residence", std::string{"all"}}, {"people", std::int64_t{20}}, {"source", std::string{"made"}}});
    for (int child = 0; child < 6; ++child) world.measure("seen-" + std::to_string(child), "2024-03-01", "screening", 13.5, 0);
    CHECK(world.nutrition({.place = "ML0101"}).screening.population_under_5 == 40);
    CHECK(*world.nutrition({.place = "ML0101"}).screening.screened_share == doctest::Approx(0.15));
    CHECK_FALSE(world.nutrition().screening.screened_share);
    world.measure("", "2024-03-01", "screening", 13.5, 0);
    world.measure("", "2024-03-02", "screening", 11.0, 0);
    auto const answer = world.nutrition({.place = "ML0101"});
    CHECK(answer.screening.children == 8);
    CHECK(answer.screening.without_token == 2);
    CHECK_FALSE(answer.screening.screened_share);
}

TEST_CASE("a protocol is asked for by its name")
{
    CareWorld world;
    world.make_programme();
    auto const compas = world.nutrition({.protocol = "compas-2018"});
    CHECK(compas.protocols[0].id == "compas-2018");
    CHECK(compas.queue->due.rows[0].ration->most == 14);
    CHECK(answer_nutrition(world.facts(), asked_on("2024-04-09"), {.protocol = "other"}).error().kind == Error::Kind::missing);
}

TEST_CASE("the dated protocols of the pack say what their sources say")
{
    auto const rules = good(base_nutrition_rules());
    auto const of = [&](char const* id) { return *protocol_for(rules.protocols, id, Day{}); };
    // WHO & UNICEF 2009, joint statement; WHO 2013, recommendations 1.1 and 8.1: arm under 115 mm, weight for length below -3, oedema; infants by the last two.
    for (auto const* id : {"who-2013", "who-2023"}) {
        CHECK(*of(id).severe_arm_below_cm == 11.5);
        CHECK(*of(id).severe_z_below == -3);
        CHECK(*of(id).infant_z_below == -3);
        CHECK(of(id).age_from_months == 6);
        CHECK(of(id).age_below_months == 60);
        CHECK(of(id).exit_arm_from_cm == 12.5);
        CHECK(*of(id).exit_z_from == -2);
    }
    CHECK(of("who-2013").exit_rule == ExitRule::same_sign);
    CHECK(of("who-2023").exit_rule == ExitRule::all_signs);  // recommendation B10: weight for length from -2 and arm from 125 mm
    CHECK(protocol_for(rules.protocols, "", *parse_day("2023-07-18"))->id == "who-2013");
    CHECK(protocol_for(rules.protocols, "", *parse_day("2023-07-19"))->id == "who-2023");
    // Bailey et al. 2018, Trials 19:251, table 1: arm under 125 mm or oedema; 2 sachets a day under 115 mm or with oedema, 1 from there; weekly, every 14 days; cured twice from 125 mm.
    CHECK(*of("compas-2018").moderate_arm_below_cm == 12.5);
    CHECK_FALSE(of("compas-2018").severe_z_below);
    CHECK(of("compas-2018").visit_days_severe == 7);
    CHECK(of("compas-2018").visit_days_moderate == 14);
    CHECK(of("compas-2018").exit_visits == 2);
    auto const week = [&](char const* id, Malnutrition state, double arm_cm, double weight_kg) { return good(ration_until_next_visit(rules.rations, id, state, {arm_cm, {}, 0}, weight_kg, 7)); };
    for (auto const* id : {"compas-2018", "mali-simplified-2022"}) {  // Kangas et al. 2022, Nutrients 14:4923 (Nara, Mali): the same ration
        CHECK(week(id, Malnutrition::severe, 11.4, 6)->most == 14);
        CHECK(week(id, Malnutrition::moderate, 11.5, 9)->most == 7);
    }
    // WHO 2023, recommendation B10: 150 to 185 kcal/kg/day, or 100 to 130 once neither severe nor oedematous; before 150 to 220.
    CHECK(week("who-2023", Malnutrition::severe, 11, 10)->least == 21);
    CHECK(week("who-2023", Malnutrition::severe, 11, 10)->most == 26);  // 25.9
    CHECK(week("who-2023", Malnutrition::moderate, 12, 10)->least == 14);
    CHECK(week("who-2023", Malnutrition::moderate, 12, 10)->most == 19);  // 18.2
    CHECK(week("who-2013", Malnutrition::severe, 11, 10)->most == 31);    // 30.8
    // Trial NCT04698070 (OptiMA Niger): 170 kcal/kg/day under 115 mm, 125 to 119 mm, 75 to 124 mm.
    CHECK(week("optima-2020", Malnutrition::severe, 11.4, 10)->most == 24);    // 23.8
    CHECK(week("optima-2020", Malnutrition::moderate, 11.9, 10)->most == 18);  // 17.5
    CHECK(week("optima-2020", Malnutrition::moderate, 12.0, 10)->most == 11);  // 10.5
    // The generic table of ready-to-use food by class of weight (Golden & Grellety): 9, 11, 14, 21, 28, 35 sachets a week.
    for (auto const& [weight_kg, sachets] : std::vector<std::pair<double, std::int64_t>>{{3.2, 9}, {4.9, 11}, {6.9, 14}, {9.9, 21}, {14.9, 28}, {19.9, 35}}) CHECK(week("mali-pcima-2022", Malnutrition::severe, 11, weight_kg)->most == sachets);
    CHECK_FALSE(of("mali-pcima-2022").not_checked.empty());  // the protocol of 2022 could not be read: its answers say so
    // Sphere 2018, standards 2.1 and 2.2.
    auto const severe = *standard_for(rules.standards, Malnutrition::severe, *parse_day("2024-01-01")), moderate = *standard_for(rules.standards, Malnutrition::moderate, *parse_day("2024-01-01"));
    CHECK(severe.standard.cured_above == 0.75);
    CHECK(severe.standard.died_below == 0.10);
    CHECK(severe.standard.defaulted_below == 0.15);
    CHECK(moderate.standard.died_below == 0.03);
}

TEST_CASE("rules of a pack that cannot be are refused with their line")
{
    auto const protocols = file("rules/nutrition_protocols.csv"), rations = file("rules/nutrition_rations.csv"), standards = file("rules/nutrition_standards.csv");
    REQUIRE(read_nutrition_rules(protocols, rations, standards));
    auto const refused = [&](std::string text, std::string const& what, std::string const& by) {
        auto const at = text.find(what);
        REQUIRE(at != std::string::npos);
        text.replace(at, what.size(), by);
        auto const result = read_nutrition_rules(text, rations, standards);
        REQUIRE_FALSE(result);
        return result.error().where;
    };
    CHECK(refused(protocols, "same_sign", "any") == "rules/nutrition_protocols.csv: row 2: exit_rule: any");
    CHECK(refused(protocols, "who-2023", "who-2013") == "rules/nutrition_protocols.csv: row 3: id");
    CHECK(refused(protocols, ",no,default_visits", ",yes,default_visits") == "rules/nutrition_protocols.csv: row 5: not_checked");
    CHECK(refused(protocols, "compas-2018", "compas") == "rules/nutrition_rations.csv: row 13: protocol");
    CHECK(refused(protocols, "exit_visits", "visits") == "rules/nutrition_protocols.csv: line 1");
}
