// SPDX-License-Identifier: Apache-2.0
// src/answers/completeness.hpp: which facilities reported for which week or month, why the others did not, and what care reached whom.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "answers/care_facts.hpp"
#include "measures/access_coverage.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// Facilities that send the monthly report of the district; posts and sites report through theirs.
inline constexpr std::string_view reporting_kinds = "cscom csref hospital mobile_clinic";

struct CompletenessQuestion {
    std::string place = {};                      ///< P-code or name; empty: everywhere
    ReportPeriod period = ReportPeriod::month;
    std::optional<Day> first = {}, last = {};    ///< days of the first and last period; otherwise the last twelve that have begun
    std::optional<Day> as_of = {};               ///< today
    std::string kinds = std::string{reporting_kinds};  ///< of facilities, between spaces; "all"
    int week_due_days = 2, month_due_days = 10;
    int level = 2;                               ///< of the areas: 1 region, 2 cercle, 3 commune
};

struct CompletenessCell {
    Day first{};
    ReportFinding finding;
    CareDays days;
    std::optional<Day> received_on;
    std::optional<std::int64_t> consultations, open_days, stock_out_days;
    bool disputed = false, corrected = false, twice = false;
};

struct CompletenessFacility {
    std::string id, code, name, kind, place, place_name;  ///< place: PCODE@VERSION
    std::optional<Area> area;
    std::vector<CompletenessCell> cells;         ///< beside the answer's periods
    Completeness sums;
};

struct CompletenessArea {
    Area area;
    Completeness sums;
    std::optional<AccessCoverage> coverage;      ///< nothing where the people of it, or of a place cut off in it, are not known
    std::vector<std::string> without_people;     ///< those places
};

struct CompletenessAnswer {
    static constexpr int periods_max = 120;
    ReportPeriod period = ReportPeriod::month;
    ReportRule rule;
    std::vector<Day> periods;
    std::vector<CompletenessFacility> facilities;
    std::vector<Completeness> by_period;         ///< beside periods
    std::vector<CompletenessArea> areas;
    Completeness all;
    std::optional<AccessCoverage> coverage;      ///< of all areas together, where each has one
    std::int64_t reports_of_unknown = 0;         ///< reports of facilities outside the question, or not in the register
    int disputed = 0, twice = 0;
};

/// errors  denied   invalid  a time that ends before it begins, a level outside 1 to 3, due days outside 0 to 366
///         missing  a place that is not known     limit  more than 120 periods, or as load_care
Result<CompletenessAnswer> answer_completeness(Store const& store, Asking const& asking, CompletenessQuestion const& question);

}  // namespace accalmie
