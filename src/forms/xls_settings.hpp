// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_settings.hpp: the settings sheet, and the lists of the choices sheet.
#pragma once

#include "forms/xls_model.hpp"
#include "forms/xls_table.hpp"

namespace accalmie::forms {

/// What the form is called if its sheets do not say.
struct FormNames {
    std::string form_name;  ///< of the primary instance's element; empty: "data"
    std::string file_stem;  ///< id and title; empty: "data"
};

/// in   the settings sheet, null if there is none     finds  names that XML cannot bear, values that are neither yes nor no
Settings read_settings(Table const* table, FormNames const& names, Findings& findings);

/// in   the choices sheet     out  its lists in order
/// finds  choices without a name, names twice in a list, choices without a label, headings that no element may bear
ChoiceLists read_choices(Table const& table, Settings const& settings, Findings& findings);

/// "When looking for a sheet named ..." said our way: sheets whose names are near to the wanted one; empty if none.
std::string similar_sheets(std::vector<std::string> const& sheets, std::string_view wanted);

}  // namespace accalmie::forms
