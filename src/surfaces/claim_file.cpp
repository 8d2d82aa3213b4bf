// SPDX-License-Identifier: Apache-2.0
// src/surfaces/claim_file.cpp: writing a claim's file.
#include "surfaces/claim_file.hpp"

#include "answers/change_words.hpp"
#include "surfaces/claim_tree.hpp"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

Tree text_or_nothing(std::string const& text) { return text.empty() ? Tree{} : Tree{text}; }

Tree placement_tree(Placement const& placement)
{
    auto const* const ratio = placement.comparison ? &*placement.comparison : nullptr;
    Tree tree = Tree::members();
    tree.add("first_month", placement.first).add("observed", placement.observed).add("baseline_events", placement.baseline_events);
    tree.add("baseline_months", placement.baseline_months).add("ratio", ratio == nullptr ? Tree{} : Tree{ratio->ratio});
    tree.add("lower", ratio == nullptr ? Tree{} : Tree{ratio->exact.lower}).add("upper", ratio == nullptr ? Tree{} : Tree{ratio->exact.upper});
    tree.add("rank", placement.rank).add("of", placement.of).add("p_rank", placement.p_rank).add("verdict", verdict_code(placement.verdict));
    return tree;
}

Tree source_tree(SourceChange const& change, Passing passing)
{
    Tree reasons = Tree::list(), placements = Tree::list(), otherwise = Tree::list(), search = Tree::members();
    for (auto const reason : change.found.reasons) reasons.push(change_reason_code(reason));
    Tree tree = Tree::members();
    tree.add("source", change.source).add("covered", change.covered).add("verdict", verdict_code(change.found.verdict)).add("reasons", std::move(reasons));
    if (passing == Passing::hash_only) return tree;
    for (auto const& placement : change.found.placements) placements.push(placement_tree(placement));
    for (auto const verdict : change.otherwise) otherwise.push(verdict_code(verdict));
    auto const& found = change.found.search;
    search.add("lowest_first_month", found.lowest ? Tree{change.found.placements[*found.lowest].first} : Tree{}).add("level", found.level);
    search.add("lowest_upper", found.lowest_upper).add("p", found.p).add("ranges", found.ranges);
    tree.add("placements", std::move(placements)).add("search", std::move(search)).add("windows", change.found.windows).add("with_ratio", change.found.with_ratio);
    tree.add("verdict_if_named", verdict_code(change.found.verdict_if_named)).add("disputed", change.disputed).add("otherwise", std::move(otherwise));
    return tree;
}

Tree area_tree(AreaChange const& change)
{
    Tree tree = Tree::members();
    tree.add("area", change.area).add("level", change.level).add("role", place_role_code(change.role)).add("source", change.source);
    tree.add("baseline", baseline_code(change.baseline)).add("baseline_years", change.baseline_years == 0 ? Tree{} : Tree{change.baseline_years});
    tree.add("events", change.events).add("placements", change.placements).add("answered", change.answered).add("fell", change.fell);
    tree.add("lowest", change.lowest ? placement_tree(*change.lowest) : Tree{}).add("search_p", change.search_p).add("verdict", verdict_code(change.verdict));
    return tree;
}

Passing passing_in(ClaimEvidence const& evidence, std::string const& source)
{
    for (auto const& input : evidence.inputs)
        if (input.source == source) return input.passing;
    return Passing::hash_only;
}

Tree claim_parts(ClaimRow const& claim)
{
    Tree tree = Tree::members();
    tree.add("name", claim.name).add("sentence", claim.sentence).add("said_by", text_or_nothing(claim.said_by));
    tree.add("window", text_or_nothing(claim.window)).add("area", text_or_nothing(claim.area)).add("baseline", text_or_nothing(claim.baseline));
    tree.add("source", text_or_nothing(claim.source)).add("uniqueness", text_or_nothing(claim.uniqueness)).add("plan", text_or_nothing(claim.plan));
    tree.add("reply", text_or_nothing(claim.reply));
    return tree;
}

Tree places_of(ClaimEvidence const& evidence)
{
    Tree places = Tree::list();
    for (auto const& place : evidence.places)
        places.push(Tree::members().add("code", place.code).add("name", place.name).add("parent", text_or_nothing(place.parent)).add("level", place.level)
                        .add("role", place_role_code(place.role)));
    return places;
}

Tree series_of_evidence(ClaimEvidence const& evidence)
{
    Tree list = Tree::list();
    for (std::size_t first = 0; first < evidence.counts.size();) {
        auto const& head = evidence.counts[first];
        Tree months = Tree::members();
        auto end = first;
        for (; end < evidence.counts.size() && evidence.counts[end].source == head.source && evidence.counts[end].place == head.place; ++end)
            months.add(to_iso(evidence.counts[end].month), evidence.counts[end].events);
        if (passing_in(evidence, head.source) == Passing::series) list.push(Tree::members().add("source", head.source).add("place", head.place).add("events", std::move(months)));
        first = end;
    }
    return list;
}

Tree disputes_of(ClaimEvidence const& evidence)
{
    Tree list = Tree::list();
    for (auto const& row : evidence.disputes) {
        if (passing_in(evidence, row.source) == Passing::hash_only) continue;
        Tree areas = Tree::list();
        for (auto const& area : row.areas) areas.push(area);
        list.push(Tree::members().add("source", row.source).add("month", row.month).add("position_level", row.position_level).add("areas", std::move(areas))
                      .add("contender", row.contender).add("address", row.address).add("replaces", row.replaces).add("retracted", row.retracted));
    }
    return list;
}

}  // namespace

Tree claim_figures_tree(ClaimFigures const& figures, ClaimEvidence const& evidence)
{
    Tree missing = Tree::list(), sources = Tree::list(), areas = Tree::list(), claim = Tree::members();
    for (auto const& part : figures.answer.claim.missing) missing.push(part.code);
    claim.add("verdict", verdict_code(figures.answer.claim.verdict)).add("missing", std::move(missing));
    for (auto const& source : figures.answer.open_data) sources.push(source_tree(source, passing_in(evidence, source.source)));
    for (auto const& area : figures.areas)
        if (passing_in(evidence, area.source) == Passing::series) areas.push(area_tree(area));
    return Tree::members().add("claim", std::move(claim)).add("sources", std::move(sources)).add("areas", std::move(areas));
}

Tree claim_recipe_tree(ClaimEvidence const& evidence)
{
    auto const& question = evidence.question;
    Tree places = Tree::list(), tree = Tree::members();
    for (auto const& place : question.places) places.push(place);
    tree.add("method", "before-after").add("boundary", evidence.boundary).add("places", std::move(places)).add("first", question.first).add("last", question.last);
    tree.add("months", question.months).add("baseline", baseline_code(question.baseline)).add("baseline_years", question.baseline_years);
    tree.add("level", question.level).add("p_threshold", question.p_threshold).add("rank_by", rank_by_code(question.rank_by));
    tree.add("kinds", question.kinds).add("shuffles", question.shuffles).add("seed", static_cast<std::int64_t>(question.seed));
    return tree;
}

Tree claim_inputs_tree(ClaimEvidence const& evidence)
{
    Tree list = Tree::list();
    for (auto const& input : evidence.inputs) {
        Tree coverage = Tree::list(), tree = Tree::members();
        for (auto const& row : input.coverage)
            coverage.push(Tree::members().add("area", row.area).add("kinds", row.kinds).add("first_day", row.first_day).add("last_day", row.last_day)
                              .add("release", text_or_nothing(row.release)));
        tree.add("source", input.source).add("passed_on", input.passing == Passing::series ? "counts" : "hash").add("rows", input.rows);
        tree.add("rows_hash", input.rows_hash).add("series_hash", input.series_hash).add("coverage", std::move(coverage));
        list.push(std::move(tree));
    }
    return list;
}

std::string compact_json(Tree const& tree)
{
    using Json = nlohmann::json;
    return std::visit(
        [](auto const& held) -> std::string {
            using T = std::remove_cvref_t<decltype(held)>;
            std::string text;
            if constexpr (std::is_same_v<T, std::monostate>) {
                return "null";
            } else if constexpr (std::is_same_v<T, double>) {
                if (!std::isfinite(held)) return "null";
                return Json(std::strtod(fmt::format("{:.12g}", held).c_str(), nullptr)).dump();
            } else if constexpr (std::is_same_v<T, Tree::List>) {
                for (auto const& item : held) text += (text.empty() ? "" : ",") + compact_json(item);
                return "[" + text + "]";
            } else if constexpr (std::is_same_v<T, Tree::Members>) {
                for (std::size_t i = 0; i < held.names.size(); ++i) text += (i == 0 ? "" : ",") + Json(held.names[i]).dump() + ":" + compact_json(held.values[i]);
                return "{" + text + "}";
            } else {
                return Json(held).dump(-1, ' ', false, Json::error_handler_t::replace);
            }
        },
        tree.held());
}

std::string claim_file(ClaimRow const& claim, ClaimEvidence const& evidence, ClaimFigures const& figures, Kind kind, Day exported, AuthorId const& author, Signer const& sign)
{
    Tree file = Tree::members();
    file.add("format", "accalmie claim 1").add("demo", kind == Kind::demo).add("exported", exported).add("claim", claim_parts(claim)).add("plan", recorded_tree(claim.curve));
    file.add("recipe", claim_recipe_tree(evidence)).add("places", places_of(evidence)).add("inputs", claim_inputs_tree(evidence));
    file.add("series", series_of_evidence(evidence)).add("disputes", disputes_of(evidence)).add("figures", claim_figures_tree(figures, evidence));
    file.add("author", author.hex());
    auto const& members = std::get<Tree::Members>(file.held());
    std::string text = "{\n";
    for (std::size_t i = 0; i < members.names.size(); ++i) text += "\"" + members.names[i] + "\": " + compact_json(members.values[i]) + ",\n";
    return text + "\"signature\": \"" + to_hex(sign(as_bytes(text))) + "\"\n}\n";
}

}  // namespace accalmie
