// SPDX-License-Identifier: Apache-2.0
#include "answers/method_growth_rows.hpp"
#include "answers/nutrition_parts.hpp"
#include "answers/nutrition_rows.hpp"
#include "answers/nutrition_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

/// A word of another language or spelling for a code.
struct Spelling {
    std::string_view word, code;
};
constexpr std::array<Spelling, 16> spellings{{{"dépistage", "screening"}, {"depistage", "screening"}, {"suivi", "follow_up"}, {"follow-up", "follow_up"}, {"followup", "follow_up"}, {"sortie", "exit"},
                                              {"discharge", "exit"}, {"guéri", "cured"}, {"gueri", "cured"}, {"recovered", "cured"}, {"décédé", "died"}, {"death", "died"}, {"abandon", "defaulted"},
                                              {"defaulter", "defaulted"}, {"non_response", "not_responded"}, {"transféré", "transferred"}}};

std::string code_of_word(std::string_view cell)
{
    std::string word{trimmed_cell(cell)};
    std::transform(word.begin(), word.end(), word.begin(), [](char one) { return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one; });
    auto const known = std::find_if(spellings.begin(), spellings.end(), [&word](Spelling const& one) { return one.word == word; });
    return known == spellings.end() ? word : std::string{known->code};
}

/// Columns of a file of visits.
struct Columns {
    std::vector<ChildSex> sex;
    std::vector<Posture> posture;
    std::vector<std::uint8_t> oedema;
    std::vector<double> age_months, weight_kg, length_cm, arm_cm, rations;
    std::vector<std::string> used;
};

std::optional<double> at_row(std::vector<double> const& column, std::size_t row)
{
    if (column.empty() || !(column[row] == column[row])) return std::nullopt;
    return column[row];
}

Result<Columns> read_columns(MethodTable const& table)
{
    Columns columns;
    auto const found = [&](std::string_view name, std::string_view other) {
        auto place = growth_column(table, name);
        if (!place && !other.empty()) place = growth_column(table, other);
        if (place) columns.used.emplace_back(trimmed_cell(table.columns[*place]));
        return place;
    };
    columns.sex = TRY(growth_sexes(table, found("sex", {})));
    columns.posture = TRY(growth_postures(table, found("position", "measure")));
    columns.oedema = TRY(growth_oedemas(table, found("oedema", {})));
    columns.age_months = TRY(growth_numbers(table, found("age_months", {}), "age_months"));
    columns.weight_kg = TRY(growth_numbers(table, found("weight_kg", "weight"), "weight_kg"));
    columns.length_cm = TRY(growth_numbers(table, found("length_cm", "lenhei"), "length_cm"));
    columns.arm_cm = TRY(growth_numbers(table, found("arm_cm", "armc"), "arm_cm"));
    columns.rations = TRY(growth_numbers(table, found("rations", {}), "rations"));
    return columns;
}

Result<NutritionFact> fact_at(MethodRows const& rows, Columns const& columns, std::size_t row)
{
    NutritionFact fact;
    fact.token = rows.text(row, "token"), fact.facility = rows.text(row, "facility"), fact.facility_name = fact.facility;
    auto& measure = fact.measure;
    measure.day = TRY(parse_day(rows.text(row, "day")).at(MethodRows::place(row, "day")));
    measure.occasion = TRY(parse_measure_occasion(code_of_word(rows.text(row, "occasion"))).at(MethodRows::place(row, "occasion")));
    if (auto const exit = rows.text(row, "exit"); !says_nothing(exit)) measure.exit = TRY(parse_care_exit(code_of_word(exit)).at(MethodRows::place(row, "exit")));
    if (!columns.sex.empty()) measure.sex = columns.sex[row];
    if (!columns.posture.empty()) measure.posture = columns.posture[row];
    if (!columns.oedema.empty()) measure.oedema = columns.oedema[row];
    measure.age_months = at_row(columns.age_months, row), measure.weight_kg = at_row(columns.weight_kg, row), measure.length_cm = at_row(columns.length_cm, row);
    measure.arm_cm = at_row(columns.arm_cm, row), measure.rations = at_row(columns.rations, row);
    return fact;
}

/// Measures up to a day, and the row of each.
struct Visits {
    std::vector<NutritionFact> facts;
    std::vector<std::size_t> rows;
    Day last{};
};

Result<Visits> read_visits(MethodTable const& table, Columns const& columns, MethodOptions const& options)
{
    MethodRows const rows{table};
    Visits visits;
    std::map<std::pair<std::string, std::string>, std::uint32_t> children;
    std::uint32_t count = 0;
    std::optional<Day> const until = option_text(options, "today") == "last" ? std::optional<Day>{} : TRY(option_day(options, "today"));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto fact = TRY(fact_at(rows, columns, row));
        if (until && fact.measure.day > *until) continue;
        if (fact.token.empty()) {
            fact.measure.child = count++;
        } else {
            auto const [found, is_new] = children.try_emplace({fact.facility, fact.token}, count);
            count += is_new ? 1U : 0U;
            fact.measure.child = found->second;
        }
        visits.last = visits.facts.empty() ? fact.measure.day : std::max(visits.last, fact.measure.day);
        visits.facts.push_back(std::move(fact));
        visits.rows.push_back(row);
    }
    if (until) visits.last = *until;
    return visits;
}

Tree stay_tree(CareCourse const& course, CareStay const& stay, Visits const& visits, NutritionRules const& rules)
{
    auto const& episode = stay.episode;
    auto const& fact = visits.facts[stay.measures.front()];
    Tree tree = Tree::members().add("token", fact.token);
    if (!fact.facility.empty()) tree.add("facility", fact.facility);
    tree.add("group", care_group_code(care_group(stay))).add("state", malnutrition_code(stay.admitted.state)).add("admitted_by", malnutrition_sign_code(stay.admitted.sign));
    tree.add("weight_for_length_z", course.signs[stay.measures.front()].weight_for_length_z);
    tree.add("admitted", episode.admitted).add("last_visit", episode.last_visit).add("left", episode.left).add("exit", care_exit_code(episode.exit)).add("visits", static_cast<std::int64_t>(stay.measures.size()));
    tree.add("stay_days", episode.left ? Tree{(*episode.left - episode.admitted).count()} : Tree{});
    tree.add("weight_in_kg", episode.weight_in_kg).add("weight_out_kg", episode.weight_out_kg);
    auto const gain_days = episode.left ? (*episode.left - episode.weighed_in.value_or(episode.admitted)).count() : 0;
    bool const has_gain = episode.weight_in_kg && episode.weight_out_kg && gain_days > 0;
    tree.add("weight_gain_g_kg_day", has_gain ? Tree{1000 * (*episode.weight_out_kg - *episode.weight_in_kg) / *episode.weight_in_kg / static_cast<double>(gain_days)} : Tree{});
    return tree.add("protocol", rules.protocols[stay.protocol].id);
}

Tree child_tree(NutritionChild const& child)
{
    Tree tree = Tree::members().add("token", child.token).add("last_visit", child.last_visit).add("due", child.due).add("days_absent", child.days_absent).add("visits_missed", child.visits_missed);
    tree.add("days_in_care", child.days_in_care).add("state", malnutrition_code(child.state));
    return tree.add("sachets_least", child.ration ? Tree{child.ration->least} : Tree{}).add("sachets_most", child.ration ? Tree{child.ration->most} : Tree{});
}

Tree children_tree(Listed<NutritionChild> const& listed)
{
    Tree tree = Tree::list();
    for (auto const& child : listed.rows) tree.push(child_tree(child));
    return tree;
}

Tree inconsistent_tree(CareCourse const& course, Visits const& visits)
{
    Tree tree = Tree::list();
    for (auto const& one : course.inconsistent) {
        auto const& fact = visits.facts[one.measure];
        tree.push(Tree::members().add("row", static_cast<std::int64_t>(visits.rows[one.measure]) + 2).add("token", fact.token).add("day", fact.measure.day).add("problem", care_problem_code(one.problem)).add("what", care_problem_words(one.problem).en));
    }
    return tree;
}

void add_rows(Tree& tree, CareCourse const& course, Visits const& visits, NutritionRules const& rules, NutritionAnswer const& answer)
{
    Tree stays = Tree::list(), missing = Tree::list();
    for (auto const& stay : course.stays) stays.push(stay_tree(course, stay, visits, rules));
    for (auto const& one : answer.queue->not_admitted.rows) missing.push(Tree::members().add("token", one.token).add("screened", one.day));
    tree.add("stays", std::move(stays)).add("due", children_tree(answer.queue->due)).add("lost_to_follow_up", children_tree(answer.queue->lost)).add("in_care_too_long", children_tree(answer.queue->too_long));
    tree.add("screened_not_admitted", std::move(missing)).add("inconsistent", inconsistent_tree(course, visits));
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const output = option_text(options, "output");
    if (output != "rows" && output != "summary") return Error{Error::Kind::invalid, "no such output", "option output", "give rows or summary"};
    auto const level = TRY(option_number(options, "level"));
    std::string const protocol{option_given(options, "protocol") && option_text(options, "protocol") != "by-date" ? option_text(options, "protocol") : std::string_view{}};
    auto const rules = TRY(base_nutrition_rules());
    auto const columns = TRY(read_columns(table));
    auto const visits = TRY(read_visits(table, columns, options));
    std::vector<CareMeasure> measures;
    for (auto const& fact : visits.facts) measures.push_back(fact.measure);
    auto const course = TRY(care_stays(measures, rules.protocols, protocol));
    NutritionTime time;
    time.last = visits.last, time.level = level;
    NutritionAnswer answer;
    TRY(tell_nutrition(answer, visits.facts, rules, protocol, time));
    Tree used = Tree::list(), protocols = Tree::list(), outcomes = Tree::list();
    for (auto const& column : columns.used) used.push(column);
    for (auto const& one : answer.protocols) protocols.push(nutrition_protocol_tree(one));
    for (auto const& one : answer.outcomes) outcomes.push(nutrition_outcomes_tree(one));
    Tree tree = Tree::members().add("columns_used", std::move(used)).add("as_of", visits.facts.empty() ? Tree{} : Tree{visits.last}).add("protocols", std::move(protocols));
    tree.add("screening", nutrition_screening_tree(answer.screening)).add("outcomes", std::move(outcomes));
    if (output == "rows") add_rows(tree, course, visits, rules, answer);
    return tree;
}

std::vector<MethodColumn> columns_of_visits()
{
    return {{"token", "text", true, {"jeton de l’enfant, le même à chaque visite", "token of the child, the same at each visit"}, {"child", "child_id", "id"}},
            {"day", "text", true, {"jour de la mesure, 2024-03-01", "day of the measuring, 2024-03-01"}, {"date", "visit_date", "jour"}},
            {"occasion", "text", true, {"screening, admission, follow_up ou exit", "screening, admission, follow_up or exit"}, {"visit", "visit_type"}},
            {"facility", "text", false, {"formation sanitaire\u00a0: un jeton n’y désigne qu’un enfant", "health facility: a token means one child there"}},
            {"sex", "text", false, {"sexe\u00a0: m ou 1, f ou 2", "sex: m or 1, f or 2"}},
            {"age_months", "number", false, {"âge en mois", "age in months"}},
            {"weight_kg", "number", false, {"poids en kg", "weight in kg"}},
            {"length_cm", "number", false, {"taille en cm", "length or height in cm"}},
            {"position", "text", false, {"couché (l) ou debout (h)", "lying (l) or standing (h)"}},
            {"arm_cm", "number", false, {"périmètre brachial en cm", "mid-upper arm circumference in cm"}},
            {"oedema", "text", false, {"œdèmes des deux pieds\u00a0: y ou 1, n ou 2", "oedema of both feet: y or 1, n or 2"}},
            {"exit", "text", false, {"cured, died, defaulted, not_responded ou transferred, à la sortie", "cured, died, defaulted, not_responded or transferred, at the exit"}},
            {"rations", "number", false, {"sachets remis", "sachets given"}}};
}

}  // namespace

Method malnutrition_care_method()
{
    return {"malnutrition-care",
            {"Prise en charge de la malnutrition aiguë\u00a0: guéris, décédés, abandons, à revoir", "Care for acute malnutrition: cured, died, defaulted, to be seen again"},
            columns_of_visits(),
            {{"protocol", "by-date", {"nom d’un protocole\u00a0; sinon celui du jour de l’admission", "name of a protocol; otherwise that of the day of admission"}},
             {"today", "last", {"jour auquel on regarde\u00a0; sinon le dernier du fichier", "day of looking; otherwise the last of the file"}},
             {"level", "0.95", {"niveau des intervalles", "level of the intervals"}},
             {"output", "rows", {"rows ou summary", "rows or summary"}}},
            "WHO 2013 and 2023 (admission and exit); Sphere Handbook 2018, standards 2.1 and 2.2; Clopper & Pearson 1934; packs/base/rules/nutrition_protocols.csv",
            "docs/methods/malnutrition-care.md",
            run};
}

}  // namespace accalmie
