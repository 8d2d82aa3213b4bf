// SPDX-License-Identifier: Apache-2.0
#include "forms/record_map_checks.hpp"

#include "dictionary/answer_text.hpp"
#include "dictionary/text.hpp"

#include <algorithm>
#include <map>

namespace accalmie::forms {

namespace {

using Weight = MapFinding::Weight;
using Column = MapFinding::Column;

/// What decides whether an answer fits, coarser than its type.
enum class Answers : std::uint8_t { texts, wholes, numbers, truths, days, moments, times, position, line, area, one_choice, choices, file };

Answers answers_of(AnswerType type)
{
    switch (type) {
    case AnswerType::text:
    case AnswerType::barcode:
    case AnswerType::unknown: return Answers::texts;
    case AnswerType::integer: return Answers::wholes;
    case AnswerType::decimal: return Answers::numbers;
    case AnswerType::boolean: return Answers::truths;
    case AnswerType::date: return Answers::days;
    case AnswerType::moment: return Answers::moments;
    case AnswerType::time: return Answers::times;
    case AnswerType::place: return Answers::position;
    case AnswerType::trace: return Answers::line;
    case AnswerType::shape: return Answers::area;
    case AnswerType::choice: return Answers::one_choice;
    case AnswerType::choices: return Answers::choices;
    case AnswerType::binary: return Answers::file;
    }
    VERIFY(false);
}

/// A calculation or a default is text for the form, and may be anything.
bool is_computed(FormNode const& node) { return node.calculate.has_value() || node.is_set_by_action; }

bool fits(FormNode const& node, FieldKind kind)
{
    auto const answers = answers_of(node.type);
    bool const is_text = answers == Answers::texts, is_computed_text = is_text && is_computed(node), is_choice = answers == Answers::one_choice;
    switch (kind) {
    case FieldKind::text: return answers != Answers::file && answers != Answers::line && answers != Answers::area;
    case FieldKind::code:
    case FieldKind::place:
    case FieldKind::link: return is_text || is_choice;
    case FieldKind::integer: return answers == Answers::wholes || is_choice || is_computed_text || (answers == Answers::numbers && node.range.has_value());
    case FieldKind::decimal:
    case FieldKind::money: return answers == Answers::wholes || answers == Answers::numbers || is_choice || is_computed_text;
    case FieldKind::day: return answers == Answers::days || answers == Answers::moments || is_computed_text;
    case FieldKind::instant: return answers == Answers::moments || is_computed_text;
    case FieldKind::yes_no: return answers == Answers::truths || is_choice || node.is_trigger || is_computed_text;
    case FieldKind::geometry: return answers == Answers::position || answers == Answers::line || answers == Answers::area;
    }
    VERIFY(false);
}

std::string_view fitting(FieldKind kind)
{
    switch (kind) {
    case FieldKind::text: return "ask for a text, a choice, a number or a day";
    case FieldKind::code: return "use select_one with codes of the list";
    case FieldKind::place: return "use select_one of P-codes, or text";
    case FieldKind::link: return "use select_one of records, or text";
    case FieldKind::integer: return "use integer, range, or select_one of whole numbers";
    case FieldKind::decimal:
    case FieldKind::money: return "use decimal, integer or range";
    case FieldKind::day: return "use date";
    case FieldKind::instant: return "use dateTime";
    case FieldKind::yes_no: return "use select_one with yes and no, or acknowledge";
    case FieldKind::geometry: return "use geopoint, geotrace or geoshape";
    }
    VERIFY(false);
}

/// "a, b, c ..." of at most eight.
std::string some_of(std::vector<std::string> const& names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 8); ++i) text += (i == 0 ? "" : ", ") + clipped(names[i], 40);
    return text + (names.size() > 8 ? " ..." : "");
}

std::vector<std::string> choices_that_do_not_fit(std::vector<std::string> const& choices, Field const& field, Dictionary const& dictionary)
{
    std::vector<std::string> wrong;
    auto const* list = field.kind == FieldKind::code ? dictionary.list(field.list) : nullptr;
    for (auto const& choice : choices) {
        bool const is_right = field.kind == FieldKind::code ? list != nullptr && list->find(choice) != nullptr : answer_value(field.kind, choice).reason.empty();
        if (!is_right) wrong.push_back(choice);
    }
    return wrong;
}

/// Whatever can put a value of another question into this one.
std::vector<Expression const*> sources_of(FormNode const& node)
{
    std::vector<Expression const*> sources;
    if (node.calculate) sources.push_back(&*node.calculate);
    for (auto const& value : node.set_values) sources.push_back(&value);
    return sources;
}

class SealedFlow {
public:
    SealedFlow(FormRules const& form, RecordMap& map) : form_(form), map_(map)
    {
        for (auto const& question : map.sealed) audiences_.emplace(question.path, question.audience);
    }

    void run()
    {
        for (auto const& node : form_.nodes()) {
            if (!node.is_leaf) continue;
            if (node.tracks_changes) error(node, Column::type, "an audit log with every answer, in a form with sealed answers", "take track-changes away");
            auto const own = audiences_.find(node.path);
            if (own != audiences_.end() && node.type == AnswerType::binary) error(node, Column::type, "a file cannot be sealed", "ask in words, or name a field that is not sealed");
            if (own != audiences_.end() && !node.entity_property.empty()) error(node, Column::field, "a sealed answer saved to an entity", "take save_to away");
            for (auto const* source : sources_of(node)) check(node, *source, own == audiences_.end() ? std::string_view{} : std::string_view{own->second});
        }
    }

private:
    void error(FormNode const& node, Column column, std::string what, std::string remedy) { map_.findings.push_back({Weight::error, node.path, column, std::move(what), std::move(remedy)}); }

    /// A path that names a group takes everything inside it.
    std::string const* sealed_within(std::string const& path, std::string_view audience) const
    {
        for (auto const& [question, its] : audiences_) {
            bool const is_inside = question == path || (question.starts_with(path) && question[path.size()] == '/');
            if (is_inside && its != audience) return &question;
        }
        return nullptr;
    }

    void check(FormNode const& node, Expression const& source, std::string_view audience)
    {
        for (auto const& path : FormRules::nodes_named(source, node))
            if (auto const* question = sealed_within(path, audience)) {
                error(node, Column::calculation, "it would hold the sealed answer of " + *question + " in clear", "take that answer out of the calculation, or seal this one for the same audience");
                return;
            }
    }

    FormRules const& form_;
    RecordMap& map_;
    std::map<std::string, std::string, std::less<>> audiences_;
};

}  // namespace

std::vector<MapFinding> problems_of(FormRules const& form, FormNode const& node, MappedQuestion const& question, RecordType const& type, Dictionary const& dictionary)
{
    auto const& field = type.fields[question.field];
    std::vector<MapFinding> found;
    if (question.longitude) {
        if (answers_of(node.type) != Answers::position && !is_computed(node)) found.push_back({Weight::error, {}, Column::type, "latitude and longitude from what is no geopoint", "use geopoint"});
        return found;
    }
    if (!fits(node, field.kind)) {
        found.push_back({Weight::error, {}, Column::type,
                         "a question of type " + std::string{answer_type_name(node.type)} + " cannot fill in " + field.name + ", which is of kind " + std::string{kind_name(field.kind)},
                         std::string{fitting(field.kind)}});
        return found;
    }
    if (answers_of(node.type) != Answers::one_choice || field.kind == FieldKind::text) return found;
    auto const choices = form.choice_values(node);
    if (!choices) {
        found.push_back({Weight::information, {}, Column::type, "its choices are not at hand: whether they fit " + field.name + " is seen when answers come", "give the file with --media"});
        return found;
    }
    auto const wrong = choices_that_do_not_fit(*choices, field, dictionary);
    if (wrong.empty()) return found;
    auto const place = field.kind == FieldKind::code ? "not in the dictionary's list " + field.list : "not of kind " + std::string{kind_name(field.kind)};
    found.push_back({Weight::error, {}, Column::type, "choices that are " + place + ": " + some_of(wrong), field.kind == FieldKind::code ? "use the codes of packs/base/lists/" + field.list + ".csv" : std::string{fitting(field.kind)}});
    return found;
}

void check_sealed(FormRules const& form, RecordMap& map)
{
    if (!map.sealed.empty()) SealedFlow{form, map}.run();
}

}  // namespace accalmie::forms
