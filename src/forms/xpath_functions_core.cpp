// SPDX-License-Identifier: Apache-2.0
// Truth, choice and sets of nodes.
#include "forms/xpath_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace accalmie::forms {

namespace {

Result<Value> yes(Call const&) { return Value{true}; }
Result<Value> no(Call const&) { return Value{false}; }
Result<Value> boolean(Call const& call)
{
    bool const truth = TRY(call.truth(0));
    return Value{truth};
}

Result<Value> negation(Call const& call)
{
    bool const truth = TRY(call.truth(0));
    return Value{!truth};
}

Result<Value> boolean_from_string(Call const& call)
{
    auto text = TRY(call.text(0));
    for (auto& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return Value{text == "true" || text == "1"};
}

Result<Value> choose(Call const& call)
{
    bool const truth = TRY(call.truth(0));
    return call.value(truth ? 1 : 2);
}

bool says_nothing(Evaluation& evaluation, Value const& value)
{
    if (auto const* number = std::get_if<double>(&value)) return std::isnan(*number);
    return evaluation.text(value).empty();
}

Result<Value> coalesce(Call const& call)
{
    for (std::size_t i = 0; i + 1 < call.count(); ++i) {
        auto value = TRY(call.value(i));
        if (!says_nothing(call.evaluation(), value)) return value;
    }
    return call.value(call.count() - 1);
}

Result<Value> once(Call const& call)
{
    auto own = TRY(call.own_text());
    if (!own.empty()) return Value{std::move(own)};
    return call.value(0);
}

Result<Value> depend(Call const& call) { return call.value(0); }

/// At least `least` and at most `most` of them are true; a negative bound is none.
Result<Value> checklist(Call const& call)
{
    auto const least = TRY(call.number(0));
    auto const most = TRY(call.number(1));
    double count = 0;
    for (auto const& factor : TRY(call.spread(2))) count += call.evaluation().truth(factor) ? 1 : 0;
    return Value{(!(least >= 0) || count >= std::trunc(least)) && (!(most >= 0) || count <= std::trunc(most))};
}

Result<Value> weigh(Call const& call, std::vector<Value> const& factors, std::vector<Value> const& weights)
{
    auto const least = TRY(call.number(0));
    auto const most = TRY(call.number(1));
    double sum = 0;
    for (std::size_t i = 0; i < factors.size(); ++i)
        if (call.evaluation().truth(factors[i])) sum += call.evaluation().number(weights[i]);
    return Value{sum >= least && sum <= most};
}

Result<Value> weighted_checklist(Call const& call)
{
    if (call.count() % 2 != 0) return call.problem("a weight is missing", "after the two bounds each condition is followed by its weight");
    if (call.count() == 4) {
        auto const factors = TRY(call.value(2));
        auto const weights = TRY(call.value(3));
        auto const* factor_nodes = std::get_if<NodeSet>(&factors);
        auto const* weight_nodes = std::get_if<NodeSet>(&weights);
        if (factor_nodes != nullptr && weight_nodes != nullptr) {
            if (factor_nodes->size() != weight_nodes->size()) return call.problem("not as many weights as conditions", "name two sets of equally many nodes");
            std::vector<Value> factor_values;
            std::vector<Value> weight_values;
            for (auto const node : *factor_nodes) factor_values.push_back(call.evaluation().typed(node));
            for (auto const node : *weight_nodes) weight_values.push_back(call.evaluation().typed(node));
            return weigh(call, factor_values, weight_values);
        }
    }
    std::vector<Value> factors;
    std::vector<Value> weights;
    for (std::size_t i = 2; i < call.count(); i += 2) {
        factors.push_back(TRY(call.value(i)));
        weights.push_back(TRY(call.value(i + 1)));
    }
    return weigh(call, factors, weights);
}

}  // namespace

std::vector<XPathFunction> core_functions()
{
    return {
        {"true", 0, 0, "true()", yes},
        {"false", 0, 0, "false()", no},
        {"boolean", 1, 1, "boolean(value)", boolean},
        {"not", 1, 1, "not(condition)", negation},
        {"boolean-from-string", 1, 1, "boolean-from-string(text)", boolean_from_string},
        {"if", 3, 3, "if(condition, then, else)", choose},
        {"coalesce", 2, any_count, "coalesce(first, second)", coalesce},
        {"once", 1, 1, "once(value)", once},
        {"depend", 1, any_count, "depend(value, ...)", depend},
        {"checklist", 2, any_count, "checklist(least, most, condition, ...)", checklist},
        {"weighted-checklist", 2, any_count, "weighted-checklist(least, most, condition, weight, ...)", weighted_checklist},
    };
}

namespace {

Result<Value> last(Call const& call) { return Value{static_cast<double>(std::max<std::size_t>(call.focus().size, 1))}; }

Result<Value> position(Call const& call)
{
    if (call.count() == 1) {
        auto const nodes = TRY(call.nodes(0));
        if (nodes.empty()) return Value{0.0};
        return Value{static_cast<double>(nodes.front()->place)};
    }
    if (call.focus().position > 0) return Value{static_cast<double>(call.focus().position)};
    auto const node = call.focus().node;
    // Outside a predicate Collect answers with the place of the repeat; XPath's context is alone.
    if (node && call.evaluation().like_collect()) return Value{static_cast<double>(node->place)};
    return Value{1.0};
}

Result<Value> count(Call const& call)
{
    auto const nodes = TRY(call.nodes(0));
    return Value{static_cast<double>(nodes.size())};
}

Result<Value> count_non_empty(Call const& call)
{
    double count = 0;
    for (auto const node : TRY(call.nodes(0))) {
        bool has_child = false;
        for (auto i = node->first_child; i != no_node && !has_child; i = node.document->node(i).next)
            has_child = node.document->node(i).kind == NodeKind::element;
        count += has_child || !call.evaluation().node_text(node).empty() ? 1 : 0;
    }
    return Value{count};
}

/// The node a name function asks about: the first of its argument, or the context's.
Result<NodeRef> asked_node(Call const& call)
{
    if (call.count() == 0) {
        if (!call.focus().node) return call.problem("there is no node whose name is meant", "give the function a path", Error::Kind::missing);
        return call.focus().node;
    }
    auto const nodes = TRY(call.nodes(0));
    return nodes.empty() ? NodeRef{} : nodes.front();
}

Result<Value> local_name(Call const& call)
{
    auto const node = TRY(asked_node(call));
    return Value{node ? node.document->name(node.number).local : std::string{}};
}

Result<Value> qualified_name(Call const& call)
{
    auto const node = TRY(asked_node(call));
    if (!node) return Value{std::string{}};
    auto const& name = node.document->name(node.number);
    return Value{name.prefix.empty() ? name.local : name.prefix + ":" + name.local};
}

Result<Value> namespace_uri(Call const& call)
{
    auto const node = TRY(asked_node(call));
    return Value{node ? node.document->name(node.number).space : std::string{}};
}

Result<Value> id(Call const& call)
{
    std::string wanted;
    for (auto const& value : TRY(call.spread(0))) wanted += " " + normalized_space(call.evaluation().text(value));
    wanted += " ";
    auto const* document = call.focus().node ? call.focus().node.document : call.context().document;
    NodeSet found;
    if (document == nullptr) return Value{std::move(found)};
    call.evaluation().charge(document->nodes().size());
    for (NodeNumber i = 0; i < document->nodes().size(); ++i) {
        if (document->node(i).kind != NodeKind::attribute || document->name(i).prefix != "xml" || document->name(i).local != "id") continue;
        if (wanted.find(" " + document->node(i).text + " ") != std::string::npos) found.push_back({document, document->node(i).parent});
    }
    return Value{std::move(found)};
}

Result<Value> lang(Call const& call)
{
    auto const asked = TRY(call.text(0));
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    auto const node = call.focus().node;
    for (auto i = node ? node.number : no_node; i != no_node; i = node.document->node(i).parent) {
        for (auto a = node.document->node(i).first_attribute; a != no_node && node.document->node(i).kind == NodeKind::element; a = node.document->node(a).next) {
            if (node.document->name(a).prefix != "xml" || node.document->name(a).local != "lang") continue;
            auto const& said = node.document->node(a).text;
            bool const matches = said.size() >= asked.size() && (said.size() == asked.size() || said[asked.size()] == '-') &&
                                 std::equal(asked.begin(), asked.end(), said.begin(), [&](char x, char y) { return lower(x) == lower(y); });
            return Value{matches};
        }
    }
    return Value{false};
}

}  // namespace

std::vector<XPathFunction> node_functions()
{
    return {
        {"last", 0, 0, "last()", last, false},
        {"position", 0, 1, "position(..)", position},
        {"count", 1, 1, "count(path)", count},
        {"count-non-empty", 1, 1, "count-non-empty(path)", count_non_empty},
        {"local-name", 0, 1, "local-name(path)", local_name, false},
        {"name", 0, 1, "name(path)", qualified_name, false},
        {"namespace-uri", 0, 1, "namespace-uri(path)", namespace_uri, false},
        {"id", 1, 1, "id(name)", id, false},
        {"lang", 1, 1, "lang(code)", lang, false},
    };
}

}  // namespace accalmie::forms
