// SPDX-License-Identifier: Apache-2.0
// src/answers/coverage.hpp: where and when a source says something. Outside it a count is no data, never 0.
#pragma once

#include "core/result.hpp"
#include "facts/store.hpp"
#include "measures/calm_state.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

struct CoverageRow {
    std::string source;
    std::string area;     ///< a P-code: it covers every place whose code begins with it; another text covers nothing
    std::string kinds;    ///< codes, separated by spaces
    Day first_day{}, last_day{};
    std::string release;
};

class Coverage {
public:
    explicit Coverage(std::vector<CoverageRow> rows);

    /// Distinct names, sorted.
    std::vector<std::string> sources() const;
    /// Days that `source` covers all of `place`, as runs; releases that touch or overlap are one run.
    std::vector<DayRun> runs(std::string_view source, std::string_view place) const;
    /// The months of `runs` that lie wholly in one.
    static bool covers(std::vector<DayRun> const& runs, Month month);
    std::vector<CoverageRow> const& rows() const { return rows_; }

private:
    std::vector<CoverageRow> rows_;
};

Result<Coverage> load_coverage(Store const& store);

/// Is `kind` one of `kinds` (codes separated by spaces, or "all")?
bool holds_kind(std::string_view kinds, std::string_view kind);
/// The coverage that says something about at least one of the kinds asked.
Coverage coverage_of_kinds(Coverage const& coverage, std::string_view asked);
/// Is every one of `asked` in `kinds`? "all" is only in "all".
bool holds_kinds(std::string_view kinds, std::string_view asked);

}  // namespace accalmie
