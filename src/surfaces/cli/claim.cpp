// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/claim.cpp: `accalmie claim`: a published sentence, what may be said of it, and a file that a stranger recomputes.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "answers/change_words.hpp"
#include "surfaces/claim_file.hpp"
#include "surfaces/claim_page.hpp"
#include "surfaces/plan_tree.hpp"
#include "surfaces/claim_tree.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/tree_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace accalmie::cli {

namespace {

constexpr std::size_t claim_file_octets_max = 32U << 20U;

/// The columns of a claim that are given by hand, under the options that give them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> given_parts{{{"sentence", "sentence"},
                                                                                    {"said-by", "said_by"},
                                                                                    {"named-months", "window"},
                                                                                    {"named-area", "area"},
                                                                                    {"named-baseline", "baseline"},
                                                                                    {"named-source", "source"},
                                                                                    {"uniqueness", "uniqueness"},
                                                                                    {"reply", "reply"},
                                                                                    {"plan", "plan"}}};

Fields fields_of(ClaimRow const& claim)
{
    std::string places;
    for (auto const& place : claim.places) places += (places.empty() ? "" : " ") + place;
    Fields fields{{"name", claim.name},
                  {"places", places},
                  {"first_day", claim.first.first_day()},
                  {"last_day", claim.last.end_day() - std::chrono::days{1}},
                  {"window_months", std::int64_t{claim.window_months}}};
    auto const add = [&](std::string name, std::string const& text) {
        if (!text.empty()) fields[std::move(name)] = text;
    };
    add("sentence", claim.sentence);
    add("said_by", claim.said_by);
    add("window", claim.window);
    add("area", claim.area);
    add("baseline", claim.baseline);
    add("source", claim.source);
    add("uniqueness", claim.uniqueness);
    add("reply", claim.reply);
    add("plan", claim.plan);
    return fields;
}

Result<void> run_add(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const name = session.arguments.text("NAME");
    if (name.find(' ') != std::string::npos) return Error{Error::Kind::usage, "a name with blanks", "NAME", "write it with hyphens"};
    auto const known = TRY(answer_claims(workspace->facts(), asking_of(*workspace)));
    for (auto const& claim : known)
        if (claim.name == name) return Error{Error::Kind::conflict, "a claim has this name already", name, "choose another name"};
    auto const first = TRY(session.arguments.month("first")), last = TRY(session.arguments.month("last"));
    auto const months = TRY(session.arguments.integer("months", 1, 120));
    auto places = session.arguments.text("places");
    std::replace(places.begin(), places.end(), ',', ' ');
    Fields fields{{"name", name},
                  {"places", places},
                  {"first_day", first->first_day()},
                  {"last_day", last->end_day() - std::chrono::days{1}},
                  {"window_months", months.value_or(7)}};
    for (auto const& [option, field] : given_parts)
        if (auto text = session.arguments.text(option); !text.empty()) fields[std::string{field}] = std::move(text);
    TRY(workspace->write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("claim", fields));
        return {};
    }));
    session.line(session.json ? tree_json(Tree::members().add("name", name)) : "Claim " + name + " is recorded. Next:  accalmie claim check " + name);
    return {};
}

Result<void> run_list(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const claims = TRY(answer_claims(workspace->facts(), asking_of(*workspace)));
    if (session.json) {
        session.line(tree_json(claims_tree(claims, kind_of(*workspace))));
        return {};
    }
    if (claims.empty()) session.line("No claim yet. Add one:  accalmie claim add NAME --sentence TEXT --places CODES --first MONTH --last MONTH --months N");
    std::vector<std::vector<std::string>> rows;
    for (auto const& claim : claims)
        rows.push_back({claim.name, claim.verdict.value_or("not checked"), claim.missing.empty() ? "-" : claim.missing, claim.checked_on ? to_iso(*claim.checked_on) : "-", claim.sentence});
    if (!rows.empty()) session.terminal.out(table_text({"name", "verdict", "missing", "checked", "sentence"}, rows, 60));
    return {};
}

Result<void> run_show(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const claim = TRY(answer_claim(workspace->facts(), asking_of(*workspace), session.arguments.text("NAME")));
    if (auto const page = session.arguments.text("page"); !page.empty()) {
        auto const evidence = TRY(load_evidence(workspace->facts(), asking_of(*workspace), question_of(claim)));
        auto const text = claim_page(claim, evidence, TRY(figures_of(evidence)), kind_of(*workspace));
        TRY(write_atomically(session.machine.disk, session.path(page), as_bytes(text)));
    }
    auto const tree = claim_tree(claim, kind_of(*workspace));
    session.terminal.out(session.json ? tree_json(tree) + "\n" : tree_text(tree));
    return {};
}

/// The claim with what was computed of it.
Fields checked_fields(ClaimRow const& claim, ClaimEvidence const& evidence, ClaimFigures const& figures, Day today)
{
    auto fields = fields_of(claim);
    std::string missing, reasons;
    for (auto const& part : figures.answer.claim.missing) missing += (missing.empty() ? "" : " ") + part.code;
    for (auto const& source : figures.answer.open_data)
        for (auto const reason : source.found.reasons) reasons += (reasons.empty() ? "" : " ") + source.source + ":" + std::string{change_reason_code(reason)};
    fields["verdict"] = std::string{verdict_code(figures.answer.claim.verdict)};
    if (!missing.empty()) fields["missing"] = missing;
    if (!reasons.empty()) fields["reasons"] = reasons;
    fields["figures"] = compact_json(claim_figures_tree(figures, evidence));
    fields["recipe"] = compact_json(claim_recipe_tree(evidence));
    fields["inputs"] = compact_json(claim_inputs_tree(evidence));
    fields["checked_on"] = today;
    return fields;
}

Result<void> run_check(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const name = session.arguments.text("NAME");
    auto const claim = TRY(answer_claim(workspace->facts(), asking_of(*workspace), name));
    auto const evidence = TRY(load_evidence(workspace->facts(), asking_of(*workspace), question_of(claim)));
    auto const figures = TRY(figures_of(evidence));
    auto fields = checked_fields(claim, evidence, figures, workspace->today());
    if (!claim.plan.empty()) {
        auto const plan = TRY(answer_plan(workspace->facts(), asking_of(*workspace), claim.plan));
        auto const multiverse = TRY(answer_multiverse(workspace->facts(), asking_of(*workspace), plan.plan));
        fields["curve"] = compact_json(claim_curve_tree(plan, multiverse));
    }
    auto const colon = claim.address.find(':');
    RecordAddress address;
    address.record = TRY(RecordId::parse(claim.address.substr(0, colon)));
    address.row = static_cast<std::uint32_t>(std::stoul(claim.address.substr(colon + 1)));
    TRY(workspace->write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("claim", fields, address));
        return {};
    }));
    auto const checked = TRY(answer_claim(workspace->facts(), asking_of(*workspace), name));
    auto const tree = claim_tree(checked, kind_of(*workspace));
    if (session.json) {
        session.line(tree_json(tree));
        return {};
    }
    session.line(claim.sentence + "\n  " + std::string{verdict_code(figures.answer.claim.verdict)});
    for (auto const& part : figures.answer.claim.missing) session.line("  not published: " + part.words.en);
    for (auto const& source : figures.answer.open_data) session.line("  " + source.source + ": " + std::string{verdict_code(source.found.verdict)});
    return {};
}

Result<void> run_export(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const claim = TRY(answer_claim(workspace->facts(), asking_of(*workspace), session.arguments.text("NAME")));
    if (!claim.verdict) return Error{Error::Kind::conflict, "the claim was never checked", claim.name, "run `accalmie claim check " + claim.name + "` first"};
    auto const evidence = TRY(load_evidence(workspace->facts(), asking_of(*workspace), question_of(claim)));
    auto const figures = TRY(figures_of(evidence));
    if (compact_json(claim_figures_tree(figures, evidence)) != claim.figures)
        return Error{Error::Kind::conflict, "the data have changed since the claim was checked", claim.name, "run `accalmie claim check " + claim.name + "` again"};
    auto const text = claim_file(claim, evidence, figures, kind_of(*workspace), workspace->today(), workspace->head().owner,
                                 [&](BytesView message) { return workspace->sign(message); });
    auto const path = session.path(session.arguments.text("output"));
    TRY(write_atomically(session.machine.disk, path, as_bytes(text)));
    session.line(session.json ? tree_json(Tree::members().add("file", path.string()).add("octets", static_cast<std::int64_t>(text.size())).add("author", workspace->head().owner.hex()))
                              : fmt::format("{}: {} octets, signed by {}", path.string(), text.size(), workspace->head().owner.hex()));
    return {};
}

void print(Session& session, ClaimVerification const& found)
{
    if (found.kind == Kind::demo) session.line("DEMONSTRATION: all data are simulated.");
    session.line("\"" + found.sentence + "\"\n  verdict: " + found.verdict);
    session.line(std::string{"  signature: "} + (found.signature_holds ? "holds" : "DOES NOT HOLD: the file was changed after it was signed"));
    session.line("  signed by " + found.author.hex() + ": whether that is whom you expect, only you can say");
    session.line(fmt::format("  {} figures and hashes agree, {} differ", found.agreed, found.differing));
    for (auto const& one : found.differences) session.line("    " + one.where + ": the file says " + one.in_file + ", its counts give " + one.recomputed);
    for (auto const& source : found.not_recomputed)
        session.line(source == "plan" ? "  plan: the summary of its specification curve is not recomputed; with the data `accalmie change PLAN` gives it" :
                     "  " + source + ": not recomputed. Its terms forbid passing its counts on; with your own copy `accalmie claim check` gives the same hashes and verdict");
}

Result<void> run_verify(Session& session)
{
    auto const path = session.path(session.arguments.text("FILE"));
    auto const content = TRY(read_whole(session.machine.disk, path, claim_file_octets_max));
    auto const text = as_text(content);
    auto const found = TRY(verify_claim_file(text).at(path.filename().string()));
    if (session.json) session.line(tree_json(claim_verification_tree(found)));
    else print(session, found);
    auto const wanted = session.arguments.text("author");
    if (!wanted.empty() && wanted != found.author.hex()) return Error{Error::Kind::denied, "signed by another key than the one you named", path.filename().string(), "ask whoever gave you the file"};
    if (!found.holds()) return Error{Error::Kind::corrupt, "the file does not hold", path.filename().string(), "ask for it again"};
    return {};
}

}  // namespace

Command claim_add_command()
{
    return {.name = "claim add",
            .summary = "Record a published sentence and what it names itself",
            .description = "Leave out what the sentence does not name: that is what will be missing. Nothing is computed yet.",
            .examples = {"accalmie claim add lull --sentence \"Events fell by 90 % over seven months\" --places ML0507,ML0508 --first 2021-01 --last 2022-12"},
            .positionals = {{"NAME", "a short name without blanks"}},
            .options = {{"sentence", "TEXT", "the sentence as published", {}, Option::Need::required},
                        {"places", "CODES", "P-codes that it is held against, separated by commas", {}, Option::Need::required},
                        {"first", "MONTH", "first month in which the window may lie", {}, Option::Need::required},
                        {"last", "MONTH", "last month in which the window may lie", {}, Option::Need::required},
                        {"months", "N", "length of the window", "7"},
                        {"said-by", "TEXT", "who published it, and where"},
                        {"named-months", "TEXT", "the months that it names"},
                        {"named-area", "TEXT", "the area that it names"},
                        {"named-baseline", "TEXT", "the baseline that it names"},
                        {"named-source", "NAME", "the source that it names, as ucdp"},
                        {"uniqueness", "TEXT", "what it says of how rare that is"},
                        {"reply", "TEXT", "the organisation's reply, printed unchanged"},
                        {"plan", "NAME", "the evaluation plan that puts it to the test"}},
            .run = run_add};
}

Command claim_list_command()
{
    return {.name = "claim list", .summary = "Claims and their verdicts", .description = "", .examples = {"accalmie claim list"}, .positionals = {}, .options = {}, .run = run_list};
}

Command claim_show_command()
{
    return {.name = "claim show",
            .summary = "One claim: its parts, verdict, reasons and figures",
            .description = "With --page also every window, baseline and area as a Markdown page, the answer first.",
            .examples = {"accalmie claim show lull --json", "accalmie claim show lull --page lull.md"},
            .positionals = {{"NAME", "of the claim"}},
            .options = {{"page", "FILE", "also write a Markdown page"}},
            .run = run_show};
}

Command claim_check_command()
{
    return {.name = "claim check",
            .summary = "Compute what may be said of a claim, and record it",
            .description = "Verdict, reasons, figures, recipe and hashes of the inputs become part of the claim's record; what was computed before stays in the journal.",
            .examples = {"accalmie claim check lull"},
            .positionals = {{"NAME", "of the claim"}},
            .options = {},
            .run = run_check};
}

Command claim_export_command()
{
    return {.name = "claim export",
            .summary = "A claim as one signed file that a stranger recomputes",
            .description = "Monthly counts of events by place and source, coverage, recipe, hashes, figures, signature. No count of people is in it. Of ACLED only hashes and verdict\n"
                           "leave: its terms forbid passing its counts on.",
            .examples = {"accalmie claim export lull -o lull.claim.json"},
            .positionals = {{"NAME", "of the claim"}},
            .options = {{"output", "FILE", "the file to write", {}, Option::Need::required}},
            .run = run_export};
}

Command claim_verify_command()
{
    return {.name = "claim verify",
            .summary = "Recompute a claim's file; needs no workspace and no network",
            .description = "Checks the signature, recomputes every figure from the counts in the file and says what agrees and what differs. Exit code 0: all holds; 9: it does not;\n"
                           "5: signed by another key than --author; 3: no such file as a claim's.",
            .examples = {"accalmie claim verify lull.claim.json"},
            .positionals = {{"FILE", "what `accalmie claim export` wrote"}},
            .options = {{"author", "KEY", "the key that must have signed it, 64 hexadecimal digits"}},
            .place = Command::Place::anywhere,
            .run = run_verify};
}

}  // namespace accalmie::cli
