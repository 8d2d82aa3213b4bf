// SPDX-License-Identifier: Apache-2.0
// src/answers/disease_series.hpp: weekly counts of a disease by place, as far as they were known on a day, and how complete they are.
#pragma once

#include "answers/alerts.hpp"
#include "measures/nowcast.hpp"

namespace accalmie {

/// One disease of one species in one place; every vector has one entry a week.
struct DiseaseSeries {
    Area area;
    std::string place;                    ///< PCODE@VERSION
    int level = 0;
    std::string disease, species;
    std::vector<double> cases, confirmed; ///< unreported where no report came; sums over the reports that came
    std::vector<int> reports, expected;   ///< reporters that reported; that had reported in the half year before
    std::vector<DelayedCases> delays;     ///< epoch: the week; only reports that say when they arrived
    double cases_without_day = 0;         ///< of the latest half year, from reports that do not
    struct Report {
        std::size_t week = 0;
        double cases = 0;
    };
    std::vector<std::vector<Report>> by_reporter;  ///< weeks rise
};

struct DiseaseWeeks {
    std::vector<Day> mondays;             ///< one after another, the last is the newest asked
    std::vector<DiseaseSeries> series;    ///< of each place with reports and of each cercle
};

/// errors  limit  more than 4,000,000 counts
Result<DiseaseWeeks> load_disease_weeks(Store const& store, Asking const& asking, AlertsQuestion const& question);

/// Monday of the ISO week of a day.
Day monday_of(Day day);
/// "2026-W10".
std::string week_code(Day day);

}  // namespace accalmie
