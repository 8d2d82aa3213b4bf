// SPDX-License-Identifier: Apache-2.0
// src/measures/multiverse_synthetic.hpp: counts of places of a programme against a weighted mix of places that had none, and placebos in space.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace accalmie {

enum class SyntheticForm : std::uint8_t {
    control,                    ///< synthetic control, weights by the outcome before alone
    difference_in_differences,  ///< synthetic difference-in-differences: weights of places and of months, a level of its own
};

/// Events by place and month: the months before the window first, then those of the window.
struct SyntheticCounts {
    std::vector<std::vector<double>> treated, donors;
    std::size_t before = 0;
};

struct SyntheticAnswer {
    std::string_view refusal;              ///< "pool_too_small", "pre_period_too_short", "poor_fit", "expected_below_zero", "not_a_panel"; empty: it answers
    std::vector<double> weights;           ///< one a donor, sum 1
    std::vector<double> month_weights;     ///< one a month before; of synthetic difference-in-differences
    double intercept = 0;                  ///< that `synthetic` carries; 0 of synthetic control
    std::vector<double> treated, synthetic;///< mean events a place, every month
    double fit_rmspe = 0;                  ///< of the gaps before (synthetic difference-in-differences: around their mean)
    double effect = 0;                     ///< mean gap over the window: events a place and month
    std::optional<double> ratio;           ///< observed over synthetic, in the window
    double z = 0;                          ///< effect over its error, by the larger of the gaps before and Poisson's
};

/// How closely a fit was asked for: permutations and placebos take any, and their z divides by the gaps they have.
enum class SyntheticFitting : std::uint8_t { refuse_poor, take_any };

/// Refused: fewer donors than treated places and two more, or fewer than four; fewer than 12 months before; a fit that is poor: before
/// the window the mix misses the level by more than a tenth and by more than two standard errors (synthetic control: some places are out of its
/// reach), or the mean squared gap exceeds by a quarter the two paths' variances together, as if they had nothing in common.
/// in      counts of 0 or more, all series of one length, at least one month after `before`
/// source  synthetic_control.hpp, synthetic_did.hpp (the minimum itself, not the published steps towards it)
SyntheticAnswer synthetic_answer(SyntheticCounts const& counts, SyntheticForm form, SyntheticFitting fitting);

/// Donors in the part of the treated places.
struct SyntheticPlacebo {
    std::vector<std::size_t> donors;       ///< ascending; as many as were treated
    std::vector<double> gaps;              ///< their mean less that of their own mix, every month
    double z = 0;
    std::optional<double> ratio;
};

/// Every set of as many donors as were treated, or 99 drawn ones; each is fitted by the donors that remain, those treated left out.
std::vector<SyntheticPlacebo> placebos_in_space(SyntheticCounts const& counts, SyntheticForm form, std::uint64_t seed);

/// Share of placebos whose z is at or below, the real one counted.
double placebo_p(double z, std::vector<SyntheticPlacebo> const& placebos);

}  // namespace accalmie
