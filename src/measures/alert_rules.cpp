// SPDX-License-Identifier: Apache-2.0
#include "measures/alert_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace accalmie {

namespace {

constexpr std::array<std::string_view, 5> kinds{"any_case", "count", "rate", "doubling", "quartile"};
constexpr std::array<std::string_view, 2> levels{"alert", "epidemic"};
constexpr std::array<std::string_view, 2> countings{"cases", "confirmed"};
constexpr std::size_t weeks_max = 10'000, rules_max = 1'000;

template <class T, std::size_t Size>
Result<T> parse(std::string_view word, std::array<std::string_view, Size> const& words, char const* where)
{
    auto const found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) return static_cast<T>(found - words.begin());
    std::string known;
    for (auto const& one : words) known += (known.empty() ? "" : ", ") + std::string{one};
    return Error{Error::Kind::invalid, "\"" + std::string{word.substr(0, 40)} + "\" is not known", where, "write one of " + known};
}

/// Monday of the ISO week: weeks that follow each other differ by seven days.
Day monday_of(Day day) { return day - std::chrono::days{(std::chrono::weekday{day}.iso_encoding() + 6) % 7}; }

struct Reading {
    std::optional<Speaking> speaks;
    std::optional<Unjudged> unjudged;
};

struct Sum {
    double cases = 0;
    int missing = 0;  ///< weeks without a report
};

class Series {
public:
    Series(std::span<DiseaseWeek const> weeks, CountedCases counted) : weeks_(weeks)
    {
        for (auto const& week : weeks)
            if (auto const& cases = counted == CountedCases::cases ? week.cases : week.confirmed) by_week_[monday_of(week.first_day)] = *cases;
    }

    /// Cases of the week `back` weeks before; nothing where no report came.
    std::optional<double> before(std::size_t week, int back) const { return at(monday_of(weeks_[week].first_day) - std::chrono::days{7 * back}); }

    /// What is known of the latest `count` weeks; nothing where this one has no report.
    std::optional<Sum> sum(std::size_t week, int count) const
    {
        if (!before(week, 0)) return std::nullopt;
        Sum sum;
        for (int back = 0; back < count; ++back) {
            auto const one = before(week, back);
            sum.cases += one.value_or(0);
            sum.missing += one ? 0 : 1;
        }
        return sum;
    }

    /// Counts of the same ISO week in earlier years; week 53 is held against weeks 52.
    std::vector<double> earlier_years(std::size_t week, int years) const
    {
        auto const now = EpiWeek::of(weeks_[week].first_day);
        std::vector<double> counts;
        for (int back = 1; back <= years; ++back) {
            // 4 January always lies in week 1.
            auto const week_one = monday_of(std::chrono::year{now.year - back} / std::chrono::January / 4);
            if (auto const one = at(week_one + std::chrono::days{7 * (static_cast<int>(std::min(now.week, 52U)) - 1)})) counts.push_back(*one);
        }
        return counts;
    }

private:
    std::optional<double> at(Day monday) const
    {
        auto const found = by_week_.find(monday);
        return found == by_week_.end() ? std::nullopt : std::optional<double>{found->second};
    }
    std::span<DiseaseWeek const> weeks_;
    std::map<Day, double> by_week_;
};

double third_quartile(std::vector<double> counts)
{
    std::sort(counts.begin(), counts.end());
    double const place = 0.75 * static_cast<double>(counts.size() - 1);
    auto const low = static_cast<std::size_t>(place);
    double const part = place - static_cast<double>(low);
    return low + 1 < counts.size() ? counts[low] + part * (counts[low + 1] - counts[low]) : counts[low];
}

Reading read_quartile(AlertRule const& rule, Series const& series, std::size_t week, double cases)
{
    auto const years = static_cast<int>(rule.threshold);
    auto const counts = series.earlier_years(week, years);
    if (counts.size() < static_cast<std::size_t>(years)) return {{}, Unjudged::no_earlier_years};
    double const bound = third_quartile(counts);
    return cases > bound ? Reading{Speaking{0, cases, bound, 0}, {}} : Reading{};
}

Reading read_doubling(AlertRule const& rule, Series const& series, std::size_t week)
{
    double smallest = 0;
    for (int back = 0; back + 1 < rule.weeks; ++back) {
        auto const later = series.before(week, back), earlier = series.before(week, back + 1);
        if (!later || !earlier) return {{}, Unjudged::no_report};
        if (!(*earlier > 0)) return {};
        double const ratio = *later / *earlier;
        smallest = back == 0 ? ratio : std::min(smallest, ratio);
    }
    return smallest >= rule.threshold ? Reading{Speaking{0, smallest, rule.threshold, 0}, {}} : Reading{};
}

/// A sum over weeks of which some are missing speaks where what is known is enough; where it is not, nobody can say.
Reading read_sum(AlertRule const& rule, Sum const& sum, double population)
{
    double const value = rule.kind == AlertKind::rate ? sum.cases / population * 100'000 : sum.cases;
    double const bound = rule.kind == AlertKind::any_case ? 1 : rule.threshold;
    bool const enough = value >= bound && (rule.kind != AlertKind::rate || sum.cases >= rule.cases_least);
    if (enough) return Reading{Speaking{0, value, bound, sum.missing}, {}};
    return sum.missing > 0 ? Reading{{}, Unjudged::no_report} : Reading{};
}

Reading read_rule(AlertRule const& rule, Series const& series, DiseaseWeek const& here, std::size_t week)
{
    bool const by_population = rule.kind == AlertKind::rate || rule.population_from || rule.population_below;
    if (by_population && !here.population) return {{}, Unjudged::no_population};
    if (rule.population_from && *here.population < *rule.population_from) return {};
    if (rule.population_below && *here.population >= *rule.population_below) return {};
    auto const sum = series.sum(week, rule.kind == AlertKind::doubling ? 1 : rule.weeks);
    if (!sum) return {{}, rule.counted == CountedCases::confirmed && here.cases ? Unjudged::no_confirmed : Unjudged::no_report};
    switch (rule.kind) {
    case AlertKind::any_case:
    case AlertKind::count:
    case AlertKind::rate: return read_sum(rule, *sum, here.population.value_or(1));
    case AlertKind::doubling: return read_doubling(rule, series, week);
    case AlertKind::quartile: return read_quartile(rule, series, week, sum->cases);
    }
    return {};
}

Result<void> check(std::span<AlertRule const> rules, std::span<DiseaseWeek const> weeks, std::size_t first, std::size_t end)
{
    auto const wrong = [](std::string what, std::size_t week) { return Error{Error::Kind::invalid, std::move(what), "week " + std::to_string(week + 1), "correct the series"}; };
    if (weeks.size() > weeks_max || rules.size() > rules_max) return Error{Error::Kind::limit, "more than 10,000 weeks or 1,000 rules", {}, "give one place and one disease"};
    if (first > end || end > weeks.size()) return Error{Error::Kind::invalid, "weeks outside the series", "range", "count from the first row"};
    for (std::size_t week = 0; week < weeks.size(); ++week) {
        if (week > 0 && monday_of(weeks[week].first_day) <= monday_of(weeks[week - 1].first_day)) return wrong("a week that does not come after the one before", week);
        if (weeks[week].cases && !(*weeks[week].cases >= 0)) return wrong("a count below zero", week);
        if (weeks[week].confirmed && !(*weeks[week].confirmed >= 0)) return wrong("a confirmed count below zero", week);
        if (weeks[week].population && !(*weeks[week].population > 0)) return wrong("a population that is not above zero", week);
    }
    return {};
}

bool holds(AlertRule const& rule, std::string_view disease, Day day)
{
    return rule.disease == disease && day >= rule.valid_from && (!rule.valid_until || day < *rule.valid_until);
}

}  // namespace

std::string_view alert_kind_code(AlertKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
std::string_view alert_level_code(AlertLevel level) { return levels[static_cast<std::size_t>(level)]; }
Result<AlertKind> parse_alert_kind(std::string_view word) { return parse<AlertKind>(word, kinds, "kind"); }
Result<AlertLevel> parse_alert_level(std::string_view word) { return parse<AlertLevel>(word, levels, "level"); }
Result<CountedCases> parse_counted_cases(std::string_view word) { return parse<CountedCases>(word, countings, "counted"); }

std::string_view unjudged_code(Unjudged reason)
{
    switch (reason) {
    case Unjudged::no_report: return "no_report";
    case Unjudged::no_population: return "no_population";
    case Unjudged::no_earlier_years: return "no_earlier_years";
    case Unjudged::no_confirmed: return "no_confirmed";
    }
    return {};
}

Result<AlertReading> alerts_by_rule(std::span<AlertRule const> rules, std::string_view disease, std::span<DiseaseWeek const> weeks, std::size_t first, std::size_t end)
{
    TRY(check(rules, weeks, first, end));
    Series const all{weeks, CountedCases::cases}, confirmed{weeks, CountedCases::confirmed};
    AlertReading answer;
    for (auto week = first; week < end; ++week) {
        Alert alert{week, weeks[week].cases.value_or(0), {}};
        for (std::size_t rule = 0; rule < rules.size(); ++rule) {
            if (!holds(rules[rule], disease, weeks[week].first_day)) continue;
            auto reading = read_rule(rules[rule], rules[rule].counted == CountedCases::cases ? all : confirmed, weeks[week], week);
            if (reading.unjudged) answer.unjudged.push_back({week, rule, *reading.unjudged});
            if (!reading.speaks) continue;
            reading.speaks->rule = rule;
            alert.rules.push_back(*reading.speaks);
        }
        auto const graver = [&](Speaking const& a, Speaking const& b) {
            auto const one = rules[a.rule].level, other = rules[b.rule].level;
            return one != other ? one > other : a.rule < b.rule;
        };
        std::sort(alert.rules.begin(), alert.rules.end(), graver);
        if (!alert.rules.empty()) answer.alerts.push_back(std::move(alert));
    }
    return answer;
}

}  // namespace accalmie
