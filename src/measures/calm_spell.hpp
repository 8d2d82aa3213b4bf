// SPDX-License-Identifier: Apache-2.0
// src/measures/calm_spell.hpp: how likely so long a spell without more than a few events is, at the place's own earlier rate.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// Events of one whole month that was under watch. Months without data are left out, never given as 0.
struct MonthCount {
    Month month;
    std::int64_t events = 0;
};

struct CalmSpellInput {
    std::vector<MonthCount> before;   ///< the baseline: months before the spell, any order, each once
    Day first{};                      ///< first day of the spell
    int days = 0;                     ///< length of the spell
    std::int64_t ceiling = 0;         ///< events that the spell may hold
    int minimum_months = 12;          ///< fewer months of baseline answer nothing
};

/// Why there is no likelihood.
enum class NoLikelihood : std::uint8_t { none, baseline_too_short, no_event_in_baseline };

struct CalmSpell {
    NoLikelihood no_likelihood = NoLikelihood::none;
    std::optional<double> poisson;            ///< P(at most `ceiling` events in `days` days), independent events at a steady rate
    std::optional<double> negative_binomial;  ///< the same where months vary more than that; equal to `poisson` if they do not
    double rate_per_30_days = 0;
    std::optional<double> dispersion;         ///< variance over mean of the monthly counts: 1 is Poisson, above 1 events come in clusters
    std::int64_t baseline_events = 0;
    int baseline_months = 0;
    std::optional<Month> baseline_first, baseline_last;
};

/// The chance of a spell of this length or longer, beginning on this day, had the earlier rate gone on. Not the chance that some spell of
/// this length occurs somewhere within years, which is larger; and no proof of a cause.
///
/// in      counts >= 0, at most 1e9; days 1 to 36,600; every month before the spell's first day, at most 2,400 months
/// out     chances in [0, 1]; the rate in events per 30 days
/// errors  invalid  a count below zero, a month twice or not before the spell, a length below 1     limit
/// source  Johnson, Kemp & Kotz 2005, Univariate Discrete Distributions, 3rd ed., ch. 4 and 5 (size by moments);
///         worked by hand in docs/methods/calm-spell.md
Result<CalmSpell> calm_spell(CalmSpellInput const& input);

}  // namespace accalmie
