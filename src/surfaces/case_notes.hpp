// SPDX-License-Identifier: Apache-2.0
// src/surfaces/case_notes.hpp: case notes opened in memory with a key that is given; what was withheld before; and the signed table that leaves.
#pragma once

#include "answers/survivors.hpp"
#include "surfaces/answers_tree.hpp"
#include "workspace/workspace.hpp"

namespace accalmie {

inline constexpr std::string_view survivors_audience = "survivors";

/// The notes that count, in the order in which they were written. Nothing is kept.
/// errors  denied  not the key of the audience     corrupt     io
Result<std::vector<CaseNote>> open_case_notes(Workspace& workspace, BytesView secret);

/// Tables of survivors that left before, with what they withheld.
/// errors  denied  corrupt  io
Result<std::vector<LeftTable>> open_survivor_tables(Workspace& workspace, BytesView secret);

/// Enter the table as a signed record `survivor_count`; what it withholds is sealed to the audience.
Result<RecordId> enter_survivor_count(Workspace& workspace, PeopleRelease const& release, SuppressRule const& rule, std::string const& text, std::string const& to);

Tree survivor_tables_tree(std::vector<SurvivorTable> const& tables, Kind kind);
/// Of a table that leaves: no withheld count, and no reason for one.
Tree survivor_release_tree(PeopleRelease const& release, RecordId const& record, Kind kind);

}  // namespace accalmie
