// SPDX-License-Identifier: Apache-2.0
// src/answers/guarded_table.hpp: counts of people by place and one breakdown, guarded against every table of the same people that left before. Pure.
#pragma once

#include "ground/places.hpp"
#include "measures/people_table.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// "ML05", "ML05/ML0507", "ML05/ML0507/ML050701": of a place by level less 1; empty where it is not known to it.
using PlacePaths = std::array<std::string, 3>;
PlacePaths paths_of(PlaceIndex const& places, std::string_view reference);

struct PlacedCount {
    PlacePaths paths;
    std::string label;                   ///< as "month=2026-01"
    std::int64_t count = 0;
};

/// A table that left: "NAME<tab>COUNT" a line of what was shown and what was withheld.
struct LeftTable {
    std::string what, shown, withheld;
};

struct PeopleRelease {
    PeopleTable table;
    Suppression guarded;                 ///< beside table.cells
    std::string what;                    ///< names the series: later releases of it are held against this one
    std::size_t releases_before = 0;
    std::int64_t without_place = 0;      ///< people left out, since their place is not known to this level
};

/// What may leave at `level` (1 region, 2 cercle, 3 commune), all levels and all earlier tables held against it. `what` is left to the caller.
/// errors  invalid  a level that is none     missing  nobody is counted at this level     corrupt  an earlier table cannot be read
///         others   as suppress
Result<PeopleRelease> guard_people(std::span<PlacedCount const> placed, std::span<LeftTable const> earlier, int level, SuppressRule const& rule);

/// The cells of one state, "NAME<tab>COUNT" a line: what the release log keeps.
std::string release_lines(PeopleRelease const& release, CellState state);

}  // namespace accalmie
