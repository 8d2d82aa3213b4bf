// SPDX-License-Identifier: Apache-2.0
// src/answers/reports.hpp: a report while it is typed, held against what is known of its facility; and the versions of a report.
#pragma once

#include "answers/asking.hpp"
#include "answers/care_facts.hpp"
#include "measures/report_checks.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// A note of the measure in words: what, and what to do.
struct ReportRemark {
    ReportNote note;
    Words what, remedy;
};

struct ReportCheckQuestion {
    std::string facility;        ///< its code
    TypedReport report;
    std::optional<Day> as_of = {};
};

struct ReportCheckAnswer {
    std::string facility_id, facility_code, facility_name, place;  ///< place: PCODE@VERSION
    std::string period_name;                     ///< "2026-05"; empty where the first day is not told
    std::vector<ReportRemark> remarks;
    bool refused = false;                        ///< something is wrong: it is not recorded as it stands
    std::string corrects;                        ///< address of the report that this one would replace; empty: none
};

/// errors  denied     missing  no facility has this code     conflict  several have it
Result<ReportCheckAnswer> answer_report_check(Store const& store, Asking const& asking, ReportCheckQuestion const& question);

/// Many reports, the facts loaded once; one answer a question, in their order. An error is of that report alone.
Result<std::vector<Result<ReportCheckAnswer>>> answer_report_checks(Store const& store, Asking const& asking, std::vector<ReportCheckQuestion> const& questions);

struct ReportVersion {
    std::string address, replaces;               ///< replaces: empty for the first
    std::string state;                           ///< "current", "disputed", "replaced" ...: as the facts name it
    TypedReport numbers;
    std::optional<Instant> written;
    std::optional<std::string> remarks;          ///< of the worker, for the team
    std::vector<std::string> changed;            ///< fields that differ from the version that it replaces
};

struct ReportHistory {
    std::string facility_code, facility_name, period_name;
    std::vector<ReportVersion> versions;         ///< oldest first
};

/// errors  denied     missing  no such facility     conflict  several facilities have the code
Result<ReportHistory> answer_report_history(Store const& store, Asking const& asking, std::string const& facility, ReportPeriod period, Day first);

/// In words, for both languages.
ReportRemark remark_of(ReportNote const& note, ReportPeriod period);

}  // namespace accalmie
