// SPDX-License-Identifier: Apache-2.0
#include "answers/stock.hpp"

#include "answers/cells.hpp"
#include "answers/promise_rows.hpp"
#include "answers/sql.hpp"
#include "answers/stock_rule_table.hpp"

#include <algorithm>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::size_t lines_max = 1'000'000, without_holder_max = 100;

Result<void> check(Asking const& asking, StockQuestion const& question)
{
    for (auto const* const type : {"stock_count", "stock_move"}) TRY(require(asking, Action::see_open, type));
    if (question.months < 1 || question.months > 120) return Error{Error::Kind::invalid, "months outside 1 to 120", "months", "6 is usual"};
    if (question.soon_days < 1 || question.soon_days > 1'000) return Error{Error::Kind::invalid, "days outside 1 to 1,000", "soon", "90 is usual"};
    return {};
}

/// The cards of the workspace, line by line, as the measure takes them.
struct Cards {
    std::vector<StockEntry> entries;
    std::vector<std::string> addresses;  ///< beside
};

/// The holder's first version; as written where no such record is known; empty where none is named. A vehicle goes before the facility it belongs to.
std::string holder_of(Holders const& holders, Value const& facility, Value const& asset)
{
    auto const link = cell<std::string>(asset).value_or(cell_text(facility));
    if (link.empty()) return {};
    auto const* const found = holders.find(link);
    return found == nullptr ? full_address(link) : found->id;
}

Result<Cards> load_cards(Store const& store, Holders const& holders, StockAnswer& answer)
{
    Cards cards;
    auto const table = TRY(store.query(sql::stock_lines));
    if (table.rows.size() > lines_max) return Error{Error::Kind::limit, "more than 1,000,000 lines of stock cards", "stock_move", "ask a smaller workspace"};
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[1]);
        auto const quantity = cell<double>(row[10]);
        if (!day || !quantity) continue;
        ++answer.lines;
        answer.disputed += cell_yes(row[12]) ? 1 : 0;
        StockEntry entry;
        entry.facility = holder_of(holders, row[2], row[3]);
        if (entry.facility.empty()) {
            if (answer.lines_without_holder.size() < without_holder_max) answer.lines_without_holder.push_back(cell_text(row[0]));
            continue;
        }
        entry.other = holder_of(holders, row[4], row[5]);
        entry.item = cell_text(row[6]), entry.batch = cell_text(row[7]);
        entry.day = *day, entry.expiry = cell<Day>(row[8]), entry.quantity = *quantity, entry.recorded = cell<Day>(row[11]);
        entry.kind = TRY(parse_stock_kind(cell_text(row[9])));
        cards.entries.push_back(std::move(entry));
        cards.addresses.push_back(cell_text(row[0]));
    }
    return cards;
}

/// Which holders and items are asked about.
class Asked {
public:
    static Result<Asked> make(Store const& store, StockQuestion const& question, Holders const& holders)
    {
        Asked asked{store, question, holders};
        asked.place_ = TRY(asked_place(store, question.place));
        return asked;
    }

    bool holds(std::string const& id, std::string const& item)
    {
        if (question_->item && item != *question_->item) return false;
        auto const* const holder = holders_->find(id);
        if (holder == nullptr) return question_->holders == StockHolders::all && place_.level < 0;
        bool const is_vehicle = holder->kind == Holder::Kind::asset;
        if (question_->holders != StockHolders::all && is_vehicle != (question_->holders == StockHolders::vehicles)) return false;
        return areas_.within(holder->place, place_);
    }

private:
    Asked(Store const& store, StockQuestion const& question, Holders const& holders) : question_(&question), holders_(&holders), areas_(store) {}
    StockQuestion const* question_;
    Holders const* holders_;
    Areas areas_;
    AskedPlace place_;
};

void look_ahead(StockHeld& held, Day today, int soon_days)
{
    auto const soon = today + std::chrono::days{soon_days};
    auto const& item = held.item;
    held.runs_out_soon = item.status == StockStatus::out || item.status == StockStatus::below_reorder;
    held.expires_soon = item.expired_on_shelf > 0;
    for (auto const& batch : item.batches)
        if (batch.quantity > 0 && batch.expiry && *batch.expiry >= today && *batch.expiry <= soon) held.expires_soon = held.expires_soon || batch.lost_to_expiry.value_or(batch.quantity) > 0;
}

StockHeld held_of(StockItem item, Holders const& holders, PlaceNames& names, std::vector<StockRule> const& rules, StockSettings const& settings)
{
    StockHeld held;
    held.holder = item.facility;
    held.item = std::move(item);
    held.order_days = settings.lead_days + settings.security_lead_days;
    auto const* const holder = holders.find(held.holder);
    if (holder == nullptr) return held;
    held.kind = holder->kind, held.holder_type = holder->type, held.reference = holder->place, held.place = std::string{code_of(holder->place)}, held.place_name = names.of(holder->place);
    held.item.facility = holder->name;
    auto const* const rule = stock_rule_for(rules, *holder, held.item.item, *settings.today);
    if (rule == nullptr) return held;
    held.rule = rule->id, held.order_days = rule->lead_days + rule->security_lead_days;
    plan_order(settings_under(*rule, settings), held.item);
    return held;
}

StockFault fault_of(StockFinding const& finding, Cards const& cards, Holders const& holders)
{
    auto const& entry = cards.entries[finding.entry];
    auto const* const holder = holders.find(entry.facility);
    StockFault fault;
    fault.finding = finding;
    fault.record = cards.addresses[finding.entry];
    if (finding.other) fault.other_record = cards.addresses[*finding.other];
    fault.holder = entry.facility, fault.holder_name = holder == nullptr ? entry.facility : holder->name;
    fault.item = entry.item, fault.batch = entry.batch, fault.day = entry.day, fault.kind = entry.kind, fault.quantity = entry.quantity;
    return fault;
}

void add_faults(StockAnswer& answer, StockReport const& report, Cards const& cards, Holders const& holders, Asked& asked)
{
    for (auto const& finding : report.findings) {
        auto const& entry = cards.entries[finding.entry];
        if (!asked.holds(entry.facility, entry.item)) continue;
        ++answer.problems[std::string{stock_problem_code(finding.problem)}];
        answer.faults.push_back(fault_of(finding, cards, holders));
    }
    auto const order = [](StockFault const& fault) { return std::tuple{stock_grade(fault.finding.problem), -fault.day.time_since_epoch().count(), std::string_view{fault.record}, fault.finding.problem}; };
    std::sort(answer.faults.begin(), answer.faults.end(), [&](StockFault const& one, StockFault const& other) { return order(one) < order(other); });
    answer.faults_left_out = answer.faults.size() - std::min(answer.faults.size(), StockAnswer::faults_max);
    answer.faults.resize(answer.faults.size() - answer.faults_left_out);
}

}  // namespace

Result<StockAnswer> answer_stock(Store const& store, Asking const& asking, StockQuestion const& question)
{
    TRY(check(asking, question));
    StockAnswer answer;
    answer.as_of = asking.today, answer.months = question.months, answer.soon_days = question.soon_days;
    auto const holders = TRY(Holders::load(store));
    auto asked = TRY(Asked::make(store, question, holders));
    auto const cards = TRY(load_cards(store, holders, answer));
    if (cards.entries.empty()) return answer;
    auto const rules = TRY(base_stock_rules());
    StockSettings settings;
    settings.today = asking.today, settings.months = question.months;
    auto report = TRY(stock_report(cards.entries, settings));
    PlaceNames names{store};
    for (auto& item : report.items) {
        if (!asked.holds(item.facility, item.item)) continue;
        answer.held.push_back(held_of(std::move(item), holders, names, rules, settings));
        look_ahead(answer.held.back(), asking.today, question.soon_days);
        ++answer.status[static_cast<std::size_t>(answer.held.back().item.status)];
    }
    std::sort(answer.held.begin(), answer.held.end(), [](StockHeld const& one, StockHeld const& other) {
        return std::tie(other.kind, one.item.facility, one.holder, one.item.item) < std::tie(one.kind, other.item.facility, other.holder, other.item.item);
    });
    add_faults(answer, report, cards, holders, asked);
    return answer;
}

}  // namespace accalmie
