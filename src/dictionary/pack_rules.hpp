// SPDX-License-Identifier: Apache-2.0
// src/dictionary/pack_rules.hpp: what must hold between the files of a pack, and what no pack may say.
#pragma once

#include "dictionary/code_list.hpp"
#include "dictionary/type_reader.hpp"

#include <map>

namespace accalmie {

/// Everything read from a pack, by name.
struct ReadPack {
    std::vector<ReadType> types;
    std::map<std::string, ReadList, std::less<>> lists;
};

/// The list whose codes are the units that fields may have.
inline constexpr std::string_view unit_list = "unit";

/// Links and code lists exist, units are known, every list is used.
void check_references(ReadPack const& pack, PackProblems& problems);

/// A count of people has sex, age band and residence beside it, each with a code for "not collected"; services and diseases have a species.
void check_counts(ReadPack const& pack, PackProblems& problems);

/// No name, label or code speaks of ethnicity, religion or allegiance, in French or English.
void check_forbidden_words(ReadPack const& pack, PackProblems& problems);

/// The word in `text` for which a pack is refused; empty if there is none. Valid as long as the program.
std::string_view forbidden_word(std::string_view text);

}  // namespace accalmie
