// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie::demo {

namespace {

using enum CommitmentState;

struct Plan {
    std::size_t cercle;
    int corridor;  ///< 0 or 1 of the cercle; -1: none
    std::string_view guarantor_role, to, kind;
    int month;          ///< when it was made, from 0
    int days_past_end;  ///< last day: so many days before the last day; negative: after it; 0: open-ended
    CommitmentState state;
    std::uint32_t tests;  ///< all of them, those that did not reach the place too
};

// Thirty commitments, two hundred tests. Roles are of the community or the state; an armed group is never a party.
constexpr std::array<Plan, 30> plans{{
    {0, 0, "village_chief", "health_team", "safe_passage", 19, 0, kept, 13},
    {0, 0, "elders", "patients", "ambulance_passage", 19, -9, kept, 10},
    {0, 0, "transhumance_chief", "farmers", "grazing_corridor", 20, 0, kept, 9},
    {0, 0, "youth_group", "traders", "market_opening", 22, -60, broken, 7},
    {0, 0, "women_group", "mothers_and_children", "vaccination_day", 23, 45, expired, 6},
    {0, 1, "pasture_manager", "herders", "grazing_corridor", 19, 0, kept, 10},
    {0, 1, "customary_mediator", "neighbouring_village", "field_access", 24, -5, kept, 9},
    {0, 1, "traders_group", "traders", "safe_passage", 21, 30, expired, 6},
    {0, -1, "health_committee", "population", "clinic_reopening", 20, 0, kept, 9},
    {0, -1, "communal_council", "pupils", "school_opening", 31, -180, untested, 0},
    {1, 0, "village_chief", "health_team", "safe_passage", 22, -40, broken, 8},
    {1, 0, "fishers_group", "fishers", "fishing_access", 25, 0, kept, 7},
    {1, 0, "elders", "traders", "market_opening", 27, 20, expired, 5},
    {1, 1, "water_manager", "neighbouring_village", "water", 33, -150, untested, 2},
    {1, -1, "gendarmerie", "population", "conduct", 24, 0, broken, 6},
    {2, 0, "village_chief", "health_team", "safe_passage", 23, 0, kept, 9},
    {2, 0, "farmers_group", "herders", "grazing_corridor", 26, -75, broken, 7},
    {2, 1, "herders_group", "farmers", "field_access", 29, -60, kept, 4},
    {2, -1, "company", "population", "water", 25, 60, expired, 5},
    {2, -1, "state_service", "population", "clinic_day", 32, -100, untested, 0},
    {3, 0, "elders", "health_team", "safe_passage", 19, 0, kept, 12},
    {3, 0, "village_chief", "patients", "ambulance_passage", 19, -12, kept, 10},
    {3, 0, "women_group", "mothers_and_children", "clinic_day", 20, 15, expired, 6},
    {3, 0, "youth_group", "displaced_people", "return_of_displaced", 26, 0, kept, 7},
    {3, 1, "customary_mediator", "herders", "return_of_livestock", 21, -45, broken, 7},
    {3, 1, "farmers_group", "herders", "grazing_corridor", 19, 0, kept, 10},
    {3, 1, "traders_group", "traders", "market_opening", 23, 0, kept, 7},
    {3, 1, "herders_group", "neighbouring_village", "field_access", 22, 75, expired, 6},
    {3, -1, "health_committee", "vaccination_team", "vaccination_day", 30, -110, untested, 3},
    {3, -1, "communal_council", "animal_health_team", "vaccination_day", 34, -250, untested, 0},
}};
constexpr std::array<std::string_view, 6> means{"motorbike", "car", "cart", "boat", "ambulance", "foot"};

std::string corridor_name(Land const& land, std::size_t cercle, int corridor)
{
    if (corridor < 0) return {};
    constexpr std::array<std::array<std::size_t, 2>, 2> ends{{{2, 7}, {8, 12}}};
    auto const& villages = land.villages[cercle];
    auto const& [from, to] = ends[static_cast<std::size_t>(corridor)];
    return fmt::format("Couloir-Démo {} – {}", villages[from].word, villages[to].word);
}

/// Days of the tests: apart from each other, from the first day on, the last one not after `end`.
std::vector<Day> test_days(Day from, Day end, std::uint32_t count, Dice& dice)
{
    auto const span = static_cast<std::uint32_t>((end - from).count());
    std::vector<Day> days;
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint32_t const first = span * i / count, next = span * (i + 1) / count;
        days.push_back(from + std::chrono::days{first + dice.below(std::max(1U, next - first))});
    }
    VERIFY(std::adjacent_find(days.begin(), days.end()) == days.end());  // a test builds them all
    return days;
}

/// What the tests gave: the last one decides between kept and broken, so it is never "not reached".
std::string_view result_of(Plan const& plan, bool last, Dice& dice)
{
    auto const drawn = dice.below(1000);
    if (plan.state == untested) return "not_reached";
    if (last) return plan.state == broken ? "broken" : "held";
    if (drawn < 60) return "not_reached";
    return drawn < 130 ? "broken" : "held";
}

std::string_view words_for(std::string_view result)
{
    if (result == "held") return "Passage et accueil comme convenu.";
    return result == "broken" ? "Demi-tour : l’engagement n’a pas été tenu." : "Piste sous l’eau ou véhicule en panne : on n’est pas arrivé.";
}

DemoTruth::Corridor& corridor_truth(DemoTruth& truth, std::string const& name)
{
    for (auto& corridor : truth.corridors)
        if (corridor.name == name) return corridor;
    truth.corridors.push_back({name, 0, 0});
    return truth.corridors.back();
}

Result<void> write_tests(Scene& scene, Plan const& plan, DemoTruth::Commitment& truth, Dice& dice)
{
    auto const end = std::min(truth.until.value_or(scene.calendar.last_day), scene.calendar.last_day);
    auto const days = test_days(truth.from, end, plan.tests, dice);
    for (auto const day : days) {
        auto const result = result_of(plan, day == days.back(), dice);
        TRY(scene.writer.one("commitment_test", {{"commitment", truth.record.hex()},
                                                 {"day", day},
                                                 {"result", std::string{result}},
                                                 {"travelled_by", std::string{dice.one_of(std::span{means})}},
                                                 {"what", std::string{words_for(result)}}}));
        ++(result == "not_reached" ? truth.not_reached : truth.tests);
        if (result == "held") ++truth.held;
    }
    if (truth.corridor.empty()) return {};
    auto& corridor = corridor_truth(scene.truth, truth.corridor);
    corridor.tests += truth.tests;
    corridor.held += truth.held;
    return {};
}

Result<void> write_commitment(Scene& scene, Plan const& plan, std::size_t number)
{
    auto dice = scene.dice(Stream::promises, {number});
    auto const& meeting = scene.meetings[plan.cercle][static_cast<std::size_t>(plan.month)];
    auto const& village = scene.land.villages[plan.cercle][(2 + 3 * number) % villages_a_cercle];
    DemoTruth::Commitment truth;
    truth.kind = plan.kind;
    truth.guarantor_role = plan.guarantor_role;
    truth.corridor = corridor_name(scene.land, plan.cercle, plan.corridor);
    truth.place = village.reference();
    truth.made_on = meeting.day;
    truth.from = std::min(std::max(meeting.day + std::chrono::days{1}, scene.calendar.month(plan.month + 1).first_day()), scene.calendar.last_day);
    if (plan.days_past_end != 0) truth.until = scene.days_ago(plan.days_past_end);
    truth.state = plan.state;
    truth.state_if_until_is_hidden = plan.state == expired ? kept : plan.state;
    Fields fields{
        {"guarantor_role", std::string{plan.guarantor_role}},
        {"guarantor", fmt::format("Garant-Démo {:02}", number + 1)},
        {"to", std::string{plan.to}},
        {"kind", std::string{plan.kind}},
        {"what", fmt::format("Engagement {} de la démonstration : {}.", number + 1, truth.corridor.empty() ? village.name : truth.corridor)},
        {"place", truth.place},
        {"from", truth.from},
        {"made_on", truth.made_on},
        {"gathering", meeting.link}};
    if (!truth.corridor.empty()) fields["corridor"] = truth.corridor;
    if (truth.until) fields["until"] = *truth.until;
    truth.record = TRY(scene.writer.one("commitment", fields));
    TRY(write_tests(scene, plan, truth, dice));
    scene.truth.commitments.push_back(std::move(truth));
    return {};
}

}  // namespace

Result<void> write_promises(Scene& scene)
{
    for (std::size_t number = 0; number < plans.size(); ++number) TRY(write_commitment(scene, plans[number], number));
    return {};
}

}  // namespace accalmie::demo
