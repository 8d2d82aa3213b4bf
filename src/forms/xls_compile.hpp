// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_compile.hpp: an XLSForm (xlsform.org) compiled to an ODK XForm, as pyxform 4.5 reads it. Pure.
#pragma once

#include "forms/xls_findings.hpp"
#include "forms/xls_model.hpp"
#include "forms/xls_settings.hpp"
#include "forms/xls_sheet.hpp"

namespace accalmie::forms {

/// What became of a workbook.
struct Compilation {
    Form form;                      ///< what was understood, also where something is wrong
    std::string xform;              ///< XML, UTF-8; empty if there are errors
    std::string itemsets_csv;       ///< the sheet external_choices, which Collect wants beside the form; empty if there is none
    std::vector<Finding> findings;  ///< errors first
    std::size_t error_count = 0;
    std::vector<std::string> languages;

    bool is_good() const { return error_count == 0; }
};

/// in   the sheets of a form; what it is called if they do not say     out  the XForm, or everything that is wrong
/// Deterministic: the same sheets give the same octets.
Compilation compile_form(Workbook const& book, FormNames const& names = {});

}  // namespace accalmie::forms
