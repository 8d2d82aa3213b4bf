// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/change.cpp: `accalmie change`: did violence fall in these places during so many months, compared with what?
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "answers/change_words.hpp"
#include "surfaces/change_page.hpp"
#include "surfaces/cli/change_question.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/plan_page.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace accalmie::cli {

namespace {

std::optional<std::string> given(Arguments const& arguments, std::string_view name)
{
    auto text = arguments.text(name);
    if (text.empty()) return std::nullopt;
    return text;
}

Result<double> share(Arguments const& arguments, std::string_view name)
{
    auto const text = arguments.text(name);
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || !(value > 0 && value < 1))
        return Error{Error::Kind::usage, "\"" + text.substr(0, 40) + "\" is not a share between 0 and 1", "--" + std::string{name}, "write 0.95"};
    return value;
}

Result<ChangeQuestion> question_of(Arguments const& arguments)
{
    auto question = TRY(change_question_of(arguments));
    if (auto const sentence = given(arguments, "claim")) question.claim.sentence = Words{*sentence, *sentence};
    question.claim.baseline = given(arguments, "claim-baseline");
    question.claim.area = given(arguments, "claim-area");
    question.claim.source = given(arguments, "claim-source");
    question.claim.months = given(arguments, "claim-months");
    question.kinds = arguments.text("kinds");
    question.rank_by = TRY(parse_rank_by(arguments.text("rank-by")).at("--rank-by"));
    question.level = TRY(share(arguments, "level"));
    question.p_threshold = TRY(share(arguments, "p-threshold"));
    question.shuffles = static_cast<int>(TRY(arguments.integer("shuffles", 19, 9'999)).value_or(499));
    question.seed = static_cast<std::uint64_t>(TRY(arguments.integer("seed", 0, 1'000'000'000)).value_or(1));
    return question;
}

std::string number(std::optional<double> value, char const* form) { return value ? fmt::format(fmt::runtime(form), *value) : "-"; }

void print_source(std::string& text, SourceChange const& source)
{
    text += "\n" + source.source + ": " + std::string{verdict_code(source.found.verdict)} + "\n";
    for (auto const reason : source.found.reasons) text += "  " + change_reason_words(reason).en + "\n";
    if (!source.covered) return;
    std::vector<std::vector<std::string>> rows;
    for (auto const& placement : source.found.placements) {
        auto const* ratio = placement.comparison ? &*placement.comparison : nullptr;
        rows.push_back({to_iso(placement.first), placement.observed ? std::to_string(*placement.observed) : "-",
                        placement.baseline_events ? fmt::format("{} in {} months", *placement.baseline_events, placement.baseline_months) : "-",
                        ratio == nullptr ? "-" : number(ratio->ratio, "{:.2f}"),
                        ratio == nullptr ? "-"
                                         : fmt::format("{:.2f} to {}", ratio->exact.lower,
                                                       ratio->exact.upper ? fmt::format("{:.2f}", *ratio->exact.upper) : "no bound"),
                        number(placement.change_percent, "{:+.0f} %"), placement.rank ? fmt::format("{} of {}", *placement.rank, placement.of) : "-",
                        number(placement.p_rank, "{:.3f}"), std::string{verdict_code(placement.verdict)}});
    }
    text += table_text({"window from", "events", "before", "ratio", "interval", "change", "rank", "p", "if these months"}, rows);
    if (source.found.search.lowest)
        text += fmt::format("  lowest: {}; after searching all {} placements: p {} against {} shuffled series\n",
                                 to_iso(source.found.placements[*source.found.search.lowest].first), source.found.placements.size(),
                                 number(source.found.search.p, "{:.3f}"), std::max(0, source.found.search.ranges - 1));
}

std::string ring_lines(ChangeAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    auto const interval = [](auto const& lower, auto const& upper) { return lower ? fmt::format("{:.2f} to {}", *lower, number(upper, "{:.2f}")) : std::string{"-"}; };
    for (auto const& ring : answer.rings)
        rows.push_back({ring.source, ring.distance == 0 ? "asked" : fmt::format("ring {}", ring.distance), std::to_string(ring.places.size()),
                        ring.observed ? std::to_string(*ring.observed) : "-", ring.baseline_events ? std::to_string(*ring.baseline_events) : "-",
                        number(ring.ratio, "{:.2f}"), interval(ring.lower, ring.upper), number(ring.ratio_with_inner, "{:.2f}"), ring.words.en});
    if (rows.empty()) return {};
    return "\nDid it move away? By distance, in the same months:\n" +
           table_text({"source", "where", "places", "events", "before", "ratio", "interval", "with all inside", ""}, rows);
}

std::string change_lines(ChangeAnswer const& answer)
{
    std::string text = "The claim: " + answer.claim.sentence.en + "\n  " + std::string{verdict_code(answer.claim.verdict)} + "\n";
    for (auto const& part : answer.claim.missing) text += "  not published: " + part.words.en + "\n";
    text += "\nApart from that, what open data show (" + answer.baseline.en + "):\n";
    if (answer.open_data.empty()) text += "  no source knows these places: import one, as `accalmie import ucdp FILE`\n";
    for (auto const& source : answer.open_data) print_source(text, source);
    std::vector<std::vector<std::string>> rows;
    for (auto const& neighbour : answer.neighbours)
        rows.push_back({neighbour.source, neighbour.place.name, to_iso(neighbour.first_month),
                        neighbour.observed ? std::to_string(*neighbour.observed) : "-",
                        neighbour.baseline_events ? std::to_string(*neighbour.baseline_events) : "-", number(neighbour.ratio, "{:.2f}"),
                        neighbour.lower_95 ? fmt::format("{:.2f} to {}", *neighbour.lower_95, number(neighbour.upper_95, "{:.2f}")) : "-"});
    if (!rows.empty())
        text += "\nNeighbours, in the months with the lowest ratio:\n" + table_text({"source", "place", "window from", "events", "before", "ratio", "interval"}, rows);
    return text + ring_lines(answer);
}

/// The mark at the head of every line, so that no line can be quoted without it.
std::string marked(std::string_view text, std::string_view mark)
{
    std::string lines;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        lines += std::string{mark} + std::string{text.substr(0, end)} + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// A plan fixes what is asked; whoever wants to ask otherwise explores.
Result<void> run_plan(Session& session, std::string const& plan)
{
    for (auto const* const name : {"explore", "places", "first", "last", "source"})
        if (session.arguments.has(name))
            return Error{Error::Kind::usage, "a plan fixes what is asked: --" + std::string{name} + " does not go with it", {}, "leave it out; or leave out the plan, and the output says that it is exploratory"};
    auto* workspace = TRY(session.workspace());
    auto const answer = TRY(answer_plan(workspace->facts(), asking_of(*workspace), plan));
    auto const multiverse = TRY(answer_multiverse(workspace->facts(), asking_of(*workspace), answer.plan));
    if (auto const page = given(session.arguments, "page")) TRY(write_atomically(session.machine.disk, session.path(*page), as_bytes(plan_page(answer, multiverse, kind_of(*workspace)))));
    if (session.json)
        session.line(tree_json(plan_tree(answer, multiverse, kind_of(*workspace))));
    else
        session.terminal.out(plan_lines(answer) + "\n" + multiverse_lines(multiverse) + "\n" + change_lines(answer.change));
    return {};
}

Result<void> run_change(Session& session)
{
    if (auto const plan = given(session.arguments, "PLAN")) return run_plan(session, *plan);
    auto const question = TRY(question_of(session.arguments));
    auto* workspace = TRY(session.workspace());
    auto const answer = TRY(answer_change(workspace->facts(), asking_of(*workspace), question));
    if (auto const page = given(session.arguments, "page")) {
        auto const text = change_page(answer, kind_of(*workspace));
        TRY(write_atomically(session.machine.disk, session.path(*page), as_bytes(text)));
    }
    if (session.json)
        session.line(tree_json(change_tree(answer, kind_of(*workspace), Made::exploratory)));
    else
        session.terminal.out(marked(change_lines(answer), "exploratory | "));
    return {};
}

}  // namespace

Command change_command()
{
    return {
        .name = "change",
        .summary = "Did violent events fall in these places, compared with what?",
        .description =
            "With PLAN: what follows from a plan that was registered (`accalmie evaluation add`), and whether that was before its data. Without: a question\n"
            "asked freely; every line says that it is exploratory. First the claim: what of it is not published makes it *cannot be said*. Apart from that, what open data show: supported (interval and\n"
            "rank both pass), weak (one), not shown (neither), cannot be said (no data). Every placement of the window is ranked; sources stay "
            "apart.",
        .examples = {"accalmie change calm-2021",
                     "accalmie change --places ML0507,ML0508,ML0403,ML0407 --months 7 --first 2021-01 --last 2022-12",
                     "accalmie change --places ML0507 --months 7 --first 2021-10 --last 2022-04 --source ucdp --json"},
        .positionals = {{"PLAN", "name of a plan, or the address of a version", Positional::Count::optional}},
        .options = {{"places", "CODES", "P-codes or names, separated by commas"},
                    {"first", "MONTH", "first month in which the window may lie"},
                    {"last", "MONTH", "last month in which the window may lie"},
                    {"months", "N", "length of the window", "7"},
                    {"source", "NAME", "one source [each]"},
                    {"baseline", "KIND", "same_season, just_before or whole_before", "same_season"},
                    {"baseline-years", "N", "years of same_season", "3"},
                    {"kinds", "CODES", "kinds of incidents counted, separated by spaces", "all"},
                    {"rank-by", "CODE", "windows are ranked by p_fall (chance of so few events) or ratio", "p_fall"},
                    {"level", "SHARE", "of the interval that must lie below 1", "0.95"},
                    {"p-threshold", "SHARE", "chance at or below which a rank counts", "0.05"},
                    {"shuffles", "N", "of the months, to see what chance alone gives, 19 to 9999", "499"},
                    {"seed", "N", "of the shuffles", "1"},
                    {"explore", "", "ask freely, without a plan (as without PLAN)"},
                    {"claim", "TEXT", "the sentence as published"},
                    {"claim-baseline", "TEXT", "the baseline that it names"},
                    {"claim-area", "TEXT", "the area that it names"},
                    {"claim-source", "TEXT", "the source that it names"},
                    {"claim-months", "TEXT", "the months that it names"},
                    {"page", "FILE", "also write a Markdown page"}},
        .run = run_change};
}

}  // namespace accalmie::cli
