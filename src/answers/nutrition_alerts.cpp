// SPDX-License-Identifier: Apache-2.0
#include "answers/alerts.hpp"
#include "answers/disease_series.hpp"
#include "answers/nutrition.hpp"

#include <fmt/format.h>

#include <map>

namespace accalmie {

namespace {

/// Children of one facility.
struct Group {
    std::string facility_name, place, place_name;
    std::int64_t children = 0;
    Day since{};
    std::int64_t days_longest = 0;

    template <class Line>
    void add(Line const& line, Day from, std::int64_t days)
    {
        since = children == 0 ? from : std::min(since, from);
        days_longest = std::max(days_longest, days);
        ++children;
        facility_name = line.facility_name, place = line.place, place_name = line.place_name;
    }
};
using Groups = std::map<std::string, Group>;  ///< by facility

AlertSignal signal_of(std::string subject, std::string const& facility, Group const& group, Day today, SpokenRule rule)
{
    AlertSignal signal;
    signal.about = "nutrition", signal.subject = std::move(subject);
    signal.site = site_key(facility), signal.site_name = group.facility_name;
    signal.area = {std::string{code_of(group.place)}, group.place_name}, signal.place = group.place;
    signal.lasts = true;
    rule.first_week = monday_of(group.since), rule.last_week = monday_of(today);
    rule.value = static_cast<double>(group.children);
    signal.rules.push_back(std::move(rule));
    finish_signal(signal);
    return signal;
}

SpokenRule lost_rule(Group const& group)
{
    static constexpr Noun children{"enfant perdu de vue", "enfants perdus de vue", "child lost from care", "children lost from care"};
    auto const count = counted(group.children, children);
    SpokenRule rule;
    rule.rule = "nutrition-lost";
    rule.says = {fmt::format("{} ; le plus long absent depuis {} jours", count.fr, group.days_longest), fmt::format("{}; the longest absent for {} days", count.en, group.days_longest)};
    rule.todo = {"Envoyer le relais communautaire à la maison ; demander si la route, la distance ou la ration en est la cause.", "Send the community worker to the home; ask whether the road, the distance or the ration is why."};
    rule.source = "Sphere 2018, 2.1 and 2.2; the protocol of each child";
    return rule;
}

SpokenRule not_admitted_rule(Group const& group)
{
    static constexpr Noun children{"enfant dépisté et non admis", "enfants dépistés et non admis", "child found malnourished and not admitted", "children found malnourished and not admitted"};
    auto const count = counted(group.children, children);
    SpokenRule rule;
    rule.rule = "nutrition-not-admitted 14 days";
    rule.bound = 14;
    rule.says = {fmt::format("{} en 14 jours", count.fr), fmt::format("{} within 14 days", count.en)};
    rule.todo = {"Chercher ces enfants et leur famille, les accompagner à la formation sanitaire.", "Look for these children and their families, go with them to the facility."};
    rule.source = "Sphere 2018, 2.1 and 2.2";
    return rule;
}

}  // namespace

Result<std::vector<AlertSignal>> nutrition_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question)
{
    if (!allowed_somewhere(asking, Action::see_team, "child_measure"))
        return Error{Error::Kind::denied, "children in care are seen by those who treat them", "child_measure", "have a nurse ask"};
    NutritionQuestion nutrition;
    nutrition.place = question.place.area.code;
    Asking const then{asking.viewer, state_day(question)};
    auto const answer = TRY(answer_nutrition(store, then, nutrition));
    std::vector<AlertSignal> signals;
    if (!answer.queue) return signals;
    Groups lost, not_admitted;
    for (auto const& child : answer.queue->lost.rows) lost[child.facility].add(child, child.due, child.days_absent);
    for (auto const& measure : answer.queue->not_admitted.rows)
        if (measure.day >= first_day_told(question) - std::chrono::days{14}) not_admitted[measure.facility].add(measure, measure.day, 0);
    for (auto const& [facility, group] : lost) signals.push_back(signal_of("lost", facility, group, then.today, lost_rule(group)));
    for (auto const& [facility, group] : not_admitted) signals.push_back(signal_of("not_admitted", facility, group, then.today, not_admitted_rule(group)));
    return signals;
}

}  // namespace accalmie
