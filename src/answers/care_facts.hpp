// SPDX-License-Identifier: Apache-2.0
// src/answers/care_facts.hpp: facilities, their reports, their states and what cuts places off, as recorded: for completeness, attacks and checks.
#pragma once

#include "answers/areas.hpp"
#include "facts/store.hpp"
#include "measures/report_checks.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace accalmie {

/// First and last day, both counted; without a last day it lasts.
struct CareStretch {
    Day from{};
    std::optional<Day> until;
    std::string what;    ///< a code: facility_state or access_kind
    std::string reason;  ///< a code of closure_reason, or empty
    bool covers(Day day) const { return from <= day && (!until || day <= *until); }
};

struct CareReport {
    std::string address;
    TypedReport numbers;
    bool disputed = false, corrected = false;
};

struct CareFacility {
    std::string id, code, name, kind, place;  ///< id: the address of its first version; place: PCODE@VERSION
    std::optional<Day> opened;
    std::map<std::pair<ReportPeriod, Day>, CareReport> reports;
    std::set<std::pair<ReportPeriod, Day>> twice;  ///< periods told by two reports of which neither corrects the other; the later counts
    std::vector<CareStretch> states;
    std::vector<CareStretch> cut_off;              ///< what cuts off its place or a place around it
    bool heard() const { return !reports.empty() || !states.empty(); }
};

/// Does this constraint keep reports from coming, or people from care? A curfew does neither; a cut telephone keeps reports alone.
bool cuts_reports(std::string_view access_kind);
bool cuts_care(std::string_view access_kind);

struct CareFacts {
    std::vector<CareFacility> facilities;          ///< of the place and kinds asked about, by code
    std::map<std::string, std::vector<CareStretch>> constraints;  ///< by place (PCODE@VERSION), in the place asked about
    std::int64_t reports_of_unknown = 0;           ///< reports whose facility is not among them
};

struct CareScope {
    AskedPlace place;
    std::vector<std::string> kinds;                ///< of facilities; empty: all
    Day as_of{};                                   ///< what came or began later is left out
};

/// errors  limit  more than 100,000 facilities or 1,000,000 reports
Result<CareFacts> load_care(Store const& store, Areas& areas, CareScope const& scope);

/// How the days of a period stand for one facility.
struct CareDays {
    int closed = 0, partly = 0, cut_off = 0, usable = 0;
    std::string reason;   ///< of the state that holds most of its days: closure_reason or access_kind; empty: none or not said
};
CareDays care_days(CareFacility const& facility, Day first, Day last);

/// A facility in a period, as the measure takes it.
FacilityPeriod facility_period(CareFacility const& facility, ReportPeriod period, Day first, CareDays const& days);

}  // namespace accalmie
