// SPDX-License-Identifier: Apache-2.0
// src/answers/delivery_rows.hpp: counts of services as they were given, with the visit or report that each stands under.
#pragma once

#include "answers/first_versions.hpp"
#include "measures/deliveries.hpp"

#include <cstdint>
#include <vector>

namespace accalmie {

struct DeliveryFacts {
    std::vector<Delivery> deliveries;        ///< by day; places as P-codes, ids and links as addresses of first versions
    std::vector<std::string> places;         ///< beside them: PCODE@VERSION
    std::vector<std::string> tokens;         ///< beside them: persons, as written
    std::vector<std::uint8_t> disputed;      ///< beside them
    std::vector<std::uint8_t> flagged;       ///< beside them: a rule of their form is broken there
    int disputed_rows() const;
};

/// errors  limit  more than 1,000,000 counts
Result<DeliveryFacts> load_deliveries(Store const& store, FirstVersions const& versions);

}  // namespace accalmie
