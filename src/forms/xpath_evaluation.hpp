// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_evaluation.hpp: one evaluation of one tree: its bounds, its focus, and what functions may ask of it.
#pragma once

#include "forms/expression.hpp"

namespace accalmie::forms {

/// Where an evaluation stands: XPath's context node, position and size.
struct Focus {
    NodeRef node = {};
    std::size_t position = 0;  ///< 0: not inside a predicate
    std::size_t size = 0;
};

class Evaluation {
public:
    Evaluation(XPathTree const& tree, EvaluationContext const& context);

    Result<Value> value(std::uint32_t node, Focus const& focus);

    Value typed(NodeRef node);
    std::string text(Value const& value);
    double number(Value const& value);
    bool truth(Value const& value);
    std::string node_text(NodeRef node);

    /// Counts work; the error comes at the next `check`.
    void charge(std::size_t steps);
    Result<void> check(std::uint32_t at) const;
    Error problem(Error::Kind kind, std::uint32_t at, std::string what, std::string remedy) const;

    XPathTree const& tree() const { return tree_; }
    EvaluationContext const& context() const { return context_; }
    bool like_collect() const { return context_.dialect == Dialect::collect; }

private:
    Result<Value> operands_of_spine(std::uint32_t node, Focus const& focus);
    Result<Value> path(XPathNode const& node, Focus const& focus);
    Result<Value> filter(XPathNode const& node, Focus const& focus);
    Result<Value> unite(XPathNode const& node, Focus const& focus);
    Result<NodeSet> step(NodeSet const& from, PathStep const& step);
    Result<void> keep_matching(NodeSet& candidates, ListRange predicates);
    bool passes(NodeRef node, PathStep const& step);
    void children_named(NodeRef from, PathStep const& step, NodeSet& into);
    void along(NodeRef from, PathStep const& step, NodeSet& into);
    std::uint32_t own_repeat(XPathNode const& node, Focus const& focus, NodeSet& nodes);
    Result<NodeSet> start_of(XPathNode const& node, Focus const& focus);
    Value simple(Operation operation, Value const& left, Value const& right);

    XPathTree const& tree_;
    EvaluationContext const& context_;
    std::size_t own_budget_ = EvaluationBounds::steps_max;
    std::size_t* budget_;
    std::size_t depth_ = 0;
};

/// Do the two values compare so? `operation` is one of the six comparisons.
bool compares(Evaluation& evaluation, Operation operation, Value const& left, Value const& right);

/// In document order, each once.
void put_in_order(NodeSet& nodes);

}  // namespace accalmie::forms
