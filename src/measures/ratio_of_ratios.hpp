// SPDX-License-Identifier: Apache-2.0
// src/measures/ratio_of_ratios.hpp: difference in differences for counts: by what factor did events change here, beyond elsewhere?
#pragma once

#include "core/result.hpp"
#include "measures/difference_in_differences.hpp"
#include "measures/distributions.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// Why there is no ratio.
enum class NoRatioOfRatios : std::uint8_t {
    none,
    no_event_treated,  ///< no event in the treated rows: the ratio is 0, without an error of its own
    separated,         ///< effects alone can explain every event on one side: the ratio has no bound
    not_converged,
};

/// The four sums alone: given both margins the events of the treated after are noncentral hypergeometric, whatever the effects.
struct ExactRatioOfRatios {
    std::int64_t treated_after = 0, treated_before = 0, comparison_after = 0, comparison_before = 0;
    std::optional<double> ratio;   ///< (treated after / before) / (comparison after / before), each as a rate where exposures are given
    Interval exact, mid_p;
    double p_fall = 1;             ///< as few events of the treated after, or fewer, were the ratio 1
    double p_two_sided = 1, p_two_sided_mid = 1;  ///< twice the smaller tail
};

struct RatioOfRatios {
    std::optional<double> ratio;
    NoRatioOfRatios no_ratio = NoRatioOfRatios::none;
    Coefficient log_ratio;         ///< `classical`: Poisson variance; `robust`: of each row; `cluster`; t as in difference_in_differences
    std::vector<Coefficient> covariates;
    double deviance = 0, pearson_dispersion = 0, log_likelihood = 0;
    int iterations = 0;
    std::size_t rows = 0, rows_alone = 0, rows_without_event = 0;  ///< left out: their unit, or time, has no event at all
    std::size_t units = 0, times = 0, clusters = 0, treated_clusters = 0;
    std::optional<ExactRatioOfRatios> exact;  ///< all treated from one time on, every unit at every time, no covariates, no weights
};

/// Poisson pseudo maximum likelihood with unit and time effects: log mean = unit effect + time effect + log ratio * treated + covariates (+ log
/// exposure). Right if the mean is, whatever the variance; zeros need no constant. With one start and every unit at every time the ratio is
/// (sum treated after / before) / (sum comparison after / before).
///
/// in      outcomes whole and >= 0; exposure empty or above 0, one a row; as difference_in_differences otherwise
/// errors  invalid  those of difference_in_differences, an outcome that is not a count
/// source  Gourieroux, Monfort & Trognon 1984; Wooldridge 1999, J. Econometrics 90:77-97; Correia, Guimaraes & Zylkin 2020, Stata J. 20:95-115
///         (iterated weighted absorption); Fisher 1935, Cornfield 1956 (exact)
Result<RatioOfRatios> ratio_of_ratios(Panel const& panel, std::span<double const> exposure, double level);

/// in      counts 0 to 1,000,000; `factor`: what the ratio of ratios would be with equal rates (exposures treated after x comparison before over
///         treated before x comparison after), above 0
ExactRatioOfRatios exact_ratio_of_ratios(ExactRatioOfRatios const& counts, double factor, double level);

}  // namespace accalmie
