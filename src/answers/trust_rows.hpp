// SPDX-License-Identifier: Apache-2.0
// src/answers/trust_rows.hpp: from answers of persons to levels, changes and reliability. Pure.
#pragma once

#include "answers/trust.hpp"

namespace accalmie {

/// An answer that counts, as recorded.
struct TrustFacts {
    std::string place;  ///< PCODE@VERSION
    Day day{};
    std::string wave, question;
    std::int64_t answer = 0;
    std::optional<std::string> cluster;
    std::optional<double> weight;
    std::optional<std::string> respondent;
    bool disputed = false;
    std::optional<Area> area;  ///< of the level asked about
};

/// `facts` hold only answers of the place asked about, in the order of time; `whole` names that place.
Result<TrustAnswer> trust_of(std::vector<TrustFacts> facts, Area const& whole, TrustQuestion const& question);

}  // namespace accalmie
