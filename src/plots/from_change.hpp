// SPDX-License-Identifier: Apache-2.0
// src/plots/from_change.hpp: from the answer of `change` to what its pictures take.
#pragma once

#include "answers/change_map.hpp"
#include "plots/placements.hpp"
#include "plots/ratios_map.hpp"
#include "plots/series.hpp"

#include <optional>

namespace accalmie::plots {

/// Who speaks, and what must be said with it.
struct Standing {
    Language language = Language::french;
    bool is_demo = false;
    bool is_exploratory = true;
};

/// "UCDP", "ACLED"; other sources as they are called.
std::string source_name(std::string const& code);

/// The window that begins with `first`, or the lowest, with the months that it is compared with.
SeriesInput series_of_change(ChangeAnswer const& answer, SourceChange const& source, std::optional<Month> first, Standing const& standing);
PlacementsInput placements_of_change(ChangeAnswer const& answer, SourceChange const& source, Standing const& standing);
RatiosMapInput ratios_map_of_change(ChangeMap const& map, Standing const& standing);

}  // namespace accalmie::plots
