// SPDX-License-Identifier: Apache-2.0
#include "surfaces/claim_page.hpp"

#include "answers/change_words.hpp"
#include "surfaces/change_page.hpp"
#include "surfaces/claim_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie {

namespace {

std::string verdict_text(Verdict verdict) { return "*" + verdict_words(verdict).en + "*"; }

std::string baseline_name(AreaChange const& change)
{
    switch (change.baseline) {
    case Baseline::same_season: return fmt::format("same season, {} {}", change.baseline_years, change.baseline_years == 1 ? "year" : "years");
    case Baseline::just_before: return "just before";
    case Baseline::whole_before: return "whole before";
    }
    return {};
}

std::string number(std::optional<double> value, char const* form) { return value ? fmt::format(fmt::runtime(form), *value) : "–"; }

std::string ratio_of(Placement const& placement) { return placement.comparison ? number(placement.comparison->ratio, "{:.2f}") : "–"; }

std::string interval_of(Placement const& placement)
{
    if (!placement.comparison) return "–";
    auto const& exact = placement.comparison->exact;
    return fmt::format("{:.2f} to {}", exact.lower, exact.upper ? fmt::format("{:.2f}", *exact.upper) : "no bound");
}

/// All baselines of one area in one source, from the evidence's order.
using Rows = std::vector<AreaChange const*>;

Rows rows_of(ClaimFigures const& figures, std::string const& area, std::string const& source)
{
    Rows rows;
    for (auto const& change : figures.areas)
        if (change.area == area && change.source == source) rows.push_back(&change);
    return rows;
}

/// Areas in their order, each once.
std::vector<AreaChange const*> areas_of(ClaimFigures const& figures, PlaceRole role, std::string const& source)
{
    std::vector<AreaChange const*> areas;
    for (auto const& change : figures.areas)
        if (change.role == role && change.source == source && (areas.empty() || areas.back()->area != change.area)) areas.push_back(&change);
    return areas;
}

std::string baselines_table(Rows const& rows)
{
    std::string text = "| compared with | lowest window from | events | events before (months) | ratio | 95 % interval | p after the search | windows that "
                       "would be supported had they been named | verdict |\n|---|---|---|---|---|---|---|---|---|\n";
    for (auto const* const row : rows) {
        text += "| " + baseline_name(*row) + " | ";
        if (!row->lowest) {
            text += "– | – | – | – | – | – | – | " + verdict_words(row->verdict).en + " |\n";
            continue;
        }
        auto const& lowest = *row->lowest;
        text += fmt::format("{} | {} | {} ({}) | {} | {} | {} | {} of {} | {} |\n", to_iso(lowest.first), lowest.observed.value_or(0), lowest.baseline_events.value_or(0), lowest.baseline_months,
                            ratio_of(lowest), interval_of(lowest), number(row->search_p, "{:.3f}"), row->fell, row->placements, verdict_words(row->verdict).en);
    }
    return text;
}

/// One row an area, one column a baseline: the lowest ratio with its events, and a mark where the verdict is more than not shown.
std::string matrix(ClaimFigures const& figures, std::vector<AreaChange const*> const& areas, std::string const& source)
{
    std::string text, rule = "|---|---|";
    for (auto const* const area : areas) {
        auto const rows = rows_of(figures, area->area, source);
        if (text.empty()) {
            text = "| place | events known |";
            for (auto const* const row : rows) text += " " + baseline_name(*row) + " |", rule += "---|";
            text += "\n" + rule + "\n";
        }
        text += fmt::format("| {} | {} |", area->name == "neighbours" ? "**all of them together**" : area->name, area->events ? std::to_string(*area->events) : "no data");
        for (auto const* const row : rows) {
            bool const is_more = row->verdict == Verdict::supported || row->verdict == Verdict::weak;
            auto const* const lowest = row->lowest ? &*row->lowest : nullptr;
            text += " " + (lowest == nullptr ? "–" : fmt::format("{} ({} / {})", ratio_of(*lowest), lowest->observed.value_or(0), lowest->baseline_events.value_or(0))) + (is_more ? " " + verdict_text(row->verdict) : "") + " |";
        }
        text += "\n";
    }
    return text;
}

struct Tally {
    int all = 0, answered = 0, supported = 0, weak = 0, not_shown = 0;
};

Tally tally_of(ClaimFigures const& figures, PlaceRole role, std::string const& source)
{
    Tally tally;
    for (auto const& change : figures.areas) {
        if (change.role != role || change.source != source) continue;
        ++tally.all;
        tally.answered += change.verdict == Verdict::cannot_be_said ? 0 : 1;
        tally.supported += change.verdict == Verdict::supported ? 1 : 0;
        tally.weak += change.verdict == Verdict::weak ? 1 : 0;
        tally.not_shown += change.verdict == Verdict::not_shown ? 1 : 0;
    }
    return tally;
}

std::string tally_text(std::string const& what, Tally const& tally)
{
    return fmt::format("- {}: {} combinations of place and baseline, {} can be answered: supported {}, weak {}, not shown {}\n", what, tally.all, tally.answered, tally.supported, tally.weak,
                       tally.not_shown);
}

bool may_show(ClaimEvidence const& evidence, std::string const& source)
{
    return std::any_of(evidence.inputs.begin(), evidence.inputs.end(), [&](auto const& input) { return input.source == source && input.passing == Passing::series; });
}

std::string answer_section(ClaimRow const& claim, ClaimEvidence const& evidence, ClaimFigures const& figures)
{
    auto const& answer = figures.answer;
    std::string text = "## The answer\n\n> " + claim.sentence + "\n";
    if (!claim.said_by.empty()) text += ">\n> " + claim.said_by + "\n";
    text += "\nAs it stands: " + verdict_text(answer.claim.verdict) + ".";
    if (!answer.claim.missing.empty()) text += " What would have to be published:\n\n";
    for (auto const& part : answer.claim.missing) text += "- " + part.words.en + "\n";
    text += "\n\nApart from the sentence, and exploratory, what open data show of these places together, the lowest of all windows searched:\n\n";
    for (auto const& source : answer.open_data) {
        text += "- **" + source.source + "**: " + verdict_text(source.found.verdict);
        for (std::size_t i = 0; i < source.found.reasons.size(); ++i) text += (i == 0 ? ": " : "; ") + change_reason_words(source.found.reasons[i]).en;
        text += ".";
        if (!source.covered) text += " It says nothing about these months, so no figure follows from it, least of all a fall.";
        else if (!may_show(evidence, source.source)) text += " Its terms forbid passing its counts on; the figures stay with whoever has the file.";
        text += "\n";
    }
    for (auto const& input : evidence.inputs) {
        if (input.passing == Passing::hash_only) continue;
        text += "\nEvery place and baseline, in " + input.source + ":\n\n" + tally_text("the places, together and each", tally_of(figures, PlaceRole::asked, input.source)) +
                tally_text("their neighbours, together and each", tally_of(figures, PlaceRole::neighbour, input.source)) +
                tally_text("the communes inside", tally_of(figures, PlaceRole::inside, input.source));
    }
    return text + "\nOne combination in twenty would pass by chance alone where nothing changed: a single *supported* among many is no answer, and neighbours in which "
                  "as much fell speak against a cause in these places.\n\n";
}

std::string communes_section(ClaimFigures const& figures, std::string const& source)
{
    std::vector<AreaChange const*> with_events;
    std::string without;
    int without_count = 0;
    for (auto const* const area : areas_of(figures, PlaceRole::inside, source)) {
        if (area->events.value_or(0) > 0) {
            with_events.push_back(area);
            continue;
        }
        without += (without.empty() ? "" : ", ") + area->name;
        ++without_count;
    }
    if (with_events.empty() && without.empty()) return {};
    std::string text = "### Communes inside (exploratory)\n\nOnly events that the source knows to the commune are counted; few a commune, so that hardly any can pass.\n\n" + matrix(figures, with_events, source);
    if (without_count > 0) text += fmt::format("\nNo event known to the commune in {} of them, so nothing can have fallen there: {}.\n", without_count, without);
    return text + "\n";
}

std::string source_sections(ClaimFigures const& figures, std::string const& source)
{
    std::string text = "## " + source + ", table by table (exploratory)\n\n### The places together, by baseline (exploratory)\n\n" + baselines_table(rows_of(figures, "asked", source)) + "\n";
    auto asked = areas_of(figures, PlaceRole::asked, source);
    asked.erase(std::remove_if(asked.begin(), asked.end(), [](auto const* area) { return area->area == "asked"; }), asked.end());
    std::string const what = "The lowest of all windows under each baseline: ratio (events during / events before). A ratio of 0 after one event is no fall to speak of. A verdict stands beside it where it is more than *not shown*.\n\n";
    if (!asked.empty()) text += "### Each place (exploratory)\n\n" + what + matrix(figures, asked, source) + "\n";
    text += communes_section(figures, source);
    if (auto const beside = areas_of(figures, PlaceRole::neighbour, source); !beside.empty())
        text += "### Neighbours (exploratory)\n\nThe places around, searched in the same way. A fall next door too is no sign of the programme.\n\n" + matrix(figures, beside, source) + "\n";
    for (auto const& change : figures.answer.open_data)
        if (change.source == source && change.covered) text += "### Every window, compared with " + figures.answer.baseline.en + " (exploratory)\n\n" + placements_table(change) + "\n";
    return text;
}

std::string method_section(ClaimFigures const& figures)
{
    auto const& options = figures.answer.options;
    return fmt::format("## How it was counted\n\nEvery window of {} months within {} to {} is tried, for each place and each of seven baselines: the same calendar months of the 1 to 5 years "
                       "before, the months just before, all months before. The ratio is the rate during over the rate before, with the exact conditional 95 % interval; each window is ranked "
                       "among all windows of that length in the whole series of the source. *Supported* needs the interval below 1 and p at most {:.2f}, after paying for having searched: the "
                       "interval is widened for the number of windows, and the lowest window must hold against {} series in which months changed places with the same calendar months of "
                       "other years. *Weak* is one of the two, *not shown* neither. Months outside what a source covers are no data, never 0. Formula and worked example: "
                       "`docs/methods/before-after.md`. The file that `accalmie claim export` writes holds what these tables follow from; `accalmie claim verify` recomputes them.\n\n",
                       options.window_months, to_iso(options.first), to_iso(options.last), options.p_threshold, options.shuffles);
}

/// The plan's specification curve as it was recorded by the last check.
std::string plan_section(ClaimRow const& claim)
{
    if (claim.curve.empty()) return {};
    return "## The plan " + claim.plan + "\n\nEvery defensible choice of the plan crossed with every other, and the same under permutations of places and windows (`accalmie change " + claim.plan +
           "`):\n\n```\n" + tree_text(recorded_tree(claim.curve)) + "```\n\n";
}

std::string inputs_section(ClaimEvidence const& evidence)
{
    std::string text = "## Inputs\n\n| source | events that count | releases | BLAKE2b-256 of the rows |\n|---|---|---|---|\n";
    for (auto const& input : evidence.inputs) {
        std::string releases;
        for (auto const& row : input.coverage) releases += (releases.empty() ? "" : "; ") + fmt::format("{}covers {} to {}", row.release.empty() ? "" : row.release + ", ", to_iso(row.first_day), to_iso(row.last_day));
        text += "| " + input.source + " | " + (input.passing == Passing::series ? std::to_string(input.rows) : "(not passed on)") + " | " + releases + " | `" + input.rows_hash.substr(0, 16) + "…` |\n";
    }
    return text + "\n";
}

}  // namespace

std::string claim_page(ClaimRow const& claim, ClaimEvidence const& evidence, ClaimFigures const& figures, Kind kind)
{
    std::string names;
    for (std::size_t i = 0; i < figures.answer.places.size(); ++i)
        names += (i == 0 ? "" : i + 1 == figures.answer.places.size() ? " and " : ", ") + figures.answer.places[i].name;
    std::string text = fmt::format("# {}: violent events over {} months, {} to {}\n\n", names, claim.window_months, to_iso(claim.first), to_iso(claim.last));
    if (kind == Kind::demo) text += "**Demonstration: all data are simulated.**\n\n";
    text += "**Exploratory: asked without a plan that was registered beforehand.**\n\n";
    text += "Generated by `accalmie claim show " + claim.name + " --page`. Boundaries: " + figures.answer.boundary + ".\n\n";
    text += answer_section(claim, evidence, figures);
    for (auto const& input : evidence.inputs)
        if (input.passing == Passing::series) text += source_sections(figures, input.source);
    return text + plan_section(claim) + method_section(figures) + inputs_section(evidence) + closing_sections(claim.reply);
}

}  // namespace accalmie
