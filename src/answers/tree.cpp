// SPDX-License-Identifier: Apache-2.0
#include "answers/tree.hpp"

#include "core/verify.hpp"

namespace accalmie {

Tree& Tree::add(std::string name, Tree value)
{
    if (is_nothing()) held_ = Members{};
    auto* const members = std::get_if<Members>(&held_);
    VERIFY(members != nullptr);
    members->names.push_back(std::move(name));
    members->values.push_back(std::move(value));
    return *this;
}

Tree& Tree::add_all(Tree const& other)
{
    auto const* const members = std::get_if<Members>(&other.held_);
    VERIFY(members != nullptr && this != &other);
    for (std::size_t i = 0; i < members->names.size(); ++i) add(members->names[i], members->values[i]);
    return *this;
}

Tree& Tree::push(Tree value)
{
    if (is_nothing()) held_ = List{};
    auto* const list = std::get_if<List>(&held_);
    VERIFY(list != nullptr);
    list->push_back(std::move(value));
    return *this;
}

Tree const* Tree::find(std::string_view name) const
{
    auto const* const members = std::get_if<Members>(&held_);
    if (members == nullptr) return nullptr;
    for (std::size_t i = 0; i < members->names.size(); ++i)
        if (members->names[i] == name) return &members->values[i];
    return nullptr;
}

}  // namespace accalmie
