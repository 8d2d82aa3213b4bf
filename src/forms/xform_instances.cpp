// SPDX-License-Identifier: Apache-2.0
#include "forms/xform_instances.hpp"

#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"

#include <algorithm>
#include <array>

namespace accalmie::forms {

namespace {

constexpr std::array<std::string_view, 5> expressions{"calculate", "constraint", "readonly", "required", "relevant"};

/// Collects instances and tells those that clash.
class Collector {
public:
    explicit Collector(Findings& findings) : findings_(findings) {}

    void add(SecondaryInstance instance, std::string_view kind, Element const* by)
    {
        auto const row = by == nullptr ? 0U : by->row;
        auto const [found, is_new] = seen_.emplace(instance.id, Seen{instance.address, std::string{kind}});
        if (is_new) {
            made_.push_back(std::move(instance));
        } else if (found->second.address != instance.address) {
            findings_.error({.sheet = row == 0 ? "choices" : "survey", .row = row, .column = {}, .cell = {}},
                            "the same instance id '" + instance.id + "' will be generated for different external instance source URIs: " +
                                described(found->second) + " and " + described({instance.address, std::string{kind}}),
                            "rename the file, the list or the question");
        } else if (kind == "external") {
            findings_.error({.sheet = "survey", .row = row, .column = "name", .cell = {}},
                            "instance names must be unique within a form: '" + instance.id + "' was found twice", "remove one of the two rows");
        }
    }

    std::vector<SecondaryInstance> taken() { return std::move(made_); }

private:
    struct Seen {
        std::string address, kind;
    };
    static std::string described(Seen const& seen) { return seen.kind + " " + (seen.address.empty() ? "None" : seen.address); }

    Findings& findings_;
    std::map<std::string, Seen> seen_;
    std::vector<SecondaryInstance> made_;
};

std::string file_address(std::string_view name)
{
    auto const [stem, extension] = file_name_parts(name);
    return (extension == ".csv" ? "jr://file-csv/" : "jr://file/") + std::string{name};
}

/// The first arguments of pulldata('file', ...).
void add_pulldata(std::string_view text, Element const& element, Collector& collector)
{
    for (std::size_t at = 0; (at = text.find("pulldata", at)) != std::string_view::npos;) {
        at += 8;
        auto const open = text.find_first_not_of(" \t\n", at);
        if (open == std::string_view::npos || text[open] != '(') continue;
        auto const comma = text.find(',', open);
        if (comma == std::string_view::npos) return;
        auto name = replaced_all(replaced_all(std::string{stripped(text.substr(open + 1, comma - open - 1))}, "'", ""), "\"", "");
        name = std::string{stripped(name)};
        collector.add({.id = name, .address = "jr://file-csv/" + name + ".csv"}, "pulldata", &element);
        at = comma;
    }
}

bool names_last_saved(std::string_view text) { return std::ranges::any_of(references_of(text), &Reference::last_saved); }

bool names_last_saved(Element const& element)
{
    if (names_last_saved(element.default_value) || names_last_saved(element.choice_filter) || names_last_saved(element.label.plain)) return true;
    for (auto const& [language, text] : element.label.by_language)
        if (names_last_saved(text)) return true;
    return std::ranges::any_of(expressions, [&](std::string_view name) { return names_last_saved(element.bind.plain(name)); });
}

void collect(Element const& element, Collector& collector, bool& last_saved)
{
    if (element.kind == Element::Kind::external_instance) {
        auto const csv = element.type == "csv-external";
        collector.add({.id = element.name, .address = (csv ? "jr://file-csv/" : "jr://file/") + element.name + (csv ? ".csv" : ".xml")}, "external",
                      &element);
    } else if (element.kind != Element::Kind::attribute) {
        for (auto const name : expressions) add_pulldata(element.bind.plain(name), element, collector);
        add_pulldata(element.choice_filter, element, collector);
        add_pulldata(element.default_value, element, collector);
        if (auto const [stem, extension] = file_name_parts(element.list); element.is_select() && is_choices_file(extension))
            collector.add({.id = std::string{stem}, .address = file_address(element.list)}, "file", &element);
        last_saved = last_saved || names_last_saved(element);
    }
    for (auto const& child : element.children) collect(*child, collector, last_saved);
}

/// Writes the data's elements. A repeat stands twice: empty as a template, and once.
class InstanceWriter {
public:
    InstanceWriter(XmlWriter& xml, References& references) : xml_(xml), references_(references) {}

    void write(Element const& element, Settings const* settings, bool in_template)
    {
        xml_.open(element.name);
        if (settings != nullptr) write_root_attributes(*settings);
        for (auto const& [name, text] : element.instance) xml_.attribute(name, references_.with_paths(text.plain, element));
        for (auto const& child : element.children)
            if (child->kind == Element::Kind::attribute) xml_.attribute(child->name, child->value);
        if (!element.has_dynamic_default) xml_.text(element.default_value);
        for (auto const& child : element.children) write_child(*child, in_template);
        xml_.close();
    }

private:
    static bool has_element(Element const& element)
    {
        return element.kind != Element::Kind::attribute && element.kind != Element::Kind::external_instance;
    }

    void write_root_attributes(Settings const& settings)
    {
        auto const set = [this](std::string_view name, std::string const& value) {
            if (!value.empty()) xml_.attribute(name, value);
        };
        constexpr std::array<std::string_view, 2> ours{"id", "version"};
        for (auto const& [name, text] : settings.attributes)
            if (std::ranges::find(ours, name) == ours.end() || (name == "version" && settings.version.empty())) xml_.attribute(name, text.plain);
        xml_.attribute("id", settings.id);
        set("xmlns", settings.instance_xmlns);
        set("version", settings.version);
        set("odk:prefix", settings.prefix);
        set("odk:delimiter", settings.delimiter);
    }

    void write_child(Element const& child, bool in_template)
    {
        if (!has_element(child)) return;
        if (child.is_flat) {
            for (auto const& grandchild : child.children) write_child(*grandchild, true);
            return;
        }
        if (child.kind == Element::Kind::repeat && !in_template) {
            write_template(child);
            write(child, nullptr, true);
        } else {
            write(child, nullptr, in_template);
        }
    }

    void write_template(Element const& repeat)
    {
        xml_.open(repeat.name);
        xml_.attribute("jr:template", "");
        for (auto const& child : repeat.children) {
            if (child->kind == Element::Kind::repeat)
                write_template(*child);
            else if (has_element(*child))
                write(*child, nullptr, false);
        }
        xml_.close();
    }

    XmlWriter& xml_;
    References& references_;
};

}  // namespace

std::vector<SecondaryInstance> secondary_instances(Form const& form, Findings& findings)
{
    Collector collector{findings};
    bool last_saved = false;
    collect(form.root(), collector, last_saved);
    if (last_saved) collector.add({.id = "__last-saved", .address = "jr://instance/last-saved"}, "instance", nullptr);
    for (auto const& list : form.choices.lists)
        if (!list.used_by_search) collector.add({.id = list.name, .address = {}, .list = &list}, "choice", nullptr);
    return collector.taken();
}

void write_primary_instance(XmlWriter& xml, Form const& form, References& references)
{
    xml.open("instance");
    InstanceWriter{xml, references}.write(form.root(), &form.settings, false);
    xml.close();
}

void write_secondary_instance(XmlWriter& xml, SecondaryInstance const& instance, ChoiceLists const& lists)
{
    xml.open("instance");
    xml.attribute("id", instance.id);
    if (instance.list == nullptr) {
        xml.attribute("src", instance.address);
        xml.close();
        return;
    }
    xml.open("root");
    for (std::size_t i = 0; i < instance.list->choices.size(); ++i) {
        auto const& choice = instance.list->choices[i];
        xml.open("item");
        if (instance.list->needs_itext) xml.leaf("itextId", instance.list->name + "-" + std::to_string(i));
        xml.leaf("name", choice.name);
        if (!instance.list->needs_itext && !choice.label.plain.empty()) xml.leaf("label", choice.label.plain);
        for (auto const& [column, text] : choice.more) xml.leaf(lists.columns[column], text);
        if (!choice.sms_option.empty()) xml.leaf("sms_option", choice.sms_option);
        xml.close();
    }
    xml.close();
    xml.close();
}

}  // namespace accalmie::forms
