// SPDX-License-Identifier: Apache-2.0
// src/answers/referrals.hpp: patients sent to another level: who is on the way, who was lost, how long it takes. For those who care for them only.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/referral_path.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct ReferralsQuestion {
    std::string place = {};                   ///< P-code or name; empty: everywhere
    std::optional<Month> from = {}, to = {};  ///< of the opening
    ReferralLimits limits = {};
};

/// A referral that waits for its next step, or is lost.
struct OpenReferral {
    std::string id;                           ///< "HEX:ROW" of its first version: what its steps name
    std::string place, place_name, facility, to_facility;  ///< P-code; names
    std::string reason;
    std::optional<std::string> token;         ///< for the facility's own register
    Instant opened_at{};
    ReferralStep last_step = ReferralStep::opened;
    double days_without_next = 0, lost_after_days = 0;
    bool is_lost = false, is_disputed = false;
    bool is_incoming = false;                 ///< sent to a facility of the place asked about from elsewhere: in no count of the answer
};

/// A record that cannot be right.
struct ReferralFaultRow {
    std::string record, against_record;       ///< "HEX:ROW"; the second is empty where the day of asking is contradicted
    std::string referral, place_name, facility;
    ReferralStep step = ReferralStep::opened, against_step = ReferralStep::opened;
    ReferralFault fault = ReferralFault::twice;
    Instant at{};
    std::optional<Instant> against_at;
};

/// Counts beside each other, guarded: nothing where a count of 1 to 4 could be found.
struct GuardedCounts {
    std::string code;                         ///< of a reason; the id of a facility; empty: all
    std::string name;                         ///< of the facility
    std::optional<std::int64_t> opened;
    std::array<std::optional<std::int64_t>, 6> state{};  ///< by ReferralState; of a facility: lost alone
};

struct ReferralsAnswer {
    Day as_of{};                              ///< at the end of that day
    ReferralLimits limits;
    GuardedCounts all;
    std::array<std::optional<std::int64_t>, referral_stages> farthest{};  ///< how many came just so far
    std::vector<GuardedCounts> by_reason, by_facility;   ///< by code; by name
    std::array<std::optional<LegTimes>, 6> times;        ///< nothing: fewer than five persons
    std::vector<OpenReferral> open;           ///< lost ones first, each the longest first; those that are expected here from elsewhere too
    std::size_t open_left_out = 0;
    std::vector<ReferralFaultRow> faults;     ///< by moment
    std::size_t faults_left_out = 0, steps_without_referral = 0;
    int disputed = 0;
    static constexpr std::size_t listed_max = 1'000;
};

/// errors  denied   invalid  a time that ends before it begins     missing  no such place     limit  more than 1,000,000 referrals
Result<ReferralsAnswer> answer_referrals(Store const& store, Asking const& asking, ReferralsQuestion const& question);

}  // namespace accalmie
