// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "answers/synthetic_rows.hpp"
#include "measures/control_checks.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

struct Asked {
    SyntheticRows rows;
    std::vector<PredictorColumn> predictors;
    ControlOptions options;
    ControlDesign design;       ///< its treated unit is set by each use
    int drawn_starts = 0;       ///< listed beside the answer, even where the search is the usual one
    int draws = 0;
};

struct CautionWords {
    char const *code, *meaning;
};

CautionWords words_of(ControlCaution caution)
{
    switch (caution) {
    case ControlCaution::poor_fit: return {"poor_fit", "before the treatment the synthetic path misses the treated one by as much as that moves, or by a tenth of its level: do not read the gap as an effect"};
    case ControlCaution::outside_range: return {"outside_range", "at a fitted time the treated unit lies above or below every donor: no weights can reach it"};
    case ControlCaution::few_fit_times: return {"few_fit_times", "fewer than five fitted times: a close fit says little"};
    case ControlCaution::more_donors: return {"more_donors_than_times", "more donors than fitted times: a close fit may be chance"};
    case ControlCaution::weights_not_unique: return {"weights_not_unique", "more than one mix fits what was asked for perfectly; these weights are one choice"};
    case ControlCaution::negative_weights: return {"negative_weights", "the mix extrapolates beyond the donors"};
    }
    return {};
}

char const* start_code(PredictorStart start)
{
    switch (start) {
    case PredictorStart::equal: return "equal";
    case PredictorStart::regression: return "regression";
    case PredictorStart::drawn: return "drawn";
    }
    return "";
}

Error invalid(char const* what, char const* where) { return {Error::Kind::invalid, what, where}; }

Result<std::vector<double>> fixed_weights(MethodOptions const& given, std::size_t predictors)
{
    auto const text = option_text(given, "predictor-weights");
    if (text == "nested") return std::vector<double>{};
    if (text == "equal") return std::vector<double>(predictors, 1);
    std::vector<double> weights;
    for (auto const& one : option_names(given, "predictor-weights"))
        weights.push_back(TRY(option_number({{"predictor-weights", one}}, "predictor-weights")));
    if (weights.size() != predictors) return invalid("not one weight a predictor", "option predictor-weights");
    return weights;
}

Result<void> read_form(MethodOptions const& given, ControlOptions& options)
{
    auto const estimator = option_text(given, "estimator");
    if (estimator == "penalised") options.form = ControlForm::penalised;
    else if (estimator == "augmented") options.form = ControlForm::augmented;
    else if (estimator != "synthetic-control") return Error{Error::Kind::invalid, "no such estimator", "option estimator", "synthetic-control, penalised, augmented, synthetic-did, difference-in-differences"};
    if (option_text(given, "penalty") != "auto") options.penalty = TRY(option_number(given, "penalty"));
    if (option_text(given, "ridge") != "auto") options.ridge = TRY(option_number(given, "ridge"));
    return {};
}

Result<void> read_times(MethodOptions const& given, Asked& asked)
{
    auto const& rows = asked.rows;
    auto& design = asked.design;
    design.donors = rows.donors;
    design.first_treated = design.effect_first = rows.first_treated;
    design.effect_end = rows.times.size();
    if (option_text(given, "fit") != "all") design.fit_times = TRY(rows.period(option_text(given, "fit")).at("option fit"));
    else
        for (std::size_t time = 0; time < rows.first_treated; ++time) design.fit_times.push_back(time);
    if (option_text(given, "effect") == "all") return {};
    auto const effect = TRY(rows.period(option_text(given, "effect")).at("option effect"));
    design.effect_first = effect.front(), design.effect_end = effect.back() + 1;
    if (effect.size() != design.effect_end - design.effect_first) return invalid("the effect times must follow one another", "option effect");
    return {};
}

Result<std::vector<std::vector<double>>> means_of(MethodTable const& table, SyntheticRows const& rows, std::vector<PredictorColumn> const& predictors)
{
    std::vector<std::vector<double>> means;
    for (auto const& predictor : predictors) means.push_back(TRY(predictor_means(table, rows, predictor)));
    return means;
}

Result<Asked> read(MethodTable const& table, SyntheticRows rows, MethodOptions const& given)
{
    Asked asked;
    asked.rows = std::move(rows);
    TRY(read_form(given, asked.options));
    TRY(read_times(given, asked));
    asked.predictors = TRY(predictor_columns(table, asked.rows, option_text(given, "predictors")));
    asked.options.predictors = TRY(means_of(table, asked.rows, asked.predictors));
    asked.options.predictor_weights = TRY(fixed_weights(given, asked.predictors.size()));
    asked.drawn_starts = static_cast<int>(std::min<std::int64_t>(TRY(option_count(given, "starts")), 1'000'000));
    asked.draws = static_cast<int>(std::min<std::int64_t>(TRY(option_count(given, "draws")), 1'000'000));
    asked.options.search.seed = static_cast<std::uint64_t>(TRY(option_count(given, "seed")));
    if (option_text(given, "search") == "wide") asked.options.search.drawn_starts = asked.drawn_starts;
    else if (option_text(given, "search") != "usual") return invalid("neither usual nor wide", "option search");
    return asked;
}

ControlDesign design_of(Asked const& asked, std::size_t treated)
{
    auto design = asked.design;
    design.treated = treated;
    return design;
}

Tree weights_tree(Asked const& asked, ControlFit const& fit)
{
    Tree weights = Tree::list();
    for (std::size_t i = 0; i < fit.weights.size(); ++i) weights.push(Tree::members().add("unit", asked.rows.units[asked.design.donors[i]]).add("weight", fit.weights[i]));
    return weights;
}

Tree path_tree(Asked const& asked, std::size_t treated, ControlFit const& fit)
{
    Tree path = Tree::list();
    for (std::size_t time = 0; time < fit.gap.size(); ++time)
        path.push(Tree::members().add("time", asked.rows.times[time]).add("treated", asked.rows.outcomes.at(treated, time)).add("synthetic", fit.synthetic[time]).add("gap", fit.gap[time]));
    return path;
}

Tree predictors_tree(Asked const& asked, std::size_t treated, ControlFit const& fit)
{
    Tree list = Tree::list();
    for (std::size_t i = 0; i < asked.predictors.size(); ++i) {
        auto const& values = asked.options.predictors[i];
        double synthetic = 0, sum = 0;
        for (std::size_t donor = 0; donor < fit.weights.size(); ++donor) synthetic += fit.weights[donor] * values[asked.design.donors[donor]], sum += values[asked.design.donors[donor]];
        Tree one = Tree::members().add("predictor", asked.predictors[i].name).add("period", asked.predictors[i].period).add("weight", fit.predictor_weights[i]);
        list.push(one.add("treated", values[treated]).add("synthetic", synthetic).add("donors_mean", sum / static_cast<double>(fit.weights.size())));
    }
    return list;
}

void add_summary(ControlFit const& fit, Tree& tree)
{
    tree.add("att", fit.effect).add("att_percent", fit.effect_percent).add("att_percent_mean_of_times", fit.effect_percent_by_time);
    tree.add("mspe", fit.fit_mspe).add("rmspe_fit", std::sqrt(fit.fit_mspe)).add("mspe_equal_weights", fit.equal_weights_mspe);
    tree.add("rmspe_before", fit.rmspe_before).add("rmspe_after", fit.rmspe_after).add("times_outside_donors", fit.times_outside);
    if (fit.penalty) tree.add("penalty", fit.penalty);
    if (fit.ridge) tree.add("ridge", fit.ridge);
    Tree cautions = Tree::list();
    for (auto const caution : fit.cautions) cautions.push(Tree::members().add("code", words_of(caution).code).add("meaning", words_of(caution).meaning));
    tree.add("cautions", std::move(cautions));
}

double effect_with(Asked const& asked, std::size_t treated, std::vector<double> const& weights)
{
    double sum = 0;
    for (std::size_t time = asked.design.effect_first; time < asked.design.effect_end; ++time) {
        sum += asked.rows.outcomes.at(treated, time);
        for (std::size_t i = 0; i < weights.size(); ++i) sum -= weights[i] * asked.rows.outcomes.at(asked.design.donors[i], time);
    }
    return sum / static_cast<double>(asked.design.effect_end - asked.design.effect_first);
}

Tree neighbours_tree(Asked const& asked, std::size_t treated, PredictorProblem const& problem, ControlFit const& fit)
{
    auto const neighbours = neighbouring_solutions(problem, fit.predictor_weights);
    double low = fit.effect, high = fit.effect, loss = fit.fit_mspe;
    int within = 0;
    for (auto const& neighbour : neighbours) {
        double const effect = effect_with(asked, treated, neighbour.unit_weights);
        low = std::min(low, effect), high = std::max(high, effect), loss = std::max(loss, neighbour.loss);
        within += neighbour.loss <= 1.01 * fit.fit_mspe ? 1 : 0;
    }
    Tree tree = Tree::members().add("count", static_cast<std::int64_t>(neighbours.size())).add("within_1_percent_of_loss", within);
    return tree.add("loss_max", loss).add("att_min", low).add("att_max", high);
}

/// How flat the choice of predictor weights is: other starts, neighbours, and what the outcome alone could reach. Of the plain mix.
Result<Tree> search_tree(Asked const& asked, std::size_t treated)
{
    auto const design = design_of(asked, treated);
    auto plain = asked.options;
    plain.form = ControlForm::plain;
    auto const fit = TRY(synthetic_control(asked.rows.outcomes, design, plain));
    auto const problem = TRY(predictor_problem(asked.rows.outcomes, design, plain));
    auto search = plain.search;
    search.drawn_starts = asked.drawn_starts;
    auto const wide = TRY(predictor_weights(problem, search));
    Tree paths = Tree::list();
    for (auto const& path : wide.paths)
        paths.push(Tree::members().add("start", start_code(path.start)).add("loss", path.end.loss).add("att", effect_with(asked, treated, path.end.unit_weights)).add("evaluations", path.evaluations));
    auto outcome_only = plain;
    outcome_only.predictors.clear(), outcome_only.predictor_weights.clear();
    auto const bound = TRY(synthetic_control(asked.rows.outcomes, design, outcome_only));
    Tree tree = Tree::members().add("loss", fit.fit_mspe).add("lowest_loss_found", wide.best.loss).add("att_at_lowest_loss_found", effect_with(asked, treated, wide.best.unit_weights));
    tree.add("loss_without_predictors", bound.fit_mspe).add("att_without_predictors", bound.effect);
    return tree.add("paths", std::move(paths)).add("neighbours", neighbours_tree(asked, treated, problem, fit));
}

Tree placebos_tree(Asked const& asked, PlaceboRank const& rank, std::vector<PlaceboUnit> const& placebos)
{
    Tree units = Tree::list();
    for (auto const& placebo : placebos) {
        Tree gaps = Tree::list();
        for (double const gap : placebo.fit.gap) gaps.push(gap);
        Tree one = Tree::members().add("unit", asked.rows.units[placebo.unit]).add("att", placebo.fit.effect).add("mspe", placebo.fit.fit_mspe);
        one.add("rmspe_before", placebo.fit.rmspe_before).add("rmspe_after", placebo.fit.rmspe_after);
        units.push(one.add("ratio", placebo.ratio).add("gaps", std::move(gaps)));
    }
    Tree tree = Tree::members().add("ratio", rank.ratio).add("rank", rank.rank).add("of", rank.of).add("p_value", rank.p_value);
    tree.add("rank_among_good_fits", rank.rank_good).add("of_good_fits", rank.of_good);
    return tree.add("units", std::move(units));
}

Result<Tree> left_out_tree(Asked const& asked, std::size_t treated, ControlFit const& fit)
{
    Tree list = Tree::list();
    for (auto const& one : TRY(leave_one_out(asked.rows.outcomes, design_of(asked, treated), asked.options, fit)))
        list.push(Tree::members().add("left_out", asked.rows.units[one.donor]).add("weight", one.weight).add("att", one.fit.effect).add("mspe", one.fit.fit_mspe));
    return list;
}

/// As if treated from an earlier time on; predictors keep what lies before it, and one that keeps nothing is left out.
Result<Tree> earlier_tree(MethodTable const& table, Asked const& asked, std::size_t treated, std::string const& label)
{
    auto const earlier = TRY(asked.rows.time_index(label));
    auto const design = TRY(placebo_in_time(design_of(asked, treated), earlier));
    std::vector<PredictorColumn> kept;
    Tree dropped = Tree::list();
    auto options = asked.options;
    for (auto predictor : asked.predictors) {
        std::erase_if(predictor.times, [&](std::size_t time) { return time >= earlier; });
        if (predictor.times.empty()) dropped.push(predictor.name + ":" + predictor.period);
        else kept.push_back(std::move(predictor));
    }
    if (kept.size() < asked.predictors.size() && !options.predictor_weights.empty()) options.predictor_weights.assign(kept.size(), 1);
    options.predictors = TRY(means_of(table, asked.rows, kept));
    auto const fit = TRY(synthetic_control(asked.rows.outcomes, design, options));
    Tree tree = Tree::members().add("first_treated", label).add("att", fit.effect).add("mspe", fit.fit_mspe).add("rmspe_before", fit.rmspe_before).add("rmspe_after", fit.rmspe_after);
    return tree.add("predictors_left_out", std::move(dropped));
}

Result<Tree> earlier_trees(MethodTable const& table, Asked const& asked, std::size_t treated, MethodOptions const& given)
{
    Tree list = Tree::list();
    for (auto const& label : option_names(given, "placebo-time")) list.push(TRY(earlier_tree(table, asked, treated, label).at("option placebo-time")));
    return list;
}

/// Everything on one treated unit but the placebos in space.
Result<Tree> unit_tree(MethodTable const& table, Asked const& asked, std::size_t treated, ControlFit const& fit, MethodOptions const& given)
{
    Tree tree = Tree::members().add("unit", asked.rows.units[treated]);
    add_summary(fit, tree);
    tree.add("weights", weights_tree(asked, fit));
    if (!asked.predictors.empty()) tree.add("predictors", predictors_tree(asked, treated, fit));
    tree.add("path", path_tree(asked, treated, fit));
    if (!asked.predictors.empty() && asked.options.predictor_weights.empty()) tree.add("search", TRY(search_tree(asked, treated)));
    tree.add("leave_one_out", TRY(left_out_tree(asked, treated, fit)));
    if (option_given(given, "placebo-time")) tree.add("placebo_time", TRY(earlier_trees(table, asked, treated, given)));
    return tree;
}

Result<std::vector<PlaceboUnit>> placebos_of(Asked const& asked, MethodOptions const& given)
{
    if (!option_given(given, "placebo-space") || asked.design.donors.size() < 3) return std::vector<PlaceboUnit>{};
    if (option_text(given, "placebo-space") != "all") return invalid("neither all nor none", "option placebo-space");
    return placebos_in_space(asked.rows.outcomes, design_of(asked, asked.rows.treated.front()), asked.options);
}

Result<Tree> one_unit(MethodTable const& table, Asked asked, MethodOptions const& given)
{
    auto const treated = asked.rows.treated.front();
    auto const fit = TRY(synthetic_control(asked.rows.outcomes, design_of(asked, treated), asked.options));
    asked.options.penalty = fit.penalty;  // chosen once, from all donors, and kept for the checks
    auto tree = TRY(unit_tree(table, asked, treated, fit, given));
    auto const placebos = TRY(placebos_of(asked, given));
    if (!placebos.empty()) tree.add("placebo_space", placebos_tree(asked, rank_among(fit, placebos), placebos));
    else if (option_given(given, "placebo-space")) tree.add("no_placebo_space_because", "needs three donors");
    return tree;
}

/// Each treated unit by itself, and the mean of all.
Result<Tree> several_units(MethodTable const& table, Asked asked, MethodOptions const& given)
{
    std::vector<double> mean_gap(asked.rows.times.size(), 0);
    Tree units = Tree::list(), path = Tree::list();
    double effect = 0;
    auto const count = static_cast<double>(asked.rows.treated.size());
    for (std::size_t const treated : asked.rows.treated) {
        auto const fit = TRY(synthetic_control(asked.rows.outcomes, design_of(asked, treated), asked.options).at(asked.rows.units[treated]));
        asked.options.penalty = fit.penalty;
        effect += fit.effect / count;
        for (std::size_t time = 0; time < mean_gap.size(); ++time) mean_gap[time] += fit.gap[time] / count;
        units.push(TRY(unit_tree(table, asked, treated, fit, given)));
    }
    for (std::size_t time = 0; time < mean_gap.size(); ++time) path.push(Tree::members().add("time", asked.rows.times[time]).add("gap", mean_gap[time]));
    Tree tree = Tree::members().add("att", effect).add("path", std::move(path));
    auto const placebos = TRY(placebos_of(asked, given));
    if (placebos.size() > asked.rows.treated.size())
        tree.add("p_value", TRY(p_of_mean_gap(mean_gap, asked.rows.treated.size(), placebos, design_of(asked, asked.rows.treated.front()), std::max(1, asked.draws), asked.options.search.seed)));
    else tree.add("no_p_value_because", "needs more donors than treated units, at least three, and placebo-space=all");
    return tree.add("units", std::move(units));
}

void add_design(SyntheticRows const& rows, Tree& tree)
{
    Tree treated = Tree::list(), left_out = Tree::list();
    for (std::size_t const unit : rows.treated) treated.push(rows.units[unit]);
    for (std::size_t const unit : rows.incomplete) left_out.push(rows.units[unit]);
    tree.add("treated_units", std::move(treated)).add("donors", static_cast<std::int64_t>(rows.donors.size())).add("incomplete_units_left_out", std::move(left_out));
    tree.add("first_time", rows.times.front()).add("last_time", rows.times.back()).add("first_treated", rows.times[rows.first_treated]);
}

Result<Tree> run(MethodTable const& table, MethodOptions const& given)
{
    auto rows = TRY(synthetic_rows(table, given));
    Tree tree = Tree::members().add("estimator", option_text(given, "estimator"));
    add_design(rows, tree);
    auto const estimator = option_text(given, "estimator");
    if (estimator == "synthetic-did" || estimator == "difference-in-differences" || option_text(given, "frame") == "did") {
        if (option_given(given, "predictors")) return Error{Error::Kind::usage, "this estimator knows no predictors", "option predictors", "leave them out"};
        return tree.add_all(TRY(synthetic_did_tree(rows, given)));
    }
    auto asked = TRY(read(table, std::move(rows), given));
    bool const alone = asked.rows.treated.size() == 1;
    return tree.add_all(TRY(alone ? one_unit(table, std::move(asked), given) : several_units(table, std::move(asked), given)));
}

std::vector<MethodOption> own_options()
{
    return {{"estimator", "synthetic-control", {"synthetic-control, penalised, augmented, synthetic-did ou difference-in-differences", "synthetic-control, penalised, augmented, synthetic-did or difference-in-differences"}},
            {"treated-unit", "none", {"unité traitée ; plusieurs séparées par ;", "treated unit; several with ; between"}},
            {"first-treated", "none", {"premier temps traité", "first treated time"}},
            {"fit", "all", {"temps ajustés, comme 1960-1969 ; all : tous avant le traitement", "times fitted, as 1960-1969; all: every one before the treatment"}},
            {"effect", "all", {"temps dont l’écart moyen est l’effet ; all : tous depuis le traitement", "times whose mean gap is the effect; all: every one from the treatment on"}},
            {"predictors", "none", {"colonnes et leurs temps, comme invest,popdens:1964-1969; gdpcap:1960-1969/2", "columns and their times, as invest,popdens:1964-1969; gdpcap:1960-1969/2"}},
            {"predictor-weights", "nested", {"nested (cherchés), equal, ou un nombre par colonne", "nested (looked for), equal, or one number a predictor"}},
            {"search", "usual", {"départs de la recherche : usual (égal et régression) ou wide (aussi tirés au sort)", "starts of the search: usual (equal and regression) or wide (drawn ones too)"}},
            {"starts", "8", {"départs tirés au sort, toujours montrés", "drawn starts, always shown"}},
            {"leave-out", "none", {"unités à écarter, séparées par ;", "units to leave out, with ; between"}},
            {"placebo-space", "all", {"all : chaque donneur à la place de l’unité traitée ; none", "all: each donor in the treated part; none"}},
            {"placebo-time", "none", {"faux débuts, séparés par des virgules", "false beginnings, with commas between"}},
            {"penalty", "auto", {"pénalité de penalised", "penalty of penalised"}},
            {"ridge", "auto", {"crête de augmented", "ridge of augmented"}},
            {"frame", "control", {"did : synthetic-control calculé comme dans synthetic-did", "did: synthetic-control computed in the frame of synthetic-did"}},
            {"solver", "published", {"synthetic-did : published (pas de Frank-Wolfe) ou exact", "synthetic-did: published (Frank-Wolfe steps) or exact"}},
            {"draws", "200", {"tirages de placebos, pour plusieurs unités traitées", "placebo draws, for several treated units"}},
            {"seed", "1", {"graine des tirages", "seed of the draws"}}};
}

}  // namespace

Method synthetic_control_method()
{
    return {"synthetic-control",
            {"Contrôle synthétique, et différences de différences synthétiques", "Synthetic control, and synthetic difference-in-differences"},
            {{"unit", "text", true, {"unité", "unit"}},
             {"time", "text", true, {"temps : année, nombre ou mois", "time: a year, a number or a month"}},
             {"outcome", "real", true, {"résultat ; vide : sans données", "outcome; empty: no data"}},
             {"treated", "count", false, {"1 dès que l’unité est traitée, sinon 0", "1 from the unit's first treated time on, else 0"}}},
            own_options(),
            "Abadie & Gardeazabal 2003; Abadie, Diamond & Hainmueller 2010; Abadie & L'Hour 2021; Ben-Michael, Feller & Rothstein 2021; Arkhangelsky et al. 2021",
            "docs/methods/synthetic-control.md",
            run};
}

}  // namespace accalmie
