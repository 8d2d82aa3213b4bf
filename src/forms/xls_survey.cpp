// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_survey.hpp"

#include "forms/xls_loop.hpp"
#include "forms/xls_parameters.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

constexpr std::size_t depth_max = 100;

std::unique_ptr<Element> made_by_us(std::string_view type, std::string_view name)
{
    auto element = std::make_unique<Element>();
    element->type = type;
    element->name = name;
    return element;
}

bool is_in_repeat(Element const& container)
{
    for (auto const* at = &container; at != nullptr; at = at->parent)
        if (at->kind == Element::Kind::repeat) return true;
    return false;
}

/// The setting `flat`: groups leave no element in the data, and their conditions go down to their questions.
void flatten(Element& element, std::string const& condition)
{
    for (auto& child : element.children) {
        auto const own = std::string{child->bind.plain("relevant")};
        auto joined = condition.empty() ? own : own.empty() ? condition : condition + " and (" + own + ")";
        if (child->kind == Element::Kind::meta) continue;
        if (child->is_section() && !child->children.empty()) {
            child->is_flat = true;
            flatten(*child, joined);
        } else if (!joined.empty()) {
            child->bind.set("relevant", joined);
        }
    }
}

}  // namespace

std::unique_ptr<Element> element_of(Table const& table, TableRow const& row, std::string_view default_language, std::string& parameters,
                                    std::string& trigger)
{
    auto element = std::make_unique<Element>();
    element->row = row.number;
    for (auto const& cell : row.cells) {
        auto const& path = table.headings[cell.heading].path;
        auto const part = [&path](std::size_t i) { return path.size() > i ? std::string_view{path[i]} : std::string_view{}; };
        auto const& first = path.front();
        auto const add_to = [&](Attributes& attributes) {
            if (path.size() > 1) attributes.at(part(1)).add(part(2), cell.text, default_language);
        };
        if (first == "type")
            element->type = canonical_type(cell.text);
        else if (first == "name")
            element->name = cell.text;
        else if (first == "label")
            element->label.add(part(1), cell.text, default_language);
        else if (first == "hint")
            element->hint.add(part(1), cell.text, default_language);
        else if (first == "guidance_hint")
            element->guidance_hint.add(part(1), cell.text, default_language);
        else if (first == "bind")
            add_to(element->bind);
        else if (first == "control")
            add_to(element->control);
        else if (first == "instance")
            add_to(element->instance);
        else if (first == "media" && path.size() == 1)
            element->has_bare_media = true;
        else if (first == "media")
            add_to(element->media);
        else if (first == "default")
            element->default_value = cell.text;
        else if (first == "choice_filter")
            element->choice_filter = cell.text;
        else if (first == "question_id")
            element->question_id = cell.text;
        else if (first == "intent")
            element->control.set("intent", cell.text);
        else if (first == "parameters")
            parameters = cell.text;
        else if (first == "trigger")
            trigger = cell.text;
    }
    return element;
}

SurveyReader::SurveyReader(Form& form, SurveySources const& sources, Entities& entities, Findings& findings)
    : form_(form), sources_(sources), table_(sources.survey), entities_(entities), findings_(findings)
{
    form_.root().kind = Element::Kind::survey;
    form_.root().name = form_.settings.form_name;
    form_.root().type = "survey";
    open_.push_back({.element = &form_.root(), .kind = std::nullopt, .names = {}, .lower_names = {}});
}

Element& SurveyReader::add(std::unique_ptr<Element> element) { return open_.back().element->add(std::move(element)); }

void SurveyReader::read()
{
    for (auto const& row : table_.rows) read_row(row);
    check_end();
    if (form_.settings.is_flat) flatten(form_.root(), {});
    add_meta();
    for (auto const& [name, where] : trigger_uses_)
        if (!question_names_.contains(name))
            findings_.error(where, "the trigger ${" + name + "} names no question of the survey sheet; could not find the name '" + name + "'",
                            "check the spelling");
    check_geometry_references();
}

bool SurveyReader::is_passed_over(TableRow const& source, Element const& element)
{
    if (auto const disabled = table_.value(source, "disabled"); !disabled.empty()) {
        findings_.warn(place(source, "disabled"), "the column 'disabled' is not part of the specification", "use relevant instead");
        if (yes_or_no(disabled).value_or(false)) return true;
    }
    if (!element.type.empty()) return false;
    if (element.name.empty() && element.label.is_empty())
        findings_.warn(place(source), "a row without type, name and label is passed over", "remove it, or complete it");
    else
        findings_.error(place(source, "type"), "question with no type", "write a type, as text or select_one");
    return true;
}

bool SurveyReader::take_setting(TableRow const& source, Element const& element)
{
    auto const setting = setting_in_type(element.type);
    if (setting.empty()) return false;
    auto const value = std::string{table_.value(source, "name")};
    if (setting == "title")
        form_.settings.title = value;
    else
        form_.settings.id = value;
    return true;
}

void SurveyReader::read_row(TableRow const& source)
{
    std::string trigger;
    Row row{.source = source, .element = nullptr, .parameters_text = {}, .parameters = {}};
    row.element = element_of(table_, source, form_.settings.default_language, row.parameters_text, trigger);
    auto& element = *row.element;
    if (is_passed_over(source, element)) return;
    if (!trigger.empty()) read_trigger(row, trigger);
    note_dynamic_default(element);
    row.parameters = parse_parameters(row.parameters_text, place(source, "parameters"), findings_);
    if (element.type == "audit") return read_audit(std::move(row));
    if (take_setting(source, element)) return;
    if (auto const end = parse_end(element.type)) return read_end(source, *end, element);
    auto const begin = parse_begin(element.type);
    if (begin) element.kind = begin->kind == SectionKind::repeat ? Element::Kind::repeat : Element::Kind::group;
    if (!check_name(row)) {
        // Its end follows: it is opened all the same, so that one mistake is told as one.
        if (!begin) return;
        element.name = "unnamed_" + std::to_string(source.number);
    }
    entities_.note(element, *open_.back().element, place(source, "bind", "entities:saveto"));
    if (begin) return read_begin(std::move(row), *begin);
    question_names_.insert(element.name);
    if (auto const select = parse_select(element.type)) return read_select(std::move(row), *select);
    read_question(std::move(row));
}

bool SurveyReader::check_name(Row& row)
{
    auto& element = *row.element;
    if (element.name.empty() && element.type == "note") element.name = "generated_note_name_" + std::to_string(row.source.number);
    auto const where = place(row.source, "name");
    auto& siblings = open_.back();
    if (element.name.empty()) {
        findings_.error(where, "question or group with no name", "write a name: what its answer is called in the data");
        return false;
    }
    if (!is_element_name(element.name)) {
        findings_.error(where,
                        "invalid question name '" + element.name +
                            "': names must begin with a letter or \"_\" and go on with letters, digits, \"_\", \"-\" or \".\"",
                        "rename it, without spaces or other signs");
        return false;
    }
    ++names_[element.name];
    if (element.name == "meta") findings_.error(where, "the name 'meta' is reserved for form metadata", "rename it");
    if (!siblings.names.insert(element.name).second)
        findings_.error(where,
                        "the name '" + element.name +
                            "' stands twice here: questions, groups, and repeats must be unique within their nearest parent group or repeat",
                        "rename one of them");
    else if (!siblings.lower_names.insert(lowered(element.name)).second)
        findings_.warn(where,
                       "the name '" + element.name + "' is a case-insensitive match to another name here; some programs cannot tell them apart",
                       "rename one of them");
    if (element.kind == Element::Kind::repeat) {
        if (element.name == form_.settings.form_name)
            findings_.error(where, "the repeat '" + element.name + "' must not be called as the survey root (which defaults to 'data')",
                            "rename the repeat");
        if (!repeat_names_.insert(element.name).second)
            findings_.error(where, "the repeat name '" + element.name + "' stands twice: repeat names must be unique anywhere in the survey",
                            "rename one of them");
    }
    return true;
}

void SurveyReader::read_trigger(Row& row, std::string_view text)
{
    auto const where = place(row.source, "trigger");
    std::string_view const remedy = "write ${name}, or several with a comma between each";
    for (auto const part : split(text, ",")) {
        auto const references = references_of(part);
        if (has_broken_reference(part) || references.empty()) {
            findings_.error(where, "the trigger is not well formed: reference variables must start with '${', then a question name, and end with '}'",
                            std::string{remedy});
        } else if (references.size() > 1) {
            findings_.error(where, "reference variable lists must have a comma between each variable", std::string{remedy});
        } else {
            row.element->triggers.emplace_back(references.front().name);
            trigger_uses_.emplace_back(references.front().name, where);
        }
    }
}

void SurveyReader::note_dynamic_default(Element& element)
{
    if (element.default_value.empty() || !is_dynamic_default(element.default_value, element.type)) return;
    element.has_dynamic_default = true;
    element.actions.push_back({.element = "setvalue", .event = "odk-instance-first-load", .value = {}, .quality = {}});
    if (is_in_repeat(*open_.back().element))
        element.actions.push_back({.element = "setvalue", .event = "odk-new-repeat", .value = {}, .quality = {}});
}

void SurveyReader::read_begin(Row row, SectionWords const& words)
{
    auto& element = *row.element;
    auto const written = element.type;
    element.type = section_name(words.kind);
    if (open_.size() >= depth_max) {
        findings_.error(place(row.source), "groups inside groups more than " + std::to_string(depth_max) + " deep", "split the form");
        return;
    }
    bool const shows_list = words.kind == SectionKind::group && element.control.plain("appearance") == "field-list";
    if (element.label.is_empty() && element.media.is_empty() && element.bind.find("calculate") == nullptr && !element.has_dynamic_default &&
        !shows_list) {
        auto kind = std::string{section_name(words.kind)};
        kind.front() = static_cast<char>(kind.front() - 'a' + 'A');
        findings_.warn(place(row.source, "label"), kind + " has no label: '" + element.name + "' ('" + written + "')",
                       "write one, or say appearance = field-list");
    }
    auto const required = element.bind.plain("required");
    if (!required.empty() && yes_or_no(required).value_or(true))
        findings_.error(place(row.source, "bind", "required"), "groups, repeats and loops cannot be required",
                        "move 'required' to the questions inside");
    Open open{.element = nullptr, .kind = words.kind, .names = {}, .lower_names = {}};
    if (words.kind == SectionKind::loop) {
        element.list = words.list;
        if (words.list.empty())
            findings_.error(place(row.source, "type"), "repeat loop without list name", "write begin_loop over, then the name of a list");
        else if (form_.choices.find(words.list) == nullptr)
            findings_.error(place(row.source, "type"), "the list " + std::string{words.list} + " of the loop is not on the choices sheet",
                            "check the spelling");
    }
    count_repeats(element);
    begin_table_list(element);
    open.element = &add(std::move(row.element));
    open_.push_back(std::move(open));
}

void SurveyReader::count_repeats(Element& element)
{
    auto const count = std::string{element.control.plain("jr:count")};
    if (count.empty() || is_reference(count)) return;
    auto node = made_by_us("calculate", element.name + "_count");
    node->row = element.row;
    node->bind.set("readonly", "true()");
    node->bind.set("calculate", count);
    ++names_[node->name];
    if (!open_.back().names.insert(node->name).second)
        findings_.error(table_.place(element.row, "name"),
                        "the name '" + node->name +
                            "', made for the repeat's count, stands twice here: questions, groups, and repeats must be unique within their parent",
                        "rename the question of that name");
    element.control.set("jr:count", "${" + node->name + "}");
    finish_question(*node, table_.place(element.row, "label"), findings_);
    add(std::move(node));
}

void SurveyReader::begin_table_list(Element& element)
{
    std::string others;
    bool found = false;
    for (auto const word : split_words(element.control.plain("appearance"))) {
        if (word == "table-list")
            found = true;
        else
            others += " " + std::string{word};
    }
    if (!found) return;
    table_list_ = TableList::awaited;
    element.control.set("appearance", "field-list" + others);
    if (element.label.is_empty() && element.hint.is_empty()) return;
    // A group in one page shows no label of its own; a note does.
    auto note = made_by_us("note", "generated_table_list_label_" + std::to_string(element.row));
    note->row = element.row;
    std::swap(note->label, element.label);
    std::swap(note->hint, element.hint);
    finish_question(*note, table_.place(element.row, "label"), findings_);
    element.add(std::move(note));
}

void SurveyReader::read_end(TableRow const& source, SectionKind kind, Element const& element)
{
    if (!element.bind.plain("entities:saveto").empty())
        findings_.error(place(source, "bind", "entities:saveto"), "groups and repeats can't be saved as entity properties",
                        "move the save_to to a question inside");
    auto const name = std::string{section_name(kind)};
    if (open_.back().kind != kind) {
        findings_.error(place(source, "type"),
                        "unmatched 'end_" + name + "': no matching 'begin_" + name + "' was found for the name '" +
                            (element.name.empty() ? std::string{"None"} : element.name) + "'",
                        open_.back().kind
                            ? "end the " + std::string{section_name(*open_.back().kind)} + " \"" + open_.back().element->name + "\" first"
                            : "remove the row");
        return;
    }
    open_.pop_back();
    table_list_ = TableList::none;
}

void SurveyReader::check_end()
{
    for (; open_.size() > 1; open_.pop_back()) {
        auto const& open = open_.back();
        auto const name = std::string{section_name(*open.kind)};
        findings_.error(table_.place(open.element->row, "type"),
                        "unmatched 'begin_" + name + "': no matching 'end_" + name + "' was found for the name '" + open.element->name + "'",
                        "add a row end_" + name);
    }
    if (!findings_.has_errors()) expand_loops(form_.root(), form_.choices, table_, findings_);
}

void SurveyReader::add_meta()
{
    auto const& settings = form_.settings;
    if (!settings.omits_instance_id) {
        auto id = made_by_us("calculate", "instanceID");
        id->bind.set("readonly", "true()");
        id->bind.set("jr:preload", settings.instance_id);
        meta_.push_back(std::move(id));
    }
    if (!settings.instance_name.empty()) {
        auto name = made_by_us("calculate", "instanceName");
        name->bind.set("calculate", settings.instance_name);
        meta_.push_back(std::move(name));
    }
    if (meta_.empty()) return;
    auto meta = made_by_us("group", "meta");
    meta->kind = Element::Kind::meta;
    for (auto& element : meta_) {
        ++names_[element->name];
        finish_question(*element, {}, findings_);
        meta->add(std::move(element));
    }
    form_.root().add(std::move(meta));
}

void SurveyReader::check_geometry_references()
{
    for (auto const& [target, where] : geometry_uses_) {
        auto const references = references_of(target);
        bool const repeat = is_reference(target) && repeat_names_.contains(std::string{references.front().name});
        if (repeat || file_instances_.contains(target) || form_.choices.find(target) != nullptr || entities_.has_list(target)) continue;
        findings_.error(where,
                        "reference-geometry=" + target +
                            " must match a secondary instance (a choices list_name, an entities list_name, or the base name of an attached "
                            "file), or be a reference variable with the name of a repeat",
                        "check the spelling");
    }
}

}  // namespace accalmie::forms
