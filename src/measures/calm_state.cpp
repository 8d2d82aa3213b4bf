// SPDX-License-Identifier: Apache-2.0
#include "measures/calm_state.hpp"

#include <algorithm>

namespace accalmie {

namespace {

using std::chrono::days;

constexpr int minimum_days_max = 3'660, maximum_gap_days_max = 366;
constexpr std::size_t rows_max = 100'000;

Error out_of_bounds(std::string what, std::string where) { return {Error::Kind::invalid, std::move(what), std::move(where), "correct the rule"}; }

Result<void> check(CalmInput const& input)
{
    auto const& criteria = input.criteria;
    if (criteria.ceiling < 0) return out_of_bounds("a ceiling below zero", "ceiling");
    if (criteria.minimum_days < 1 || criteria.minimum_days > minimum_days_max) return out_of_bounds("a minimum outside 1 to 3,660 days", "minimum_days");
    if (criteria.maximum_gap_days < 0 || criteria.maximum_gap_days > maximum_gap_days_max) return out_of_bounds("a gap outside 0 to 366 days", "maximum_gap_days");
    for (auto const size : {input.contacts.size(), input.events.size(), input.access.size()})
        if (size > rows_max) return Error{Error::Kind::limit, "more than 100,000 rows for one place", {}, "ask about a smaller area or a shorter time"};
    for (auto const& event : input.events)
        if (event.last < event.first) return Error{Error::Kind::invalid, "an event that ends before it begins", to_iso(event.first), "correct its days"};
    for (auto const& stretch : input.access)
        if (stretch.until && *stretch.until < stretch.from) return Error{Error::Kind::invalid, "a closure that ends before it begins", to_iso(stretch.from), "correct its days"};
    return {};
}

/// A contact on or before the day asked that watched at least one day.
bool tells(Contact const& contact, Day as_of) { return contact.day <= as_of && contact.watched_from <= contact.day; }

/// What was known on the day asked, in order, and the questions about it.
struct Known {
    CalmCriteria criteria;
    Day as_of;
    std::vector<DayRun> runs;
    std::vector<CalmEvent> events;         // begun on or before as_of, cut off there
    std::vector<DayRun> closed, emptied;   // the same
    std::optional<Day> last_contact;

    explicit Known(CalmInput const& input);
    bool is_fresh() const { return last_contact && (as_of - *last_contact).count() <= criteria.maximum_gap_days; }
    /// The days that decide: the minimum before the last contact (or, without a fresh one, before the day asked), and all since.
    DayRun window() const { return {(is_fresh() ? *last_contact : as_of) - days{criteria.minimum_days - 1}, as_of}; }
    int events_touching(DayRun stretch) const;
    bool is_watched(DayRun stretch) const;
    bool is_calm_day(Day day) const;
};

bool touch(DayRun a, DayRun b) { return a.first <= b.last && b.first <= a.last; }

bool any_touches(std::vector<DayRun> const& runs, DayRun stretch)
{
    return std::any_of(runs.begin(), runs.end(), [&](DayRun run) { return touch(run, stretch); });
}

Known::Known(CalmInput const& input) : criteria(input.criteria), as_of(input.as_of)
{
    runs = watched_runs(input.contacts, criteria.maximum_gap_days, as_of);
    if (!runs.empty()) last_contact = runs.back().last;
    for (auto const& stretch : input.access) {
        if (stretch.from > as_of) continue;
        auto& list = stretch.kind == AccessKind::closed ? closed : emptied;
        list.push_back({stretch.from, std::min(stretch.until.value_or(as_of), as_of)});
    }
    for (auto const& event : input.events) {
        if (event.first > as_of) continue;
        // Without a fresh contact a data set changes nothing: it cannot say that nothing else happened, nor that all happened here.
        if (event.told_by == ToldBy::data_set && !is_fresh()) continue;
        events.push_back({event.first, std::min(event.last, as_of), event.told_by});
    }
    std::sort(events.begin(), events.end(), [](CalmEvent const& a, CalmEvent const& b) { return a.last < b.last; });
}

int Known::events_touching(DayRun stretch) const
{
    auto const begin = std::lower_bound(events.begin(), events.end(), stretch.first, [](CalmEvent const& event, Day day) { return event.last < day; });
    return static_cast<int>(std::count_if(begin, events.end(), [&](CalmEvent const& event) { return event.first <= stretch.last; }));
}

bool Known::is_watched(DayRun stretch) const
{
    return std::any_of(runs.begin(), runs.end(), [&](DayRun run) { return run.first <= stretch.first && stretch.last <= run.last; });
}

bool Known::is_calm_day(Day day) const
{
    DayRun const stretch{day - days{criteria.minimum_days - 1}, day};
    return is_watched(stretch) && events_touching(stretch) <= criteria.ceiling && !any_touches(closed, stretch) && !any_touches(emptied, stretch);
}

/// The longest watched stretch up to the last contact that, with the days since, holds at most `ceiling` events.
std::optional<DayRun> spell_of(Known const& known)
{
    if (!known.last_contact || known.runs.empty()) return std::nullopt;
    DayRun const run = known.runs.back();
    auto const events = known.events.size(), allowed = static_cast<std::size_t>(known.criteria.ceiling);
    Day first = run.first;
    if (events > allowed) first = std::max(first, known.events[events - 1 - allowed].last + days{1});
    if (first > run.last) return std::nullopt;
    return DayRun{first, run.last};
}

/// The last calm day from the day before the window that decided.
std::optional<Day> last_calm_day(Known const& known)
{
    for (Day day = known.as_of - days{1}; day >= known.window().first - days{1}; day -= days{1})
        if (known.is_calm_day(day)) return day;
    return std::nullopt;
}

/// The first day of the chain of events that reaches the day asked without a pause of minimum_days.
Day violence_began(Known const& known)
{
    Day began = known.events.back().first;
    for (auto event = known.events.rbegin(); event != known.events.rend(); ++event) {
        if ((began - event->last).count() >= known.criteria.minimum_days) break;
        began = std::min(began, event->first);
    }
    return began;
}

void say_violence(CalmFinding& finding, Known const& known)
{
    if (auto const calm = last_calm_day(known)) {
        finding.state = CalmState::breached;
        finding.reason = CalmReason::events_after_calm;
        finding.since = *calm + days{1};
        return;
    }
    finding.state = CalmState::violent;
    finding.reason = CalmReason::events_without_calm;
    finding.since = violence_began(known);
}

Day earliest(std::vector<DayRun> const& runs, DayRun touching)
{
    Day first = touching.last;
    for (auto const& run : runs)
        if (touch(run, touching)) first = std::min(first, run.first);
    return first;
}

Day latest_end(std::vector<DayRun> const& runs, Day fallback)
{
    for (auto const& run : runs) fallback = std::max(fallback, run.last + days{1});
    return fallback;
}

void say_unknown(CalmFinding& finding, CalmReason reason, std::optional<Day> since)
{
    finding.state = CalmState::unknown;
    finding.reason = reason;
    finding.since = since;
}

/// Quiet so far as anybody knows: what may be said of it?
void say_quiet(CalmFinding& finding, Known const& known)
{
    DayRun const today{known.as_of, known.as_of};
    if (any_touches(known.emptied, today)) {
        finding.state = CalmState::emptied;
        finding.reason = CalmReason::people_left;
        finding.since = earliest(known.emptied, today);
        return;
    }
    if (!known.last_contact) return say_unknown(finding, CalmReason::never_watched, std::nullopt);
    if (!known.is_fresh()) return say_unknown(finding, CalmReason::watch_lapsed, *known.last_contact + days{1});
    if (finding.spell_days < known.criteria.minimum_days) return say_unknown(finding, CalmReason::watched_too_short, finding.spell_first);
    DayRun const decisive = known.window();
    if (any_touches(known.emptied, decisive)) return say_unknown(finding, CalmReason::returned_too_recently, latest_end(known.emptied, *finding.spell_first));
    if (any_touches(known.closed, decisive)) {
        finding.state = CalmState::quiet_closed_in;
        finding.reason = CalmReason::closed_in;
        finding.since = std::max(*finding.spell_first, earliest(known.closed, decisive));
        return;
    }
    finding.state = CalmState::calm;
    finding.reason = CalmReason::quiet_and_watched;
    finding.since = latest_end(known.closed, latest_end(known.emptied, *finding.spell_first));
}

void fill_facts(CalmFinding& finding, CalmInput const& input, Known const& known)
{
    finding.last_contact_day = known.last_contact;
    for (auto const& contact : input.contacts) finding.contacts += tells(contact, input.as_of) ? 1 : 0;
    for (auto const& run : known.runs) finding.watched_days += run.days();
    for (auto const& event : input.events) {
        if (event.first > input.as_of) continue;
        Day const day = std::min(event.last, input.as_of);
        finding.last_event_day = std::max(finding.last_event_day.value_or(day), day);
    }
    if (auto const spell = spell_of(known)) {
        finding.spell_first = spell->first;
        finding.spell_days = spell->days();
    }
}

}  // namespace

std::vector<DayRun> watched_runs(std::span<Contact const> contacts, int maximum_gap_days, Day as_of)
{
    std::vector<DayRun> pieces;
    for (auto const& contact : contacts) {
        if (tells(contact, as_of)) pieces.push_back({std::max(contact.watched_from, contact.day - days{maximum_gap_days}), contact.day});
    }
    std::sort(pieces.begin(), pieces.end(), [](DayRun a, DayRun b) { return a.first < b.first; });
    std::vector<DayRun> runs;
    for (auto const& piece : pieces) {
        if (!runs.empty() && piece.first <= runs.back().last + days{1}) runs.back().last = std::max(runs.back().last, piece.last);
        else runs.push_back(piece);
    }
    return runs;
}

Result<CalmFinding> calm_state(CalmInput const& input)
{
    TRY(check(input));
    Known const known{input};
    CalmFinding finding;
    fill_facts(finding, input, known);
    finding.events_in_window = known.events_touching(known.window());
    if (finding.events_in_window > known.criteria.ceiling) say_violence(finding, known);
    else say_quiet(finding, known);
    return finding;
}

}  // namespace accalmie
