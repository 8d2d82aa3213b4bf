// SPDX-License-Identifier: Apache-2.0
#include "forms/xform_itext.hpp"

#include "forms/xls_tokens.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

constexpr std::string_view long_form = "long", guidance_form = "guidance";

bool is_translatable(std::string_view attribute)
{
    return attribute == "jr:constraintMsg" || attribute == "jr:requiredMsg" || attribute == "jr:noAppErrorString";
}

std::string media_address(std::string_view form, std::string_view file)
{
    auto const folder = form == "image" || form == "big-image" ? std::string_view{"images"} : form;
    return "jr://" + std::string{folder} + "/" + std::string{file};
}

}  // namespace

bool needs_itext(Element const& element) { return element.label.is_translated() || !element.media.is_empty(); }

bool needs_itext(std::string_view attribute, Text const& text)
{
    if (!is_translatable(attribute)) return false;
    return text.is_translated() || (attribute != "jr:noAppErrorString" && !references_of(text.plain).empty());
}

void write_pieces(XmlWriter& xml, std::vector<LabelPiece> const& pieces)
{
    bool const with_words = std::ranges::any_of(pieces, [](LabelPiece const& piece) { return piece.kind == LabelPiece::Kind::words; });
    bool const mixed = with_words && pieces.size() > 1;
    // Blanks at both ends of a mixed text, as every compiler of these forms has written them since the first.
    if (mixed && pieces.front().kind == LabelPiece::Kind::words) xml.text(" ");
    if (with_words) xml.keep_in_line();
    for (auto const& piece : pieces) {
        if (piece.kind == LabelPiece::Kind::words) {
            xml.text(piece.text);
        } else {
            xml.open("output");
            xml.attribute("value", piece.text);
            xml.close();
        }
    }
    if (mixed) xml.text(" ");
}

Itext::Itext(Form const& form) : form_(form)
{
    for (auto const& list : form.choices.lists)
        if (list.needs_itext) add_choices(list);
    add_element(form.root());
}

Itext::Entry& Itext::entry(std::string id, Element const* context)
{
    auto const [found, is_new] = index_.emplace(id, entries_.size());
    if (is_new) entries_.push_back({.id = std::move(id), .context = context, .is_hint = false, .values = {}});
    return entries_[found->second];
}

std::size_t Itext::language(std::string_view name)
{
    auto const found = std::ranges::find(languages_, name);
    if (found == languages_.end()) languages_.emplace_back(name);
    return static_cast<std::size_t>(std::ranges::find(languages_, name) - languages_.begin());
}

void Itext::add(Entry& entry, std::string_view form, Text const& text)
{
    if (!text.plain.empty()) entry.values.push_back({language(form_.settings.default_language), form, text.plain});
    for (auto const& [name, words] : text.by_language) entry.values.push_back({language(name), form, words});
}

void Itext::add_choices(ChoiceList const& list)
{
    for (std::size_t i = 0; i < list.choices.size(); ++i) {
        auto const& choice = list.choices[i];
        auto& made = entry(list.name + "-" + std::to_string(i), nullptr);
        add(made, long_form, choice.label);
        for (auto const& [kind, text] : choice.media) add(made, kind, text);
    }
}

void Itext::add_element(Element const& element)
{
    if (element.kind == Element::Kind::question || element.is_section()) {
        for (auto const& [name, text] : element.bind)
            if (needs_itext(name, text)) add(entry(element.path + ":" + name, &element), long_form, text);
        if (needs_itext(element)) add(entry(element.path + ":label", &element), long_form, element.label);
        bool const guided = !element.guidance_hint.is_empty();
        if (element.hint.is_translated() || guided) {
            auto& hint = entry(element.path + ":hint", &element);
            hint.is_hint = true;
            add(hint, long_form, element.hint);
            add(hint, guidance_form, element.guidance_hint);
        }
        for (auto const& [kind, text] : element.media) add(entry(element.path + ":label", &element), kind, text);
    }
    for (auto const& child : element.children) add_element(*child);
}

void Itext::write_value(XmlWriter& xml, References& references, Entry const& entry, std::string_view form, std::string_view text)
{
    bool const words = form == long_form || form == guidance_form;
    if (!words && text == "-") return;
    xml.open("value");
    if (form != long_form) xml.attribute("form", form);
    if (text == "-")
        xml.text(text);
    else if (words)
        write_pieces(xml, references.pieces(text, entry.context));
    else
        write_pieces(xml, references.pieces(media_address(form, text), entry.context));
    xml.close();
}

void Itext::write(XmlWriter& xml, References& references) const
{
    if (languages_.empty()) return;
    xml.open("itext");
    for (std::size_t i = 0; i < languages_.size(); ++i) {
        xml.open("translation");
        xml.attribute("lang", languages_[i]);
        if (languages_[i] == form_.settings.default_language) xml.attribute("default", "true()");
        for (auto const& entry : entries_) {
            if (entry.values.empty()) continue;
            xml.open("text");
            xml.attribute("id", entry.id);
            std::vector<std::string_view> written;
            for (auto const& value : entry.values) {
                if (std::ranges::find(written, value.form) != written.end()) continue;
                written.push_back(value.form);
                auto const own =
                    std::ranges::find_if(entry.values, [&](Value const& other) { return other.language == i && other.form == value.form; });
                write_value(xml, references, entry, value.form, own == entry.values.end() ? std::string_view{"-"} : own->text);
            }
            xml.close();
        }
        xml.close();
    }
    xml.close();
}

}  // namespace accalmie::forms
