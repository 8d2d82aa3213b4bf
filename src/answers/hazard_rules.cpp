// SPDX-License-Identifier: Apache-2.0
#include "answers/hazard_rules.hpp"

#include "answers/method_cells.hpp"
#include "answers/rule_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace accalmie {

namespace {

constexpr std::string_view path = "rules/hazards.csv";
constexpr std::array<std::string_view, 7> codes{"heat_index", "river_return", "temperature_max", "temperature_min", "rain", "river_discharge", "river_level"};

Error wrong(char const* what, char const* where) { return {Error::Kind::invalid, what, where, "write the rule as its source has it"}; }

Result<HazardRule> rule_at(MethodRows const& rows, std::size_t row)
{
    HazardRule rule;
    rule.id = rows.text(row, "id");
    rule.hazard = rows.text(row, "hazard");
    auto const quantity = std::find(codes.begin(), codes.end(), rows.text(row, "kind"));
    if (quantity == codes.end()) return wrong("not a kind of threshold", "kind");
    rule.quantity = static_cast<HazardQuantity>(quantity - codes.begin());
    rule.station = rows.text(row, "station");
    rule.threshold = TRY(rows.number(row, "threshold"));
    auto const days = TRY(rows.count(row, "days"));
    if (days < 1 || days > 60) return wrong("days outside 1 to 60", "days");
    rule.days = static_cast<int>(days);
    auto const month = rows.text(row, "first_month").empty() ? std::int64_t{1} : TRY(rows.count(row, "first_month"));
    if (month < 1 || month > 12) return wrong("a month outside 1 to 12", "first_month");
    rule.first_month = static_cast<unsigned>(month);
    rule.level = rows.text(row, "level");
    if (rule.level != "alert" && rule.level != "epidemic") return wrong("a level that is neither alert nor epidemic", "level");
    if (rule.quantity == HazardQuantity::river_return && !(rule.threshold > 1 && rule.threshold <= 1000)) return wrong("a return period outside 1 to 1,000 years", "threshold");
    rule.valid_from = TRY(parse_day(rows.text(row, "valid_from")).at("valid_from"));
    rule.valid_until = TRY(optional_rule_day(rows, row, "valid_until"));
    rule.to_do = {std::string{rows.text(row, "do_fr")}, std::string{rows.text(row, "do_en")}};
    rule.source = rows.text(row, "source");
    if (rule.id.empty() || (rule.hazard != "heat" && rule.hazard != "flood") || rule.source.empty() || rule.to_do.fr.empty() || rule.to_do.en.empty()) return wrong("a rule without a name, a hazard (heat or flood), a source or what to do", "id");
    return rule;
}

}  // namespace

std::string_view hazard_quantity_code(HazardQuantity quantity) { return codes.at(static_cast<std::size_t>(quantity)); }

Result<std::vector<HazardRule>> read_hazard_rules(std::string_view text)
{
    constexpr std::array<std::string_view, 13> columns{"id", "hazard", "kind", "station", "threshold", "days", "first_month", "level", "valid_from", "valid_until", "do_fr", "do_en", "source"};
    auto const table = TRY(read_rule_table(text, columns).at(path));
    MethodRows const rows{table};
    std::vector<HazardRule> rules;
    std::set<std::string> ids;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        rules.push_back(TRY(rule_at(rows, row).at(fmt::format("{}: line {}", path, row + 2))));
        if (!ids.insert(rules.back().id).second) return Error{Error::Kind::invalid, "a name that is there twice", fmt::format("{}: line {}: id", path, row + 2), "give each rule its own"};
    }
    return rules;
}

Result<std::vector<HazardRule>> base_hazard_rules() { return read_hazard_rules(TRY(base_rule_text(path))); }

}  // namespace accalmie
