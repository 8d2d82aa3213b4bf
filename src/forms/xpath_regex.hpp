// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_regex.hpp: regular expressions as forms write them (Java's), matched in linear time by RE2.
#pragma once

#include "core/result.hpp"

#include <string_view>

namespace accalmie::forms {

/// Does the whole text match?
/// errors  invalid  no pattern, or one that looks around or back, which cannot be matched in bounded time; the remedy says so
///         limit    a pattern that grows beyond 4 MB
Result<bool> matches_whole(std::string_view text, std::string_view pattern);

}  // namespace accalmie::forms
