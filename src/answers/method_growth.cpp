// SPDX-License-Identifier: Apache-2.0
#include "answers/method_growth_rows.hpp"

#include <array>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t listed_rows_max = 200'000;
constexpr double school_age_months = 61;

/// One z-score of a row: of the standards of 2006 (its index) or of the reference of 2007.
struct ScoreColumn {
    std::string z, flag;
    std::vector<GrowthScore> scores;
};

enum class Standard : std::uint8_t { by_age, standards_2006, reference_2007 };

/// All that is printed, a list a column, one entry a child.
struct Scored {
    std::vector<ScoreColumn> columns;
    std::vector<double> length_cm, bmi;
    std::vector<Posture> posture;
    std::vector<std::uint8_t> stood_too_young;
    std::vector<ArmBand> arm;
    Standard standard = Standard::by_age;
};

struct IndexNames {
    GrowthIndex index;
    char const *z, *flag;
};

constexpr std::array<IndexNames, growth_index_count> index_names{{{GrowthIndex::length, "zlen", "flen"},
                                                                  {GrowthIndex::weight, "zwei", "fwei"},
                                                                  {GrowthIndex::weight_for_length, "zwfl", "fwfl"},
                                                                  {GrowthIndex::bmi, "zbmi", "fbmi"},
                                                                  {GrowthIndex::head, "zhc", "fhc"},
                                                                  {GrowthIndex::arm, "zac", "fac"},
                                                                  {GrowthIndex::triceps, "zts", "fts"},
                                                                  {GrowthIndex::subscapular, "zss", "fss"}}};

bool is_asked(ChildColumns const& children, GrowthIndex index)
{
    bool const weight = !children.weight_kg.empty(), length = !children.length_cm.empty();
    switch (index) {
    case GrowthIndex::length: return length;
    case GrowthIndex::weight: return weight;
    case GrowthIndex::weight_for_length:
    case GrowthIndex::bmi: return weight && length;
    case GrowthIndex::head: return !children.head_cm.empty();
    case GrowthIndex::arm: return !children.arm_cm.empty();
    case GrowthIndex::triceps: return !children.triceps_mm.empty();
    case GrowthIndex::subscapular: return !children.subscapular_mm.empty();
    }
    return false;
}

bool is_of_school_age(Child const& child) { return child_age(child.age, child.age_unit).months >= school_age_months; }

Result<Standard> standard_of(MethodOptions const& options)
{
    auto const text = option_text(options, "standard");
    if (text == "by-age") return Standard::by_age;
    if (text == "2006") return Standard::standards_2006;
    if (text == "2007") return Standard::reference_2007;
    return Error{Error::Kind::invalid, "no such standard", "option standard", "give by-age, 2006 or 2007"};
}

void add_2006(Scored& scored, ChildColumns const& children)
{
    for (auto const& names : index_names) {
        if (!is_asked(children, names.index)) continue;
        scored.columns.push_back({names.z, names.flag, {}});
        scored.columns.back().scores.reserve(children.size());
    }
    for (std::size_t at = 0; at < children.size(); ++at) {
        auto const scores = growth_scores(children.child(at));
        std::size_t column = 0;
        for (auto const& names : index_names)
            if (is_asked(children, names.index)) scored.columns[column++].scores.push_back(scores[names.index]);
        scored.length_cm.push_back(scores.length_cm);
        scored.bmi.push_back(scores.bmi);
        scored.posture.push_back(scores.posture);
        scored.stood_too_young.push_back(scores.stood_too_young);
    }
}

void add_2007(Scored& scored, ChildColumns const& children)
{
    ScoreColumn height{"zhfa", "fhfa", {}}, weight{"zwfa", "fwfa", {}}, bmi{"zbfa", "fbfa", {}};
    bool const has_2006 = !scored.length_cm.empty();
    for (std::size_t at = 0; at < children.size(); ++at) {
        auto const child = children.child(at);
        auto const scores = school_age_scores(child);
        height.scores.push_back(scores.height);
        weight.scores.push_back(scores.weight);
        bmi.scores.push_back(scores.bmi);
        if (!has_2006) scored.bmi.push_back(scores.body_mass_index);
        else if (is_of_school_age(child)) scored.bmi[at] = scores.body_mass_index;
    }
    if (!children.length_cm.empty()) scored.columns.push_back(std::move(height));
    if (!children.weight_kg.empty()) scored.columns.push_back(std::move(weight));
    if (!children.length_cm.empty() && !children.weight_kg.empty()) scored.columns.push_back(std::move(bmi));
}

Scored score_all(ChildColumns const& children, Standard standard)
{
    Scored scored;
    bool any_school = false, any_young = children.size() == 0;
    for (std::size_t at = 0; at < children.size(); ++at) (is_of_school_age(children.child(at)) ? any_school : any_young) = true;
    scored.standard = standard;
    if (standard == Standard::standards_2006 || (standard == Standard::by_age && any_young)) add_2006(scored, children);
    if (standard == Standard::reference_2007 || (standard == Standard::by_age && any_school)) add_2007(scored, children);
    for (std::size_t at = 0; at < children.arm_cm.size(); ++at) {
        auto const child = children.child(at);
        scored.arm.push_back(arm_band(child.arm_cm, child_age(child.age, child.age_unit).months));
    }
    return scored;
}

Tree number_or_nothing(double value) { return std::isfinite(value) ? Tree{value} : Tree{}; }

Tree posture_tree(Posture posture)
{
    switch (posture) {
    case Posture::unknown: return {};
    case Posture::lying: return "l";
    case Posture::standing: return "h";
    }
    return {};
}

Tree sex_tree(ChildSex sex) { return sex == ChildSex::unknown ? Tree{} : Tree{sex == ChildSex::male ? 1 : 2}; }

Tree z_tree(GrowthScore const& score) { return score.has_value() ? Tree{score.z} : Tree{}; }
Tree flag_tree(GrowthScore const& score) { return score.has_value() ? Tree{static_cast<int>(score.flag)} : Tree{}; }

Tree row_tree(Scored const& scored, ChildColumns const& children, std::size_t at)
{
    Tree row = Tree::members().add("csex", sex_tree(children.sex[at]));
    if (!scored.length_cm.empty() && !children.length_cm.empty()) {
        row.add("clenhei", number_or_nothing(scored.length_cm[at])).add("cmeasure", posture_tree(scored.posture[at]));
        row.add("c9mo_flag", static_cast<int>(scored.stood_too_young[at]));
    }
    if (!children.weight_kg.empty() && !children.length_cm.empty()) row.add("cbmi", number_or_nothing(scored.bmi[at]));
    Tree because;
    for (auto const& column : scored.columns) {
        row.add(column.z, z_tree(column.scores[at])).add(column.flag, flag_tree(column.scores[at]));
        if (!column.scores[at].has_value()) because.add(column.z, no_score_name(column.scores[at].reason));
    }
    if (!scored.arm.empty()) row.add("arm_band", arm_band_name(scored.arm[at]));
    if (!because.is_nothing()) row.add("no_score_because", std::move(because));
    return row;
}

Result<Tree> rows_tree(MethodTable const& table, Scored const& scored, ChildColumns const& children)
{
    if (children.size() > listed_rows_max) return Error{Error::Kind::limit, "more than 200,000 rows", "option output", "give --output columns or --output summary"};
    auto const id = growth_column(table, "id");
    Tree rows = Tree::list();
    for (std::size_t at = 0; at < children.size(); ++at) {
        Tree row = Tree::members().add("row", static_cast<std::int64_t>(at) + 2);
        if (id) row.add("id", trimmed_cell(table.rows[at][*id]));
        rows.push(row.add_all(row_tree(scored, children, at)));
    }
    return rows;
}

Tree columns_tree(Scored const& scored)
{
    Tree tree = Tree::members();
    for (auto const& column : scored.columns) {
        Tree z = Tree::list(), flag = Tree::list();
        for (auto const& score : column.scores) {
            z.push(z_tree(score));
            flag.push(flag_tree(score));
        }
        tree.add(column.z, std::move(z)).add(column.flag, std::move(flag));
    }
    return tree;
}

/// How many have no score, by why.
Tree reasons_tree(ScoreColumn const& column)
{
    constexpr std::size_t reasons = static_cast<std::size_t>(NoScore::not_finite) + 1;
    std::array<int, reasons> counts{};
    for (auto const& score : column.scores) ++counts[static_cast<std::size_t>(score.reason)];
    Tree tree = Tree::members();
    for (std::size_t reason = 1; reason < reasons; ++reason)
        if (counts[reason] > 0) tree.add(std::string{no_score_name(static_cast<NoScore>(reason))}, counts[reason]);
    return tree;
}

Tree column_summary(ScoreColumn const& column)
{
    int flagged = 0, scored = 0, below_3 = 0, below_2 = 0, above_2 = 0, above_3 = 0;
    double sum = 0, squares = 0;
    for (auto const& score : column.scores) {
        if (!score.has_value()) continue;
        ++scored;
        flagged += score.flag;
        if (score.flag != 0) continue;
        sum += score.z;
        squares += score.z * score.z;
        below_3 += score.z < -3 ? 1 : 0;
        below_2 += score.z < -2 ? 1 : 0;
        above_2 += score.z > 2 ? 1 : 0;
        above_3 += score.z > 3 ? 1 : 0;
    }
    double const count = scored - flagged;
    Tree tree = Tree::members().add("score", column.z).add("scored", scored).add("flagged", flagged);
    tree.add("mean", count > 0 ? Tree{sum / count} : Tree{});
    tree.add("standard_deviation", count > 1 ? Tree{std::sqrt(std::max(0.0, (squares - sum * sum / count) / (count - 1)))} : Tree{});
    tree.add("below_minus_3", below_3).add("below_minus_2", below_2).add("above_2", above_2).add("above_3", above_3);
    return tree.add("no_score_because", reasons_tree(column));
}

Tree summary_tree(Scored const& scored, ChildColumns const& children)
{
    int oedema = 0, stood = 0;
    for (auto const one : children.oedema) oedema += one;
    for (auto const one : scored.stood_too_young) stood += one;
    Tree scores = Tree::list();
    for (auto const& column : scored.columns) scores.push(column_summary(column));
    Tree tree = Tree::members().add("children", static_cast<std::int64_t>(children.size())).add("oedema", oedema).add("stood_too_young", stood);
    if (!scored.arm.empty()) {
        std::array<int, 4> bands{};
        for (auto const band : scored.arm) ++bands[static_cast<std::size_t>(band)];
        Tree arms = Tree::members();
        for (auto const band : {ArmBand::severe, ArmBand::moderate, ArmBand::normal, ArmBand::none}) arms.add(std::string{arm_band_name(band)}, bands[static_cast<std::size_t>(band)]);
        tree.add("arm_bands", std::move(arms));
    }
    return tree.add("scores", std::move(scores));
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const standard = TRY(standard_of(options));
    auto const output = option_text(options, "output");
    if (output != "rows" && output != "columns" && output != "summary") return Error{Error::Kind::invalid, "no such output", "option output", "give rows, columns or summary"};
    auto const file = TRY(growth_file(table, options));
    auto const scored = score_all(file.children, standard);
    if (scored.columns.empty()) return Error{Error::Kind::missing, "nothing was measured", "row 1", "give a column weight, lenhei, headc, armc, triskin or subskin"};
    Tree used = Tree::list();
    for (auto const& column : file.columns_used) used.push(column);
    Tree tree = Tree::members().add("columns_used", std::move(used)).add("summary", summary_tree(scored, file.children));
    if (output == "rows") tree.add("rows", TRY(rows_tree(table, scored, file.children)));
    if (output == "columns") tree.add("columns", columns_tree(scored));
    return tree;
}

}  // namespace

Method growth_method()
{
    auto columns = growth_columns();
    columns.insert(columns.begin(), {"id", "text", false, {"numéro de l’enfant (aussi : case)", "number of the child (also: case)"}});
    return {"growth",
            {"Croissance des enfants : z-scores de l’OMS", "Child growth: WHO z-scores"},
            std::move(columns),
            {growth_age_option(),
             {"standard", "by-age", {"by-age, 2006 (moins de 5 ans) ou 2007 (5 à 19 ans)", "by-age, 2006 (under 5 years) or 2007 (5 to 19 years)"}},
             {"output", "rows", {"rows, columns ou summary", "rows, columns or summary"}}},
            "WHO Multicentre Growth Reference Study Group 2006 and 2007; de Onis et al. 2007, Bull. World Health Organ. 85:660-667",
            "docs/methods/growth.md",
            run};
}

}  // namespace accalmie
