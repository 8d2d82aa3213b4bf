// SPDX-License-Identifier: Apache-2.0
// src/measures/suppress.hpp: which counts of people may leave, so that no small one can be found from sums or from earlier releases.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// A count of people. A name means the same people in every release: place, time and group as they are defined, never their value.
struct PeopleCell {
    std::string name;
    std::int64_t count = 0;
};

/// `total` counts the people of its `parts`, each once.
struct PeopleSum {
    std::string total;
    std::vector<std::string> parts;
};

enum class CellState : std::uint8_t { shown, withheld };

struct ReleasedCell {
    std::string name;
    std::int64_t count = 0;  ///< of a withheld one too: the proof needs it, and it never leaves
    CellState state = CellState::shown;
};

/// A table that left, as it left.
struct EarlierRelease {
    std::string name;
    std::vector<ReleasedCell> cells;
};

/// What a count of nobody is.
enum class ZeroRule : std::uint8_t {
    show,      ///< it names nobody and is shown, always; so whoever reads knows that what is withheld is at least 1
    withhold,  ///< it is a small count like any other: that nobody came may be what must not be known
};

struct SuppressRule {
    std::int64_t threshold = 5;  ///< a count from 1 to threshold - 1 is small
    std::int64_t width = 4;      ///< what a reader can find out leaves at least width + 1 values for each withheld count
    ZeroRule zeros = ZeroRule::show;
};

struct SuppressInput {
    std::vector<PeopleCell> asked;        ///< the table that is to leave, margins too
    std::vector<PeopleCell> beside;       ///< counts that nobody asks for and that follow from others; small ones are guarded too
    std::vector<PeopleSum> sums;          ///< all that a reader can know to hold, between any of the cells, earlier ones too
    std::vector<EarlierRelease> earlier;  ///< all, the oldest first
    SuppressRule rule;
};

enum class WithheldBecause : std::uint8_t {
    small,            ///< below the threshold
    withheld_before,  ///< an earlier release withheld this very count
    complement,       ///< with it a withheld count could be found, or nearly
};

/// A count that is withheld, and what can be found out about it from this release and all earlier ones.
struct GuardedCell {
    std::string name;
    std::int64_t count = 0;
    std::int64_t lower = 0;
    std::optional<std::int64_t> upper;  ///< nothing: no bound
};

struct SuppressedCell {
    std::string name;
    std::int64_t count = 0;
    CellState state = CellState::shown;
    std::optional<WithheldBecause> because;  ///< for inside: a reader who knows which are small knows more
};

struct Suppression {
    std::vector<SuppressedCell> cells;  ///< as asked
    std::vector<GuardedCell> guarded;   ///< every withheld count of this and earlier releases, by name
    std::size_t small = 0, withheld_before = 0, complements = 0;
};

/// Withhold small counts, then as many others as it takes until no withheld count of this or an earlier release can be narrowed below the
/// rule's width, by anybody who knows every shown count of every release, all sums, the rule, and that people are whole and not negative.
///
/// A count whose value changed since an earlier release is another count; a reader is supposed to know that it only grew (or only shrank), and
/// the change itself is guarded like a count: one from 1 to threshold - 1 is never left to be read off. Each withheld count is proved: the
/// program has two whole tables that agree with all that was shown and differ in it by the width. What it cannot prove it withholds more for,
/// and refuses the table if nothing is left to withhold. Equal inputs give equal answers.
///
/// in      at most 20,000 cells asked and beside, 200,000 earlier, 100,000 sums; at most 1,000 withheld counts that hang together;
///         counts 0 to 1e12; threshold 2 to 1,000; width 1 to 1,000
/// out     people
/// errors  invalid   a count below zero, a name twice, a sum of asked cells that does not add up, a rule out of bounds
///         conflict  nothing is left to withhold: earlier releases alone give a count away, or nearly
///         limit
/// source  Cox 1980, JASA 75:377-385 (complementary suppression); Fischetti & Salazar 2001, Management Sci. 47:1008-1027 (protection
///         intervals); Hundepool et al. 2012, Statistical Disclosure Control, ch. 4; docs/methods/suppress.md
Result<Suppression> suppress(SuppressInput const& input);

std::string_view withheld_code(WithheldBecause because);  ///< "small", "withheld_before", "complement"

/// How many rows share each combination of what describes them.
struct EquivalenceClasses {
    std::size_t rows = 0, classes = 0;
    std::size_t smallest = 0, largest = 0;  ///< rows of one class; the table is k-anonymous for k up to `smallest`
    std::size_t alone = 0;                  ///< classes of one row
    std::vector<std::size_t> sizes;         ///< from the smallest
};

/// in      rows of as many texts each, at most 1,000,000
/// errors  invalid  no row, or rows of other lengths
/// source  Samarati & Sweeney 1998; Sweeney 2002, Int. J. Uncertain. Fuzz. 10:557-570
Result<EquivalenceClasses> equivalence_classes(std::span<std::vector<std::string> const> rows);

}  // namespace accalmie
