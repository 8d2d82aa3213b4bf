// SPDX-License-Identifier: Apache-2.0
#include "demo/communities.hpp"

namespace accalmie::demo {

namespace {

using enum CommunityState;
using enum Contacts;

constexpr std::string_view violence = "attack robbery abduction killing destruction livestock_theft threat roadblock explosion";

constexpr std::array<std::array<Community, communities_a_cercle>, cercle_count> plans{{
    {{
        {0, calm, "watched_and_quiet", 75, {}, "", false, "all", 0, 30, 14, regular, "", 0, 0},
        {1, calm, "watched_and_quiet", 140, {}, "", false, "all", 0, 60, 14, regular, "", 0, 0},
        {5, calm, "fewer_events_than_the_ceiling", 100, {24}, "threat", false, violence, 1, 45, 14, regular, "", 0, 0},
        {6, breached, "an_event_ended_the_calm", 110, {4}, "attack", false, "all", 0, 30, 14, regular, "", 0, 0},
        {10, quiet_closed_in, "quiet_under_blockade", 110, {}, "", false, "all", 0, 30, 14, regular, "blockade", 75, 0},
        {11, unknown, "contacts_stopped", 120, {}, "", false, "all", 0, 30, 14, stopped, "telephone_cut", 54, 0},
    }},
    {{
        {0, violent, "events_all_along", never_by_chance, {}, "attack", true, "all", 0, 30, 14, regular, "", 0, 0},
        {1, violent, "events_all_along", never_by_chance, {}, "robbery", true, violence, 0, 30, 14, regular, "", 0, 0},
        {5, calm, "watched_and_quiet", 85, {}, "", false, "all", 0, 30, 14, regular, "flood", 260, 190},
        {6, emptied, "the_people_left", 120, {95}, "attack", false, "all", 0, 30, 14, regular, "population_left", 90, 0},
        {10, quiet_closed_in, "quiet_behind_a_closed_road", 100, {}, "", false, "all", 0, 30, 14, regular, "road_closed", 60, 0},
        {11, unknown, "nobody_watches", 120, {}, "", false, "all", 0, 30, 14, never, "", 0, 0},
    }},
    {{
        {0, violent, "events_all_along", never_by_chance, {}, "livestock_theft", true, "all", 0, 30, 14, regular, "", 0, 0},
        {1, violent, "events_all_along", never_by_chance, {}, "attack", true, "all", 1, 45, 14, regular, "", 0, 0},
        {5, breached, "more_events_than_the_ceiling", 120, {9, 6, 2}, "robbery", false, violence, 1, 30, 14, regular, "", 0, 0},
        {6, calm, "only_events_of_other_kinds", 90, {12}, "local_dispute", false, violence, 0, 30, 14, regular, "", 0, 0},
        {10, emptied, "the_people_left", 130, {72}, "destruction", false, "all", 0, 30, 14, regular, "population_left", 70, 0},
        {11, unknown, "a_gap_between_contacts", 120, {}, "", false, "all", 0, 30, 14, gap, "", 0, 0},
    }},
    {{
        {0, calm, "watched_and_quiet", 180, {}, "", false, "all", 0, 60, 14, regular, "", 0, 0},
        {1, calm, "watched_and_quiet", 65, {}, "", false, "all", 0, 21, 10, regular, "", 0, 0},
        {5, calm, "the_road_is_open_again", 95, {}, "", false, "all", 0, 30, 14, regular, "road_closed", 300, 150},
        {6, breached, "an_event_ended_the_calm", 120, {7, 3}, "attack", false, "all", 0, 30, 14, regular, "", 0, 0},
        {10, quiet_closed_in, "quiet_under_blockade", 120, {}, "", false, "all", 0, 30, 14, regular, "blockade", 45, 0},
        {11, unknown, "the_reporter_answers_for_other_kinds", 120, {}, "", false, "all", 0, 30, 14, other_kinds, "", 0, 0},
    }},
}};

}  // namespace

std::span<Community const, communities_a_cercle> communities(std::size_t cercle) { return plans[cercle]; }

Community const* community_of(std::size_t cercle, std::size_t village)
{
    for (auto const& plan : plans[cercle])
        if (plan.village == village) return &plan;
    return nullptr;
}

bool covers(std::string_view kinds, std::string_view kind)
{
    if (kinds == "all") return true;
    for (std::size_t at = 0; at < kinds.size();) {
        auto const end = std::min(kinds.find(' ', at), kinds.size());
        if (kinds.substr(at, end - at) == kind) return true;
        at = end + 1;
    }
    return false;
}

}  // namespace accalmie::demo
