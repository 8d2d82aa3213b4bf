// SPDX-License-Identifier: Apache-2.0
#include "answers/method_growth_survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>

namespace accalmie {

namespace {

constexpr std::int64_t last_day = 1826;
constexpr std::array<char const*, 6> age_bands{"00-05 mo", "06-11 mo", "12-23 mo", "24-35 mo", "36-47 mo", "48-59 mo"};
constexpr std::array<double, 7> age_band_months{0, 6, 12, 24, 36, 48, 60};
constexpr std::array<char const*, 6> cut_suffixes{"_3", "_2", "_1", "1", "2", "3"};
constexpr std::size_t groups_max = 10'000;

/// An index under the letters that WHO's tables give it.
struct TableIndex {
    GrowthIndex index;
    char const* letters;
    bool has_weight;
};
constexpr std::array<TableIndex, 4> table_indices{{{GrowthIndex::length, "HA", false},
                                                   {GrowthIndex::weight, "WA", true},
                                                   {GrowthIndex::bmi, "BMI", true},
                                                   {GrowthIndex::weight_for_length, "WH", true}}};

enum class Ages : std::uint8_t { under_5, school };

struct Survey {
    GrowthSurvey design;
    std::vector<GrowthIndexColumn> indices;
    std::vector<double> stunted_wasted, stunted_overweight;  ///< empty at school age
    std::vector<GrowthDivision> divisions;
    Ages ages = Ages::under_5;
};

bool is_said(MethodTable const& table, std::optional<std::size_t> column, std::size_t row) { return !column || !says_nothing(table.rows[row][*column]); }

/// Rows with a cluster and a stratum, where the file has such columns.
std::vector<std::uint8_t> rows_with_design(MethodTable const& table)
{
    auto const cluster = growth_column(table, "cluster"), stratum = growth_column(table, "strata");
    std::vector<std::uint8_t> has;
    for (std::size_t row = 0; row < table.rows.size(); ++row) has.push_back(is_said(table, cluster, row) && is_said(table, stratum, row) ? 1 : 0);
    return has;
}

GrowthKept kept_under_5(ChildColumns const& children, std::vector<std::uint8_t> const& has_design)
{
    GrowthKept kept;
    for (std::size_t row = 0; row < children.size(); ++row) {
        auto const age = children.age.empty() ? ChildAge{} : child_age(children.age[row], children.age_unit);
        if (age.days && *age.days > last_day) ++kept.too_old;
        else if (has_design[row] == 0) ++kept.without_design;
        else kept.rows.push_back(row);
    }
    return kept;
}

/// Texts as numbers from 0, by first appearance.
std::vector<std::uint32_t> numbered(MethodTable const& table, std::vector<std::size_t> const& rows, std::optional<std::size_t> column)
{
    std::vector<std::uint32_t> numbers;
    if (!column) return numbers;
    std::map<std::string_view, std::uint32_t> known;
    numbers.reserve(rows.size());
    for (auto const row : rows) numbers.push_back(known.try_emplace(trimmed_cell(table.rows[row][*column]), static_cast<std::uint32_t>(known.size())).first->second);
    return numbers;
}

Result<GrowthSurvey> design_of(MethodTable const& table, GrowthKept& kept, double level)
{
    GrowthDesign design;
    auto const weights = TRY(growth_numbers(table, growth_column(table, "sampling_weight"), "sampling_weight"));
    for (auto const row : kept.rows) {
        double const weight = weights.empty() ? 1 : weights[row];
        if (std::isnan(weight)) ++kept.without_weight;
        if (weight < 0) return Error{Error::Kind::invalid, "a sampling weight below 0", MethodRows::place(row, "sampling_weight"), "give the weight, or leave it empty to leave the child out"};
        design.weight.push_back(std::isnan(weight) ? 0 : weight);
    }
    design.cluster = numbered(table, kept.rows, growth_column(table, "cluster"));
    design.stratum = numbered(table, kept.rows, growth_column(table, "strata"));
    return GrowthSurvey::make(design, level);
}

std::size_t place_of(GrowthIndex index)
{
    auto const found = std::find_if(table_indices.begin(), table_indices.end(), [index](TableIndex const& one) { return one.index == index; });
    return static_cast<std::size_t>(found - table_indices.begin());
}

/// Scores without flagged ones; oedema counts as far below in shares with a weight in them.
void fill_scores(Survey& survey, ChildColumns const& children, std::vector<std::size_t> const& rows)
{
    for (auto const& index : table_indices) survey.indices.push_back({index.letters, {}});
    for (auto const row : rows) {
        auto const child = children.child(row);
        auto const scores = growth_scores(child);
        for (std::size_t at = 0; at < table_indices.size(); ++at) {
            auto const& score = scores[table_indices[at].index];
            double const z = score.has_value() && score.flag == 0 ? score.z : not_measured;
            survey.indices[at].scores.scores.push_back(z);
            survey.indices[at].scores.shares.push_back(table_indices[at].has_weight && child.oedema != 0 ? oedema_score : z);
        }
        double const stature = survey.indices[place_of(GrowthIndex::length)].scores.shares.back(), weight = survey.indices[place_of(GrowthIndex::weight_for_length)].scores.shares.back();
        bool const unknown = std::isnan(stature) || std::isnan(weight);
        survey.stunted_wasted.push_back(unknown ? not_measured : stature < -2 && weight < -2 ? 1.0 : 0.0);
        survey.stunted_overweight.push_back(unknown ? not_measured : stature < -2 && weight > 2 ? 1.0 : 0.0);
    }
}

std::uint32_t age_band(double months)
{
    if (!(months >= 0 && months < age_band_months.back())) return in_no_group;
    return static_cast<std::uint32_t>(std::upper_bound(age_band_months.begin(), age_band_months.end(), months) - age_band_months.begin() - 1);
}

bool is_empty(GrowthDivision const& division)
{
    return std::all_of(division.groups.group.begin(), division.groups.group.end(), [](std::uint32_t group) { return group == in_no_group; });
}

std::vector<GrowthDivision> own_divisions(ChildColumns const& children, std::vector<std::size_t> const& rows)
{
    GrowthDivision all{{}, {"All"}, {}}, ages{"Age group", {age_bands.begin(), age_bands.end()}, {}}, sexes{"Sex", {"Female", "Male"}, {}}, both{"Age + sex", {}, {}};
    for (auto const* const sex : {"Female", "Male"})
        for (auto const* const band : age_bands) both.names.push_back(fmt::format("{}.{}", band, sex));
    for (auto const row : rows) {
        auto const age = children.age.empty() ? in_no_group : age_band(child_age(children.age[row], children.age_unit).months);
        auto const sex = growth_sex_group(children.sex[row]);
        all.groups.group.push_back(0);
        ages.groups.group.push_back(age);
        sexes.groups.group.push_back(sex);
        both.groups.group.push_back(age == in_no_group || sex == in_no_group ? in_no_group : sex * static_cast<std::uint32_t>(age_bands.size()) + age);
    }
    std::vector<GrowthDivision> divisions;
    for (auto* const one : {&all, &ages, &sexes, &both}) add_growth_division(divisions, std::move(*one));
    return divisions;
}

/// The quintile's name of "1" or "Q1"; nothing for others.
std::string quintile_name(std::string_view text)
{
    if (text.starts_with('Q')) text.remove_prefix(1);
    if (text.size() != 1 || text.front() < '1' || text.front() > '5') return {};
    if (text == "1") return "Q1: Poorest";
    return text == "5" ? "Q5: Richest" : fmt::format("Q{}", text);
}

Result<GrowthDivision> division_by(MethodTable const& table, GrowthKept& kept, std::size_t column, std::string const& label)
{
    bool const is_wealth = label == "Wealth quintile";
    std::vector<std::string> texts;
    std::map<std::string, std::uint32_t> known;
    for (auto const row : kept.rows) {
        auto const& cell = table.rows[row][column];
        std::string text{says_nothing(cell) ? std::string_view{} : trimmed_cell(cell)};
        if (is_wealth && !text.empty()) {
            text = quintile_name(text);
            if (text.empty()) ++kept.without_quintile;
        }
        if (!text.empty()) known.try_emplace(text, 0);
        texts.push_back(std::move(text));
    }
    if (known.size() > groups_max) return Error{Error::Kind::limit, "more than 10,000 groups", label, "divide by something coarser"};
    GrowthDivision division{label, {}, {}};
    for (auto& [name, number] : known) {
        number = static_cast<std::uint32_t>(division.names.size());
        division.names.push_back(name);
    }
    for (auto const& text : texts) division.groups.group.push_back(text.empty() ? in_no_group : known.find(text)->second);
    return division;
}

Result<std::vector<GrowthDivision>> divisions_of(MethodTable const& table, ChildColumns const& children, GrowthKept& kept, Ages ages)
{
    struct Column {
        char const *name, *label;
    };
    constexpr std::array<Column, 5> columns{
        {{"typeres", "Area"}, {"gregion", "Geographical region"}, {"wealthq", "Wealth quintile"}, {"mothered", "Maternal education"}, {"othergr", "Other grouping"}}};
    auto divisions = ages == Ages::school ? school_age_divisions(children, kept.rows) : own_divisions(children, kept.rows);
    for (auto const& column : columns)
        if (auto const found = growth_column(table, column.name)) add_growth_division(divisions, TRY(division_by(table, kept, *found, column.label)));
    return divisions;
}

Tree percent(std::optional<double> share) { return share ? Tree{100 * *share} : Tree{}; }

enum class Unit : std::uint8_t { percent, score };

void add_estimate(Tree& tree, std::string const& name, GrowthEstimate const& found, Unit unit)
{
    auto const shown = [unit](std::optional<double> value) { return unit == Unit::percent ? percent(value) : Tree{value}; };
    std::optional<double> lower, upper;
    if (found.interval) lower = found.interval->lower, upper = found.interval->upper;
    tree.add(name + "_r", shown(found.estimate)).add(name + "_se", shown(found.standard_error)).add(name + "_ll", shown(lower)).add(name + "_ul", shown(upper));
    if (found.exact) tree.add(name + "_exact_ll", shown(found.exact->lower)).add(name + "_exact_ul", shown(found.exact->upper));
}

void add_index(Tree& tree, std::string const& letters, IndexPrevalence const& found)
{
    tree.add(letters + "Z_pop", found.weight_sum).add(letters + "Z_unwpop", static_cast<std::int64_t>(found.children));
    for (std::size_t cut = 0; cut < cut_suffixes.size(); ++cut) add_estimate(tree, letters + cut_suffixes[cut], found.shares[cut], Unit::percent);
    add_estimate(tree, letters, found.mean, Unit::score);
    tree.add(letters + "_stdev", found.standard_deviation);
}

Result<void> add_both(std::vector<Tree>& trees, Survey const& survey, GrowthDivision const& division)
{
    auto const wasted = TRY(survey.design.share(survey.stunted_wasted, division.groups));
    auto const overweight = TRY(survey.design.share(survey.stunted_overweight, division.groups));
    for (std::size_t group = 0; group < trees.size(); ++group) {
        trees[group].add("HA_2_WH_2_pop", wasted[group].weight_sum).add("HA_2_WH_2_unwpop", static_cast<std::int64_t>(wasted[group].children));
        add_estimate(trees[group], "HA_2_WH_2", wasted[group].share, Unit::percent);
        add_estimate(trees[group], "HA_2_WH2", overweight[group].share, Unit::percent);
    }
    return {};
}

Result<std::vector<Tree>> division_trees(Survey const& survey, GrowthDivision const& division)
{
    std::vector<Tree> trees;
    for (auto const& name : division.names) trees.push_back(Tree::members().add("Group", division.label.empty() ? name : fmt::format("{}: {}", division.label, name)));
    for (auto const& index : survey.indices) {
        if (survey.ages == Ages::school && !is_told_at_school_age(index.letters, division)) continue;
        auto const found = TRY(survey.design.index(index.scores, division.groups));
        for (std::size_t group = 0; group < trees.size(); ++group) add_index(trees[group], index.letters, found[group]);
    }
    if (!survey.stunted_wasted.empty()) TRY(add_both(trees, survey, division));
    return trees;
}

struct HeadlineName {
    char const *name, *cell, *count;
};
constexpr std::array<HeadlineName, 7> headline_under_5{{{"stunted", "HA_2", "HAZ_unwpop"},
                                                        {"severely_stunted", "HA_3", "HAZ_unwpop"},
                                                        {"wasted", "WH_2", "WHZ_unwpop"},
                                                        {"severely_wasted", "WH_3", "WHZ_unwpop"},
                                                        {"underweight", "WA_2", "WAZ_unwpop"},
                                                        {"overweight", "WH2", "WHZ_unwpop"},
                                                        {"stunted_and_wasted", "HA_2_WH_2", "HA_2_WH_2_unwpop"}}};
/// WHO 2007: thinness below -2 and -3, overweight above 1, obesity above 2.
constexpr std::array<HeadlineName, 6> headline_school{{{"stunted", "HA_2", "HAZ_unwpop"},
                                                       {"severely_stunted", "HA_3", "HAZ_unwpop"},
                                                       {"thin", "BMI_2", "BMIZ_unwpop"},
                                                       {"severely_thin", "BMI_3", "BMIZ_unwpop"},
                                                       {"overweight", "BMI1", "BMIZ_unwpop"},
                                                       {"obese", "BMI2", "BMIZ_unwpop"}}};

/// What most readers want, under plain names.
Tree headline(Tree const& all, std::span<HeadlineName const> lines)
{
    auto const member = [&all](std::string const& name) {
        auto const* const found = all.find(name);
        return found == nullptr ? Tree{} : *found;
    };
    Tree tree = Tree::members();
    for (auto const& line : lines) {
        std::string const cell = line.cell;
        tree.add(line.name, Tree::members().add("percent", member(cell + "_r")).add("standard_error", member(cell + "_se")).add("lower", member(cell + "_ll")).add("upper", member(cell + "_ul")).add("children", member(line.count)));
    }
    return tree;
}

Tree design_tree(Survey const& survey, GrowthKept const& kept, std::size_t rows)
{
    auto const whole = [](std::size_t count) { return static_cast<std::int64_t>(count); };
    return Tree::members()
        .add("rows", whole(rows))
        .add("used", whole(kept.rows.size()))
        .add("excluded_over_1826_days", whole(kept.too_old))
        .add("excluded_not_of_61_to_228_months", whole(kept.of_other_age))
        .add("excluded_without_cluster_or_stratum", whole(kept.without_design))
        .add("weight_missing_counts_as_zero", whole(kept.without_weight))
        .add("wealth_quintile_not_known", whole(kept.without_quintile))
        .add("clusters", whole(survey.design.clusters()))
        .add("strata", whole(survey.design.strata()))
        .add("degrees_of_freedom", survey.design.degrees_of_freedom());
}

/// By age: under five, unless nobody is and somebody is of school age.
Result<Ages> ages_of(ChildColumns const& children, std::vector<std::uint8_t> const& has_design, MethodOptions const& options)
{
    auto const standard = option_text(options, "standard");
    if (standard == "2006") return Ages::under_5;
    if (standard == "2007") return Ages::school;
    if (standard != "by-age") return Error{Error::Kind::invalid, "no such standard", "option standard", "give by-age, 2006 or 2007"};
    return kept_under_5(children, has_design).rows.empty() && !kept_of_school_age(children, has_design).rows.empty() ? Ages::school : Ages::under_5;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const level = TRY(option_number(options, "level"));
    auto const file = TRY(growth_file(table, options));
    auto const has_design = rows_with_design(table);
    auto const ages = TRY(ages_of(file.children, has_design, options));
    auto kept = ages == Ages::school ? kept_of_school_age(file.children, has_design) : kept_under_5(file.children, has_design);
    if (kept.rows.empty()) return Error{Error::Kind::invalid, "no child is left", "rows", "give children of at most 1,826 days, or of 61 to 228 months, with a cluster and stratum"};
    auto design = TRY(design_of(table, kept, level));
    Survey survey{std::move(design), {}, {}, {}, {}, ages};
    if (ages == Ages::school) survey.indices = school_age_indices(file.children, kept.rows);
    else fill_scores(survey, file.children, kept.rows);
    survey.divisions = TRY(divisions_of(table, file.children, kept, ages));
    Tree groups = Tree::list(), used = Tree::list(), first;
    for (auto const& division : survey.divisions) {
        auto trees = TRY(division_trees(survey, division));
        if (first.is_nothing()) first = trees.front();
        for (auto& tree : trees) groups.push(std::move(tree));
    }
    for (auto const& column : file.columns_used) used.push(column);
    for (auto const* const name : {"sampling_weight", "cluster", "strata", "typeres", "gregion", "wealthq", "mothered", "othergr"})
        if (auto const column = growth_column(table, name)) used.push(trimmed_cell(table.columns[*column]));
    auto const lines = ages == Ages::school ? std::span<HeadlineName const>{headline_school} : std::span<HeadlineName const>{headline_under_5};
    Tree tree = Tree::members().add("columns_used", std::move(used)).add("standard", ages == Ages::school ? "2007" : "2006").add("design", design_tree(survey, kept, table.rows.size()));
    return tree.add("headline", headline(first, lines)).add("groups", std::move(groups));
}

}  // namespace

std::uint32_t growth_sex_group(ChildSex sex)
{
    if (sex == ChildSex::unknown) return in_no_group;
    return sex == ChildSex::female ? 0 : 1;
}

void add_growth_division(std::vector<GrowthDivision>& divisions, GrowthDivision division)
{
    division.groups.group_count = division.names.size();
    if (!is_empty(division)) divisions.push_back(std::move(division));
}

Method growth_prevalence_method()
{
    auto columns = growth_columns();
    std::vector<MethodColumn> const own{
        {"sampling_weight", "number", false, {"poids de sondage (aussi : sw)", "sampling weight (also: sw)"}},
        {"cluster", "text", false, {"grappe", "cluster"}},
        {"strata", "text", false, {"strate", "stratum"}},
        {"typeres", "text", false, {"milieu de résidence", "type of residence"}},
        {"gregion", "text", false, {"région (aussi : region)", "region (also: region)"}},
        {"wealthq", "text", false, {"quintile de richesse, 1 à 5 ou Q1 à Q5", "wealth quintile, 1 to 5 or Q1 to Q5"}},
        {"mothered", "text", false, {"instruction de la mère", "education of the mother"}},
        {"othergr", "text", false, {"autre regroupement", "any other grouping"}}};
    columns.insert(columns.end(), own.begin(), own.end());
    return {"growth-prevalence",
            {"Retard de croissance, émaciation, insuffisance pondérale : prévalences d’une enquête", "Stunting, wasting, underweight: prevalences of a survey"},
            std::move(columns),
            {growth_age_option(),
             {"standard", "by-age", {"by-age, 2006 (moins de 5 ans) ou 2007 (61 à 228 mois)", "by-age, 2006 (under 5 years) or 2007 (61 to 228 months)"}},
             {"level", "0.95", {"niveau des intervalles", "level of the intervals"}}},
            "WHO & UNICEF 2019, Recommendations for data collection, analysis and reporting on anthropometric indicators in children under 5; Lumley 2010, Complex Surveys",
            "docs/methods/growth-prevalence.md",
            run};
}

}  // namespace accalmie
