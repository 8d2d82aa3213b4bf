// SPDX-License-Identifier: Apache-2.0
// src/forms/expression.hpp: an expression of a form: parsed once, evaluated on a record. XPath 1.0 whole, with ODK's functions.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "forms/xpath_tree.hpp"
#include "forms/xpath_value.hpp"

#include <map>
#include <memory>
#include <optional>

namespace accalmie::forms {

/// How a form declares a question's answer, as far as expressions care.
enum class AnswerKind : std::uint8_t { text, integer, decimal, boolean, date, moment, time };

/// What an expression may ask about the form it belongs to. The defaults know nothing.
class FormKnowledge {
public:
    virtual ~FormKnowledge() = default;
    /// The secondary instance of this name, or null.
    virtual Document const* instance(std::string_view) const { return nullptr; }
    virtual bool is_relevant(NodeRef) const { return true; }
    virtual AnswerKind kind_of(NodeRef) const { return AnswerKind::text; }
    virtual std::optional<std::string> translation(std::string_view) const { return std::nullopt; }
    /// The label of a choice of the question at `path`, seen from `from`.
    virtual std::optional<std::string> choice_label(std::string_view, std::string_view, NodeRef) const { return std::nullopt; }
    virtual std::optional<std::string> property(std::string_view) const { return std::nullopt; }
    virtual std::string version() const { return {}; }
};

/// On what an expression is evaluated. Everything it points to outlives the evaluation.
struct EvaluationContext {
    Document const* document = nullptr;      ///< the record; null: an expression that names a node is an error
    NodeRef node = {};                       ///< what `.` is; none where there is no document
    Dialect dialect = Dialect::collect;
    Instant now = {};
    int zone_minutes = 0;                    ///< the local clock's lead over UTC
    Random* random = nullptr;                ///< null: random(), uuid() and randomize() without a seed are errors
    std::string language = "en";             ///< of the names of months and days
    FormKnowledge const* form = nullptr;
    std::map<std::string, std::string, std::less<>> namespaces = {};  ///< prefix to address
    std::map<std::string, Value, std::less<>> variables = {};
    bool* met_sealed = nullptr;              ///< set where the text of a sealed answer was looked at; may be null
    std::size_t* budget = nullptr;           ///< steps left, shared between evaluations; null: EvaluationBounds::steps_max for this one
};

struct EvaluationBounds {
    static constexpr std::size_t steps_max = 20'000'000;  ///< a node looked at, a call, sixteen octets of text: one step each
    static constexpr std::size_t text_max = 16 * 1024 * 1024;
    static constexpr std::size_t nodes_max = 4'000'000;   ///< in one set
};

class Expression {
public:
    /// errors  invalid, limit  with the position in the expression and what to do
    static Result<Expression> parse(std::string_view source);

    /// errors  invalid  a value that a function cannot take (no date, no position ...), with the position
    ///         missing  a node, an instance or chance was asked for and there is none
    ///         limit    EvaluationBounds
    Result<Value> evaluate(EvaluationContext const& context) const;
    /// The same, as one of the simple types.
    Result<bool> truth(EvaluationContext const& context) const;
    Result<std::string> text(EvaluationContext const& context) const;

    std::string const& source() const { return tree_->source; }
    XPathTree const& tree() const { return *tree_; }
    /// What ODK Collect refuses in it although XPath 1.0 has it; empty: nothing.
    std::vector<std::string> refused_by_collect() const;

private:
    explicit Expression(XPathTree tree) : tree_(std::make_unique<XPathTree>(std::move(tree))) {}
    std::unique_ptr<XPathTree> tree_;
};

/// A value as text, number, truth by the context's dialect.
std::string text_of(Value const& value, EvaluationContext const& context);
double number_of(Value const& value, EvaluationContext const& context);
bool truth_of(Value const& value, EvaluationContext const& context);

}  // namespace accalmie::forms
