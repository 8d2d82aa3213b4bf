// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_tree.hpp: a parsed expression: flat vectors that name each other by number.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace accalmie::forms {

enum class Operation : std::uint8_t {
    number, text, variable, call, path, filter, negate,
    either, both, equal, not_equal, less, less_equal, greater, greater_equal,
    add, subtract, multiply, divide, modulo, unite
};

enum class Axis : std::uint8_t {
    child, parent, self, attribute, descendant, descendant_or_self, ancestor, ancestor_or_self,
    following, following_sibling, preceding, preceding_sibling
};

enum class NodeTest : std::uint8_t { name, any_name, any_name_of_space, any_node, text, comment, instruction };

/// A row of `XPathTree::lists`.
struct ListRange {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

struct PathStep {
    Axis axis = Axis::child;
    NodeTest test = NodeTest::any_node;
    std::uint32_t prefix = 0;  ///< into texts; 0 is the empty text
    std::uint32_t local = 0;   ///< also the target of a processing-instruction('...')
    std::uint32_t at = 0;
    ListRange predicates;      ///< expressions
};

enum class PathStart : std::uint8_t { context, root, expression };

struct XPathNode {
    Operation operation = Operation::number;
    PathStart start = PathStart::context;  ///< of a path
    std::uint32_t at = 0;                  ///< octet of the source where it stands
    double number = 0;
    std::uint32_t text = 0;                ///< literal, variable's name
    std::uint32_t function = 0;            ///< of a call, into the list of functions
    ListRange operands;                    ///< expressions: arguments, both sides; of a path its start, of a filter the filtered and its predicates
    ListRange steps;                       ///< of a path, into XPathTree::steps
};

struct XPathTree {
    std::string source;
    std::vector<XPathNode> nodes;
    std::vector<PathStep> steps;
    std::vector<std::uint32_t> lists;
    std::vector<std::string> texts{std::string{}};
    std::uint32_t root = 0;
};

}  // namespace accalmie::forms
