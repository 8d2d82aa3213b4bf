// SPDX-License-Identifier: Apache-2.0
// src/forms/submission_record.hpp: a submission laid over its form: each node knows its question; for the engine's own files.
#pragma once

#include "forms/form_engine_parts.hpp"

namespace accalmie::forms {

inline constexpr std::uint32_t no_question = 0xffff'ffff;

/// The submission, with empty nodes where the form has a question and it has none, so that every rule has a place to stand.
struct SubmissionRecord {
    Document document;
    std::vector<std::uint32_t> questions;  ///< of each node: into Parts::nodes, or no_question
    std::vector<NodeNumber> strangers;     ///< elements that the form does not know, outermost only
};

/// errors  limit  FormBounds::submission_nodes_max
Result<SubmissionRecord> lay_over(FormRules::Parts const& parts, Document const& submission);

/// What expressions may ask about one submission.
class SubmissionKnowledge final : public FormKnowledge {
public:
    SubmissionKnowledge(FormRules::Parts const& parts, SubmissionRecord const& record, std::string language)
        : parts_(parts), record_(record), language_(std::move(language)), hidden_(record.document.nodes().size(), Visibility::shown)
    {
    }

    Document const* instance(std::string_view name) const override;
    bool is_relevant(NodeRef node) const override;
    AnswerKind kind_of(NodeRef node) const override;
    std::optional<std::string> translation(std::string_view name) const override;
    std::optional<std::string> choice_label(std::string_view value, std::string_view path, NodeRef from) const override;
    std::string version() const override { return parts_.version; }

    enum class Visibility : std::uint8_t { shown, hidden };
    /// Says whether the node's own rule shows it. Returns whether that is news.
    bool set(NodeNumber node, Visibility visibility);

private:
    FormRules::Parts const& parts_;
    SubmissionRecord const& record_;
    std::string language_;
    std::vector<Visibility> hidden_;
};

}  // namespace accalmie::forms
