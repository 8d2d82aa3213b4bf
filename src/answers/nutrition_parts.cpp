// SPDX-License-Identifier: Apache-2.0
#include "answers/nutrition_parts.hpp"

#include "answers/nutrition_words.hpp"

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return words.en.empty() ? Tree{} : Tree::members().add("fr", words.fr).add("en", words.en); }

Tree standard_tree(std::optional<DatedCareStandard> const& standard)
{
    if (!standard) return {};
    auto tree = Tree::members();
    tree.add("id", standard->id).add("cured_above", standard->standard.cured_above).add("died_below", standard->standard.died_below).add("defaulted_below", standard->standard.defaulted_below);
    return tree.add("source", standard->source).add("checked", standard->not_checked.empty());
}

Tree share_tree(NutritionShare const& share)
{
    auto tree = Tree::members();
    tree.add("count", share.count).add("share", share.share);
    tree.add("lower", share.interval ? Tree{share.interval->lower} : Tree{}).add("upper", share.interval ? Tree{share.interval->upper} : Tree{});
    return tree.add("standard", standard_met_code(share.met));
}

}  // namespace

Tree nutrition_protocol_tree(NutritionProtocol const& protocol)
{
    auto tree = Tree::members();
    tree.add("id", protocol.id).add("name", words_tree({protocol.name_fr, protocol.name_en})).add("valid_from", protocol.valid_from).add("valid_until", protocol.valid_until);
    tree.add("exit_rule", exit_rule_code(protocol.exit_rule)).add("visit_days_severe", protocol.visit_days_severe).add("visit_days_moderate", protocol.visit_days_moderate);
    tree.add("default_visits", protocol.default_visits).add("non_response_weeks", protocol.non_response_weeks).add("source", protocol.source);
    return tree.add("checked", protocol.not_checked.empty()).add("not_checked", words_tree(not_checked_words(protocol.not_checked)));
}

Tree nutrition_outcomes_tree(NutritionOutcomes const& one)
{
    auto signs = Tree::list(), tree = Tree::members();
    for (auto const& [sign, count] : one.by_sign) signs.push(Tree::members().add("sign", malnutrition_sign_code(sign)).add("words", words_tree(malnutrition_sign_words(sign))).add("count", count));
    tree.add("group", care_group_code(one.group)).add("words", words_tree(care_group_words(one.group))).add("admitted", one.admitted).add("admitted_by", std::move(signs));
    tree.add("in_care", one.in_care).add("transferred", one.transferred).add("not_said", one.not_said).add("left", one.left);
    tree.add("cured", share_tree(one.cured)).add("died", share_tree(one.died)).add("defaulted", share_tree(one.defaulted)).add("not_responded", share_tree(one.not_responded));
    tree.add("stay_days_mean", one.stay_days_mean).add("stay_days_median", one.stay_days_median).add("weight_gain_g_kg_day", one.weight_gain_g_kg_day).add("weighed", one.weighed);
    return tree.add("standard", standard_tree(one.standard));
}

Tree nutrition_screening_tree(NutritionScreening const& one)
{
    auto tree = Tree::members();
    tree.add("measures", one.measures).add("children", one.children).add("severe", one.severe).add("moderate", one.moderate).add("none", one.none).add("unknown", one.unknown);
    tree.add("infants_severe", one.infants_severe).add("not_admitted", one.not_admitted).add("without_token", one.without_token);
    return tree.add("population_under_5", one.population_under_5).add("screened_share", one.screened_share);
}

}  // namespace accalmie
