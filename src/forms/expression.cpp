// SPDX-License-Identifier: Apache-2.0
#include "forms/expression.hpp"

#include "forms/xpath_evaluation.hpp"
#include "forms/xpath_parser.hpp"

namespace accalmie::forms {

Result<Expression> Expression::parse(std::string_view source) 
{
    auto tree = TRY(parse_xpath(source));
    return Expression{std::move(tree)};
}

Result<Value> Expression::evaluate(EvaluationContext const& context) const
{
    Evaluation evaluation{*tree_, context};
    auto value = evaluation.value(tree_->root, Focus{context.node, 0, 0});
    if (!value) return value;
    TRY(evaluation.check(0));
    return value;
}

Result<bool> Expression::truth(EvaluationContext const& context) const { return truth_of(TRY(evaluate(context)), context); }

Result<std::string> Expression::text(EvaluationContext const& context) const { return text_of(TRY(evaluate(context)), context); }

std::vector<std::string> Expression::refused_by_collect() const { return forms::refused_by_collect(*tree_); }

namespace {

XPathTree const& no_tree()
{
    static XPathTree const tree;
    return tree;
}

}  // namespace

std::string text_of(Value const& value, EvaluationContext const& context) { return Evaluation{no_tree(), context}.text(value); }
double number_of(Value const& value, EvaluationContext const& context) { return Evaluation{no_tree(), context}.number(value); }
bool truth_of(Value const& value, EvaluationContext const& context) { return Evaluation{no_tree(), context}.truth(value); }

}  // namespace accalmie::forms
