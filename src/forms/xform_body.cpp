// SPDX-License-Identifier: Apache-2.0
#include "forms/xform_body.hpp"

#include "forms/xform_itext.hpp"
#include "forms/xls_survey.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"
#include "forms/xls_types.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

void collect_triggered(Element const& element, TriggeredBy& triggered)
{
    for (auto const& name : element.triggers) triggered[name].push_back(&element);
    for (auto const& child : element.children) collect_triggered(*child, triggered);
}

bool is_position(Element const& element) { return element.type == "geopoint" || element.type == "geotrace" || element.type == "geoshape"; }

}  // namespace

TriggeredBy triggered_questions(Form const& form)
{
    TriggeredBy triggered;
    collect_triggered(form.root(), triggered);
    return triggered;
}

void BodyWriter::write()
{
    xml_.open("h:body");
    if (!form_.settings.style.empty()) xml_.attribute("class", form_.settings.style);
    for (auto const& child : form_.root().children) write_control(*child);
    xml_.close();
}

void BodyWriter::write_control(Element const& element)
{
    using K = Element::Kind;
    switch (element.kind) {
    case K::group: return write_group(element);
    case K::repeat: return write_repeat(element);
    case K::question: return write_question(element);
    case K::survey:
    case K::meta:
    case K::entity:
    case K::attribute:
    case K::external_instance: break;
    }
}

void BodyWriter::write_attributes(Element const& element)
{
    for (auto const& [name, text] : element.control) {
        auto const& value = text.is_translated() ? text.by_language.front().second : text.plain;
        xml_.attribute(name, references_.with_paths(value, element));
    }
}

void BodyWriter::write_group(Element const& group)
{
    xml_.open("group");
    if (!group.is_flat) xml_.attribute("ref", group.path);
    write_attributes(group);
    if (!group.label.is_empty()) write_label(group);
    for (auto const& child : group.children) write_control(*child);
    xml_.close();
}

void BodyWriter::write_repeat(Element const& repeat)
{
    xml_.open("group");
    xml_.attribute("ref", repeat.path);
    write_label(repeat);
    xml_.open("repeat");
    xml_.attribute("nodeset", repeat.path);
    write_attributes(repeat);
    for (auto const& child : repeat.children) write_control(*child);
    for (auto const& child : repeat.children) write_repeat_actions(*child);
    xml_.close();
    xml_.close();
}

void BodyWriter::write_repeat_actions(Element const& element)
{
    if (element.kind == Element::Kind::repeat) return;
    write_actions(element, Moment::new_repeat);
    for (auto const& child : element.children) write_repeat_actions(*child);
}

void BodyWriter::write_actions(Element const& element, Moment moment)
{
    for (auto const& action : element.actions) {
        if ((action.event == "odk-new-repeat") != (moment == Moment::new_repeat)) continue;
        xml_.open(action.element);
        xml_.attribute("ref", element.path);
        xml_.attribute("event", action.event);
        auto const value = element.has_dynamic_default ? references_.with_paths(element.default_value, element) : action.value;
        if (action.element == "setvalue" && !value.empty()) xml_.attribute("value", value);
        if (!action.quality.empty()) xml_.attribute("odk:quality", action.quality);
        xml_.close();
    }
}

void BodyWriter::write_label(Element const& element)
{
    xml_.open("label");
    if (needs_itext(element))
        xml_.attribute("ref", "jr:itext('" + element.path + ":label')");
    else
        write_pieces(xml_, references_.pieces(element.label.plain, &element));
    xml_.close();
}

void BodyWriter::write_hint(Element const& element)
{
    xml_.open("hint");
    if (element.hint.is_translated() || !element.guidance_hint.is_empty())
        xml_.attribute("ref", "jr:itext('" + element.path + ":hint')");
    else
        write_pieces(xml_, references_.pieces(element.hint.plain, &element));
    xml_.close();
}

void BodyWriter::write_question(Element const& element)
{
    if (!is_shown(element)) return;
    xml_.open(find_question_type(element.type)->control);
    xml_.attribute("ref", element.path);
    write_attributes(element);
    if (element.type == "select one external" && !element.list.empty()) {
        auto const filter = references_.with_paths(element.choice_filter, element, PathManner::current);
        xml_.attribute("query", list_items(element.list) + (filter.empty() ? "" : "[" + filter + "]"));
    }
    write_label(element);
    if (!element.hint.is_empty() || !element.guidance_hint.is_empty()) write_hint(element);
    write_choices(element);
    for (auto const& tag : element.tags) {
        xml_.open("tag");
        xml_.attribute("key", tag.key);
        xml_.open("label");
        write_pieces(xml_, references_.pieces(tag.label.is_translated() ? tag.label.by_language.front().second : tag.label.plain, &element));
        xml_.close();
        xml_.close();
    }
    write_triggered(element);
    xml_.close();
}

void BodyWriter::write_triggered(Element const& element)
{
    auto const found = triggered_.find(element.name);
    if (found == triggered_.end()) return;
    for (bool const position : {false, true}) {
        for (auto const* target : found->second) {
            if ((target->type == "background-geopoint") != position) continue;
            xml_.open(position ? "odk:setgeopoint" : "setvalue");
            xml_.attribute("ref", target->path);
            xml_.attribute("event", "xforms-value-changed");
            auto const value = target->bind.plain("calculate");
            if (!position && !value.empty()) xml_.attribute("value", references_.with_paths(value, element));
            xml_.close();
        }
    }
}

BodyWriter::Itemset BodyWriter::itemset_of_answers(Element const& element)
{
    auto path = std::string{stripped(references_.with_paths(element.list, element, PathManner::parent))};
    auto const* target = references_.find(references_of(element.list).front().name);
    Itemset itemset;
    if (is_position(element) && target != nullptr && target->kind == Element::Kind::repeat) {
        // The shapes drawn in a repeat: its question "geometry".
        itemset = {.nodeset = path, .value = "geometry", .label = "geometry"};
    } else {
        auto const slash = path.rfind('/');
        auto const name = slash == std::string::npos ? path : path.substr(slash + 1);
        itemset = {.nodeset = slash == std::string::npos ? std::string{} : path.substr(0, slash), .value = name, .label = name};
    }
    if (element.choice_filter.empty()) {
        itemset.nodeset += "[./" + itemset.value + " != '']";
        return itemset;
    }
    auto filter = references_.with_paths(element.choice_filter, element, PathManner::current_and_parent);
    filter = replaced_all(std::move(filter), "current()/" + itemset.nodeset, ".");
    filter = replaced_all(std::move(filter), itemset.nodeset, ".");
    itemset.nodeset += "[" + filter + "]";
    return itemset;
}

BodyWriter::Itemset BodyWriter::itemset_of_list(Element const& element)
{
    auto const [stem, extension] = file_name_parts(element.list);
    bool const file = is_choices_file(extension);
    Itemset itemset{.nodeset = list_items(file ? stem : std::string_view{element.list}), .value = "name", .label = "label"};
    if (extension == ".geojson") {
        itemset.value = "id";
        itemset.label = "title";
    }
    if (auto const* value = find_parameter(element.parameters, "value")) itemset.value = *value;
    if (auto const* label = find_parameter(element.parameters, "label")) itemset.label = *label;
    auto const* list = form_.choices.find(element.list);
    if (!file && list != nullptr && list->needs_itext) itemset.label = "jr:itext(itextId)";
    if (auto const filter = references_.with_paths(element.choice_filter, element, PathManner::current); !filter.empty())
        itemset.nodeset += "[" + filter + "]";
    return itemset;
}

void BodyWriter::write_itemset(Element const& element)
{
    auto itemset = references_of(element.list).empty() ? itemset_of_list(element) : itemset_of_answers(element);
    auto const* randomize = find_parameter(element.parameters, "randomize");
    if (randomize != nullptr && *randomize == "true") {
        auto const* seed = find_parameter(element.parameters, "seed");
        auto const by = seed == nullptr ? std::string{} : ", " + std::string{stripped(references_.with_paths(*seed, element))};
        itemset.nodeset = "randomize(" + itemset.nodeset + by + ")";
    }
    xml_.open("itemset");
    xml_.attribute("nodeset", itemset.nodeset);
    xml_.open("value");
    xml_.attribute("ref", itemset.value);
    xml_.close();
    xml_.open("label");
    xml_.attribute("ref", itemset.label);
    xml_.close();
    xml_.close();
}

void BodyWriter::write_inline_choices(ChoiceList const& list)
{
    for (std::size_t i = 0; i < list.choices.size(); ++i) {
        auto const& choice = list.choices[i];
        xml_.open("item");
        xml_.open("label");
        if (list.needs_itext)
            xml_.attribute("ref", "jr:itext('" + list.name + "-" + std::to_string(i) + "')");
        else
            write_pieces(xml_, references_.pieces(choice.label.plain, nullptr));
        xml_.close();
        xml_.leaf("value", choice.name);
        xml_.close();
    }
}

void BodyWriter::write_choices(Element const& element)
{
    bool const reads_list = element.is_select() || element.type == "range" || is_position(element);
    if (!reads_list || element.list.empty()) return;
    if (!element.is_inline_select) return write_itemset(element);
    if (auto const* list = form_.choices.find(element.list)) write_inline_choices(*list);
}

}  // namespace accalmie::forms
