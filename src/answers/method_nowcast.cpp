// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "measures/nowcast.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

enum class Unit : std::uint8_t { day, week, month };

/// Epochs on one line: days since 1970, weeks since the Monday before, months since year 0.
int epoch_of(Day day, Unit unit)
{
    auto const number = static_cast<int>(day.time_since_epoch().count());
    switch (unit) {
    case Unit::day: return number;
    case Unit::week: return static_cast<int>(std::floor((number + 3) / 7.0));  // 1970-01-01 was a Thursday
    case Unit::month: return Month::of(day).number;
    }
    return number;
}

Day first_day_of(int epoch, Unit unit)
{
    switch (unit) {
    case Unit::day: return Day{std::chrono::days{epoch}};
    case Unit::week: return Day{std::chrono::days{7 * epoch - 3}};
    case Unit::month: return Month{epoch}.first_day();
    }
    return {};
}

struct Reports {
    std::vector<DelayedCases> cases;
    int first = 0, now = 0;
    std::int64_t without_dates = 0, after_now = 0, reported_before = 0;
};

bool is_no_date(std::string_view cell) { return cell.empty() || cell == "NA"; }

struct Row {
    int event = 0, report = 0;
    std::int64_t cases = 1;
};

Result<std::vector<Row>> rows_with_dates(MethodRows const& rows, Unit unit, Reports& reports)
{
    std::vector<Row> dated;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        std::int64_t const cases = rows.has("count") ? TRY(rows.count(row, "count")) : 1;
        auto const event = rows.text(row, "event"), report = rows.text(row, "report");
        if (is_no_date(event) || is_no_date(report)) {
            reports.without_dates += cases;
            continue;
        }
        auto const began = TRY(parse_day(event).at(MethodRows::place(row, "event")));
        auto const known = TRY(parse_day(report).at(MethodRows::place(row, "report")));
        dated.push_back({epoch_of(began, unit), epoch_of(known, unit), cases});
    }
    if (dated.empty()) return Error{Error::Kind::missing, "no row with both dates", "row 2", "give the day of the event and the day of its report"};
    return dated;
}

Result<Reports> reports_of(MethodTable const& table, MethodOptions const& options, Unit unit)
{
    Reports reports;
    auto const dated = TRY(rows_with_dates(MethodRows{table}, unit, reports));
    auto const by_report = [](Row const& a, Row const& b) { return a.report < b.report; };
    auto const by_event = [](Row const& a, Row const& b) { return a.event < b.event; };
    int const latest = std::max_element(dated.begin(), dated.end(), by_report)->report;
    reports.now = option_given(options, "now") ? epoch_of(TRY(option_day(options, "now")), unit) : latest;
    reports.first = option_given(options, "from") ? epoch_of(TRY(option_day(options, "from")), unit) : std::min_element(dated.begin(), dated.end(), by_event)->event;
    for (auto const& row : dated) {
        if (row.report > reports.now) reports.after_now += row.cases;
        else if (row.report < row.event) reports.reported_before += row.cases;
        else if (row.event >= reports.first) reports.cases.push_back({row.event - reports.first, row.report - row.event, row.cases});
    }
    return reports;
}

Result<NowcastSettings> settings_of(MethodOptions const& options)
{
    NowcastSettings settings;
    settings.method = static_cast<NowcastMethod>(TRY(option_choice(options, "method", {"bayes.trunc", "bayes.notrunc.bnb", "lawless"})));
    settings.delay_max = TRY(option_whole(options, "max-delay"));
    if (option_given(options, "window")) settings.window = TRY(option_whole(options, "window"));
    settings.window_by = static_cast<DelayWindow>(TRY(option_choice(options, "window-by", {"event", "report"})));
    settings.level = TRY(option_number(options, "level"));
    settings.prior_cases = TRY(option_number(options, "prior-cases"));
    return settings;
}

Tree epoch_tree(NowcastEpoch const& epoch, Reports const& reports, Unit unit, NowcastSettings const& settings)
{
    auto const percent = percent_name(settings.level);
    Tree tree = Tree::members().add("from", first_day_of(reports.first + epoch.epoch, unit)).add("delay", reports.now - reports.first - epoch.epoch);
    tree.add("reported", epoch.reported).add("share_reported", epoch.share).add("expected", epoch.expected).add("median", epoch.median);
    tree.add("lower_" + percent, epoch.lower).add("upper_" + percent, epoch.upper);
    if (settings.method == NowcastMethod::lawless) {
        tree.add("standard_error", epoch.standard_error).add("surveillance_standard_error", epoch.plain_standard_error);
        tree.add("surveillance_median", epoch.plain_median).add("surveillance_lower_" + percent, epoch.plain_lower).add("surveillance_upper_" + percent, epoch.plain_upper);
    }
    return tree.add("no_bound_because", epoch.upper ? Tree{} : Tree{epoch.reported == 0 ? "none_reported_yet" : "no_delay_this_short_was_seen"});
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const unit = static_cast<Unit>(TRY(option_choice(options, "unit", {"day", "week", "month"})));
    auto const settings = TRY(settings_of(options));
    auto const reports = TRY(reports_of(table, options, unit));
    auto const answer = TRY(nowcast(reports.cases, reports.now - reports.first, settings));
    Tree epochs = Tree::list(), delays = Tree::list();
    for (auto const& epoch : answer.epochs) epochs.push(epoch_tree(epoch, reports, unit, settings));
    for (auto const& delay : answer.delays)
        delays.push(Tree::members().add("delay", delay.delay).add("cases", delay.cases).add("at_risk", delay.at_risk).add("hazard", delay.hazard).add("reported", delay.reported));
    Tree tree = Tree::members().add("now", first_day_of(reports.now, unit)).add("cases", answer.cases).add("longer_delays", answer.longer_delays);
    tree.add("without_dates", reports.without_dates).add("reported_after_now", reports.after_now).add("reported_before_event", reports.reported_before);
    return tree.add("epochs", std::move(epochs)).add("delays", std::move(delays));
}

}  // namespace

Method nowcast_method()
{
    return {"nowcast",
            {"Combien de cas déjà survenus ne sont pas encore rapportés ?", "How many cases have begun but are not reported yet?"},
            {{"event", "text", true, {"jour de l'événement (2021-05-03)", "day of the event (2021-05-03)"}},
             {"report", "text", true, {"jour où il a été rapporté", "day when it was reported"}},
             {"count", "count", false, {"nombre de cas de la ligne ; sans colonne : 1", "cases of the row; without the column: 1"}}},
            {{"unit", "day", {"day, week (du lundi) ou month", "day, week (from Monday) or month"}},
             {"now", "none", {"jour où l'on se place ; none : le dernier rapport", "the day that is now; none: the latest report"}},
             {"from", "none", {"premier jour ; none : le premier événement", "first day; none: the first event"}},
             {"max-delay", "15", {"délai le plus long ; au-delà, compté comme celui-là (D de R)", "longest delay; beyond, counted as this one (R's D)"}},
             {"window", "none", {"durée récente dont on apprend les délais (m de R) ; none : tout", "latest time that delays are learnt from (R's m); none: all"}},
             {"window-by", "event", {"event ou report (m.interpretation de R)", "event or report (R's m.interpretation)"}},
             {"method", "bayes.trunc", {"bayes.trunc, bayes.notrunc.bnb ou lawless", "bayes.trunc, bayes.notrunc.bnb or lawless"}},
             {"prior-cases", "0.1", {"cas par délai avant d'en voir (gd.prior.kappa)", "cases a delay before any is seen (gd.prior.kappa)"}},
             {"level", "0.95", {"niveau de l'intervalle", "level of the interval"}}},
            "Lawless 1994; Hoehle & an der Heiden 2014; as nowcast of R's surveillance",
            "docs/methods/nowcast.md",
            run};
}

}  // namespace accalmie
