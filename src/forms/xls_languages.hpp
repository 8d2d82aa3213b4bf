// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_languages.hpp: texts that are missing in a language, and languages without a code that machines know.
#pragma once

#include "forms/xls_table.hpp"

namespace accalmie::forms {

/// Columns that are there in one language and not in another; or_other beside translations, whose "other" stays untranslated.
void check_translations(Table const& survey, Table const* choices, bool uses_or_other, Findings& findings);

/// "Bamanankan (bm)" is good; "Bamanankan" is told. A code of two letters is one of ISO 639-1; one of three has none of two letters.
void check_language_codes(std::vector<std::string> const& languages, Findings& findings);
bool is_language_code(std::string_view code);

}  // namespace accalmie::forms
