// SPDX-License-Identifier: Apache-2.0
// src/measures/record_comparison.hpp: how much two cells of two records agree: names, texts, numbers, codes, dates with unknown parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// Jaro's similarity with Winkler's bonus for a common beginning of up to 4 octets (0.1 each): 1 equal, 0 nothing in common.
/// in      octets; compare plain_letters() of a text. Only the first 64 octets count
/// source  Winkler 1990, Proceedings of the Section on Survey Research Methods, ASA: 354-359
double jaro_winkler(std::string_view one, std::string_view other);

/// Fewest insertions, deletions, substitutions and swaps of neighbours (no substring edited twice) from one text to the other.
/// in      only the first 64 octets count
/// source  Damerau 1964, Commun. ACM 7:171-176
std::size_t damerau_levenshtein(std::string_view one, std::string_view other);

/// A date of which parts may be unknown.
struct PartialDate {
    int year = 0, month = 0, day = 0;  ///< 0: unknown
    bool known() const { return year != 0; }
};

/// 1994-05-03, 19940503, 03/05/1994, 1994, 1994-00-00, 1994-XX-XX; 1 January is what clerks write for "some day of that year": unknown.
/// Nothing known where the text is no date.
PartialDate partial_date(std::string_view text);

enum class Comparator : std::uint8_t {
    name,    ///< equal; same sound or forms of one name; Jaro-Winkler 0.92; 0.82; different
    text,    ///< equal; Jaro-Winkler 0.92; 0.80; different
    number,  ///< equal; one slip of the finger; different
    code,    ///< equal; different
    date,    ///< equal; equal in what both know; one slip, or day and month swapped; same year; different
};

/// How many levels of agreement a comparator has; 0 is full agreement, the last is none.
std::size_t comparator_levels(Comparator comparator);

/// A column made ready for comparing.
class ComparedColumn {
public:
    /// in      cells as they are; empty ones are missing
    ComparedColumn(Comparator comparator, std::vector<std::string> const& cells);

    Comparator comparator() const { return comparator_; }
    std::size_t size() const { return plain_.size(); }
    bool missing(std::size_t record) const { return plain_[record].empty(); }
    /// The level of agreement, or -1 where one of the two is missing.
    int level(std::size_t one, std::size_t other) const;
    /// The cell in plain letters, its sound, its date. Valid as long as the column lives.
    std::string const& plain(std::size_t record) const { return plain_[record]; }
    std::string const& sound(std::size_t record) const { return sound_[record]; }
    PartialDate const& date(std::size_t record) const { return date_[record]; }

private:
    Comparator comparator_;
    std::vector<std::string> plain_, sound_;
    std::vector<PartialDate> date_;
};

}  // namespace accalmie
