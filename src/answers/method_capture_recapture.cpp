// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "core/person_name.hpp"
#include "measures/capture_recapture.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t occasions_max = 14;

bool holds_zeros_and_ones(MethodRows const& rows, std::string_view column)
{
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (auto const text = rows.text(row, column); text != "0" && text != "1") return false;
    return rows.size() > 0;
}

/// The column of persons a pattern: freq, or one that is called so elsewhere; nothing where each row is a person.
std::optional<std::string> persons_column(MethodTable const& table, MethodRows const& rows)
{
    constexpr std::string_view usual[] = {"freq", "frequency", "count", "counts", "n", "persons", "effectif", "effectifs", "personnes"};
    if (rows.has("freq")) return "freq";
    for (auto const& column : table.columns)
        if (auto const name = trimmed_cell(column); std::find(std::begin(usual), std::end(usual), plain_letters(name)) != std::end(usual)) return std::string{name};
    return std::nullopt;
}

Result<std::vector<std::string>> occasions_of(MethodTable const& table, MethodRows const& rows, MethodOptions const& options)
{
    auto const persons = persons_column(table, rows);
    auto names = option_names(options, "occasions");
    for (auto const& name : names)
        if (!rows.has(name)) return Error{Error::Kind::missing, fmt::format("the file has no column \"{}\"", name.substr(0, 40)), "option occasions", "name columns of 0 and 1"};
    if (names.empty())
        for (auto const& column : table.columns)
            if (auto const name = trimmed_cell(column); name != persons && holds_zeros_and_ones(rows, name)) names.emplace_back(name);
    if (names.size() < 2) return Error{Error::Kind::missing, "fewer than two columns of 0 and 1", "row 1", "give one column a list or occasion: 1 where it saw the person, 0 where not"};
    if (names.size() > occasions_max) return Error{Error::Kind::limit, "more than 14 lists", "row 1", "name those that count with the option occasions"};
    return names;
}

Result<CaptureHistories> read_histories(MethodRows const& rows, std::vector<std::string> const& names, std::optional<std::string> const& persons, std::int64_t& unseen_rows)
{
    CaptureHistories histories;
    histories.occasions = names.size();
    for (std::size_t row = 0; row < rows.size(); ++row) {
        CapturePattern pattern{0, 1};
        if (persons) pattern.persons = TRY(rows.count(row, *persons));
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto const text = rows.text(row, names[i]);
            if (text != "0" && text != "1") return Error{Error::Kind::invalid, fmt::format("\"{}\" is neither 0 nor 1", text.substr(0, 40)), MethodRows::place(row, names[i]), "write 1 where the list holds the person, 0 where not"};
            if (text == "1") pattern.seen |= 1U << i;
        }
        if (pattern.seen == 0) {
            unseen_rows += pattern.persons;
            continue;
        }
        histories.patterns.push_back(pattern);
    }
    return histories;
}

struct Described {
    std::string_view name, assumes;
};

Described described(CaptureModel model)
{
    switch (model) {
    case CaptureModel::m0: return {"M0", "every person has the same chance on every occasion"};
    case CaptureModel::mt: return {"Mt", "occasions differ, persons do not; lists are independent of each other"};
    case CaptureModel::mh_chao: return {"Mh Chao (LB)", "persons differ in any way: a lower bound"};
    case CaptureModel::mh_poisson: return {"Mh Poisson2", "persons differ mildly (Poisson, base 2)"};
    case CaptureModel::mh_darroch: return {"Mh Darroch", "the logit of a person's chance is normal"};
    case CaptureModel::mh_gamma: return {"Mh Gamma3.5", "persons differ strongly (gamma, 3.5): many are hard to see"};
    case CaptureModel::mth_chao: return {"Mth Chao (LB)", "occasions differ, persons in any way: a lower bound"};
    case CaptureModel::mth_poisson: return {"Mth Poisson2", "occasions differ, persons mildly"};
    case CaptureModel::mth_darroch: return {"Mth Darroch", "occasions differ, the logit of a person's chance is normal"};
    case CaptureModel::mth_gamma: return {"Mth Gamma3.5", "occasions differ, persons strongly"};
    case CaptureModel::mb: return {"Mb", "who was seen once has another chance afterwards; occasions stand in the order of time"};
    case CaptureModel::mbh: return {"Mbh", "as Mb, and the first occasion has a chance of its own"};
    }
    return {};
}

Tree no_abundance_tree(NoAbundance reason)
{
    switch (reason) {
    case NoAbundance::none: return {};
    case NoAbundance::too_few_cells: return "more parameters than patterns";
    case NoAbundance::no_convergence: return "the likelihood has no maximum";
    case NoAbundance::no_decline: return "new persons do not become fewer";
    }
    return {};
}

void add_interval(Tree& tree, std::optional<Interval> const& interval, double level)
{
    auto const percent = percent_name(level);
    tree.add("lower_" + percent, interval ? Tree{interval->lower} : Tree{}).add("upper_" + percent, interval ? Tree{interval->upper} : Tree{});
}

Tree fit_tree(CaptureFit const& fit, double level)
{
    bool const fitted = fit.no_abundance != NoAbundance::too_few_cells && fit.no_abundance != NoAbundance::no_convergence;
    Tree tree = Tree::members().add("abundance", fit.abundance).add("standard_error", fit.standard_error);
    add_interval(tree, fit.interval, level);
    tree.add("no_abundance_because", no_abundance_tree(fit.no_abundance));
    tree.add("deviance", fitted ? Tree{fit.deviance} : Tree{}).add("degrees_of_freedom", fitted ? Tree{fit.degrees_of_freedom} : Tree{});
    return tree.add("aic", fitted ? Tree{fit.aic} : Tree{}).add("bic", fitted ? Tree{fit.bic} : Tree{}).add("log_likelihood", fitted ? Tree{fit.log_likelihood} : Tree{});
}

Tree models_tree(std::vector<CaptureFit> const& fits, double level)
{
    Tree list = Tree::list();
    for (auto const& fit : fits) {
        auto const words = described(fit.model);
        list.push(Tree::members().add("model", words.name).add("assumes", words.assumes).add_all(fit_tree(fit, level)).add("negative_etas", static_cast<std::int64_t>(fit.negative_etas)));
    }
    return list;
}

Tree lowest_aic(std::vector<CaptureFit> const& fits)
{
    CaptureFit const* best = nullptr;
    for (auto const& fit : fits)
        if (fit.abundance && (best == nullptr || fit.aic < best->aic)) best = &fit;
    return best == nullptr ? Tree{} : Tree{described(best->model).name};
}

Tree dependence_tree(std::vector<CaptureFit> const& fits, std::vector<std::string> const& names, double level)
{
    Tree list = Tree::list();
    for (auto const& fit : fits) {
        Tree pairs = Tree::list();
        for (auto const& [one, other] : fit.dependent) pairs.push(names[one] + "*" + names[other]);
        list.push(Tree::members().add("dependent_pairs", std::move(pairs)).add_all(fit_tree(fit, level)));
    }
    return list;
}

Tree bound_tree(std::optional<CaptureBound> const& bound, double level, std::string_view assumes)
{
    if (!bound) return {};
    Tree tree = Tree::members().add("abundance", bound->abundance).add("standard_error", bound->standard_error);
    add_interval(tree, bound->interval, level);
    return tree.add("assumes", assumes);
}

Tree closure_tree(ClosureTest const& test)
{
    if (!test.possible) return Tree::members().add("possible", false);
    return Tree::members()
        .add("possible", true)
        .add("coefficient", test.coefficient)
        .add("standard_error", test.standard_error)
        .add("statistic", test.statistic)
        .add("p_fading", test.p_value)
        .add("meaning", "captures close in time go together more than captures far apart: people came or left between");
}

Tree open_tree(std::vector<OpenOccasion> const& occasions, std::vector<std::string> const& names)
{
    Tree list = Tree::list();
    for (std::size_t i = 0; i < occasions.size(); ++i) {
        auto const& one = occasions[i];
        list.push(Tree::members()
                      .add("occasion", names[i])
                      .add("seen", one.seen)
                      .add("seen_before", one.seen_before)
                      .add("seen_again", one.seen_again)
                      .add("missed_between", one.missed_between)
                      .add("marked", one.marked)
                      .add("abundance", one.abundance)
                      .add("standard_error", one.abundance_standard_error)
                      .add("survival", one.survival)
                      .add("entries", one.entries));
    }
    return list;
}

Tree counts_tree(std::vector<std::int64_t> const& counts)
{
    Tree list = Tree::list();
    for (auto const count : counts) list.push(count);
    return list;
}

Tree overlaps_tree(CaptureSummary const& summary, std::vector<std::string> const& names)
{
    Tree list = Tree::list();
    for (std::size_t one = 0; one < names.size(); ++one)
        for (std::size_t other = one + 1; other < names.size(); ++other)
            list.push(Tree::members().add("lists", names[one] + "*" + names[other]).add("both", summary.both[one][other]));
    return list;
}

enum class Order { occasions, lists };

Result<Order> read_order(MethodOptions const& options)
{
    auto const text = option_text(options, "order");
    if (text == "occasions") return Order::occasions;
    if (text == "lists") return Order::lists;
    return Error{Error::Kind::invalid, "an unknown order", "option order", "choose occasions (visits in the order of time) or lists (no order)"};
}

/// Closed models, or why there are none and what stands instead.
Result<Tree> abundance_tree(CaptureHistories const& histories, CaptureSummary const& summary, std::vector<std::string> const& names, MethodOptions const& options)
{
    auto const level = TRY(option_number(options, "level")), closure_level = TRY(option_number(options, "closure-level"));
    auto const order = TRY(read_order(options));
    auto const closure = option_text(options, "closure");
    if (closure != "tested" && closure != "assumed") return Error{Error::Kind::invalid, "an unknown closure", "option closure", "choose tested or assumed"};
    Tree tree = Tree::members();
    bool const open = order == Order::occasions && summary.closure.possible && summary.closure.p_value < closure_level;
    if (order == Order::occasions) tree.add("closure_test", closure_tree(summary.closure)).add("population", open ? "open" : "not shown to be open");
    if (order == Order::occasions && histories.occasions >= 3) tree.add("jolly_seber", open_tree(TRY(jolly_seber(histories)), names));
    if (open && closure == "tested") {
        tree.add("models", Tree{});
        return tree.add("no_models_because", "the population was not closed: captures fade with the time between them; jolly_seber holds for such, closure=assumed gives the closed models all the same");
    }
    auto fits = TRY(closed_models(histories, level));
    if (order == Order::lists) fits.erase(std::remove_if(fits.begin(), fits.end(), [](CaptureFit const& fit) { return fit.model == CaptureModel::mb || fit.model == CaptureModel::mbh; }), fits.end());
    tree.add("models", models_tree(fits, level)).add("lowest_aic", lowest_aic(fits));
    if (order == Order::lists && (histories.occasions == 3 || histories.occasions == 4)) tree.add("dependence_models", dependence_tree(TRY(dependence_models(histories, level)), names, level));
    tree.add("lincoln_petersen", bound_tree(summary.lincoln_petersen, level, "two independent lists, everybody alike, nobody linked wrongly"));
    tree.add("chapman", bound_tree(summary.chapman, level, "as lincoln_petersen, with less bias where few are on both"));
    return tree.add("chao_lower_bound", bound_tree(summary.chao, level, "persons differ in any way: at least so many"));
}

Result<Tree> run_capture_recapture(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    auto const names = TRY(occasions_of(table, rows, options));
    std::int64_t unseen_rows = 0;
    auto const persons = persons_column(table, rows);
    auto const histories = TRY(read_histories(rows, names, persons, unseen_rows));
    auto const level = TRY(option_number(options, "level"));
    auto const summary = TRY(capture_summary(histories, level));
    Tree occasions = Tree::list();  // in their order
    for (auto const& name : names) occasions.push(name);
    if (persons) occasions.push(*persons);
    Tree tree = Tree::members().add("columns_used", std::move(occasions)).add("persons_column", persons).add("persons_seen", summary.persons);
    tree.add("rows_of_nobody_left_out", unseen_rows).add("seen_on", counts_tree(summary.seen_on)).add("first_seen_on", counts_tree(summary.first_seen_on));
    tree.add("seen_times", counts_tree(summary.seen_times)).add("overlaps", overlaps_tree(summary, names));
    tree.add_all(TRY(abundance_tree(histories, summary, names, options)));
    return tree.add("assumptions", "nobody enters or leaves (closed), everybody has some chance to be seen, records of one person are recognised as such; each model says what else it assumes");
}

}  // namespace

Method capture_recapture_method()
{
    return {"capture-recapture",
            {"Combien de personnes, d'après plusieurs listes ou passages", "How many people, from several lists or visits"},
            {{"freq", "count", false, {"personnes avec ce profil; absent: une ligne par personne", "persons with this pattern; absent: one row a person"}}},
            {{"occasions", "none", {"colonnes de 0 et 1; none: toutes celles qui n'ont que 0 et 1", "columns of 0 and 1; none: all that hold only 0 and 1"}},
             {"order", "occasions", {"occasions (passages dans l'ordre du temps) ou lists", "occasions (visits in the order of time) or lists"}},
             {"closure", "tested", {"tested: refuse une population ouverte; assumed: donne les modèles quand même", "tested: refuse an open population; assumed: give the models all the same"}},
             {"closure-level", "0.001", {"seuil du test de fermeture", "level of the test of closure"}},
             {"level", "0.95", {"niveau des intervalles", "level of the intervals"}}},
            "Chapman 1951; Fienberg 1972; Chao 1987; Cormack 1989; Rivest & Levesque 2001; Baillargeon & Rivest 2007; Jolly 1965; Seber 1965",
            "docs/methods/capture-recapture.md",
            run_capture_recapture};
}

}  // namespace accalmie
