// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_types.hpp: the words of a survey's type column, and what each makes in the form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace accalmie::forms {

/// What a plain question type makes. Empty texts: nothing of that.
struct QuestionType {
    std::string_view name;
    std::string_view control;  ///< element of the body: input, upload, trigger, select1 ...; empty: none is shown
    std::string_view bind_type;
    std::string_view media_type;  ///< of an upload
    std::string_view preload, preload_parameters;
    std::string_view constraint;
    std::string_view hint;
    bool is_readonly = false;
};

/// The type of that name, or null. Old names ("q string", "add date prompt") are known too.
QuestionType const* find_question_type(std::string_view name);
/// The name that another word stands for: "image" is "photo".
std::string_view canonical_type(std::string_view word);
/// The known type nearest to a misspelt one; empty if none is near.
std::string_view similar_type(std::string_view word);

enum class SelectKind : std::uint8_t { one, many, rank, one_external };
std::string_view select_type_name(SelectKind kind);

/// "select_one villages or_other".
struct SelectWords {
    SelectKind kind = SelectKind::one;
    std::string_view command;  ///< as written: "select_one_from_file"
    std::string_view list;
    bool from_file = false;
    bool with_other = false;
};
std::optional<SelectWords> parse_select(std::string_view type);

enum class SectionKind : std::uint8_t { group, repeat, loop };
std::string_view section_name(SectionKind kind);
/// "begin loop over toilets", "begin_repeat".
struct SectionWords {
    SectionKind kind = SectionKind::group;
    std::string_view list;
};
std::optional<SectionWords> parse_begin(std::string_view type);
std::optional<SectionKind> parse_end(std::string_view type);

/// Settings may stand on the survey sheet: the type "set form title" is the setting title. Empty: it is no setting.
std::string_view setting_in_type(std::string_view type);

}  // namespace accalmie::forms
