// SPDX-License-Identifier: Apache-2.0
// src/answers/indicators.hpp: the indicators of programmes' packs, counted from the facts, with published figures beside them and their clashes.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "dictionary/programme_pack.hpp"
#include "facts/store.hpp"

namespace accalmie {

struct IndicatorsQuestion {
    std::string pack = {};              ///< empty: of every pack
    std::string indicator = {};         ///< empty: all
    std::string place = {};             ///< P-code or name; empty: everywhere
    std::optional<Day> from = {}, to = {};  ///< by the first day that the counted record holds
};

/// What one rule counts.
struct CountedRule {
    std::optional<double> value;        ///< nothing: see `reason`
    std::optional<double> upper;        ///< of a range, whose lower end is `value`
    std::string reason;                 ///< "denied", "too_few", "no_rows", "not_by_place"
    std::int64_t rows = 0;              ///< that were counted
    std::int64_t undated = 0;           ///< left out of a period, since they have no day
    std::int64_t disputed = 0;          ///< of the type: they count as first said
};

struct BreakdownCell {
    std::string field, code;
    double value = 0;
};

/// What a source publishes about an indicator (record indicator_target).
struct PublishedFigure {
    std::string kind, source, meaning, place;
    std::optional<Day> first, last;
    double value = 0;
};

struct IndicatorRow {
    std::string pack;
    Indicator indicator;
    CountedRule counted;                    ///< of a share: the share, and the numerator's rows
    std::optional<CountedRule> denominator;
    std::vector<BreakdownCell> by;
    std::string by_withheld;                ///< why `by` is empty though the pack asks for it: "too_few"
    std::vector<PublishedFigure> figures;   ///< by day, then source
    bool is_clash = false;                  ///< two sources publish different values for the same time and place
};

struct IndicatorsAnswer {
    Area area;
    std::optional<Day> from, to;
    std::vector<IndicatorRow> rows;         ///< in the order of the packs
    int clashes = 0;
};

/// errors  missing  no such pack, indicator or place     invalid  a time that ends before it begins     limit  more than 2,000,000 rows of a type
Result<IndicatorsAnswer> answer_indicators(Store const& store, Dictionary const& dictionary, std::span<ProgrammePack const> packs, Asking const& asking,
                                           IndicatorsQuestion const& question);

}  // namespace accalmie
