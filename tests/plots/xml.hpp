// SPDX-License-Identifier: Apache-2.0
// tests/plots/xml.hpp: a reader of well-formed XML, as strict as a picture needs: elements, attributes, text, the five entities.
#pragma once

#include "core/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::plots::test {

struct Element {
    std::string name, text;
    std::map<std::string, std::string> attributes;
    std::size_t parent = 0;  ///< index; the root is its own
};

class XmlReader {
public:
    explicit XmlReader(std::string_view text) : text_(text) {}

    /// Every element in the order of its start.   errors  invalid
    Result<std::vector<Element>> read()
    {
        while (at_ < text_.size()) {
            if (text_[at_] == '<') {
                TRY(tag());
                continue;
            }
            if (text_[at_] == '>') return wrong("> outside a tag");
            auto const letter = TRY(character());
            if (!open_.empty()) elements_[open_.back()].text += letter;
            else if (letter != "\n") return wrong("text outside the root");
        }
        if (!open_.empty()) return wrong("<" + elements_[open_.back()].name + "> is not closed");
        if (elements_.empty()) return wrong("nothing");
        return std::move(elements_);
    }

private:
    Error wrong(std::string what) const { return Error{Error::Kind::invalid, std::move(what), "octet " + std::to_string(at_), {}}; }

    Result<std::string> character()
    {
        if (text_[at_] != '&') return std::string{text_[at_++]};
        for (auto const& [entity, letter] : std::map<std::string, std::string>{{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}})
            if (text_.substr(at_).starts_with(entity)) {
                at_ += entity.size();
                return letter;
            }
        return wrong("an & that begins no entity");
    }

    std::string name()
    {
        std::string out;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '-' || text_[at_] == ':')) out += text_[at_++];
        return out;
    }

    Result<void> tag()
    {
        ++at_;
        if (at_ < text_.size() && text_[at_] == '/') {
            ++at_;
            auto const closing = name();
            if (open_.empty() || elements_[open_.back()].name != closing) return wrong("</" + closing + "> closes nothing");
            open_.pop_back();
            return expect('>');
        }
        if (open_.empty() && !elements_.empty()) return wrong("a second root");
        Element element;
        element.name = name();
        element.parent = open_.empty() ? 0 : open_.back();
        if (element.name.empty()) return wrong("an element without a name");
        while (at_ < text_.size() && text_[at_] == ' ') TRY(attribute(element));
        bool const is_closed = at_ < text_.size() && text_[at_] == '/';
        if (is_closed) ++at_;
        if (!is_closed) open_.push_back(elements_.size());
        elements_.push_back(std::move(element));
        return expect('>');
    }

    Result<void> attribute(Element& element)
    {
        ++at_;
        auto const key = name();
        TRY(expect('='));
        TRY(expect('"'));
        std::string value;
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] == '<') return wrong("< in an attribute");
            value += TRY(character());
        }
        if (!element.attributes.emplace(key, value).second) return wrong("attribute " + key + " twice");
        return expect('"');
    }

    Result<void> expect(char wanted)
    {
        if (at_ >= text_.size() || text_[at_] != wanted) return wrong(std::string{"not the "} + wanted + " that was due");
        ++at_;
        return {};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Element> elements_;
    std::vector<std::size_t> open_;
};

}  // namespace accalmie::plots::test
