// SPDX-License-Identifier: Apache-2.0
#include "surfaces/claim_tree.hpp"

#include "answers/change_words.hpp"

#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

using Json = nlohmann::ordered_json;

constexpr int depth_max = 32;

Tree from_json(Json const& json, int depth)
{
    if (depth > depth_max) return {};
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number()) return json.get<double>();
    if (json.is_string()) return json.get<std::string>();
    if (json.is_array()) {
        Tree list = Tree::list();
        for (auto const& item : json) list.push(from_json(item, depth + 1));
        return list;
    }
    if (json.is_object()) {
        Tree members = Tree::members();
        for (auto const& [name, value] : json.items()) members.add(name, from_json(value, depth + 1));
        return members;
    }
    return {};
}

Tree text_or_nothing(std::string const& text) { return text.empty() ? Tree{} : Tree{text}; }

Tree listed(std::string const& words)
{
    Tree list = Tree::list();
    for (std::size_t begin = 0; begin < words.size();) {
        auto const end = std::min(words.find(' ', begin), words.size());
        if (end > begin) list.push(words.substr(begin, end - begin));
        begin = end + 1;
    }
    return list;
}

Tree summary(ClaimRow const& claim)
{
    Tree places = Tree::list(), named = Tree::members(), tree = Tree::members();
    for (auto const& place : claim.places) places.push(place);
    named.add("window", text_or_nothing(claim.window)).add("area", text_or_nothing(claim.area)).add("baseline", text_or_nothing(claim.baseline));
    named.add("source", text_or_nothing(claim.source)).add("uniqueness", text_or_nothing(claim.uniqueness));
    tree.add("name", claim.name).add("sentence", claim.sentence).add("said_by", text_or_nothing(claim.said_by)).add("places", std::move(places));
    tree.add("first", claim.first).add("last", claim.last).add("months", claim.window_months).add("named", std::move(named));
    tree.add("verdict", claim.verdict).add("missing", listed(claim.missing)).add("reasons", listed(claim.reasons)).add("checked_on", claim.checked_on);
    tree.add("reply", text_or_nothing(claim.reply)).add("plan", text_or_nothing(claim.plan));
    return tree;
}

}  // namespace

Tree claim_curve_tree(PlanAnswer const& plan, MultiverseAnswer const& multiverse)
{
    auto const& found = multiverse.found;
    auto const count = [](std::size_t size) { return static_cast<std::int64_t>(size); };
    Tree tests = Tree::members(), influence = Tree::list(), tree = Tree::members();
    tests.add("median_p", found.curve_tests.median_p).add("share_p", found.curve_tests.share_p).add("mean_z_p", found.curve_tests.mean_z_p).add("lowest_p", found.curve_tests.lowest_p);
    for (auto const& one : found.influence)
        influence.push(Tree::members().add("choice", choice_code(one.choice)).add("mean_absolute_shift", one.mean_absolute_shift).add("variance_share", one.variance_share));
    tree.add("name", plan.plan.name).add("registered", registered_code(plan.standing.registered)).add("versions", count(plan.history.versions.size()));
    tree.add("verdict", verdict_code(found.verdict)).add("specifications", count(found.specifications.size())).add("answered", count(found.answered));
    tree.add("supporting", count(found.supporting)).add("share_supporting", found.share_supporting).add("median_estimate", found.median_estimate);
    tree.add("assignments", count(found.assignments)).add("curve_tests", std::move(tests)).add("influence", std::move(influence));
    return tree;
}

Tree recorded_tree(std::string const& text)
{
    auto const json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? Tree{} : from_json(json, 0);
}

Tree claims_tree(std::vector<ClaimRow> const& claims, Kind kind)
{
    Tree list = Tree::list();
    for (auto const& claim : claims) list.push(summary(claim));
    return Tree::members().add("claims", std::move(list)).add("demo", kind == Kind::demo);
}

Tree claim_tree(ClaimRow const& claim, Kind kind)
{
    auto tree = summary(claim);
    tree.add("figures", recorded_tree(claim.figures)).add("recipe", recorded_tree(claim.recipe)).add("inputs", recorded_tree(claim.inputs)).add("curve", recorded_tree(claim.curve));
    return tree.add("demo", kind == Kind::demo);
}

}  // namespace accalmie
