// SPDX-License-Identifier: Apache-2.0
// tests/forms/expression_support.hpp: records and evaluations, made short.
#pragma once

#include "forms/expression.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <string_view>

namespace accalmie::forms {

inline Document document_of(std::string_view xml)
{
    auto document = Document::parse(as_bytes(xml));
    INFO(xml);
    REQUIRE_MESSAGE(document.has_value(), (document ? std::string{} : document.error().text()));
    return std::move(*document);
}

/// What an expression yields, as "number 5", "string a", "boolean true", "date 2024-02-29", "nodeset 2: a|b", or "invalid: what".
inline std::string answer_of(std::string_view source, EvaluationContext const& context = {})
{
    auto const expression = Expression::parse(source);
    if (!expression) return std::string{kind_name(expression.error().kind)} + ": " + expression.error().what;
    auto const value = expression->evaluate(context);
    if (!value) return std::string{kind_name(value.error().kind)} + ": " + value.error().what;
    auto const name = std::string{type_name(*value)};
    if (auto const* nodes = std::get_if<NodeSet>(&*value)) {
        auto text = name + " " + std::to_string(nodes->size()) + ":";
        for (std::size_t i = 0; i < nodes->size(); ++i) text += (i == 0 ? " " : "|") + (*nodes)[i].document->text((*nodes)[i].number);
        return text;
    }
    if (auto const* number = std::get_if<double>(&*value))
        return name + " " + (*number == 0 && std::signbit(*number) ? "-0" : text_of_number(*number, Dialect::xpath));
    if (auto const* date = std::get_if<DateValue>(&*value)) return name + " " + iso_of_date(*date, context.zone_minutes);
    return name + " " + text_of(*value, context);
}

/// A context on the outermost element of `document`.
inline EvaluationContext on(Document const& document)
{
    EvaluationContext context;
    context.document = &document;
    context.node = {&document, document.top()};
    return context;
}

}  // namespace accalmie::forms
