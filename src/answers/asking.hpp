// SPDX-License-Identifier: Apache-2.0
// src/answers/asking.hpp: who asks, on which day, and what that person may be told. Every answer begins here.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "dictionary/dictionary.hpp"
#include "trust/access.hpp"

#include <string>
#include <string_view>

namespace accalmie {

struct Asking {
    Member viewer;
    Day today{};  ///< of the workspace: the real day, or the last day of the demo
};

/// The one access check of an answer.
/// errors  denied
Result<void> require(Asking const& asking, Action action, std::string_view type, std::string_view place = {});

/// The same question without an error: for lists that leave out what may not be seen.
bool allowed(Asking const& asking, Action action, std::string_view type, std::string_view place = {});

/// May this viewer do so in any place at all?
bool allowed_somewhere(Asking const& asking, Action action, std::string_view type);

/// Counts of persons as they are: for those who may see team fields of the type somewhere. Others take a guarded table (answers/people.hpp).
/// errors  denied
Result<void> require_counts(Asking const& asking, std::string_view type);

/// "2 novembre 2022", "1er mai 2021" and "2 November 2022".
Words day_words(Day day);
/// "janvier 2024" and "January 2024".
Words month_words(Month month);

/// "3 incidents", "1 incident" with the noun of each language; French takes the singular up to one, English only for one.
struct Noun {
    std::string_view fr_one, fr_more, en_one, en_more;
};
Words counted(std::int64_t count, Noun const& noun);

/// "ML0507" of "ML0507@cod-ab-2021", and "cod-ab-2021" (empty where there is none). Valid as long as `reference` lives.
std::string_view code_of(std::string_view reference);
std::string_view version_of(std::string_view reference);

}  // namespace accalmie
