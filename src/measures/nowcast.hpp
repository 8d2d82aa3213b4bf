// SPDX-License-Identifier: Apache-2.0
// src/measures/nowcast.hpp: how many cases have begun already but are not reported yet? From the delays of those that are.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// Cases of one epoch (day, week, month; 0 the first) that were reported `delay` epochs later.
struct DelayedCases {
    int epoch = 0;
    int delay = 0;
    std::int64_t cases = 0;
};

enum class NowcastMethod : std::uint8_t {
    bayes_truncated,    ///< chances of delay from reverse-time hazards, their uncertainty carried on
    bayes_untruncated,  ///< Dirichlet chances of delay from all delays seen, as if long ones had had the same time to appear (bayes.notrunc.bnb)
    lawless,            ///< reverse-time hazards, normal approximation
};

/// Which reports the delays are learnt from, where a window is given.
enum class DelayWindow : std::uint8_t {
    by_event,   ///< cases that began in the latest epochs (Hoehle & an der Heiden 2014)
    by_report,  ///< cases that were reported in them (Lawless 1994)
};

struct NowcastSettings {
    NowcastMethod method = NowcastMethod::bayes_truncated;
    int delay_max = 15;                              ///< longer delays count as this one
    std::optional<int> window;                       ///< epochs before now that delays are learnt from; nothing: all
    DelayWindow window_by = DelayWindow::by_event;
    double level = 0.95;
    double prior_cases = 0.1;                        ///< a delay, before any is seen (gd.prior.kappa); Bayes only
};

struct DelayShare {
    int delay = 0;
    double cases = 0;                ///< with this delay
    double at_risk = 0;              ///< with this delay or a shorter one, among the epochs where it could be seen
    std::optional<double> hazard;    ///< cases / at_risk: the chance of this delay given that it is not longer
    double reported = 1;             ///< share of the cases of an epoch that are reported after this delay
};

struct NowcastEpoch {
    int epoch = 0;
    std::int64_t reported = 0;
    double share = 1;                         ///< that is expected to be reported by now
    std::optional<double> expected;           ///< cases when all are reported; nothing: no delay this short was ever seen, or (Bayes) no mean exists
    std::optional<double> standard_error;     ///< Lawless only
    std::optional<double> median;
    std::optional<double> lower, upper;
    /// Lawless only: what R's surveillance 1.20.3 prints. Its variance leaves out that the delays are estimated (a line break drops the first of two terms),
    /// and its truncated normal divides without subtracting.
    std::optional<double> plain_standard_error, plain_median, plain_lower, plain_upper;
};

struct Nowcast {
    std::vector<DelayShare> delays;
    std::vector<NowcastEpoch> epochs;  ///< the latest delay_max + 1; what began earlier counts as fully reported
    std::int64_t cases = 0;
    std::int64_t longer_delays = 0;    ///< cases that were taken as delay_max
};

/// in      delays of 0 or more with epoch + delay <= now (others VERIFY); 1 <= delay_max <= min(now, 1,000); now at most 20,000
/// errors  invalid  a setting outside its bounds     missing  no case     limit  more than 1e9 cases
/// source  Lawless 1994, Can. J. Stat. 22:15-31; Hoehle & an der Heiden 2014, Biometrics 70:993-1002; product of beta variables by its first two
///         moments: Fan 1991, Commun. Stat. Theory 20:4043-4052
Result<Nowcast> nowcast(std::span<DelayedCases const> reports, int now, NowcastSettings const& settings);

}  // namespace accalmie
