// SPDX-License-Identifier: Apache-2.0
// src/demo/communities.hpp: what each watched community was made to be on the last day, and why. The answers are decided here.
#pragma once

#include "demo/land.hpp"
#include "demo/truth.hpp"

namespace accalmie::demo {

inline constexpr std::size_t communities_a_cercle = 6;
inline constexpr int never_by_chance = 100'000;  ///< days; longer than any programme

enum class Contacts : std::uint8_t {
    regular,  ///< the last one on the last day
    stopped,  ///< none in the last 55 days
    never,
    gap,          ///< none for seven weeks, then one on the last day
    other_kinds,  ///< regular, but the reporter answers for two kinds only
};

struct Community {
    std::size_t village;  ///< within its cercle
    CommunityState state;
    std::string_view because;
    int quiet_days;               ///< chance brings no incident in so many last days
    std::array<int, 3> days_ago;  ///< incidents put there on purpose; 0: none
    std::string_view kind;        ///< of those
    bool always_violent;          ///< an incident every eight to thirteen days, all along
    std::string_view rule_kinds;
    int ceiling, minimum_days, maximum_gap_days;
    Contacts contacts;
    std::string_view access_kind;   ///< empty: nothing closes the place
    int access_from, access_until;  ///< days ago; until 0: it lasts
};

/// By cercle, in the order of `cercles()`.
std::span<Community const, communities_a_cercle> communities(std::size_t cercle);
/// The plan for a village, or nullptr.
Community const* community_of(std::size_t cercle, std::size_t village);
/// Is `kind` one of `kinds` ("all", or words between spaces)?
bool covers(std::string_view kinds, std::string_view kind);

}  // namespace accalmie::demo
