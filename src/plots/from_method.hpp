// SPDX-License-Identifier: Apache-2.0
// src/plots/from_method.hpp: pictures of what `accalmie method` answers.
#pragma once

#include "answers/tree.hpp"
#include "plots/plot.hpp"

#include <string_view>

namespace accalmie::plots {

/// `head` says the language and what must stand on the picture. `kind`: "synthetic-control", "placebo" or "event-study"; empty: the one that the method is known by.
/// errors  missing  the method has no picture, or the result lacks what it needs (the remedy says which option gives it)
Result<Plot> plot_of_method(std::string_view method, Tree const& result, std::string_view kind, Head const& head);

}  // namespace accalmie::plots
