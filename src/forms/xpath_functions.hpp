// SPDX-License-Identifier: Apache-2.0
// src/forms/xpath_functions.hpp: the list of functions, and what one sees of its call.
#pragma once

#include "forms/xpath_evaluation.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace accalmie::forms {

/// One call being evaluated. Arguments are evaluated when they are asked for, so that if() and coalesce() are lazy.
class Call {
public:
    Call(Evaluation& evaluation, XPathNode const& node, Focus const& focus) : evaluation_(evaluation), node_(node), focus_(focus) {}

    std::size_t count() const { return node_.operands.count; }
    std::uint32_t operand(std::size_t index) const { return evaluation_.tree().lists[node_.operands.first + index]; }
    Result<Value> value(std::size_t index) const { return evaluation_.value(operand(index), focus_); }
    Result<std::string> text(std::size_t index) const;
    Result<double> number(std::size_t index) const;
    Result<bool> truth(std::size_t index) const;
    /// errors  invalid  the argument is no set of nodes
    Result<NodeSet> nodes(std::size_t index) const;
    /// The arguments from `first` on, sets of nodes replaced by their members.
    Result<std::vector<Value>> spread(std::size_t first) const;
    /// The context node's text.   errors  missing  there is none
    Result<std::string> own_text() const;

    Evaluation& evaluation() const { return evaluation_; }
    EvaluationContext const& context() const { return evaluation_.context(); }
    Focus const& focus() const { return focus_; }
    Error problem(std::string what, std::string remedy, Error::Kind kind = Error::Kind::invalid) const
    {
        return evaluation_.problem(kind, node_.at, std::move(what), std::move(remedy));
    }
    /// A text that was built, unless it is too long.
    Result<Value> built(std::string text) const;

private:
    Evaluation& evaluation_;
    XPathNode const& node_;
    Focus const& focus_;
};

struct XPathFunction {
    std::string_view name;
    std::size_t least;
    std::size_t most;
    std::string_view usage;  ///< as "substr(text, start, end)"
    Result<Value> (*run)(Call const&);
    bool in_collect = true;  ///< does ODK Collect know it?
};
inline constexpr std::size_t any_count = 10'000;

/// All functions, by name.
std::span<XPathFunction const> xpath_functions();
std::optional<std::uint32_t> find_function(std::string_view name);
/// The name that is most like it, or empty.
std::string nearest_function(std::string_view name);
/// "2 or 3 arguments"
std::string arity_text(XPathFunction const& function);

// The parts of the list, each in the file of its name.
std::vector<XPathFunction> core_functions();
std::vector<XPathFunction> node_functions();
std::vector<XPathFunction> text_functions();
std::vector<XPathFunction> math_functions();
std::vector<XPathFunction> date_functions();
std::vector<XPathFunction> form_functions();
std::vector<XPathFunction> place_functions();
std::vector<XPathFunction> digest_functions();

}  // namespace accalmie::forms
