// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/asks.cpp: `accalmie asks`: from voice to receipt.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/asks_tree.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/sealed_days.hpp"
#include "surfaces/tree_text.hpp"
#include "surfaces/value_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string ask_text(ItemRow const& row)
{
    if (!row.asked_by) return ask_words(row).en;
    return fmt::format("{}, {}, {}", row.asked_by->group, row.asked_by->topic, to_iso(row.asked_by->day));
}

std::string promise_text(ItemRow const& row)
{
    if (row.promised_by) return fmt::format("{}, {}", row.promised_by->kind, promise_state_code(row.promised_by->state));
    return row.promise == Linked::none ? "-" : std::string{linked_code(row.promise)};
}

void print_items(Session& session, AsksAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : answer.items)
        rows.push_back({row.place_name.empty() ? row.place : row.place_name, row.service, row.species, ask_text(row), promise_text(row), std::to_string(row.planned), std::to_string(row.delivered),
                        std::to_string(row.left_out_twice), row.due ? to_iso(*row.due) : "-", std::string{item_state_code(row.state)}});
    session.terminal.out(table_text({"place", "service", "for", "asked by", "promise", "planned", "delivered", "twice", "due", "state"}, rows, 34));
}

void print_sum(Session& session, std::string_view who, AsksSum const& sum)
{
    if (sum.items == 0) return;
    std::string states;
    for (auto const& [state, items] : sum.by_state) states += fmt::format("{}{} {}", states.empty() ? "" : ", ", items, state);
    session.line(fmt::format("{}: {} items, {} of {} times delivered; {}; {} nobody's ask", who, sum.items, sum.delivered, sum.planned, states, sum.nobodys_ask));
}

std::string receipt_text(Receipt const& one)
{
    auto const of = one.visit.empty() ? (one.report.empty() ? "by itself" : "in a report") : "under a visit";
    return fmt::format("{}  {}  {}, {}, {} {}: {} ({}) {}", to_iso(one.day), one.place_name.empty() ? one.place : one.place_name, one.service, one.species, one.sex, one.age_band, one.count, of, short_address(one.id));
}

void print_lists(Session& session, AsksAnswer const& answer)
{
    if (!answer.unpromised.empty()) session.line("\nDelivered, and in no package:");
    for (auto const& one : answer.unpromised)
        session.line(fmt::format("  {} ({}): {} times in {} rows{}", one.service, one.species, one.times, one.rows, one.other_service > 0 ? fmt::format(", {} of them name an item of another service", one.other_service) : ""));
    if (answer.twice_total > 0) session.line(fmt::format("\nTold twice and counted once: {}", answer.twice_total));
    for (auto const& one : answer.twice) session.line(fmt::format("  {}: {}", receipt_text(one), one.twice ? twice_words(one.twice->because).en : ""));
    if (answer.perhaps_total > 0) session.line(fmt::format("\nPerhaps told twice, both counted; to be looked at: {}", answer.perhaps_total));
    for (auto const& one : answer.perhaps) session.line(fmt::format("  {} beside {} of {}: at most {}", receipt_text(one.one), one.with.count, short_address(one.with.id), one.at_most));
    session.line(fmt::format("\n{} needs and grievances were said, {} of them are in no package", answer.asks, answer.asks_without_item));
}

void print_trail(Session& session, AsksAnswer const& answer)
{
    if (answer.voice)
        session.line(fmt::format("Voice {}: {}, {} ({}), {}{}", short_address(answer.voice->id), answer.voice->group, answer.voice->topic, answer.voice->kind, to_iso(answer.voice->day),
                                 answer.voice->gathering ? ", at a " + answer.voice->gathering->kind : ""));
    if (answer.items.empty()) session.line("No item of a package answers it.");
    for (auto const& row : answer.items) {
        session.line(fmt::format("Item {}: {} ({}), {} planned, {} delivered: {}", short_address(row.id), row.service, row.species, row.planned, row.delivered, item_state_words(row.state).en));
        session.line(fmt::format("  asked by: {}", ask_text(row)));
        session.line(fmt::format("  package: {}{}", row.package_name, row.agreed_on ? ", agreed on " + to_iso(*row.agreed_on) : ""));
        session.line(fmt::format("  promise: {}", promise_text(row)));
        for (auto const& one : row.receipts) session.line(fmt::format("  {}{}", receipt_text(one), one.twice ? fmt::format(": not counted, {}", twice_words(one.twice->because).en) : ""));
    }
}

void print(Session& session, AsksAnswer const& answer)
{
    if (answer.items.empty() && answer.unpromised.empty()) {
        session.line("No package and no service yet. Add some:  accalmie import csv items.csv --type package_item");
        return;
    }
    print_items(session, answer);
    session.line("");
    print_sum(session, "People", answer.people);
    print_sum(session, "Animals", answer.animals);
    print_sum(session, "Species not said", answer.species_not_said);
    print_lists(session, answer);
}

Result<void> run_asks(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const asking = asking_of(*workspace);
    AsksQuestion question;
    question.place = session.arguments.text("place");
    question.as_of = TRY(session.arguments.day("as-of"));
    if (session.arguments.has("voice")) question.voice = session.arguments.text("voice");
    if (session.arguments.has("item")) question.item = session.arguments.text("item");
    question.until = TRY(open_last_days(*workspace, asking.viewer));
    auto const answer = TRY(answer_asks(workspace->facts(), asking, question));
    if (session.json) {
        session.line(tree_json(asks_tree(answer, kind_of(*workspace))));
        return {};
    }
    if (question.voice || question.item)
        print_trail(session, answer);
    else
        print(session, answer);
    if (answer.hidden_items > 0) session.line(fmt::format("{} items are in places whose counts are not for you", answer.hidden_items));
    if (answer.disputed > 0) session.line(fmt::format("{} items or counts are disputed; they count as first said", answer.disputed));
    return {};
}

}  // namespace

Command asks_command()
{
    return {.name = "asks",
            .summary = "From voice to receipt: who asked for what the packages hold, what was promised, what arrived",
            .description = "Each service that was delivered leads back through its package, the promise and the voice to the group that asked, or is nobody's ask.\n"
                           "A delivery that two sources tell counts once and is listed (docs/methods/asks.md). Groups are named, persons never.",
            .examples = {"accalmie asks", "accalmie asks --place ML0507 --json", "accalmie asks --voice HEX:ROW", "accalmie asks --item HEX:ROW"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"},
                        {"as-of", "DAY", "as known on this day [today]"},
                        {"voice", "ID", "follow this voice to what arrived"},
                        {"item", "ID", "follow this item both ways"}},
            .run = run_asks};
}

}  // namespace accalmie::cli
