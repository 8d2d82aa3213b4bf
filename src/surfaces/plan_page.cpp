// SPDX-License-Identifier: Apache-2.0
#include "surfaces/plan_page.hpp"

#include "answers/change_words.hpp"
#include "answers/claims.hpp"
#include "surfaces/change_page.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 25;
constexpr std::size_t at(ChoiceOf choice) { return static_cast<std::size_t>(choice); }

std::string verdict_text(Verdict verdict) { return "*" + verdict_words(verdict).en + "*"; }

/// What a plan's author typed, as one cell or line of Markdown.
std::string plain(std::string_view text)
{
    std::string safe;
    for (char const c : text) {
        if (c == '|' || c == '<' || c == '>' || c == '`' || c == '[' || c == ']' || c == '\\') safe += '\\';
        safe += c == '\n' || c == '\r' ? ' ' : c;
    }
    return safe;
}

std::string registration(PlanAnswer const& answer)
{
    auto const& standing = answer.standing;
    auto const& history = answer.history;
    std::string text = fmt::format("## The plan\n\nRegistered {}: {}. The window is {} to {}", to_iso(standing.received), registered_words(standing.registered).en, to_iso(answer.plan.first), to_iso(answer.plan.last));
    text += answer.plan.window_searched ? fmt::format("; any {} months in it, the search counted in.\n\n", answer.plan.window_months) : ".\n\n";
    text += "| source | registered | first row here | first row of the window |\n|---|---|---|---|\n";
    auto const instant = [](std::optional<Instant> const& when) { return when ? to_iso(*when) : std::string{"none"}; };
    for (auto const& source : standing.sources)
        text += fmt::format("| {} | {} | {} | {} |\n", plain(source.source), registered_words(source.registered).en, instant(source.first_row), instant(source.first_window_row));
    text += "\n| field | as registered |\n|---|---|\n";
    for (auto const& [name, value] : history.versions[history.runs].fields) text += fmt::format("| {} | {} |\n", name, plain(value));
    if (history.versions.size() == 1) return text + "\nNothing was changed since.\n\n";
    text += fmt::format("\n{} versions; the first was registered {}. Changed since:\n\n", history.versions.size(), to_iso(standing.first_received));
    for (auto const& version : history.versions)
        for (auto const& change : version.changed)
            text += fmt::format("- {}, {}: {} → {}\n", to_iso(version.received), change.field, change.before.empty() ? "(nothing)" : plain(change.before), change.after.empty() ? "(nothing)" : plain(change.after));
    return text + "\n";
}

std::string main_choices(PlanAnswer const& answer)
{
    std::string text = "## By the plan's main choices\n\nThe rate during over the rate before (" + answer.change.baseline.en + "), with its exact interval; each window ranked among all of its length. `docs/methods/before-after.md`.\n\n";
    for (auto const& source : answer.change.open_data) {
        text += "### " + source.source + ": " + verdict_text(source.found.verdict) + "\n\n";
        for (auto const reason : source.found.reasons) text += "- " + change_reason_words(reason).en + "\n";
        if (!source.covered) text += "- The source says nothing about these months, so no figure follows from it, least of all a fall.\n";
        else if (passing_of(source.source) == Passing::hash_only) text += "- Its terms forbid passing its counts on; the figures stay with whoever has the file.\n";
        else text += "\n" + placements_table(source);
        text += "\n";
    }
    return text;
}

std::string unanswered(MultiverseAnswer const& multiverse)
{
    std::string text;
    std::map<Refusal, int> refused;
    for (auto const& one : multiverse.found.specifications)
        if (one.refusal != Refusal::none) ++refused[one.refusal];
    for (auto const& one : multiverse.left_out) text += fmt::format("- left out: {} {}: {}\n", one.choice, plain(one.value), one.why.en);
    for (auto const& [refusal, count] : refused) text += fmt::format("- {} do not answer: {}\n", count, refusal_words(refusal).en);
    return text.empty() ? text : text + "\n";
}

std::string choices_text(MultiverseAnswer const& multiverse, Specification const& one)
{
    std::string choices;
    for (std::size_t choice = 0; choice < choices_count; ++choice) {
        auto const& values = multiverse.values[choice];
        bool const none = choice == at(ChoiceOf::pool) && multiverse.input.estimators[one.choice[at(ChoiceOf::estimator)]] == PlainEstimator::rate_ratio;
        if (values.size() > 1 && !none) choices += (choices.empty() ? "" : ", ") + plain(values[one.choice[choice]]);
    }
    return choices;
}

/// Evenly over the curve, its ends among them.
std::string curve_rows(MultiverseAnswer const& multiverse)
{
    std::vector<std::size_t> shown;
    for (auto const row : multiverse.found.curve)
        if (passing_of(multiverse.values[at(ChoiceOf::source)][multiverse.found.specifications[row].choice[at(ChoiceOf::source)]]) != Passing::hash_only) shown.push_back(row);
    if (shown.empty()) return {};
    std::string text = "| ratio | interval | p | events during, before (months) | supports | choices |\n|---|---|---|---|---|---|\n";
    std::size_t const count = std::min(rows_max, shown.size());
    for (std::size_t i = 0; i < count; ++i) {
        auto const& one = multiverse.found.specifications[shown[count == 1 ? 0 : i * (shown.size() - 1) / (count - 1)]];
        text += fmt::format("| {:.2f} | {:.2f} to {} | {:.3f} | {}, {} ({}) | {} | {} |\n", *one.estimate, one.interval.lower, one.interval.upper ? fmt::format("{:.2f}", *one.interval.upper) : "no bound", one.p_less,
                            one.events_during, one.events_before, one.months_before, one.supports ? "yes" : "no", choices_text(multiverse, one));
    }
    if (count < shown.size()) text += fmt::format("\n{} of {} rows, evenly over the curve, the lowest and the highest among them.\n", count, shown.size());
    return text + "\n";
}

std::string curve_section(MultiverseAnswer const& multiverse)
{
    auto const& found = multiverse.found;
    std::string text = fmt::format("## All choices crossed: {}\n\n{:.0f} specifications, {} evaluated, {} answer; {} support the sentence ({:.0f} %, needed {:.0f} %). `docs/methods/multiverse.md`.\n\n", verdict_words(found.verdict).en,
                                   found.crossed, found.specifications.size(), found.answered, found.supporting, 100 * found.share_supporting, 100 * multiverse.input.share_needed);
    text += unanswered(multiverse);
    if (found.answered == 0) return text;
    text += fmt::format("Against {} assignments of {} places and {} shifts of the window{}: the curve's mean z has p {:.3f}, its median {:.3f}, the number of significant specifications {:.3f}; the best of all, searched for, {:.3f}.\n\n",
                        found.assignments, multiverse.units.size(), found.shifts, found.exhaustive ? ", all comparable ones" : "", found.curve_tests.mean_z_p, found.curve_tests.median_p, found.curve_tests.share_p,
                        found.curve_tests.lowest_p);
    for (auto const& influence : found.influence)
        text += fmt::format("- switching the {} alone moves the ratio by a factor of {:.2f} on average\n", choice_words(influence.choice).en, std::exp(influence.mean_absolute_shift));
    return text + (found.influence.empty() ? "" : "\n") + curve_rows(multiverse);
}

std::string path_section(MultiverseAnswer const& multiverse, SyntheticPath const& path)
{
    std::string text = fmt::format("### {}, first choices\n\n", model_code(path.model));
    if (path.refusal != Refusal::none) return text + "Refused: " + refusal_words(path.refusal).en + ".\n\n";
    if (!path.found.refusal.empty()) return text + fmt::format("Refused: `{}`.\n\n", path.found.refusal);
    text += fmt::format("Ratio {:.2f}; lowest among placebos in space: p {:.3f} of {}. No interval is claimed.\n\n| place | weight |\n|---|---|\n", path.found.ratio.value_or(0), path.p_placebo.value_or(1), path.placebos.size());
    for (std::size_t i = 0; i < path.found.weights.size(); ++i)
        if (path.found.weights[i] >= 0.0005) text += fmt::format("| {} | {:.3f} |\n", plain(multiverse.units[path.donors[i]].name), path.found.weights[i]);
    return text + "\n";
}

std::string models_section(MultiverseAnswer const& multiverse)
{
    if (!multiverse.modelled) return {};
    auto const& modelled = *multiverse.modelled;
    std::string text = fmt::format("## By models\n\nA sample of {} of {:.0f} specifications: {} answer, {} support.", modelled.specifications.size(), modelled.crossed, modelled.answered, modelled.supporting);
    if (modelled.answered > 0) text += fmt::format(" Median ratio {:.2f}; p of the curve {:.3f} against {} assignments, fitted anew on each.", modelled.median_estimate.value_or(0), modelled.mean_z_p, modelled.assignments);
    text += "\n\n";
    std::map<std::string, int> refused;
    for (auto const& one : modelled.specifications)
        if (one.refusal == Refusal::none && !one.model_refusal.empty()) ++refused[fmt::format("{}: `{}`", model_code(multiverse.models[one.choice[at(ChoiceOf::estimator)]]), one.model_refusal)];
    for (auto const& [reason, count] : refused) text += fmt::format("- {} refused, {}\n", count, reason);
    if (!refused.empty()) text += "\n";
    bool const may_show = multiverse.values[at(ChoiceOf::source)].empty() || passing_of(multiverse.values[at(ChoiceOf::source)].front()) != Passing::hash_only;
    for (auto const& path : modelled.paths)
        if (may_show) text += path_section(multiverse, path);
    return text;
}

}  // namespace

std::string plan_page(PlanAnswer const& answer, MultiverseAnswer const& multiverse, Kind kind)
{
    std::string text = fmt::format("# Plan {}: {}\n\n", plain(answer.plan.name), verdict_words(multiverse.found.verdict).en);
    if (kind == Kind::demo) text += "**Demonstration: all data are simulated.**\n\n";
    text += fmt::format("> {}\n\nGenerated by `accalmie change {} --page`. Boundaries: {}. Places:", plain(answer.plan.sentence), plain(answer.plan.name), answer.change.boundary);
    for (std::size_t i = 0; i < answer.change.places.size(); ++i) text += (i == 0 ? " " : ", ") + answer.change.places[i].name;
    text += ".\n\n" + registration(answer) + curve_section(multiverse) + models_section(multiverse) + main_choices(answer);
    return text + closing_sections({});
}

}  // namespace accalmie
