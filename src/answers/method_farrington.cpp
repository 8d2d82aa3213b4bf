// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "measures/farrington.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

/// "5,4": at least five cases in the latest four weeks.
Result<void> read_limit(MethodOptions const& options, FarringtonSettings& settings)
{
    auto const parts = option_names(options, "limit54");
    if (parts.size() != 2) return Error{Error::Kind::invalid, "not two numbers", "option limit54", "write 5,4: cases, weeks"};
    settings.cases_least = TRY(option_number({{"limit54", parts[0]}}, "limit54"));
    settings.cases_weeks = TRY(option_whole({{"limit54", parts[1]}}, "limit54"));
    return {};
}

Result<FarringtonSettings> common_settings(MethodOptions const& options, SeriesRows const& series)
{
    FarringtonSettings settings;
    settings.windows.years = TRY(option_whole(options, "b"));
    settings.windows.half_width = TRY(option_whole(options, "w"));
    settings.windows.weeks_left_out = settings.windows.half_width;
    settings.alpha = TRY(option_number(options, "alpha"));
    settings.trend = TRY(option_switch(options, "trend")) ? BlockTrend::linear : BlockTrend::none;
    settings.past_outbreaks = TRY(option_switch(options, "reweight")) ? PastOutbreaks::weighted_down : PastOutbreaks::as_they_are;
    settings.skew = static_cast<SkewTransform>(TRY(option_choice(options, "powertrans", {"none", "1/2", "2/3"})));
    settings.exposure = TRY(option_switch(options, "population-offset")) ? Exposure::population : Exposure::none;
    if (settings.exposure == Exposure::population && series.population.empty())
        return Error{Error::Kind::missing, "no column holds the population", "option population-offset", "name it: --population COLUMN"};
    if (settings.exposure == Exposure::population)
        for (std::size_t row = 0; row < series.population.size(); ++row)
            if (!(series.population[row] > 0)) return Error{Error::Kind::invalid, "a population that is not above zero", MethodRows::place(row, "population"), "give each row its population, or leave population-offset out"};
    TRY(read_limit(options, settings));
    return settings;
}

Result<FarringtonSettings> flexible_settings(MethodOptions const& options, SeriesRows const& series)
{
    auto settings = TRY(common_settings(options, series));
    settings.weights_threshold = TRY(option_number(options, "weights-threshold"));
    settings.trend_p_below = TRY(option_number(options, "p-threshold-trend"));
    settings.windows.periods = TRY(option_whole(options, "no-periods"));
    if (option_given(options, "past-weeks-not-included")) settings.windows.weeks_left_out = TRY(option_whole(options, "past-weeks-not-included"));
    settings.threshold = static_cast<ThresholdMethod>(TRY(option_choice(options, "threshold-method", {"delta", "nbPlugin", "muan"})));
    return settings;
}

Tree week_tree(SeriesRows const& series, FarringtonWeek const& week)
{
    Tree tree = series_place(series, week.at);
    tree.add("expected", week.expected).add("upperbound", week.upper).add("score", week.score).add("alarm", week.alarm);
    tree.add("p_value", week.chance).add("mu0", week.center).add("phi", week.spread);
    tree.add("trend", week.slope.has_value()).add("trend_per_week", week.slope);
    return tree.add("no_bound_because", week.no_bound == NoBound::none ? Tree{} : Tree{std::string{no_bound_code(week.no_bound)}});
}

Result<Tree> judged(Farrington::Rule rule, FarringtonSettings const& settings, SeriesRows const& series)
{
    auto judge = TRY(Farrington::make(rule, settings, series.times));
    Tree weeks = Tree::list();
    std::int64_t alarms = 0, without_bound = 0;
    for (auto at = series.first; at < series.end; ++at) {
        TRY(judge.turn_to(at).at(fmt::format("place {}", at + 1)));
        auto const week = judge.judge(series.observed, series.population);
        alarms += week.alarm ? 1 : 0;
        without_bound += week.no_bound == NoBound::none ? 0 : 1;
        weeks.push(week_tree(series, week));
    }
    Tree tree = Tree::members().add("judged", static_cast<std::int64_t>(series.end - series.first)).add("alarms", alarms);
    return tree.add("without_bound", without_bound).add("weeks", std::move(weeks));
}

std::size_t at_least_zero(int place) { return place > 0 ? static_cast<std::size_t>(place) : 0; }

Result<Tree> run_1996(MethodTable const& table, MethodOptions const& options)
{
    auto series = TRY(series_rows(table, options));
    auto const settings = TRY(common_settings(options, series));
    TRY(read_range(options, at_least_zero(settings.windows.years * series.times.per_year - settings.windows.half_width - 1), series));
    return judged(Farrington::Rule::of_1996, settings, series);
}

Result<Tree> run_flexible(MethodTable const& table, MethodOptions const& options)
{
    auto series = TRY(series_rows(table, options));
    auto const settings = TRY(flexible_settings(options, series));
    TRY(read_range(options, at_least_zero(settings.windows.years * series.times.per_year + settings.windows.half_width), series));
    return judged(Farrington::Rule::flexible, settings, series);
}

std::vector<MethodOption> common_options()
{
    return {{"b", "5", {"années de recul", "years back"}},
            {"w", "3", {"semaines de part et d'autre de la même semaine", "weeks on either side of the same week"}},
            {"reweight", "true", {"les flambées passées comptent moins", "past outbreaks count less"}},
            {"alpha", "0.05", {"probabilité d'une fausse alerte (en 1996 des deux côtés)", "chance of a false alarm (two-sided in 1996)"}},
            {"trend", "true", {"avec tendance, si elle est nette", "with a trend, where it is clear"}},
            {"limit54", "5,4", {"pas d'alerte sous 5 cas en 4 semaines", "no alarm below 5 cases in 4 weeks"}},
            {"powertrans", "2/3", {"puissance qui rend les cas symétriques : none, 1/2 ou 2/3", "power that makes counts symmetric: none, 1/2 or 2/3"}},
            {"population-offset", "false", {"taux par habitant au lieu de cas", "rates by population instead of counts"}}};
}

std::vector<MethodOption> flexible_options()
{
    auto options = common_options();
    options.push_back({"weights-threshold", "2.58", {"résidu au-delà duquel une semaine compte moins (weightsThreshold)", "residual above which a week counts less (weightsThreshold)"}});
    options.push_back({"p-threshold-trend", "0.05", {"la tendance reste sous cette valeur p ; 1 : toujours (pThresholdTrend)", "the trend stays below this p value; 1: always (pThresholdTrend)"}});
    options.push_back({"no-periods", "1", {"saisons de l'année ; 1 : seulement les mêmes semaines (noPeriods)", "seasons of the year; 1: only the same weeks (noPeriods)"}});
    options.push_back({"past-weeks-not-included", "none", {"dernières semaines laissées de côté ; none : w (pastWeeksNotIncluded)", "latest weeks left out; none: w (pastWeeksNotIncluded)"}});
    options.push_back({"threshold-method", "delta", {"delta, nbPlugin ou muan (thresholdMethod)", "delta, nbPlugin or muan (thresholdMethod)"}});
    return options;
}

}  // namespace

Method farrington_method()
{
    return {"farrington",
            {"Alerte d'après les mêmes semaines des années passées (Farrington 1996)", "Alarm from the same weeks of past years (Farrington 1996)"},
            series_columns(),
            with_range(common_options(), "freq x b - w", "freq x b - w"),
            "Farrington, Andrews, Beale & Catchpole 1996; as algo.farrington of R's surveillance",
            "docs/methods/farrington.md",
            run_1996};
}

Method farrington_flexible_method()
{
    return {"farrington-flexible",
            {"Alerte d'après toutes les semaines des années passées (Farrington révisé)", "Alarm from all weeks of past years (Farrington revised)"},
            series_columns(),
            with_range(flexible_options(), "freq x b + w + 1", "freq x b + w + 1"),
            "Noufaily et al. 2013; Salmon, Schumacher, Stark & Hoehle 2015; as farringtonFlexible of R's surveillance",
            "docs/methods/farrington-flexible.md",
            run_flexible};
}

}  // namespace accalmie
