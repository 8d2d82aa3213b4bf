// SPDX-License-Identifier: Apache-2.0
#include "forms/submission_record.hpp"

#include <algorithm>
#include <set>

namespace accalmie::forms {

namespace {

class Layer {
public:
    Layer(FormRules::Parts const& parts, Document const& from) : parts_(parts), from_(from) {}

    Result<SubmissionRecord> run()
    {
        copy(from_.top(), "/" + parts_.root_name);
        if (made_.document.nodes().size() > FormBounds::submission_nodes_max)
            return Error{Error::Kind::limit, "a submission of more than 2,000,000 nodes", {}, "send it in parts"};
        made_.questions.resize(made_.document.nodes().size(), no_question);
        return std::move(made_);
    }

private:
    void learn(NodeNumber number, std::string const& path)
    {
        auto const found = parts_.by_path.find(path);
        made_.questions.resize(number + 1, no_question);
        if (found != parts_.by_path.end()) made_.questions[number] = static_cast<std::uint32_t>(found->second);
    }

    /// Recursion no deeper than a document may be.
    void copy(NodeNumber number, std::string const& path)
    {
        if (made_.document.nodes().size() > FormBounds::submission_nodes_max) return;
        auto const made = made_.document.open(from_.name(number));
        learn(made, path);
        auto const& node = from_.node(number);
        for (auto i = node.first_attribute; i != no_node; i = from_.node(i).next) {
            made_.document.add_attribute(from_.name(i), from_.node(i).text);
            learn(static_cast<NodeNumber>(made_.document.nodes().size() - 1), path + "/@" + from_.name(i).local);
        }
        std::set<std::string_view> seen;
        bool const is_known = parts_.by_path.contains(path);
        for (auto i = node.first_child; i != no_node; i = from_.node(i).next) {
            auto const& child = from_.node(i);
            if (child.kind == NodeKind::element) {
                auto const& name = from_.name(i).local;
                auto const child_path = path + "/" + name;
                seen.insert(name);
                if (is_known && !parts_.by_path.contains(child_path)) made_.strangers.push_back(static_cast<NodeNumber>(made_.document.nodes().size()));
                copy(i, child_path);
            } else if (child.kind == NodeKind::text && !child.text.empty()) {
                made_.document.add_leaf(NodeKind::text, {}, child.text);
            }
        }
        add_absent(path, seen);
        made_.document.close();
    }

    void add_absent(std::string const& path, std::set<std::string_view> const& seen)
    {
        auto const names = parts_.children.find(path);
        if (names == parts_.children.end()) return;
        for (auto const& name : names->second) {
            auto const child_path = path + "/" + name;
            auto const* question = parts_.find(child_path);
            if (seen.contains(name) || question == nullptr || question->is_repeat) continue;
            learn(made_.document.open({{}, name, {}}), child_path);
            add_absent(child_path, {});
            made_.document.close();
        }
    }

    FormRules::Parts const& parts_;
    Document const& from_;
    SubmissionRecord made_;
};

}  // namespace

Result<SubmissionRecord> lay_over(FormRules::Parts const& parts, Document const& submission) { return Layer{parts, submission}.run(); }

Document const* SubmissionKnowledge::instance(std::string_view name) const
{
    auto const found = parts_.instances.find(name);
    return found == parts_.instances.end() ? nullptr : found->second.get();
}

bool SubmissionKnowledge::is_relevant(NodeRef node) const
{
    if (node.document != &record_.document) return true;
    for (auto i = node.number; i != no_node; i = record_.document.node(i).parent)
        if (hidden_[i] == Visibility::hidden) return false;
    return true;
}

bool SubmissionKnowledge::set(NodeNumber node, Visibility visibility)
{
    bool const is_news = hidden_[node] != visibility;
    hidden_[node] = visibility;
    return is_news;
}

AnswerKind SubmissionKnowledge::kind_of(NodeRef node) const
{
    if (node.document != &record_.document || record_.questions[node.number] == no_question) return AnswerKind::text;
    switch (parts_.nodes[record_.questions[node.number]].type) {
    case AnswerType::integer: return AnswerKind::integer;
    case AnswerType::decimal: return AnswerKind::decimal;
    case AnswerType::boolean: return AnswerKind::boolean;
    case AnswerType::date: return AnswerKind::date;
    case AnswerType::moment: return AnswerKind::moment;
    case AnswerType::time: return AnswerKind::time;
    case AnswerType::text:
    case AnswerType::place:
    case AnswerType::trace:
    case AnswerType::shape:
    case AnswerType::choice:
    case AnswerType::choices:
    case AnswerType::barcode:
    case AnswerType::binary:
    case AnswerType::unknown: break;
    }
    return AnswerKind::text;
}

std::optional<std::string> SubmissionKnowledge::translation(std::string_view name) const
{
    auto const* language = parts_.language(language_);
    if (language == nullptr) return std::nullopt;
    auto const text = language->texts.find(name);
    return text == language->texts.end() ? std::nullopt : std::optional{text->second};
}

std::optional<std::string> SubmissionKnowledge::choice_label(std::string_view value, std::string_view path, NodeRef from) const
{
    auto const base = from && from.document == &record_.document && record_.questions[from.number] != no_question
                          ? std::string_view{parts_.nodes[record_.questions[from.number]].path}
                          : std::string_view{};
    auto const* question = parts_.find(plain_path(path, base));
    if (question == nullptr || !question->choices) return std::nullopt;
    auto const& list = *question->choices;
    for (std::size_t i = 0; i < list.values.size(); ++i)
        if (list.values[i] == value) return parts_.text_in(list.labels[i], language_);
    if (!list.nodes) return std::nullopt;
    // The whole list, without the filter's question: the label does not depend on who may choose it.
    for (auto const& [name, document] : parts_.instances) {
        if (list.nodes->source().find("'" + name + "'") == std::string::npos && list.nodes->source().find("\"" + name + "\"") == std::string::npos) continue;
        for (auto item = document->node(document->top()).first_child; item != no_node; item = document->node(item).next) {
            auto const held = document->node(item).kind == NodeKind::element ? document->child(item, list.value_child) : no_node;
            if (held == no_node || document->text(held) != value) continue;
            bool const is_translated = list.label_child.starts_with("jr:itext(");
            auto const child = is_translated ? list.label_child.substr(9, list.label_child.size() - 10) : list.label_child;
            auto const label = document->child(item, without_space_around(child));
            if (label == no_node) return std::nullopt;
            return is_translated ? translation(document->text(label)) : std::optional{document->text(label)};
        }
    }
    return std::nullopt;
}

}  // namespace accalmie::forms
