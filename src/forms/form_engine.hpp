// SPDX-License-Identifier: Apache-2.0
// src/forms/form_engine.hpp: a form as its rules, and a submission held against them. A rule broken is a flag, never a refusal.
#pragma once

#include "forms/expression.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace accalmie::forms {

/// A file that came with the form: CSV, XML or GeoJSON, known by its name.
struct FormAttachment {
    std::string name;
    BytesView octets;  ///< read while the form is loaded
};

/// What in a form cannot be used, or contradicts itself. The rest of the form works.
struct FormProblem {
    std::string where;  ///< "bind /data/age: constraint"
    std::string what;
    std::string remedy;
};

/// What kind of answer a question takes.
enum class AnswerType : std::uint8_t { text, integer, decimal, boolean, date, moment, time, place, trace, shape, choice, choices, barcode, binary, unknown };
std::string_view answer_type_name(AnswerType type);

/// A list of choices: named in the form, or taken from nodes.
struct AnswerChoices {
    std::vector<std::string> values;                           ///< of static items
    std::vector<std::string> labels;                           ///< as many; text or "jr:itext('id')"
    std::optional<Expression> nodes;                           ///< of an itemset
    std::string value_child;                                   ///< the item's child that holds its value
    std::string label_child;
    bool from_search = false;                                  ///< the old search() appearance: the list is not in the form
};

struct FormRange {
    double first = 0;
    double last = 0;
};

/// A node of the form's record: a question, a group or a repeat.
struct FormNode {
    std::string path;       ///< "/data/child/age": local names
    AnswerType type = AnswerType::text;
    bool is_leaf = true;
    bool is_repeat = false;
    bool is_set_by_action = false;  ///< a setvalue, setgeopoint or preload writes it
    bool was_declared = false;      ///< has a bind or a control
    std::optional<Expression> relevant, constraint, required, readonly, calculate;
    std::string constraint_message, required_message;  ///< text, or "jr:itext('id')"
    std::optional<AnswerChoices> choices;
    std::optional<FormRange> range;
    std::optional<Expression> repeat_count;
    std::string default_text;
    std::string record_type;             ///< attribute accalmie:record of the node: each of it is a record of this type (docs/formats/forms.md)
    std::string record_field;            ///< attribute accalmie:field of its bind
    std::string entity_property;         ///< attribute entities:saveto of its bind
    std::vector<Expression> set_values;  ///< of actions that write it
    bool is_trigger = false;             ///< an acknowledgement: its answer is OK
    bool tracks_changes = false;         ///< the audit log that keeps every answer
};

enum class FlagKind : std::uint8_t { relevance, required, constraint, range, choice, calculate, readonly, repeat_count, unknown_node };
std::string_view flag_name(FlagKind kind);

/// A rule that a submission breaks. Holds no value: whoever may not read a field may read its flags.
struct SubmissionFlag {
    FlagKind kind = FlagKind::constraint;
    std::string path;                         ///< in the submission, "/data/child[2]/age"
    std::string question;                     ///< in the form, "/data/child/age"
    std::vector<std::uint32_t> repeat_index;  ///< of each repeat around it, the outermost first, from 1
    AnswerType type = AnswerType::text;
    std::string rule;                         ///< the expression, or what was expected
    std::string message;                      ///< the form's own, in the language asked for; may be empty
};

/// A value that is not what its question's type can hold; set aside.
struct UnreadableAnswer {
    std::string path;
    std::string question;
    std::vector<std::uint32_t> repeat_index;
    AnswerType type = AnswerType::text;
    std::string reason;
};

/// A rule that could not be asked, and why: a file that is missing, an expression that stops.
struct UncheckedRule {
    std::string path;
    std::string rule;
    std::string reason;
};

struct SubmissionReport {
    std::string form_id;       ///< as the submission says
    std::string form_version;
    std::string instance_id;
    bool is_of_this_form = true;
    bool is_of_this_version = true;
    std::size_t answers = 0;          ///< questions with a value
    std::size_t rules_checked = 0;
    std::vector<SubmissionFlag> flags;
    std::vector<UnreadableAnswer> unreadable;
    std::vector<UncheckedRule> unchecked;
};

struct SubmissionOptions {
    Instant now = {};
    int zone_minutes = 0;
    std::string language = {};  ///< of messages; empty: the form's default
};

struct FormBounds {
    static constexpr std::size_t nodes_max = 200'000;           ///< of the form's record
    static constexpr std::size_t submission_nodes_max = 2'000'000;
    static constexpr std::size_t steps_max = 200'000'000;       ///< of all rules of one submission
    static constexpr std::size_t reports_max = 10'000;          ///< flags, unreadable values and unchecked rules, each
    static constexpr std::size_t rounds_max = 50;               ///< of relevance that changes relevance
    static constexpr std::size_t instances_max = 1000;
};

/// The names of the files that a form's secondary instances want.   errors  invalid, limit  as FormRules::load
Result<std::vector<std::string>> files_wanted(BytesView xml);

class FormRules {
public:
    /// in      `xml`: an ODK XForm; `files`: those its secondary instances name (others are problems, no errors)
    /// errors  invalid  no XML, or no form: no model, no record
    ///         limit    FormBounds, DocumentBounds
    static Result<FormRules> load(BytesView xml, std::span<FormAttachment const> files);
    FormRules(FormRules&&) noexcept;
    FormRules& operator=(FormRules&&) noexcept;
    ~FormRules();

    std::string const& id() const;
    std::string const& version() const;
    std::string const& title() const;
    std::vector<std::string> languages() const;
    std::vector<FormNode> const& nodes() const;
    std::vector<FormProblem> const& problems() const;
    /// Every name that may be chosen there, whatever the filter; nothing where the list is not at hand, or it is no question with choices.
    std::optional<std::vector<std::string>> choice_values(FormNode const& question) const;
    /// Paths of the record's nodes that the expression, a rule of `node`, names.
    static std::set<std::string> nodes_named(Expression const& rule, FormNode const& node);

    /// Evaluate a submission again: relevance, constraints, required, readonly, calculations, choices, counts of repeats, types. Each rule is
    /// asked of the values that the submission has.
    /// errors  invalid  no XML, or its outermost element is another form's
    ///         limit    FormBounds::submission_nodes_max
    Result<SubmissionReport> evaluate(BytesView submission, SubmissionOptions const& options) const;

    struct Parts;  ///< known to the engine's own files

private:
    explicit FormRules(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace accalmie::forms
