// SPDX-License-Identifier: Apache-2.0
#include "forms/xpath_functions.hpp"

#include <algorithm>
#include <numeric>

namespace accalmie::forms {

Result<std::string> Call::text(std::size_t index) const { return evaluation_.text(TRY(value(index))); }
Result<double> Call::number(std::size_t index) const { return evaluation_.number(TRY(value(index))); }
Result<bool> Call::truth(std::size_t index) const { return evaluation_.truth(TRY(value(index))); }

Result<NodeSet> Call::nodes(std::size_t index) const
{
    auto found = TRY(value(index));
    if (auto* nodes = std::get_if<NodeSet>(&found)) return std::move(*nodes);
    return problem("argument " + std::to_string(index + 1) + " is a " + std::string{type_name(found)} + ", and a path is wanted", "write the path of a question or a repeat");
}

Result<std::vector<Value>> Call::spread(std::size_t first) const
{
    std::vector<Value> members;
    for (auto i = first; i < count(); ++i) {
        auto found = TRY(value(i));
        auto const* nodes = std::get_if<NodeSet>(&found);
        if (nodes == nullptr) {
            members.push_back(std::move(found));
            continue;
        }
        for (auto const node : *nodes) members.push_back(evaluation_.typed(node));
        TRY(evaluation_.check(node_.at));
    }
    return members;
}

Result<std::string> Call::own_text() const
{
    if (!focus_.node) return problem("there is no node whose value is meant", "give the function an argument", Error::Kind::missing);
    return evaluation_.node_text(focus_.node);
}

Result<Value> Call::built(std::string text) const
{
    if (text.size() > EvaluationBounds::text_max) return problem("a text of more than 16 MB", "make it shorter", Error::Kind::limit);
    evaluation_.charge(1 + text.size() / 16);
    return Value{std::move(text)};
}

namespace {

std::vector<XPathFunction> all_functions()
{
    std::vector<XPathFunction> all;
    for (auto part : {core_functions(), node_functions(), text_functions(), math_functions(), date_functions(), form_functions(), place_functions(),
                      digest_functions()})
        all.insert(all.end(), part.begin(), part.end());
    std::sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
    return all;
}

std::size_t edits_between(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row.back();
}

}  // namespace

std::span<XPathFunction const> xpath_functions()
{
    static std::vector<XPathFunction> const all = all_functions();
    return all;
}

std::optional<std::uint32_t> find_function(std::string_view name)
{
    auto const all = xpath_functions();
    auto const found = std::lower_bound(all.begin(), all.end(), name, [](auto const& function, std::string_view wanted) { return function.name < wanted; });
    if (found == all.end() || found->name != name) return std::nullopt;
    return static_cast<std::uint32_t>(found - all.begin());
}

std::string nearest_function(std::string_view name)
{
    if (name.size() > 40) return {};
    std::string_view best;
    auto fewest = std::max<std::size_t>(name.size() / 3, 1) + 1;
    for (auto const& function : xpath_functions()) {
        auto const edits = edits_between(name, function.name);
        if (edits >= fewest) continue;
        fewest = edits;
        best = function.name;
    }
    return best.empty() ? std::string{} : std::string{best} + "()";
}

std::string arity_text(XPathFunction const& function)
{
    if (function.most == 0) return "no argument";
    auto const least = std::to_string(function.least);
    if (function.least == function.most) return least + (function.least == 1 ? " argument" : " arguments");
    if (function.most == any_count) return least + " or more arguments";
    return least + " to " + std::to_string(function.most) + " arguments";
}

}  // namespace accalmie::forms
