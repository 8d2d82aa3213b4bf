// SPDX-License-Identifier: Apache-2.0
// src/forms/form_engine_parts.hpp: what a loaded form holds; for the engine's own files.
#pragma once

#include "forms/form_engine.hpp"

#include <map>

namespace accalmie::forms {

/// The namespace of attributes that say which records a form makes (docs/formats/forms.md).
inline constexpr std::string_view accalmie_space = "https://accalmie.org/forms/2026";

/// A language's texts by their names.
struct FormLanguage {
    std::string name;
    std::map<std::string, std::string, std::less<>> texts;
};

struct FormRules::Parts {
    Document xml;
    std::string id, version, title;
    std::string root_name;                                       ///< of the record's outermost element
    NodeNumber model = no_node;
    NodeNumber record = no_node;                                 ///< in `xml`: the main instance's outermost element
    std::vector<FormNode> nodes;                                 ///< in document order of the record
    std::map<std::string, std::size_t, std::less<>> by_path;
    std::map<std::string, std::vector<std::string>, std::less<>> children;  ///< names of a path's children, in order
    std::map<std::string, std::unique_ptr<Document>, std::less<>> instances;
    std::vector<FormLanguage> languages;
    std::size_t default_language = 0;
    std::vector<FormProblem> problems;
    std::vector<std::size_t> relevance_order;                    ///< nodes with a relevant, those that others depend on first

    FormNode* find(std::string_view path);
    FormNode const* find(std::string_view path) const;
    /// The language asked for, or the form's default; null where the form has no translations.
    FormLanguage const* language(std::string_view name) const;
    /// A message or label as written: itself, or the text that "jr:itext('id')" names.
    std::string text_in(std::string_view written, std::string_view language) const;
};

/// "/data/orx:meta" and "meta" under "/data" as "/data/meta"; empty where it is no plain path.
std::string plain_path(std::string_view written, std::string_view base);

/// Secondary instances: those inside the form, and of `files` those it names. What is missing becomes a problem.
Result<void> load_instances(FormRules::Parts& parts, std::span<FormAttachment const> files);

/// CSV, GeoJSON or XML as an instance's document.   errors  invalid, limit
Result<Document> instance_document(FormAttachment const& file);

/// The order in which relevance is asked, and cycles as problems.
void order_rules(FormRules::Parts& parts);

/// Why this text cannot be an answer of that type, or empty.
std::string_view unreadable_reason(AnswerType type, std::string_view text);

}  // namespace accalmie::forms
