// SPDX-License-Identifier: Apache-2.0
#include "surfaces/tree_text.hpp"

#include "surfaces/cli/table.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

nlohmann::ordered_json as_json(Tree const& tree)
{
    return std::visit(
        [](auto const& held) -> nlohmann::ordered_json {
            using T = std::remove_cvref_t<decltype(held)>;
            if constexpr (std::is_same_v<T, std::monostate>) {
                return nullptr;
            } else if constexpr (std::is_same_v<T, double>) {
                return std::isfinite(held) ? nlohmann::ordered_json(held) : nlohmann::ordered_json(nullptr);
            } else if constexpr (std::is_same_v<T, Tree::List>) {
                auto list = nlohmann::ordered_json::array();
                for (auto const& item : held) list.push_back(as_json(item));
                return list;
            } else if constexpr (std::is_same_v<T, Tree::Members>) {
                auto object = nlohmann::ordered_json::object();
                for (std::size_t i = 0; i < held.names.size(); ++i) object[held.names[i]] = as_json(held.values[i]);
                return object;
            } else {
                return held;
            }
        },
        tree.held());
}

bool is_leaf(Tree const& tree) { return !std::holds_alternative<Tree::List>(tree.held()) && !std::holds_alternative<Tree::Members>(tree.held()); }

std::string leaf_text(Tree const& tree)
{
    return std::visit(
        [](auto const& held) -> std::string {
            using T = std::remove_cvref_t<decltype(held)>;
            if constexpr (std::is_same_v<T, std::monostate>)
                return "-";
            else if constexpr (std::is_same_v<T, bool>)
                return held ? "yes" : "no";
            else if constexpr (std::is_same_v<T, double>)
                return std::isfinite(held) ? fmt::format("{:.6g}", held) : "-";
            else if constexpr (std::is_same_v<T, std::int64_t>)
                return std::to_string(held);
            else if constexpr (std::is_same_v<T, std::string>)
                return held;
            else
                return {};
        },
        tree.held());
}

/// A list whose items have the same leaf members, as a table; nothing otherwise.
std::string as_table(Tree::List const& list)
{
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    for (auto const& item : list) {
        auto const* members = std::get_if<Tree::Members>(&item.held());
        if (members == nullptr || (!columns.empty() && members->names != columns)) return {};
        columns = members->names;
        auto& row = rows.emplace_back();
        for (auto const& value : members->values) {
            if (!is_leaf(value)) return {};
            row.push_back(leaf_text(value));
        }
    }
    return cli::table_text(columns, rows);
}

std::string indented(std::string const& text, std::size_t depth)
{
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        auto const end = std::min(text.find('\n', begin), text.size());
        out += std::string(depth * 2, ' ') + text.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
    return out;
}

void append(std::string& out, std::string const& name, Tree const& tree, std::size_t depth)
{
    std::string const margin(depth * 2, ' ');
    if (is_leaf(tree)) {
        out += margin + (name.empty() ? "" : name + ": ") + leaf_text(tree) + "\n";
        return;
    }
    if (!name.empty()) out += margin + name + ":\n";
    auto const inner = name.empty() ? depth : depth + 1;
    if (auto const* members = std::get_if<Tree::Members>(&tree.held())) {
        for (std::size_t i = 0; i < members->names.size(); ++i) append(out, members->names[i], members->values[i], inner);
        return;
    }
    auto const& list = std::get<Tree::List>(tree.held());
    if (auto const table = as_table(list); !table.empty()) {
        out += indented(table, inner);
        return;
    }
    for (auto const& item : list) append(out, is_leaf(item) ? "" : "-", item, inner);
}

}  // namespace

std::string tree_json(Tree const& tree) { return as_json(tree).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace); }

std::string tree_text(Tree const& tree)
{
    std::string out;
    append(out, "", tree, 0);
    return out;
}

}  // namespace accalmie
