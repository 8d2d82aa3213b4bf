// SPDX-License-Identifier: Apache-2.0
// src/dictionary/answer_text.hpp: what the text of a form's answer says in a field (docs/formats/forms.md, Values).
#pragma once

#include "dictionary/dictionary.hpp"

namespace accalmie {

/// The value, or why the field cannot hold it: a constant that never has the text in it, since it may be sealed.
struct AnswerValue {
    Value value = {};
    std::string_view reason = {};  ///< empty: `value` is what was said
};

/// in      `text`: an answer as an XForm has it, not empty; spaces around it are passed over except in texts
AnswerValue answer_value(FieldKind kind, std::string_view text);

/// Why the dictionary refuses a value of its right kind, in words that do not have the value in them; empty where it takes it.
/// A required text that is empty is not said.
std::string refusal_without_value(Dictionary const& dictionary, Field const& field, Value const& value);

}  // namespace accalmie
