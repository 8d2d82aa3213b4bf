// SPDX-License-Identifier: Apache-2.0
// src/answers/timeline_words.hpp: in which lane a record stands on the timeline, and what is said of it.
#pragma once

#include "answers/timeline.hpp"

namespace accalmie {

/// VERIFY: a type that the timeline shows.
Lane lane_of(std::string_view type);
Tenor tenor_of(std::string_view type, std::string_view what);

struct TimelineSaid {
    std::string_view type, what, detail;
    std::optional<std::int64_t> number;
};
/// One line in both languages, with the labels of the dictionary; a code that it lacks stands for itself.
Words timeline_words(Dictionary const& dictionary, TimelineSaid const& said);

}  // namespace accalmie
