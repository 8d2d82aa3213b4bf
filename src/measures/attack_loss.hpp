// SPDX-License-Identifier: Apache-2.0
// src/measures/attack_loss.hpp: consultations that did not take place in the days after an attack on a facility, against what was usual there.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// What is known of one week or month of one facility.
struct CarePeriod {
    Day first{}, last{};
    std::optional<std::int64_t> consultations = {};  ///< nothing: no report, or one without a total
    std::optional<int> open_days = {};               ///< nothing: every day of the period is taken as open
    bool known_closed = false;                       ///< no report, and others saw it closed on every day: no consultation took place
};

enum class UsualPeriods : std::uint8_t {
    just_before,   ///< the last ones before the window
    same_season,   ///< those that begin within three weeks (or one month) of the same day of the year, in earlier years
};

struct AttackLossOptions {
    int window_days = 30;                ///< from the day of the attack on, that day counted
    UsualPeriods usual = UsualPeriods::just_before;
    int usual_periods = 12;              ///< at most so many
    int usual_periods_min = 5;           ///< fewer: it cannot be said
    double level = 0.95;
    Day as_of{};                         ///< a period that is not over by then is not known
};

enum class NoLoss : std::uint8_t {
    none,             ///< there is an answer
    not_over,         ///< the window, or a period that it touches, is not over yet
    report_missing,   ///< a period that the window touches has no report, and nobody saw the facility closed
    usual_unknown,    ///< too few earlier periods with a report
    no_usual_care,    ///< nobody came before either: nothing could be lost
};
std::string_view no_loss_code(NoLoss reason);

/// Observed against usual in one window, or in windows that run into each other.
struct AttackLoss {
    std::vector<Day> attacks;            ///< in the window, the first of them begins it
    Day first{}, last{};                 ///< of the window
    int periods = 0;                     ///< that the window touches
    int missing = 0;                     ///< of them, without a report
    NoLoss reason = NoLoss::none;
    int usual_periods = 0;               ///< that the usual rests on
    std::optional<double> usual_a_day;   ///< consultations an open day
    std::optional<double> usual_open_share;  ///< median share of days open
    std::optional<double> dispersion;    ///< variance over mean of the usual periods, at least 1
    std::optional<double> observed;      ///< the last period counts by its share of days within the window
    std::optional<double> expected, expected_variance;
    std::optional<double> loss, lower, upper;      ///< expected less observed; below zero: more than usual
    std::optional<double> lost_while_closed, lost_while_open;  ///< loss = their sum
    std::optional<double> p_value;       ///< chance of so few consultations or fewer, had nothing changed
};

struct AttackLosses {
    std::vector<AttackLoss> by_attack;   ///< each with the whole of its own window, even where another's overlaps
    std::vector<AttackLoss> episodes;    ///< windows that touch one period are one: no day counts twice
};

/// Consultations lost after each attack on one facility, and in all without counting a day twice.
///
/// Usual: consultations an open day in earlier periods that no window touches, times the median share of days open, times the days of the
/// window's periods. Interval: of the count that these periods would have had (negative binomial by its two moments: the usual periods'
/// dispersion and what is not known of the rate), less what was observed.
///
/// in      periods of one kind in any order, at most 100,000, none overlapping; at most 1,000 attacks; window 1 to 366 days;
///         1 <= usual_periods_min <= usual_periods <= 1,000, usual_periods_min at least 2; 0 < level < 1
/// out     consultations
/// errors  invalid  periods that overlap or end before they begin, open days or consultations out of bounds, an option out of bounds     limit
/// source  McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., ch. 6 (quasi-Poisson with offset); prediction by moments: Farrington
///         et al. 1996, J. R. Stat. Soc. A 159:547-563; worked in docs/methods/attack-loss.md, beside R's glm
Result<AttackLosses> attack_losses(std::span<CarePeriod const> periods, std::span<Day const> attacks, AttackLossOptions const& options);

/// Of several facilities or episodes together: those that can be said, taken as independent.
struct LossSum {
    int said = 0, not_said = 0;
    double observed = 0, expected = 0, expected_variance = 0;
    std::optional<double> loss, lower, upper;    ///< nothing where none can be said
};

/// errors  invalid  a level outside (0, 1)
Result<LossSum> sum_losses(std::span<AttackLoss const> episodes, double level);

}  // namespace accalmie
