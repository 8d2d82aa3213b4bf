// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_parameters.hpp: the parameters column ("start=0 end=10"), and the numbers in it.
#pragma once

#include "forms/xls_model.hpp"

#include <span>

namespace accalmie::forms {

/// Parts at ";" or "," or blanks, each key=value; keys in lower case. Values of keys that hold words of the specification too.
/// finds  parts that are not key=value
Parameters parse_parameters(std::string_view text, Place const& place, Findings& findings);

/// finds  keys that are not among `accepted`     out  were all of them?
bool check_parameter_keys(Parameters const& parameters, std::span<std::string_view const> accepted, Place const& place, Findings& findings);

bool is_whole_number(std::string_view text);
bool is_number(std::string_view text);

/// A decimal number held exactly, as ranges need it: mantissa times ten to the minus `scale`.
struct Decimal {
    std::int64_t mantissa = 0;
    int scale = 0;

    bool is_zero() const { return mantissa == 0; }
    bool is_whole() const;
};
/// At most 15 digits; nothing for anything else.
std::optional<Decimal> parse_decimal(std::string_view text);
Decimal difference(Decimal one, Decimal other);
/// Below 0, 0 or above 0, as `one` is below, equal to or above `other`.
int compare(Decimal one, Decimal other);
Decimal magnitude(Decimal number);
/// Is `number` a whole multiple of `unit` (not zero)?
bool is_multiple(Decimal number, Decimal unit);

}  // namespace accalmie::forms
