// SPDX-License-Identifier: Apache-2.0
#include "answers/alert_rule_table.hpp"
#include "answers/series_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace accalmie {

namespace {

Result<void> check_disease(std::vector<AlertRule> const& rules, std::string_view disease)
{
    std::set<std::string> known;
    for (auto const& rule : rules) known.insert(rule.disease);
    if (known.contains(std::string{disease})) return {};
    return Error{Error::Kind::missing, fmt::format("no rule for \"{}\"", disease.substr(0, 40)), "option disease", fmt::format("write one of {}", fmt::join(known, ", "))};
}

Result<std::vector<DiseaseWeek>> weeks_of(MethodTable const& table, SeriesRows const& series)
{
    MethodRows const rows{table};
    std::vector<DiseaseWeek> weeks;
    for (std::size_t at = 0; at < series.observed.size(); ++at) {
        DiseaseWeek week{series.times.dates[at], std::nullopt, std::nullopt, std::nullopt};
        auto const confirmed = rows.has("confirmed") ? rows.text(at, "confirmed") : std::string_view{};
        if (!confirmed.empty() && confirmed != "NA") week.confirmed = TRY(rows.number(at, "confirmed"));
        if (!std::isnan(series.observed[at])) week.cases = series.observed[at];
        if (!series.population.empty() && series.population[at] > 0) week.population = series.population[at];
        weeks.push_back(week);
    }
    return weeks;
}

Tree rule_tree(AlertRule const& rule, Speaking const& speaking)
{
    Tree tree = Tree::members().add("rule", rule.id).add("level", std::string{alert_level_code(rule.level)}).add("kind", std::string{alert_kind_code(rule.kind)});
    tree.add("value", speaking.value).add("threshold", speaking.bound).add("weeks", rule.weeks).add("weeks_without_report", speaking.weeks_missing);
    tree.add("do", Tree::members().add("fr", rule.do_fr).add("en", rule.do_en));
    tree.add("valid_from", rule.valid_from).add("source", rule.source);
    return tree.add("checked", rule.checked == AlertRule::Checked::yes).add("checked_where", rule.checked_where);
}

Tree alert_tree(Alert const& alert, std::vector<AlertRule> const& rules, SeriesRows const& series)
{
    Tree tree = series_place(series, alert.week);
    if (!series.population.empty()) tree.add("population", series.population[alert.week] > 0 ? Tree{series.population[alert.week]} : Tree{});
    tree.add("level", std::string{alert_level_code(rules[alert.rules.front().rule].level)});
    Tree spoken = Tree::list();
    for (auto const& one : alert.rules) spoken.push(rule_tree(rules[one.rule], one));
    return tree.add("rules", std::move(spoken));
}

/// The lines that there are for the disease, each with what is known of it.
Tree rules_tree(std::vector<AlertRule> const& rules, std::string_view disease)
{
    Tree list = Tree::list();
    for (auto const& rule : rules) {
        if (rule.disease != disease) continue;
        Tree tree = Tree::members().add("rule", rule.id).add("valid_from", rule.valid_from).add("valid_until", rule.valid_until);
        list.push(tree.add("checked", rule.checked == AlertRule::Checked::yes).add("checked_where", rule.checked_where));
    }
    return list;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const rules = TRY(base_alert_rules());
    auto const disease = std::string{option_text(options, "disease")};
    TRY(check_disease(rules, disease));
    auto series = TRY(series_rows(table, options));
    if (series.times.dates.empty()) return Error{Error::Kind::invalid, "a number is not a day", "row 2: epoch", "write the day of each week, as 2021-05-03"};
    TRY(read_range(options, 0, series));
    auto const weeks = TRY(weeks_of(table, series));
    auto const reading = TRY(alerts_by_rule(rules, disease, weeks, series.first, series.end));
    Tree alerts = Tree::list(), unjudged = Tree::list();
    for (auto const& alert : reading.alerts) alerts.push(alert_tree(alert, rules, series));
    for (auto const& one : reading.unjudged)
        unjudged.push(Tree::members().add("index", static_cast<std::int64_t>(one.week + 1)).add("rule", rules[one.rule].id).add("because", std::string{unjudged_code(one.reason)}));
    Tree tree = Tree::members().add("disease", disease).add("judged", static_cast<std::int64_t>(series.end - series.first)).add("alert_count", static_cast<std::int64_t>(reading.alerts.size()));
    return tree.add("rules", rules_tree(rules, disease)).add("alerts", std::move(alerts)).add("not_judged", std::move(unjudged));
}

}  // namespace

Method alert_rules_method()
{
    auto columns = series_columns();
    for (auto& column : columns)
        if (column.name == "epoch") {
            column.required = true;
            column.meaning = {"un jour de la semaine (2021-05-03) : la règle en vigueur ce jour-là vaut", "a day of the week (2021-05-03): the rule in force on that day counts"};
        }
    columns.push_back({"confirmed", "count", false, {"cas confirmés de la semaine, pour les règles qui les comptent", "confirmed cases of the week, for rules that count them"}});
    return {"alert-rules",
            {"Seuils d'alerte datés des maladies prioritaires", "Dated alert thresholds of priority diseases"},
            columns,
            with_range({{"disease", "", {"maladie, par son code (meningitis, measles, cholera ...)", "disease, by its code (meningitis, measles, cholera ...)"}}}, "la première", "the first"),
            "WHO 2000 and 2014 (meningitis); WHO AFRO & CDC 2010 (IDSR); WHO AFRO 2015 (measles): see packs/base/rules/alerts.csv",
            "docs/methods/alert-rules.md",
            run};
}

}  // namespace accalmie
