// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr int referrals_a_cercle = 45, days_back = 330, settled_days = 25;
constexpr std::size_t centres = 6;  ///< CSCom of a cercle that send to its CSRéf

struct Patient {
    std::string_view reason, sex, age_band;
};
constexpr std::array<Patient, 10> patients{{{"obstetric", "female", "15_49"},
                                            {"obstetric", "female", "15_49"},
                                            {"obstetric", "female", "15_49"},
                                            {"newborn", "female", "under_1"},
                                            {"child_illness", "male", "1_4"},
                                            {"child_illness", "female", "1_4"},
                                            {"malnutrition_complicated", "male", "1_4"},
                                            {"injury", "male", "15_49"},
                                            {"surgery", "male", "50_plus"},
                                            {"examination", "female", "50_plus"}}};

struct Step {
    std::string_view kind;
    Instant at{};
    std::string_view fault = {};  ///< planted: the word of the answer
};

struct Referral {
    Instant opened{};
    std::vector<Step> steps;
    bool is_lost = false;
};

constexpr std::array<std::string_view, 4> way{"transported", "arrived", "treated", "closed_back"};

/// The way of a patient who came through, as far as `stages` of the four.
std::vector<Step> on_the_way(Instant opened, std::size_t stages, Dice& dice)
{
    using std::chrono::minutes;
    std::array<std::int64_t, 4> const minutes_each{dice.between(20, 240), dice.between(30, 300), dice.between(20, 900), dice.between(1'000, 14'000)};
    std::vector<Step> steps;
    auto at = opened;
    for (std::size_t stage = 0; stage < stages; ++stage) steps.push_back({way[stage], at += minutes{minutes_each[stage]}});
    return steps;
}

/// Some refuse, a few die on the way or need it no more; everybody else comes back.
Referral ordinary(Instant opened, Dice& dice)
{
    Referral made{opened, {}};
    auto const drawn = dice.below(100);
    made.steps = on_the_way(opened, drawn < 8 ? 0 : drawn < 11 ? 1 : way.size(), dice);
    if (drawn < 8)
        made.steps.push_back({drawn < 5 ? "refused" : "cancelled", opened + std::chrono::minutes{dice.between(10, 90)}});
    else if (drawn < 11)
        made.steps.push_back({"died", made.steps.back().at + std::chrono::minutes{dice.between(10, 60)}});
    return made;
}

/// Two lost, three on their way, one whose records cannot be right: in every cercle alike.
std::vector<Referral> planted(Scene const& scene, std::size_t cercle, Dice& dice)
{
    using std::chrono::hours;
    Instant const last{scene.calendar.last_day};
    auto const days_ago = [&](int days, int hour) { return Instant{scene.days_ago(days)} + hours{hour}; };
    std::vector<Referral> all;
    all.push_back({days_ago(41 + static_cast<int>(cercle), 9), on_the_way(days_ago(41 + static_cast<int>(cercle), 9), cercle % 2, dice), true});
    all.push_back({days_ago(75 + static_cast<int>(cercle), 15), on_the_way(days_ago(75 + static_cast<int>(cercle), 15), 2 + cercle % 2, dice), true});
    all.push_back({last + hours{7}, {}});
    all.push_back({last + hours{5}, {{"transported", last + hours{6}}}});
    all.push_back({days_ago(6, 10), on_the_way(days_ago(6, 10), 3, dice)});
    auto const faulty = days_ago(60 + static_cast<int>(cercle), 10);
    auto steps = on_the_way(faulty, way.size(), dice);
    if (cercle == 0) steps[1] = {"arrived", steps[0].at - std::chrono::minutes{5}, "out_of_order"};
    if (cercle == 1) steps.push_back({"treated", faulty - hours{30}, "before_opening"});
    if (cercle == 2) steps.push_back({"transported", steps[0].at + std::chrono::minutes{12}, "twice"});
    if (cercle == 3) steps = {steps[0], {"died", steps[0].at + hours{1}}, {"treated", steps[0].at + hours{3}, "after_the_end"}};
    all.push_back({faulty, std::move(steps)});
    return all;
}

std::vector<Referral> plan(Scene const& scene, std::size_t cercle)
{
    auto dice = scene.dice(Stream::referrals, {cercle});
    auto all = planted(scene, cercle, dice);
    for (int i = 0; i < referrals_a_cercle; ++i) {
        auto const day = scene.days_ago(static_cast<int>(dice.between(settled_days, days_back)));
        all.push_back(ordinary(Instant{day} + std::chrono::minutes{dice.between(0, 1439)}, dice));
    }
    return all;
}

constexpr std::array<std::string_view, 8> referral_columns{"token", "facility", "place", "to_facility", "opened_at", "reason", "sex", "age_band"};
constexpr std::array<std::string_view, 6> step_columns{"referral", "place", "step", "at", "facility", "transport"};

Result<RecordId> write_referrals(Scene& scene, std::size_t cercle, std::vector<Referral> const& all)
{
    auto rows = TRY(scene.writer.open("referral", cercles()[cercle].code, referral_columns));
    auto dice = scene.dice(Stream::referrals, {cercle, 1});
    auto const& facilities = scene.facility_links[cercle];
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const& patient = dice.one_of(std::span{patients});
        std::size_t const centre = 1 + i % centres;
        auto const place = scene.land.villages[cercle][centre].reference();
        auto const token = fmt::format("DEMO-{}-{:03}", cercle + 1, i + 1);
        std::array<Cell, referral_columns.size()> const row{std::string_view{token}, std::string_view{facilities[centre]}, std::string_view{place}, std::string_view{facilities.front()},
                                                            all[i].opened,           patient.reason,                       patient.sex,             patient.age_band};
        TRY(rows.add(row));
    }
    return TRY(rows.finish()).at(0);
}

Result<void> write_steps(Scene& scene, std::size_t cercle, std::vector<Referral> const& all, RecordId const& block)
{
    auto rows = TRY(scene.writer.open("referral_step", cercles()[cercle].code, step_columns));
    auto const place = scene.land.villages[cercle].front().reference();
    std::string const facility = scene.facility_links[cercle].front();
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        auto const link = link_to({block, i});
        if (all[i].is_lost) scene.truth.lost_referrals.push_back({{block, i}, std::string{all[i].steps.empty() ? "opened" : all[i].steps.back().kind}});
        for (auto const& step : all[i].steps) {
            if (!step.fault.empty()) {
                auto const id = TRY(scene.writer.one("referral_step", {{"referral", link}, {"place", place}, {"step", std::string{step.kind}}, {"at", step.at}}));
                scene.truth.referral_faults.push_back({{id, 0}, std::string{step.fault}});
                continue;
            }
            Cell const transport = step.kind == "transported" ? Cell{std::string_view{"ambulance"}} : Cell{};
            std::array<Cell, step_columns.size()> const row{std::string_view{link}, std::string_view{place}, step.kind, step.at, std::string_view{facility}, transport};
            TRY(rows.add(row));
        }
    }
    TRY(rows.finish());
    return {};
}

}  // namespace

Result<void> write_referrals(Scene& scene)
{
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) {
        auto const all = plan(scene, cercle);
        auto const block = TRY(write_referrals(scene, cercle, all));
        TRY(write_steps(scene, cercle, all, block));
    }
    return {};
}

}  // namespace accalmie::demo
