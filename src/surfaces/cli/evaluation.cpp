// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/evaluation.cpp: `accalmie evaluation add` and `accalmie evaluation list`: plans, written before looking.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"
#include "surfaces/cli/change_question.hpp"

#include "answers/change_rows.hpp"
#include "surfaces/plan_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace accalmie::cli {

namespace {

/// Options that are fields of the record under another spelling, as text.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> text_options{{{"pool", "pool"},
                                                                                     {"kinds", "kinds"},
                                                                                     {"sources", "sources"},
                                                                                     {"precision", "precision"},
                                                                                     {"areas", "areas"},
                                                                                     {"communes", "communes"},
                                                                                     {"baselines", "baselines"},
                                                                                     {"estimators", "estimators"},
                                                                                     {"rank-by", "rank_by"},
                                                                                     {"basis", "basis"},
                                                                                     {"sentence", "sentence"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> number_options{{{"months", "window_months"},
                                                                                      {"edge-months", "edge_months"},
                                                                                      {"level", "level"},
                                                                                      {"p-threshold", "p_threshold"},
                                                                                      {"share-needed", "share_needed"},
                                                                                      {"smallest-fall", "smallest_fall_percent"},
                                                                                      {"permutations", "permutations"},
                                                                                      {"seed", "seed"}}};

/// P-codes of the places typed, by code or name.
Result<std::string> place_codes(Workspace& workspace, std::string const& typed)
{
    auto const places = TRY(workspace.facts().places());
    std::string codes;
    for (auto const index : TRY(chosen_places(*places, split_list(typed)).at("--places"))) codes += (codes.empty() ? "" : " ") + places->places()[index].code;
    return codes;
}

Result<PlanFields> typed_fields(Session& session, Workspace& workspace)
{
    auto const& arguments = session.arguments;
    PlanFields fields{{"name", arguments.text("NAME")}};
    fields["places"] = TRY(place_codes(workspace, arguments.text("places")));
    auto const first = TRY(arguments.month("first")).value_or(Month{}), last = TRY(arguments.month("last")).value_or(Month{});
    fields["first_day"] = to_iso(first.first_day());
    fields["last_day"] = to_iso(last.end_day() - std::chrono::days{1});
    for (auto const& [option, field] : text_options)
        if (auto text = arguments.text(option); !text.empty()) fields[std::string{field}] = std::move(text);
    for (auto const& [option, field] : number_options)
        if (auto text = arguments.text(option); !text.empty()) fields[std::string{field}] = std::move(text);
    return fields;
}

/// The same as values of the record's fields; the texts were read by parse_plan.
Result<Fields> values_of(PlanFields const& typed, RecordType const& type)
{
    Fields values;
    for (auto const& [name, text] : typed) {
        switch (type.find(name)->kind) {
        case FieldKind::day: values[name] = TRY(parse_day(text)); break;
        case FieldKind::integer: {
            std::int64_t whole = 0;
            std::from_chars(text.data(), text.data() + text.size(), whole);
            values[name] = whole;
            break;
        }
        case FieldKind::decimal: {
            double decimal = 0;
            std::from_chars(text.data(), text.data() + text.size(), decimal);
            values[name] = decimal;
            break;
        }
        case FieldKind::text:
        case FieldKind::code:
        case FieldKind::money:
        case FieldKind::instant:
        case FieldKind::place:
        case FieldKind::link:
        case FieldKind::yes_no:
        case FieldKind::geometry: values[name] = text; break;
        }
    }
    return values;
}

/// The version that a plan of this name replaces; nothing if the name is new.
/// errors  conflict  the name is taken and --change was not given     missing  the other way round
Result<std::optional<RecordAddress>> replaced(Session& session, Workspace& workspace)
{
    auto const name = session.arguments.text("NAME");
    auto const plans = TRY(answer_plans(workspace.facts(), asking_of(workspace)));
    auto const found = std::find_if(plans.begin(), plans.end(), [&](PlanHistory const& plan) { return plan.name == name; });
    bool const changes = session.arguments.has("change");
    if (found == plans.end()) {
        if (changes) return Error{Error::Kind::missing, "there is no plan " + name + " to change", "NAME", "`accalmie evaluation list` shows the plans"};
        return std::optional<RecordAddress>{};
    }
    if (!changes) return Error{Error::Kind::conflict, "there is a plan " + name + " already", "NAME", "choose another name, or say --change: both versions stay, and every result lists what was changed"};
    auto const& address = found->versions[found->runs].address;
    auto const colon = address.find(':');
    RecordAddress at;
    at.record = TRY(RecordId::parse(address.substr(0, colon)));
    std::from_chars(address.data() + colon + 1, address.data() + address.size(), at.row);
    return std::optional{at};
}

Result<void> run_add(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const typed = TRY(typed_fields(session, *workspace));
    auto const plan = TRY(parse_plan(typed));
    auto const earlier = TRY(replaced(session, *workspace));
    auto const values = TRY(values_of(typed, *workspace->dictionary().find("evaluation_plan")));
    TRY(workspace->write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("evaluation_plan", values, earlier));
        return {};
    }));
    auto plans = TRY(answer_plans(workspace->facts(), asking_of(*workspace)));
    std::erase_if(plans, [&](PlanHistory const& one) { return one.name != plan.name; });
    if (session.json) {
        session.line(tree_json(plans_tree(plans, kind_of(*workspace))));
        return {};
    }
    for (auto const& history : plans) session.terminal.out(history_lines(history));
    session.line("\nSigned and timed. Run it:  accalmie change " + plan.name);
    return {};
}

Result<void> run_list(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto plans = TRY(answer_plans(workspace->facts(), asking_of(*workspace)));
    auto const name = session.arguments.text("NAME");
    if (!name.empty()) std::erase_if(plans, [&](PlanHistory const& plan) { return plan.name != name; });
    if (!name.empty() && plans.empty()) return Error{Error::Kind::missing, "there is no plan " + name, "NAME", "`accalmie evaluation list` shows all"};
    if (session.json) {
        session.line(tree_json(plans_tree(plans, kind_of(*workspace))));
        return {};
    }
    if (plans.empty()) session.line("No plan yet. Write one before looking:  accalmie evaluation add NAME --sentence TEXT --places CODES --first MONTH --last MONTH");
    for (auto const& history : plans) session.terminal.out(history_lines(history));
    return {};
}

std::vector<Option> add_options()
{
    return {{"sentence", "TEXT", "the sentence that is put to the test", {}, Option::Need::required},
            {"places", "CODES", "P-codes or names of the programme's places, separated by commas", {}, Option::Need::required},
            {"first", "MONTH", "first month in which the window may lie", {}, Option::Need::required},
            {"last", "MONTH", "last month in which the window may lie", {}, Option::Need::required},
            {"months", "N", "length of the window [from first to last]"},
            {"sources", "NAMES", "sources, the main one first, separated by spaces [all that cover]"},
            {"kinds", "CODES", "kinds of incidents, separated by spaces; several choices separated by semicolons [all]"},
            {"precision", "CODES", "place, point, any: how well a source must know the place [place]"},
            {"areas", "TEXT", "place, or a radius as 25km; several separated by spaces [place]"},
            {"communes", "CODES", "P-codes of the communes where the programme really worked, separated by spaces"},
            {"baselines", "TEXT", "same_season:3 just_before just_before:12 whole_before, the main one first [same_season:3]"},
            {"edge-months", "N", "by how many months each edge of the window may move [0]"},
            {"pool", "TEXT", "neighbours; region; all; or P-codes separated by spaces [region]"},
            {"estimators", "NAMES", "rate_ratio ratio_of_ratios negative_binomial_its difference_in_differences synthetic_control synthetic_did [rate_ratio]"},
            {"level", "SHARE", "of the interval that must lie below 1 [0.95]"},
            {"p-threshold", "SHARE", "chance at or below which it counts [0.05]"},
            {"share-needed", "SHARE", "of the specifications that must support the sentence [0.5]"},
            {"smallest-fall", "PERCENT", "the smallest fall that would matter [0]"},
            {"rank-by", "CODE", "p_fall or ratio [p_fall]"},
            {"permutations", "N", "assignments drawn, 99 to 9999 [999]"},
            {"seed", "N", "of the draws [1]"},
            {"basis", "TEXT", "how places and window were chosen"},
            {"change", "", "a new version of a plan that is there; what changed is listed with every result"}};
}

}  // namespace

Command evaluation_add_command()
{
    return {.name = "evaluation add",
            .summary = "Register a plan before looking: what would count as supported",
            .description = "A signed and timed record. `accalmie change NAME` runs it and says whether it was registered before its data. The first of several\n"
                           "choices is the main one; all of them crossed are the multiverse. Rows can also come from a file: `accalmie import csv`.",
            .examples = {"accalmie evaluation add calm-2021 --sentence \"Violent events fell for seven months\" --places ML0507,ML0508 --first 2021-01 --last 2022-12 "
                         "--months 7 --sources ucdp"},
            .positionals = {{"NAME", "a short name without blanks"}},
            .options = add_options(),
            .run = run_add};
}

Command evaluation_list_command()
{
    return {.name = "evaluation list",
            .summary = "The plans, their versions and what was changed",
            .description = "",
            .examples = {"accalmie evaluation list", "accalmie evaluation list calm-2021 --json"},
            .positionals = {{"NAME", "only this one", Positional::Count::optional}},
            .options = {},
            .run = run_list};
}

}  // namespace accalmie::cli
