// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_model.hpp"

#include <algorithm>

namespace accalmie::forms {

void Text::add(std::string_view language, std::string_view text, std::string_view default_language)
{
    auto const find = [this](std::string_view wanted) {
        return std::ranges::find(by_language, wanted, [](auto const& pair) { return std::string_view{pair.first}; });
    };
    if (language.empty()) {
        if (!is_translated())
            plain = text;
        else if (find(default_language) == by_language.end())
            by_language.emplace_back(default_language, text);
        return;
    }
    if (!is_translated() && !plain.empty() && language != default_language) by_language.emplace_back(default_language, plain);
    plain.clear();
    if (auto const known = find(language); known != by_language.end())
        known->second = text;
    else
        by_language.emplace_back(language, text);
}

Text const* Attributes::find(std::string_view name) const
{
    auto const found = std::ranges::find(items_, name, [](Item const& item) { return std::string_view{item.first}; });
    return found == items_.end() ? nullptr : &found->second;
}

Text& Attributes::at(std::string_view name)
{
    auto const found = std::ranges::find(items_, name, [](Item const& item) { return std::string_view{item.first}; });
    if (found != items_.end()) return found->second;
    items_.emplace_back(std::string{name}, Text{});
    return items_.back().second;
}

std::string_view Attributes::plain(std::string_view name) const
{
    auto const* text = find(name);
    return text == nullptr ? std::string_view{} : std::string_view{text->plain};
}

void Attributes::set(std::string_view name, std::string_view text)
{
    auto& place = at(name);
    place.plain = text;
    place.by_language.clear();
}

void Attributes::remove(std::string_view name)
{
    std::erase_if(items_, [name](Item const& item) { return item.first == name; });
}

std::string const* find_parameter(Parameters const& parameters, std::string_view name)
{
    auto const found = std::ranges::find(parameters, name, [](auto const& pair) { return std::string_view{pair.first}; });
    return found == parameters.end() ? nullptr : &found->second;
}

Element& Element::add(std::unique_ptr<Element> child)
{
    child->parent = this;
    children.push_back(std::move(child));
    return *children.back();
}

void set_paths(Element& element)
{
    auto const above = element.parent == nullptr ? std::string{} : element.parent->path;
    if (element.is_flat)
        element.path = above;
    else
        element.path = above + (element.kind == Element::Kind::attribute ? "/@" : "/") + element.name;
    for (auto& child : element.children) set_paths(*child);
}

ChoiceList* ChoiceLists::find(std::string_view name)
{
    auto const found = index.find(std::string{name});
    return found == index.end() ? nullptr : &lists[found->second];
}

ChoiceList const* ChoiceLists::find(std::string_view name) const
{
    auto const found = index.find(std::string{name});
    return found == index.end() ? nullptr : &lists[found->second];
}

}  // namespace accalmie::forms
