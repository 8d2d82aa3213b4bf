// SPDX-License-Identifier: Apache-2.0
// src/forms/xform_model.hpp: the whole XForm: head with model and instances, body.
#pragma once

#include "forms/xls_references.hpp"

namespace accalmie::forms {

/// Append the XForm to `xml`.     out  the languages of its texts
/// finds  lists that clash, search() where it cannot be, triggers that nobody answers
std::vector<std::string> write_xform(Form& form, Table const& survey, std::string& xml, Findings& findings);

}  // namespace accalmie::forms
