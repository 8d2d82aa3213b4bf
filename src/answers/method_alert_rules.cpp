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

std::vector<DiseaseWeek> weeks_of(SeriesRows const& series)
{
    std::vector<DiseaseWeek> weeks;
    for (std::size_t at = 0; at < series.observed.size(); ++at) {
        DiseaseWeek week{series.times.dates[at], std::nullopt, std::nullopt};
        if (!std::isnan(series.observed[at])) week.cases = series.observed[at];
        if (!series.population.empty()) week.population = series.population[at];
        weeks.push_back(week);
    }
    return weeks;
}

Tree rule_tree(AlertRule const& rule, Speaking const& speaking)
{
    Tree tree = Tree::members().add("rule", rule.id).add("level", std::string{alert_level_code(rule.level)}).add("kind", std::string{alert_kind_code(rule.kind)});
    tree.add("value", speaking.value).add("threshold", speaking.bound).add("weeks", rule.weeks);
    tree.add("do", Tree::members().add("fr", rule.do_fr).add("en", rule.do_en));
    return tree.add("valid_from", rule.valid_from).add("source", rule.source);
}

Tree alert_tree(Alert const& alert, std::vector<AlertRule> const& rules, SeriesRows const& series)
{
    Tree tree = series_place(series, alert.week);
    if (!series.population.empty()) tree.add("population", series.population[alert.week]);
    tree.add("level", std::string{alert_level_code(rules[alert.rules.front().rule].level)});
    Tree spoken = Tree::list();
    for (auto const& one : alert.rules) spoken.push(rule_tree(rules[one.rule], one));
    return tree.add("rules", std::move(spoken));
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const rules = TRY(base_alert_rules());
    auto const disease = std::string{option_text(options, "disease")};
    TRY(check_disease(rules, disease));
    auto series = TRY(series_rows(table, options));
    TRY(read_range(options, 0, series));
    auto const weeks = weeks_of(series);
    auto const reading = TRY(alerts_by_rule(rules, disease, weeks, series.first, series.end));
    Tree alerts = Tree::list(), unjudged = Tree::list();
    for (auto const& alert : reading.alerts) alerts.push(alert_tree(alert, rules, series));
    for (auto const& one : reading.unjudged)
        unjudged.push(Tree::members().add("index", static_cast<std::int64_t>(one.week + 1)).add("rule", rules[one.rule].id).add("because", std::string{unjudged_code(one.reason)}));
    Tree tree = Tree::members().add("disease", disease).add("rules_checked", false).add("judged", static_cast<std::int64_t>(series.end - series.first)).add("alert_count", static_cast<std::int64_t>(reading.alerts.size()));
    return tree.add("alerts", std::move(alerts)).add("not_judged", std::move(unjudged));
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
    return {"alert-rules",
            {"Seuils d'alerte datés des maladies prioritaires", "Dated alert thresholds of priority diseases"},
            columns,
            with_range({{"disease", "", {"maladie, par son code (meningitis, measles, cholera ...)", "disease, by its code (meningitis, measles, cholera ...)"}}}, "la première", "the first"),
            "WHO 2000 and 2014 (meningitis); WHO AFRO & CDC 2010 (IDSR); WHO AFRO 2015 (measles): see packs/base/rules/alerts.csv",
            "docs/methods/alert-rules.md",
            run};
}

}  // namespace accalmie
