// SPDX-License-Identifier: Apache-2.0
// src/answers/alerts.hpp: a signal that somebody must look at, and the places where signals come from. A new kind of alert is a line in alert_sources().
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/alert_rules.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

/// What is asked of every source of alerts.
struct AlertsQuestion {
    AskedPlace place;             ///< and what lies in it
    Day newest_week{};            ///< Monday of the newest week judged
    int weeks = 4;                ///< a signal is told if it spoke in the latest so many weeks
    Day known_on{};               ///< what arrived later is not looked at
};

/// A rule or method that spoke.
struct SpokenRule {
    std::string rule;             ///< its name, as in the pack's rules, or the method with its settings
    AlertLevel level = AlertLevel::alert;
    Day first_week{}, last_week{};///< Mondays of the first and the newest week in which it spoke
    double value = 0;             ///< in its newest week, in the unit of the rule
    std::optional<double> bound;  ///< what that was held against
    Words says;                   ///< both as a sentence
    Words todo;
    std::string source;
    bool checked = false;         ///< has somebody held it against its source?
    std::string checked_where;
};

/// The data of a signal, week by week.
struct AlertWeek {
    Day monday{};
    std::optional<double> cases;            ///< nothing: no report came
    std::optional<double> confirmed;
    int reports = 0, reports_expected = 0;
    std::optional<double> expected, bound;  ///< of the statistical method
    std::optional<double> likely, likely_lower, likely_upper;  ///< once all reports are in: median and 95 % interval
    bool spoke = false;
};

struct AlertStepTaken {
    std::string step;             ///< a code of the list alert_step_kind
    Day day{};
    std::string role;
    std::string note;             ///< empty for those who may not read it
};

enum class AlertState : std::uint8_t { open, seen, verified, response_started, dismissed, closed };
std::string_view alert_state_code(AlertState state);

/// One signal: one subject in one place over weeks that follow each other.
struct AlertSignal {
    std::string key;              ///< about/subject/species or site/place/2026-W10: the same on every device that has the same records
    std::string about;            ///< a code of the list alert_about
    std::string subject;          ///< disease: its code; stock: the item's; hazard: "heat" or "flood"; nutrition: "lost", "not_admitted"; report: "month"
    std::string species;          ///< of a disease: human or a species
    std::string site, site_name;  ///< the facility, vehicle or station; empty: the place as a whole
    bool lasts = false;           ///< a state, as a stock-out: the same signal for as long as it is so and nobody has closed it
    Area area;
    std::string place;            ///< PCODE@VERSION
    int level = 0;                ///< of the place
    AlertLevel gravest = AlertLevel::alert;
    Day first_week{}, last_week{};
    std::vector<SpokenRule> rules;///< the gravest first
    std::vector<AlertWeek> weeks; ///< oldest first
    Words method;                 ///< which statistical method judged, and why that one
    std::string method_code;
    Words late;                   ///< what is said of reports that are still to come
    std::optional<double> population;
    /// Filled in by answer_watch:
    std::string inside;           ///< the key of a signal about the same in the place around; empty: none
    std::optional<Day> recorded_on;
    std::optional<AlertLevel> recorded_level;
    std::vector<AlertStepTaken> steps;
    AlertState state = AlertState::open;
};

struct AlertSource {
    std::string_view about;
    /// The signals of one kind; those of places that the viewer may not see are left out.
    Result<std::vector<AlertSignal>> (*find)(Store const&, Asking const&, AlertsQuestion const&);
};

/// Every source of alerts. A new kind joins here.
std::span<AlertSource const> alert_sources();

/// The sources. Each:  errors  denied  the viewer may see nothing of the kind     limit  as the answer that it is taken from
/// Diseases: dated rules and statistics over disease_count.
Result<std::vector<AlertSignal>> disease_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question);
/// Heat and flood that passed a threshold, and forecasts that will.
Result<std::vector<AlertSignal>> hazard_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question);
/// Items that are out or will be before an order can come, that have expired on the shelf, or whose newest lines cannot be.
Result<std::vector<AlertSignal>> stock_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question);
/// Children lost from care, and those found malnourished who did not come: one signal a facility.
Result<std::vector<AlertSignal>> nutrition_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question);
/// Monthly reports that were due and did not come from a facility that could have sent them.
Result<std::vector<AlertSignal>> report_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question);

/// The day as of which states are told: one week after the newest week judged, and not after what was known.
Day state_day(AlertsQuestion const& question);
/// First day of the weeks in which signals are told.
Day first_day_told(AlertsQuestion const& question);

/// A short name of a site that stays the same on every device: the beginning of its record's address, or a station's name.
std::string site_key(std::string_view address);

/// Gives the signal its weeks (of all its rules), its gravest level and its key, and puts the gravest rule first. It has at least one rule.
void finish_signal(AlertSignal& signal);

}  // namespace accalmie
