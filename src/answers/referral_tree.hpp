// SPDX-License-Identifier: Apache-2.0
// src/answers/referral_tree.hpp: times and counts of referrals as trees, for the method on a plain file and for the workspace's answer.
#pragma once

#include "answers/tree.hpp"
#include "measures/referral_path.hpp"

namespace accalmie {

/// A list of the six legs.
Tree referral_legs_tree(std::array<LegTimes, 6> const& times, double level);
/// opened, then those who reached each stage, then by state.
Tree referral_tally_tree(ReferralTally const& tally);
/// What the limits were: hours of the legs, days of the stages.
Tree referral_limits_tree(ReferralLimits const& limits);
/// "2026-06-17" of what is known to the day, else with the moment.
Tree referral_moment_tree(ReferralMoment const& moment);

}  // namespace accalmie
