// SPDX-License-Identifier: Apache-2.0
// src/dictionary/value.hpp: what one field of one record holds.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace accalmie {

/// A value that somebody else keeps alive: text is a view. The hot loops of imports and of the fold use it, without allocations.
/// Which alternative a field takes follows from its kind: see `FieldKind`. `monostate` is "not said".
using Cell = std::variant<std::monostate, bool, std::int64_t, double, std::string_view, Day, Instant>;

/// A value that owns its text.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Day, Instant>;

/// The same value, seen; valid as long as `value` lives.
Cell as_cell(Value const& value);
/// The same value, owned.
Value as_value(Cell const& cell);

}  // namespace accalmie
