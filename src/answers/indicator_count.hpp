// SPDX-License-Identifier: Apache-2.0
// src/answers/indicator_count.hpp: one rule of an indicator, counted over the rows that the asker may see.
#pragma once

#include "answers/indicators.hpp"

namespace accalmie {

/// Rows of a type that others link to, by the address of their first version.
struct LinkedRows {
    RecordType const* type = nullptr;
    std::map<std::string, std::vector<Value>> rows;
    std::map<std::string, std::string> corrected;
    /// The current row of what a link names; null where it is not there.
    std::vector<Value> const* find(std::string_view link) const;
};

struct RuleCounter {
    Store const& store;
    Dictionary const& dictionary;
    Asking const& asking;
    AskedPlace const& place;
    std::optional<Day> from, to;
    Areas areas{store};
    std::map<std::string, LinkedRows> linked = {};

    /// The rule's value, and by code of each field of `by`.
    Result<CountedRule> count(CountRule const& rule, std::span<std::string const> by, std::vector<BreakdownCell>& cells);
    Result<LinkedRows const*> rows_of(std::string const& type);
};

/// Is a row of the type one person, does it count persons, or is it what one group or person said?
bool is_about_persons(RecordType const& type);

/// A measure of the program (indicator_measures).
Result<CountedRule> count_measure(RuleCounter& counter, std::string_view name);

}  // namespace accalmie
