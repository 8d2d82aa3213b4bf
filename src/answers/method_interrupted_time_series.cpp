// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "measures/interrupted_time_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace accalmie {

namespace {

/// What a file calls its times: numbers, months from 1 for the first, or days from 1 for the first.
struct TimeScale {
    std::string_view column;
    std::optional<Month> first;
    std::optional<Day> first_day;

    Tree name(double time) const
    {
        auto const since = static_cast<int>(std::lround(time - 1));
        if (first) return *first + since;
        return first_day ? Tree{*first_day + std::chrono::days{since}} : Tree{time};
    }
};

struct Series {
    TimeScale scale;
    std::vector<std::size_t> rows;  ///< of the table, in the order of time, those without data left out
    std::int64_t without_data = 0;
    ItsInput input;
};

std::string_view outcome_column(MethodRows const& rows) { return rows.has("outcome") ? "outcome" : "events"; }

Error option_error(std::string_view name, std::string what, std::string remedy) { return {Error::Kind::invalid, std::move(what), fmt::format("option {}", name), std::move(remedy)}; }

template <class T>
Result<T> option_word(MethodOptions const& options, std::string_view name, std::vector<std::pair<std::string_view, T>> const& words)
{
    auto const given = option_text(options, name);
    std::string known;
    for (auto const& [word, value] : words) {
        if (given == word) return value;
        known += (known.empty() ? "" : ", ") + std::string{word};
    }
    return option_error(name, fmt::format("\"{}\" is not one of its words", given.substr(0, 40)), "write one of " + known);
}

Result<Day> day_of_cell(MethodRows const& rows, std::size_t row, std::string_view column) { return parse_day(rows.text(row, column)).at(MethodRows::place(row, column)); }

/// Days that all have one place in their month stand for months (2002-01-01, 2002-02-01 ...); others are days.
Result<void> scale_by_days(MethodRows const& rows, TimeScale& scale)
{
    bool months = true;
    std::optional<Day> first;
    std::chrono::days place{};
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const day = TRY(day_of_cell(rows, row, scale.column));
        auto const within = day - Month::of(day).first_day();
        if (!first) place = within;
        months = months && within == place;
        first = first ? std::min(*first, day) : day;
    }
    if (months) scale.first = Month::of(*first);
    else scale.first_day = first;
    return {};
}

/// Months or days where the cells are such, numbers otherwise.
Result<TimeScale> scale_of(MethodRows const& rows)
{
    TimeScale scale{rows.has("time") ? "time" : "month", {}, {}};
    if (!rows.has(scale.column)) return Error{Error::Kind::missing, "no column holds the times", "row 1", "name it: --time COLUMN, or call it month"};
    if (!rows.has(outcome_column(rows))) return Error{Error::Kind::missing, "no column holds the counts", "row 1", "name it: --outcome COLUMN, or call it events"};
    if (rows.size() == 0) return Error{Error::Kind::missing, "a table without rows", "row 2", "give the counts"};
    if (parse_day(rows.text(0, scale.column))) {
        TRY(scale_by_days(rows, scale));
        return scale;
    }
    if (!parse_month(rows.text(0, scale.column))) return scale;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const month = TRY(rows.month(row, scale.column));
        scale.first = scale.first ? std::min(*scale.first, month) : month;
    }
    return scale;
}

/// A cell or an option as a time of this scale; a day may stand for its month.
Result<double> time_of(std::string_view text, TimeScale const& scale)
{
    if (scale.first_day) return static_cast<double>((TRY(parse_day(text)) - *scale.first_day).count() + 1);
    auto const day = parse_day(text);
    auto const month = day ? Month::of(*day) : TRY(parse_month(text));
    return static_cast<double>(month - *scale.first + 1);
}

Result<double> time_of(MethodRows const& rows, std::size_t row, TimeScale const& scale)
{
    if (!scale.first && !scale.first_day) return rows.number(row, scale.column);
    return time_of(rows.text(row, scale.column), scale).at(MethodRows::place(row, scale.column));
}

Result<double> option_time(MethodOptions const& options, std::string_view name, TimeScale const& scale)
{
    if (!scale.first && !scale.first_day) return option_number(options, name);
    return time_of(option_text(options, name), scale).at(fmt::format("option {}", name));
}

bool is_no_data(std::string_view cell) { return cell.empty() || cell == "NA"; }

Result<Series> read_times(MethodRows const& rows)
{
    Series series;
    series.scale = TRY(scale_of(rows));
    std::vector<std::pair<double, std::size_t>> times;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const time = TRY(time_of(rows, row, series.scale));
        if (is_no_data(rows.text(row, outcome_column(rows)))) ++series.without_data;
        else times.emplace_back(time, row);
    }
    std::sort(times.begin(), times.end());
    for (auto const& [time, row] : times) {
        if (!series.input.time.empty() && series.input.time.back() == time)
            return Error{Error::Kind::invalid, "a time that is there twice", MethodRows::place(row, series.scale.column), "one series at a time: give each time once, its events added up"};
        series.input.time.push_back(time);
        series.rows.push_back(row);
        // January is 1, so that the season's coefficients mean the same whatever month the table begins with.
        if (series.scale.first) series.input.season_time.push_back(time + series.scale.first->number % 12);
    }
    return series;
}

Result<std::vector<double>> column_of(MethodRows const& rows, Series const& series, std::string_view column)
{
    std::vector<double> values;
    for (auto const row : series.rows) values.push_back(TRY(rows.number(row, column)));
    return values;
}

Result<void> read_counts(MethodRows const& rows, Series& series)
{
    auto const column = outcome_column(rows);
    series.input.counts = TRY(column_of(rows, series, column));
    bool const whole = series.input.family != CountFamily::quasi_poisson;
    for (std::size_t at = 0; at < series.rows.size(); ++at)
        if (double const count = series.input.counts[at]; count < 0 || (whole && count != std::floor(count)))
            return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a count", rows.text(series.rows[at], column).substr(0, 40)), MethodRows::place(series.rows[at], column), "give whole numbers of 0 or more, or the family quasi-poisson for parts"};
    return {};
}

/// Logarithms of a column of exposures or, where it holds logarithms already, the column.
Result<void> read_offset(MethodRows const& rows, MethodOptions const& options, Series& series)
{
    if (!rows.has("offset")) return {};
    bool const take_logarithm = TRY(option_word<bool>(options, "offset-scale", {{"exposure", true}, {"log", false}}));
    series.input.log_exposure = TRY(column_of(rows, series, "offset"));
    for (std::size_t at = 0; at < series.rows.size() && take_logarithm; ++at) {
        if (!(series.input.log_exposure[at] > 0)) return Error{Error::Kind::invalid, "an exposure that is not above zero", MethodRows::place(series.rows[at], "offset"), "leave the row out, or give offset-scale=log where the column holds logarithms"};
        series.input.log_exposure[at] = std::log(series.input.log_exposure[at]);
    }
    return {};
}

/// The column of 0 and 1, or 1 from one time on, until another where that is given.
Result<void> read_step(MethodRows const& rows, MethodOptions const& options, Series& series)
{
    bool const by_time = option_given(options, "intervention");
    if (by_time == rows.has("step")) return option_error("intervention", by_time ? "both a column step and a time of intervention" : "nothing says when the step was on", "give either --step COLUMN (0 or 1) or --intervention TIME");
    if (!by_time) {
        if (option_given(options, "until")) return option_error("until", "an end beside a column step", "the column says where the step ends");
        series.input.step = TRY(column_of(rows, series, "step"));
        return {};
    }
    auto const start = TRY(option_time(options, "intervention", series.scale));
    std::optional<double> end;
    if (option_given(options, "until")) end = TRY(option_time(options, "until", series.scale));
    if (end && *end < start) return option_error("until", "an end before the beginning", "give the last time with the step");
    for (double const time : series.input.time) series.input.step.push_back(time >= start && (!end || time <= *end) ? 1 : 0);
    return {};
}

Result<void> read_covariates(MethodTable const& table, MethodOptions const& options, Series& series)
{
    MethodRows const rows{table};
    for (auto const& name : option_names(options, "covariates")) {
        if (!rows.has(name)) return Error{Error::Kind::missing, fmt::format("the file has no column \"{}\"", name.substr(0, 40)), "option covariates", "name columns of numbers"};
        series.input.covariates.add(name, TRY(column_of(rows, series, name)));
    }
    return {};
}

Result<void> read_lag(MethodOptions const& options, RobustOptions& robust)
{
    auto const given = option_text(options, "lag");
    robust.small_sample = TRY(option_word<SmallSample>(options, "small-sample", {{"none", SmallSample::none}, {"degrees-of-freedom", SmallSample::degrees_of_freedom}}));
    if (given == "plug-in") robust.rule = LagRule::plug_in;
    else if (given != "rule") robust.lag = static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, "lag")), 1'000'000));
    return {};
}

Result<void> read_model(MethodOptions const& options, ItsInput& input)
{
    input.family = TRY(parse_count_family(option_text(options, "family")).at("option family"));
    input.covariance = TRY(option_word<ItsCovariance>(options, "covariance", {{"model", ItsCovariance::model}, {"newey-west", ItsCovariance::newey_west}}));
    input.trend = TRY(option_word<Trend>(options, "trend", {{"linear", Trend::linear}, {"none", Trend::none}}));
    input.slope_change = TRY(option_word<SlopeChange>(options, "slope-change", {{"none", SlopeChange::none}, {"from-start", SlopeChange::from_start}, {"interaction", SlopeChange::interaction}}));
    input.harmonics = static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, "harmonics")), 1'000));
    input.period = TRY(option_number(options, "period"));
    input.level = TRY(option_number(options, "level"));
    return read_lag(options, input.robust);
}

Result<Series> read_series(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    auto series = TRY(read_times(rows));
    TRY(read_model(options, series.input));
    TRY(read_counts(rows, series));
    TRY(read_offset(rows, options, series));
    TRY(read_step(rows, options, series));
    if (rows.has("season")) series.input.season_time = TRY(column_of(rows, series, "season"));
    if (rows.has("intensity")) series.input.intensity = TRY(column_of(rows, series, "intensity"));
    TRY(read_covariates(table, options, series));
    return series;
}

/// A number, or nothing where a double has none: the bound of a coefficient that hardly anything holds.
Tree finite(double value) { return std::isfinite(value) ? Tree{value} : Tree{}; }

Tree effect_tree(ItsEffect const& effect, std::string const& percent)
{
    Tree tree = Tree::members();
    tree.add("rate_ratio", finite(effect.ratio)).add("lower_" + percent, finite(effect.lower)).add("upper_" + percent, finite(effect.upper));
    tree.add("short_series_lower_" + percent, finite(effect.short_lower)).add("short_series_upper_" + percent, finite(effect.short_upper));
    tree.add("estimate", effect.estimate).add("standard_error", effect.standard_error).add("statistic", effect.statistic).add("p", effect.p);
    return tree;
}

Tree residuals_tree(ItsResiduals const& residuals)
{
    Tree autocorrelations = Tree::list();
    for (double const one : residuals.autocorrelations) autocorrelations.push(one);
    Tree tree = Tree::members();
    tree.add("of", "deviance").add("durbin_watson", residuals.durbin_watson).add("autocorrelations", std::move(autocorrelations));
    return tree.add("ljung_box", residuals.ljung_box).add("ljung_box_lags", residuals.lags).add("ljung_box_p", residuals.p);
}

/// What the fit says of itself; of quasi-Poisson there is no likelihood.
Tree fit_tree(ItsModel const& model, ItsInput const& input)
{
    auto const rows = static_cast<std::int64_t>(input.time.size()), coefficients = static_cast<std::int64_t>(model.coefficients.size());
    bool const likelihood = input.family != CountFamily::quasi_poisson;
    Tree tree = Tree::members();
    tree.add("rows", rows).add("degrees_of_freedom", rows - coefficients).add("dispersion", model.fit.dispersion);
    tree.add("pearson_chi_square", model.fit.pearson).add("deviance", model.fit.deviance);
    tree.add("log_likelihood", likelihood ? Tree{model.fit.log_likelihood} : Tree{}).add("aic", model.aic);
    tree.add("theta", model.fit.theta).add("theta_standard_error", model.fit.theta_standard_error).add("iterations", model.fit.iterations);
    return tree.add("newey_west_lag", input.covariance == ItsCovariance::newey_west ? Tree{model.lag} : Tree{});
}

std::string_view remedy_of(ItsRefusal refusal)
{
    switch (refusal) {
    case ItsRefusal::none: return {};
    case ItsRefusal::too_few_points: return "give at least 3 times with the step, 3 without, and 3 more than coefficients; or fewer coefficients";
    case ItsRefusal::season_too_short: return "give at least one whole period, or harmonics=0";
    case ItsRefusal::no_event_with_step: return "the ratio is 0 and this model gives no upper bound; rate-ratio gives an exact one";
    case ItsRefusal::no_event_without_step: return "nothing can have fallen; rate-ratio gives a lower bound of a rise";
    case ItsRefusal::too_few_events: return "give at least 5 events without the step and as many as coefficients; rate-ratio is exact for small counts";
    case ItsRefusal::separated: return "some covariate marks times without any event: leave it out, or leave those times out";
    case ItsRefusal::not_told_apart: return "intensity changes only with the step or another column: the data cannot choose between the two explanations";
    case ItsRefusal::not_converged: return "leave out covariates or harmonics";
    }
    return {};
}

Tree model_tree(ItsModel const& model, ItsInput const& input)
{
    auto const percent = percent_name(input.level);
    Tree tree = Tree::members();
    if (model.refusal != ItsRefusal::none) return tree.add("rate_ratio", {}).add("refused_because", its_refusal_code(model.refusal)).add("remedy", remedy_of(model.refusal));
    tree.add_all(effect_tree(model.step, percent)).add("refused_because", {});
    bool const student = input.family == CountFamily::quasi_poisson && input.covariance == ItsCovariance::model;
    tree.add("p_by", student ? "student_t" : "normal");
    tree.add("slope_change", model.slope_change ? effect_tree(*model.slope_change, percent) : Tree{});
    tree.add("level_change_at_start", model.at_start ? effect_tree(*model.at_start, percent) : Tree{});
    tree.add("over_step", effect_tree(model.over_step, percent));
    tree.add("observed_with_step", model.observed_with_step).add("expected_with_step", finite(model.expected_with_step));
    Tree coefficients = Tree::list(), warnings = Tree::list();
    for (auto const& one : model.coefficients) coefficients.push(Tree::members().add("name", one.name).add_all(effect_tree(one.effect, percent)));
    for (auto const warning : model.warnings) warnings.push(its_warning_code(warning));
    tree.add("coefficients", std::move(coefficients)).add_all(fit_tree(model, input)).add("residuals", residuals_tree(model.residuals));
    return tree.add("warnings", std::move(warnings));
}

Tree series_tree(Series const& series, ItsModel const& model)
{
    Tree list = Tree::list();
    for (std::size_t row = 0; row < model.fitted.size(); ++row) {
        Tree one = Tree::members().add("time", series.scale.name(series.input.time[row])).add("with_step", series.input.step[row] == 1);
        list.push(one.add("observed", series.input.counts[row]).add("fitted", finite(model.fitted[row])).add("without_step", finite(model.counterfactual[row])));
    }
    return list;
}

/// Does the interval that leaves out 1 still do so, on the same side, once watching is allowed for?
std::string_view after_watching(ItsModel const& model, std::optional<ItsModel> const& rival)
{
    if (!rival || model.refusal != ItsRefusal::none || rival->refusal != ItsRefusal::none) return "cannot_be_said";
    auto const side = [](ItsEffect const& effect) { return effect.upper < 1 ? -1 : effect.lower > 1 ? 1 : 0; };
    if (side(model.step) == 0) return "no_change_to_explain";
    return side(rival->step) == side(model.step) ? "change_stands" : "watching_may_explain";
}

Tree intensity_tree(InterruptedTimeSeries const& answer, ItsInput const& input)
{
    if (input.intensity.empty()) return {};
    Tree tree = Tree::members();
    tree.add("as_covariate", answer.with_intensity ? model_tree(*answer.with_intensity, input) : Tree{}).add("as_covariate_says", after_watching(answer.model, answer.with_intensity));
    return tree.add("as_exposure", model_tree(*answer.per_intensity, input)).add("as_exposure_says", after_watching(answer.model, answer.per_intensity));
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const series = TRY(read_series(table, options));
    auto const answer = TRY(interrupted_time_series(series.input));
    auto const& input = series.input;
    auto const first = std::find(input.step.begin(), input.step.end(), 1.0) - input.step.begin();
    auto const last = input.step.rend() - std::find(input.step.rbegin(), input.step.rend(), 1.0) - 1;
    Tree tree = Tree::members();
    tree.add("family", count_family_name(input.family)).add("step_first", series.scale.name(input.time[static_cast<std::size_t>(first)]));
    tree.add("step_last", series.scale.name(input.time[static_cast<std::size_t>(last)]));
    tree.add("rows_with_step", static_cast<std::int64_t>(std::count(input.step.begin(), input.step.end(), 1.0))).add("rows_without_data", series.without_data);
    tree.add_all(model_tree(answer.model, input)).add("intensity", intensity_tree(answer, input));
    return tree.add("series", series_tree(series, answer.model));
}

std::vector<MethodColumn> columns_of_method()
{
    return {{"time", "month, day or real", false, {"temps : nombres également espacés, mois ou jours ; sinon la colonne month", "times: equally spaced numbers, months or days; otherwise the column month"}},
            {"month", "month", false, {"mois, comme 2021-05 (si la colonne time n’est pas là)", "month, as 2021-05 (where the column time is not there)"}},
            {"outcome", "count", false, {"nombre d’événements ; vide ou NA : sans données, jamais 0", "count of events; empty or NA: no data, never 0"}},
            {"events", "count", false, {"le même, si la colonne outcome n’est pas là", "the same, where the column outcome is not there"}},
            {"step", "0 or 1", false, {"1 où l’intervention agit ; sinon l’option intervention", "1 where the intervention is on; otherwise the option intervention"}},
            {"offset", "number", false, {"exposition (population, jours) dont le logarithme entre avec coefficient 1", "exposure (population, days) whose logarithm enters with coefficient 1"}},
            {"season", "real", false, {"place dans la période, comme le mois de 1 à 12 ; sinon time", "place in the period, as the month from 1 to 12; otherwise time"}},
            {"intensity", "number", false, {"intensité de l’observation (rapports, sources) : l’explication rivale", "how closely was watched (reports, sources): the rival explanation"}}};
}

std::vector<MethodOption> options_of_method()
{
    return {{"intervention", "none", {"premier temps de l’intervention (nombre ou mois), sans colonne step", "first time of the intervention (number or month), without a column step"}},
            {"until", "none", {"dernier temps, si l’intervention finit", "last time, if the intervention ends"}},
            {"family", "quasi-poisson", {"poisson, quasi-poisson ou negative-binomial", "poisson, quasi-poisson or negative-binomial"}},
            {"covariance", "model", {"erreurs : model, ou newey-west (autocorrélation)", "errors: model, or newey-west (autocorrelation)"}},
            {"lag", "rule", {"retard de newey-west : rule (4 (n/100)^(2/9)), plug-in, ou un nombre", "lag of newey-west: rule (4 (n/100)^(2/9)), plug-in, or a number"}},
            {"small-sample", "none", {"newey-west : none, ou degrees-of-freedom (fois n / (n - p))", "newey-west: none, or degrees-of-freedom (times n / (n - p))"}},
            {"trend", "linear", {"linear : une tendance du temps ; none : sans", "linear: a trend of time; none: without"}},
            {"slope-change", "none", {"none, from-start (pente comptée du début) ou interaction (step:time)", "none, from-start (slope counted from the start) or interaction (step:time)"}},
            {"harmonics", "0", {"paires de sinus et cosinus pour la saison", "pairs of sine and cosine for the season"}},
            {"period", "12", {"période de la saison, en unités de temps", "period of the season, in units of time"}},
            {"covariates", "none", {"autres colonnes du modèle, comme a,b", "further columns of the model, as a,b"}},
            {"offset-scale", "exposure", {"exposure : le logarithme est pris ; log : la colonne en est un", "exposure: its logarithm is taken; log: the column is one"}},
            {"level", "0.95", {"niveau des intervalles", "level of the intervals"}}};
}

}  // namespace

Method interrupted_time_series_method()
{
    return {"interrupted-time-series",
            {"Série temporelle interrompue : changement de niveau ou de pente", "Interrupted time series: change of level or slope"},
            columns_of_method(),
            options_of_method(),
            "Wagner et al. 2002; Lopez Bernal, Cummins & Gasparrini 2017; Newey & West 1987, 1994; Lawless 1987",
            "docs/methods/interrupted-time-series.md",
            run};
}

}  // namespace accalmie
