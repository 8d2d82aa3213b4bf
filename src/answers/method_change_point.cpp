// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "measures/change_point.hpp"
#include "measures/change_posterior.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace accalmie {

namespace {

struct CostName {
    std::string_view name;
    SegmentCost cost;
    SegmentModel model;
};

constexpr std::array<CostName, 4> cost_names{{{"normal-mean", SegmentCost::normal_mean, SegmentModel::normal_mean},
                                              {"normal-mean-variance", SegmentCost::normal_mean_variance, SegmentModel::normal_mean_variance},
                                              {"poisson", SegmentCost::poisson, SegmentModel::poisson_gamma},
                                              {"negative-binomial", SegmentCost::negative_binomial, SegmentModel::poisson_gamma}}};

struct PenaltyName {
    std::string_view name;
    ChangePenalty penalty;
};

constexpr std::array<PenaltyName, 7> penalty_names{{{"bic", ChangePenalty::bic},
                                                    {"sic", ChangePenalty::bic},
                                                    {"bic0", ChangePenalty::bic0},
                                                    {"mbic", ChangePenalty::mbic},
                                                    {"aic", ChangePenalty::aic},
                                                    {"aic0", ChangePenalty::aic0},
                                                    {"hannan-quinn", ChangePenalty::hannan_quinn}}};

Result<CostName> cost_option(MethodOptions const& options)
{
    auto const text = option_text(options, "cost");
    for (auto const& one : cost_names)
        if (one.name == text) return one;
    return Error{Error::Kind::invalid, "no such cost", "option cost", "give normal-mean, normal-mean-variance, poisson or negative-binomial"};
}

Result<void> set_penalty(MethodOptions const& options, ChangePointInput& input)
{
    auto const text = option_text(options, "penalty");
    for (auto const& one : penalty_names)
        if (one.name == text) {
            input.penalty = one.penalty;
            return {};
        }
    auto const number = option_number(options, "penalty");
    if (!number) return Error{Error::Kind::invalid, "no such penalty", "option penalty", "give bic, bic0, mbic, aic, aic0, hannan-quinn, or the penalty of one change as a number"};
    input.penalty = ChangePenalty::manual;
    input.manual_penalty = *number;
    return {};
}

Result<std::optional<double>> optional_number(MethodOptions const& options, std::string_view name)
{
    if (!option_given(options, name)) return std::optional<double>{};
    return std::optional<double>{TRY(option_number(options, name))};
}

Result<void> set_noise(MethodOptions const& options, ChangePointInput& input)
{
    auto const text = option_text(options, "noise");
    if (text == "differences") input.noise_from = NoiseFrom::differences;
    if (text == "series" || text == "differences") return {};
    auto const number = option_number(options, "noise");
    if (!number) return Error{Error::Kind::invalid, "no such noise", "option noise", "give series, differences, or its standard deviation as a number"};
    input.noise = *number;
    return {};
}

Result<int> small_count(MethodOptions const& options, std::string_view name)
{
    return static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, name)), 1'000'000'000));
}

Tree label(MethodRows const& rows, std::size_t row)
{
    if (rows.has("time")) return rows.text(row, "time");
    return static_cast<std::int64_t>(row + 1);
}

Tree segments_tree(ChangePoints const& answer, MethodRows const& rows)
{
    Tree list = Tree::list();
    for (std::size_t i = 0; i < answer.segments.size(); ++i) {
        auto const& segment = answer.segments[i];
        Tree tree = Tree::members();
        tree.add("first", label(rows, segment.first)).add("last", label(rows, segment.end - 1));
        tree.add("first_index", static_cast<std::int64_t>(segment.first)).add("values", static_cast<std::int64_t>(segment.end - segment.first));
        tree.add("mean", segment.mean).add("variance", segment.variance).add("standard_deviation", std::sqrt(segment.variance));
        double const before = i > 0 ? answer.segments[i - 1].mean : 0;
        tree.add("ratio_to_previous", before > 0 ? Tree{segment.mean / before} : Tree{});
        list.push(std::move(tree));
    }
    return list;
}

Tree one_change_tree(OneChange const& one, MethodRows const& rows)
{
    Tree tree = Tree::members();
    tree.add("first_after", label(rows, *one.place)).add("last_before", label(rows, *one.place - 1)).add("index", static_cast<std::int64_t>(*one.place));
    tree.add("gain", one.gain).add("chosen", one.chosen).add("p_value", one.p_value);
    tree.add("pettitt_first_after", label(rows, one.pettitt_place)).add("pettitt_index", static_cast<std::int64_t>(one.pettitt_place));
    return tree.add("pettitt_statistic", one.pettitt_statistic).add("pettitt_p_value", one.pettitt_p_value);
}

Tree found_tree(ChangePoints const& answer, MethodRows const& rows)
{
    Tree changes = Tree::list();
    for (std::size_t i = 1; i < answer.segments.size(); ++i) changes.push(static_cast<std::int64_t>(answer.segments[i].first));
    Tree first_after = Tree::list();
    for (std::size_t i = 1; i < answer.segments.size(); ++i) first_after.push(label(rows, answer.segments[i].first));
    Tree tree = Tree::members();
    tree.add("values", static_cast<std::int64_t>(rows.size())).add("changes", static_cast<std::int64_t>(answer.segments.size() - 1));
    tree.add("change_indices", std::move(changes)).add("first_after_change", std::move(first_after)).add("segments", segments_tree(answer, rows));
    tree.add("penalty_of_a_change", answer.penalty).add("noise_standard_deviation", answer.noise).add("negative_binomial_size", answer.size);
    tree.add("cost_without_change", answer.cost_without_change).add("cost", answer.cost);
    tree.add("cost_evaluations", static_cast<std::int64_t>(answer.cost_evaluations));
    return tree.add("one_change", one_change_tree(answer.one, rows));
}

Tree prior_tree(SegmentPrior const& prior)
{
    Tree tree = Tree::members();
    tree.add("shape", prior.shape).add("rate", prior.rate).add("scale", prior.scale).add("mean", prior.mean);
    return tree.add("standard_deviation", prior.standard_deviation).add("weight", prior.weight).add("noise", prior.noise);
}

Tree posterior_tree(ChangePosterior const& answer, MethodRows const& rows)
{
    Tree number = Tree::list(), places = Tree::list(), likely = Tree::list();
    double expected = 0;
    for (std::size_t m = 0; m < answer.number.size(); ++m) {
        number.push(answer.number[m]);
        expected += static_cast<double>(m) * answer.number[m];
    }
    for (std::size_t i = 1; i < answer.change_at.size(); ++i)
        places.push(Tree::members().add("first_after", label(rows, i)).add("probability", answer.change_at[i]).add("probability_given_one_change", answer.one_change_at[i]));
    for (std::size_t const place : answer.likely_places) likely.push(label(rows, place));
    auto const likeliest = std::max_element(answer.number.begin(), answer.number.end()) - answer.number.begin();
    Tree tree = Tree::members();
    tree.add("probability_of_number", std::move(number)).add("likeliest_number", static_cast<std::int64_t>(likeliest)).add("expected_number", expected);
    tree.add("probability_of_a_change", 1 - answer.number[0]).add("log_bayes_factor_change", answer.log_bayes_factor_change).add("log_evidence", answer.log_evidence);
    tree.add("likeliest_first_after_given_one_change", label(rows, answer.likeliest_place)).add("likeliest_last_before_given_one_change", label(rows, answer.likeliest_place - 1));
    tree.add("probability_there", answer.one_change_at[answer.likeliest_place]).add("likely_first_after_given_one_change", std::move(likely));
    return tree.add("prior", prior_tree(answer.prior)).add("places", std::move(places));
}

Result<SegmentPrior> prior_options(MethodOptions const& options)
{
    SegmentPrior prior;
    prior.shape = TRY(optional_number(options, "prior-shape"));
    prior.rate = TRY(optional_number(options, "prior-rate"));
    prior.scale = TRY(optional_number(options, "prior-scale"));
    prior.mean = TRY(optional_number(options, "prior-mean"));
    prior.standard_deviation = TRY(optional_number(options, "prior-standard-deviation"));
    prior.weight = TRY(optional_number(options, "prior-weight"));
    return prior;
}

/// `noise` is that of the search, so that both speak of one model; the variance model has none and estimates its prior from differences.
Result<ChangePosterior> posterior(MethodOptions const& options, std::vector<double> const& values, SegmentModel model, std::optional<double> noise)
{
    ChangePosteriorInput input;
    input.values = values;
    input.model = model;
    input.prior = TRY(prior_options(options));
    input.prior.noise = noise;
    input.changes_max = TRY(small_count(options, "changes-max"));
    if (option_text(options, "prior-changes") != "uniform") input.prior_changes = TRY(option_number(options, "prior-changes"));
    input.minimum_segment = TRY(small_count(options, "minimum-segment"));
    input.level = TRY(option_number(options, "level"));
    return change_posterior(input);
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    ChangePointInput input;
    for (std::size_t row = 0; row < rows.size(); ++row) input.values.push_back(TRY(rows.number(row, "value")));
    auto const cost = TRY(cost_option(options));
    input.cost = cost.cost;
    TRY(set_penalty(options, input));
    input.minimum_segment = TRY(small_count(options, "minimum-segment"));
    TRY(set_noise(options, input));
    input.size = TRY(optional_number(options, "size"));
    input.permutations = TRY(small_count(options, "permutations"));
    input.seed = static_cast<std::uint64_t>(TRY(option_count(options, "seed")));
    auto const bayes = option_text(options, "bayes");
    if (bayes != "yes" && bayes != "no") return Error{Error::Kind::invalid, "neither yes nor no", "option bayes", "give yes or no"};
    auto const found = TRY(change_points(input));
    Tree tree = found_tree(found, rows);
    if (bayes == "no") return tree;
    if (input.cost == SegmentCost::negative_binomial) return tree.add("bayes", Tree{}).add("no_bayes_because", "no_conjugate_prior_for_negative_binomial");
    auto const chances = posterior(options, input.values, cost.model, found.noise);
    // A long series still has its best set of changes; a wrong prior is the caller's to mend.
    if (!chances && chances.error().kind == Error::Kind::limit) return tree.add("bayes", Tree{}).add("no_bayes_because", chances.error().text());
    return tree.add("bayes", posterior_tree(TRY(chances), rows));
}

}  // namespace

Method change_point_method()
{
    return {"change-point",
            {"Points de rupture d'une série", "Change points of a series"},
            {{"value", "real", true, {"valeur ou nombre d'événements, une ligne par pas de temps, dans l'ordre", "value or count of events, a row each step of time, in order"}},
             {"time", "text", false, {"nom du pas de temps (2021-05, 1898 ...)", "name of the step (2021-05, 1898 ...)"}}},
            {{"cost", "normal-mean", {"normal-mean, normal-mean-variance, poisson ou negative-binomial", "normal-mean, normal-mean-variance, poisson or negative-binomial"}},
             {"penalty", "mbic", {"bic, bic0, mbic, aic, aic0, hannan-quinn, ou un nombre", "bic, bic0, mbic, aic, aic0, hannan-quinn, or a number"}},
             {"minimum-segment", "2", {"le moins de valeurs d'un segment", "fewest values of a segment"}},
             {"noise", "series", {"écart type du bruit (normal-mean) : series, differences, ou un nombre", "standard deviation of the noise (normal-mean): series, differences, or a number"}},
             {"size", "none", {"taille de la binomiale négative ; estimée sinon", "size of the negative binomial; estimated otherwise"}},
             {"permutations", "999", {"permutations pour la valeur p d'une rupture ; 0 : aucune", "permutations for the p value of one change; 0: none"}},
             {"seed", "1", {"graine des permutations", "seed of the permutations"}},
             {"bayes", "yes", {"probabilités a posteriori : yes ou no", "posterior probabilities: yes or no"}},
             {"changes-max", "10", {"le plus de ruptures (a posteriori)", "most changes (posterior)"}},
             {"prior-changes", "1", {"moyenne d'une loi de Poisson du nombre de ruptures, ou uniform", "mean of a Poisson prior of the number of changes, or uniform"}},
             {"prior-shape", "none", {"forme de la loi gamma ou gamma inverse", "shape of the gamma or inverse gamma prior"}},
             {"prior-rate", "none", {"intensité de la loi gamma (poisson)", "rate of the gamma prior (poisson)"}},
             {"prior-scale", "none", {"échelle de la gamma inverse (normal-mean-variance)", "scale of the inverse gamma prior (normal-mean-variance)"}},
             {"prior-mean", "none", {"moyenne a priori (lois normales)", "prior mean (normal)"}},
             {"prior-standard-deviation", "none", {"écart type a priori de la moyenne (normal-mean)", "prior standard deviation of the mean (normal-mean)"}},
             {"prior-weight", "none", {"poids de la moyenne a priori, en valeurs (normal-mean-variance)", "weight of the prior mean, in values (normal-mean-variance)"}},
             {"level", "0.95", {"niveau de l'ensemble de dates", "level of the set of places"}}},
            "Killick, Fearnhead & Eckley 2012; Zhang & Siegmund 2007; Pettitt 1979; Fearnhead 2006; Barry & Hartigan 1993",
            "docs/methods/change-point.md",
            run};
}

}  // namespace accalmie
