// SPDX-License-Identifier: Apache-2.0
// src/surfaces/answers_tree.hpp: answers as trees: one spelling for the command line, HTTP and exports (docs/api.md).
#pragma once

#include "answers/calm.hpp"
#include "answers/change.hpp"
#include "answers/incidents.hpp"
#include "answers/places.hpp"
#include "answers/promises.hpp"
#include "answers/today.hpp"
#include "answers/tree.hpp"
#include "answers/workspace.hpp"

namespace accalmie {

/// Simulated or real: said in every answer.
enum class Kind : std::uint8_t { real, demo };

Tree calm_tree(CalmAnswer const& answer, Kind kind);
Tree promises_tree(PromisesAnswer const& answer, Kind kind);
Tree today_tree(TodayAnswer const& answer, Kind kind);
Tree incident_months_tree(IncidentMonthsAnswer const& answer, Kind kind);
/// Made by a plan that was registered, or by looking around: said in every answer about change.
enum class Made : std::uint8_t { exploratory, planned };

Tree change_tree(ChangeAnswer const& answer, Kind kind, Made made);
Tree places_tree(PlacesAnswer const& answer, Kind kind);

/// A GeoJSON FeatureCollection, as text: the shapes are JSON already.
std::string places_geojson(PlacesAnswer const& answer, Kind kind);

/// What a page says about the workspace itself.
struct WorkspaceFacts {
    std::string name, version;
    Day today{};
    std::uint64_t records = 0;
    Kind kind = Kind::real;
};
Tree workspace_tree(WorkspaceAnswer const& answer, WorkspaceFacts const& facts, Member const& viewer);

}  // namespace accalmie
