// SPDX-License-Identifier: Apache-2.0
// src/answers/cells.hpp: cells of a query's answer as what they are known to hold.
#pragma once

#include "dictionary/value.hpp"

#include <optional>
#include <string>

namespace accalmie {

/// The value of type T in the cell; nothing where it holds none (not said, or of another type).
template <class T>
std::optional<T> cell(Value const& value)
{
    auto const* const held = std::get_if<T>(&value);
    return held == nullptr ? std::nullopt : std::optional<T>{*held};
}

inline std::string cell_text(Value const& value) { return cell<std::string>(value).value_or(std::string{}); }
inline std::int64_t cell_integer(Value const& value) { return cell<std::int64_t>(value).value_or(0); }
inline bool cell_yes(Value const& value) { return cell<bool>(value).value_or(false); }

/// A value for a parameter of a query: not said where there is none.
template <class T>
Value parameter(std::optional<T> const& value)
{
    return value ? Value{*value} : Value{};
}

}  // namespace accalmie
