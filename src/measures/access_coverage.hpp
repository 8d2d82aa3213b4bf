// SPDX-License-Identifier: Apache-2.0
// src/measures/access_coverage.hpp: how much care people get, per person who can be reached and per person, and how the two go together.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace accalmie {

/// A part of an area that overlaps no other: its people, the days asked about, and the contacts with care counted there.
struct CoveragePart {
    std::int64_t people = 0;
    std::int64_t days = 0;
    std::int64_t cut_off_days = 0;       ///< on which nobody could come to it or leave it, or its people were gone
    std::int64_t contacts_open = 0;      ///< contacts while it could be reached
    std::int64_t contacts_cut_off = 0;   ///< contacts while it was cut off
};

struct CareCoverage {
    double person_years = 0;
    std::int64_t contacts = 0;
    std::optional<double> rate;          ///< contacts a person and year; nothing where there was nobody
    double share = 0;                    ///< of all person-years
};

struct AccessCoverage {
    CareCoverage all, reachable, unreachable;
    /// all.rate less reachable.share x reachable.rate less unreachable.share x unreachable.rate: zero but for rounding.
    std::optional<double> difference;
};

/// Contacts a person and year among all, among those while they could be reached, and among those while they could not.
/// all = reachable + unreachable, in person-years and in contacts; the shares add to 1; all.rate is the mean of the two rates by those shares.
///
/// in      at most 1,000,000 parts; people 0 to 1e10, days 0 to 36,600, cut_off_days at most days, contacts 0 to 1e12
/// out     years of 365.25 days
/// errors  invalid  a number out of bounds     limit
/// source  utilisation rate: WHO 2010, Monitoring the Building Blocks of Health Systems, ch. 1 (outpatient contacts a person and year);
///         the split by access is this product's own
Result<AccessCoverage> access_coverage(std::span<CoveragePart const> parts);

}  // namespace accalmie
