// SPDX-License-Identifier: Apache-2.0
#include "demo/communities.hpp"
#include "demo/scene.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr double rule_radius_km = 5, watch_radius_km = 8;  // villages are 11 km apart, incidents at most 3 km from theirs
constexpr std::array<std::string_view, 7> watch_columns{"place", "radius_km", "reporter", "kinds", "contact_day", "watched_from", "incidents_told"};

/// Days on which somebody spoke with the reporter, oldest first: each week in the last half year, each fortnight before.
std::vector<Day> contact_days(Scene const& scene, Contacts contacts)
{
    constexpr int weekly_until = 182, fortnight = 14, week = 7;
    constexpr int stopped_days = 55, gap_first = 1, gap_end = 50;
    std::vector<Day> days;
    if (contacts == Contacts::never) return days;
    int const all = days_inclusive(scene.calendar.first_day, scene.calendar.last_day);
    for (int ago = 0; ago < all; ago += ago < weekly_until ? week : fortnight) {
        if (contacts == Contacts::stopped && ago < stopped_days) continue;
        if (contacts == Contacts::gap && ago >= gap_first && ago < gap_end) continue;
        days.push_back(scene.days_ago(ago));
    }
    std::reverse(days.begin(), days.end());
    return days;
}

std::int64_t told_between(std::vector<Event> const& events, std::string_view kinds, Day after, Day until)
{
    return std::count_if(events.begin(), events.end(),
                         [&](Event const& event) { return event.field && event.day > after && event.day <= until && covers(kinds, event.kind); });
}

/// The last contact that counts for the community's rule.
Result<std::optional<Day>> write_contacts(Scene& scene, Rows& rows, std::size_t cercle, Community const& plan, std::size_t number)
{
    auto const place = scene.land.villages[cercle][plan.village].reference();
    auto const reporter = fmt::format("Veilleur-Démo {:02}", number);
    std::string_view const kinds = plan.contacts == Contacts::other_kinds ? "livestock_theft local_dispute" : "all";
    auto const& events = scene.events[cercle][plan.village];
    auto const days = contact_days(scene, plan.contacts);
    Day before = scene.calendar.first_day;
    for (auto const day : days) {
        Day const after = day == days.front() ? before - std::chrono::days{1} : before;
        std::array<Cell, 7> const row{
            std::string_view{place}, watch_radius_km, std::string_view{reporter}, kinds, day, before, told_between(events, kinds, after, day)};
        TRY(rows.add(row));
        before = day;
    }
    if (days.empty() || plan.contacts == Contacts::other_kinds) return std::optional<Day>{};
    return std::optional{days.back()};
}

std::optional<Day> last_event(std::vector<Event> const& events, std::string_view kinds)
{
    std::optional<Day> last;
    for (auto const& event : events)
        for (auto const& day : {event.field ? std::optional{event.day} : std::nullopt, event.press_last_day})
            if (day && covers(kinds, event.kind)) last = std::max(last.value_or(*day), *day);
    return last;
}

Result<void> write_rule(Scene& scene, std::size_t cercle, Community const& plan, std::optional<Day> last_contact)
{
    auto const& village = scene.land.villages[cercle][plan.village];
    auto const name = fmt::format("Accalmie de {}", village.name);
    TRY(scene.writer.one("calm_rule", {{"name", name},
                                       {"place", village.reference()},
                                       {"latitude", village.at.latitude()},
                                       {"longitude", village.at.longitude()},
                                       {"radius_km", rule_radius_km},
                                       {"kinds", std::string{plan.rule_kinds}},
                                       {"ceiling", std::int64_t{plan.ceiling}},
                                       {"minimum_days", std::int64_t{plan.minimum_days}},
                                       {"maximum_gap_days", std::int64_t{plan.maximum_gap_days}},
                                       {"made_on", scene.calendar.first_day}}));
    DemoTruth::Community truth;
    truth.rule = name;
    truth.place = village.reference();
    truth.name = village.name;
    truth.state = plan.state;
    truth.because = plan.because;
    truth.last_event_day = last_event(scene.events[cercle][plan.village], plan.rule_kinds);
    truth.last_contact_day = last_contact;
    scene.truth.communities.push_back(std::move(truth));
    return {};
}

Result<void> write_access(Scene& scene, std::size_t cercle, Community const& plan)
{
    if (plan.access_kind.empty()) return {};
    Fields fields{{"place", scene.land.villages[cercle][plan.village].reference()},
                  {"kind", std::string{plan.access_kind}},
                  {"from", scene.days_ago(plan.access_from)},
                  {"source", scene.writer.source() + ", réseau de veille"}};
    if (plan.access_until > 0) fields["until"] = scene.days_ago(plan.access_until);
    TRY(scene.writer.one("access_constraint", fields));
    return {};
}

}  // namespace

Result<void> write_watch(Scene& scene)
{
    std::size_t number = 0;
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) {
        auto rows = TRY(scene.writer.open("reporter_watch", cercles()[cercle].code, watch_columns));
        for (auto const& plan : communities(cercle)) {
            auto const last_contact = TRY(write_contacts(scene, rows, cercle, plan, ++number));
            TRY(write_rule(scene, cercle, plan, last_contact));
            TRY(write_access(scene, cercle, plan));
        }
        TRY(rows.finish());
    }
    return {};
}

}  // namespace accalmie::demo
