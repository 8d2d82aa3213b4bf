// SPDX-License-Identifier: Apache-2.0
// src/answers/tree.hpp: a result whose shape is decided at run time, members in the order they were added; a surface prints it.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace accalmie {

/// Nothing, a yes or no, a number, a text, a list, or members by name.
class Tree {
public:
    using List = std::vector<Tree>;
    struct Members {  ///< as many names as values
        std::vector<std::string> names;
        std::vector<Tree> values;
    };
    using Held = std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Members>;

    Tree() = default;                                    ///< Nothing: null in JSON.
    Tree(bool value) : held_(value) {}                   // NOLINT(google-explicit-constructor)
    Tree(int value) : held_(std::int64_t{value}) {}      // NOLINT(google-explicit-constructor)
    Tree(std::int64_t value) : held_(value) {}           // NOLINT(google-explicit-constructor)
    Tree(double value) : held_(value) {}                 // NOLINT(google-explicit-constructor)
    Tree(std::string value) : held_(std::move(value)) {} // NOLINT(google-explicit-constructor)
    Tree(std::string_view value) : held_(std::string{value}) {}  // NOLINT(google-explicit-constructor)
    Tree(char const* value) : held_(std::string{value}) {}       // NOLINT(google-explicit-constructor)
    Tree(Month value) : held_(to_iso(value)) {}          // NOLINT(google-explicit-constructor)
    Tree(Day value) : held_(to_iso(value)) {}            // NOLINT(google-explicit-constructor)
    template <class T>
    Tree(std::optional<T> const& value)                  // NOLINT(google-explicit-constructor)
    {
        if (value) *this = Tree{*value};
    }
    static Tree list() { return Tree{Held{List{}}}; }
    static Tree members() { return Tree{Held{Members{}}}; }

    /// Append a member; the tree becomes one with members if it held nothing. Returns this tree, so that calls chain.
    Tree& add(std::string name, Tree value);
    /// Append the members of `other`, which has members.
    Tree& add_all(Tree const& other);
    /// Append to a list; the tree becomes a list if it held nothing.
    Tree& push(Tree value);

    Held const& held() const { return held_; }
    bool is_nothing() const { return held_.index() == 0; }
    /// The member of this name, or null. Valid until the tree changes.
    Tree const* find(std::string_view name) const;

private:
    explicit Tree(Held held) : held_(std::move(held)) {}
    Held held_;
};

}  // namespace accalmie
