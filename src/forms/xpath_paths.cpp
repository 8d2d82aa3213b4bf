// SPDX-License-Identifier: Apache-2.0
// Location paths: XPath 1.0, section 2.
#include "forms/xpath_evaluation.hpp"
#include "forms/xpath_functions.hpp"
#include "forms/xpath_lexer.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie::forms {

void put_in_order(NodeSet& nodes)
{
    if (!std::is_sorted(nodes.begin(), nodes.end(), comes_before)) std::sort(nodes.begin(), nodes.end(), comes_before);
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

namespace {

std::string_view address_of(EvaluationContext const& context, std::string const& prefix)
{
    auto const found = context.namespaces.find(prefix);
    return found == context.namespaces.end() ? std::string_view{} : std::string_view{found->second};
}

/// An empty text stands only so that an answer can be written there.
bool is_hidden(DocumentNode const& node) { return node.kind == NodeKind::text && node.text.empty(); }

bool is_reverse(Axis axis)
{
    return axis == Axis::ancestor || axis == Axis::ancestor_or_self || axis == Axis::preceding || axis == Axis::preceding_sibling || axis == Axis::parent;
}

}  // namespace

bool Evaluation::passes(NodeRef node, PathStep const& step)
{
    auto const kind = node->kind;
    auto const principal = step.axis == Axis::attribute ? NodeKind::attribute : NodeKind::element;
    switch (step.test) {
    case NodeTest::any_node: return true;
    case NodeTest::text: return kind == NodeKind::text;
    case NodeTest::comment: return kind == NodeKind::comment;
    case NodeTest::instruction:
        return kind == NodeKind::instruction && (step.local == 0 || node.document->name(node.number).local == tree_.texts[step.local]);
    case NodeTest::any_name: return kind == principal;
    case NodeTest::any_name_of_space:
    case NodeTest::name: break;
    }
    if (kind != principal) return false;
    auto const& name = node.document->name(node.number);
    if (step.test == NodeTest::name && name.local != tree_.texts[step.local]) return false;
    auto const& prefix = tree_.texts[step.prefix];
    // Forms write /data/meta for what stands in a namespace; Collect compares names without it.
    if (prefix.empty()) return like_collect() || name.space.empty();
    auto const address = address_of(context_, prefix);
    if (!address.empty() && name.space == address) return true;
    return name.prefix == prefix ? address.empty() || like_collect() : like_collect() && name.prefix.empty();
}

namespace {

/// Walks an axis in its own order and hands each node to `give`.
class Walk {
public:
    explicit Walk(NodeRef from) : document_(*from.document), from_(from.number) {}

    template <class Give>
    void run(Axis axis, Give const& give) const
    {
        auto const& node = document_.node(from_);
        switch (axis) {
        case Axis::self: give(from_); break;
        case Axis::child: siblings(node.first_child, give); break;
        case Axis::attribute:
            if (node.kind == NodeKind::element) siblings(node.first_attribute, give);
            break;
        case Axis::parent:
            if (node.parent != no_node) give(node.parent);
            break;
        case Axis::ancestor: ancestors(node.parent, give); break;
        case Axis::ancestor_or_self: ancestors(from_, give); break;
        case Axis::descendant_or_self:
            give(from_);
            range(from_ + 1, node.end, give);
            break;
        case Axis::descendant: range(from_ + 1, node.end, give); break;
        case Axis::following: range(following_start(), document_.node(0).end, give); break;
        case Axis::preceding: preceding(give); break;
        case Axis::following_sibling:
            if (node.kind != NodeKind::attribute) siblings(node.next, give);
            break;
        case Axis::preceding_sibling:
            if (node.kind != NodeKind::attribute)
                for (auto i = node.previous; i != no_node; i = document_.node(i).previous) give(i);
            break;
        }
    }

private:
    template <class Give>
    void siblings(NodeNumber first, Give const& give) const
    {
        for (auto i = first; i != no_node; i = document_.node(i).next) give(i);
    }
    template <class Give>
    void ancestors(NodeNumber first, Give const& give) const
    {
        for (auto i = first; i != no_node; i = document_.node(i).parent) give(i);
    }
    template <class Give>
    void range(NodeNumber first, NodeNumber end, Give const& give) const
    {
        for (auto i = first; i < end; ++i)
            if (document_.node(i).kind != NodeKind::attribute) give(i);
    }
    NodeNumber following_start() const
    {
        auto const& node = document_.node(from_);
        // After an attribute come its element's children.
        return node.end;
    }
    template <class Give>
    void preceding(Give const& give) const
    {
        auto const start = document_.node(from_).kind == NodeKind::attribute ? document_.node(from_).parent : from_;
        for (auto i = start; i > 0; --i) {
            auto const candidate = i - 1;
            auto const& node = document_.node(candidate);
            if (node.kind == NodeKind::attribute || node.kind == NodeKind::root || node.end > start) continue;
            give(candidate);
        }
    }

    Document const& document_;
    NodeNumber from_;
};

}  // namespace

void Evaluation::children_named(NodeRef from, PathStep const& step, NodeSet& into)
{
    auto const first = static_cast<std::ptrdiff_t>(into.size());
    std::size_t names = 0;
    for (auto const name : from.document->names_called(tree_.texts[step.local])) {
        auto child = from.document->first_child_named(from.number, name);
        if (child == no_node || !passes({from.document, child}, step)) continue;
        ++names;
        for (; child != no_node; child = from.document->node(child).next_namesake) into.push_back({from.document, child});
    }
    if (names > 1) std::sort(into.begin() + first, into.end(), comes_before);
    charge(into.size() - static_cast<std::size_t>(first) + 1);
}

void Evaluation::along(NodeRef from, PathStep const& step, NodeSet& into)
{
    if (step.axis == Axis::child && step.test == NodeTest::name && from->has_index) {
        children_named(from, step, into);
        return;
    }
    std::size_t seen = 0;
    Walk{from}.run(step.axis, [&](NodeNumber number) {
        ++seen;
        NodeRef const node{from.document, number};
        if (!is_hidden(*node) && passes(node, step)) into.push_back(node);
    });
    charge(seen + 1);
}

Result<void> Evaluation::keep_matching(NodeSet& candidates, ListRange predicates)
{
    for (std::uint32_t i = 0; i < predicates.count && !candidates.empty(); ++i) {
        auto const predicate = tree_.lists[predicates.first + i];
        auto const size = candidates.size();
        std::size_t kept = 0;
        for (std::size_t place = 1; place <= size; ++place) {
            auto const node = candidates[place - 1];
            auto found = TRY(value(predicate, Focus{node, place, size}));
            if (auto const* nodes = std::get_if<NodeSet>(&found); nodes != nullptr && like_collect() && nodes->size() == 1) found = typed(nodes->front());
            auto const* wanted = std::get_if<double>(&found);
            bool const keep = wanted != nullptr ? *wanted == static_cast<double>(place) : truth(found);
            if (keep) candidates[kept++] = node;
        }
        candidates.resize(kept);
    }
    return {};
}

Result<NodeSet> Evaluation::step(NodeSet const& from, PathStep const& step)
{
    NodeSet found;
    NodeSet candidates;
    for (auto const node : from) {
        candidates.clear();
        along(node, step, candidates);
        TRY(check(step.at));
        TRY(keep_matching(candidates, step.predicates));
        if (found.size() + candidates.size() > EvaluationBounds::nodes_max)
            return problem(Error::Kind::limit, step.at, "more than 4,000,000 nodes", "make the path narrower");
        if (is_reverse(step.axis))
            found.insert(found.end(), candidates.rbegin(), candidates.rend());
        else
            found.insert(found.end(), candidates.begin(), candidates.end());
    }
    if (from.size() > 1) put_in_order(found);
    charge(found.size());
    return found;
}

Result<NodeSet> Evaluation::start_of(XPathNode const& node, Focus const& focus)
{
    NodeSet start;
    if (node.start == PathStart::expression) {
        auto value = TRY(this->value(tree_.lists[node.operands.first], focus));
        auto* nodes = std::get_if<NodeSet>(&value);
        if (nodes == nullptr)
            return problem(Error::Kind::invalid, node.at, "only nodes can be followed by /, and this is a " + std::string{type_name(value)},
                           "put a path or instance('...') before the /");
        return std::move(*nodes);
    }
    if (!focus.node && context_.document == nullptr)
        return problem(Error::Kind::missing, node.at, "a path, and there is no record to take it from", "give the record (--instance FILE.xml)");
    if (node.start == PathStart::root) {
        // An absolute path is one of the record, also inside a predicate over another instance; XPath means the document of the node.
        auto const* document = (like_collect() || !focus.node) && context_.document != nullptr ? context_.document : focus.node.document;
        start.push_back({document, 0});
        return start;
    }
    if (!focus.node)
        return problem(Error::Kind::missing, node.at, "a relative path, and there is no node to start from", "write the whole path, or name a node (--context PATH)");
    start.push_back(focus.node);
    return start;
}

/// A question that names another of its own repeat by an absolute path means the one beside it: as far as the path goes along the context's own
/// ancestors, it is these. The last step and steps with predicates stay free, so that count() and position tests see all.
/// out    how many steps are settled; `nodes` is where they lead
std::uint32_t Evaluation::own_repeat(XPathNode const& node, Focus const& focus, NodeSet& nodes)
{
    auto const from = focus.node.document == context_.document ? focus.node : context_.node;
    if (!from || from.document != context_.document) return 0;
    std::vector<NodeNumber> line;
    for (auto i = from.number; i != 0 && i != no_node; i = from.document->node(i).parent) line.push_back(i);
    std::uint32_t settled = 0;
    while (settled + 1 < node.steps.count && settled < line.size()) {
        auto const& step = tree_.steps[node.steps.first + settled];
        NodeRef const own{from.document, line[line.size() - 1 - settled]};
        if (step.axis != Axis::child || step.test != NodeTest::name || step.predicates.count > 0 || own->kind != NodeKind::element || !passes(own, step)) break;
        nodes.assign(1, own);
        ++settled;
    }
    charge(line.size());
    return settled;
}

Result<Value> Evaluation::path(XPathNode const& node, Focus const& focus)
{
    auto nodes = TRY(start_of(node, focus));
    if (nodes.size() > 1) put_in_order(nodes);
    auto const known = node.start == PathStart::root && like_collect() ? own_repeat(node, focus, nodes) : 0;
    for (std::uint32_t i = known; i < node.steps.count; ++i) nodes = TRY(step(nodes, tree_.steps[node.steps.first + i]));
    if (like_collect() && context_.form != nullptr)
        std::erase_if(nodes, [&](NodeRef found) { return found.document == context_.document && !context_.form->is_relevant(found); });
    return Value{std::move(nodes)};
}

Result<Value> Evaluation::filter(XPathNode const& node, Focus const& focus)
{
    auto value = TRY(this->value(tree_.lists[node.operands.first], focus));
    auto* nodes = std::get_if<NodeSet>(&value);
    if (nodes == nullptr)
        return problem(Error::Kind::invalid, node.at, "only nodes can be followed by [...], and this is a " + std::string{type_name(value)}, "remove the [...]");
    TRY(keep_matching(*nodes, {node.operands.first + 1, node.operands.count - 1}));
    return value;
}

Result<Value> Evaluation::unite(XPathNode const& node, Focus const& focus)
{
    NodeSet all;
    for (std::uint32_t i = 0; i < node.operands.count; ++i) {
        auto const part = TRY(value(tree_.lists[node.operands.first + i], focus));
        auto const* nodes = std::get_if<NodeSet>(&part);
        if (nodes == nullptr)
            return problem(Error::Kind::invalid, node.at, "only nodes can be united by |, and this is a " + std::string{type_name(part)}, "write `or` between truths");
        all.insert(all.end(), nodes->begin(), nodes->end());
        charge(nodes->size());
        TRY(check(node.at));
    }
    put_in_order(all);
    return Value{std::move(all)};
}

}  // namespace accalmie::forms
