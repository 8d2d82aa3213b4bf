// SPDX-License-Identifier: Apache-2.0
// src/measures/alert_rules.hpp: dated rules for diseases that must not wait for statistics: a case, a count, a rate, a doubling, a third quartile.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

enum class AlertKind : std::uint8_t {
    any_case,  ///< at least one case
    count,     ///< at least `threshold` cases in `weeks` weeks
    rate,      ///< at least `threshold` cases per 100,000 people in `weeks` weeks, and at least `cases_least`
    doubling,  ///< at least `threshold` times as many as the week before, week after week, over `weeks` weeks, the first with a case
    quartile,  ///< more than the third quartile of the same week in the `threshold` years before
};

enum class AlertLevel : std::uint8_t { alert, epidemic };
enum class CountedCases : std::uint8_t { cases, confirmed };  ///< all cases that were reported, or those that a test confirmed

std::string_view alert_kind_code(AlertKind kind);
std::string_view alert_level_code(AlertLevel level);
/// errors  invalid  another word
Result<AlertKind> parse_alert_kind(std::string_view word);
Result<AlertLevel> parse_alert_level(std::string_view word);
Result<CountedCases> parse_counted_cases(std::string_view word);

/// A line of a pack's rules/alerts.csv.
struct AlertRule {
    std::string id, disease;
    AlertKind kind = AlertKind::any_case;
    AlertLevel level = AlertLevel::alert;
    double threshold = 1;
    int weeks = 1;
    double cases_least = 0;
    std::optional<double> population_from, population_below;  ///< people; a rule with either needs the population
    Day valid_from{};
    std::optional<Day> valid_until;  ///< the first day on which it holds no more
    std::string do_fr, do_en;        ///< what to do
    std::string source;              ///< with its year
    std::optional<double> population_meant_most;  ///< the source speaks of places up to so many people; larger ones hide a cluster
    CountedCases counted = CountedCases::cases;
    /// Has somebody held the line against its source, or a publisher that gives it? And where it stands, or why not.
    enum class Checked : std::uint8_t { no, yes } checked = Checked::no;
    std::string checked_where;
};

/// A week of a disease in a place. Cases are nothing where no report came: that is not zero.
struct DiseaseWeek {
    Day first_day{};  ///< any day of the week; its ISO week counts
    std::optional<double> cases;
    std::optional<double> population;
    std::optional<double> confirmed = {};  ///< of the cases; nothing where nobody says
};

/// A rule that spoke.
struct Speaking {
    std::size_t rule = 0;     ///< in the list given
    double value = 0;         ///< cases, rate per 100,000 or, for a doubling, the smallest of the ratios; in the unit of the rule
    double bound = 0;         ///< what it was held against
    int weeks_missing = 0;    ///< weeks before this one that the rule adds up and that have no report: the value is at least so high
};

/// One signal: all rules that spoke for one week, the gravest first (epidemic before alert, then as listed).
struct Alert {
    std::size_t week = 0;
    double cases = 0;
    std::vector<Speaking> rules;
};

/// A rule that could not be held against a week.
enum class Unjudged : std::uint8_t { no_report, no_population, no_earlier_years, no_confirmed };
std::string_view unjudged_code(Unjudged reason);

struct UnjudgedRule {
    std::size_t week = 0, rule = 0;
    Unjudged reason = Unjudged::no_report;
};

struct AlertReading {
    std::vector<Alert> alerts;
    std::vector<UnjudgedRule> unjudged;
};

/// Every rule of the disease that holds on the day, against every week from `first` to before `end`.
///
/// in      weeks rising by ISO week, each once, gaps allowed; cases >= 0; population > 0; at most 10,000 weeks and 1,000 rules
/// errors  invalid  weeks that do not rise, a count below 0, a population not above 0, places outside the series     limit
/// source  that of each rule; the quartile by linear interpolation between ordered counts (Hyndman & Fan 1996, type 7, as R and spreadsheets)
Result<AlertReading> alerts_by_rule(std::span<AlertRule const> rules, std::string_view disease, std::span<DiseaseWeek const> weeks, std::size_t first, std::size_t end);

}  // namespace accalmie
