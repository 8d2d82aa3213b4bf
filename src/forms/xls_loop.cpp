// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_loop.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

constexpr std::size_t copies_max = 100'000;

/// The label in that language; if it has none there, the first.
std::string label_in(Choice const& choice, std::string_view language)
{
    if (!choice.label.is_translated()) return choice.label.plain;
    for (auto const& [other, text] : choice.label.by_language)
        if (other == language) return text;
    return choice.label.by_language.front().second;
}

void fill(std::string& text, Choice const& choice, std::string_view language)
{
    if (text.find("%(") == std::string::npos) return;
    text = replaced_all(replaced_all(std::move(text), "%(name)s", choice.name), "%(label)s", label_in(choice, language));
}

void fill(Text& text, Choice const& choice)
{
    fill(text.plain, choice, {});
    for (auto& [language, words] : text.by_language) fill(words, choice, language);
}

void fill(Attributes& attributes, Choice const& choice)
{
    for (auto& [name, text] : attributes) fill(text, choice);
}

std::unique_ptr<Element> copy_for(Element const& from, Choice const& choice)
{
    auto copy = std::make_unique<Element>();
    copy->kind = from.kind;
    copy->name = from.name;
    copy->type = from.type;
    copy->question_id = from.question_id;
    copy->row = from.row;
    copy->label = from.label;
    copy->hint = from.hint;
    copy->guidance_hint = from.guidance_hint;
    copy->media = from.media;
    copy->bind = from.bind;
    copy->control = from.control;
    copy->instance = from.instance;
    copy->default_value = from.default_value;
    copy->choice_filter = from.choice_filter;
    copy->list = from.list;
    copy->parameters = from.parameters;
    copy->triggers = from.triggers;
    copy->actions = from.actions;
    copy->tags = from.tags;
    copy->has_dynamic_default = from.has_dynamic_default;
    for (auto* text : {&copy->label, &copy->hint, &copy->guidance_hint}) fill(*text, choice);
    for (auto* attributes : {&copy->media, &copy->bind, &copy->control, &copy->instance}) fill(*attributes, choice);
    for (auto* text : {&copy->name, &copy->default_value, &copy->choice_filter}) fill(*text, choice, {});
    for (auto const& child : from.children) copy->add(copy_for(*child, choice));
    return copy;
}

std::size_t size_of(Element const& element)
{
    std::size_t size = 1;
    for (auto const& child : element.children) size += size_of(*child);
    return size;
}

bool holds_repeat(Element const& element)
{
    return element.kind == Element::Kind::repeat || std::ranges::any_of(element.children, [](auto const& child) { return holds_repeat(*child); });
}

void expand(Element& loop, ChoiceList const& list, Table const& survey, Findings& findings)
{
    auto const several = std::ranges::count_if(list.choices, [](Choice const& choice) { return choice.name != "none"; }) > 1;
    if (several && holds_repeat(loop)) {
        findings.error(survey.place(loop.row, "type"),
                       "a repeat inside a loop: its name would stand once for each choice, and repeat names must be unique anywhere in the survey",
                       "put the loop inside the repeat, or write the repeats one by one");
        return;
    }
    if (size_of(loop) * list.choices.size() > copies_max) {
        findings.error(survey.place(loop.row, "type"), "this loop makes more than " + std::to_string(copies_max) + " questions", "use a repeat");
        return;
    }
    auto const templates = std::move(loop.children);
    loop.children.clear();
    loop.type = "group";
    loop.list.clear();
    for (auto const& choice : list.choices) {
        if (choice.name == "none") continue;
        auto group = std::make_unique<Element>();
        group->kind = Element::Kind::group;
        group->type = "group";
        group->name = choice.name;
        group->row = loop.row;
        group->label = choice.label;
        group->media = choice.media;
        if (!is_element_name(choice.name))
            findings.error(survey.place(loop.row, "type"), "the choice '" + choice.name + "' of the loop cannot be the name of a group",
                           "give its choices names without spaces or other signs");
        for (auto const& child : templates) group->add(copy_for(*child, choice));
        loop.add(std::move(group));
    }
}

}  // namespace

void expand_loops(Element& element, ChoiceLists const& lists, Table const& survey, Findings& findings)
{
    for (auto& child : element.children) expand_loops(*child, lists, survey, findings);
    if (element.type != "loop") return;
    if (auto const* list = lists.find(element.list)) expand(element, *list, survey, findings);
}

}  // namespace accalmie::forms
