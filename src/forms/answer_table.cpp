// SPDX-License-Identifier: Apache-2.0
#include "forms/answer_table.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <pugixml.hpp>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
constexpr unsigned flags = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata;
constexpr int depth_max = 100;

std::string_view local_name(pugi::xml_node node)
{
    std::string_view const name = node.name();
    auto const colon = name.find(':');
    return name.substr(colon == std::string_view::npos ? 0 : colon + 1);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name)
{
    return parent.find_child([&](pugi::xml_node node) { return local_name(node) == name; });
}

bool is_leaf(pugi::xml_node node)
{
    return !node.find_child([](pugi::xml_node inner) { return inner.type() == pugi::node_element; });
}

/// What may stand at one place of the answers.
struct Question {
    std::string name;
    std::size_t table = 0;      ///< of the column; of a repeat: its own table
    std::size_t column = none;  ///< none: a group or repeat
    bool is_repeat = false;
    std::vector<Question> inside = {};
};

template <class Questions>
auto* find(Questions& questions, std::string_view name)
{
    auto const found = std::find_if(questions.begin(), questions.end(), [&](Question const& question) { return question.name == name; });
    return found == questions.end() ? nullptr : &*found;
}

/// "/data/menage/enfant" for every repeat of the form's body.
void collect_repeats(pugi::xml_node node, int depth, std::set<std::string>& paths)
{
    for (auto const inner : node.children()) {
        if (local_name(inner) == "repeat") {
            std::string_view path = inner.attribute("nodeset").value();
            while (path.ends_with('/')) path.remove_suffix(1);
            paths.emplace(path);
        }
        if (depth < depth_max) collect_repeats(inner, depth + 1, paths);
    }
}

}  // namespace

struct AnswerTables::State {
    std::vector<AnswerTable> tables{{}};
    Question root;
    std::size_t columns = 0;

    Result<void> add(pugi::xml_node element, Question& into, std::string const& path, std::string const& label, std::set<std::string> const& repeats,
                     int depth);
};

/// The questions below an element of the primary instance; what an earlier (newer) version had stays where it is.
Result<void> AnswerTables::State::add(pugi::xml_node element, Question& into, std::string const& path, std::string const& label,
                                      std::set<std::string> const& repeats, int depth)
{
    if (depth > depth_max) return Error{Error::Kind::limit, "groups within groups more than 100 deep", path, "use a flatter form"};
    for (auto const inner : element.children()) {
        if (inner.type() != pugi::node_element) continue;  // a repeat's template and its first row have the same questions
        std::string const name{local_name(inner)}, below = path + "/" + name, full = label.empty() ? name : label + "-" + name;
        auto* question = find(into.inside, name);
        if (question == nullptr) {
            into.inside.push_back({name, into.table, none, repeats.contains(below)});
            question = &into.inside.back();
            if (question->is_repeat) {
                question->table = tables.size();
                tables.push_back({full, {}});
            }
        }
        if (is_leaf(inner) && !question->is_repeat && question->column == none) {
            if (++columns > columns_max)
                return Error{Error::Kind::limit, "more than " + std::to_string(columns_max) + " questions", below, "split the form"};
            question->column = tables[question->table].columns.size();
            tables[question->table].columns.push_back(full);
        }
        TRY(add(inner, *question, below, full, repeats, depth + 1));
    }
    return {};
}

AnswerTables::AnswerTables(std::unique_ptr<State> state) : state_{std::move(state)} {}
AnswerTables::AnswerTables(AnswerTables&&) noexcept = default;
AnswerTables::~AnswerTables() = default;

std::vector<AnswerTable> const& AnswerTables::tables() const { return state_->tables; }

Result<AnswerTables> AnswerTables::of(std::span<std::string_view const> xforms)
{
    auto state = std::make_unique<State>();
    for (auto const xform : xforms) {
        pugi::xml_document document;
        auto const parsed = document.load_buffer(xform.data(), xform.size(), flags, pugi::encoding_utf8);
        auto const html = document.document_element();
        auto const root =
            child(child(child(html, "head"), "model"), "instance").find_child([](pugi::xml_node node) { return node.type() == pugi::node_element; });
        if (!parsed || !root) return Error{Error::Kind::invalid, "not an XForm", {}, "publish the form again"};
        std::set<std::string> repeats;
        collect_repeats(child(html, "body"), 0, repeats);
        TRY(state->add(root, state->root, "/" + std::string{local_name(root)}, {}, repeats, 0));
    }
    return AnswerTables{std::move(state)};
}

namespace {

/// One row while its answers are read.
struct OpenRow {
    std::size_t table;
    std::string key, parent;
    std::vector<std::string_view> cells;
};

struct Reading {
    std::vector<AnswerTable> const& tables;
    std::function<Result<void>(AnswerTables::Row const&)> const& visit;
    AnswerTables::Left left = {};
    std::size_t rows = 0;

    Result<void> send(OpenRow const& row)
    {
        if (++rows > AnswerTables::rows_max)
            return Error{Error::Kind::limit, "a submission with more than " + std::to_string(AnswerTables::rows_max) + " rows", row.key,
                         "look at what sent it"};
        return visit({row.table, row.key, row.parent, row.cells});
    }

    Result<void> read(pugi::xml_node element, Question const& questions, OpenRow& row, int depth)
    {
        std::map<std::string_view, std::size_t> seen;
        for (auto const inner : element.children()) {
            if (inner.type() != pugi::node_element) continue;
            auto const* const question = find(questions.inside, local_name(inner));
            if (question == nullptr || depth > depth_max) {
                ++left.unknown;
                continue;
            }
            if (question->is_repeat) {
                OpenRow next{question->table, row.key + "/" + question->name + "[" + std::to_string(++seen[question->name]) + "]", row.key, {}};
                next.cells.resize(tables[question->table].columns.size());
                TRY(read(inner, *question, next, depth + 1));
                TRY(send(next));
            } else if (question->column != none && is_leaf(inner))
                row.cells[question->column] = inner.text().get();
            else if (is_leaf(inner) && inner.text())
                ++left.unknown;  // a group of the form, answered as if it were a question
            else
                TRY(read(inner, *question, row, depth + 1));
        }
        return {};
    }
};

}  // namespace

Result<AnswerTables::Left> AnswerTables::read(std::string_view xml, std::string_view key, std::function<Result<void>(Row const&)> const& visit) const
{
    pugi::xml_document document;
    auto const parsed = document.load_buffer(xml.data(), xml.size(), flags, pugi::encoding_utf8);
    if (!parsed) return Error{Error::Kind::invalid, std::string{"not XML: "} + parsed.description(), std::string{key}};
    OpenRow row{0, std::string{key}, {}, {}};
    row.cells.resize(state_->tables.front().columns.size());
    Reading reading{state_->tables, visit};
    TRY(reading.read(document.document_element(), state_->root, row, 0));
    TRY(reading.send(row));
    return reading.left;
}

}  // namespace accalmie
