// SPDX-License-Identifier: Apache-2.0
// src/workspace/record_files.hpp: the records of a type as a file that forms choose from: `select_one_from_file commitment.csv`.
#pragma once

#include "workspace/workspace.hpp"

namespace accalmie {

/// Is it TYPE.csv of a record type?
bool is_record_file(Dictionary const& dictionary, std::string_view name);

/// What counts of the type and the member may see, in her places, newest first. Columns: name (the address of the record's first version), label, label_en
/// (from its open fields: name or code, else its codes, texts, day and place), place, code, and its open codes for a choice_filter. Headings are names that
/// XML takes: ODK's engine makes an element of each.
/// place.csv: the newest boundary version and settlements, in her places and around them: name (the P-code), label, level, parent, kind, latitude, longitude.
/// Whoever may see nothing of the type gets the heading alone, so that the form still opens.
/// errors  missing  no such type     limit  more than 100,000 records
Result<std::string> record_file(Workspace& workspace, std::string_view name, Member const& member);

}  // namespace accalmie
