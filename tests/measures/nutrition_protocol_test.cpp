// SPDX-License-Identifier: Apache-2.0
#include "measures/nutrition_protocol.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

Day day(char const* text) { return parse_day(text).value(); }

NutritionProtocol standard()
{
    NutritionProtocol protocol;
    protocol.id = "standard", protocol.standing = ProtocolStanding::by_default;
    protocol.severe_arm_below_cm = 11.5, protocol.severe_z_below = -3, protocol.moderate_arm_below_cm = 12.5, protocol.moderate_z_below = -2, protocol.infant_z_below = -3;
    protocol.exit_z_from = -2;
    protocol.valid_from = day("2013-11-27");
    return protocol;
}

}  // namespace

TEST_CASE("the worst sign decides and is named, oedema before both measures")
{
    auto const protocol = standard();
    auto const judged = [&](MalnutritionSigns const& signs) { return judge_malnutrition(protocol, signs, 20.0); };
    CHECK(judged({11.4, -3.5, 0}).sign == MalnutritionSign::arm_and_weight_for_length);
    CHECK(judged({11.4, -2.5, 0}).sign == MalnutritionSign::arm);  // severe by the arm; the other sign is moderate only
    CHECK(judged({12.0, -3.1, 0}).sign == MalnutritionSign::weight_for_length);
    CHECK(judged({12.0, -3.1, 0}).state == Malnutrition::severe);
    CHECK(judged({14.0, 0.0, 1}).sign == MalnutritionSign::oedema);
    CHECK(judged({11.5, -3.0, 0}).state == Malnutrition::moderate);
    CHECK(judged({12.5, -2.0, 0}).state == Malnutrition::none);
    CHECK(judged({}).state == Malnutrition::unknown);
}

TEST_CASE("infants under six months stand apart: no arm, weight for length and oedema alone")
{
    auto const protocol = standard();
    CHECK(judge_malnutrition(protocol, {10.0, -1.0, 0}, 5.9).state == Malnutrition::none);
    CHECK(judge_malnutrition(protocol, {10.0, {}, 0}, 5.9).state == Malnutrition::unknown);
    CHECK(judge_malnutrition(protocol, {{}, -3.01, 0}, 3.0).state == Malnutrition::severe);
    CHECK(judge_malnutrition(protocol, {{}, -3.01, 0}, 3.0).group == AgeGroup::infant);
    CHECK(judge_malnutrition(protocol, {{}, {}, 1}, 3.0).sign == MalnutritionSign::oedema);
    CHECK(judge_malnutrition(protocol, {10.0, {}, 0}, 6.0).group == AgeGroup::child);
    CHECK(judge_malnutrition(protocol, {10.0, {}, 0}, 60.0).state == Malnutrition::unknown);
    CHECK(judge_malnutrition(protocol, {10.0, {}, 0}, {}).state == Malnutrition::severe);  // no age: judged, and said to be of unknown age
    CHECK(judge_malnutrition(protocol, {10.0, {}, 0}, {}).group == AgeGroup::unknown);
}

TEST_CASE("who leaves as cured has met the criteria at so many visits in a row")
{
    auto protocol = standard();
    using Visits = std::vector<MalnutritionSigns>;
    auto const judged = [&](MalnutritionSign by, Visits const& visits) { return judge_exit(protocol, by, visits); };
    CHECK(judged(MalnutritionSign::arm, Visits{{12.5, -3.0, 0}, {12.6, -3.0, 0}}) == ExitJudgement::met);  // the same sign
    CHECK(judged(MalnutritionSign::arm, Visits{{12.4, 0.0, 0}, {12.6, 0.0, 0}}) == ExitJudgement::not_met);
    CHECK(judged(MalnutritionSign::arm, Visits{{12.5, {}, 0}}) == ExitJudgement::cannot_be_said);
    CHECK(judged(MalnutritionSign::arm, Visits{{{}, 0.0, 0}, {12.6, 0.0, 0}}) == ExitJudgement::cannot_be_said);
    CHECK(judged(MalnutritionSign::weight_for_length, Visits{{11.0, -2.0, 0}, {11.0, -1.9, 0}}) == ExitJudgement::met);
    CHECK(judged(MalnutritionSign::arm_and_weight_for_length, Visits{{12.5, -2.1, 0}, {12.5, -1.9, 0}}) == ExitJudgement::not_met);
    CHECK(judged(MalnutritionSign::oedema, Visits{{12.5, -2.1, 0}, {12.5, {}, 0}}) == ExitJudgement::met);
    CHECK(judged(MalnutritionSign::oedema, Visits{{12.5, 0.0, 1}, {12.5, 0.0, 0}}) == ExitJudgement::not_met);
    protocol.exit_rule = ExitRule::all_signs;
    CHECK(judged(MalnutritionSign::arm, Visits{{12.5, -2.5, 0}, {12.6, -2.5, 0}}) == ExitJudgement::not_met);
    CHECK(judged(MalnutritionSign::arm, Visits{{12.5, -2.0, 0}, {12.6, {}, 0}}) == ExitJudgement::met);
    protocol.exit_rule = ExitRule::arm;
    CHECK(judged(MalnutritionSign::weight_for_length, Visits{{12.5, -2.5, 0}, {12.6, -2.5, 0}}) == ExitJudgement::met);
    CHECK(judged(MalnutritionSign::arm, Visits{}) == ExitJudgement::cannot_be_said);
}

TEST_CASE("a protocol holds from its day until the next one, and by its name at any time")
{
    std::vector<NutritionProtocol> protocols{standard(), standard(), standard()};
    protocols[0].id = "first", protocols[0].valid_until = day("2023-07-19");
    protocols[1].id = "second", protocols[1].valid_from = day("2023-07-19");
    protocols[2].id = "chosen", protocols[2].standing = ProtocolStanding::by_choice;
    auto const named = [&](char const* id, char const* on) { return protocol_for(protocols, id, day(on))->id; };
    CHECK(named("", "2023-07-18") == "first");
    CHECK(named("", "2023-07-19") == "second");
    CHECK(named("", "2005-01-01") == "first");  // none was in force: the earliest
    CHECK(named("chosen", "2005-01-01") == "chosen");
    CHECK(protocol_for(protocols, "other", day("2024-01-01")) == nullptr);
    CHECK(protocol_for({}, "", day("2024-01-01")) == nullptr);
}

TEST_CASE("sachets until the next visit, by number, by weight or by energy")
{
    std::vector<RationRule> rules(4);
    rules[0].protocol = "two-one", rules[0].sachets_week = 14;
    rules[1].protocol = "two-one", rules[1].state = Malnutrition::moderate, rules[1].sachets_week = 7;
    rules[2].protocol = "energy", rules[2].kcal_kg_day_from = 150, rules[2].kcal_kg_day_to = 185;
    rules[3].protocol = "weight", rules[3].weight_from_kg = 7, rules[3].weight_below_kg = 10, rules[3].sachets_week = 21;
    auto const ration = [&](char const* protocol, Malnutrition state, std::optional<double> weight, std::int64_t days) { return ration_until_next_visit(rules, protocol, state, {}, weight, days).value(); };
    CHECK(ration("two-one", Malnutrition::severe, {}, 7)->most == 14);
    CHECK(ration("two-one", Malnutrition::moderate, {}, 14)->least == 14);
    CHECK(ration("two-one", Malnutrition::none, {}, 7)->most == 7);  // until it leaves
    CHECK(ration("two-one", Malnutrition::severe, {}, 10)->most == 20);
    CHECK(ration("energy", Malnutrition::severe, 7.0, 7)->least == 15);  // 7 kg * 150 * 7 / 500 = 14.7
    CHECK(ration("energy", Malnutrition::severe, 7.0, 7)->most == 19);   // 18.13
    CHECK_FALSE(ration("energy", Malnutrition::severe, {}, 7).has_value());
    CHECK(ration("weight", Malnutrition::severe, 9.9, 7)->most == 21);
    CHECK_FALSE(ration("weight", Malnutrition::severe, 10.0, 7).has_value());
    CHECK_FALSE(ration("none", Malnutrition::severe, 9.0, 7).has_value());
    CHECK_FALSE(ration_until_next_visit(rules, "energy", Malnutrition::severe, {}, 0.0, 7).has_value());
    CHECK_FALSE(ration_until_next_visit(rules, "energy", Malnutrition::severe, {}, 7.0, 29).has_value());
}

TEST_CASE("words are read back as they are written")
{
    for (auto const rule : {ExitRule::same_sign, ExitRule::all_signs, ExitRule::arm}) CHECK(parse_exit_rule(exit_rule_code(rule)).value() == rule);
    CHECK_FALSE(parse_exit_rule("any").has_value());
}
