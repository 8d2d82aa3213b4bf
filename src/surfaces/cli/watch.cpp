// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/watch.cpp: `accalmie watch`: alerts with rule, data and what to do; what somebody did about them.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "answers/disease_series.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/tree_text.hpp"
#include "surfaces/watch_records.hpp"
#include "surfaces/watch_tree.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

constexpr std::size_t weeks_printed = 8;

std::string week_text(AlertWeek const& week)
{
    auto text = fmt::format("{} {}", week_code(week.monday).substr(5), week.cases ? fmt::format("{:.0f}", *week.cases) : "no report");
    if (week.reports < week.reports_expected) text += fmt::format(" ({} of {} reports", week.reports, week.reports_expected), text += week.likely ? fmt::format("; likely {:.0f}, {:.0f} to {:.0f})", *week.likely, *week.likely_lower, *week.likely_upper) : ")";
    return text;
}

std::string steps_text(std::vector<AlertStepTaken> const& steps)
{
    std::string text;
    for (auto const& step : steps) text += fmt::format("{}{} on {} by {}{}", text.empty() ? "" : "; ", step.step, to_iso(step.day), step.role, step.note.empty() ? "" : " (" + step.note + ")");
    return text.empty() ? "nobody yet" : text;
}

std::string weeks_text(std::vector<AlertWeek> const& weeks)
{
    std::string text;
    auto const first = weeks.size() > weeks_printed ? weeks.size() - weeks_printed : 0;
    for (auto at = first; at < weeks.size(); ++at) text += (text.empty() ? "" : ", ") + week_text(weeks[at]);
    return text;
}

std::string level_text(AlertSignal const& signal)
{
    if (signal.gravest == AlertLevel::alert) return "ALERT";
    return signal.about == "disease" ? "EPIDEMIC" : "ACT NOW";
}

void print_signal(Session& session, AlertSignal const& signal)
{
    auto const about = signal.about == "disease" ? "" : signal.about + " ";
    auto const species = signal.species.empty() || signal.species == "human" ? "" : ", " + signal.species;
    auto const site = signal.site_name.empty() ? "" : ", " + signal.site_name;
    session.line(fmt::format("{}  {}{}{}{}, {} ({}), {} to {}", level_text(signal), about, signal.subject, species, site, signal.area.name, signal.area.code, week_code(signal.first_week), week_code(signal.last_week)));
    session.line("  " + signal.key + (signal.inside.empty() ? "" : "   part of " + signal.inside));
    for (auto const& rule : signal.rules) session.line(fmt::format("  {} ({}{})", rule.says.en, rule.rule, rule.checked ? "" : ", not checked against its source"));
    if (!signal.weeks.empty()) session.line("  cases: " + weeks_text(signal.weeks));
    if (!signal.method.en.empty()) session.line(fmt::format("  judged by {}. {}", signal.method.en, signal.late.en));
    session.line("  do: " + signal.rules.front().todo.en);
    session.line("  who has seen it: " + steps_text(signal.steps) + "\n");
}

void print(Session& session, WatchAnswer const& answer)
{
    session.line(fmt::format("Alerts of {} weeks until {}, as known on {}{}\n", answer.weeks, week_code(answer.newest_week), to_iso(answer.known_on), answer.place.name.empty() ? "" : ": " + answer.place.name));
    for (auto const& signal : answer.signals) print_signal(session, signal);
    for (auto const& about : answer.not_shown) session.line("Not shown to you: alerts about " + about + ".");
    if (answer.signals.empty()) session.line("No rule and no method speaks. A week without a report is not a week without cases: see the reports that are missing.");
    if (!answer.earlier.empty()) session.line("Recorded before, quiet now, and not closed:");
    for (auto const& alert : answer.earlier) session.line(fmt::format("  {}  {}  {}: {}", alert_level_code(alert.level), alert.key, alert.area.name, steps_text(alert.steps)));
}

Result<void> run_step(Session& session, std::string const& word)
{
    AlertDeed deed{session.arguments.text("SIGNAL"), word, session.arguments.text("note")};
    auto const step = TRY(alert_step_code(word));
    if (deed.signal.empty()) return Error{Error::Kind::usage, "no signal was named", "SIGNAL", "`accalmie watch` lists them"};
    auto* workspace = TRY(session.workspace());
    TRY(record_alert_step(*workspace, workspace->owner(), deed));
    if (session.json)
        session.line(nlohmann::ordered_json{{"signal", deed.signal}, {"step", step}, {"day", to_iso(workspace->today())}}.dump(2));
    else
        session.line(deed.signal + ": " + step);
    return {};
}

Result<void> run_watch(Session& session)
{
    auto const& arguments = session.arguments;
    if (auto const word = arguments.text("STEP"); !word.empty()) return run_step(session, word);
    WatchQuestion question;
    question.place = arguments.text("places");
    if (auto const week = arguments.text("week"); !week.empty()) question.week = TRY(parse_week(week).at("--week"));
    question.known_on = TRY(arguments.day("known-on"));
    question.weeks = static_cast<int>(TRY(arguments.integer("weeks", 1, 104)).value_or(question.weeks));
    auto* workspace = TRY(session.workspace());
    auto answer = TRY(answer_watch(workspace->facts(), asking_of(*workspace), question));
    if (arguments.has("record")) {
        if (question.known_on) return Error{Error::Kind::usage, "what was known on another day is not recorded", "--known-on", "leave it out"};
        auto const done = TRY(record_alerts(*workspace, workspace->owner(), answer));
        if (!session.json) session.line(fmt::format("{} alerts recorded, {} were recorded before\n", done.recorded, done.known));
        answer = TRY(answer_watch(workspace->facts(), asking_of(*workspace), question));
    }
    if (session.json)
        session.line(tree_json(watch_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command watch_command()
{
    return {.name = "watch",
            .summary = "Alerts: one a signal, with the rule, the data, what to do and who has seen it",
            .description = "Diseases: dated rules and a statistical method for each weekly series: Farrington flexible where there are three years of reports, EARS C2 where there\n"
                           "are not. A week without a report is not zero; reports still to come are estimated. Hazards: heat and flood past a threshold, and forecasts. Stock: out,\n"
                           "shorter than an order takes, expired, lines that cannot be. Nutrition: children lost, and not admitted. Reports that did not come. docs/watch.md",
            .examples = {"accalmie watch", "accalmie watch --places ML0507 --week 2026-W10", "accalmie watch --record",
                         "accalmie watch verified disease/measles/human/ML0507/2026-W10 --note 'five children, two villages'"},
            .positionals = {{"STEP", "seen, verified, dismissed, response or closed; left out: the alerts", Positional::Count::optional},
                            {"SIGNAL", "the signal that the step is about", Positional::Count::optional}},
            .options = {{"places", "PLACE", "P-code or name of one place and what lies in it [everywhere]"},
                        {"week", "WEEK", "newest week judged, as 2026-W10 or a day of it [the week before this one]"},
                        {"weeks", "N", "tell signals that spoke in so many latest weeks", "4"},
                        {"known-on", "DAY", "leave out what arrived later [today]"},
                        {"record", "", "write an alert record for each signal that has none yet"},
                        {"note", "TEXT", "what was found, without names of persons"}},
            .run = run_watch};
}

}  // namespace accalmie::cli
