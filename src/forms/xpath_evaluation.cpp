// SPDX-License-Identifier: Apache-2.0
#include "forms/xpath_evaluation.hpp"

#include "forms/sealed_answer.hpp"
#include "forms/xpath_functions.hpp"
#include "forms/xpath_lexer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace accalmie::forms {

Evaluation::Evaluation(XPathTree const& tree, EvaluationContext const& context)
    : tree_(tree), context_(context), budget_(context.budget != nullptr ? context.budget : &own_budget_)
{
}

void Evaluation::charge(std::size_t steps) { *budget_ -= std::min(*budget_, steps); }

Result<void> Evaluation::check(std::uint32_t at) const
{
    if (*budget_ > 0) return {};
    return problem(Error::Kind::limit, at, "the evaluation takes too many steps", "make the path narrower, or the list shorter");
}

Error Evaluation::problem(Error::Kind kind, std::uint32_t at, std::string what, std::string remedy) const
{
    return {kind, std::move(what), position_text(tree_.source, at), std::move(remedy)};
}

std::string Evaluation::node_text(NodeRef node)
{
    auto text = node.document->text(node.number);
    charge(1 + (node->end - node.number) / 4 + text.size() / 16);
    if (context_.met_sealed != nullptr && text.find(sealed_answer_mark) != std::string::npos) *context_.met_sealed = true;
    return text;
}

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Value Evaluation::typed(NodeRef node)
{
    auto text = node_text(node);
    if (text.empty() || !like_collect() || context_.form == nullptr) return text;
    switch (context_.form->kind_of(node)) {
    case AnswerKind::text: return text;
    case AnswerKind::integer:
    case AnswerKind::decimal: {
        auto const number = number_of_text(text, Dialect::collect);
        return std::isnan(number) ? Value{std::move(text)} : Value{number};
    }
    case AnswerKind::boolean:
        if (text == "true" || text == "1") return true;
        if (text == "false" || text == "0") return false;
        return text;
    case AnswerKind::date:
    case AnswerKind::moment: {
        auto const date = date_of_text(text, context_.zone_minutes);
        return date ? Value{*date} : Value{std::move(text)};
    }
    case AnswerKind::time: {
        auto const time = time_of_text(text, context_.zone_minutes);
        return time ? Value{*time} : Value{std::move(text)};
    }
    }
    return text;
}

std::string Evaluation::text(Value const& value)
{
    if (auto const* text = std::get_if<std::string>(&value)) return *text;
    if (auto const* number = std::get_if<double>(&value)) return text_of_number(*number, context_.dialect);
    if (auto const* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
    if (auto const* date = std::get_if<DateValue>(&value)) return text_of_date(*date);
    auto const& nodes = *std::get_if<NodeSet>(&value);
    return nodes.empty() ? std::string{} : node_text(nodes.front());
}

double Evaluation::number(Value const& value)
{
    if (auto const* number = std::get_if<double>(&value)) return *number;
    if (auto const* truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
    if (auto const* date = std::get_if<DateValue>(&value)) return days_of_date(*date);
    if (auto const* text = std::get_if<std::string>(&value)) return number_of_text(*text, context_.dialect);
    auto const& nodes = *std::get_if<NodeSet>(&value);
    return nodes.empty() ? not_a_number : number(typed(nodes.front()));
}

bool Evaluation::truth(Value const& value)
{
    if (auto const* truth = std::get_if<bool>(&value)) return *truth;
    if (auto const* number = std::get_if<double>(&value))
        return !std::isnan(*number) && (like_collect() ? std::abs(*number) > 1e-12 : *number != 0);
    if (auto const* text = std::get_if<std::string>(&value)) return !text->empty();
    if (std::holds_alternative<DateValue>(value)) return true;
    auto const& nodes = *std::get_if<NodeSet>(&value);
    // XPath asks whether there is a node; Collect whether the answer in it is true, which an unanswered question's is not.
    if (!like_collect() || nodes.size() != 1) return !nodes.empty();
    return truth(typed(nodes.front()));
}

Result<Value> Evaluation::value(std::uint32_t index, Focus const& focus)
{
    auto const& node = tree_.nodes[index];
    charge(1);
    TRY(check(node.at));
    switch (node.operation) {
    case Operation::number: return Value{node.number};
    case Operation::text: return Value{tree_.texts[node.text]};
    case Operation::variable: {
        auto const found = context_.variables.find(tree_.texts[node.text]);
        if (found != context_.variables.end()) return found->second;
        return problem(Error::Kind::missing, node.at, "no variable is called $" + tree_.texts[node.text], "forms have no variables; write the path of the question");
    }
    case Operation::call: return xpath_functions()[node.function].run(Call{*this, node, focus});
    case Operation::path: return path(node, focus);
    case Operation::filter: return filter(node, focus);
    case Operation::unite: return unite(node, focus);
    case Operation::negate: {
        auto const operand = TRY(value(tree_.lists[node.operands.first], focus));
        return Value{-number(operand)};
    }
    case Operation::either:
    case Operation::both:
    case Operation::equal:
    case Operation::not_equal:
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal:
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::divide:
    case Operation::modulo: return operands_of_spine(index, focus);
    }
    return Value{};
}

namespace {

bool is_binary(Operation operation)
{
    return operation >= Operation::either && operation <= Operation::modulo;
}

}  // namespace

/// `a or b or c ...` leans to the left as far as the expression is long: a loop, no recursion.
Result<Value> Evaluation::operands_of_spine(std::uint32_t index, Focus const& focus)
{
    std::vector<std::uint32_t> spine;
    auto left = index;
    while (is_binary(tree_.nodes[left].operation)) {
        spine.push_back(left);
        left = tree_.lists[tree_.nodes[left].operands.first];
    }
    auto result = TRY(value(left, focus));
    for (auto i = spine.rbegin(); i != spine.rend(); ++i) {
        auto const& node = tree_.nodes[*i];
        charge(1);
        TRY(check(node.at));
        auto const right = tree_.lists[node.operands.first + 1];
        if (node.operation == Operation::either || node.operation == Operation::both) {
            bool const settles = node.operation == Operation::either;
            bool truth_so_far = truth(result);
            if (truth_so_far != settles) truth_so_far = truth(TRY(value(right, focus)));
            result = truth_so_far;
        } else {
            auto const other = TRY(value(right, focus));
            result = simple(node.operation, result, other);
        }
    }
    return result;
}

Value Evaluation::simple(Operation operation, Value const& left, Value const& right)
{
    switch (operation) {
    case Operation::add: return number(left) + number(right);
    case Operation::subtract: return number(left) - number(right);
    case Operation::multiply: return number(left) * number(right);
    case Operation::divide: return number(left) / number(right);
    case Operation::modulo: return std::fmod(number(left), number(right));
    case Operation::equal:
    case Operation::not_equal:
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal: return compares(*this, operation, left, right);
    case Operation::number:
    case Operation::text:
    case Operation::variable:
    case Operation::call:
    case Operation::path:
    case Operation::filter:
    case Operation::negate:
    case Operation::either:
    case Operation::both:
    case Operation::unite: break;
    }
    return {};
}

}  // namespace accalmie::forms
