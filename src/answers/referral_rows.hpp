// SPDX-License-Identifier: Apache-2.0
// src/answers/referral_rows.hpp: from referrals and their steps to the answer. Pure.
#pragma once

#include "answers/referrals.hpp"

#include <span>

namespace accalmie {

/// A referral that counts and that the viewer may see.
struct ReferralFacts {
    std::string id, record;                   ///< addresses of the first version and of this one
    std::string place, place_name;            ///< P-code
    std::string facility, facility_name, to_facility_name;
    std::string reason;
    std::optional<std::string> token;
    bool is_disputed = false;
    bool is_incoming = false;                 ///< from a place that is not asked about or not seen, to one that is
    RecordedReferral recorded;                ///< rows are indexes in `records`
};

struct ReferralRecords {
    std::vector<ReferralFacts> referrals;
    std::vector<std::string> records;         ///< addresses
    std::size_t steps_without_referral = 0;
    int disputed_steps = 0;
};

/// Counts, times and faults are of referrals that are not incoming; of those the open ones are listed.
Result<ReferralsAnswer> referrals_of(ReferralRecords const& records, Day as_of, ReferralLimits const& limits);

}  // namespace accalmie
