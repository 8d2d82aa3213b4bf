// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "answers/synthetic_rows.hpp"
#include "measures/synthetic_did.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr double normal_97_5 = 1.959963984540054;

Result<DifferenceOptions> options_of(MethodOptions const& given)
{
    DifferenceOptions options;
    auto const estimator = option_text(given, "estimator"), solver = option_text(given, "solver");
    if (estimator == "difference-in-differences") options.estimator = DifferenceEstimator::difference_in_differences;
    if (estimator == "synthetic-control") options.estimator = DifferenceEstimator::synthetic_control;
    if (solver == "exact") options.solver = DifferenceSolver::exact;
    else if (solver != "published") return Error{Error::Kind::invalid, "neither published nor exact", "option solver"};
    options.placebo_draws = static_cast<int>(std::min<std::int64_t>(TRY(option_count(given, "draws")), 1'000'000));
    options.seed = static_cast<std::uint64_t>(TRY(option_count(given, "seed")));
    return options;
}

/// One number a name: weights, or estimates under the name of `what`.
Tree weights_tree(std::vector<std::string> const& names, std::vector<std::size_t> const& which, std::vector<double> const& weights, char const* name, char const* what = "weight")
{
    Tree list = Tree::list();
    for (std::size_t i = 0; i < weights.size(); ++i) list.push(Tree::members().add(name, names[which[i]]).add(what, weights[i]));
    return list;
}

Tree path_tree(SyntheticRows const& rows, DifferenceAnswer const& answer)
{
    Tree path = Tree::list();
    for (std::size_t time = 0; time < rows.times.size(); ++time) {
        double const treated = answer.treated_path[time], synthetic = answer.synthetic_path[time];
        path.push(Tree::members().add("time", rows.times[time]).add("treated", treated).add("synthetic", synthetic).add("gap", treated - synthetic));
    }
    return path;
}

void add_errors(DifferenceAnswer const& answer, std::size_t treated, Tree& tree)
{
    tree.add("standard_error_placebo", answer.placebo_error).add("standard_error_jackknife", answer.jackknife_error);
    if (!answer.placebo_error) tree.add("no_placebo_because", "needs two controls more than treated units, and draws above 0");
    if (!answer.jackknife_error) tree.add("no_jackknife_because", treated < 2 ? "needs two treated units" : "needs two controls that carry weight");
    auto const error = answer.placebo_error;
    tree.add("lower_95", error ? Tree{answer.estimate - normal_97_5 * *error} : Tree{}).add("upper_95", error ? Tree{answer.estimate + normal_97_5 * *error} : Tree{});
    int extreme = 1;
    for (double const placebo : answer.placebos) extreme += std::abs(placebo) >= std::abs(answer.estimate) ? 1 : 0;
    tree.add("placebos", static_cast<std::int64_t>(answer.placebos.size()));
    tree.add("p_placebo", answer.placebos.empty() ? Tree{} : Tree{static_cast<double>(extreme) / static_cast<double>(answer.placebos.size() + 1)});
}

}  // namespace

Result<Tree> synthetic_did_tree(SyntheticRows const& rows, MethodOptions const& given)
{
    auto const options = TRY(options_of(given));
    DifferenceDesign const design{rows.treated, rows.donors, rows.first_treated};
    auto const answer = TRY(synthetic_did(rows.outcomes, design, options));
    std::vector<std::size_t> before;
    for (std::size_t time = 0; time < rows.first_treated; ++time) before.push_back(time);
    Tree tree = Tree::members();
    tree.add("att", answer.estimate);
    add_errors(answer, rows.treated.size(), tree);
    tree.add("rmspe_fit", answer.fit_rmspe).add("intercept", answer.unit_intercept).add("noise", answer.noise);
    tree.add("zeta_units", answer.zeta_units).add("zeta_times", answer.zeta_times);
    tree.add("weights", weights_tree(rows.units, rows.donors, answer.unit_weights, "unit"));
    tree.add("time_weights", weights_tree(rows.times, before, answer.time_weights, "time"));
    tree.add("path", path_tree(rows, answer));
    if (design.treated.size() == 1) tree.add("placebo_estimates", weights_tree(rows.units, rows.donors, answer.placebos, "unit", "estimate"));
    return tree;
}

}  // namespace accalmie
