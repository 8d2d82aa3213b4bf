// SPDX-License-Identifier: Apache-2.0
#include "measures/people_table.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t counts_max = 100'000, rows_max = 2'000, columns_max = 500, cells_max = 20'000;

/// A label or a margin over several.
struct Node {
    std::string label, name;
    std::vector<std::size_t> leaves;    ///< indices of labels
    std::vector<std::size_t> children;  ///< indices of nodes; none of a label itself
};

/// FNV-1a over the labels that a margin counts: equal margins of different releases have equal names.
std::string mark_of(std::vector<std::string> const& labels)
{
    std::uint64_t mark = 14'695'981'039'346'656'037ULL;
    for (auto const& label : labels)
        for (char const one : label + "\n") mark = (mark ^ static_cast<unsigned char>(one)) * 1'099'511'628'211ULL;
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(mark >> static_cast<unsigned>(shift)) & 15U];
    return text;
}

Result<void> check_label(std::string const& label, std::string const& where)
{
    bool const is_path = !label.empty() && label.front() != '/' && label.back() != '/' && label.find("//") == std::string::npos;
    if (!is_path || label == "total") return Error{Error::Kind::invalid, "\"" + label.substr(0, 40) + "\" is no label", where, "write a name, or a path as north/village; margins are made by the program"};
    return {};
}

/// All prefixes of the labels as nodes, the whole first.
Result<std::vector<Node>> nodes_of(std::set<std::string> const& labels, std::string const& where)
{
    std::map<std::string, Node> by_path;
    std::vector<std::string> const sorted(labels.begin(), labels.end());
    for (std::size_t leaf = 0; leaf < sorted.size(); ++leaf) {
        TRY(check_label(sorted[leaf], where));
        by_path[""].leaves.push_back(leaf);
        for (auto slash = sorted[leaf].find('/'); slash != std::string::npos; slash = sorted[leaf].find('/', slash + 1))
            by_path[sorted[leaf].substr(0, slash)].leaves.push_back(leaf);
        by_path[sorted[leaf]].leaves.push_back(leaf);
    }
    std::vector<Node> nodes;
    std::map<std::string, std::size_t> index;
    for (auto& [path, node] : by_path) {
        bool const is_leaf = labels.contains(path);
        if (is_leaf && node.leaves.size() > 1) return Error{Error::Kind::invalid, path + " is a label and the beginning of another", where, "leave its own row out: it is a margin"};
        node.label = path.empty() ? "total" : path;
        std::vector<std::string> counted;
        for (auto const leaf : node.leaves) counted.push_back(sorted[leaf]);
        node.name = is_leaf ? path : node.label + " of " + mark_of(counted);
        index[path] = nodes.size();
        nodes.push_back(std::move(node));
    }
    for (auto const& [path, at] : index) {
        if (path.empty()) continue;
        auto const slash = path.rfind('/');
        nodes[index[slash == std::string::npos ? "" : path.substr(0, slash)]].children.push_back(at);
    }
    return nodes;
}

using Leaves = std::map<std::pair<std::size_t, std::size_t>, std::int64_t>;

std::int64_t count_of(Node const& row, Node const& column, Leaves const& leaves)
{
    std::int64_t sum = 0;
    for (auto const r : row.leaves)
        for (auto const c : column.leaves)
            if (auto const found = leaves.find({r, c}); found != leaves.end()) sum += found->second;
    return sum;
}

std::string cell_name(Node const& row, Node const& column) { return row.name + " | " + column.name; }

}  // namespace

Result<PeopleTable> people_table(std::vector<PeopleCount> const& counts)
{
    if (counts.size() > counts_max) return Error{Error::Kind::limit, "more than 100,000 counts", {}, "split the table"};
    std::set<std::string> row_labels, column_labels;
    for (auto const& count : counts) {
        row_labels.insert(count.row);
        column_labels.insert(count.column);
    }
    auto const rows = TRY(nodes_of(row_labels, "row"));
    auto const columns = TRY(nodes_of(column_labels, "column"));
    if (rows.size() > rows_max || columns.size() > columns_max || rows.size() * columns.size() > cells_max)
        return Error{Error::Kind::limit, "a table of more than 2,000 rows, 500 columns or 20,000 cells with its margins", {}, "split it, or leave a level out"};
    Leaves leaves;
    for (auto const& count : counts) {
        auto const r = static_cast<std::size_t>(std::distance(row_labels.begin(), row_labels.find(count.row)));
        auto const c = static_cast<std::size_t>(std::distance(column_labels.begin(), column_labels.find(count.column)));
        if (!leaves.emplace(std::pair{r, c}, count.count).second) return Error{Error::Kind::invalid, "a pair of row and column is there twice", count.row + ", " + count.column, "add them up or name them apart"};
    }
    PeopleTable table;
    table.filled_with_zero = row_labels.size() * column_labels.size() - leaves.size();
    for (auto const& row : rows)
        for (auto const& column : columns) {
            auto const name = cell_name(row, column);
            table.cells.push_back({row.label, column.label, name, !row.children.empty() || !column.children.empty()});
            table.counts.push_back({name, count_of(row, column, leaves)});
            if (!row.children.empty()) {
                auto& sum = table.sums.emplace_back(PeopleSum{name, {}});
                for (auto const child : row.children) sum.parts.push_back(cell_name(rows[child], column));
            }
            if (!column.children.empty()) {
                auto& sum = table.sums.emplace_back(PeopleSum{name, {}});
                for (auto const child : column.children) sum.parts.push_back(cell_name(row, columns[child]));
            }
        }
    return table;
}

}  // namespace accalmie
