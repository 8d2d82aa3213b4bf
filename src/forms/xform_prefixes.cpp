// SPDX-License-Identifier: Apache-2.0
#include "forms/xform_prefixes.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace accalmie::forms {

namespace {

struct Namespace {
    std::string_view prefix, address;
};
constexpr std::array<Namespace, 7> standard{{{"xmlns", "http://www.w3.org/2002/xforms"},
                                             {"xmlns:h", "http://www.w3.org/1999/xhtml"},
                                             {"xmlns:ev", "http://www.w3.org/2001/xml-events"},
                                             {"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
                                             {"xmlns:jr", "http://openrosa.org/javarosa"},
                                             {"xmlns:orx", "http://openrosa.org/xforms"},
                                             {"xmlns:odk", "http://www.opendatakit.org/xforms"}}};

class Dropper {
public:
    Dropper(Form const& form, Table const& survey, Findings& findings) : survey_(survey), findings_(findings)
    {
        for (auto const& [prefix, address] : namespaces_of(form))
            if (prefix.starts_with("xmlns:")) prefixes_.insert(prefix.substr(6));
        prefixes_.insert("xml");
    }

    void clean(Element& element)
    {
        constexpr std::array<std::string_view, 3> of_control{"ref", "nodeset", "tag"};
        constexpr std::array<std::string_view, 1> of_bind{"nodeset"};
        clean(element.control, of_control, survey_.place(element.row, "control"));
        clean(element.bind, of_bind, survey_.place(element.row, "bind"));
        clean(element.instance, {}, survey_.place(element.row, "instance"));
        for (auto& child : element.children) clean(*child);
    }

    void clean(Attributes& attributes, std::span<std::string_view const> reserved, Place const& place)
    {
        std::vector<std::string> unusable;
        for (auto const& [name, text] : attributes) {
            auto const colon = name.find(':');
            bool const undeclared = colon != std::string::npos && !prefixes_.contains(name.substr(0, colon));
            bool const ours = std::ranges::find(reserved, name) != reserved.end();
            if (is_element_name(name) && !undeclared && !ours) continue;
            unusable.push_back(name);
            if (undeclared)
                findings_.warn(place, "the attribute " + name + " is left out: its prefix is not declared",
                               "declare it in the setting namespaces, as " + name.substr(0, colon) + "=\"http://...\"");
            else if (ours)
                findings_.warn(place, "the attribute " + name + " is left out: the compiler writes it", "remove the column");
            else
                findings_.warn(place, "the attribute \"" + name + "\" is left out: XML cannot bear its name", "rename the column");
        }
        for (auto const& name : unusable) attributes.remove(name);
    }

private:
    Table const& survey_;
    Findings& findings_;
    std::set<std::string> prefixes_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> namespaces_of(Form const& form)
{
    std::vector<std::pair<std::string, std::string>> all;
    auto const add = [&all](std::string prefix, std::string address) {
        if (std::ranges::find(all, prefix, [](auto const& pair) { return pair.first; }) == all.end())
            all.emplace_back(std::move(prefix), std::move(address));
    };
    for (auto const& [prefix, address] : standard) add(std::string{prefix}, std::string{address});
    for (auto const word : split_words(form.settings.namespaces)) {
        auto const parts = split(word, "=");
        if (parts.size() != 2 || name_length(parts[0]) != parts[0].size() || parts[0].empty()) continue;
        add("xmlns:" + std::string{parts[0]}, replaced_all(replaced_all(std::string{parts[1]}, "\"", ""), "'", ""));
    }
    if (!form.entities_version.empty()) add("xmlns:entities", "http://www.opendatakit.org/xforms/entities");
    return all;
}

void drop_unusable_attributes(Form& form, Table const& survey, Findings& findings)
{
    Dropper dropper{form, survey, findings};
    dropper.clean(form.root());
    dropper.clean(form.settings.attributes, {}, {.sheet = "settings", .row = 1, .column = "attribute", .cell = {}});
}

}  // namespace accalmie::forms
