// SPDX-License-Identifier: Apache-2.0
#include "surfaces/nutrition_tree.hpp"

#include "answers/nutrition_parts.hpp"
#include "answers/nutrition_words.hpp"

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return words.en.empty() ? Tree{} : Tree::members().add("fr", words.fr).add("en", words.en); }
Tree text_or_null(std::string const& text) { return text.empty() ? Tree{} : Tree{text}; }
Tree place_or_null(std::string const& reference) { return reference.empty() ? Tree{} : Tree{code_of(reference)}; }

template <class Row>
Tree where_tree(Row const& row)
{
    auto tree = Tree::members();
    tree.add("token", text_or_null(row.token)).add("facility", text_or_null(row.facility)).add("facility_name", text_or_null(row.facility_name));
    return tree.add("place", place_or_null(row.place)).add("place_name", text_or_null(row.place_name));
}

Tree child_tree(NutritionChild const& child)
{
    auto tree = where_tree(child);
    tree.add("admitted", child.admitted).add("last_visit", child.last_visit).add("due", child.due).add("days_absent", child.days_absent).add("visits_missed", child.visits_missed);
    tree.add("days_in_care", child.days_in_care).add("group", care_group_code(child.group)).add("state", malnutrition_code(child.state)).add("state_words", words_tree(malnutrition_words(child.state)));
    tree.add("admitted_by", malnutrition_sign_code(child.admitted_by)).add("admitted_by_words", words_tree(malnutrition_sign_words(child.admitted_by)));
    tree.add("weight_kg", child.weight_kg).add("arm_cm", child.arm_cm);
    tree.add("sachets_least", child.ration ? Tree{child.ration->least} : Tree{}).add("sachets_most", child.ration ? Tree{child.ration->most} : Tree{});
    return tree.add("protocol", child.protocol);
}

Tree measure_tree(NutritionMeasure const& measure)
{
    auto tree = where_tree(measure);
    tree.add("day", measure.day).add("occasion", measure_occasion_code(measure.occasion));
    tree.add("problem", measure.problem ? Tree{care_problem_code(*measure.problem)} : Tree{});
    return tree.add("words", measure.problem ? words_tree(care_problem_words(*measure.problem)) : Tree{});
}

template <class Row>
Tree listed_tree(Listed<Row> const& listed, Tree (*row_tree)(Row const&))
{
    auto rows = Tree::list();
    for (auto const& row : listed.rows) rows.push(row_tree(row));
    return Tree::members().add("children", std::move(rows)).add("left_out", static_cast<std::int64_t>(listed.left_out));
}

Tree queue_tree(std::optional<NutritionQueue> const& queue)
{
    if (!queue) return {};
    auto tree = Tree::members();
    tree.add("due", listed_tree(queue->due, child_tree)).add("lost", listed_tree(queue->lost, child_tree)).add("too_long", listed_tree(queue->too_long, child_tree));
    return tree.add("not_admitted", listed_tree(queue->not_admitted, measure_tree)).add("inconsistent", listed_tree(queue->inconsistent, measure_tree));
}

}  // namespace

Tree nutrition_tree(NutritionAnswer const& answer, Kind kind)
{
    auto protocols = Tree::list(), outcomes = Tree::list(), problems = Tree::list(), tree = Tree::members();
    for (auto const& protocol : answer.protocols) protocols.push(nutrition_protocol_tree(protocol));
    for (auto const& one : answer.outcomes) outcomes.push(nutrition_outcomes_tree(one));
    for (auto const& [problem, count] : answer.inconsistent) problems.push(Tree::members().add("problem", care_problem_code(problem)).add("words", words_tree(care_problem_words(problem))).add("count", count));
    tree.add("as_of", answer.as_of).add("from", answer.from).add("to", answer.to).add("counts", counts_told_code(answer.told)).add("counts_words", words_tree(counts_told_words(answer.told)));
    tree.add("protocols", std::move(protocols)).add("screening", nutrition_screening_tree(answer.screening)).add("outcomes", std::move(outcomes)).add("inconsistent", std::move(problems));
    tree.add("queue", queue_tree(answer.queue)).add("disputed", answer.disputed).add("flagged_rows", answer.flagged_rows).add("shown_from", shown_count_min);
    return std::move(tree.add("demo", kind == Kind::demo));
}

}  // namespace accalmie
