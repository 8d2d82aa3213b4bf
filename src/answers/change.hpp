// SPDX-License-Identifier: Apache-2.0
// src/answers/change.hpp: "violent events fell over seven months": what of the claim is published, and what open data show.
#pragma once

#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/before_after.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// A sentence that somebody published. What it does not tell is nothing here.
struct ClaimGiven {
    std::optional<Words> sentence;                    ///< nothing: one is made from the question
    std::optional<std::string> baseline, area, source, months;
};

struct ChangeQuestion {
    std::vector<std::string> places;                  ///< P-codes or names, 1 to 100, none inside another
    Month first, last;                                ///< the window lies within, both counted
    int months = 7;                                   ///< length of the window
    std::optional<std::string> source;                ///< nothing: each source that has coverage or events, apart
    Baseline baseline = Baseline::same_season;
    int baseline_years = 3;
    double level = 0.95;
    double p_threshold = 0.05;
    RankBy rank_by = RankBy::p_fall;
    std::string kinds = "all";                        ///< codes with spaces between, or "all"
    int shuffles = 499;                               ///< as BeforeAfterOptions has them
    std::uint64_t seed = 1;
    ClaimGiven claim;
};

struct NamedPlace {
    std::string place, name;                          ///< P-code and name
    int level = 0;
};

struct MissingPart {
    std::string code;                                 ///< "baseline", "area", "source" or "months"
    Words words;
};

struct ClaimVerdict {
    Words sentence;
    Verdict verdict = Verdict::cannot_be_said;        ///< that of the source it names, once nothing is missing
    std::vector<MissingPart> missing;
};

/// What one source shows.
struct SourceChange {
    std::string source;
    bool covered = false;                             ///< at least one placement has all its months
    BeforeAfter found;
    MonthSeries series;                               ///< all months from the first covered one to the last, the places together
    int disputed = 0;                                 ///< disputed incidents among those counted
    std::vector<Verdict> otherwise;                   ///< other verdicts that follow if one of the rival corrections counts instead
    int readings_left_out = 0;                        ///< rival corrections beyond `readings_max`, not tried
};

/// A place beside, in the months of the lowest placement that a source shows for the places asked.
struct NeighbourChange {
    NamedPlace place;
    std::string source;
    Month first_month;
    std::optional<std::int64_t> observed, baseline_events;
    std::optional<double> ratio, lower_95;            ///< the interval is of the question's level
    std::optional<double> upper_95;
};

/// All places at one distance from those asked, in the months of the lowest placement that a source shows for them: did violence move away
/// instead of ending? Distance 0 is the places asked; 1 those that touch one of them; 2 those that touch those.
struct RingChange {
    int distance = 0;
    std::string source;
    Month first_month;
    std::vector<std::string> places;                  ///< P-codes
    std::optional<std::int64_t> observed, baseline_events;  ///< nothing: a month is not covered
    std::optional<double> ratio, lower, upper;        ///< of this ring
    std::optional<double> ratio_with_inner, lower_with_inner, upper_with_inner;  ///< of this ring and all inside it together
    Words words;                                      ///< what may be read from it
};

struct ChangeAnswer {
    ClaimVerdict claim;
    std::vector<SourceChange> open_data;              ///< by name of source; never added up over sources
    std::vector<NamedPlace> places;
    std::vector<NeighbourChange> neighbours;          ///< by source, then P-code
    std::vector<RingChange> rings;                    ///< by source, then distance
    std::string boundary;                             ///< version of the P-codes
    BeforeAfterOptions options;                       ///< method and thresholds
    std::string kinds;                                ///< as asked
    Words baseline;
};

/// errors  denied     missing, conflict, invalid  a place that is not known, ambiguous, of another boundary version, or inside another
///         invalid  as before_after has them     limit  more than 100 places
Result<ChangeAnswer> answer_change(Store const& store, Asking const& asking, ChangeQuestion const& question);

}  // namespace accalmie
