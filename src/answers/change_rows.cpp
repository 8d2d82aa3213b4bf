// SPDX-License-Identifier: Apache-2.0
#include "answers/change_rows.hpp"

#include "answers/change_words.hpp"
#include "ground/resolve.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t places_max = 100;

NamedPlace named(PlaceIndex const& places, std::size_t index)
{
    auto const& place = places.places()[index];
    return {place.code, place.name, place.level};
}

std::vector<std::string> codes_of(PlaceIndex const& places, std::vector<std::size_t> const& chosen)
{
    std::vector<std::string> codes;
    for (auto const index : chosen) codes.push_back(places.places()[index].code);
    return codes;
}

BeforeAfterOptions options_of(ChangeQuestion const& question)
{
    BeforeAfterOptions options;
    options.first = question.first;
    options.last = question.last;
    options.window_months = question.months;
    options.baseline = question.baseline;
    options.baseline_years = question.baseline_years;
    options.level = question.level;
    options.p_threshold = question.p_threshold;
    options.rank_by = question.rank_by;
    options.shuffles = question.shuffles;
    options.seed = question.seed;
    return options;
}

/// Does the dispute's row count in one of the chosen places?
bool counts_in(DisputeRow const& row, PlaceIndex const& places, std::vector<std::size_t> const& chosen)
{
    return std::any_of(chosen.begin(), chosen.end(), [&](std::size_t index) {
        auto const& place = places.places()[index];
        return row.counts_in(place.level) == place.code;
    });
}

void add(MonthSeries& series, Month month, std::int64_t events)
{
    if (!series.at(month)) return;
    auto& count = series.counts[static_cast<std::size_t>(month - series.first)];
    count = std::max<std::int64_t>(0, *count + events);
}

/// The verdicts that follow if one contender at a time counts instead of what it would replace.
Result<void> fill_disputes(SourceChange& change, ChangeMaterial const& material, BeforeAfterOptions const& options)
{
    std::set<Verdict> verdicts;
    std::size_t tried = 0;
    for (auto const& row : material.disputes) {
        if (row.source != change.source) continue;
        if (!row.contender) {
            change.disputed += counts_in(row, *material.places, material.chosen) && change.series.at(row.month) ? 1 : 0;
            continue;
        }
        auto series = change.series;
        for (auto const& other : material.disputes)
            if (!other.contender && other.address == row.replaces && counts_in(other, *material.places, material.chosen)) add(series, other.month, -1);
        if (!row.retracted && counts_in(row, *material.places, material.chosen)) add(series, row.month, 1);
        if (series.counts == change.series.counts) continue;
        if (tried == readings_max) {
            ++change.readings_left_out;
            continue;
        }
        ++tried;
        auto const found = TRY(before_after(series, options));
        if (found.verdict != change.found.verdict) verdicts.insert(found.verdict);
    }
    change.otherwise.assign(verdicts.begin(), verdicts.end());
    return {};
}

Result<SourceChange> source_change(ChangeMaterial const& material, std::string const& source, BeforeAfterOptions const& options)
{
    SourceChange change;
    change.source = source;
    change.series = series_of(material, source, codes_of(*material.places, material.chosen));
    change.found = TRY(before_after(change.series, options).at(source));
    for (auto const& placement : change.found.placements) change.covered = change.covered || placement.observed.has_value();
    TRY(fill_disputes(change, material, options));
    return change;
}

/// One neighbour in the months of the source's lowest placement.
Result<NeighbourChange> neighbour_change(ChangeMaterial const& material, SourceChange const& change, std::size_t neighbour, BeforeAfterOptions options)
{
    NeighbourChange row;
    row.place = named(*material.places, neighbour);
    row.source = change.source;
    row.first_month = change.found.placements[*change.found.search.lowest].first;
    options.first = row.first_month;
    options.last = row.first_month + (options.window_months - 1);
    auto const found = TRY(before_after(series_of(material, change.source, {row.place.place}), options));
    auto const& placement = found.placements.front();
    row.observed = placement.observed;
    row.baseline_events = placement.baseline_events;
    if (!placement.comparison) return row;
    row.ratio = placement.comparison->ratio;
    if (placement.comparison->no_ratio != NoRatio::no_event) row.lower_95 = placement.comparison->exact.lower;
    row.upper_95 = placement.comparison->exact.upper;
    return row;
}

}  // namespace

Result<std::vector<std::size_t>> chosen_places(PlaceIndex const& places, std::vector<std::string> const& typed)
{
    if (typed.empty()) return Error{Error::Kind::invalid, "no place was named", "places", "name P-codes or places, with commas between"};
    if (typed.size() > places_max) return Error{Error::Kind::limit, "more than 100 places", "places", "name a wider place that holds them"};
    std::vector<std::size_t> chosen;
    for (auto const& text : typed) {
        auto const index = TRY(resolve_place(places, text).at("places"));
        auto const level = places.places()[index].level;
        if (level < 1 || level > 3)
            return Error{Error::Kind::invalid, places.places()[index].name + " is not a region, cercle or commune", "places", "incidents are counted for levels 1 to 3"};
        if (std::find(chosen.begin(), chosen.end(), index) == chosen.end()) chosen.push_back(index);
    }
    for (auto const inner : chosen)
        for (auto const outer : chosen)
            if (inner != outer && places.places()[inner].level > places.places()[outer].level && places.ancestor(inner, places.places()[outer].level) == outer)
                return Error{Error::Kind::invalid, places.places()[inner].name + " lies inside " + places.places()[outer].name, "places", "leave one of them out: its events would count twice"};
    return chosen;
}

std::vector<std::size_t> neighbours_of(PlaceIndex const& places, std::vector<std::size_t> const& chosen)
{
    std::set<std::size_t> beside;
    for (auto const index : chosen)
        for (auto const neighbour : places.neighbours(index)) beside.insert(neighbour);
    for (auto const index : chosen) beside.erase(index);
    std::vector<std::size_t> sorted(beside.begin(), beside.end());
    std::sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) { return places.places()[a].code < places.places()[b].code; });
    return sorted;
}

MonthSeries series_of(ChangeMaterial const& material, std::string const& source, std::vector<std::string> const& codes)
{
    std::vector<std::vector<DayRun>> runs;
    std::optional<Month> first, last;
    for (auto const& code : codes) {
        runs.push_back(material.coverage->runs(source, code));
        for (auto const& run : runs.back()) {
            first = std::min(first.value_or(Month::of(run.first)), Month::of(run.first));
            last = std::max(last.value_or(Month::of(run.last)), Month::of(run.last));
        }
    }
    MonthSeries series;
    if (!first) return series;
    series.first = *first;
    for (Month month = *first; month <= *last; month = month + 1) {
        bool const covered = std::all_of(runs.begin(), runs.end(), [&](auto const& of_place) { return Coverage::covers(of_place, month); });
        series.counts.push_back(covered ? std::optional<std::int64_t>{0} : std::nullopt);
    }
    for (auto const& count : material.counts)
        if (count.source == source && std::find(codes.begin(), codes.end(), count.place) != codes.end()) add(series, count.month, count.events);
    return series;
}

Result<ChangeAnswer> change_of(ChangeMaterial const& material, ChangeQuestion const& question)
{
    ChangeAnswer answer;
    answer.options = options_of(question);
    answer.kinds = question.kinds;
    answer.baseline = baseline_words(question.baseline, question.baseline_years);
    answer.boundary = material.places->places().front().version;
    for (auto const index : material.chosen) answer.places.push_back(named(*material.places, index));
    for (auto const& source : material.sources) {
        if (question.source && source != *question.source) continue;
        answer.open_data.push_back(TRY(source_change(material, source, answer.options)));
        auto const& change = answer.open_data.back();
        if (!change.found.search.lowest) continue;
        for (auto const neighbour : material.neighbours) answer.neighbours.push_back(TRY(neighbour_change(material, change, neighbour, answer.options)));
        for (auto& ring : TRY(ring_changes(material, change.source, change.found.placements[*change.found.search.lowest].first, answer.options)))
            answer.rings.push_back(std::move(ring));
    }
    answer.claim = claim_of(question, answer.places, answer.open_data);
    return answer;
}

}  // namespace accalmie
