// SPDX-License-Identifier: Apache-2.0
#include "surfaces/change_page.hpp"

#include "answers/change_words.hpp"
#include "answers/claims.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

/// ACLED's terms of use forbid passing on what could stand in for its data; a series of counts by month could.
bool may_show_counts(std::string_view source) { return passing_of(source) == Passing::series; }

std::string verdict_text(Verdict verdict) { return "*" + verdict_words(verdict).en + "*"; }

std::string names_of(std::vector<NamedPlace> const& places)
{
    std::string names;
    for (std::size_t i = 0; i < places.size(); ++i) names += (i == 0 ? "" : i + 1 == places.size() ? " and " : ", ") + places[i].name;
    return names;
}

std::string number(std::optional<double> value) { return value ? fmt::format("{:.2f}", *value) : "–"; }

std::string interval_text(double lower, std::optional<double> upper)
{
    return fmt::format("{:.2f} to {}", lower, upper ? fmt::format("{:.2f}", *upper) : "no bound");
}

std::string source_section(SourceChange const& source)
{
    std::string text = "### " + source.source + ": " + verdict_text(source.found.verdict) + " (exploratory)\n\n";
    for (auto const reason : source.found.reasons) text += "- " + change_reason_words(reason).en + "\n";
    if (!source.covered) return text + "- The source says nothing about these months, so no figure follows from it, least of all a fall.\n\n";
    if (!may_show_counts(source.source)) return text + "- Its terms forbid passing its counts on; the figures stay with whoever has the file.\n\n";
    text += "\n" + placements_table(source) + "\n";
    if (source.found.search.lowest) {
        auto const& lowest = source.found.placements[*source.found.search.lowest];
        text += fmt::format("The lowest of the {} placements begins in {}. Whoever looks at {} windows finds a low one by looking: the same search "
                            "over {} series in which the months had changed places with the same calendar "
                            "months of other years found one as low with p = {}. The verdict above counts that search in. The smallest p that the "
                            "series allows for one window is {}.\n\n",
                            source.found.placements.size(), to_iso(lowest.first), source.found.placements.size(),
                            std::max(0, source.found.search.ranges - 1), source.found.search.p ? fmt::format("{:.3f}", *source.found.search.p) : "–",
                            source.found.smallest_p_rank ? fmt::format("{:.4f}", *source.found.smallest_p_rank) : "–");
    }
    return text;
}

std::string neighbours_section(ChangeAnswer const& answer)
{
    std::string rows;
    for (auto const& neighbour : answer.neighbours) {
        if (!may_show_counts(neighbour.source)) continue;
        rows += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", neighbour.source, neighbour.place.name, to_iso(neighbour.first_month),
                            neighbour.observed ? std::to_string(*neighbour.observed) : "no data",
                            neighbour.baseline_events ? std::to_string(*neighbour.baseline_events) : "no data", number(neighbour.ratio),
                            neighbour.lower_95 ? interval_text(*neighbour.lower_95, neighbour.upper_95) : "–");
    }
    if (rows.empty()) return {};
    return "## Neighbours (exploratory)\n\nThe places around, in the months in which the ratio was lowest. A fall next door too is no sign of the programme.\n\n"
           "| source | place | window from | events | events before | ratio | interval |\n|---|---|---|---|---|---|---|\n" +
           rows + "\n";
}

}  // namespace

std::string placements_table(SourceChange const& source)
{
    std::string text = "| window from | events | events before (months) | ratio | 95 % interval | rank | p | if these months had been named "
                       "|\n|---|---|---|---|---|---|---|---|\n";
    for (auto const& placement : source.found.placements) {
        auto const* ratio = placement.comparison ? &*placement.comparison : nullptr;
        text +=
            fmt::format("| {} | {} | {} ({}) | {} | {} | {} | {} | {} |\n", to_iso(placement.first),
                        placement.observed ? std::to_string(*placement.observed) : "no data",
                        placement.baseline_events ? std::to_string(*placement.baseline_events) : "no data", placement.baseline_months,
                        ratio == nullptr ? "–" : number(ratio->ratio), ratio == nullptr ? "–" : interval_text(ratio->exact.lower, ratio->exact.upper),
                        placement.rank ? fmt::format("{} of {}", *placement.rank, placement.of) : "–",
                        placement.p_rank ? fmt::format("{:.3f}", *placement.p_rank) : "–", verdict_words(placement.verdict).en);
    }
    return text;
}

std::string closing_sections(std::string_view reply)
{
    return "## What this does not say\n\n"
           "Open data count events that somebody reported and a database kept: mostly deaths, in places that news reaches. A lull may be real below "
           "what they see: nights without shots, a market that reopens, a road that "
           "holds. Whoever lived there may know of it. The figures above neither show it nor speak against it.\n\n"
           "## Reply of the organisation\n\n" +
           (reply.empty() ? std::string{"*(This place is kept for the organisation that made the statement: months, places, source and baseline "
                                        "that it had in mind, and whatever it wishes to add. Its words are printed "
                                        "unchanged.)*\n"}
                          : std::string{reply} + "\n");
}

std::string change_page(ChangeAnswer const& answer, Kind kind)
{
    std::string text = fmt::format("# {}: violent events over {} months, {} to {}\n\n", names_of(answer.places), answer.options.window_months,
                                   to_iso(answer.options.first), to_iso(answer.options.last));
    if (kind == Kind::demo) text += "**Demonstration: all data are simulated.**\n\n";
    text += "**Exploratory: asked without a plan that was registered beforehand.**\n\n";
    text += "Generated by `accalmie change --page`. Boundaries: " + answer.boundary + ".\n\n## The sentence\n\n> " + answer.claim.sentence.en +
            "\n\nAs it stands: " + verdict_text(answer.claim.verdict) + ".";
    if (!answer.claim.missing.empty()) {
        text += " What would have to be published:\n\n";
        for (auto const& part : answer.claim.missing) text += "- " + part.words.en + "\n";
    }
    text += "\n\n## What open data show, apart from the sentence (exploratory)\n\n";
    text += fmt::format("Every window of {} months within {} to {} is compared with {}. The ratio is the rate during over the rate before, with the "
                        "exact conditional 95 % interval; each window is ranked among all "
                        "windows of that length in the whole series of the source. *Supported* needs the interval below 1 and p at most {:.2f}; "
                        "*weak* one of them; *not shown* neither. Months outside what a source covers "
                        "are no data, never 0. Formula and worked example: `docs/methods/before-after.md`.\n\n",
                        answer.options.window_months, to_iso(answer.options.first), to_iso(answer.options.last), answer.baseline.en,
                        answer.options.p_threshold);
    for (auto const& source : answer.open_data) text += source_section(source);
    text += neighbours_section(answer);
    text += closing_sections({});
    return text;
}

}  // namespace accalmie
