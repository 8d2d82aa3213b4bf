// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/change_question.hpp: the question of a change from the options of a line.
#pragma once

#include "answers/change.hpp"
#include "surfaces/cli/command.hpp"

namespace accalmie::cli {

/// Parts between commas, empty ones left out.
std::vector<std::string> split_list(std::string const& text);
/// --places, --first, --last, --months, --source, --baseline, --baseline-years; a plan may stand instead.
std::vector<Option> change_options();
/// errors  usage  no place, first or last month; a month, number or baseline that is none
Result<ChangeQuestion> change_question_of(Arguments const& arguments);

}  // namespace accalmie::cli
