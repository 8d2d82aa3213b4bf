// SPDX-License-Identifier: Apache-2.0
// src/demo/scene.hpp: the parts of the programme, in the order in which they are written, and what one part leaves for the next.
#pragma once

#include "demo/dice.hpp"
#include "demo/land.hpp"
#include "demo/writer.hpp"

namespace accalmie::demo {

/// An incident near a community that has a rule. Such communities have the same events at every scale, so these lists stay short.
struct Event {
    Day day{};
    std::string_view kind;
    bool field = false;                 ///< told by reporters
    std::optional<Day> press_last_day;  ///< told by the paper, as there and not after this day
};

struct Scene {
    DemoOptions const& options;
    DemoTruth& truth;
    Writer& writer;
    Calendar calendar;
    Land land = make_land();

    std::array<std::vector<std::string>, cercle_count> facility_links = {};                   ///< by cercle, for visits
    std::array<std::array<std::vector<Event>, villages_a_cercle>, cercle_count> events = {};  ///< by village, in no order
    struct Meeting {
        Day day{};
        std::string link;  ///< to the gathering
    };
    std::array<std::array<Meeting, month_count>, cercle_count> meetings = {};  ///< one of each month, for the promises made there
    struct Voice {
        Day day{};
        std::string_view topic, kind;
        std::string link;
    };
    std::array<std::vector<Voice>, cercle_count> voices = {};  ///< of the first copy, for the packages that answer them

    /// Of a month of the programme (from 0) or of the archive (below).
    static DemoTruth::CercleMonth& month_of(DemoTruth::Cercle& cercle, int month)
    {
        return cercle.months[static_cast<std::size_t>(month + archive_months)];
    }
    Dice dice(Stream stream, std::initializer_list<std::uint64_t> which) const { return {options.seed, stream, which}; }
    Day days_ago(int days) const { return calendar.last_day - std::chrono::days{days}; }
    /// A day of the month, not after the last day.
    Day any_day(int month, Dice& dice) const { return calendar.day(month, dice.below(static_cast<std::uint32_t>(calendar.days_in(month)))); }
};

Result<void> write_plan(Scene& scene);        ///< an evaluation plan, before all data
void fill_plan_truth(Scene& scene);           ///< after the violence
Result<void> write_ground(Scene& scene);      ///< places, people, organisations, facilities, members
Result<void> write_violence(Scene& scene);    ///< incidents of two sources, what the sources cover, corrections and accounts
Result<void> write_watch(Scene& scene);       ///< rules, contacts and closed roads; after the violence
Result<void> write_gatherings(Scene& scene);  ///< gatherings, who came, what was said
Result<void> write_promises(Scene& scene);    ///< commitments and their tests; after the gatherings
Result<void> write_visits(Scene& scene);      ///< visits and services; after the ground
Result<void> write_trust(Scene& scene);       ///< three waves of a survey
Result<void> write_hazards(Scene& scene);     ///< readings of heat and river with two heat waves and a flood, warnings
Result<void> write_reports(Scene& scene);     ///< weekly and monthly reports of facilities, their states, attacks on health care; last
Result<void> write_packages(Scene& scene);    ///< packages, who asked for what is in them, what arrived; after promises and visits
Result<void> write_nutrition(Scene& scene);   ///< children screened and in care; after the ground
Result<void> write_survivors(Scene& scene);   ///< case notes, sealed
Result<void> write_mental_health(Scene& scene);  ///< visits by token; after the ground
Result<void> write_diseases(Scene& scene);    ///< weekly counts with planted outbreaks and late reports; after the ground
Result<void> write_stock(Scene& scene);       ///< trucks and a year of stock cards; after the ground
Result<void> write_referrals(Scene& scene);   ///< patients sent to another level; after the ground

/// Copies of the programme's volumes are written one after another; this many at a time share the blocks that links point to.
inline constexpr std::uint32_t copies_at_once = 40;

}  // namespace accalmie::demo
