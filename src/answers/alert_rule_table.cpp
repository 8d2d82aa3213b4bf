// SPDX-License-Identifier: Apache-2.0
#include "answers/alert_rule_table.hpp"

#include "answers/rule_file.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

namespace accalmie {

namespace {

constexpr std::string_view path = "rules/alerts.csv";

Result<AlertRule> rule_at(MethodRows const& rows, std::size_t row)
{
    AlertRule rule;
    rule.id = rows.text(row, "id");
    rule.disease = rows.text(row, "disease");
    rule.kind = TRY(parse_alert_kind(rows.text(row, "kind")));
    rule.level = TRY(parse_alert_level(rows.text(row, "level")));
    rule.threshold = TRY(rows.number(row, "threshold"));
    auto const weeks = TRY(rows.count(row, "weeks"));
    rule.cases_least = TRY(rows.number(row, "cases_least"));
    rule.population_from = TRY(optional_rule_number(rows, row, "population_from"));
    rule.population_below = TRY(optional_rule_number(rows, row, "population_below"));
    rule.valid_from = TRY(parse_day(rows.text(row, "valid_from")).at("valid_from"));
    if (auto const until = rows.text(row, "valid_until"); !until.empty()) rule.valid_until = TRY(parse_day(until).at("valid_until"));
    rule.do_fr = rows.text(row, "do_fr");
    rule.do_en = rows.text(row, "do_en");
    rule.source = rows.text(row, "source");
    rule.population_meant_most = TRY(optional_rule_number(rows, row, "population_meant_most"));
    rule.counted = TRY(parse_counted_cases(rows.text(row, "counted")));
    rule.checked_where = rows.text(row, "checked_where");
    auto const wrong = [](char const* what, char const* where) { return Error{Error::Kind::invalid, what, where, "write the rule as its source has it"}; };
    auto const checked = rows.text(row, "checked");
    if (checked != "yes" && checked != "no") return wrong("neither yes nor no", "checked");
    rule.checked = checked == "yes" ? AlertRule::Checked::yes : AlertRule::Checked::no;
    if (rule.checked_where.empty()) return wrong("not said where the line was checked, or why it was not", "checked_where");
    if (!(rule.threshold > 0)) return wrong("a threshold that is not above zero", "threshold");
    if (weeks < 1 || weeks > 52 || (rule.kind == AlertKind::doubling && weeks < 2)) return wrong("weeks outside 1 to 52, for a doubling 2 to 52", "weeks");
    if (rule.kind == AlertKind::quartile && (rule.threshold < 3 || rule.threshold > 20)) return wrong("years outside 3 to 20", "threshold");
    if (rule.id.empty() || rule.disease.empty() || rule.source.empty() || rule.do_fr.empty() || rule.do_en.empty()) return wrong("a rule without a name, a disease, a source or what to do", "id");
    rule.weeks = static_cast<int>(weeks);
    return rule;
}

}  // namespace

Result<std::vector<AlertRule>> read_alert_rules(std::string_view text)
{
    static constexpr std::array<std::string_view, 18> columns{"id", "disease", "kind", "level", "threshold", "weeks", "cases_least", "population_from", "population_below", "valid_from", "valid_until", "do_fr", "do_en", "source", "population_meant_most", "counted", "checked", "checked_where"};
    auto const table = TRY(read_rule_table(text, columns).at(path));
    MethodRows const rows{table};
    std::vector<AlertRule> rules;
    std::set<std::string> ids;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        rules.push_back(TRY(rule_at(rows, row).at(fmt::format("{}: line {}", path, row + 2))));
        if (!ids.insert(rules.back().id).second) return Error{Error::Kind::invalid, "a name that is there twice", fmt::format("{}: line {}: id", path, row + 2), "give each rule its own"};
    }
    return rules;
}

Result<std::vector<AlertRule>> base_alert_rules() { return read_alert_rules(TRY(base_rule_text(path))); }

}  // namespace accalmie
