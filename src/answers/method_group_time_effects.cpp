// SPDX-License-Identifier: Apache-2.0
#include "answers/method_panel.hpp"
#include "measures/group_time_effects.hpp"

#include <algorithm>

namespace accalmie {

namespace {

Tree number(std::size_t count) { return static_cast<std::int64_t>(count); }

Tree estimate_members(EffectEstimate const& effect, double level)
{
    auto const percent = percent_name(level);
    Tree tree = Tree::members();
    tree.add("estimate", effect.estimate).add("standard_error", effect.standard_error).add("p", effect.p);
    tree.add("lower_" + percent, effect.lower).add("upper_" + percent, effect.upper);
    tree.add("band_lower_" + percent, effect.band_lower).add("band_upper_" + percent, effect.band_upper);
    tree.add("no_interval_because", effect.one_treated ? Tree{"one_treated_cluster"} : Tree{});
    return tree;
}

/// The members of an estimate, all nothing where there is none.
Tree maybe_members(std::optional<EffectEstimate> const& effect, double level)
{
    if (effect) return estimate_members(*effect, level);
    Tree tree = estimate_members({}, level), empty = Tree::members();
    for (auto const& name : std::get<Tree::Members>(tree.held()).names) empty.add(name, {});
    return empty;
}

Tree effects_tree(GroupTimeEffects const& answer, PanelTable const& table, double level)
{
    Tree list = Tree::list();
    for (auto const& effect : answer.effects) {
        Tree row = Tree::members();
        row.add("group", table.time_name(effect.group)).add("time", table.time_name(effect.time)).add("before", effect.before).add("reference", effect.reference);
        row.add_all(maybe_members(effect.effect, level));
        row.add("treated_units", number(effect.treated_units)).add("comparison_units", number(effect.comparison_units));
        row.add("not_because", effect.not_because.empty() ? Tree{} : Tree{effect.not_because});
        list.push(std::move(row));
    }
    return list;
}

enum class RowName : std::uint8_t { time, distance };

Tree table_tree(AverageTable const& averages, PanelTable const& table, std::string const& name, RowName kind, double level)
{
    Tree rows = Tree::list();
    for (auto const& row : averages.rows) {
        Tree one = Tree::members();
        one.add(name, kind == RowName::time ? Tree{table.time_name(row.of)} : Tree{row.of}).add_all(estimate_members(row.effect, level));
        rows.push(std::move(one));
    }
    return Tree::members().add("overall", averages.overall ? estimate_members(*averages.overall, level) : Tree{}).add("rows", std::move(rows)).add("critical_value", averages.critical_value);
}

template <class T>
Result<T> chosen(MethodOptions const& options, std::string_view option, std::vector<std::pair<std::string_view, T>> const& words)
{
    auto const given = option_text(options, option);
    std::string all;
    for (auto const& [word, value] : words) {
        if (word == given) return value;
        all += (all.empty() ? "" : ", ") + std::string{word};
    }
    return Error{Error::Kind::invalid, "\"" + std::string{given.substr(0, 40)} + "\" is not one of the words", "option " + std::string{option}, "choose one of " + all};
}

Result<GroupTimeOptions> options_of(MethodOptions const& given)
{
    GroupTimeOptions options;
    options.comparison = TRY(chosen<ComparisonUnits>(given, "comparison", {{"never_treated", ComparisonUnits::never_treated}, {"not_yet_treated", ComparisonUnits::not_yet_treated}}));
    options.base = TRY(chosen<BasePeriod>(given, "base", {{"varying", BasePeriod::varying}, {"universal", BasePeriod::universal}}));
    options.use = TRY(chosen<CovariateUse>(given, "estimator",
                                           {{"doubly_robust", CovariateUse::doubly_robust}, {"inverse_probability", CovariateUse::inverse_probability}, {"regression", CovariateUse::regression}}));
    options.anticipation = TRY(option_count(given, "anticipation"));
    options.level = TRY(option_number(given, "level"));
    options.draws = static_cast<int>(std::min<std::int64_t>(TRY(option_count(given, "draws")), 1'000'000));
    options.seed = static_cast<std::uint64_t>(TRY(option_count(given, "seed")));
    return options;
}

Tree cautions_of(GroupTimeEffects const& answer)
{
    Tree cautions = Tree::list();
    if (answer.clusters < 30) cautions.push("few_clusters");
    if (answer.smallest_group < 5) cautions.push("group_of_fewer_than_five_units");
    if (answer.units_treated_at_first > 0) cautions.push("units_treated_from_the_first_time_left_out");
    if (answer.units_not_always_seen > 0) cautions.push("units_not_seen_at_every_time_left_out");
    if (answer.no_pre_trend_because.empty() && answer.pre_trend_p && *answer.pre_trend_p < 0.05) cautions.push("trends_before_the_start_differ");
    return cautions;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& given)
{
    auto const panel = TRY(read_panel(table, given, PanelEffects::unit));
    auto const options = TRY(options_of(given));
    StartedPanel started{panel.panel.unit, panel.panel.time, panel.panel.outcome, panel.first_treated, panel.panel.cluster, panel.panel.weight, panel.panel.covariates};
    for (std::size_t row = 0; row < started.time.size(); ++row)
        if ((panel.panel.treated[row] != 0) != (started.first_treated[row] && started.time[row] >= *started.first_treated[row]))
            return Error{Error::Kind::invalid, "treatment that ends again", "treated", "these effects are for treatment that stays; see difference-in-differences"};
    auto const answer = TRY(group_time_effects(started, options));
    Tree tree = Tree::members();
    tree.add("treatment", treatment_form_code(panel.form)).add("rows_without_value", number(panel.rows_without_value)).add("repeated_cross_sections", started.unit.empty());
    tree.add("units", number(answer.units)).add("never_treated_units", number(answer.never_treated_units)).add("times", number(answer.times)).add("clusters", number(answer.clusters));
    tree.add("units_not_always_seen", number(answer.units_not_always_seen)).add("units_treated_at_first", number(answer.units_treated_at_first));
    tree.add("simple", maybe_members(answer.simple, options.level));
    tree.add("group_time", effects_tree(answer, panel, options.level)).add("critical_value", answer.critical_value);
    tree.add("by_distance", table_tree(answer.by_distance, panel, "distance", RowName::distance, options.level));
    tree.add("by_group", table_tree(answer.by_group, panel, "group", RowName::time, options.level));
    tree.add("by_time", table_tree(answer.by_time, panel, "time", RowName::time, options.level));
    Tree test = Tree::members();
    test.add("coefficients", number(answer.pre_trend_coefficients)).add("wald", answer.pre_trend_wald).add("p", answer.pre_trend_p);
    test.add("no_test_because", answer.no_pre_trend_because.empty() ? Tree{} : Tree{answer.no_pre_trend_because});
    return tree.add("pre_trend_test", std::move(test)).add("cautions", cautions_of(answer));
}

std::vector<MethodOption> options_of_method()
{
    auto options = panel_options();
    options.push_back({"comparison", "never_treated", {"unités de comparaison : never_treated ou not_yet_treated", "comparison units: never_treated or not_yet_treated"}});
    options.push_back({"base", "varying", {"temps de référence : varying (le temps d’avant) ou universal (le dernier avant le début)", "base time: varying (the time before) or universal (the last before the start)"}});
    options.push_back({"estimator", "doubly_robust", {"covariables : doubly_robust, inverse_probability ou regression", "covariates: doubly_robust, inverse_probability or regression"}});
    options.push_back({"anticipation", "0", {"temps avant le début où l’on peut déjà réagir", "times before the start at which units may act already"}});
    options.push_back({"draws", "999", {"tirages de la bande simultanée ; 0 : aucune", "draws of the simultaneous band; 0: none"}});
    options.push_back({"seed", "1", {"graine des tirages", "seed of the draws"}});
    return options;
}

}  // namespace

Method group_time_effects_method()
{
    return {"group-time-effects",
            {"Effets par groupe et par temps, débuts échelonnés", "Effects by group and time, staggered starts"},
            panel_columns(),
            options_of_method(),
            "Callaway & Sant'Anna 2021; Sant'Anna & Zhao 2020",
            "docs/methods/group-time-effects.md",
            run};
}

}  // namespace accalmie
