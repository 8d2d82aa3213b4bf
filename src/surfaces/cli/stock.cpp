// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/stock.cpp: `accalmie stock`: what is there, how long it lasts, what to order, which record cannot be.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "answers/stock_words.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/value_text.hpp"
#include "surfaces/stock_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string amount(std::optional<double> const& value) { return value ? fmt::format("{:.0f}", *value) : "-"; }

/// The first last day among batches with something left.
std::string first_expiry(StockItem const& item)
{
    std::optional<Day> first;
    for (auto const& batch : item.batches)
        if (batch.quantity > 0 && batch.expiry && (!first || *batch.expiry < *first)) first = batch.expiry;
    return first ? to_iso(*first) : "-";
}

void print_items(Session& session, StockAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& held : answer.held) {
        auto const& item = held.item;
        rows.push_back({item.facility, item.item, amount(item.usable), amount(item.consumption), item.months_of_stock ? fmt::format("{:.1f}", *item.months_of_stock) : "-", std::to_string(item.stock_out_days),
                        item.empty_on ? to_iso(*item.empty_on) : "-", first_expiry(item), amount(item.lost_to_expiry), amount(item.order_with_expiry), stock_status_words(item.status).en});
    }
    session.terminal.out(table_text({"holder", "item", "usable", "a month", "months", "days out", "empty on", "first expiry", "will be lost", "order", "status"}, rows, 28));
    std::string counts;
    for (std::size_t i = 0; i < answer.status.size(); ++i)
        if (answer.status[i] > 0) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", answer.status[i], stock_status_words(static_cast<StockStatus>(i)).en);
    session.line(counts);
}

void print_faults(Session& session, StockAnswer const& answer)
{
    if (answer.faults.empty()) return session.line("No line of a card that cannot be right");
    std::vector<std::vector<std::string>> rows;
    for (auto const& fault : answer.faults)
        rows.push_back({short_address(fault.record), to_iso(fault.day), fault.holder_name, fault.item, fault.batch.empty() ? "-" : fault.batch, std::string{stock_kind_code(fault.kind)}, amount(fault.quantity),
                        amount(fault.finding.expected), std::string{stock_grade_code(stock_grade(fault.finding.problem))}, stock_problem_words(fault.finding.problem).en});
    session.line("");
    session.terminal.out(table_text({"record", "day", "holder", "item", "batch", "line", "quantity", "expected", "", "problem"}, rows, 44));
    if (answer.faults_left_out > 0) session.line(fmt::format("and {} more", answer.faults_left_out));
}

void print(Session& session, StockAnswer const& answer)
{
    if (answer.lines == 0) return session.line("No stock card yet. Add some:  accalmie import csv counts.csv --type stock_count");
    print_items(session, answer);
    print_faults(session, answer);
    if (!answer.lines_without_holder.empty()) session.line(fmt::format("{} lines name neither a facility nor a vehicle: {} …", answer.lines_without_holder.size(), answer.lines_without_holder.front()));
    if (answer.disputed > 0) session.line(fmt::format("{} lines are disputed; they count as first said", answer.disputed));
}

Result<StockHolders> holders_of(Arguments const& arguments)
{
    auto const text = arguments.has("holders") ? arguments.text("holders") : std::string{"all"};
    if (text == "all") return StockHolders::all;
    if (text == "facilities") return StockHolders::facilities;
    if (text == "vehicles") return StockHolders::vehicles;
    return Error{Error::Kind::usage, "holders are all, facilities or vehicles", "--holders", "write one of them"};
}

Result<void> run_stock(Session& session)
{
    auto* workspace = TRY(session.workspace());
    StockQuestion question;
    question.place = session.arguments.text("place");
    if (session.arguments.has("item")) question.item = session.arguments.text("item");
    question.holders = TRY(holders_of(session.arguments));
    question.months = static_cast<int>(TRY(session.arguments.integer("months", 1, 120)).value_or(6));
    question.soon_days = static_cast<int>(TRY(session.arguments.integer("soon", 1, 1'000)).value_or(90));
    auto const answer = TRY(answer_stock(workspace->facts(), asking_of(*workspace), question));
    if (session.json)
        session.line(tree_json(stock_tree(answer, kind_of(*workspace))));
    else
        print(session, answer);
    return {};
}

}  // namespace

Command stock_command()
{
    return {.name = "stock",
            .summary = "Stock of each facility and vehicle: how long it lasts, what to order, which record cannot be",
            .description = "Consumption is what was given, days without stock taken off. Lead times come from the pack's rules/stock.csv (docs/methods/stock.md).",
            .examples = {"accalmie stock", "accalmie stock --holders vehicles", "accalmie stock --place ML0507 --item ors --json"},
            .positionals = {},
            .options = {{"place", "PLACE", "of the holder: P-code or name [everywhere]"},
                        {"item", "CODE", "one item [all]"},
                        {"holders", "WHICH", "all, facilities or vehicles", "all"},
                        {"months", "N", "of which the consumption is taken", "6"},
                        {"soon", "DAYS", "what expires within so many days is marked", "90"}},
            .run = run_stock};
}

}  // namespace accalmie::cli
