// SPDX-License-Identifier: Apache-2.0
// src/forms/form_questions.hpp: the questions of a form in their order, with the words that people read: what an export's columns are compared with.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::forms {

struct QuestionChoice {
    std::string name;
    std::vector<std::string> labels;  ///< in every language that has one, each once
};

/// A node of the form's record: a question, a group or a repeat.
struct FormQuestion {
    enum class Kind : std::uint8_t { group, repeat, question };
    enum class Answer : std::uint8_t { text, day, moment, point, line, file, select_one, select_many };
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string name;               ///< local
    std::string path;               ///< below the root: "group/age"
    std::size_t parent = none;      ///< into the list; the root is the first
    std::size_t end = 0;            ///< behind the last node inside it
    Kind kind = Kind::question;
    Answer answer = Answer::text;
    std::vector<std::string> labels;     ///< in every language that has one, each once
    std::vector<QuestionChoice> choices; ///< of a select whose choices are in the form itself
};

struct FormQuestions {
    static constexpr std::size_t nodes_max = 200'000;
    std::string id, version, root;
    std::vector<FormQuestion> nodes;  ///< in the order of the form, outer ones before inner ones

    /// in      an ODK XForm
    /// errors  invalid  no XForm     limit  more than nodes_max nodes
    static Result<FormQuestions> of(std::string_view xform);
};

}  // namespace accalmie::forms
