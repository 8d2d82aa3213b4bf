// SPDX-License-Identifier: Apache-2.0
// src/capture/column_questions.hpp: which question of a form a column of an export answers, however the exporting program spelled it.
#pragma once

#include "forms/form_questions.hpp"

#include <map>
#include <optional>
#include <span>
#include <unordered_map>

namespace accalmie {

/// What a column of an export becomes.
struct ColumnTarget {
    enum class Kind : std::uint8_t {
        left,      ///< nothing; `how` says why
        about,     ///< what the exporting program says of the submission, no answer
        answer,    ///< a question's answer
        choice,    ///< one choice of a question with several: yes or no
        part,      ///< latitude, longitude, altitude or accuracy of a place
        instance,  ///< names the submission
        version,   ///< of the form that was filled in
        replaces,  ///< the submission that this one corrects
    };
    Kind kind = Kind::left;
    std::size_t question = 0;  ///< into FormQuestions::nodes
    std::uint32_t part = 0;    ///< of a place; of an instance how good a name it is: 0 the best
    std::string choice = {};   ///< its name
    std::string how = {};      ///< "name", "name without its groups", "label", "mapping"; of one that is left: why
};

/// A person's word on columns: what each becomes, instead of what its name says. "-" leaves it out.
using ColumnWords = std::map<std::string, std::string, std::less<>>;

class ColumnQuestions {
public:
    /// `form` must outlive this.
    explicit ColumnQuestions(forms::FormQuestions const& form);

    static constexpr std::size_t none = forms::FormQuestion::none;
    /// The repeat that a table of the export holds, by the table's name or else by its columns; `none` if it is none of the form's.
    std::size_t repeat_of(std::string_view table, std::span<std::string const> columns);
    /// in   `scope`: 0 for the submissions, or a repeat     out  never fails
    ColumnTarget target(std::size_t scope, std::string_view column, ColumnWords const* words = nullptr);

private:
    struct Spelled {
        std::size_t question = 0;
        std::string_view how;
        bool is_ambiguous = false;
        std::size_t other = 0;
    };
    using Spellings = std::unordered_map<std::string, Spelled>;
    Spellings const& spellings(std::size_t scope);
    Spelled const* look(std::size_t scope, std::string_view name);
    bool is_in(std::size_t scope, std::size_t question) const;
    std::optional<ColumnTarget> choice_of(std::size_t scope, std::string_view column);
    std::optional<ColumnTarget> part_of(std::size_t scope, std::string_view column);
    std::vector<std::string> paths_of(std::size_t question, std::size_t scope) const;

    forms::FormQuestions const& form_;
    std::unordered_map<std::size_t, Spellings> scopes_;
};

}  // namespace accalmie
