// SPDX-License-Identifier: Apache-2.0
#include "forms/xform_model.hpp"

#include "forms/xform_body.hpp"
#include "forms/xform_instances.hpp"
#include "forms/xform_itext.hpp"
#include "forms/xform_prefixes.hpp"
#include "forms/xls_survey.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

void write_submission(XmlWriter& xml, Settings const& settings)
{
    bool const nothing = settings.submission_url.empty() && settings.public_key.empty() && settings.auto_send.empty() && settings.auto_delete.empty();
    if (nothing && !settings.is_client_editable) return;
    auto const set = [&xml](std::string_view name, std::string const& value) {
        if (!value.empty()) xml.attribute(name, value);
    };
    xml.open("submission");
    set("action", settings.submission_url);
    if (!settings.submission_url.empty()) xml.attribute("method", "post");
    set("base64RsaPublicKey", settings.public_key);
    set("orx:auto-send", settings.auto_send);
    set("orx:auto-delete", settings.auto_delete);
    if (settings.is_client_editable) xml.attribute("odk:client-editable", "true");
    xml.close();
}

bool is_expression(std::string_view name)
{
    return name == "readonly" || name == "required" || name == "relevant" || name == "constraint" || name == "calculate";
}

class BindWriter {
public:
    BindWriter(XmlWriter& xml, References& references, BodyWriter& body) : xml_(xml), references_(references), body_(body) {}

    void write(Element const& element)
    {
        if (!element.is_flat && !element.bind.is_empty() && element.kind != Element::Kind::external_instance) write_bind(element);
        body_.write_actions(element, BodyWriter::Moment::load);
        for (auto const& child : element.children) write(*child);
    }

private:
    void write_bind(Element const& element)
    {
        xml_.open("bind");
        xml_.attribute("nodeset", element.path);
        for (auto const& [name, text] : element.bind) {
            // Computed by the action of what sets it off.
            if (name == "calculate" && !element.triggers.empty()) continue;
            xml_.attribute(name, value(element, name, text));
        }
        xml_.close();
    }

    std::string value(Element const& element, std::string const& name, Text const& text)
    {
        if (needs_itext(name, text)) return "jr:itext('" + element.path + ":" + name + "')";
        auto const& plain = text.is_translated() ? text.by_language.front().second : text.plain;
        if (auto const answer = yes_or_no(plain); answer && is_expression(name)) return *answer ? "true()" : "false()";
        return references_.with_paths(plain, element);
    }

    XmlWriter& xml_;
    References& references_;
    BodyWriter& body_;
};

/// search() in an appearance: choices stand in the body, and their list is no instance.
bool is_search(Element const& element)
{
    auto const appearance = element.control.plain("appearance");
    auto const at = appearance.find("search(");
    return at != std::string_view::npos && appearance.find(')', at) != std::string_view::npos;
}

struct ListUse {
    std::vector<Element const*> searching, reading;
};

void mark_searches(Element& element, Form& form, Table const& survey, std::map<std::string, ListUse>& uses, Findings& findings)
{
    if (element.is_select()) {
        auto* list = form.choices.find(element.list);
        if (!is_search(element)) {
            uses[element.list].reading.push_back(&element);
        } else if (list == nullptr) {
            findings.error(survey.place(element.row, "control", "appearance"),
                           "question '" + element.name + "' is a select from file type, using 'search()': this combination is not supported",
                           "remove the search(), or change the select type");
        } else {
            element.is_inline_select = list->used_by_search = true;
            uses[element.list].searching.push_back(&element);
        }
    }
    for (auto& child : element.children) mark_searches(*child, form, survey, uses, findings);
}

void check_searches(Form& form, Table const& survey, Findings& findings)
{
    std::map<std::string, ListUse> uses;
    mark_searches(form.root(), form, survey, uses, findings);
    for (auto const& [list, use] : uses) {
        if (use.searching.empty() || use.reading.empty()) continue;
        std::string others;
        for (auto const* element : use.reading) others += (others.empty() ? "'" : ", '") + element->name + "'";
        for (auto const* element : use.searching)
            findings.error(survey.place(element->row, "type"),
                           "question '" + element->name + "' uses 'search()', and its choice list name '" + list +
                               "' is referenced by at least one other question that does not: " + others,
                           "use search() for all of them, or another list for this question");
    }
}

void check_triggers(Form const& form, References const& references, Table const& survey, Findings& findings)
{
    for (auto const& [name, targets] : triggered_questions(form)) {
        auto const* source = references.find(name);
        if (source == nullptr || is_shown(*source)) continue;
        bool const computed = source->type == "calculate" || source->bind.find("calculate") != nullptr || !source->triggers.empty();
        for (auto const* target : targets) {
            auto const what =
                "the question ${" + name + "} is not user-visible so it can't be used as a calculation trigger for question ${" + target->name + "}";
            if (computed)
                findings.error(survey.place(target->row, "trigger"), what, "name a question that people answer");
            else
                findings.warn(survey.place(target->row, "trigger"), what, "name a question that people answer");
        }
    }
}

}  // namespace

std::vector<std::string> write_xform(Form& form, Table const& survey, std::string& out, Findings& findings)
{
    drop_unusable_attributes(form, survey, findings);
    References references{form, findings};
    check_searches(form, survey, findings);
    check_triggers(form, references, survey, findings);
    Itext const itext{form};
    auto const instances = secondary_instances(form, findings);
    if (findings.has_errors()) return itext.languages();
    out += "<?xml version=\"1.0\"?>\n";
    XmlWriter xml{out};
    BodyWriter body{xml, form, references};
    xml.open("h:html");
    for (auto const& [prefix, address] : namespaces_of(form)) xml.attribute(prefix, address);
    xml.open("h:head");
    xml.leaf("h:title", form.settings.title);
    xml.open("model");
    xml.attribute("odk:xforms-version", "1.0.0");
    if (!form.entities_version.empty()) xml.attribute("entities:entities-version", form.entities_version);
    write_submission(xml, form.settings);
    itext.write(xml, references);
    write_primary_instance(xml, form, references);
    for (auto const& instance : instances) write_secondary_instance(xml, instance, form.choices);
    BindWriter{xml, references, body}.write(form.root());
    xml.close();
    xml.close();
    body.write();
    xml.close();
    return itext.languages();
}

}  // namespace accalmie::forms
