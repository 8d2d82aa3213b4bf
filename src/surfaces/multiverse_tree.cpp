// SPDX-License-Identifier: Apache-2.0
// src/surfaces/multiverse_tree.cpp: the specification curve as a tree and as lines.
#include "answers/change_words.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/plan_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace accalmie {

namespace {

constexpr std::size_t shown_max = 1'000, lines_max = 7;
constexpr double expected_min = 10;  // below it only exact intervals keep their level (bench/calibration.cpp)

/// At most `most` of the curve, its ends among them.
std::vector<std::size_t> thinned(std::vector<std::size_t> const& curve, std::size_t most)
{
    if (curve.size() <= most) return curve;
    std::vector<std::size_t> some;
    for (std::size_t i = 0; i < most; ++i) some.push_back(curve[i * (curve.size() - 1) / (most - 1)]);
    return some;
}

/// A rate ratio takes no pool.
bool takes_pool(MultiverseAnswer const& answer, Specification const& specification)
{
    return answer.input.estimators[specification.choice[static_cast<std::size_t>(ChoiceOf::estimator)]] == PlainEstimator::ratio_of_ratios;
}

/// Events that the baseline's rate gives for the window.
double expected_during(MultiverseAnswer const& answer, Specification const& specification)
{
    int const months = answer.input.windows[specification.choice[static_cast<std::size_t>(ChoiceOf::window)]].months;
    return static_cast<double>(specification.events_before) * months / specification.months_before;
}

Tree specification_tree(MultiverseAnswer const& answer, Specification const& specification)
{
    Tree tree = Tree::members(), choices = Tree::members();
    for (std::size_t i = 0; i < choices_count; ++i) {
        bool const none = static_cast<ChoiceOf>(i) == ChoiceOf::pool && !takes_pool(answer, specification);
        choices.add(std::string{choice_code(static_cast<ChoiceOf>(i))}, none ? Tree{} : Tree{answer.values[i][specification.choice[i]]});
    }
    tree.add("estimate", specification.estimate).add("lower", specification.interval.lower).add("upper", specification.interval.upper);
    tree.add("p_fall", specification.p_less).add("p_two_sided", specification.p_two_sided).add("p_adjusted", specification.p_adjusted);
    tree.add("supports", specification.supports).add("first_month", specification.first).add("placements", specification.placements);
    tree.add("events_during", specification.events_during).add("events_before", specification.events_before).add("months_before", specification.months_before);
    double const expected = expected_during(answer, specification);
    tree.add("expected_during", expected).add("small_counts", expected < expected_min);
    tree.add("pool_during", specification.pool_during).add("pool_before", specification.pool_before);
    return tree.add("choices", std::move(choices));
}

Tree refused_tree(MultiverseAnswer const& answer)
{
    std::map<Refusal, int> refused;
    for (auto const& specification : answer.found.specifications)
        if (specification.refusal != Refusal::none) ++refused[specification.refusal];
    Tree list = Tree::list();
    for (auto const& [refusal, count] : refused) {
        auto const words = refusal_words(refusal);
        list.push(Tree::members().add("because", refusal_code(refusal)).add("fr", words.fr).add("en", words.en).add("specifications", count));
    }
    return list;
}

Tree influence_tree(Multiverse const& found)
{
    Tree list = Tree::list();
    for (auto const& influence : found.influence)
        list.push(Tree::members()
                      .add("choice", choice_code(influence.choice))
                      .add("values", static_cast<std::int64_t>(influence.values))
                      .add("mean_absolute_shift_of_log_ratio", influence.mean_absolute_shift)
                      .add("variance_share", influence.variance_share)
                      .add("pairs", static_cast<std::int64_t>(influence.pairs)));
    return list;
}

Tree left_out_tree(MultiverseAnswer const& answer)
{
    Tree list = Tree::list();
    for (auto const& one : answer.left_out)
        list.push(Tree::members().add("choice", one.choice).add("value", one.value).add("fr", one.why.fr).add("en", one.why.en));
    return list;
}

Tree tests_tree(Multiverse const& found)
{
    Tree tree = Tree::members();
    tree.add("mean_z_p", found.curve_tests.mean_z_p).add("median_p", found.curve_tests.median_p).add("share_p", found.curve_tests.share_p);
    return tree.add("lowest_p", found.curve_tests.lowest_p);
}

Tree permutations_tree(MultiverseAnswer const& answer)
{
    auto const& found = answer.found;
    Tree units = Tree::list();
    for (auto const& unit : answer.units) units.push(Tree::members().add("place", unit.place).add("name", unit.name));
    Tree tree = Tree::members();
    tree.add("assignments", static_cast<std::int64_t>(found.assignments)).add("possible", found.possible_assignments).add("exhaustive", found.exhaustive);
    tree.add("window_shifts", static_cast<std::int64_t>(found.shifts)).add("smallest_p", found.smallest_p).add("monte_carlo_error_at_threshold", found.monte_carlo_error);
    tree.add("comparable_baseline_factor", answer.input.comparable).add("seed", static_cast<std::int64_t>(answer.input.seed));
    return tree.add("places", std::move(units)).add("treated", static_cast<std::int64_t>(answer.treated));
}

Tree modelled_tree(MultiverseAnswer const& answer, ModelledSpecification const& one)
{
    Tree tree = Tree::members(), choices = Tree::members();
    for (std::size_t i = 0; i < choices_count; ++i) {
        auto const choice = static_cast<ChoiceOf>(i);
        auto const model = answer.models[one.choice[static_cast<std::size_t>(ChoiceOf::estimator)]];
        bool const none = choice == ChoiceOf::pool && model == ModelEstimator::negative_binomial_its;
        choices.add(std::string{choice_code(choice)}, choice == ChoiceOf::estimator ? Tree{model_code(model)} : none ? Tree{} : Tree{answer.values[i][one.choice[i]]});
    }
    bool const answers = one.refusal == Refusal::none && one.model_refusal.empty();
    tree.add("refused_because", answers ? Tree{} : one.refusal != Refusal::none ? Tree{refusal_code(one.refusal)} : Tree{one.model_refusal});
    tree.add("estimate", one.estimate).add("lower", one.lower).add("upper", one.upper).add("effect", one.effect).add("effect_lower", one.effect_lower).add("effect_upper", one.effect_upper);
    tree.add("claims_interval", claims_interval(answer.models[one.choice[static_cast<std::size_t>(ChoiceOf::estimator)]])).add("fit_rmspe", one.fit_rmspe);
    tree.add("p_placebo_in_space", one.p_placebo).add("placebos", static_cast<std::int64_t>(one.placebos));
    tree.add("p_fall", answers ? Tree{one.p_less} : Tree{}).add("supports", one.supports).add("rows", static_cast<std::int64_t>(one.rows)).add("placements", one.placements);
    return tree.add("choices", std::move(choices));
}

Tree numbers(std::vector<double> const& values)
{
    Tree list = Tree::list();
    for (double const value : values) list.push(value);
    return list;
}

Tree placebo_tree(MultiverseAnswer const& answer, SyntheticPath const& path, SyntheticPlacebo const& placebo)
{
    Tree places = Tree::list();
    for (auto const donor : placebo.donors) places.push(answer.units[path.donors[donor]].place);
    return Tree::members().add("places", std::move(places)).add("z", placebo.z).add("ratio", placebo.ratio).add("gaps", numbers(placebo.gaps));
}

/// The path of the places, that of their mix, and the gaps of the placebos, by the first of all choices.
Tree path_tree(MultiverseAnswer const& answer, SyntheticPath const& path)
{
    Tree months = Tree::list(), weights = Tree::list(), placebos = Tree::list();
    for (auto const month : path.months) months.push(month);
    for (std::size_t i = 0; i < path.found.weights.size(); ++i)
        weights.push(Tree::members().add("place", answer.units[path.donors[i]].place).add("name", answer.units[path.donors[i]].name).add("weight", path.found.weights[i]));
    for (auto const& placebo : path.placebos) placebos.push(placebo_tree(answer, path, placebo));
    bool const fitted = !path.found.synthetic.empty(), answers = path.refusal == Refusal::none && path.found.refusal.empty();
    Tree tree = Tree::members();
    tree.add("estimator", model_code(path.model)).add("refused_because", answers ? Tree{} : path.refusal != Refusal::none ? Tree{refusal_code(path.refusal)} : Tree{path.found.refusal});
    tree.add("window_first", fitted ? Tree{path.window_first} : Tree{}).add("window_months", path.window_months).add("ratio", answers ? Tree{path.found.ratio} : Tree{});
    tree.add("effect", answers ? Tree{path.found.effect} : Tree{}).add("fit_rmspe", fitted ? Tree{path.found.fit_rmspe} : Tree{}).add("p_placebo_in_space", path.p_placebo);
    tree.add("intercept", path.found.intercept).add("weights", std::move(weights)).add("month_weights", numbers(path.found.month_weights)).add("months", std::move(months));
    return tree.add("treated", numbers(path.found.treated)).add("synthetic", numbers(path.found.synthetic)).add("placebos", std::move(placebos));
}

Tree models_tree(MultiverseAnswer const& answer)
{
    if (!answer.modelled) return {};
    auto const& modelled = *answer.modelled;
    Tree list = Tree::list();
    for (auto const& one : modelled.specifications) list.push(modelled_tree(answer, one));
    Tree tree = Tree::members();
    tree.add("crossed", modelled.crossed).add("sampled", static_cast<std::int64_t>(modelled.specifications.size())).add("answered", static_cast<std::int64_t>(modelled.answered));
    tree.add("assignments", static_cast<std::int64_t>(modelled.assignments)).add("fits", static_cast<std::int64_t>(modelled.fits));
    tree.add("supporting", static_cast<std::int64_t>(modelled.supporting)).add("share_supporting", modelled.share_supporting);
    tree.add("median_ratio", modelled.median_estimate).add("mean_z_p", modelled.answered == 0 ? Tree{} : Tree{modelled.mean_z_p});
    Tree paths = Tree::list();
    for (auto const& path : modelled.paths) paths.push(path_tree(answer, path));
    return tree.add("specifications", std::move(list)).add("synthetic", std::move(paths));
}

std::string refused_models_lines(ModelledMultiverse const& modelled)
{
    std::map<std::string_view, int> refused;
    for (auto const& one : modelled.specifications)
        if (one.refusal == Refusal::none && !one.model_refusal.empty()) ++refused[one.model_refusal];
    std::string text;
    for (auto const& [reason, count] : refused) text += fmt::format("    {} models refused: {}\n", count, reason);
    return text;
}

std::string path_lines(MultiverseAnswer const& answer, SyntheticPath const& path)
{
    auto const code = model_code(path.model);
    if (path.refusal != Refusal::none) return fmt::format("    {}, first choices: {}\n", code, refusal_words(path.refusal).en);
    if (!path.found.refusal.empty()) return fmt::format("    {}, first choices: refused, {}\n", code, path.found.refusal);
    std::string mix;
    for (std::size_t i = 0; i < path.found.weights.size(); ++i)
        if (path.found.weights[i] >= 0.005) mix += fmt::format("{}{} {:.2f}", mix.empty() ? "" : ", ", answer.units[path.donors[i]].name, path.found.weights[i]);
    return fmt::format("    {}, first choices: ratio {:.2f}, p {:.3f} among {} placebos in space; no interval is claimed; the mix: {}\n", code, path.found.ratio.value_or(0), path.p_placebo.value_or(1),
                       path.placebos.size(), mix);
}

std::string models_lines(MultiverseAnswer const& answer)
{
    if (!answer.modelled) return {};
    auto const& modelled = *answer.modelled;
    std::string text = fmt::format("  by models, a sample of {} of {:.0f} specifications: {} answer, {} support ({:.0f} %)", modelled.specifications.size(), modelled.crossed, modelled.answered,
                                   modelled.supporting, 100 * modelled.share_supporting);
    if (modelled.answered > 0) text += fmt::format("; median ratio {:.2f}; curve p {:.3f} against {} assignments, fitted anew on each", *modelled.median_estimate, modelled.mean_z_p, modelled.assignments);
    text += "\n" + refused_models_lines(modelled);
    for (auto const& path : modelled.paths) text += path_lines(answer, path);
    return text;
}

std::string tests_lines(MultiverseAnswer const& answer)
{
    auto const& found = answer.found;
    std::string text = fmt::format("  the curve as a whole: p {:.3f} (mean z), {:.3f} (median), {:.3f} (how many are significant); the best of all, searched for: p {:.3f}\n",
                                   found.curve_tests.mean_z_p, found.curve_tests.median_p, found.curve_tests.share_p, found.curve_tests.lowest_p);
    text += fmt::format("  against {} of {:.0f} assignments of {} places and {} shifts of the window{}; smallest p {:.4f}\n", found.assignments, found.possible_assignments, answer.units.size(),
                        found.shifts, found.exhaustive ? ", all comparable ones" : "", found.smallest_p);
    return text;
}

std::string curve_table(MultiverseAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const at : thinned(answer.found.curve, lines_max)) {
        auto const& one = answer.found.specifications[at];
        std::string choices;
        for (auto const choice : {ChoiceOf::window, ChoiceOf::baseline, ChoiceOf::area, ChoiceOf::kinds, ChoiceOf::source, ChoiceOf::precision, ChoiceOf::estimator}) {
            auto const& values = answer.values[static_cast<std::size_t>(choice)];
            if (values.size() > 1) choices += (choices.empty() ? "" : ", ") + values[one.choice[static_cast<std::size_t>(choice)]];
        }
        rows.push_back({fmt::format("{:.2f}", *one.estimate), fmt::format("{:.2f} to {}", one.interval.lower, one.interval.upper ? fmt::format("{:.2f}", *one.interval.upper) : "no bound"),
                        fmt::format("{:.3f}", one.p_less), fmt::format("{} / {}", one.events_during, one.events_before), one.supports ? "yes" : "no", choices});
    }
    return cli::table_text({"ratio", "interval", "p", "events", "supports", "choices"}, rows, 90);
}

}  // namespace

Tree multiverse_tree(MultiverseAnswer const& answer)
{
    auto const& found = answer.found;
    Tree curve = Tree::list(), values = Tree::members();
    for (auto const at : thinned(found.curve, shown_max)) curve.push(specification_tree(answer, found.specifications[at]));
    for (std::size_t i = 0; i < choices_count; ++i) {
        Tree names = Tree::list();
        for (auto const& name : answer.values[i]) names.push(name);
        values.add(std::string{choice_code(static_cast<ChoiceOf>(i))}, std::move(names));
    }
    Tree tree = Tree::members();
    tree.add("verdict", verdict_code(found.verdict)).add("crossed", found.crossed).add("evaluated", static_cast<std::int64_t>(found.specifications.size()));
    tree.add("answered", static_cast<std::int64_t>(found.answered)).add("supporting", static_cast<std::int64_t>(found.supporting));
    tree.add("share_supporting", found.answered == 0 ? Tree{} : Tree{found.share_supporting}).add("share_needed", answer.input.share_needed);
    tree.add("median_ratio", found.median_estimate).add("curve_tests", found.answered == 0 ? Tree{} : tests_tree(found)).add("refused", refused_tree(answer));
    tree.add("left_out", left_out_tree(answer)).add("influence", influence_tree(found)).add("values", std::move(values));
    tree.add("models", models_tree(answer));
    tree.add("permutations", permutations_tree(answer)).add("curve_thinned", found.curve.size() > shown_max);
    return tree.add("curve", std::move(curve)).add("page", "docs/methods/multiverse.md");
}

std::string multiverse_lines(MultiverseAnswer const& answer)
{
    auto const& found = answer.found;
    std::string text = fmt::format("All choices of the plan crossed: {}\n", verdict_words(found.verdict).en);
    for (auto const& one : answer.left_out) text += fmt::format("  left out: {} {}: {}\n", one.choice, one.value, one.why.en);
    text += fmt::format("  {:.0f} specifications, {} evaluated, {} answer; {} support the sentence ({:.0f} %, needed {:.0f} %)\n", found.crossed, found.specifications.size(), found.answered,
                        found.supporting, 100 * found.share_supporting, 100 * answer.input.share_needed);
    std::map<Refusal, int> refused;
    for (auto const& one : found.specifications)
        if (one.refusal != Refusal::none) ++refused[one.refusal];
    for (auto const& [refusal, count] : refused) text += fmt::format("  {} do not answer: {}\n", count, refusal_words(refusal).en);
    if (found.answered == 0) return text;
    auto const small = std::count_if(found.curve.begin(), found.curve.end(), [&](std::size_t at) { return expected_during(answer, found.specifications[at]) < expected_min; });
    if (small > 0) text += fmt::format("  {} expect fewer than 10 events in the window: there exact intervals hold, and models promise nothing\n", small);
    text += tests_lines(answer) + models_lines(answer);
    for (auto const& influence : found.influence)
        text += fmt::format("  switching the {} alone moves the ratio by a factor of {:.2f} on average ({:.0f} % of the variance)\n", choice_words(influence.choice).en,
                            std::exp(influence.mean_absolute_shift), 100 * influence.variance_share);
    return text + curve_table(answer);
}

}  // namespace accalmie
