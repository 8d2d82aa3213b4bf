// SPDX-License-Identifier: Apache-2.0
// src/measures/referral_path.hpp: how far a patient sent to another level came, how long each step took, who was lost on the way.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "measures/distributions.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace accalmie {

/// The first five follow each other; the last three end a referral wherever it stands.
enum class ReferralStep : std::uint8_t { opened, transported, arrived, treated, closed_back, refused, cancelled, died };
inline constexpr std::size_t referral_steps = 8, referral_stages = 5;
std::string_view referral_step_code(ReferralStep step);

/// A moment, or a day of which the hour is not known. What is known to the day contradicts nothing on that day.
struct ReferralMoment {
    enum class Known : std::uint8_t { to_the_moment, to_the_day } known = Known::to_the_moment;
    Instant at{};
};

/// A step as somebody recorded it; `row` is the caller's number of that record.
struct RecordedStep {
    ReferralStep step = ReferralStep::opened;
    ReferralMoment moment;
    std::size_t row = 0;
};

struct RecordedReferral {
    ReferralMoment opened;
    std::size_t row = 0;
    std::vector<RecordedStep> steps;  ///< in any order; none is `opened`
};

/// When a referral is late and when it is lost. No guideline says so for every step: these are choices, but for the two hours.
struct ReferralLimits {
    /// Hours of each leg (referral_legs); two hours to arrive: Meara et al. 2015.
    std::array<double, 6> leg_hours{6, 6, 2, 24, 336, 720};
    /// Days without a next step after which an open referral is lost: opened, transported, arrived, treated.
    std::array<double, 4> lost_days{3, 2, 7, 30};
    double level = 0.95;  ///< of the intervals
};

enum class ReferralFault : std::uint8_t {
    in_the_future,   ///< after the moment of asking
    before_opening,
    out_of_order,    ///< before a step that comes first
    after_the_end,   ///< a step after refusal, cancellation or death; only news may still come back
    twice,           ///< the same step again, later; the first counts
};
std::string_view referral_fault_code(ReferralFault fault);

/// A record that cannot be right, and the one that it contradicts.
struct FaultyStep {
    std::size_t referral = 0;
    ReferralFault fault = ReferralFault::twice;
    RecordedStep recorded;
    std::optional<RecordedStep> against;  ///< nothing: the moment of asking
};

enum class ReferralState : std::uint8_t { waiting, lost, closed, refused, cancelled, died };
std::string_view referral_state_code(ReferralState state);

struct ReferralPath {
    ReferralStep stage = ReferralStep::opened;                        ///< the farthest of the first five that was reached
    std::array<std::optional<ReferralMoment>, referral_steps> at{};   ///< of the steps whose record can be right
    ReferralState state = ReferralState::waiting;
    std::optional<double> waiting_days;                               ///< since the last step, of those waiting or lost
    bool is_faulty = false;
};

struct ReferralPaths {
    std::vector<ReferralPath> paths;  ///< beside the referrals
    std::vector<FaultyStep> faults;   ///< by referral
};

/// The path of each referral. A record in the future or before the opening does not count. One before a step that comes first, or after the
/// end, counts as a stage reached, but no time is taken from it.
///
/// in      at most 1,000,000 referrals of at most 64 steps; `now`: the moment of asking
/// errors  limit     invalid  limits not above 0, a level outside 0 to 1, a step recorded as "opened"
Result<ReferralPaths> referral_paths(std::span<RecordedReferral const> referrals, ReferralLimits const& limits, Instant now);

struct ReferralLeg {
    ReferralStep from, to;
    std::string_view code;
};
inline constexpr std::array<ReferralLeg, 6> referral_legs{{{ReferralStep::opened, ReferralStep::transported, "opened_to_transported"},
                                                           {ReferralStep::transported, ReferralStep::arrived, "transported_to_arrived"},
                                                           {ReferralStep::opened, ReferralStep::arrived, "opened_to_arrived"},
                                                           {ReferralStep::arrived, ReferralStep::treated, "arrived_to_treated"},
                                                           {ReferralStep::treated, ReferralStep::closed_back, "treated_to_closed_back"},
                                                           {ReferralStep::opened, ReferralStep::closed_back, "opened_to_closed_back"}}};

struct LegTimes {
    std::size_t timed = 0, to_the_day = 0;             ///< both ends known; of these, by the day only
    std::optional<double> median_hours, lower_quartile_hours, upper_quartile_hours, longest_hours;
    double limit_hours = 0;
    std::size_t due = 0, within = 0;
    std::optional<double> share_within;                ///< within / due
    std::optional<Interval> interval;                  ///< Clopper-Pearson
};

/// How long the legs took. The quartiles are of those who came through, and so too short where many did not. The share is of all whose limit
/// has run out: who began the leg at least the limit ago. Who died before its end was not within it; who refused, or was cancelled, is left out.
///
/// out     beside referral_legs; quartiles as R's quantile(type = 7)
/// source  Hyndman & Fan 1996, Am. Stat. 50:361-365; Meara et al. 2015, Lancet 386:569-624 (two hours)
std::array<LegTimes, 6> referral_times(std::span<ReferralPath const> paths, ReferralLimits const& limits, Instant now);

/// How many reached what.
struct ReferralTally {
    std::size_t opened = 0;
    std::array<std::size_t, referral_stages> reached{};  ///< that stage or a later one
    std::array<std::size_t, 6> state{};                  ///< by ReferralState
    std::size_t faulty = 0;
    void add(ReferralPath const& path);
};

}  // namespace accalmie
