// SPDX-License-Identifier: Apache-2.0
// src/forms/form_changes.hpp: what a new edition of a form does to answers that are there already; a preview, nothing is changed.
#pragma once

#include "forms/xls_model.hpp"

namespace accalmie::forms {

/// How a question of one edition is known again in the other.
enum class KnownBy : std::uint8_t {
    question_id,  ///< the column question_id says so: also when renamed and moved
    field,        ///< both are the same field of a record (accalmie:field)
    path,         ///< it stands where it stood
    name          ///< the only one of its name and type that is left over: it was moved
};
std::string_view known_by_name(KnownBy known_by);

/// What becomes of the values that were given.
enum class Values : std::uint8_t {
    stay,          ///< each is a value of the new question
    stay_in_part,  ///< some may not fit; they are kept as written and flagged
    do_not_fit,    ///< none is meant as the new question means it; kept as written and flagged
};

struct QuestionChange {
    enum class Kind : std::uint8_t { kept, moved, renamed, type_changed, choices_changed, no_longer_asked, added };
    Kind kind = Kind::kept;  ///< the gravest of what follows
    std::string old_path = {}, new_path = {}, old_type = {}, new_type = {};
    std::string label = {};  ///< what people read, in the newer edition that has it
    std::uint32_t row = 0;   ///< on the survey sheet of the new edition, or of the old where it is no longer asked
    std::optional<KnownBy> known_by = std::nullopt;
    bool is_moved = false, is_renamed = false, is_retyped = false;
    bool enters_repeat = false, leaves_repeat = false;
    Values values = Values::stay;
    std::vector<std::string> choices_gone = {}, choices_new = {};
    std::string effect = {};  ///< what happens to the answers that are there
    std::string advice = {};  ///< what to do about it; may be empty
};
std::string_view kind_name(QuestionChange::Kind kind);

struct FormChanges {
    std::vector<QuestionChange> questions;  ///< in the order of the new edition, then what is no longer asked in that of the old
    std::vector<std::string> remarks;       ///< on the form as a whole: another form_id, the same version
    std::size_t count(QuestionChange::Kind kind) const;
    /// Answers can be lost to the eye: something no longer asked, retyped so that values do not fit, or in another repeat.
    bool needs_decision() const;
};

/// in   two editions, compiled without errors     out  every question of both, once; notes and meta data are left out, for nobody answers them
FormChanges compare_forms(Form const& old_form, Form const& new_form);

}  // namespace accalmie::forms
