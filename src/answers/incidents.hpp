// SPDX-License-Identifier: Apache-2.0
// src/answers/incidents.hpp: incidents by month, place and source, with the gaps of coverage.
#pragma once

#include "answers/asking.hpp"
#include "facts/store.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct IncidentMonthsQuestion {
    int level = 2;                                ///< 1 region, 2 cercle, 3 commune
    std::optional<std::string> source;
    std::optional<Month> from, to;                ///< nothing: all months that a source covers
};

/// One count as it would be if a rival correction counted instead of what it contests.
struct CountReading {
    std::string source, place;
    Month month;
    std::int64_t events = 0;
};

struct IncidentMonthsAnswer {
    int level = 2;
    std::vector<Month> months;
    std::vector<std::string> sources;             ///< by name
    struct PlaceSeries {
        std::string place, name;
        std::vector<std::vector<std::optional<std::int64_t>>> series;  ///< by source, by month; nothing: no data, never 0
    };
    std::vector<PlaceSeries> places;              ///< by P-code
    std::int64_t disputed = 0;                    ///< disputed incidents among those counted
    std::vector<CountReading> otherwise;          ///< counts that differ under another reading, one correction at a time
    int readings_left_out = 0;                    ///< rival corrections beyond `readings_max`, not tried
};

/// Counts are of incidents that their source knows to the level asked (`incidents_placed`).
///
/// errors  denied     invalid  a level outside 1 to 3, months the wrong way round     limit  more than 5,000,000 cells     missing  no place is known
Result<IncidentMonthsAnswer> answer_incident_months(Store const& store, Asking const& asking, IncidentMonthsQuestion const& question);

}  // namespace accalmie
