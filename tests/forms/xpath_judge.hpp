// SPDX-License-Identifier: Apache-2.0
// tests/forms/xpath_judge.hpp: libxml2's XPath 1.0 over a form, and a form as text in which only what matters differs.
#pragma once

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::forms {

class XmlJudge {
public:
    explicit XmlJudge(std::string const& xml)
    {
        // Errors of namespaces leave a document behind; here they are errors.
        document_.reset(
            xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "form.xml", nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
        if (document_ != nullptr && xmlGetLastError() != nullptr) document_.reset();
        xmlResetLastError();
        if (!document_) return;
        context_.reset(xmlXPathNewContext(document_.get()));
        for (auto const& [prefix, address] :
             {std::pair{"h", "http://www.w3.org/1999/xhtml"}, std::pair{"x", "http://www.w3.org/2002/xforms"},
              std::pair{"jr", "http://openrosa.org/javarosa"}, std::pair{"orx", "http://openrosa.org/xforms"},
              std::pair{"odk", "http://www.opendatakit.org/xforms"}, std::pair{"ev", "http://www.w3.org/2001/xml-events"},
              std::pair{"xsd", "http://www.w3.org/2001/XMLSchema"}, std::pair{"entities", "http://www.opendatakit.org/xforms/entities"}})
            xmlXPathRegisterNs(context_.get(), octets(prefix), octets(address));
    }

    /// Well formed, every prefix declared.
    bool is_good() const { return document_ != nullptr && xmlDocGetRootElement(document_.get()) != nullptr && context_ != nullptr; }

    /// The string values of the nodes found; a value that is no set of nodes counts as one, "false" as none. Nothing: no XPath.
    std::optional<std::vector<std::string>> find(std::string const& expression) const
    {
        std::unique_ptr<xmlXPathObject, decltype(&xmlXPathFreeObject)> const found{xmlXPathEvalExpression(octets(expression.c_str()), context_.get()),
                                                                                   xmlXPathFreeObject};
        if (!found) return std::nullopt;
        std::vector<std::string> values;
        if (found->type == XPATH_BOOLEAN) {
            if (found->boolval != 0) values.emplace_back("true");
        } else if (found->type == XPATH_NODESET) {
            for (int i = 0; found->nodesetval != nullptr && i < found->nodesetval->nodeNr; ++i)
                values.push_back(content(found->nodesetval->nodeTab[i]));
        } else {
            std::unique_ptr<xmlChar, decltype(xmlFree)> const text{xmlXPathCastToString(found.get()), xmlFree};
            values.emplace_back(reinterpret_cast<char const*>(text.get()));
        }
        return values;
    }

    /// Elements in order, attributes sorted, runs of blanks as one; the texts of a translation and the values of a text in any order.
    std::string canonical() const { return is_good() ? canonical(xmlDocGetRootElement(document_.get())) : std::string{}; }

private:
    static xmlChar const* octets(char const* text) { return reinterpret_cast<xmlChar const*>(text); }

    static std::string content(xmlNode* node)
    {
        std::unique_ptr<xmlChar, decltype(xmlFree)> const text{xmlNodeGetContent(node), xmlFree};
        return text ? reinterpret_cast<char const*>(text.get()) : std::string{};
    }

    static std::string name(xmlChar const* local, xmlNs const* space)
    {
        auto const* address = space == nullptr ? nullptr : reinterpret_cast<char const*>(space->href);
        return (address == nullptr ? std::string{} : "{" + std::string{address} + "}") + reinterpret_cast<char const*>(local);
    }

    static std::string single_blanks(std::string_view text)
    {
        std::string out;
        for (char const letter : text) {
            bool const blank = letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';
            if (!blank)
                out += letter;
            else if (!out.empty() && out.back() != ' ')
                out += ' ';
        }
        while (!out.empty() && out.back() == ' ') out.pop_back();
        return out;
    }

    static std::string canonical(xmlNode* element)
    {
        std::vector<std::string> attributes, children;
        for (auto const* at = element->properties; at != nullptr; at = at->next)
            attributes.push_back(name(at->name, at->ns) + "=" + content(reinterpret_cast<xmlNode*>(const_cast<xmlAttr*>(at))));
        std::ranges::sort(attributes);
        for (auto* child = element->children; child != nullptr; child = child->next) {
            if (child->type == XML_ELEMENT_NODE)
                children.push_back(canonical(child));
            else if (child->type == XML_TEXT_NODE)
                if (auto const text = single_blanks(content(child)); !text.empty()) children.push_back("'" + text + "'");
        }
        auto const tag = name(element->name, element->ns);
        if (tag.ends_with("}translation") || tag.ends_with("}text")) std::ranges::sort(children);
        std::string out = "<" + tag;
        for (auto const& one : attributes) out += " " + one;
        out += ">";
        for (auto const& one : children) out += one;
        return out + "</>";
    }

    std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document_{nullptr, xmlFreeDoc};
    std::unique_ptr<xmlXPathContext, decltype(&xmlXPathFreeContext)> context_{nullptr, xmlXPathFreeContext};

public:
    XmlJudge(XmlJudge const&) = delete;
};

}  // namespace accalmie::forms
