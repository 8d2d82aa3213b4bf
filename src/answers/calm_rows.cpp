// SPDX-License-Identifier: Apache-2.0
#include "answers/calm_rows.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace accalmie {

namespace {

constexpr std::string_view told_by_reporters = "field";

CalmEvent event_of(IncidentRow const& incident)
{
    return {incident.first, incident.last, incident.source == told_by_reporters ? ToldBy::reporter : ToldBy::data_set};
}

std::optional<AccessKind> access_kind(std::string_view kind)
{
    if (kind == "blockade" || kind == "road_closed") return AccessKind::closed;
    if (kind == "population_left") return AccessKind::emptied;
    return std::nullopt;  // a curfew, a flood or a cut telephone does not by itself close a place in
}

/// What a rule is judged by, without what is about other places and kinds.
struct Relevant {
    CalmInput input;                          // events: those that count as things stand
    std::vector<IncidentRow const*> counted;  // the same, with their sources
    std::vector<IncidentRow const*> wider;    // known only to a wider area
    std::vector<IncidentRow const*> contenders;
    std::vector<AccessRow const*> access;
};

Relevant relevant_to(CalmMaterial const& material, RuleArea const& area)
{
    Relevant found;
    auto const& rule = material.rule;
    found.input.criteria = rule.criteria;
    found.input.as_of = material.as_of;
    for (auto const& watch : material.watches)
        if (watch_covers(rule, area, material.places, watch)) found.input.contacts.push_back({watch.contact_day, watch.watched_from});
    for (auto const& access : material.access) {
        if (access.from > material.as_of || !access_covers(rule, area, material.places, access)) continue;
        found.access.push_back(&access);
        if (auto const kind = access_kind(access.kind)) found.input.access.push_back({*kind, access.from, access.until});
    }
    for (auto const& incident : material.incidents) {
        if (incident.first > material.as_of) continue;
        if (incident.standing == Standing::contender) found.contenders.push_back(&incident);
        else if (incident_counts(rule, area, material.places, incident)) found.counted.push_back(&incident);
        else if (incident_may_count(rule, area, material.places, incident)) found.wider.push_back(&incident);
    }
    for (auto const* incident : found.counted) found.input.events.push_back(event_of(*incident));
    return found;
}

/// The states that follow if one contender at a time counts instead of what it would replace.
Result<std::vector<CalmState>> other_readings(CalmMaterial const& material, RuleArea const& area, Relevant const& relevant, CalmState as_it_stands)
{
    std::set<CalmState> states;
    for (std::size_t i = 0; i < relevant.contenders.size() && i < contenders_max; ++i) {
        auto const& contender = *relevant.contenders[i];
        auto input = relevant.input;
        input.events.clear();
        for (auto const* incident : relevant.counted)
            if (incident->address != contender.replaces) input.events.push_back(event_of(*incident));
        if (!contender.retracted && incident_counts(material.rule, area, material.places, contender)) input.events.push_back(event_of(contender));
        auto const finding = TRY(calm_state(input));
        if (finding.state != as_it_stands) states.insert(finding.state);
    }
    return std::vector<CalmState>{states.begin(), states.end()};
}

/// Counts by whole month before `end` that `source` covers at the place, the nearest `baseline_months_max` of the calendar.
std::vector<MonthCount> baseline_of(CalmMaterial const& material, Relevant const& relevant, std::string const& source, Day end)
{
    auto const runs = material.coverage->runs(source, code_of(material.rule.place));
    std::map<Month, std::int64_t> counts;
    Month month = Month::of(end) - 1;
    for (int back = 0; back < baseline_months_max; ++back, month = month - 1)
        if (Coverage::covers(runs, month)) counts[month] = 0;
    for (auto const* incident : relevant.counted) {
        if (incident->source != source) continue;
        if (auto const found = counts.find(Month::of(incident->first)); found != counts.end()) ++found->second;
    }
    std::vector<MonthCount> rows;
    for (auto const& [at, events] : counts) rows.push_back({at, events});
    return rows;
}

/// From the source that knows the place's past best: most months, then most events, then by name.
Result<std::optional<SpellLikelihood>> likelihood_of(CalmMaterial const& material, Relevant const& relevant, CalmFinding const& finding)
{
    std::optional<SpellLikelihood> best;
    if (material.coverage == nullptr || !finding.spell_first || finding.spell_days < 1) return best;
    for (auto const& source : material.coverage->sources()) {
        CalmSpellInput input;
        input.before = baseline_of(material, relevant, source, *finding.spell_first);
        input.first = *finding.spell_first;
        input.days = std::min(finding.spell_days, 36'600);
        input.ceiling = material.rule.criteria.ceiling;
        auto const spell = TRY(calm_spell(input));
        if (!spell.poisson || !spell.negative_binomial) continue;
        bool const better = !best || std::pair{spell.baseline_months, spell.baseline_events} > std::pair{best->baseline_months, best->baseline_events};
        if (better)
            best = SpellLikelihood{*spell.poisson, *spell.negative_binomial, spell.rate_per_30_days, spell.dispersion, source, spell.baseline_first->first_day(),
                                   spell.baseline_last->end_day() - std::chrono::days{1}, spell.baseline_months, spell.baseline_events};
    }
    return best;
}

std::vector<RecordedBy> recorded_by(CalmMaterial const& material, Relevant const& relevant)
{
    std::map<std::string, RecordedBy> by_source;
    if (material.coverage != nullptr) {
        for (auto const& source : material.coverage->sources()) {
            auto const runs = material.coverage->runs(source, code_of(material.rule.place));
            by_source[source] = {source, std::nullopt, runs.empty() ? std::nullopt : std::optional{runs.back().last}};
        }
    }
    for (auto const* incident : relevant.counted) {
        auto& row = by_source[incident->source];
        row.source = incident->source;
        auto const last = std::min(incident->last, material.as_of);
        row.last_event_day = std::max(row.last_event_day.value_or(last), last);
    }
    std::vector<RecordedBy> rows;
    for (auto const& [source, row] : by_source)
        if (source != told_by_reporters) rows.push_back(row);
    return rows;
}

void fill_place(CalmRow& row, CalmMaterial const& material)
{
    row.place = code_of(material.rule.place);
    auto const index = material.places == nullptr ? PlaceIndex::none : material.places->coded(row.place);
    std::optional<Coordinate> position = material.rule.position;
    if (index != PlaceIndex::none) {
        auto const& place = material.places->places()[index];
        row.place_name = place.name;
        if (!position) position = place.centre;
    }
    if (position) {
        row.latitude = position->latitude();
        row.longitude = position->longitude();
    }
}

void fill_finding(CalmRow& row, CalmFinding const& finding)
{
    row.state = finding.state;
    row.reason = calm_reason_code(finding.reason);
    row.since = finding.since;
    row.spell_days = finding.spell_days;
    row.last_event_day = finding.last_event_day;
    row.last_contact_day = finding.last_contact_day;
    row.contacts = finding.contacts;
    row.watched_days = finding.watched_days;
    row.events_in_window = finding.events_in_window;
}

/// Constraints in force on the day; since when the place has been closed or empty.
std::optional<Day> fill_access(CalmRow& row, Relevant const& relevant, Day as_of)
{
    std::optional<Day> since;
    std::set<std::string> kinds;
    for (auto const* access : relevant.access) {
        if (access->until && *access->until < as_of) continue;
        kinds.insert(access->kind);
        bool const decides = (row.state == CalmState::emptied && access->kind == "population_left") ||
                             (row.state == CalmState::quiet_closed_in && access_kind(access->kind) == AccessKind::closed);
        if (decides) since = std::min(since.value_or(access->from), access->from);
    }
    row.access.assign(kinds.begin(), kinds.end());
    return since;
}

}  // namespace

Result<CalmRow> calm_row(CalmMaterial const& material)
{
    CalmRow row;
    row.rule = material.rule.name;
    row.criteria = material.rule.criteria;
    row.kinds = material.rule.kinds;
    fill_place(row, material);
    auto const area = area_of(material.rule, material.places);
    if (!area) {
        row.reason = "place_not_known";
        row.why = calm_words(row, std::nullopt);
        return row;
    }
    auto const relevant = relevant_to(material, *area);
    auto const finding = TRY(calm_state(relevant.input).at(row.rule));
    fill_finding(row, finding);
    if (finding.state == CalmState::calm || finding.state == CalmState::quiet_closed_in) row.how_likely = TRY(likelihood_of(material, relevant, finding));
    row.recorded = recorded_by(material, relevant);
    for (auto const* incident : relevant.wider)
        if (finding.spell_first && incident->last >= *finding.spell_first) ++row.events_elsewhere_known;
    for (auto const* incident : relevant.counted) row.disputed += incident->standing == Standing::disputed ? 1 : 0, row.flagged_rows += incident->flagged ? 1 : 0;
    row.otherwise = TRY(other_readings(material, *area, relevant, finding.state));
    auto const access_since = fill_access(row, relevant, material.as_of);
    row.why = calm_words(row, access_since);
    return row;
}

}  // namespace accalmie
