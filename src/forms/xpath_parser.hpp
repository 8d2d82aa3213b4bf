// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_parser.hpp: words to a tree: XPath 1.0's grammar, whole, with the names and arities of functions checked.
#pragma once

#include "forms/xpath_lexer.hpp"
#include "forms/xpath_tree.hpp"

#include <string_view>

namespace accalmie::forms {

/// errors  invalid  not an expression, an unknown function or a wrong number of arguments, with the position and what to do
///         limit    longer or deeper than ExpressionBounds
Result<XPathTree> parse_xpath(std::string_view source);

/// What ODK Collect refuses although XPath 1.0 has it: "a union of paths (|)" ...; empty where Collect runs the expression too.
std::vector<std::string> refused_by_collect(XPathTree const& tree);

}  // namespace accalmie::forms
