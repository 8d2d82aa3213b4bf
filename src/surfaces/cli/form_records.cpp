// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_records.cpp: `accalmie form records` and `accalmie form answers`: what submissions became, and what is wrong with them.
#include "surfaces/cli/all.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/received.hpp"
#include "surfaces/sql.hpp"
#include "workspace/form_making.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

using nlohmann::ordered_json;

constexpr std::int64_t flags_max = 100'000;

std::string text_at(std::vector<Value> const& row, std::size_t column)
{
    auto const* text = std::get_if<std::string>(&row[column]);
    return text == nullptr ? std::string{} : *text;
}
std::int64_t count_at(std::vector<Value> const& row, std::size_t column)
{
    auto const* count = std::get_if<std::int64_t>(&row[column]);
    return count == nullptr ? 0 : *count;
}

Result<void> run_records(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const summary = TRY(FormReader{*workspace}.all(session.progress("submissions")));
    if (session.json) {
        ordered_json const document{{"submissions", summary.submissions}, {"records", summary.records},     {"corrected", summary.corrected}, {"retracted", summary.retracted},
                                    {"flags", summary.flags},             {"set_aside", summary.set_aside}, {"without_records", summary.without}};
        session.line(document.dump(2));
        return {};
    }
    auto const number = [](std::uint64_t count) { return std::to_string(count); };
    session.line(number(summary.submissions) + " submissions read: " + number(summary.records) + " records (" + number(summary.corrected) + " corrections), " +
                 number(summary.retracted) + " withdrawn, " + number(summary.flags) + " flags, " + number(summary.set_aside) + " set aside");
    if (summary.without > 0) session.line(number(summary.without) + " made nothing: see `accalmie form answers FORM`");
    return {};
}

ordered_json flag_json(std::vector<Value> const& row)
{
    return {{"kind", text_at(row, 1)},    {"path", text_at(row, 2)}, {"rule", text_at(row, 3)},
            {"message", text_at(row, 4)}, {"type", text_at(row, 5)}, {"record", text_at(row, 6)}};
}

ordered_json submission_json(std::vector<Value> const& row, std::vector<std::vector<Value> const*> const& flags)
{
    ordered_json tree{{"instance", text_at(row, 0)}, {"version", text_at(row, 1)}, {"sent_by", text_at(row, 2)}, {"received", text_at(row, 3)}, {"replaces", text_at(row, 4)},
                      {"outcome", text_at(row, 5).empty() ? "not read yet" : text_at(row, 5)}, {"flag_count", count_at(row, 7)}, {"set_aside", count_at(row, 8)},
                      {"rules_unchecked", count_at(row, 9)}};
    tree["records"] = ordered_json::array();
    for (auto const& made : parse_made(text_at(row, 10))) tree["records"].push_back({{"path", made.path}, {"type", made.type}, {"record", made.record}});
    tree["flags"] = ordered_json::array();
    for (auto const* flag : flags) tree["flags"].push_back(flag_json(*flag));
    return tree;
}

Result<void> run_answers(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const form = session.arguments.text("FORM");
    auto const limit = TRY(session.arguments.integer("limit", 1, 100'000)).value_or(100);
    auto const submissions = TRY(workspace->facts().query(sql::submission_readings, {{"form", form}, {"rows_max", limit}}));
    auto const flags = TRY(workspace->facts().query(sql::submission_flags, {{"form", form}, {"rows_max", flags_max}}));
    std::map<std::string, std::vector<std::vector<Value> const*>> by_instance;
    for (auto const& flag : flags.rows) by_instance[text_at(flag, 0)].push_back(&flag);
    bool const only_flagged = session.arguments.has("flagged");
    auto document = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : submissions.rows) {
        auto const& its = by_instance[text_at(row, 0)];
        if (only_flagged && its.empty()) continue;
        document.push_back(submission_json(row, its));
        auto const outcome = text_at(row, 5);
        rows.push_back({text_at(row, 0), text_at(row, 3), text_at(row, 2), outcome.empty() ? "not read yet" : outcome, std::to_string(count_at(row, 6)), std::to_string(count_at(row, 7)),
                        std::to_string(count_at(row, 8))});
        for (auto const* flag : its) rows.push_back({"  " + text_at(*flag, 1), text_at(*flag, 2), {}, text_at(*flag, 3), {}, {}, {}});
    }
    if (session.json)
        session.line(document.dump(2, ' ', false, ordered_json::error_handler_t::replace));
    else if (rows.empty())
        session.line("No submission of this form. See `accalmie form list`.");
    else
        session.terminal.out(table_text({"submission", "received", "sent by", "outcome", "records", "flags", "set aside"}, rows));
    return {};
}

Result<void> run_seen(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const instance = session.arguments.text("INSTANCE");
    auto const marked = TRY(mark_seen(*workspace, workspace->owner(), instance));
    if (session.json)
        session.line(ordered_json{{"instance", instance}, {"role", role_code(workspace->owner().role)}, {"written", marked == Marked::now}}.dump(2));
    else
        session.line(instance + (marked == Marked::now ? ": seen; whoever sent it is told" : ": you had seen it before"));
    return {};
}

}  // namespace

Command form_seen_command()
{
    return {.name = "form seen",
            .summary = "Say that you have read an answer that came; whoever sent it is told",
            .description = "Writes a record `submission_seen`, once for each member and answer. The sender's outbox then shows when it was read and by which role.",
            .examples = {"accalmie form seen uuid:2f1b0c7e-9d55-4a8e-8c1f-0a6c5b1d7e42"},
            .positionals = {{"INSTANCE", "the answer, as `accalmie form answers` names it"}},
            .options = {},
            .run = run_seen};
}

Command form_records_command()
{
    return {.name = "form records",
            .summary = "Make records of the submissions that nobody has read yet",
            .description = "`accalmie serve` does this by itself. Each submission is read once, whatever happens in between: what is made of it and the word that it\n"
                           "is read are written together. Nothing is refused: a broken rule is a flag, an unreadable value is set aside (docs/formats/forms.md).",
            .examples = {"accalmie form records", "accalmie form records --json"},
            .positionals = {},
            .options = {},
            .run = run_records};
}

Command form_answers_command()
{
    return {.name = "form answers",
            .summary = "The submissions of a form, what each became, its flags and what was set aside",
            .description = "For the lead: rules that are broken are named with their place, never with the value.",
            .examples = {"accalmie form answers visit --flagged", "accalmie form answers visit --json"},
            .positionals = {{"FORM", "identifier of a form"}},
            .options = {{"flagged", "", "only those with a flag or something set aside"}, {"limit", "N", "the newest N submissions, 1 to 100000", "100"}},
            .run = run_answers};
}

}  // namespace accalmie::cli
