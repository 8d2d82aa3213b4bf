// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/schemas.hpp: the shapes of the JSON that goes in and out, written once, in short.
#pragma once

#include "core/result.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

namespace accalmie::http {

/// Name -> shape. A shape is "text", "integer", "number", "yes_no", "day", "month", "instant", a Name, or several joined by "|" (with "null"),
/// or a code as "=calm"; [shape] for a list; {"*": shape} for an object by any key; {key: shape} for one with these keys.
/// A key ending in "?" may be absent.
nlohmann::ordered_json const& shapes();

/// JSON Schema (2020-12, as OpenAPI 3.1 takes it) of every shape, by name.
nlohmann::ordered_json json_schemas();

/// Does `value` have the shape `name`? Keys that the shape does not have are refused. For tests of answers.
/// errors  missing  no such shape     invalid  it has not; `where` is the path in the value
Result<void> check_shape(nlohmann::json const& value, std::string_view name);

}  // namespace accalmie::http
