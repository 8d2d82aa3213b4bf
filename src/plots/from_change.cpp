// SPDX-License-Identifier: Apache-2.0
#include "plots/from_change.hpp"

#include "answers/change_words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

/// ACLED's terms of use forbid passing on what could stand in for its data; counts by month could.
bool is_internal(std::string_view source) { return source == "acled"; }

Head head_of(ChangeAnswer const& answer, std::string const& source, Standing const& standing)
{
    bool const french = standing.language == Language::french;
    return {standing.language, standing.is_demo, standing.is_exploratory, is_internal(source),
            source_name(source) + (french ? " ; limites " : "; boundaries ") + answer.boundary + (french ? " ; Accalmie" : "; Accalmie")};
}

std::string where_of(ChangeAnswer const& answer)
{
    std::string names;
    for (auto const& place : answer.places) names += (names.empty() ? "" : ", ") + (place.name.empty() ? place.place : place.name);
    return names;
}

std::vector<MonthSpan> compared_with(SourceChange const& source, BeforeAfterOptions const& options, Month first)
{
    auto const last = first + (options.window_months - 1);
    std::vector<MonthSpan> spans;
    switch (options.baseline) {
    case Baseline::same_season:
        for (int year = options.baseline_years; year >= 1; --year) spans.push_back({first - 12 * year, last - 12 * year});
        break;
    case Baseline::just_before: spans.push_back({first - options.window_months, first - 1}); break;
    case Baseline::whole_before:
        if (source.series.first < first) spans.push_back({source.series.first, first - 1});
        break;
    }
    std::erase_if(spans, [&](MonthSpan const& span) { return span.last < source.series.first || span.first >= source.series.end(); });
    for (auto& span : spans) span.first = std::max(span.first, source.series.first);
    return spans;
}

Placement const* placement_at(SourceChange const& source, std::optional<Month> first)
{
    auto const& found = source.found;
    if (!first) return found.search.lowest ? &found.placements[*found.search.lowest] : nullptr;
    for (auto const& placement : found.placements)
        if (placement.first == *first) return &placement;
    return nullptr;
}

/// "Fenêtre la plus basse, janv. 2022 à juil. 2022 : 9 incidents, 41 attendus ; rapport 0,22 (0,09 à 0,44)."
std::string window_sentence(Placement const& placement, BeforeAfterOptions const& options, std::string_view which, Language language)
{
    bool const french = language == Language::french;
    auto const months = months_text(placement.first, placement.first + (options.window_months - 1), language);
    if (!placement.observed) return french ? fmt::format("{}, {} : pas de données.", which, months) : fmt::format("{}, {}: no data.", which, months);
    auto const observed = number_text(static_cast<double>(*placement.observed), 0, language);
    if (!placement.comparison || !placement.comparison->ratio || !placement.expected)
        return french ? fmt::format("{}, {} : {} incidents ; rien à quoi les comparer.", which, months, observed) : fmt::format("{}, {}: {} events; nothing to compare them with.", which, months, observed);
    auto const ratio = short_text(*placement.comparison->ratio, language), expected = number_text(*placement.expected, 1, language);
    auto const interval = interval_text(placement.comparison->exact.lower, placement.comparison->exact.upper, language);
    return french ? fmt::format("{}, {} : {} incidents, {} attendus ; rapport {} ({}).", which, months, observed, expected, ratio, interval)
                  : fmt::format("{}, {}: {} events, {} expected; ratio {} ({}).", which, months, observed, expected, ratio, interval);
}

std::string verdict_sentence(SourceChange const& source, Language language)
{
    auto const verdict = say(verdict_words(source.found.verdict), language);
    auto text = (language == Language::french ? "Verdict sur toutes les fenêtres : " : "Verdict on all windows: ") + verdict;
    if (source.found.search.p) text += (language == Language::french ? " ; la recherche comptée, " : "; the search counted in, ") + p_text(*source.found.search.p, language);
    return text + ".";
}

std::string which_words(std::optional<Month> first, Language language)
{
    if (first) return language == Language::french ? "Fenêtre" : "Window";
    return language == Language::french ? "Fenêtre la plus basse" : "Lowest window";
}

}  // namespace

std::string source_name(std::string const& code)
{
    if (code == "ucdp") return "UCDP";
    if (code == "acled") return "ACLED";
    return code;
}

SeriesInput series_of_change(ChangeAnswer const& answer, SourceChange const& source, std::optional<Month> first, Standing const& standing)
{
    SeriesInput input;
    input.head = head_of(answer, source.source, standing);
    input.where = where_of(answer);
    input.series = source.series;
    input.finding = verdict_sentence(source, standing.language);
    if (answer.options.last - answer.options.first + 1 > answer.options.window_months) input.searched = MonthSpan{answer.options.first, answer.options.last};
    auto const* placement = placement_at(source, first);
    if (placement == nullptr) return input;
    input.window = MonthSpan{placement->first, placement->first + (answer.options.window_months - 1)};
    if (placement->comparison) {
        input.compared_with = compared_with(source, answer.options, placement->first);
        input.expected = placement->expected;
    }
    input.finding = window_sentence(*placement, answer.options, which_words(first, standing.language), standing.language) + " " + input.finding;
    return input;
}

PlacementsInput placements_of_change(ChangeAnswer const& answer, SourceChange const& source, Standing const& standing)
{
    PlacementsInput input;
    input.head = head_of(answer, source.source, standing);
    input.where = where_of(answer);
    input.window_months = answer.options.window_months;
    input.level = answer.options.level;
    input.placements = source.found.placements;
    input.compared_with = say(answer.baseline, standing.language);
    auto const* lowest = placement_at(source, std::nullopt);
    if (lowest != nullptr) input.finding = window_sentence(*lowest, answer.options, which_words(std::nullopt, standing.language), standing.language) + " ";
    input.finding += verdict_sentence(source, standing.language);
    return input;
}

RatiosMapInput ratios_map_of_change(ChangeMap const& map, Standing const& standing)
{
    RatiosMapInput input;
    auto const& options = map.answer.options;
    input.head = head_of(map.answer, map.source, standing);
    input.window = {map.first, map.first + (options.window_months - 1)};
    input.compared_with = say(map.answer.baseline, standing.language);
    input.level = options.level;
    bool const french = standing.language == Language::french;
    input.finding = french ? "Une baisse qui déborde sur les voisins ne dit rien du programme." : "A fall that the neighbours share says nothing of the programme.";
    for (auto const& one : map.places) {
        MapPlace place{one.place.place, one.place.name, MapRole::other, one.found.observed, one.found.baseline_events, {}, {}, {}, {}};
        place.role = one.role == PlaceRole::chosen ? MapRole::chosen : one.role == PlaceRole::neighbour ? MapRole::neighbour : MapRole::other;
        if (one.found.comparison && one.found.comparison->ratio) {
            place.ratio = one.found.comparison->ratio;
            place.low = one.found.comparison->exact.lower;
            place.high = one.found.comparison->exact.upper;
        }
        for (auto const& ring : one.rings) {
            place.rings.emplace_back();
            for (auto const& position : ring) place.rings.back().push_back({position.longitude, position.latitude});
        }
        input.places.push_back(std::move(place));
    }
    return input;
}

}  // namespace accalmie::plots
