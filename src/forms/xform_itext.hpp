// SPDX-License-Identifier: Apache-2.0
// src/forms/xform_itext.hpp: the texts of a form in all its languages.
#pragma once

#include "forms/xform_xml.hpp"
#include "forms/xls_references.hpp"

namespace accalmie::forms {

/// Is the label kept in itext: in several languages, or with media?
bool needs_itext(Element const& element);
/// Is this message of a bind (constraint, required) kept in itext?
bool needs_itext(std::string_view attribute, Text const& text);

/// Every text that is kept in itext, by identifier.
class Itext {
public:
    explicit Itext(Form const& form);

    std::vector<std::string> const& languages() const { return languages_; }
    /// <itext>, unless there is nothing to say. Each language says every text; what is missing is "-".
    void write(XmlWriter& xml, References& references) const;

private:
    struct Value {
        std::size_t language;
        std::string_view form;
        std::string_view text;
    };
    struct Entry {
        std::string id;
        Element const* context = nullptr;
        bool is_hint = false;
        std::vector<Value> values;
    };
    void add_choices(ChoiceList const& list);
    void add_element(Element const& element);
    Entry& entry(std::string id, Element const* context);
    std::size_t language(std::string_view name);
    /// A text without language is of the default language.
    void add(Entry& entry, std::string_view form, Text const& text);
    static void write_value(XmlWriter& xml, References& references, Entry const& entry, std::string_view form, std::string_view text);

    Form const& form_;
    std::vector<std::string> languages_;
    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::size_t> index_;
};

/// A label, hint or itext value in its element, which is open: words and outputs on one line.
void write_pieces(XmlWriter& xml, std::vector<LabelPiece> const& pieces);

}  // namespace accalmie::forms
