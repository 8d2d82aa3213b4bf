// SPDX-License-Identifier: Apache-2.0
// src/dictionary/indicator.hpp: an indicator of a programme as data: what is counted, why, and what to do when it moves.
#pragma once

#include "core/result.hpp"
#include "dictionary/dictionary.hpp"

namespace accalmie {

/// A condition on one field: of the counted record, or of the record that a link names ("gathering.kind").
struct CountCondition {
    enum class Test : std::uint8_t { is, is_not, at_least, at_most, present, absent } test = Test::is;
    std::string link;   ///< field of kind link; empty: the field is the record's own
    std::string field;
    std::vector<std::string> values = {};  ///< is, is_not: one of these; at_least, at_most: one number
};

/// "count TYPE", "sum TYPE.FIELD", "distinct TYPE.FIELD", each with "where ... and ...", or "measure NAME".
struct CountRule {
    enum class Kind : std::uint8_t { count, sum, distinct, measure } kind = Kind::count;
    std::string type, field;  ///< measure: its name in `type`
    std::vector<CountCondition> conditions = {};
    std::string text;         ///< as the pack writes it
};

/// Measures of the program that an indicator may name.
inline constexpr std::string_view indicator_measures[]{"calm.communities", "calm.share", "promises.kept", "promises.tested", "reach.people"};

struct Indicator {
    std::string code;
    Words label, definition;
    std::string unit;
    CountRule numerator;
    std::optional<CountRule> denominator;       ///< then the value is a share
    std::vector<std::string> by;                ///< fields of the counted record
    std::optional<double> baseline, target;
    std::string baseline_source, target_source;
    Words why, moves;                           ///< why it is asked; what to do when it moves
};

struct IndicatorLimits {
    static constexpr std::size_t indicators = 500, conditions = 8, values = 50, breakdowns = 4;
};

/// in   the text of a rule; the dictionary that its types, fields and codes must be in     out  the rule, or why there is none
/// errors  invalid  unreadable; an unknown type, field, code or measure; a sealed field     limit  IndicatorLimits
Result<CountRule> read_count_rule(std::string_view text, Dictionary const& dictionary);

/// The field that a condition looks at, and its type; null where there is none.
Field const* field_of(CountCondition const& condition, RecordType const& type, Dictionary const& dictionary);

}  // namespace accalmie
