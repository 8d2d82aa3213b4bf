// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_text.hpp: small questions about the words of a form's cells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::forms {

/// Without blanks, tabs and line ends at both ends; no-break spaces count as blanks.
std::string_view stripped(std::string_view text);
/// ASCII letters in lower case, the others as they are.
std::string lowered(std::string_view text);
/// "Constraint  Message " is "constraint_message": how columns and settings are compared.
std::string snake_case(std::string_view text);
/// Runs of blanks become one blank (no-break spaces count as blanks; line ends stay).
std::string with_single_blanks(std::string_view text);
/// Typographic quotation marks become straight ones, which expressions need.
std::string with_straight_quotes(std::string_view text);
std::string replaced_all(std::string text, std::string_view what, std::string_view with);
std::vector<std::string_view> split(std::string_view text, std::string_view separator);
/// The words between blanks of any kind.
std::vector<std::string_view> split_words(std::string_view text);

/// Octets of the XML name (without colon) that `text` begins with; 0 if it begins with none. XML 1.0, NameStartChar and NameChar.
std::size_t name_length(std::string_view text);
/// Is all of it a name that an XML element may bear: letters, digits, "_", "-", "."; a letter or "_" first, one prefix allowed.
bool is_element_name(std::string_view text);

/// yes, true, TRUE, true() ... or no, false ...; nothing for anything else.
std::optional<bool> yes_or_no(std::string_view text);
/// Insertions, removals and replacements between two words. Sizes above 64 octets count as far apart.
std::size_t edit_distance(std::string_view one, std::string_view other);

/// File name in two: "villages.csv" is "villages" and ".csv"; no extension is empty.
struct FileName {
    std::string_view stem, extension;
};
FileName file_name_parts(std::string_view name);
/// Can a list of choices come from a file of this extension: .csv, .xml, .geojson.
bool is_choices_file(std::string_view extension);

/// The path of the items of a list beside the data.
std::string list_items(std::string_view list);

}  // namespace accalmie::forms
