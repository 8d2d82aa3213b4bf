// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "measures/return_period.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace accalmie {

namespace {

struct Series {
    std::vector<YearMaximum> years;
    std::int64_t rows_without_value = 0;
    bool by_day = false;
};

bool is_unknown(std::string_view text) { return text.empty() || text == "NA"; }

Result<Series> given_maxima(MethodRows const& rows)
{
    Series series;
    std::set<std::int64_t> seen;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (is_unknown(rows.text(row, "value"))) {
            ++series.rows_without_value;
            continue;
        }
        auto const year = TRY(rows.count(row, "year"));
        if (year > 9999 || !seen.insert(year).second) return Error{Error::Kind::invalid, "a year that is there twice, or is none", MethodRows::place(row, "year"), "give each year once, with its highest value; or give days"};
        YearMaximum one;
        one.year = static_cast<int>(year);
        one.value = TRY(rows.number(row, "value"));
        one.complete = true;
        series.years.push_back(one);
    }
    return series;
}

Result<Series> daily_maxima(MethodRows const& rows, MethodOptions const& options)
{
    Series series;
    std::vector<Reading> readings;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (is_unknown(rows.text(row, "value"))) {
            ++series.rows_without_value;
            continue;
        }
        Reading one;
        one.day = TRY(parse_day(rows.text(row, "day").substr(0, 10)).at(MethodRows::place(row, "day")));
        one.value = TRY(rows.number(row, "value"));
        readings.push_back(one);
    }
    YearSettings settings;
    settings.first_month = static_cast<unsigned>(TRY(option_whole(options, "first-month")));
    settings.share_min = TRY(option_number(options, "complete"));
    settings.gap_days_max = TRY(option_whole(options, "gap-days"));
    series.years = TRY(year_maxima(std::move(readings), settings));
    series.by_day = true;
    return series;
}

Result<std::vector<double>> option_numbers(MethodOptions const& options, std::string_view name)
{
    std::vector<double> numbers;
    for (auto const& text : option_names(options, name)) {
        MethodOptions const one{{"one", text}};
        auto number = option_number(one, "one");
        if (!number) return Error{Error::Kind::invalid, "\"" + text.substr(0, 40) + "\" is not a number", "option " + std::string{name}, "give numbers with commas, as 2,5,10"};
        numbers.push_back(*number);
    }
    return numbers;
}

Result<ReturnSettings> settings_of(MethodOptions const& options)
{
    ReturnSettings settings;
    settings.family = static_cast<ExtremeFamily>(TRY(option_choice(options, "distribution", {"gumbel", "gev"})));
    settings.fit = static_cast<ExtremeFit>(TRY(option_choice(options, "fit", {"l-moments", "likelihood"})));
    settings.years = TRY(option_numbers(options, "periods"));
    settings.levels = TRY(option_numbers(options, "levels"));
    settings.level = TRY(option_number(options, "level"));
    settings.draws = TRY(option_whole(options, "draws"));
    settings.seed = static_cast<std::uint64_t>(TRY(option_count(options, "seed")));
    settings.years_min = TRY(option_whole(options, "years-min"));
    return settings;
}

Tree error_of(FittedExtremes const& fit, std::size_t parameter) { return fit.covariance ? Tree{std::sqrt(std::max(0.0, (*fit.covariance)[parameter * 4]))} : Tree{}; }

Tree fit_tree(FittedExtremes const& fit, ReturnSettings const& settings)
{
    double const parameters = settings.family == ExtremeFamily::gev ? 3 : 2;
    Tree tree = Tree::members().add("location", fit.values.location).add("scale", fit.values.scale).add("shape", fit.values.shape).add("hosking_k", -fit.values.shape);
    tree.add("location_standard_error", error_of(fit, 0)).add("scale_standard_error", error_of(fit, 1));
    tree.add("shape_standard_error", settings.family == ExtremeFamily::gev ? error_of(fit, 2) : Tree{});
    tree.add("log_likelihood", fit.log_likelihood).add("aic", fit.log_likelihood ? Tree{2 * parameters - 2 * *fit.log_likelihood} : Tree{});
    auto const& moments = fit.l_moments;
    return tree.add("l_moments", Tree::members().add("l1", moments.mean).add("l2", moments.scale).add("t3", moments.skew).add("t4", moments.kurtosis));
}

Tree levels_tree(ReturnPeriods const& answer, std::string const& percent)
{
    Tree list = Tree::list();
    for (auto const& level : answer.levels) {
        Tree one = Tree::members().add("years", level.years).add("level", level.value).add("standard_error", level.standard_error);
        list.push(one.add("lower_" + percent, level.lower).add("upper_" + percent, level.upper).add("extrapolated", level.extrapolated));
    }
    return list;
}

Tree periods_tree(ReturnPeriods const& answer, std::string const& percent)
{
    Tree list = Tree::list();
    for (auto const& period : answer.periods) {
        Tree one = Tree::members().add("level", period.level).add("years", period.years).add("no_period_because", period.years ? Tree{} : Tree{"above_the_end_of_the_distribution"});
        list.push(one.add("yearly_chance", period.yearly_chance).add("lower_" + percent, period.lower).add("upper_" + percent, period.upper));
    }
    return list;
}

/// Years with rank 1 for the highest, and the return period that its rank alone gives.
Tree maxima_tree(Series const& series)
{
    std::vector<double> ordered;
    for (auto const& year : series.years)
        if (year.complete) ordered.push_back(year.value);
    std::sort(ordered.begin(), ordered.end());
    Tree list = Tree::list();
    for (auto const& year : series.years) {
        Tree one = Tree::members().add("year", year.year).add("value", year.value);
        if (series.by_day) one.add("day", year.day).add("readings", year.readings).add("longest_gap_days", year.longest_gap_days).add("complete", year.complete);
        if (year.complete) {
            auto const rank = static_cast<std::size_t>(std::upper_bound(ordered.begin(), ordered.end(), year.value) - ordered.begin());
            one.add("rank", static_cast<std::int64_t>(ordered.size() - rank + 1));
            one.add("weibull_years", 1 / (1 - weibull_position(rank, ordered.size()))).add("gringorten_years", 1 / (1 - gringorten_position(rank, ordered.size())));
        }
        list.push(std::move(one));
    }
    return list;
}

/// The file's columns that the option names; "member_*" stands for all that begin so.
Result<std::vector<std::string>> member_columns(MethodTable const& table, MethodOptions const& options)
{
    std::vector<std::string> columns;
    for (auto const& name : option_names(options, "members")) {
        bool const open = name.ends_with('*');
        auto const before = columns.size();
        for (auto const& column : table.columns) {
            auto const own = trimmed_cell(column);
            if (open ? own.starts_with(std::string_view{name}.substr(0, name.size() - 1)) : own == name) columns.emplace_back(own);
        }
        if (columns.size() == before) return Error{Error::Kind::missing, "the file has no column \"" + name.substr(0, 40) + "\"", "option members", "name the columns of the ensemble, or member_*"};
    }
    return columns;
}

struct Alerts {
    std::vector<double> years, levels;
    double probability = 0.5;
    std::chrono::days lead{0};
};

Result<Alerts> alerts_of(MethodOptions const& options, ReturnPeriods const& answer)
{
    Alerts alerts;
    alerts.years = TRY(option_numbers(options, "alert-periods"));
    alerts.probability = TRY(option_number(options, "probability"));
    alerts.lead = std::chrono::days{TRY(option_whole(options, "lead-days"))};
    for (double const years : alerts.years) {
        if (!(years > 1)) return Error{Error::Kind::invalid, "a return period that is not above 1", "option alert-periods", "give years, as 2,5"};
        alerts.levels.push_back(return_level(answer.fit.values, years));
    }
    return alerts;
}

/// Days on which at least the asked share of the members passes an alert level, by day.
Result<Tree> forecasts(MethodTable const& table, std::vector<std::string> const& members, Alerts const& alerts)
{
    MethodRows const rows{table};
    std::map<Day, Tree> days;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        std::vector<double> values;
        for (auto const& member : members)
            if (!is_unknown(rows.text(row, member))) values.push_back(TRY(rows.number(row, member)));
        auto const day = TRY(parse_day(rows.text(row, "day").substr(0, 10)).at(MethodRows::place(row, "day")));
        Tree passed = Tree::list();
        bool any = false;
        for (std::size_t at = 0; at < alerts.levels.size() && !values.empty(); ++at) {
            auto const above = std::count_if(values.begin(), values.end(), [&](double value) { return value > alerts.levels[at]; });
            double const share = static_cast<double>(above) / static_cast<double>(values.size());
            any = any || (share >= alerts.probability && above > 0);
            passed.push(Tree::members().add("years", alerts.years[at]).add("members_above", static_cast<std::int64_t>(above)).add("probability", share));
        }
        if (!any) continue;
        Tree one = Tree::members().add("day", day);
        if (alerts.lead.count() > 0) one.add("issued", day - alerts.lead);
        days[day] = one.add("members", static_cast<std::int64_t>(values.size())).add("alerts", std::move(passed));
    }
    Tree list = Tree::list();
    for (auto const& [day, tree] : days) list.push(tree);
    return list;
}

Result<void> add_ensemble(MethodTable const& table, MethodOptions const& options, ReturnPeriods const& answer, Tree& tree)
{
    auto const members = TRY(member_columns(table, options));
    if (members.empty()) return {};
    if (!MethodRows{table}.has("day")) return Error{Error::Kind::missing, "an ensemble without days", "option members", "give the column day"};
    auto const alerts = TRY(alerts_of(options, answer));
    Tree levels = Tree::list(), used = Tree::list();
    for (std::size_t at = 0; at < alerts.years.size(); ++at) levels.push(Tree::members().add("years", alerts.years[at]).add("level", alerts.levels[at]));
    for (auto const& member : members) used.push(member);
    tree.add("alert_levels", std::move(levels)).add("alert_days", TRY(forecasts(table, members, alerts))).add("columns_used", std::move(used));
    return {};
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    if (!rows.has("day") && !rows.has("year")) return Error{Error::Kind::missing, "neither day nor year", "row 1", "name the column of the days (--day date) or of the years (--year)"};
    auto const settings = TRY(settings_of(options));
    auto const series = rows.has("day") ? TRY(daily_maxima(rows, options)) : TRY(given_maxima(rows));
    std::vector<double> maxima;
    Tree excluded = Tree::list();
    for (auto const& year : series.years) {
        if (year.complete) maxima.push_back(year.value);
        else excluded.push(Tree::members().add("year", year.year).add("readings", year.readings).add("longest_gap_days", year.longest_gap_days));
    }
    auto const answer = TRY(return_periods(maxima, settings));
    auto const percent = percent_name(settings.level);
    Tree tree = Tree::members().add("years_used", static_cast<std::int64_t>(maxima.size())).add("years_excluded", std::move(excluded)).add("rows_without_value", series.rows_without_value);
    tree.add_all(fit_tree(answer.fit, settings)).add("return_levels", levels_tree(answer, percent)).add("level_periods", periods_tree(answer, percent));
    tree.add("draws_failed", answer.draws_failed).add("maxima", maxima_tree(series));
    TRY(add_ensemble(table, options, answer, tree));
    return tree;
}

std::vector<MethodOption> own_options()
{
    return {{"distribution", "gev", {"gev ou gumbel", "gev or gumbel"}},
            {"fit", "l-moments", {"l-moments ou likelihood", "l-moments or likelihood"}},
            {"periods", "2,5,10,20,50,100", {"périodes de retour, en années", "return periods, in years"}},
            {"levels", "none", {"niveaux dont on demande la période", "levels whose period is asked"}},
            {"level", "0.95", {"niveau des intervalles", "level of the intervals"}},
            {"draws", "1000", {"tirages ; 0 : sans intervalle", "draws; 0: no interval"}},
            {"seed", "1", {"graine des tirages", "seed of the draws"}},
            {"years-min", "10", {"années complètes exigées", "complete years asked"}},
            {"first-month", "1", {"premier mois de l'année (étiage)", "first month of the year (low water)"}},
            {"complete", "0.9", {"part des mesures habituelles d'une année complète", "share of the usual readings of a complete year"}},
            {"gap-days", "31", {"jours sans mesure, au plus", "days without a reading, at most"}},
            {"members", "none", {"colonnes d'un ensemble, ou member_*", "columns of an ensemble, or member_*"}},
            {"alert-periods", "2,5", {"périodes des niveaux d'alerte", "periods of the alert levels"}},
            {"probability", "0.5", {"part des membres à partir de laquelle un jour est nommé", "share of members from which a day is named"}},
            {"lead-days", "0", {"jours d'avance de la prévision", "days by which the forecast is ahead"}}};
}

}  // namespace

Method return_period_method()
{
    return {"return-period",
            {"À quelle hauteur le fleuve monte-t-il une fois en tant d'années ?", "How high does the river rise once in so many years?"},
            {{"day", "text", false, {"jour d'une mesure ou d'une prévision", "day of a reading or forecast"}, {"date", "validtime", "valid_time", "issue_time", "time"}},
             {"year", "count", false, {"année, si les maxima sont déjà pris", "year, where the highest values are taken already"}},
             {"value", "real", true, {"débit ou hauteur ; vide : pas de mesure", "discharge or level; empty: no reading"}, {"discharge", "streamflow", "flow", "level", "0 days", "peak", "max", "maximum", "annual_maximum", "sealevel", "sea_level"}}},
            own_options(),
            "Hosking 1990; Hosking, Wallis & Wood 1985; Coles 2001, ch. 3; Gringorten 1963; Efron & Tibshirani 1993",
            "docs/methods/return-period.md",
            run};
}

}  // namespace accalmie
