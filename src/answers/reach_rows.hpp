// SPDX-License-Identifier: Apache-2.0
// src/answers/reach_rows.hpp: from counts of services to bounds on different persons, and the sums that are refused. Pure.
#pragma once

#include "answers/reach.hpp"

namespace accalmie {

struct ServiceFacts {
    std::string place;    ///< P-code
    Day day{};
    std::string visit;    ///< address, or empty
    std::string service, species, sex, age_band, residence;
    std::int64_t count = 0;
    std::vector<std::string> tokens;
    bool disputed = false;
    bool flagged = false;  ///< a rule of its form is broken there
};

/// Fills services, people, animals, refused, tokens and disputed; `facts` are of the place and time asked about.
Result<void> tell_reach(ReachAnswer& answer, std::vector<ServiceFacts> const& facts);

}  // namespace accalmie
