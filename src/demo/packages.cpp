// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie::demo {

namespace {

/// How a delivery is written a second time.
enum class Again : std::uint8_t { no, same_visit, two_visits, visit_and_report };

struct Package {
    std::size_t cercle;
    int month;  ///< in which it was agreed, from 0
    std::string_view name;
};
constexpr std::array<Package, 6> packages{{{0, 22, "Paquet-Démo des deux rives"},
                                           {1, 24, "Paquet-Démo du bourgou"},
                                           {2, 23, "Paquet-Démo des puits"},
                                           {3, 21, "Paquet-Démo du marché"},
                                           {0, 30, "Paquet-Démo des transhumants"},
                                           {3, 33, "Paquet-Démo de la soudure"}}};

struct Item {
    std::size_t package;
    std::string_view service, species, sex, age_band;
    std::string_view topic;  ///< of the voice that asked; empty: nobody asked
    int commitment;          ///< of the programme's, from 0; -1: none
    std::int64_t planned;
    int due_days;            ///< after the package was agreed; 0: not said
    std::array<std::int64_t, 2> given;  ///< on two days; 0: nobody came
    std::string_view state;
    Again again;
};
using enum Again;
constexpr std::array<Item, 22> items{{
    {0, "consultation", "human", "female", "15_49", "access_to_care", 0, 90, 120, {52, 38}, "delivered", no},
    {0, "vaccination", "human", "male", "under_1", "access_to_care", 4, 60, 90, {31, 29}, "delivered", two_visits},
    {0, "antenatal", "human", "female", "15_49", "maternal_health", -1, 40, 100, {0, 0}, "overdue", no},
    {0, "animal_vaccination", "cattle", "not_collected", "not_collected", "animal_health", 2, 500, 90, {260, 240}, "delivered", two_visits},
    {0, "family_planning", "human", "female", "15_49", "", -1, 30, 90, {34, 0}, "delivered", visit_and_report},
    {1, "child_consultation", "human", "female", "1_4", "access_to_care", 10, 80, 120, {27, 0}, "partly_overdue", no},
    {1, "mental_health", "human", "female", "15_49", "mental_health", -1, 24, 0, {9, 0}, "no_due", no},
    {1, "animal_treatment", "equine", "not_collected", "not_collected", "", -1, 20, 60, {23, 0}, "delivered", no},
    {1, "postnatal", "human", "female", "15_49", "maternal_health", 13, 18, 110, {11, 7}, "delivered", same_visit},
    {2, "consultation", "human", "male", "15_49", "access_to_care", 15, 70, 100, {0, 0}, "overdue", no},
    {2, "nutrition_screening", "human", "female", "1_4", "", -1, 110, 100, {66, 44}, "delivered", no},
    {2, "animal_vaccination", "small_ruminant", "not_collected", "not_collected", "animal_health", 16, 700, 120, {310, 0}, "partly_overdue", no},
    {2, "mental_health", "human", "male", "15_49", "mental_health", -1, 15, 130, {15, 0}, "delivered", no},
    {3, "delivery", "human", "female", "15_49", "maternal_health", 22, 12, 240, {5, 8}, "delivered", same_visit},
    {3, "vaccination", "human", "female", "under_1", "access_to_care", 28, 50, 90, {22, 28}, "delivered", no},
    {3, "animal_deworming", "small_ruminant", "not_collected", "not_collected", "animal_health", 29, 200, 100, {0, 0}, "overdue", no},
    {4, "animal_vaccination", "camel", "not_collected", "not_collected", "animal_health", 2, 150, 120, {90, 60}, "delivered", no},
    {4, "animal_vaccination", "cattle", "not_collected", "not_collected", "", -1, 400, 500, {170, 0}, "waiting", no},
    {4, "postnatal", "human", "female", "15_49", "maternal_health", -1, 25, 400, {12, 0}, "waiting", visit_and_report},
    {5, "nutrition_screening", "human", "male", "1_4", "", 22, 90, 600, {0, 0}, "waiting", no},
    {5, "consultation", "human", "female", "50_plus", "access_to_care", 20, 45, 0, {0, 0}, "no_due", no},
    {5, "mental_health", "human", "female", "15_49", "mental_health", -1, 20, 300, {0, 0}, "waiting", no},
}};

/// Given without being promised: no other part of the demo gives these.
struct Gift {
    std::size_t item;  ///< of whose village and package
    std::string_view service;
    std::int64_t times;
    bool names_item;   ///< as if it were what that item promised
};
constexpr std::array<Gift, 3> gifts{{{0, "health_talk", 63, false}, {5, "health_talk", 41, false}, {10, "medicines", 37, true}}};

Village const& village_of(Scene const& scene, std::size_t package) { return scene.land.villages[packages[package].cercle][(3 + 4 * package) % villages_a_cercle]; }

Day agreed_on(Scene const& scene, std::size_t package) { return scene.meetings[packages[package].cercle][static_cast<std::size_t>(packages[package].month)].day; }

/// The last time that the cercle spoke of it, not after the package was agreed.
std::optional<std::string> voice_for(Scene const& scene, Item const& item)
{
    if (item.topic.empty()) return std::nullopt;
    Scene::Voice const* last = nullptr;
    for (auto const& voice : scene.voices[packages[item.package].cercle]) {
        bool const fits = voice.topic == item.topic && voice.day <= agreed_on(scene, item.package);
        if (fits && (last == nullptr || last->day <= voice.day)) last = &voice;
    }
    return last == nullptr ? std::optional<std::string>{} : last->link;
}

Result<std::string> write_visit(Scene& scene, Item const& item, Day day, std::string_view team)
{
    bool const is_animal = item.species != "human";
    auto const& facilities = scene.facility_links[packages[item.package].cercle];
    auto const id = TRY(scene.writer.one("visit", {{"place", village_of(scene, item.package).reference()},
                                                   {"facility", facilities.front()},
                                                   {"day", day},
                                                   {"team", std::string{team}},
                                                   {"kind", std::string{is_animal ? "animal_health" : "mobile_clinic"}}}));
    return link_to({id, 0});
}

Result<RecordId> write_count(Scene& scene, Item const& item, Day day, std::int64_t count, Fields more)
{
    more.insert({{"place", village_of(scene, item.package).reference()},
                 {"day", day},
                 {"service", std::string{item.service}},
                 {"species", std::string{item.species}},
                 {"sex", std::string{item.sex}},
                 {"age_band", std::string{item.age_band}},
                 {"residence", std::string{item.species == "human" ? "host" : "not_collected"}},
                 {"people_or_animals", count}});
    return scene.writer.one("service_count", more);
}

/// What was given; what is written of it again is not.
Result<RecordId> write_given(Scene& scene, Item const& item, Day day, std::int64_t count, Fields more)
{
    scene.truth.served[std::string{item.species}] += static_cast<std::uint64_t>(count);
    return write_count(scene, item, day, count, std::move(more));
}

/// The month's report of the facility says the same again.
Result<RecordId> write_in_report(Scene& scene, Item const& item, Day day, std::int64_t count)
{
    auto const month = Month::of(day);
    auto const last = std::min(month.end_day() - std::chrono::days{1}, scene.calendar.last_day);
    auto const report = TRY(scene.writer.one("facility_report", {{"facility", scene.facility_links[packages[item.package].cercle].front()},
                                                                 {"place", village_of(scene, item.package).reference()},
                                                                 {"period", std::string{"month"}},
                                                                 {"first_day", month.first_day()},
                                                                 {"received_on", last}}));
    return write_count(scene, item, last, count, {{"report", link_to({report, 0})}});
}

Result<void> write_again(Scene& scene, Item const& item, Day day, std::string const& visit, std::int64_t count, RecordId const& counted)
{
    auto const told = [&](RecordId const& left_out, std::string_view because) { scene.truth.told_twice.push_back({left_out, counted, std::string{because}}); };
    switch (item.again) {
    case Again::no: break;
    case Again::same_visit: told(TRY(write_count(scene, item, day, count, {{"visit", visit}})), "same_visit"); break;
    case Again::two_visits: {
        auto const other = TRY(write_visit(scene, item, day, "Équipe-Démo 9"));
        told(TRY(write_count(scene, item, day, count, {{"visit", other}})), "two_visits");
        break;
    }
    case Again::visit_and_report: told(TRY(write_in_report(scene, item, day, count)), "visit_and_report"); break;
    }
    return {};
}

Result<void> deliver(Scene& scene, Item const& item, std::size_t number, RecordId const& id)
{
    // Own days for each item, so that no two items of a village meet on one day; the package is agreed at least 60 days before the last day.
    for (std::size_t turn = 0; turn < item.given.size(); ++turn) {
        if (item.given[turn] == 0) continue;
        auto const day = std::min(agreed_on(scene, item.package) + std::chrono::days{9 + static_cast<int>(number) + 25 * static_cast<int>(turn)}, scene.calendar.last_day);
        auto const visit = TRY(write_visit(scene, item, day, "Équipe-Démo 8"));
        auto const counted = TRY(write_given(scene, item, day, item.given[turn], {{"visit", visit}, {"package_item", link_to({id, 0})}}));
        if (turn == 0) TRY(write_again(scene, item, day, visit, item.given[turn], counted));
    }
    return {};
}

Result<void> write_item(Scene& scene, std::size_t number, std::string const& package)
{
    auto const& item = items[number];
    DemoTruth::PackageItem truth;
    truth.place = village_of(scene, item.package).reference();
    truth.service = item.service, truth.species = item.species, truth.state = item.state;
    truth.planned = item.planned, truth.delivered = item.given[0] + item.given[1];
    truth.voice = voice_for(scene, item);
    if (item.commitment >= 0) truth.commitment = scene.truth.commitments[static_cast<std::size_t>(item.commitment)].record.hex();
    Fields fields{{"package", package}, {"place", truth.place}, {"service", truth.service}, {"species", truth.species}, {"planned", item.planned}};
    if (!item.topic.empty()) fields["topic"] = std::string{item.topic};
    if (truth.voice) fields["voice"] = *truth.voice;
    if (!truth.commitment.empty()) fields["commitment"] = truth.commitment;
    if (item.due_days != 0) fields["due"] = agreed_on(scene, item.package) + std::chrono::days{item.due_days};
    truth.record = TRY(scene.writer.one("package_item", fields));
    TRY(deliver(scene, item, number, truth.record));
    scene.truth.package_items.push_back(std::move(truth));
    return {};
}

Result<void> write_gift(Scene& scene, Gift const& gift)
{
    auto item = items[gift.item];
    item.service = gift.service;
    auto const day = std::min(agreed_on(scene, item.package) + std::chrono::days{70}, scene.calendar.last_day);
    Fields more{{"visit", TRY(write_visit(scene, item, day, "Équipe-Démo 8"))}};
    if (gift.names_item) more["package_item"] = link_to({scene.truth.package_items[gift.item].record, 0});
    TRY(write_given(scene, item, day, gift.times, std::move(more)));
    auto& list = scene.truth.not_promised;
    auto const same = std::find_if(list.begin(), list.end(), [&](DemoTruth::NotPromised const& one) { return one.service == gift.service; });
    if (same == list.end())
        list.push_back({std::string{gift.service}, gift.times});
    else
        same->times += gift.times;
    return {};
}

}  // namespace

Result<void> write_packages(Scene& scene)
{
    std::array<std::string, packages.size()> links;
    for (std::size_t number = 0; number < packages.size(); ++number) {
        auto const& meeting = scene.meetings[packages[number].cercle][static_cast<std::size_t>(packages[number].month)];
        auto const id = TRY(scene.writer.one("package", {{"place", village_of(scene, number).reference()},
                                                         {"name", std::string{packages[number].name}},
                                                         {"gathering", meeting.link},
                                                         {"agreed_on", meeting.day}}));
        links[number] = link_to({id, 0});
    }
    for (std::size_t number = 0; number < items.size(); ++number) TRY(write_item(scene, number, links[items[number].package]));
    for (auto const& gift : gifts) TRY(write_gift(scene, gift));
    return {};
}

}  // namespace accalmie::demo
