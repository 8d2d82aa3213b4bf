// SPDX-License-Identifier: Apache-2.0
#include "answers/nutrition_rules.hpp"

#include "answers/rule_file.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace accalmie {

namespace {

constexpr std::string_view protocols_path = "rules/nutrition_protocols.csv", rations_path = "rules/nutrition_rations.csv", standards_path = "rules/nutrition_standards.csv";
constexpr std::array<std::string_view, 24> protocol_columns{"id", "name_fr", "name_en", "standing", "age_from_months", "age_below_months", "severe_arm_below_cm", "severe_z_below",
                                                            "moderate_arm_below_cm", "moderate_z_below", "infant_z_below", "exit_rule", "exit_arm_from_cm", "exit_z_from", "exit_visits",
                                                            "visit_days_severe", "visit_days_moderate", "default_visits", "non_response_weeks", "valid_from", "valid_until", "source", "checked", "not_checked"};
constexpr std::array<std::string_view, 12> ration_columns{"protocol", "state", "arm_from_cm", "arm_below_cm", "weight_from_kg", "weight_below_kg", "sachets_week", "kcal_kg_day_from", "kcal_kg_day_to", "source", "checked", "not_checked"};
constexpr std::array<std::string_view, 10> standard_columns{"id", "state", "cured_above", "died_below", "defaulted_below", "valid_from", "valid_until", "source", "checked", "not_checked"};

Error wrong(std::string what, std::size_t row, std::string_view column, std::string remedy) { return {Error::Kind::invalid, std::move(what), MethodRows::place(row, column), std::move(remedy)}; }

Result<std::int64_t> count_within(MethodRows const& rows, std::size_t row, std::string_view column, std::int64_t most)
{
    auto const count = TRY(rows.count(row, column));
    if (count < 1 || count > most) return wrong("a number outside 1 to " + std::to_string(most), row, column, "write it as the source has it");
    return count;
}

Result<Malnutrition> state_at(MethodRows const& rows, std::size_t row)
{
    auto const word = rows.text(row, "state");
    if (word == "severe") return Malnutrition::severe;
    if (word == "moderate") return Malnutrition::moderate;
    return wrong("a state that is none", row, "state", "write severe or moderate");
}

/// The source and what was not found in it.
struct Told {
    std::string source, not_checked;
};

Result<Told> told_at(MethodRows const& rows, std::size_t row)
{
    Told told{std::string{rows.text(row, "source")}, std::string{rows.text(row, "not_checked")}};
    auto const checked = rows.text(row, "checked");
    if (told.source.empty()) return wrong("a rule without its source", row, "source", "name it, with its year");
    if (checked != "yes" && checked != "no") return wrong("neither checked nor not", row, "checked", "write yes or no");
    if ((checked == "yes") != told.not_checked.empty()) return wrong("a rule is checked exactly if nothing in it is not", row, "not_checked", "name what was not found in the source, or write checked yes");
    return told;
}

Result<void> fill_thresholds(NutritionProtocol& protocol, MethodRows const& rows, std::size_t row)
{
    protocol.age_from_months = TRY(rows.number(row, "age_from_months"));
    protocol.age_below_months = TRY(rows.number(row, "age_below_months"));
    protocol.severe_arm_below_cm = TRY(optional_rule_number(rows, row, "severe_arm_below_cm"));
    protocol.severe_z_below = TRY(optional_rule_number(rows, row, "severe_z_below"));
    protocol.moderate_arm_below_cm = TRY(optional_rule_number(rows, row, "moderate_arm_below_cm"));
    protocol.moderate_z_below = TRY(optional_rule_number(rows, row, "moderate_z_below"));
    protocol.infant_z_below = TRY(optional_rule_number(rows, row, "infant_z_below"));
    protocol.exit_rule = TRY(parse_exit_rule(rows.text(row, "exit_rule")).at(MethodRows::place(row, "exit_rule")));
    protocol.exit_arm_from_cm = TRY(rows.number(row, "exit_arm_from_cm"));
    protocol.exit_z_from = TRY(optional_rule_number(rows, row, "exit_z_from"));
    if (!(protocol.age_from_months >= 0 && protocol.age_from_months < protocol.age_below_months)) return wrong("ages that are none", row, "age_from_months", "write months, the first below the second");
    return {};
}

Result<NutritionProtocol> protocol_at(MethodRows const& rows, std::size_t row)
{
    constexpr std::int64_t visits_max = 10, days_max = 28, weeks_max = 104;
    NutritionProtocol protocol;
    protocol.id = rows.text(row, "id"), protocol.name_fr = rows.text(row, "name_fr"), protocol.name_en = rows.text(row, "name_en");
    if (protocol.id.empty() || protocol.name_fr.empty() || protocol.name_en.empty()) return wrong("a protocol without its names", row, "id", "name it, in French and English too");
    auto const standing = rows.text(row, "standing");
    if (standing != "default" && standing != "choice") return wrong("a standing that is none", row, "standing", "write default or choice");
    protocol.standing = standing == "default" ? ProtocolStanding::by_default : ProtocolStanding::by_choice;
    TRY(fill_thresholds(protocol, rows, row));
    protocol.exit_visits = TRY(count_within(rows, row, "exit_visits", visits_max));
    protocol.visit_days_severe = TRY(count_within(rows, row, "visit_days_severe", days_max));
    protocol.visit_days_moderate = TRY(count_within(rows, row, "visit_days_moderate", days_max));
    protocol.default_visits = TRY(count_within(rows, row, "default_visits", visits_max));
    protocol.non_response_weeks = TRY(count_within(rows, row, "non_response_weeks", weeks_max));
    protocol.valid_from = TRY(parse_day(rows.text(row, "valid_from")).at(MethodRows::place(row, "valid_from")));
    protocol.valid_until = TRY(optional_rule_day(rows, row, "valid_until"));
    auto told = TRY(told_at(rows, row));
    protocol.source = std::move(told.source), protocol.not_checked = std::move(told.not_checked);
    return protocol;
}

Result<RationRule> ration_at(MethodRows const& rows, std::size_t row)
{
    RationRule rule;
    rule.protocol = rows.text(row, "protocol");
    rule.state = TRY(state_at(rows, row));
    rule.arm_from_cm = TRY(optional_rule_number(rows, row, "arm_from_cm"));
    rule.arm_below_cm = TRY(optional_rule_number(rows, row, "arm_below_cm"));
    rule.weight_from_kg = TRY(optional_rule_number(rows, row, "weight_from_kg"));
    rule.weight_below_kg = TRY(optional_rule_number(rows, row, "weight_below_kg"));
    rule.sachets_week = TRY(optional_rule_number(rows, row, "sachets_week"));
    rule.kcal_kg_day_from = TRY(optional_rule_number(rows, row, "kcal_kg_day_from"));
    rule.kcal_kg_day_to = TRY(optional_rule_number(rows, row, "kcal_kg_day_to"));
    constexpr double most = 1000;
    bool const is_target = rule.kcal_kg_day_from && rule.kcal_kg_day_to && *rule.kcal_kg_day_from > 0 && *rule.kcal_kg_day_from <= *rule.kcal_kg_day_to && *rule.kcal_kg_day_to <= most;
    bool const is_number = rule.sachets_week && *rule.sachets_week > 0 && *rule.sachets_week <= most;
    if (is_target == is_number) return wrong("either sachets a week or a target of energy", row, "sachets_week", "write one of them, above 0");
    auto told = TRY(told_at(rows, row));
    rule.source = std::move(told.source), rule.not_checked = std::move(told.not_checked);
    return rule;
}

Result<double> share_at(MethodRows const& rows, std::size_t row, std::string_view column)
{
    auto const share = TRY(rows.number(row, column));
    if (!(share > 0 && share < 1)) return wrong("a share outside 0 to 1", row, column, "write 0.75 for 75 %");
    return share;
}

Result<DatedCareStandard> standard_at(MethodRows const& rows, std::size_t row)
{
    DatedCareStandard standard;
    standard.id = rows.text(row, "id");
    standard.state = TRY(state_at(rows, row));
    standard.standard.cured_above = TRY(share_at(rows, row, "cured_above"));
    standard.standard.died_below = TRY(share_at(rows, row, "died_below"));
    standard.standard.defaulted_below = TRY(share_at(rows, row, "defaulted_below"));
    standard.valid_from = TRY(parse_day(rows.text(row, "valid_from")).at(MethodRows::place(row, "valid_from")));
    standard.valid_until = TRY(optional_rule_day(rows, row, "valid_until"));
    auto told = TRY(told_at(rows, row));
    standard.source = std::move(told.source), standard.not_checked = std::move(told.not_checked);
    return standard;
}

template <class Rule>
Result<std::vector<Rule>> rules_of(std::string_view text, std::span<std::string_view const> columns, Result<Rule> (*rule_at)(MethodRows const&, std::size_t))
{
    auto const table = TRY(read_rule_table(text, columns));
    MethodRows const rows{table};
    std::vector<Rule> rules;
    for (std::size_t row = 0; row < rows.size(); ++row) rules.push_back(TRY(rule_at(rows, row)));
    return rules;
}

template <class Rule>
Result<void> check_names(std::vector<Rule> const& rules)
{
    std::set<std::string_view> names;
    for (std::size_t row = 0; row < rules.size(); ++row)
        if (rules[row].id.empty() || !names.insert(rules[row].id).second) return wrong("a name that is empty or there twice", row, "id", "give each its own");
    return {};
}

}  // namespace

Result<NutritionRules> read_nutrition_rules(std::string_view protocols, std::string_view rations, std::string_view standards)
{
    NutritionRules rules;
    rules.protocols = TRY(rules_of<NutritionProtocol>(protocols, protocol_columns, protocol_at).at(protocols_path));
    rules.rations = TRY(rules_of<RationRule>(rations, ration_columns, ration_at).at(rations_path));
    rules.standards = TRY(rules_of<DatedCareStandard>(standards, standard_columns, standard_at).at(standards_path));
    TRY(check_names(rules.protocols).at(protocols_path));
    TRY(check_names(rules.standards).at(standards_path));
    for (std::size_t row = 0; row < rules.rations.size(); ++row) {
        auto const& name = rules.rations[row].protocol;
        if (std::none_of(rules.protocols.begin(), rules.protocols.end(), [&](NutritionProtocol const& one) { return one.id == name; }))
            return Result<NutritionRules>{wrong("a ration of no protocol", row, "protocol", "name one of nutrition_protocols.csv")}.at(rations_path);
    }
    return rules;
}

Result<NutritionRules> base_nutrition_rules()
{
    auto const protocols = TRY(base_rule_text(protocols_path)), rations = TRY(base_rule_text(rations_path)), standards = TRY(base_rule_text(standards_path));
    return read_nutrition_rules(protocols, rations, standards);
}

}  // namespace accalmie
