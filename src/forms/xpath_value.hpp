// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_value.hpp: what an expression yields: text, number, truth, date or time, or nodes; and how one becomes another.
#pragma once

#include "forms/xpath_document.hpp"
#include "forms/xpath_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace accalmie::forms {

/// A day, a moment or a time of day, in the evaluation's own time zone.
struct DateValue {
    enum class Kind : std::uint8_t { day, moment, time };
    Kind kind = Kind::day;
    std::int64_t local_ms = 0;  ///< since 1970-01-01T00:00 on the local clock; of a time, since midnight
    friend bool operator==(DateValue const&, DateValue const&) = default;
};

using NodeSet = std::vector<NodeRef>;  ///< in document order without doubles, unless randomize() shuffled it
using Value = std::variant<std::string, double, bool, DateValue, NodeSet>;

inline constexpr std::int64_t day_ms = 86'400'000;

/// in     `text`: "2024-2-29", "2024-02-29T10:20:30.400+02:00" (the zone may be absent: local), zone_minutes: the local clock's lead over UTC
/// out    a day or a moment, or nothing where it is neither or no day of the calendar (years 1 to 9999)
std::optional<DateValue> date_of_text(std::string_view text, int zone_minutes);
/// "10:20", "10:20:30.4Z"
std::optional<DateValue> time_of_text(std::string_view text, int zone_minutes);
/// Whole days since 1970-01-01 of a day; with the fraction of a moment; the fraction of a day of a time.
double days_of_date(DateValue date);
/// "2024-02-29", "2024-02-29T10:20:30.400+02:00", "10:20:30.400+02:00": what a record holds.
std::string iso_of_date(DateValue date, int zone_minutes);
/// As JavaRosa writes a date where a text is asked for: a moment loses its time.
std::string text_of_date(DateValue date);

/// in     `format`: %Y %y %m %n %b %d %e %H %h %M %S %3 %a %w %W %%; names of months and days in `language` ("fr", or English)
/// errors  invalid  another escape
Result<std::string> formatted_date(DateValue date, std::string_view format, std::string_view language);

/// "string", "number", "boolean", "date", "dateTime", "time" or "nodeset".
std::string_view type_name(Value const& value);

}  // namespace accalmie::forms
