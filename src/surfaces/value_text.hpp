// SPDX-License-Identifier: Apache-2.0
// src/surfaces/value_text.hpp: values of the facts as text and JSON.
#pragma once

#include "facts/store.hpp"

#include <string>

namespace accalmie {

/// ISO for days and instants, "true" and "false", shortest decimals; empty for nothing.
std::string value_text(Value const& value);

/// "9473bd2fe8a0:12" of "9473bd2fe8a0...:12": enough to find a record and its row by eye; the whole address is in the JSON.
std::string short_address(std::string_view address);

/// {"columns": [...], "rows": [{...}], "truncated": false}
std::string table_json(Table const& table, bool truncated, bool is_demo);

}  // namespace accalmie
