// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/change.cpp: `accalmie change`: did violence fall in these places during so many months, compared with what?
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "answers/change_words.hpp"
#include "surfaces/change_page.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::vector<std::string> split(std::string const& text)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        auto const end = std::min(text.find(',', begin), text.size());
        if (end > begin) parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::optional<std::string> given(Arguments const& arguments, std::string_view name)
{
    auto text = arguments.text(name);
    if (text.empty()) return std::nullopt;
    return text;
}

Result<ChangeQuestion> question_of(Arguments const& arguments)
{
    ChangeQuestion question;
    question.places = split(arguments.text("places"));
    question.first = TRY(arguments.month("first")).value_or(Month{});
    question.last = TRY(arguments.month("last")).value_or(Month{});
    question.months = static_cast<int>(TRY(arguments.integer("months", 1, 120)).value_or(7));
    question.source = given(arguments, "source");
    question.baseline = TRY(parse_baseline(arguments.text("baseline")).at("--baseline"));
    question.baseline_years = static_cast<int>(TRY(arguments.integer("baseline-years", 1, 50)).value_or(3));
    if (auto const sentence = given(arguments, "claim")) question.claim.sentence = Words{*sentence, *sentence};
    question.claim.baseline = given(arguments, "claim-baseline");
    question.claim.area = given(arguments, "claim-area");
    question.claim.source = given(arguments, "claim-source");
    question.claim.months = given(arguments, "claim-months");
    return question;
}

std::string number(std::optional<double> value, char const* form) { return value ? fmt::format(fmt::runtime(form), *value) : "-"; }

void print_source(Session& session, SourceChange const& source)
{
    session.line("\n" + source.source + ": " + std::string{verdict_code(source.found.verdict)});
    for (auto const reason : source.found.reasons) session.line("  " + change_reason_words(reason).en);
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
    session.terminal.out(table_text({"window from", "events", "before", "ratio", "95 % interval", "change", "rank", "p", "if these months"}, rows));
    if (source.found.search.lowest)
        session.line(fmt::format("  lowest: {}; after searching all {} placements: p {} against {} shuffled series",
                                 to_iso(source.found.placements[*source.found.search.lowest].first), source.found.placements.size(),
                                 number(source.found.search.p, "{:.3f}"), std::max(0, source.found.search.ranges - 1)));
}

void print(Session& session, ChangeAnswer const& answer)
{
    session.line("The claim: " + answer.claim.sentence.en);
    session.line("  " + std::string{verdict_code(answer.claim.verdict)});
    for (auto const& part : answer.claim.missing) session.line("  not published: " + part.words.en);
    session.line("\nApart from that, what open data show (" + answer.baseline.en + "):");
    if (answer.open_data.empty()) session.line("  no source knows these places: import one, as `accalmie import ucdp FILE`");
    for (auto const& source : answer.open_data) print_source(session, source);
    std::vector<std::vector<std::string>> rows;
    for (auto const& neighbour : answer.neighbours)
        rows.push_back({neighbour.source, neighbour.place.name, to_iso(neighbour.first_month),
                        neighbour.observed ? std::to_string(*neighbour.observed) : "-",
                        neighbour.baseline_events ? std::to_string(*neighbour.baseline_events) : "-", number(neighbour.ratio, "{:.2f}"),
                        neighbour.lower_95 ? fmt::format("{:.2f} to {}", *neighbour.lower_95, number(neighbour.upper_95, "{:.2f}")) : "-"});
    if (!rows.empty()) {
        session.line("\nNeighbours, in the months with the lowest ratio:");
        session.terminal.out(table_text({"source", "place", "window from", "events", "before", "ratio", "interval"}, rows));
    }
}

Result<void> run_change(Session& session)
{
    auto const question = TRY(question_of(session.arguments));
    auto* workspace = TRY(session.workspace());
    auto const answer = TRY(answer_change(workspace->facts(), asking_of(*workspace), question));
    if (auto const page = given(session.arguments, "page")) {
        auto const text = change_page(answer, kind_of(*workspace));
        TRY(write_atomically(session.machine.disk, session.path(*page), as_bytes(text)));
    }
    if (session.json)
        session.line(tree_json(change_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command change_command()
{
    return {
        .name = "change",
        .summary = "Did violent events fall in these places, compared with what?",
        .description =
            "First the claim: what of it is not published makes it *cannot be said*. Apart from that, what open data show: supported (interval and\n"
            "rank both pass), weak (one), not shown (neither), cannot be said (no data). Every placement of the window is ranked; sources stay "
            "apart.",
        .examples = {"accalmie change --places ML0507,ML0508,ML0403,ML0407 --months 7 --first 2021-01 --last 2022-12",
                     "accalmie change --places ML0507 --months 7 --first 2021-10 --last 2022-04 --source ucdp --json"},
        .positionals = {},
        .options = {{"places", "CODES", "P-codes or names, separated by commas", {}, Option::Need::required},
                    {"first", "MONTH", "first month in which the window may lie", {}, Option::Need::required},
                    {"last", "MONTH", "last month in which the window may lie", {}, Option::Need::required},
                    {"months", "N", "length of the window", "7"},
                    {"source", "NAME", "one source [each]"},
                    {"baseline", "KIND", "same_season, just_before or whole_before", "same_season"},
                    {"baseline-years", "N", "years of same_season", "3"},
                    {"claim", "TEXT", "the sentence as published"},
                    {"claim-baseline", "TEXT", "the baseline that it names"},
                    {"claim-area", "TEXT", "the area that it names"},
                    {"claim-source", "TEXT", "the source that it names"},
                    {"claim-months", "TEXT", "the months that it names"},
                    {"page", "FILE", "also write a Markdown page"}},
        .run = run_change};
}

}  // namespace accalmie::cli
