// SPDX-License-Identifier: Apache-2.0
// src/surfaces/form_map.hpp: what a form's answers become, as commands tell it.
#pragma once

#include "forms/record_map.hpp"
#include "surfaces/form_file.hpp"

#include <nlohmann/json_fwd.hpp>

namespace accalmie {

/// The map of a compiled form; files that it names are taken from beside it.
/// errors  invalid, limit  as FormRules::load     io
Result<forms::RecordMap> map_compiled(Disk& disk, std::filesystem::path const& form, forms::Compilation const& compiled, Dictionary const& dictionary);

/// A finding of the map with the place on the sheet that says it.
forms::Finding sheet_finding(forms::Compilation const& compiled, forms::MapFinding const& finding);

/// [{"type", "path", "around", "fields": {"field": "question"}}], in the order of the form.
nlohmann::ordered_json map_tree(forms::RecordMap const& map, Dictionary const& dictionary);

}  // namespace accalmie
