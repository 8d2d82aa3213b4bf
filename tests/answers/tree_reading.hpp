// SPDX-License-Identifier: Apache-2.0
// tests/answers/tree_reading.hpp: members of a result tree, or the test fails and names what is not there.
#pragma once

#include "answers/tree.hpp"

#include <doctest/doctest.h>

namespace accalmie::test {

inline Tree const& member(Tree const& tree, std::string_view name)
{
    auto const* const found = tree.find(name);
    REQUIRE_MESSAGE(found != nullptr, std::string{name});
    return *found;
}

inline double number(Tree const& tree) { return std::get<double>(tree.held()); }
inline std::string text(Tree const& tree) { return std::get<std::string>(tree.held()); }
inline std::int64_t count(Tree const& tree) { return std::get<std::int64_t>(tree.held()); }
inline Tree const& item(Tree const& tree, std::size_t index) { return std::get<Tree::List>(tree.held()).at(index); }

}  // namespace accalmie::test
