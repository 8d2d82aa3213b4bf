// SPDX-License-Identifier: Apache-2.0
#include "answers/stock_rule_table.hpp"

#include "answers/asking.hpp"
#include "answers/rule_file.hpp"

#include <fmt/format.h>

#include <array>

namespace accalmie {

namespace {

constexpr std::string_view path = "rules/stock.csv";
constexpr double days_max = 1'000;

Result<double> days_at(MethodRows const& rows, std::size_t row, std::string_view column)
{
    auto const days = TRY(rows.number(row, column));
    if (!(days >= 0 && days <= days_max)) return Error{Error::Kind::invalid, "days outside 0 to 1,000", std::string{column}, "give days"};
    return days;
}

Result<StockRule> rule_at(MethodRows const& rows, std::size_t row)
{
    StockRule rule;
    rule.id = rows.text(row, "id"), rule.holder = rows.text(row, "holder"), rule.item = rows.text(row, "item"), rule.place = rows.text(row, "place");
    if (rule.id.empty()) return Error{Error::Kind::invalid, "a rule without a name", "id", "name it"};
    if (!rule.holder.empty() && rule.holder != "facility" && rule.holder != "asset") return Error{Error::Kind::invalid, "a holder that is none", "holder", "write facility, asset or nothing"};
    if (rows.text(row, "source").empty()) return Error{Error::Kind::invalid, "a rule without a source", "source", "say who decided it"};
    rule.lead_days = TRY(days_at(rows, row, "lead_days"));
    rule.security_lead_days = TRY(days_at(rows, row, "security_lead_days"));
    rule.review_days = TRY(days_at(rows, row, "review_days"));
    if (!rows.text(row, "safety_days").empty()) rule.safety_days = TRY(days_at(rows, row, "safety_days"));
    rule.valid_from = TRY(parse_day(rows.text(row, "valid_from")).at("valid_from"));
    if (!rows.text(row, "valid_until").empty()) rule.valid_until = TRY(parse_day(rows.text(row, "valid_until")).at("valid_until"));
    return rule;
}

int named(StockRule const& rule) { return (rule.holder.empty() ? 0 : 1) + (rule.item.empty() ? 0 : 1) + (rule.place.empty() ? 0 : 1); }

}  // namespace

Result<std::vector<StockRule>> read_stock_rules(std::string_view text)
{
    static constexpr std::array<std::string_view, 11> columns{"id", "holder", "item", "place", "lead_days", "security_lead_days", "safety_days", "review_days", "valid_from", "valid_until", "source"};
    auto const table = TRY(read_rule_table(text, columns).at(path));
    MethodRows const rows{table};
    std::vector<StockRule> rules;
    for (std::size_t row = 0; row < rows.size(); ++row) rules.push_back(TRY(rule_at(rows, row).at(fmt::format("{}: line {}", path, row + 2))));
    return rules;
}

Result<std::vector<StockRule>> base_stock_rules()
{
    return read_stock_rules(TRY(base_rule_text(path)));
}

StockRule const* stock_rule_for(std::span<StockRule const> rules, Holder const& holder, std::string_view item, Day day)
{
    std::string_view const kind = holder.kind == Holder::Kind::asset ? "asset" : "facility";
    StockRule const* best = nullptr;
    for (auto const& rule : rules) {
        bool const fits = (rule.holder.empty() || rule.holder == kind) && (rule.item.empty() || rule.item == item) && (rule.place.empty() || code_of(holder.place).starts_with(rule.place));
        if (!fits || day < rule.valid_from || (rule.valid_until && day > *rule.valid_until)) continue;
        if (best == nullptr || std::pair{named(rule), rule.valid_from} >= std::pair{named(*best), best->valid_from}) best = &rule;
    }
    return best;
}

StockSettings settings_under(StockRule const& rule, StockSettings settings)
{
    settings.lead_days = rule.lead_days, settings.security_lead_days = rule.security_lead_days;
    settings.safety_days = rule.safety_days, settings.review_days = rule.review_days;
    return settings;
}

}  // namespace accalmie
