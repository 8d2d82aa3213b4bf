// SPDX-License-Identifier: Apache-2.0
// src/surfaces/value_text.hpp: values of the facts as text and JSON.
#pragma once

#include "facts/store.hpp"

#include <string>

namespace accalmie {

/// ISO for days and instants, "true" and "false", shortest decimals; empty for nothing.
std::string value_text(Value const& value);

/// {"columns": [...], "rows": [{...}], "truncated": false}
std::string table_json(Table const& table, bool truncated, bool is_demo);

}  // namespace accalmie
