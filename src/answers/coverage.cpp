// SPDX-License-Identifier: Apache-2.0
#include "answers/coverage.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

/// Call `visit` with each code of a list separated by spaces, until it says false.
template <class Visit>
bool every_code(std::string_view kinds, Visit const& visit)
{
    while (!kinds.empty()) {
        auto const end = std::min(kinds.find(' '), kinds.size());
        if (end > 0 && !visit(kinds.substr(0, end))) return false;
        kinds.remove_prefix(std::min(end + 1, kinds.size()));
    }
    return true;
}

}  // namespace

bool holds_kind(std::string_view kinds, std::string_view kind)
{
    return kinds == "all" || !every_code(kinds, [&](std::string_view code) { return code != kind; });
}

bool holds_kinds(std::string_view kinds, std::string_view asked)
{
    if (kinds == "all") return true;
    return asked != "all" && every_code(asked, [&](std::string_view code) { return holds_kind(kinds, code); });
}

Coverage coverage_of_kinds(Coverage const& coverage, std::string_view asked)
{
    if (asked == "all") return coverage;
    std::vector<CoverageRow> rows;
    for (auto const& row : coverage.rows())
        if (row.kinds == "all" || !every_code(asked, [&](std::string_view code) { return !holds_kind(row.kinds, code); })) rows.push_back(row);
    return Coverage{std::move(rows)};
}

Coverage::Coverage(std::vector<CoverageRow> rows) : rows_(std::move(rows))
{
    std::sort(rows_.begin(), rows_.end(), [](CoverageRow const& a, CoverageRow const& b) { return std::tie(a.source, a.first_day, a.last_day) < std::tie(b.source, b.first_day, b.last_day); });
}

std::vector<std::string> Coverage::sources() const
{
    std::set<std::string> names;
    for (auto const& row : rows_) names.insert(row.source);
    return {names.begin(), names.end()};
}

std::vector<DayRun> Coverage::runs(std::string_view source, std::string_view place) const
{
    std::vector<DayRun> runs;
    for (auto const& row : rows_) {  // sorted by first day within a source
        if (row.source != source || row.area.empty() || !place.starts_with(row.area) || row.last_day < row.first_day) continue;
        if (!runs.empty() && row.first_day <= runs.back().last + std::chrono::days{1}) runs.back().last = std::max(runs.back().last, row.last_day);
        else runs.push_back({row.first_day, row.last_day});
    }
    return runs;
}

bool Coverage::covers(std::vector<DayRun> const& runs, Month month)
{
    return std::any_of(runs.begin(), runs.end(), [&](DayRun run) { return run.first <= month.first_day() && month.end_day() - std::chrono::days{1} <= run.last; });
}

}  // namespace accalmie
