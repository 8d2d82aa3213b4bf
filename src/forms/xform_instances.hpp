// SPDX-License-Identifier: Apache-2.0
// src/forms/xform_instances.hpp: what a form's data look like, and the lists beside them.
#pragma once

#include "forms/xform_xml.hpp"
#include "forms/xls_references.hpp"

namespace accalmie::forms {

/// A list beside the data: choices, a file, the last saved answers.
struct SecondaryInstance {
    std::string id;
    std::string address;  ///< "jr://file-csv/villages.csv"; empty: the choices follow
    ChoiceList const* list = nullptr;
};

/// Lists that the form reads, each once.
/// finds  two of the same name from different places
std::vector<SecondaryInstance> secondary_instances(Form const& form, Findings& findings);

void write_primary_instance(XmlWriter& xml, Form const& form, References& references);
void write_secondary_instance(XmlWriter& xml, SecondaryInstance const& instance, ChoiceLists const& lists);

}  // namespace accalmie::forms
