// SPDX-License-Identifier: Apache-2.0
#include "answers/alerts.hpp"
#include "answers/completeness.hpp"
#include "answers/disease_series.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

constexpr int months_back = 12;
constexpr std::size_t grave_months = 3;

bool is_missing(CompletenessCell const& cell) { return cell.finding.is_due && (cell.finding.state == ReportState::not_sent || cell.finding.state == ReportState::silent); }

/// The newest months in a row that were due and did not come, oldest first; awaited ones behind them do not end the row.
std::vector<CompletenessCell const*> missing_months(CompletenessFacility const& facility)
{
    std::vector<CompletenessCell const*> missing;
    for (auto cell = facility.cells.rbegin(); cell != facility.cells.rend(); ++cell) {
        if (!cell->finding.is_due) continue;
        if (!is_missing(*cell)) break;
        missing.insert(missing.begin(), &*cell);
    }
    return missing;
}

SpokenRule rule_of(std::vector<CompletenessCell const*> const& missing, Day today)
{
    auto const count = missing.size();
    bool const never = missing.back()->finding.state == ReportState::silent;
    auto const first = month_words(Month::of(missing.front()->first)), last = month_words(Month::of(missing.back()->first));
    SpokenRule rule;
    rule.rule = never ? "report-never" : "report-missing";
    rule.level = count >= grave_months && !never ? AlertLevel::epidemic : AlertLevel::alert;
    rule.first_week = monday_of(missing.front()->finding.due), rule.last_week = monday_of(today);
    rule.value = static_cast<double>(count), rule.bound = 1;
    if (never)
        rule.says = {"Jamais entendu parler de cette formation : ni rapport ni nouvelle", "Nobody ever heard of this facility: no report and no word"};
    else if (count == 1)
        rule.says = {fmt::format("Rapport de {} attendu et non reçu", last.fr), fmt::format("The report of {} was due and did not come", last.en)};
    else
        rule.says = {fmt::format("{} rapports attendus et non reçus, de {} à {}", count, first.fr, last.fr), fmt::format("{} reports were due and did not come, {} to {}", count, first.en, last.en)};
    rule.todo = {"Appeler la formation ou demander au relais ; si elle est fermée ou coupée, l’enregistrer : un silence n’est pas un zéro.",
                 "Call the facility or ask the community worker; if it is closed or cut off, record that: silence is not zero."};
    rule.source = "WHO AFRO 2019, IDSR Technical Guidelines, 3rd ed., section 8; due on the 10th; docs/methods/completeness.md";
    return rule;
}

}  // namespace

Result<std::vector<AlertSignal>> report_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question)
{
    CompletenessQuestion reports;
    reports.place = question.place.area.code;
    reports.as_of = state_day(question);
    reports.last = *reports.as_of;
    reports.first = (Month::of(*reports.as_of) + -(months_back - 1)).first_day();
    auto const answer = TRY(answer_completeness(store, asking, reports));
    std::vector<AlertSignal> signals;
    for (auto const& facility : answer.facilities) {
        auto const missing = missing_months(facility);
        if (missing.empty() || !allowed(asking, Action::see_team, "facility_report", facility.place)) continue;
        AlertSignal signal;
        signal.about = "report", signal.subject = "month";
        signal.site = site_key(facility.id), signal.site_name = facility.name;
        signal.area = {std::string{code_of(facility.place)}, facility.place_name}, signal.place = facility.place;
        signal.lasts = true;
        signal.rules.push_back(rule_of(missing, *reports.as_of));
        finish_signal(signal);
        signals.push_back(std::move(signal));
    }
    return signals;
}

}  // namespace accalmie
