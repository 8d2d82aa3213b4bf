// SPDX-License-Identifier: Apache-2.0
// src/answers/change_rows.hpp: from monthly counts and coverage to what each source shows. Pure.
#pragma once

#include "answers/change.hpp"
#include "answers/coverage.hpp"
#include "answers/disputes.hpp"
#include "ground/places.hpp"

#include <map>
#include <span>

namespace accalmie {

/// Incidents of one source in one place and month, known to the level of the place.
struct MonthlyCount {
    std::string source, place;
    Month month;
    std::int64_t events = 0;
};

struct ChangeMaterial {
    PlaceIndex const* places = nullptr;
    std::vector<std::size_t> chosen;         ///< in `places`, none inside another
    std::vector<std::size_t> neighbours;     ///< touching a chosen one, of its level, not chosen
    std::vector<std::vector<std::size_t>> rings;  ///< the chosen, the neighbours, and those beyond
    std::vector<MonthlyCount> counts;        ///< of the places of all rings
    std::vector<DisputeRow> disputes;
    std::vector<std::string> sources;        ///< sorted
    Coverage const* coverage = nullptr;
};

/// Places as typed, each once.
/// errors  missing, conflict, invalid (resolve_place), invalid  one lies inside another     limit
Result<std::vector<std::size_t>> chosen_places(PlaceIndex const& places, std::vector<std::string> const& typed);

/// Places that touch a chosen one and are of its level, by code.
std::vector<std::size_t> neighbours_of(PlaceIndex const& places, std::vector<std::size_t> const& chosen);

/// The chosen places, those that touch them, and so on to distance `rings_max`; rings without a place are left out.
inline constexpr int rings_max = 2;
std::vector<std::vector<std::size_t>> rings_of(PlaceIndex const& places, std::vector<std::size_t> const& chosen);

/// Each ring in the months of `lowest`, a source's lowest placement.
/// errors  as before_after
Result<std::vector<RingChange>> ring_changes(ChangeMaterial const& material, std::string const& source, Month lowest, BeforeAfterOptions options);

/// Months that the source covers in all of `codes`, with the events of all of them; nothing where one of them is not covered.
MonthSeries series_of(ChangeMaterial const& material, std::string const& source, std::vector<std::string> const& codes);

/// errors  as before_after
Result<ChangeAnswer> change_of(ChangeMaterial const& material, ChangeQuestion const& question);

/// What the claim leaves out, and what may be said of it.
ClaimVerdict claim_of(ChangeQuestion const& question, std::vector<NamedPlace> const& places, std::vector<SourceChange> const& open_data);

}  // namespace accalmie
