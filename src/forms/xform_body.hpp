// SPDX-License-Identifier: Apache-2.0
// src/forms/xform_body.hpp: what people see: the controls of a form.
#pragma once

#include "forms/xform_xml.hpp"
#include "forms/xls_references.hpp"

namespace accalmie::forms {

/// Questions that another one's answer sets off, by the name of that other one.
using TriggeredBy = std::map<std::string, std::vector<Element const*>, std::less<>>;
TriggeredBy triggered_questions(Form const& form);

class BodyWriter {
public:
    BodyWriter(XmlWriter& xml, Form const& form, References& references)
        : xml_(xml), form_(form), references_(references), triggered_(triggered_questions(form))
    {
    }

    /// <h:body>
    void write();
    /// The actions of an element at one of the two moments: a new repeat, or loading.
    enum class Moment : std::uint8_t { load, new_repeat };
    void write_actions(Element const& element, Moment moment);

private:
    void write_control(Element const& element);
    void write_group(Element const& group);
    void write_repeat(Element const& repeat);
    void write_question(Element const& element);
    void write_label(Element const& element);
    void write_hint(Element const& element);
    void write_attributes(Element const& element);
    void write_choices(Element const& element);
    void write_itemset(Element const& element);
    void write_inline_choices(ChoiceList const& list);
    void write_triggered(Element const& element);
    void write_repeat_actions(Element const& element);

    /// Where a question's choices are read from.
    struct Itemset {
        std::string nodeset, value, label;
    };
    Itemset itemset_of_list(Element const& element);
    Itemset itemset_of_answers(Element const& element);

    XmlWriter& xml_;
    Form const& form_;
    References& references_;
    TriggeredBy triggered_;
};

}  // namespace accalmie::forms
