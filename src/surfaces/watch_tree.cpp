// SPDX-License-Identifier: Apache-2.0
#include "surfaces/watch_tree.hpp"

#include "answers/disease_series.hpp"

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return words.fr.empty() ? Tree{} : Tree::members().add("fr", words.fr).add("en", words.en); }
Tree text_or_null(std::string const& text) { return text.empty() ? Tree{} : Tree{text}; }

Tree rule_tree(SpokenRule const& rule)
{
    Tree tree = Tree::members().add("rule", rule.rule).add("level", std::string{alert_level_code(rule.level)});
    tree.add("first_week", rule.first_week).add("last_week", rule.last_week).add("value", rule.value).add("bound", rule.bound);
    tree.add("says", words_tree(rule.says)).add("do", words_tree(rule.todo)).add("source", rule.source);
    return tree.add("checked", rule.checked).add("checked_where", text_or_null(rule.checked_where));
}

Tree week_tree(AlertWeek const& week)
{
    Tree tree = Tree::members().add("week", week_code(week.monday)).add("monday", week.monday).add("cases", week.cases).add("confirmed", week.confirmed);
    tree.add("reports", week.reports).add("reports_expected", week.reports_expected).add("expected", week.expected).add("bound", week.bound);
    tree.add("likely", week.likely).add("likely_lower_95", week.likely_lower).add("likely_upper_95", week.likely_upper);
    return tree.add("spoke", week.spoke);
}

Tree steps_tree(std::vector<AlertStepTaken> const& steps)
{
    Tree list = Tree::list();
    for (auto const& step : steps) list.push(Tree::members().add("step", step.step).add("day", step.day).add("role", step.role).add("note", text_or_null(step.note)));
    return list;
}

Tree signal_tree(AlertSignal const& signal)
{
    Tree rules = Tree::list(), weeks = Tree::list();
    for (auto const& rule : signal.rules) rules.push(rule_tree(rule));
    for (auto const& week : signal.weeks) weeks.push(week_tree(week));
    Tree tree = Tree::members().add("signal", signal.key).add("about", signal.about).add("subject", signal.subject).add("species", text_or_null(signal.species));
    tree.add("site", text_or_null(signal.site)).add("site_name", text_or_null(signal.site_name));
    tree.add("place", signal.area.code).add("place_name", text_or_null(signal.area.name)).add("place_level", signal.level);
    tree.add("level", std::string{alert_level_code(signal.gravest)}).add("first_week", signal.first_week).add("last_week", signal.last_week);
    tree.add("rules", std::move(rules)).add("weeks", std::move(weeks)).add("method", text_or_null(signal.method_code)).add("method_because", words_tree(signal.method));
    tree.add("late_reports", words_tree(signal.late)).add("population", signal.population).add("inside", text_or_null(signal.inside));
    tree.add("recorded_on", signal.recorded_on).add("state", std::string{alert_state_code(signal.state)});
    return tree.add("steps", steps_tree(signal.steps));
}

Tree earlier_tree(EarlierAlert const& alert)
{
    Tree tree = Tree::members().add("signal", alert.key).add("about", alert.about).add("place", alert.area.code).add("place_name", text_or_null(alert.area.name));
    tree.add("level", std::string{alert_level_code(alert.level)}).add("first_day", alert.first_day).add("rule", alert.rule);
    return tree.add("state", std::string{alert_state_code(alert.state)}).add("steps", steps_tree(alert.steps));
}

}  // namespace

Tree watch_tree(WatchAnswer const& answer, Kind kind)
{
    Tree alerts = Tree::list(), earlier = Tree::list();
    for (auto const& signal : answer.signals) alerts.push(signal_tree(signal));
    for (auto const& alert : answer.earlier) earlier.push(earlier_tree(alert));
    Tree not_shown = Tree::list();
    for (auto const& about : answer.not_shown) not_shown.push(Tree{about});
    Tree tree = Tree::members().add("place", text_or_null(answer.place.code)).add("place_name", text_or_null(answer.place.name));
    tree.add("newest_week", week_code(answer.newest_week)).add("newest_monday", answer.newest_week).add("known_on", answer.known_on).add("weeks", answer.weeks);
    tree.add("alerts", std::move(alerts)).add("earlier", std::move(earlier)).add("older_left_out", answer.older_left_out).add("not_shown", std::move(not_shown));
    return std::move(tree.add("demo", kind == Kind::demo));
}

}  // namespace accalmie
