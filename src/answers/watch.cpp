// SPDX-License-Identifier: Apache-2.0
#include "answers/watch.hpp"

#include "answers/cells.hpp"
#include "answers/disease_series.hpp"
#include "answers/sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t earlier_max = 200, recorded_max = 100'000;
constexpr std::chrono::days apart_max{21};  // recorded alerts of one subject and place that begin so near a signal's weeks are that signal
constexpr int weeks_max = 104;

struct Recorded {
    std::string key, about, place, rule;
    Day first_day{}, raised_on{};
    AlertLevel level = AlertLevel::alert;
};

/// The key without its week.
std::string_view subject_of(std::string_view key) { return key.substr(0, key.rfind('/')); }

Result<std::vector<Recorded>> load_recorded(Store const& store, Day known_on)
{
    std::vector<Recorded> recorded;
    auto const table = TRY(store.query(sql::alerts_recorded));
    if (table.rows.size() > recorded_max) return Error{Error::Kind::limit, "more than 100,000 recorded alerts", "alert", "ask a smaller workspace"};
    for (auto const& row : table.rows) {
        auto const first = cell<Day>(row[3]), raised = cell<Day>(row[8]);
        if (!first || !raised || *raised > known_on) continue;
        recorded.push_back({cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), cell_text(row[5]), *first, *raised, cell_text(row[4]) == "epidemic" ? AlertLevel::epidemic : AlertLevel::alert});
    }
    return recorded;
}

using Steps = std::map<std::string, std::vector<AlertStepTaken>, std::less<>>;

Result<Steps> load_steps(Store const& store, Asking const& asking, Day known_on)
{
    Steps steps;
    auto const table = TRY(store.query(sql::alert_steps));
    if (table.rows.size() > recorded_max) return Error{Error::Kind::limit, "more than 100,000 steps of alerts", "alert_step", "ask a smaller workspace"};
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[3]);
        if (!day || *day > known_on) continue;
        bool const may_read = allowed(asking, Action::see_team, "alert_step", cell_text(row[1]));
        steps[cell_text(row[0])].push_back({cell_text(row[2]), *day, cell_text(row[4]), may_read ? cell_text(row[5]) : std::string{}});
    }
    return steps;
}

AlertState state_after(std::vector<AlertStepTaken> const& steps)
{
    auto state = AlertState::open;
    for (auto const& step : steps) {
        if (step.step == "dismissed") state = AlertState::dismissed;
        else if (step.step == "closed") state = AlertState::closed;
        else if (step.step == "response_started") state = AlertState::response_started;
        else if (step.step == "verified") state = std::max(state, AlertState::verified);
        else if (step.step == "seen") state = std::max(state, AlertState::seen);
    }
    return state;
}

bool is_over(AlertState state) { return state == AlertState::dismissed || state == AlertState::closed; }

/// Do the weeks of a recorded alert about the same touch the signal's? A state stays the same signal until somebody closes it.
bool is_same(AlertSignal const& signal, Recorded const& recorded, Steps const& steps)
{
    if (recorded.first_day > signal.last_week + apart_max) return false;
    if (recorded.first_day + apart_max >= signal.first_week) return true;
    if (!signal.lasts) return false;
    auto const done = steps.find(recorded.key);
    return done == steps.end() || !is_over(state_after(done->second));
}

/// Takes over what was recorded about the signal: its first key, and everything that was done under any of its keys.
void join_recorded(AlertSignal& signal, std::vector<Recorded> const& recorded, Steps const& steps, std::set<std::string>& used)
{
    auto const subject = std::string{subject_of(signal.key)};
    std::set<std::string> keys{signal.key};
    for (auto const& one : recorded) {
        if (subject_of(one.key) != subject || !is_same(signal, one, steps)) continue;
        if (!signal.recorded_on) signal.key = one.key;  // they come in the order of their first days
        signal.recorded_on = std::min(signal.recorded_on.value_or(one.raised_on), one.raised_on);
        signal.recorded_level = std::max(signal.recorded_level.value_or(one.level), one.level);
        keys.insert(one.key);
    }
    for (auto const& key : keys) {
        used.insert(key);
        if (auto const own = steps.find(key); own != steps.end()) signal.steps.insert(signal.steps.end(), own->second.begin(), own->second.end());
    }
    std::vector<std::pair<Day, std::size_t>> order;
    for (auto const& step : signal.steps) order.emplace_back(step.day, order.size());
    std::sort(order.begin(), order.end());
    std::vector<AlertStepTaken> sorted;
    for (auto const& [day, at] : order) sorted.push_back(signal.steps[at]);
    signal.steps = std::move(sorted);
    signal.state = state_after(signal.steps);
}

/// A signal of a place lies inside one about the same in a place around it, in weeks that touch.
void place_inside(std::vector<AlertSignal>& signals)
{
    for (auto& inner : signals)
        for (auto const& outer : signals) {
            bool const same = outer.about == inner.about && outer.subject == inner.subject && outer.species == inner.species && outer.site == inner.site;
            bool const around = outer.level < inner.level && inner.area.code.starts_with(outer.area.code);
            if (same && around && outer.first_week <= inner.last_week && inner.first_week <= outer.last_week) inner.inside = outer.key;
        }
}

/// Diseases and hazards before what can wait a day.
std::ptrdiff_t turn_of(std::string_view about)
{
    auto const sources = alert_sources();
    return std::find_if(sources.begin(), sources.end(), [&](AlertSource const& one) { return one.about == about; }) - sources.begin();
}

void sort_signals(std::vector<AlertSignal>& signals)
{
    std::sort(signals.begin(), signals.end(), [](AlertSignal const& a, AlertSignal const& b) {
        if (a.gravest != b.gravest) return a.gravest > b.gravest;
        if (a.about != b.about) return turn_of(a.about) < turn_of(b.about);
        if (a.last_week != b.last_week) return a.last_week > b.last_week;
        return a.key < b.key;
    });
}

/// The type whose team fields somebody must be allowed to see in order to know of an alert about it.
std::string_view type_behind(std::string_view about)
{
    if (about == "disease") return "disease_count";
    if (about == "nutrition") return "child_measure";
    return about == "report" ? "facility_report" : "alert";
}

Result<void> add_earlier(WatchAnswer& answer, Store const& store, Asking const& asking, AskedPlace const& asked, std::vector<Recorded> const& recorded, Steps const& steps, std::set<std::string> const& used)
{
    Areas areas{store};
    PlaceNames names{store};
    std::map<std::string, EarlierAlert> open;
    for (auto const& one : recorded) {
        if (used.contains(one.key) || !areas.within(one.place, asked) || !allowed(asking, Action::see_team, type_behind(one.about), one.place)) continue;
        auto& alert = open[one.key];
        alert = {one.key, one.about, {std::string{code_of(one.place)}, names.of(one.place)}, one.place, one.first_day, one.level, one.rule, {}, AlertState::open};
        if (auto const own = steps.find(one.key); own != steps.end()) alert.steps = own->second;
        alert.state = state_after(alert.steps);
    }
    for (auto& [key, alert] : open)
        if (!is_over(alert.state)) answer.earlier.push_back(std::move(alert));
    std::sort(answer.earlier.begin(), answer.earlier.end(), [](EarlierAlert const& a, EarlierAlert const& b) { return a.first_day != b.first_day ? a.first_day > b.first_day : a.key < b.key; });
    answer.older_left_out = answer.earlier.size() > earlier_max;
    if (answer.older_left_out) answer.earlier.resize(earlier_max);
    return {};
}

/// What the viewer may see of each kind. Denied only where that is nothing at all.
Result<void> find_signals(WatchAnswer& answer, Store const& store, Asking const& asking, AlertsQuestion const& question)
{
    std::optional<Error> denied;
    for (auto const& source : alert_sources()) {
        auto found = source.find(store, asking, question);
        if (!found && found.error().kind == Error::Kind::denied) {
            answer.not_shown.emplace_back(source.about);
            if (!denied) denied = found.error();
            continue;
        }
        if (!found) return std::move(found).error();
        std::move(found->begin(), found->end(), std::back_inserter(answer.signals));
    }
    if (denied && answer.not_shown.size() == alert_sources().size()) return *denied;
    return {};
}

}  // namespace

std::span<AlertSource const> alert_sources()
{
    static constexpr std::array<AlertSource, 5> sources{{
        {"disease", disease_alerts},
        {"hazard", hazard_alerts},
        {"stock", stock_alerts},
        {"nutrition", nutrition_alerts},
        {"report", report_alerts},
    }};
    return sources;
}

Result<Day> parse_week(std::string_view text)
{
    auto const wrong = Error{Error::Kind::invalid, fmt::format("\"{}\" is not a week", text.substr(0, 40)), "week", "write 2026-W10 or a day of it, as 2026-03-04"};
    if (text.size() != 8 || text.substr(4, 2) != "-W") return parse_day(text).at("week");
    auto const digits = std::string{text.substr(0, 4)} + std::string{text.substr(6, 2)};
    if (!std::all_of(digits.begin(), digits.end(), [](char one) { return one >= '0' && one <= '9'; })) return wrong;
    int const number = std::stoi(digits), year = number / 100, week = number % 100;
    if (year < 1900 || year > 2199 || week < 1 || week > 53) return wrong;
    // 4 January always lies in week 1.
    Day const monday = monday_of(std::chrono::year{year} / std::chrono::January / 4) + std::chrono::days{7 * (week - 1)};
    if (EpiWeek::of(monday).year != year) return wrong;
    return monday;
}

Result<WatchAnswer> answer_watch(Store const& store, Asking const& asking, WatchQuestion const& question)
{
    if (question.weeks < 1 || question.weeks > weeks_max) return Error{Error::Kind::invalid, "weeks outside 1 to 104", "weeks", "give 4, as is usual"};
    WatchAnswer answer;
    auto const asked = TRY(asked_place(store, question.place));
    answer.place = asked.area;
    answer.weeks = question.weeks;
    answer.known_on = question.known_on.value_or(asking.today);
    answer.newest_week = question.week ? monday_of(*question.week) : monday_of(answer.known_on) - std::chrono::days{7};
    if (answer.newest_week > asking.today) return Error{Error::Kind::invalid, "a week that has not begun", "week", "name an earlier one"};
    AlertsQuestion const asked_alerts{asked, answer.newest_week, question.weeks, answer.known_on};
    TRY(find_signals(answer, store, asking, asked_alerts));
    auto const recorded = TRY(load_recorded(store, answer.known_on));
    auto const steps = TRY(load_steps(store, asking, answer.known_on));
    std::set<std::string> used;
    PlaceNames names{store};
    for (auto& signal : answer.signals) {
        if (auto const level = names.level_of(signal.place)) signal.level = *level;
    }
    for (auto& signal : answer.signals) join_recorded(signal, recorded, steps, used);
    place_inside(answer.signals);
    sort_signals(answer.signals);
    TRY(add_earlier(answer, store, asking, asked, recorded, steps, used));
    return answer;
}

}  // namespace accalmie
