// SPDX-License-Identifier: Apache-2.0
// src/measures/before_after.hpp: did events fall during a window of months, compared with earlier months and with every other window?
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "measures/rate_ratio.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// Events by month, without a hole in the calendar. A month outside coverage is nothing: no data, never 0.
struct MonthSeries {
    Month first;
    std::vector<std::optional<std::int64_t>> counts;

    Month end() const { return first + static_cast<int>(counts.size()); }  ///< the first month after it
    /// Nothing too for a month before or after the series.
    std::optional<std::int64_t> at(Month month) const;
};

/// What a window is compared with; always earlier than the window.
enum class Baseline : std::uint8_t {
    same_season,   ///< the same calendar months of each of the years before: rain, harvest and moves of herds are alike
    just_before,   ///< as many months, ending the month before the window
    whole_before,  ///< every month with data before the window, at least as many as the window has
};

enum class Verdict : std::uint8_t { supported, weak, not_shown, cannot_be_said };

/// By what windows are ranked against each other.
enum class RankBy : std::uint8_t {
    p_fall,  ///< the chance of so few events, given the total, had the rate not changed: 3 after 84 is rarer than 0 after 1; then, behind all
             ///< that fell, by ratio
    ratio,   ///< the ratio itself, whatever the counts behind it: 0 after 1 is as low as can be
};

/// What a verdict rests on.
enum class ChangeReason : std::uint8_t {
    window_not_covered,      ///< a month of the window has no data
    baseline_not_covered,    ///< a month of the baseline has no data, or lies before the series
    no_event_before,         ///< nothing can have fallen
    interval_below_one,
    interval_reaches_one,
    rank_within_threshold,
    rank_above_threshold,
    rank_cannot_pass,        ///< too few windows to compare with: the smallest reachable p is above the threshold
    search_holds,            ///< a range that is searched seldom holds so low a window by chance
    search_explains,         ///< it does so too often: that some window is as low is no wonder
};

struct BeforeAfterOptions {
    Month first, last;                         ///< the window lies wholly within these months, both counted
    int window_months = 7;
    Baseline baseline = Baseline::same_season;
    int baseline_years = 3;                    ///< for same_season
    double level = 0.95;                       ///< of the interval that must lie below 1
    double p_threshold = 0.05;                 ///< at or below which the rank counts
    RankBy rank_by = RankBy::p_fall;
    int shuffles = 499;                        ///< of the months, to see how low a window chance alone puts somewhere in the range; 19 to 9,999
    std::uint64_t seed = 1;                    ///< of the shuffles: equal seeds give equal answers
};

/// One window: its months, what it is compared with, and how it ranks among all windows of this length.
struct Placement {
    Month first;
    std::optional<std::int64_t> observed, baseline_events;
    int baseline_months = 0;
    std::optional<double> expected;            ///< events that the baseline's rate gives for the window
    std::optional<RateRatio> comparison;       ///< nothing where a month is not covered
    std::optional<double> change_percent;      ///< (ratio - 1) * 100
    std::optional<int> rank;                   ///< windows at least as low (RankBy), this one counted: ties share the later rank
    int of = 0;                                ///< windows that have a ratio, in the whole series
    std::optional<double> p_rank;              ///< rank / of = (1 + others at least as low) / (1 + others)
    Verdict verdict = Verdict::cannot_be_said; ///< as if these months had been named beforehand
    std::vector<ChangeReason> reasons;
};

/// All placements at once: what may be said when nobody says which months are meant.
struct PlacementSearch {
    std::optional<std::size_t> lowest;         ///< index of the lowest placement (RankBy; the first of equals)
    double level = 0.95;                       ///< each interval's, so that all placements together hold `options.level` (Bonferroni)
    std::optional<double> lowest_upper;        ///< the smallest upper bound of a ratio at that level
    std::optional<double> p;                   ///< (1 + shuffled ranges whose lowest window is at least as low) / ranges; nothing for a single placement
    int ranges = 0;                            ///< ranges searched alike, this one counted; in the others the months that the placements use have
                                               ///< changed places with the same calendar months of other years
};

struct BeforeAfter {
    std::vector<Placement> placements;         ///< every window within first to last, by month
    int windows = 0;                           ///< windows of this length in the whole series
    int with_ratio = 0;                        ///< those that can be ranked
    int window_not_covered = 0, baseline_not_covered = 0, no_event_before = 0;  ///< those that cannot, by reason
    std::optional<double> smallest_p_rank;     ///< 1 / with_ratio
    PlacementSearch search;
    Verdict verdict = Verdict::cannot_be_said; ///< of the range: with one placement its own, with more that of the search
    std::vector<ChangeReason> reasons;
    Verdict verdict_if_named = Verdict::cannot_be_said;  ///< the best of the placements' own verdicts: too kind, since it chose after looking
};

/// Compare each window of `window_months` within the range with its baseline, and rank it among all windows of the whole series.
///
/// A month weighs one, whatever its length. supported: the interval lies below 1 and the rank is within the threshold; weak: one of the
/// two; not_shown: neither. Where several placements were searched, the interval is widened (Bonferroni) and the lowest must hold against
/// shuffles too, as part of the rank. cannot_be_said: no window has both its months and its baseline under coverage and an event before.
///
/// in      at most 2,400 months, counts 0 to 100,000; window 1 to 120 months; 1 to 50 baseline years; 0 < level < 1; 0 < p_threshold < 1;
///         19 to 9,999 shuffles
/// out     no unit; percents where said
/// errors  invalid  an option or count out of bounds, a range shorter than the window     limit  more than 2,400 months
/// source  interval: rate_ratio.hpp; rank: Edgington & Onghena 2007, Randomization Tests, 4th ed., ch. 3 and 11 (time series);
///         a statistic that knows its precision: Chung & Romano 2013, Ann. Stat. 41:484-507; the add-one: Phipson & Smyth 2010, Stat.
///         Appl. Genet. Mol. Biol. 9:39; worked by hand in docs/methods/before-after.md
Result<BeforeAfter> before_after(MonthSeries const& series, BeforeAfterOptions const& options);

}  // namespace accalmie
