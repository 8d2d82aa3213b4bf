// SPDX-License-Identifier: Apache-2.0
#include "surfaces/watch_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

constexpr int weeks_searched = 104;
constexpr std::size_t rule_octets_max = 200;

Fields alert_fields(AlertSignal const& signal, Day today)
{
    auto const& rule = signal.rules.front();
    std::string names;
    for (auto const& one : signal.rules)
        if (auto const more = (names.empty() ? "" : "; ") + one.rule; names.size() + more.size() <= rule_octets_max) names += more;
    Fields fields{{"signal", signal.key}, {"about", signal.about}, {"place", signal.place}, {"first_day", signal.first_week}, {"level", std::string{alert_level_code(signal.gravest)}}, {"rule", names}};
    if (signal.about != "nutrition") fields["value"] = rule.value;  // an alert is open to every member; how many children is not
    if (rule.bound) fields["bound"] = *rule.bound;
    fields["raised_on"] = today;
    return fields;
}

bool is_new(AlertSignal const& signal) { return !signal.recorded_level || *signal.recorded_level < signal.gravest; }

Result<void> require_writing(Asking const& asking, std::string_view type, std::string_view place)
{
    if (allowed(asking, Action::write, type, place)) return {};
    return Error{Error::Kind::denied, fmt::format("{} may not write this there", role_code(asking.viewer.role)), std::string{type}, "ask the lead of the programme for a role and a place that may"};
}

struct Found {
    std::string key, place;
    std::optional<AlertSignal> signal;  ///< where it still speaks
};

Result<Found> find_signal(Workspace& workspace, Asking const& asking, std::string const& key)
{
    WatchQuestion question;
    question.weeks = weeks_searched;
    auto answer = TRY(answer_watch(workspace.facts(), asking, question));
    for (auto& signal : answer.signals)
        if (signal.key == key) return Found{key, signal.place, std::move(signal)};
    for (auto const& alert : answer.earlier)
        if (alert.key == key) return Found{key, alert.place, std::nullopt};
    return Error{Error::Kind::missing, fmt::format("no signal \"{}\"", key.substr(0, 120)), "signal", "`accalmie watch` lists them"};
}

}  // namespace

Result<AlertsRecorded> record_alerts(Workspace& workspace, Member const& viewer, WatchAnswer const& answer)
{
    Asking const asking{viewer, workspace.today()};
    AlertsRecorded done;
    std::vector<Fields> fields;
    for (auto const& signal : answer.signals) {
        if (!is_new(signal)) {
            ++done.known;
            continue;
        }
        TRY(require_writing(asking, "alert", signal.place));
        fields.push_back(alert_fields(signal, asking.today));
    }
    if (fields.empty()) return done;
    TRY(workspace.write([&](Recorder& recorder) -> Result<void> {
        for (auto const& one : fields) TRY(recorder.record_later("alert", one));
        return recorder.flush();
    }));
    done.recorded = static_cast<int>(fields.size());
    return done;
}

Result<std::string> alert_step_code(std::string_view word)
{
    static constexpr std::array<std::string_view, 5> words{"seen", "verified", "dismissed", "response", "closed"};
    if (word == "response_started") return std::string{word};
    if (std::find(words.begin(), words.end(), word) == words.end())
        return Error{Error::Kind::usage, fmt::format("\"{}\" is not a step", word.substr(0, 40)), "step", "write seen, verified, dismissed, response or closed"};
    return word == "response" ? std::string{"response_started"} : std::string{word};
}

Result<void> record_alert_step(Workspace& workspace, Member const& viewer, AlertDeed const& deed)
{
    Asking const asking{viewer, workspace.today()};
    auto const step = TRY(alert_step_code(deed.step));
    if (!allowed_somewhere(asking, Action::write, "alert_step")) TRY(require_writing(asking, "alert_step", {}));
    auto const found = TRY(find_signal(workspace, asking, deed.signal));
    TRY(require_writing(asking, "alert_step", found.place));
    bool const alert_too = found.signal && is_new(*found.signal);
    if (alert_too) TRY(require_writing(asking, "alert", found.place));
    Fields fields{{"signal", found.key}, {"place", found.place}, {"step", step}, {"day", asking.today}, {"role", std::string{role_code(viewer.role)}}};
    if (!deed.note.empty()) fields["note"] = deed.note;
    return workspace.write([&](Recorder& recorder) -> Result<void> {
        if (alert_too) TRY(recorder.record("alert", alert_fields(*found.signal, asking.today)));
        TRY(recorder.record("alert_step", fields));
        return {};
    });
}

}  // namespace accalmie
