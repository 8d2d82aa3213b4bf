// SPDX-License-Identifier: Apache-2.0
// src/forms/xform_prefixes.hpp: namespaces of a form, and attributes whose names XML could not bear.
#pragma once

#include "forms/xls_model.hpp"
#include "forms/xls_table.hpp"

namespace accalmie::forms {

/// Prefix ("xmlns:odk") and address, in the order in which they are written: ours, the setting namespaces, entities where there are any.
std::vector<std::pair<std::string, std::string>> namespaces_of(Form const& form);

/// Take out attributes that would break the XML: an undeclared prefix, no name, or one that the compiler writes itself.
/// finds  a warning for each
void drop_unusable_attributes(Form& form, Table const& survey, Findings& findings);

}  // namespace accalmie::forms
