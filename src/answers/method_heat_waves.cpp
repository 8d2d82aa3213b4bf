// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "measures/heat_waves.hpp"

#include <algorithm>
#include <map>

namespace accalmie {

namespace {

using Places = std::map<std::string, std::vector<HeatDay>>;

Result<std::optional<double>> optional_number(MethodRows const& rows, std::size_t row, std::string_view column)
{
    auto const text = rows.text(row, column);
    if (text.empty() || text == "NA") return std::optional<double>{};
    return std::optional<double>{TRY(rows.number(row, column))};
}

Result<Places> places_of(MethodTable const& table)
{
    MethodRows const rows{table};
    if (!rows.has("maximum") && !rows.has("minimum")) return Error{Error::Kind::missing, "neither maximum nor minimum", "row 1", "name the column of the daily temperatures: --maximum tmax"};
    Places places;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        HeatDay day;
        day.day = TRY(parse_day(rows.text(row, "day")).at(MethodRows::place(row, "day")));
        day.maximum = TRY(optional_number(rows, row, "maximum"));
        day.minimum = TRY(optional_number(rows, row, "minimum"));
        places[std::string{rows.text(row, "place")}].push_back(day);
    }
    for (auto& [place, days] : places) std::sort(days.begin(), days.end(), [](HeatDay const& a, HeatDay const& b) { return a.day < b.day; });
    return places;
}

Result<HeatWaveSettings> settings_of(MethodOptions const& options)
{
    HeatWaveSettings settings;
    settings.rule = static_cast<HeatWaveRule>(TRY(option_choice(options, "rule", {"absolute", "percentile", "excess-factor"})));
    settings.variable = static_cast<HeatVariable>(TRY(option_choice(options, "variable", {"maximum", "minimum", "mean"})));
    bool const by_factor = settings.rule == HeatWaveRule::excess_factor, absolute = settings.rule == HeatWaveRule::absolute;
    if (absolute && !option_given(options, "threshold")) return Error{Error::Kind::missing, "no threshold", "option threshold", "give degrees, as --threshold 42"};
    if (absolute) settings.threshold_c = TRY(option_number(options, "threshold"));
    settings.percentile = option_given(options, "percentile") ? TRY(option_number(options, "percentile")) : (by_factor ? 95 : 90);
    settings.window_days = TRY(option_whole(options, "window"));
    int const usual_days = by_factor ? 1 : (absolute ? 3 : 6);
    settings.days_min = option_given(options, "days") ? TRY(option_whole(options, "days")) : usual_days;
    if (option_given(options, "baseline-first")) settings.baseline_first = TRY(option_whole(options, "baseline-first"));
    if (option_given(options, "baseline-last")) settings.baseline_last = TRY(option_whole(options, "baseline-last"));
    settings.baseline_years_min = TRY(option_whole(options, "baseline-years-min"));
    settings.missing_days_max = TRY(option_whole(options, "missing-days-max"));
    return settings;
}

Tree wave_tree(HeatWave const& wave, HeatWaveSettings const& settings)
{
    Tree tree = Tree::members().add("first", wave.first).add("last", wave.end - std::chrono::days{1}).add("days", wave.days);
    tree.add("mean_c", wave.mean_c).add("highest_c", wave.highest_c).add(settings.rule == HeatWaveRule::excess_factor ? "heat_load_c2" : "excess_degree_days", wave.excess);
    if (settings.rule == HeatWaveRule::excess_factor)
        tree.add("severity", wave.severity).add("class", wave.severity >= 3 ? "extreme" : (wave.severity >= 1 ? "severe" : "low"));
    return tree.add("cut_by_gap", wave.cut_by_gap);
}

Tree year_tree(HeatYear const& year)
{
    Tree tree = Tree::members().add("year", year.year).add("days_known", year.days_known).add("days_missing", year.days_missing);
    tree.add("waves", year.waves).add("wave_days", year.wave_days).add("hot_days_percent", year.hot_percent);
    return tree.add("no_figures_because", year.wave_days ? Tree{} : Tree{"too_many_days_missing"});
}

Tree factor_tree(HeatWaves const& answer)
{
    Tree highest = Tree::members();
    std::optional<std::size_t> top;
    for (std::size_t at = 0; at < answer.factors.size(); ++at)
        if (answer.factors[at] && (!top || *answer.factors[at] > *answer.factors[*top])) top = at;
    if (!top) return {};
    return highest.add("day", answer.first + std::chrono::days{static_cast<int>(*top)}).add("value_c2", *answer.factors[*top]);
}

Tree place_tree(std::string const& place, HeatWaves const& answer, HeatWaveSettings const& settings)
{
    Tree waves = Tree::list(), years = Tree::list(), thresholds = Tree::list();
    for (auto const& wave : answer.waves) waves.push(wave_tree(wave, settings));
    for (auto const& year : answer.years) years.push(year_tree(year));
    for (double const threshold : answer.thresholds_c) thresholds.push(threshold);
    Tree tree = Tree::members().add("place", place.empty() ? Tree{} : Tree{place});
    tree.add("first", answer.first).add("last", answer.end - std::chrono::days{1}).add("threshold_c", answer.threshold_c);
    if (settings.rule != HeatWaveRule::absolute) {
        std::int64_t missing = 0;
        for (int const days : answer.baseline_days_missing) missing += days;
        tree.add("baseline_first", answer.baseline_first).add("baseline_last", answer.baseline_last).add("baseline_days_missing", missing);
    }
    if (settings.rule == HeatWaveRule::excess_factor) tree.add("severe_from_c2", answer.severe_from).add("highest_factor", factor_tree(answer));
    tree.add("wave_count", static_cast<std::int64_t>(answer.waves.size())).add("waves", std::move(waves)).add("years", std::move(years));
    if (!answer.thresholds_c.empty()) tree.add("thresholds_c", std::move(thresholds));
    return tree;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const settings = TRY(settings_of(options));
    auto const places = TRY(places_of(table));
    Tree list = Tree::list();
    for (auto const& [place, days] : places) list.push(place_tree(place, TRY(heat_waves(days, settings).at(place)), settings));
    return Tree::members().add("places", std::move(list));
}

}  // namespace

Method heat_waves_method()
{
    return {"heat-waves",
            {"Quand y a-t-il eu des vagues de chaleur ?", "When were there heat waves?"},
            {{"day", "text", true, {"jour (2021-05-03)", "day (2021-05-03)"}, {"date", "time"}},
             {"maximum", "real", false, {"maximum du jour, en °C ; vide : inconnu", "highest of the day, in °C; empty: unknown"}, {"tmax", "tx", "t_max", "max"}},
             {"minimum", "real", false, {"minimum du jour, en °C", "lowest of the day, in °C"}, {"tmin", "tn", "t_min", "min"}},
             {"place", "text", false, {"station ; chacune pour elle-même", "station; each by itself"}}},
            {{"rule", "percentile", {"absolute, percentile ou excess-factor", "absolute, percentile or excess-factor"}},
             {"variable", "maximum", {"maximum, minimum ou mean", "maximum, minimum or mean"}},
             {"threshold", "none", {"seuil absolu, en °C : jour chaud à partir de lui", "absolute threshold, in °C: a hot day from it on"}},
             {"percentile", "none", {"none : 90, et 95 pour excess-factor", "none: 90, and 95 for excess-factor"}},
             {"window", "5", {"jours du calendrier autour de chaque jour (impair)", "days of the calendar around each day (odd)"}},
             {"days", "none", {"jours d'affilée ; none : 6, 3 pour absolute, 1 pour excess-factor", "days in a row; none: 6, 3 for absolute, 1 for excess-factor"}},
             {"baseline-first", "none", {"première année de référence ; none : la première", "first year of the baseline; none: the first"}},
             {"baseline-last", "none", {"dernière année de référence", "last year of the baseline"}},
             {"baseline-years-min", "10", {"années de référence exigées", "years of baseline asked"}},
             {"missing-days-max", "15", {"jours manquants au plus, pour les chiffres d'une année", "days missing at most, for the figures of a year"}}},
            "Zhang et al. 2011 (ETCCDI: TX90p, WSDI); Nairn & Fawcett 2015",
            "docs/methods/heat-waves.md",
            run};
}

}  // namespace accalmie
