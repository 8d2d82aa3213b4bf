// SPDX-License-Identifier: Apache-2.0
#include "answers/alert_rule_table.hpp"
#include "answers/cells.hpp"
#include "answers/disease_series.hpp"
#include "answers/sql.hpp"
#include "measures/weekly_alarm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t weeks_back_max = 104;  // a signal may have begun so long ago
constexpr std::size_t weeks_before_shown = 8, weeks_shown_max = 60;
constexpr int silent_weeks_inside = 1;       // so many weeks in which nothing speaks do not end a signal; weeks without a report do not count
constexpr int delay_weeks_max = 6, delay_window_weeks = 40;
constexpr double nowcast_cases_least = 30;
constexpr int reporters_many = 10;
constexpr std::size_t half_year_weeks = 26, reports_least = 3, reports_latest = 8;

/// What one week of a series says.
struct WeekSays {
    std::vector<Speaking> rules;
    WeeklyAlarm alarm;
    bool by_nowcast = false;  ///< the cases that are still to come take it above the bound
    bool speaks() const { return !rules.empty() || alarm.alarm || by_nowcast; }
};

struct Likely {
    double median = 0, lower = 0, upper = 0;
};

class Judge {
public:
    Judge(std::vector<AlertRule> const& rules, WeeklyAlarms& alarms, DiseaseWeeks const& all, AlertsQuestion const& question, std::map<std::string, double> const& population)
        : rules_(rules), alarms_(alarms), all_(all), question_(question), population_(population)
    {
        for (auto const& rule : rules) with_rules_.insert(rule.disease);
    }

    Result<std::vector<AlertSignal>> signals(DiseaseSeries const& series);

private:
    Result<void> read_rules(DiseaseSeries const& series);
    Result<void> read_late(DiseaseSeries const& series);
    Result<void> read_delays(DiseaseSeries const& series, int now);
    static std::optional<Likely> likely_by_reporters(DiseaseSeries const& series, std::size_t week);
    Result<WeekSays> says(DiseaseSeries const& series, std::size_t week);
    Result<AlertSignal> signal(DiseaseSeries const& series, std::size_t first, std::size_t last);
    void add_rules(AlertSignal& signal, std::vector<std::size_t> const& weeks);
    void add_statistics(AlertSignal& signal, DiseaseSeries const& series, std::vector<std::size_t> const& weeks);
    void add_weeks(AlertSignal& signal, DiseaseSeries const& series, std::size_t first, std::size_t last);
    std::optional<double> people(DiseaseSeries const& series) const;

    std::vector<AlertRule> const& rules_;
    WeeklyAlarms& alarms_;
    DiseaseWeeks const& all_;
    AlertsQuestion const& question_;
    std::map<std::string, double> const& population_;
    std::set<std::string, std::less<>> with_rules_;
    // Of the series at hand:
    std::vector<double> whole_;                       ///< counts; unreported where fewer than half of the reports came
    std::map<std::size_t, std::vector<Speaking>> spoken_;
    std::map<std::size_t, WeekSays> said_;
    std::map<std::size_t, Likely> likely_;
    Words late_;
};

std::optional<double> Judge::people(DiseaseSeries const& series) const
{
    auto const found = population_.find(series.area.code);
    return found == population_.end() || series.species != "human" ? std::nullopt : std::optional{found->second};
}

Result<void> Judge::read_rules(DiseaseSeries const& series)
{
    spoken_.clear();
    if (series.species != "human" || !with_rules_.contains(series.disease)) return {};
    auto const population = people(series);
    std::vector<DiseaseWeek> weeks;
    for (std::size_t week = 0; week < series.cases.size(); ++week) {
        DiseaseWeek one{all_.mondays[week], {}, population, {}};
        if (!std::isnan(series.cases[week])) one.cases = series.cases[week];
        if (!std::isnan(series.confirmed[week])) one.confirmed = series.confirmed[week];
        weeks.push_back(one);
    }
    auto const first = weeks.size() > weeks_back_max ? weeks.size() - weeks_back_max : 0;
    auto const reading = TRY(alerts_by_rule(rules_, series.disease, weeks, first, weeks.size()));
    for (auto const& alert : reading.alerts) spoken_[alert.week] = alert.rules;
    return {};
}

/// How many cases the latest weeks will have once all their reports are in. Cases of few reporters come in bundles: then each missing report is taken to be
/// like the latest ones of its reporter. Those of many come one by one, as far as a week can tell: then by their delays.
Result<void> Judge::read_late(DiseaseSeries const& series)
{
    likely_.clear();
    late_ = {};
    auto const now = static_cast<int>((monday_of(question_.known_on) - all_.mondays.front()).count() / 7);
    if (static_cast<int>(series.by_reporter.size()) >= reporters_many) return read_delays(series, now);
    auto const length = static_cast<int>(series.cases.size());
    for (int week = std::max(0, now - delay_weeks_max); week < std::min(now, length); ++week)
        if (auto const likely = likely_by_reporters(series, static_cast<std::size_t>(week))) likely_[static_cast<std::size_t>(week)] = *likely;
    late_ = {"Rapports en retard estimés d’après les derniers rapports de chacun.", "Late reports estimated from the latest reports of each reporter."};
    return {};
}

/// The reports that came, and for each that is due the mean of its reporter's latest ones; nothing where none is due or one cannot be told.
std::optional<Likely> Judge::likely_by_reporters(DiseaseSeries const& series, std::size_t week)
{
    if (series.reports[week] >= series.expected[week]) return std::nullopt;
    double mean = 0, variance = 0;
    for (auto const& reports : series.by_reporter) {
        auto const after = std::find_if(reports.begin(), reports.end(), [&](DiseaseSeries::Report const& one) { return one.week >= week; });
        bool const came = after != reports.end() && after->week == week;
        auto const known = static_cast<std::size_t>(after - reports.begin());
        if (came || known == 0 || reports[known - 1].week + half_year_weeks < week) continue;
        if (known < reports_least) return std::nullopt;
        auto const number = std::min(known, reports_latest);
        double sum = 0, squares = 0;
        for (auto at = known - number; at < known; ++at) sum += reports[at].cases;
        double const own = sum / static_cast<double>(number);
        for (auto at = known - number; at < known; ++at) squares += (reports[at].cases - own) * (reports[at].cases - own);
        mean += own;
        variance += std::max(squares / static_cast<double>(number - 1), own) * (1 + 1 / static_cast<double>(number));
    }
    double const cases = std::isnan(series.cases[week]) ? 0 : series.cases[week], reach = 1.96 * std::sqrt(variance);
    return Likely{std::round(cases + mean), std::floor(cases + std::max(0.0, mean - reach)), std::ceil(cases + mean + reach)};
}

Result<void> Judge::read_delays(DiseaseSeries const& series, int now)
{
    int const from = std::max(0, now - delay_window_weeks);
    std::vector<DelayedCases> latest;
    double cases = 0;
    for (auto const& one : series.delays)
        if (one.epoch >= from && one.epoch + one.delay <= now) latest.push_back({one.epoch - from, one.delay, one.cases}), cases += static_cast<double>(one.cases);
    if (series.cases_without_day > cases) {
        late_ = {"La plupart des rapports ne disent pas quand ils sont arrivés : les retards restent inconnus.", "Most reports do not say when they arrived: delays are unknown."};
        return {};
    }
    if (cases < nowcast_cases_least || now - from <= delay_weeks_max) {
        late_ = {"Trop peu de cas pour estimer ceux des rapports en retard.", "Too few cases to estimate those of late reports."};
        return {};
    }
    NowcastSettings settings;
    settings.delay_max = delay_weeks_max;
    auto const answer = TRY(nowcast(latest, now - from, settings));
    for (auto const& epoch : answer.epochs)
        if (epoch.median && epoch.lower && epoch.upper && epoch.epoch < now - from) likely_[static_cast<std::size_t>(epoch.epoch + from)] = {*epoch.median, *epoch.lower, *epoch.upper};
    late_ = {"Rapports en retard estimés d’après les délais des 40 dernières semaines (au plus 6 semaines).", "Late reports estimated from the delays of the latest 40 weeks (at most 6 weeks)."};
    return {};
}

Result<WeekSays> Judge::says(DiseaseSeries const& series, std::size_t week)
{
    WeekSays answer;
    if (auto const spoken = spoken_.find(week); spoken != spoken_.end()) answer.rules = spoken->second;
    if (std::isnan(series.cases[week])) return answer;
    double const kept = whole_[week];
    whole_[week] = series.cases[week];
    answer.alarm = TRY(alarms_.judge(whole_, week));
    whole_[week] = kept;
    auto const likely = likely_.find(week);
    answer.by_nowcast = !answer.alarm.alarm && answer.alarm.upper && series.cases[week] > 0 && likely != likely_.end() && likely->second.lower > std::max(*answer.alarm.upper, 4.0);
    return answer;
}

Words rule_says(AlertRule const& rule, Speaking const& one)
{
    auto const at_least = one.weeks_missing > 0 ? Words{"au moins ", "at least "} : Words{};
    auto const number = [](double value) { return std::abs(value - std::round(value)) < 0.005 ? fmt::format("{:.0f}", value) : fmt::format("{:.1f}", value); };
    auto const comma = [&](double value) {
        auto text = number(value);
        std::replace(text.begin(), text.end(), '.', ',');
        return text;
    };
    auto const counted_fr = rule.counted == CountedCases::confirmed ? "cas confirmés" : "cas", counted_en = rule.counted == CountedCases::confirmed ? "confirmed cases" : "cases";
    switch (rule.kind) {
    case AlertKind::any_case: return {fmt::format("{} cas ; un seul suffit", comma(one.value)), fmt::format("{} {}; one is enough", number(one.value), one.value == 1 ? "case" : "cases")};
    case AlertKind::count:
        return {fmt::format("{}{} {} en {} semaine{} ; seuil {}", at_least.fr, comma(one.value), counted_fr, rule.weeks, rule.weeks > 1 ? "s" : "", comma(one.bound)),
                fmt::format("{}{} {} in {} week{}; threshold {}", at_least.en, number(one.value), counted_en, rule.weeks, rule.weeks > 1 ? "s" : "", number(one.bound))};
    case AlertKind::rate:
        return {fmt::format("{}{} cas pour 100 000 habitants en une semaine ; seuil {}", at_least.fr, comma(one.value), comma(one.bound)),
                fmt::format("{}{} cases per 100,000 people in a week; threshold {}", at_least.en, number(one.value), number(one.bound))};
    case AlertKind::doubling:
        return {fmt::format("au moins {} fois plus de cas chaque semaine, sur {} semaines", comma(one.value), rule.weeks), fmt::format("at least {} times as many cases each week, over {} weeks", number(one.value), rule.weeks)};
    case AlertKind::quartile:
        return {fmt::format("{} cas ; troisième quartile de la même semaine en {} ans : {}", comma(one.value), comma(rule.threshold), comma(one.bound)),
                fmt::format("{} cases; third quartile of the same week in {} years: {}", number(one.value), number(rule.threshold), number(one.bound))};
    }
    return {};
}

void Judge::add_rules(AlertSignal& signal, std::vector<std::size_t> const& weeks)
{
    std::map<std::size_t, SpokenRule> spoken;  // by place in the pack
    for (auto const week : weeks)
        for (auto const& one : said_[week].rules) {
            auto const& rule = rules_[one.rule];
            auto [kept, is_new] = spoken.try_emplace(one.rule);
            auto& line = kept->second;
            if (is_new) line.first_week = all_.mondays[week];
            line.rule = rule.id, line.level = rule.level, line.last_week = all_.mondays[week], line.value = one.value, line.bound = one.bound;
            line.says = rule_says(rule, one), line.todo = {rule.do_fr, rule.do_en}, line.source = rule.source;
            line.checked = rule.checked == AlertRule::Checked::yes, line.checked_where = rule.checked_where;
            if (rule.population_meant_most && signal.population && *signal.population > *rule.population_meant_most) {
                line.says.fr += fmt::format(" (la règle vise des lieux d’au plus {:.0f} habitants : voir aussi les aires)", *rule.population_meant_most);
                line.says.en += fmt::format(" (the rule is meant for places of at most {:.0f} people: look at the areas too)", *rule.population_meant_most);
            }
        }
    for (auto& [rule, line] : spoken) signal.rules.push_back(std::move(line));
}

/// Which method, and why that one.
Words method_words(WeeklyAlarm const& alarm)
{
    switch (alarm.method) {
    case AlarmMethod::farrington_flexible:
        return {fmt::format("Farrington révisé : {} années de rapports derrière elle", alarm.years), fmt::format("Farrington flexible: {} years of reports behind it", alarm.years)};
    case AlarmMethod::ears: return {"EARS C2 : moins de trois années de rapports", "EARS C2: fewer than three years of reports"};
    case AlarmMethod::none: return {"aucune statistique : trop peu de semaines", "no statistics: too few weeks"};
    }
    return {};
}

std::string method_rule(WeeklyAlarm const& alarm)
{
    if (alarm.method == AlarmMethod::farrington_flexible) return fmt::format("farrington-flexible b={} w=3 no-periods=10 alpha=0.005 nbPlugin", alarm.years);
    return "ears method=C2 baseline=7 alpha=0.001 min-sigma=0.5";
}

void Judge::add_statistics(AlertSignal& signal, DiseaseSeries const& series, std::vector<std::size_t> const& weeks)
{
    std::optional<SpokenRule> line;
    for (auto const week : weeks) {
        auto const& said = said_[week];
        if (!said.alarm.alarm && !said.by_nowcast) continue;
        if (!line) line = SpokenRule{}, line->first_week = all_.mondays[week];
        line->rule = method_rule(said.alarm), line->last_week = all_.mondays[week], line->value = series.cases[week], line->bound = said.alarm.upper;
        line->says = {fmt::format("{:.0f} cas ; borne {:.0f}", line->value, *line->bound), fmt::format("{:.0f} cases; bound {:.0f}", line->value, *line->bound)};
        if (said.by_nowcast) {
            auto const& likely = likely_[week];
            line->says.fr += fmt::format(" ; avec les rapports en retard {:.0f} (au moins {:.0f})", likely.median, likely.lower);
            line->says.en += fmt::format("; with late reports {:.0f} (at least {:.0f})", likely.median, likely.lower);
        }
    }
    if (!line) return;
    line->todo = {"Vérifier les chiffres avec la formation sanitaire, chercher un lien entre les cas, confirmer par un test si possible, informer le district.",
                  "Check the figures with the facility, look for what the cases share, confirm by a test where possible, tell the district."};
    line->source = "Noufaily et al. 2013; Hutwagner et al. 2003";
    line->checked = true;
    line->checked_where = "docs/methods/farrington-flexible.md, docs/methods/ears.md: alarm by alarm as R's surveillance";
    signal.rules.push_back(std::move(*line));
}

void Judge::add_weeks(AlertSignal& signal, DiseaseSeries const& series, std::size_t first, std::size_t last)
{
    auto begin = first > weeks_before_shown ? first - weeks_before_shown : 0;
    if (last + 1 - begin > weeks_shown_max) begin = last + 1 - weeks_shown_max;
    for (auto week = begin; week <= last; ++week) {
        AlertWeek one;
        one.monday = all_.mondays[week];
        if (!std::isnan(series.cases[week])) one.cases = series.cases[week];
        if (!std::isnan(series.confirmed[week])) one.confirmed = series.confirmed[week];
        one.reports = series.reports[week], one.reports_expected = std::max(series.expected[week], series.reports[week]);
        if (auto const said = said_.find(week); said != said_.end()) one.expected = said->second.alarm.expected, one.bound = said->second.alarm.upper, one.spoke = said->second.speaks();
        if (auto const likely = likely_.find(week); likely != likely_.end()) one.likely = likely->second.median, one.likely_lower = likely->second.lower, one.likely_upper = likely->second.upper;
        signal.weeks.push_back(one);
    }
}

Result<AlertSignal> Judge::signal(DiseaseSeries const& series, std::size_t first, std::size_t last)
{
    AlertSignal signal;
    signal.about = "disease";
    signal.subject = series.disease, signal.species = series.species;
    signal.area = series.area, signal.place = series.place, signal.level = series.level;
    signal.population = people(series);
    std::vector<std::size_t> weeks;
    for (auto week = first; week <= last; ++week) {
        if (!said_.contains(week)) said_[week] = TRY(says(series, week));
        if (said_[week].speaks()) weeks.push_back(week);
    }
    add_rules(signal, weeks);
    add_statistics(signal, series, weeks);
    finish_signal(signal);
    auto const& newest = said_[weeks.back()].alarm;
    signal.method = method_words(newest), signal.method_code = std::string{alarm_method_code(newest.method)};
    signal.late = late_;
    add_weeks(signal, series, first, series.cases.size() - 1);
    return signal;
}

Result<std::vector<AlertSignal>> Judge::signals(DiseaseSeries const& series)
{
    std::vector<AlertSignal> found;
    said_.clear();
    whole_ = series.cases;
    for (std::size_t week = 0; week < whole_.size(); ++week)
        if (2 * series.reports[week] < series.expected[week]) whole_[week] = unreported;
    TRY(read_rules(series));
    TRY(read_late(series));
    auto const length = series.cases.size();
    auto const oldest = length > weeks_back_max ? length - weeks_back_max : 0;
    auto const shown = length > static_cast<std::size_t>(question_.weeks) ? length - static_cast<std::size_t>(question_.weeks) : 0;
    std::optional<std::pair<std::size_t, std::size_t>> open;  // first and last week that spoke
    int silent = 0;
    for (auto week = length; week-- > oldest;) {
        if (!open && week < shown) break;
        auto const& said = said_[week] = TRY(says(series, week));
        if (said.speaks()) open = std::pair{week, open ? open->second : week}, silent = 0;
        else if (open && !std::isnan(series.cases[week]) && ++silent > silent_weeks_inside) {
            found.push_back(TRY(signal(series, open->first, open->second)));
            open.reset();
        }
    }
    if (open) found.push_back(TRY(signal(series, open->first, open->second)));
    return found;
}

Result<std::map<std::string, double>> population_of_codes(Store const& store)
{
    std::map<std::string, double> people;
    for (auto const& row : TRY(store.query(sql::population_of_places)).rows) {
        auto const place = cell_text(row[0]);
        auto const count = cell_integer(row[2]);
        if (count > 0) people[std::string{code_of(place)}] = static_cast<double>(count);
    }
    return people;
}

}  // namespace

Result<std::vector<AlertSignal>> disease_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question)
{
    TRY(require_counts(asking, "disease_count"));
    auto const weeks = TRY(load_disease_weeks(store, asking, question));
    if (weeks.series.empty()) return std::vector<AlertSignal>{};
    auto const rules = TRY(base_alert_rules());
    auto alarms = TRY(WeeklyAlarms::make(weeks.mondays));
    auto const population = TRY(population_of_codes(store));
    Judge judge{rules, alarms, weeks, question, population};
    std::vector<AlertSignal> found;
    for (auto const& series : weeks.series) {
        auto signals = TRY(judge.signals(series));
        std::move(signals.begin(), signals.end(), std::back_inserter(found));
    }
    return found;
}

}  // namespace accalmie
