// SPDX-License-Identifier: Apache-2.0
#include "answers/method_panel.hpp"
#include "measures/ratio_of_ratios.hpp"

#include <cmath>

namespace accalmie {

namespace {

Tree no_ratio_code(NoRatioOfRatios reason)
{
    switch (reason) {
    case NoRatioOfRatios::none: return {};
    case NoRatioOfRatios::no_event_treated: return "no_event_in_treated_rows";
    case NoRatioOfRatios::separated: return "effects_explain_every_event_on_one_side";
    case NoRatioOfRatios::not_converged: return "not_converged";
    }
    return {};
}

std::optional<double> exponential(std::optional<double> value) { return value ? std::optional{std::exp(*value)} : std::nullopt; }

/// The error of the log ratio, and the ratio's interval.
Tree ratio_interval(Inference const& inference, double level)
{
    auto const percent = percent_name(level);
    Tree tree = Tree::members();
    tree.add("standard_error_log", inference.standard_error).add("t", inference.t).add("degrees_of_freedom", inference.degrees_of_freedom).add("p", inference.p);
    tree.add("lower_" + percent, exponential(inference.lower)).add("upper_" + percent, exponential(inference.upper));
    tree.add("no_interval_because", inference.because == NoInference::none ? Tree{} : Tree{no_inference_code(inference.because)});
    return tree;
}

Tree exact_tree(std::optional<ExactRatioOfRatios> const& exact, double level)
{
    if (!exact) return {};
    auto const percent = percent_name(level);
    Tree tree = Tree::members();
    tree.add("treated_before", exact->treated_before).add("treated_after", exact->treated_after);
    tree.add("comparison_before", exact->comparison_before).add("comparison_after", exact->comparison_after);
    tree.add("ratio", exact->ratio).add("lower_" + percent, exact->exact.lower).add("upper_" + percent, exact->exact.upper);
    tree.add("mid_p_lower_" + percent, exact->mid_p.lower).add("mid_p_upper_" + percent, exact->mid_p.upper);
    tree.add("p_fall", exact->p_fall).add("p_two_sided", exact->p_two_sided).add("p_two_sided_mid_p", exact->p_two_sided_mid);
    return tree;
}

Tree number(std::size_t count) { return static_cast<std::int64_t>(count); }

}  // namespace

Result<Tree> ratio_of_ratios_members(PanelTable const& table, double level)
{
    auto const answer = TRY(ratio_of_ratios(table.panel, table.exposure, level));
    bool const fitted = answer.no_ratio == NoRatioOfRatios::none;
    auto const& effect = answer.log_ratio;
    bool const by_row = effect.cluster.because == NoInference::no_clusters;
    Tree tree = Tree::members();
    tree.add("ratio", answer.ratio).add("no_ratio_because", no_ratio_code(answer.no_ratio)).add("log_ratio", fitted ? Tree{effect.estimate} : Tree{});
    if (fitted) {
        tree.add("errors", by_row ? "hc1" : "cluster").add_all(ratio_interval(by_row ? effect.robust : effect.cluster, level));
        tree.add("cluster", ratio_interval(effect.cluster, level)).add("hc1", ratio_interval(effect.robust, level)).add("poisson", ratio_interval(effect.classical, level));
        tree.add("deviance", answer.deviance).add("log_likelihood", answer.log_likelihood).add("dispersion", answer.pearson_dispersion);
        Tree covariates = Tree::list();
        for (std::size_t which = 0; which < answer.covariates.size(); ++which) {
            auto const& one = answer.covariates[which];
            covariates.push(Tree::members().add("name", table.covariates[which]).add("log_ratio", one.estimate).add_all(ratio_interval(by_row ? one.robust : one.cluster, level)));
        }
        tree.add("covariates", std::move(covariates));
    }
    tree.add("exact", exact_tree(answer.exact, level));
    tree.add("rows", number(answer.rows)).add("rows_without_value", number(table.rows_without_value)).add("rows_seen_alone", number(answer.rows_alone));
    tree.add("rows_without_event", number(answer.rows_without_event)).add("units", number(answer.units)).add("times", number(answer.times));
    return tree.add("clusters", number(answer.clusters)).add("treated_clusters", number(answer.treated_clusters));
}

}  // namespace accalmie
