// SPDX-License-Identifier: Apache-2.0
// src/facts/schema.hpp: tables from the dictionary. Private to facts/.
#pragma once

#include "dictionary/dictionary.hpp"

#include <string>
#include <vector>

namespace accalmie {

/// Raised with every change of the system columns, the helper tables or the views: an older file is made anew.
inline constexpr std::int64_t facts_format = 3;

/// Statements that make every table and view of an empty facts file, in order.
std::vector<std::string> schema_statements(Dictionary const& dictionary);

/// "name" with its quotes, for SQL.
std::string sql_name(std::string_view name);

}  // namespace accalmie
