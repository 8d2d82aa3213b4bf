// SPDX-License-Identifier: Apache-2.0
// src/measures/permutation.hpp: how rare is what was seen, had the same window been laid elsewhere in time or on other places?
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace accalmie {

/// How two rates (outcome by exposure; means where every exposure is 1) are compared.
enum class ContrastScale : std::uint8_t { ratio, difference };

/// What the treated places in their window are compared with.
enum class ContrastWith : std::uint8_t {
    before,  ///< the same places before the window
    others,  ///< the other places in the same window
    both,    ///< during against before, treated against others: ratio of ratios, or difference in differences
};

/// What might as well have been otherwise.
enum class Reassign : std::uint8_t {
    places,   ///< every choice of as many places, the window as it is
    windows,  ///< every place of the window in time, the places as they are
    both,     ///< every choice of places at every place of the window
};

/// Outcomes by place and period, and what was treated when.
struct PermutationInput {
    std::size_t places = 0, periods = 0;
    std::vector<std::optional<double>> outcome;  ///< [place * periods + period]; nothing: not watched
    std::vector<double> exposure;                ///< alike; empty: 1 everywhere
    std::vector<std::size_t> treated;            ///< places, each once
    std::size_t window_first = 0, window_periods = 1;
    std::size_t before_periods = 0;              ///< compared with; 0: every earlier period
    ContrastScale scale = ContrastScale::ratio;
    ContrastWith with = ContrastWith::before;
    Reassign reassign = Reassign::windows;
    std::int64_t exhaustive_max = 100'000;       ///< as many assignments are all tried; of more a sample is drawn
    std::int64_t draws = 9'999;                  ///< of the sample
    std::uint64_t seed = 1;
};

/// A share of the assignments, and how far chance in drawing them may have moved it.
struct PermutationP {
    double p = 1;
    double monte_carlo_error = 0;  ///< one standard error; 0 where every assignment was tried
};

/// Why the assignment that really was has no statistic.
enum class NoStatistic : std::uint8_t {
    none,
    not_watched,   ///< a period or place that it needs has no outcome
    no_period,     ///< no period before the window, or no other place
    undefined,     ///< nothing was counted on either side: 0 / 0
};

struct Permutation {
    std::optional<double> estimate;        ///< the ratio or difference; nothing for a ratio without bound (the order still holds)
    NoStatistic no_statistic = NoStatistic::none;
    double treated_during = 0;             ///< sums of outcome, and of exposure
    double treated_during_exposure = 0;
    std::optional<double> compared;        ///< the rate (or ratio, or difference) that it is compared with
    double assignments = 0;                ///< how many there are; a double since they may be 1e60
    bool exhaustive = false;
    std::int64_t used = 0;                 ///< assignments with a statistic, the real one counted
    std::int64_t left_out = 0;             ///< tried, but without one
    PermutationP less, greater, two_sided; ///< at least as low; at least as high; at least as far from no difference
    std::optional<double> smallest_p;      ///< 1 / used
    std::optional<double> mean, standard_deviation, lower_95, median, upper_95;  ///< of the statistic over the assignments used (finite ones)
    std::vector<double> values;            ///< of all assignments used, sorted; infinite for ratios without bound
};

/// Randomisation inference: the statistic of the real assignment among those of all assignments that might have been.
///
/// Where all are tried, p is the share at least as extreme, the real one counted. Where a seeded sample is drawn, p = (1 + drawn ones at
/// least as extreme) / (1 + drawn ones): never 0. Two-sided: as far from no difference (|difference|, |log ratio|). A ratio with nothing on
/// its lower side is above every other; 0 / 0 is no statistic. Assignments that touch what was not watched are left out and counted.
/// The p value is exact if every assignment tried was as likely as the real one; who went where it was worst cannot claim that.
///
/// in      places 1 to 10,000, periods 1 to 10,000, cells at most 4,000,000; outcomes finite (0 or more for ratios), exposures > 0;
///         exhaustive_max 1 to 1,000,000; draws 19 to 1,000,000
/// errors  invalid  out of bounds, a treated place twice or unknown, nobody treated     limit
/// source  Fisher 1935, The Design of Experiments; Edgington & Onghena 2007, Randomization Tests, 4th ed.; add-one: Phipson & Smyth 2010,
///         Stat. Appl. Genet. Mol. Biol. 9:39; placebo in space and time: Abadie, Diamond & Hainmueller 2010, J. Am. Stat. Assoc. 105:493
Result<Permutation> permutation(PermutationInput const& input);

/// n choose k as a double, and the k-subset after `chosen` (ascending) in the order of words; false after the last.
double choose(std::size_t n, std::size_t k);
bool next_subset(std::vector<std::size_t>& chosen, std::size_t n);

}  // namespace accalmie
