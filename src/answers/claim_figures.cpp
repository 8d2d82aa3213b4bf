// SPDX-License-Identifier: Apache-2.0
// src/answers/claim_figures.cpp: the figures of a claim from its evidence alone: every window, baseline and area. Pure.
#include "answers/claims.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

constexpr std::size_t places_max = 2'000;

struct Area {
    std::string code, name;
    int level = 0;
    PlaceRole role = PlaceRole::asked;
    std::vector<std::string> places;
};

struct BaselineChoice {
    Baseline kind = Baseline::same_season;
    int years = 0;
};

constexpr std::array<BaselineChoice, 7> baselines{{{Baseline::same_season, 1},
                                                   {Baseline::same_season, 2},
                                                   {Baseline::same_season, 3},
                                                   {Baseline::same_season, 4},
                                                   {Baseline::same_season, 5},
                                                   {Baseline::just_before, 0},
                                                   {Baseline::whole_before, 0}}};

/// The places asked together, each of them, the neighbours together, each of them, the communes inside.
std::vector<Area> areas_of(ClaimEvidence const& evidence)
{
    std::vector<Area> areas, single;
    for (auto const role : {PlaceRole::asked, PlaceRole::neighbour, PlaceRole::inside}) {
        Area together{role == PlaceRole::asked ? "asked" : "neighbours", role == PlaceRole::asked ? "asked" : "neighbours", 0, role, {}};
        single.clear();
        for (auto const& place : evidence.places) {
            if (place.role != role) continue;
            together.places.push_back(place.code);
            together.level = place.level;
            single.push_back({place.code, place.name, place.level, role, {place.code}});
        }
        if (role != PlaceRole::inside && !single.empty()) areas.push_back(std::move(together));
        if (single.size() > 1 || role != PlaceRole::asked) areas.insert(areas.end(), single.begin(), single.end());
    }
    return areas;
}

AreaChange summary_of(MonthSeries const& series, BeforeAfter const& found)
{
    AreaChange change;
    for (auto const& count : series.counts)
        if (count) change.events = change.events.value_or(0) + *count;
    change.placements = static_cast<int>(found.placements.size());
    for (auto const& placement : found.placements) {
        change.answered += placement.comparison && placement.comparison->ratio ? 1 : 0;
        change.fell += placement.verdict == Verdict::supported ? 1 : 0;
    }
    if (found.search.lowest) change.lowest = found.placements[*found.search.lowest];
    change.search_p = found.search.p;
    change.verdict = found.verdict;
    return change;
}

Result<void> add_area(ClaimEvidence const& evidence, ChangeMaterial const& material, Area const& area, BeforeAfterOptions options, std::vector<AreaChange>& into)
{
    for (auto const& input : evidence.inputs) {
        auto const series = series_of(material, input.source, area.places);
        for (auto const& baseline : baselines) {
            options.baseline = baseline.kind;
            options.baseline_years = baseline.years == 0 ? options.baseline_years : baseline.years;
            auto change = summary_of(series, TRY(before_after(series, options).at(area.name)));
            change.area = area.code;
            change.name = area.name;
            change.level = area.level;
            change.role = area.role;
            change.source = input.source;
            change.baseline = baseline.kind;
            change.baseline_years = baseline.years;
            into.push_back(std::move(change));
        }
    }
    return {};
}

Result<PlaceIndex> index_of(ClaimEvidence const& evidence)
{
    if (evidence.places.empty()) return Error{Error::Kind::invalid, "no place was named", "places", "name P-codes or places"};
    if (evidence.places.size() > places_max) return Error{Error::Kind::limit, "more than 2,000 places in the evidence of a claim", "places", "ask about fewer"};
    std::vector<Place> places;
    for (auto const& place : evidence.places) {
        Place one;
        one.code = place.code;
        one.version = evidence.boundary;
        one.name = place.name;
        one.parent = place.parent;
        one.level = place.level;
        places.push_back(std::move(one));
    }
    return PlaceIndex::make(std::move(places), nullptr);
}

}  // namespace

Result<ClaimFigures> figures_of(ClaimEvidence const& evidence)
{
    auto const places = TRY(index_of(evidence));
    std::vector<CoverageRow> rows;
    ChangeMaterial material;
    for (auto const& input : evidence.inputs) {
        rows.insert(rows.end(), input.coverage.begin(), input.coverage.end());
        material.sources.push_back(input.source);
    }
    Coverage const coverage{std::move(rows)};
    material.places = &places;
    material.coverage = &coverage;
    material.counts = evidence.counts;
    material.disputes = evidence.disputes;
    for (std::size_t i = 0; i < places.places().size(); ++i) {
        auto const code = std::find_if(evidence.places.begin(), evidence.places.end(), [&](auto const& place) { return place.code == places.places()[i].code; });
        if (code->role == PlaceRole::asked) material.chosen.push_back(i);
        if (code->role == PlaceRole::neighbour) material.neighbours.push_back(i);
    }
    ClaimFigures figures;
    figures.answer = TRY(change_of(material, evidence.question));
    for (auto const& area : areas_of(evidence)) TRY(add_area(evidence, material, area, figures.answer.options, figures.areas));
    return figures;
}

}  // namespace accalmie
