// SPDX-License-Identifier: Apache-2.0
// src/capture/cell_parse.hpp: the text of one cell as a number, day or truth, without allocations; and why it is none.
#pragma once

#include "capture/import.hpp"

#include <cstdint>

namespace accalmie {

/// Why a text is not what its column holds. Texts are constants; `reason` is empty where all is well.
struct ParseProblem {
    std::string_view reason = {}, remedy = {};
    explicit operator bool() const { return !reason.empty(); }
};

/// `text` without spaces, tabs and no-break spaces at its ends.
std::string_view trimmed(std::string_view text);

/// Whole number; "12.0" is one too, as some programs write whole numbers so. `into` is left alone if there is a problem.
ParseProblem parse_integer(std::string_view text, std::int64_t& into);
/// A decimal point; a decimal comma is named in the problem and never guessed, since it may separate thousands.
ParseProblem parse_decimal(std::string_view text, double& into);
/// A day, whatever time stands after it is passed over: "2016-05-26", "2016-05-26 00:00:00.000", "05/26/2016 00:00:00", "26 May 2016", "26 mai 2016".
/// `order` says how digits that do not begin with the year are meant.
ParseProblem parse_day_cell(std::string_view text, std::optional<DateOrder> order, Day& into);
/// A day from three numbers.
ParseProblem day_of_parts(std::int64_t year, std::int64_t month, std::int64_t day, Day& into);
/// yes, true, 1, oui, vrai; no, false, 0, non, faux; any case.
ParseProblem parse_yes_no(std::string_view text, bool& into);

/// What the digits of one date say about the order of the others.
struct DateEvidence {
    bool starts_with_year = false;
    bool first_is_day = false, second_is_day = false;  ///< above 12: cannot be a month
};
std::optional<DateEvidence> date_evidence(std::string_view text);

}  // namespace accalmie
