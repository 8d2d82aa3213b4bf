// SPDX-License-Identifier: Apache-2.0
#include "answers/method_panel.hpp"
#include "measures/treatment_reassignment.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

std::string_view caution_code(DifferenceCaution caution)
{
    switch (caution) {
    case DifferenceCaution::few_clusters: return "few_clusters";
    case DifferenceCaution::few_treated_clusters: return "few_treated_clusters";
    case DifferenceCaution::few_comparison_clusters: return "few_comparison_clusters";
    case DifferenceCaution::staggered: return "staggered_starts_see_group_time_effects";
    case DifferenceCaution::switches_off: return "treatment_switches_off";
    case DifferenceCaution::two_times: return "two_times_no_pre_trend_to_look_at";
    case DifferenceCaution::no_never_treated: return "no_never_treated_unit";
    }
    return {};
}

Tree cells_tree(std::optional<FourCells> const& cells)
{
    if (!cells) return {};
    Tree tree = Tree::members();
    tree.add("treated_before", cells->treated_before).add("treated_after", cells->treated_after);
    tree.add("comparison_before", cells->comparison_before).add("comparison_after", cells->comparison_after);
    return tree;
}

/// The interval that stands: by clusters, and only where no unit or cluster is named by HC1.
Inference const& standing(Coefficient const& effect) { return effect.cluster.because == NoInference::no_clusters ? effect.robust : effect.cluster; }

std::string_view standing_name(Coefficient const& effect) { return effect.cluster.because == NoInference::no_clusters ? "hc1" : "cluster"; }

Tree effect_tree(Coefficient const& effect, double level)
{
    Tree tree = Tree::members();
    tree.add("estimate", effect.estimate).add("errors", standing_name(effect)).add_all(inference_tree(standing(effect), level));
    tree.add("cluster", inference_tree(effect.cluster, level)).add("hc1", inference_tree(effect.robust, level)).add("classical", inference_tree(effect.classical, level));
    return tree;
}

Tree counts_tree(DifferenceInDifferences const& answer, PanelTable const& table)
{
    Tree tree = Tree::members();
    tree.add("rows", static_cast<std::int64_t>(answer.rows)).add("rows_without_value", static_cast<std::int64_t>(table.rows_without_value));
    tree.add("rows_seen_alone", static_cast<std::int64_t>(answer.rows_alone));
    tree.add("units", static_cast<std::int64_t>(answer.units)).add("treated_units", static_cast<std::int64_t>(answer.treated_units));
    tree.add("never_treated_units", static_cast<std::int64_t>(answer.never_treated_units)).add("times", static_cast<std::int64_t>(answer.times));
    tree.add("balanced", answer.balanced).add("clusters", static_cast<std::int64_t>(answer.clusters));
    tree.add("treated_clusters", static_cast<std::int64_t>(answer.treated_clusters)).add("cluster_factor", answer.cluster_factor);
    tree.add("effects_absorbed", static_cast<std::int64_t>(answer.effects)).add("residual_standard_error", answer.residual_deviation);
    tree.add("within_r_squared", answer.within_r_squared);
    return tree;
}

Tree joint_tree(JointTest const& test)
{
    Tree tree = Tree::members();
    tree.add("coefficients", static_cast<std::int64_t>(test.coefficients)).add("wald", test.wald).add("f", test.f);
    tree.add("degrees_of_freedom", test.degrees_of_freedom).add("p", test.p).add("p_chi_square", test.p_chi_square);
    tree.add("no_test_because", test.because == NoInference::none ? Tree{} : Tree{no_inference_code(test.because)});
    return tree;
}

Tree study_tree(EventStudy const& study, double level)
{
    auto const percent = percent_name(level);
    Tree times = Tree::list();
    for (auto const& time : study.times) {
        auto const& inference = standing(time.effect);
        Tree row = Tree::members();
        row.add("distance", time.distance).add("estimate", time.effect.estimate);
        row.add("standard_error", time.reference ? Tree{} : Tree{inference.standard_error}).add("p", time.reference ? Tree{} : Tree{inference.p});
        row.add("lower_" + percent, time.reference ? Tree{} : Tree{inference.lower}).add("upper_" + percent, time.reference ? Tree{} : Tree{inference.upper});
        row.add("reference", time.reference).add("treated_units", static_cast<std::int64_t>(time.units));
        times.push(std::move(row));
    }
    return Tree::members().add("times", std::move(times)).add("pre_trend_test", joint_tree(study.before)).add("after_test", joint_tree(study.after));
}

Tree reassignment_because(NoReassignment because)
{
    switch (because) {
    case NoReassignment::none: return {};
    case NoReassignment::no_units: return "no_unit_whose_treatment_could_be_exchanged";
    case NoReassignment::returns: return "treatment_ends_and_returns";
    case NoReassignment::too_few_comparison: return "too_few_comparison_units";
    case NoReassignment::one_treated_cluster: return "one_cluster_on_a_side";
    case NoReassignment::undefined: return "no_other_assignment_has_an_estimate";
    }
    return {};
}

/// Other assignments, placebos and the wild bootstrap.
Result<Tree> reassignment_members(PanelTable const& table, MethodOptions const& options, double level)
{
    ReassignmentOptions given;
    given.draws = static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, "draws")), 1'000'000));
    given.seed = static_cast<std::uint64_t>(TRY(option_count(options, "seed")));
    given.level = level;
    if (given.draws == 0) return Tree::members();
    auto const result = reassign_treatment(table.panel, given);
    // A table too large for as many draws keeps its other answers.
    if (!result && result.error().kind == Error::Kind::limit) return Tree::members().add("permutation", {}).add("no_permutation_because", result.error().text());
    auto const& found = TRY(result);
    auto const percent = percent_name(level);
    Tree permutation = Tree::members(), placebo = Tree::members(), bootstrap = Tree::members();
    permutation.add("p", found.p).add("p_fall", found.p_fall).add("p_rise", found.p_rise).add("assignments", found.assignments);
    permutation.add("exhaustive", found.exhaustive).add("none_because", reassignment_because(found.permutation_because));
    placebo.add("standard_error", found.placebo_error).add("lower_" + percent, found.placebo_lower).add("upper_" + percent, found.placebo_upper);
    placebo.add("placebos", found.placebos).add("exhaustive", found.placebos_exhaustive).add("none_because", reassignment_because(found.placebo_because));
    bootstrap.add("p", found.bootstrap_p).add("draws", found.bootstrap_draws).add("exhaustive", found.bootstrap_exhaustive);
    bootstrap.add("none_because", reassignment_because(found.bootstrap_because));
    return Tree::members().add("permutation", std::move(permutation)).add("placebo", std::move(placebo)).add("wild_bootstrap", std::move(bootstrap));
}

Result<std::optional<std::int64_t>> option_distance(MethodOptions const& options, std::string_view name)
{
    if (!option_given(options, name)) return std::optional<std::int64_t>{};
    return std::optional{TRY(option_count(options, name))};
}

/// The event study, or why there is none.
Result<Tree> event_study_members(PanelTable const& table, DifferenceInDifferences const& answer, MethodOptions const& options, double level)
{
    EventStudyOptions study;
    study.level = level;
    auto const reference = TRY(option_number(options, "reference"));
    if (reference != std::floor(reference) || std::abs(reference) > 1e9) return Error{Error::Kind::invalid, "a distance that is not a whole number", "option reference", "give -1 for the time before the start"};
    study.reference = static_cast<std::int64_t>(reference);
    study.leads_max = TRY(option_distance(options, "leads"));
    study.lags_max = TRY(option_distance(options, "lags"));
    if (answer.times == 2) return Tree::members().add("event_study", {}).add("no_event_study_because", "two times only");
    auto const result = event_study(table.panel, table.first_treated, study);
    if (!result) return Tree::members().add("event_study", {}).add("no_event_study_because", result.error().text());
    return Tree::members().add("event_study", study_tree(*result, level)).add("no_event_study_because", {});
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const effects = TRY(panel_effects(table, options));
    auto const panel = TRY(read_panel(table, options, effects));
    auto const level = TRY(option_number(options, "level"));
    auto const model = option_text(options, "model");
    if (model != "linear" && model != "poisson") return Error{Error::Kind::invalid, "neither linear nor poisson", "option model", "choose one of them"};
    Tree tree = Tree::members();
    tree.add("model", model).add("effects", effects == PanelEffects::unit ? "unit_and_time" : "group_and_time").add("treatment", treatment_form_code(panel.form));
    if (model == "poisson") return tree.add_all(TRY(ratio_of_ratios_members(panel, level)));
    auto const answer = TRY(difference_in_differences(panel.panel, level));
    tree.add_all(effect_tree(answer.effect, level)).add_all(counts_tree(answer, panel)).add("cells", cells_tree(answer.cells));
    Tree covariates = Tree::list();
    for (std::size_t which = 0; which < answer.covariates.size(); ++which)
        covariates.push(Tree::members().add("name", panel.covariates[which]).add_all(effect_tree(answer.covariates[which], level)));
    tree.add("covariates", std::move(covariates));
    tree.add_all(TRY(reassignment_members(panel, options, level)));
    tree.add_all(TRY(event_study_members(panel, answer, options, level)));
    Tree cautions = Tree::list();
    for (auto const caution : answer.cautions) cautions.push(caution_code(caution));
    return tree.add("cautions", std::move(cautions));
}

std::vector<MethodColumn> columns_of_method()
{
    auto columns = panel_columns();
    columns.push_back({"exposure", "number", false, {"exposition (habitants, mois), pour --model poisson", "exposure (inhabitants, months), for --model poisson"}});
    return columns;
}

std::vector<MethodOption> options_of_method()
{
    auto options = panel_options();
    options.push_back({"model", "linear", {"linear : différence de différences ; poisson : rapport de rapports, pour des nombres d’événements", "linear: difference of differences; poisson: ratio of ratios, for counts of events"}});
    options.push_back({"effects", "auto", {"unit : un effet par unité ; group : par groupe (estimation groupée) ; auto : unit si la colonne est là", "unit: an effect of each unit; group: of each group (the pooled estimate); auto: unit where the column is there"}});
    options.push_back({"reference", "-1", {"distance de référence de l’étude d’événement", "reference distance of the event study"}});
    options.push_back({"leads", "none", {"distances avant le début, les plus lointaines réunies", "distances before the start, those beyond put together"}});
    options.push_back({"lags", "none", {"distances après le début, les plus lointaines réunies", "distances after the start, those beyond put together"}});
    options.push_back({"draws", "999", {"tirages des permutations, des placebos et du bootstrap ; 0 : aucun", "draws of permutations, placebos and bootstrap; 0: none"}});
    options.push_back({"seed", "1", {"graine des tirages", "seed of the draws"}});
    return options;
}

}  // namespace

Method difference_in_differences_method()
{
    return {"difference-in-differences",
            {"Différence de différences, effets d’unité et de temps", "Difference in differences, with unit and time effects"},
            columns_of_method(),
            options_of_method(),
            "Card & Krueger 1994; Arellano 1987; Bertrand, Duflo & Mullainathan 2004; Cameron & Miller 2015; Sun & Abraham 2021",
            "docs/methods/difference-in-differences.md",
            run};
}

}  // namespace accalmie
