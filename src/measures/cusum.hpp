// SPDX-License-Identifier: Apache-2.0
// src/measures/cusum.hpp: small rises that stay: the sum of what counts exceed their mean by, week after week.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// How counts are made to resemble a standard normal.
enum class CusumTransform : std::uint8_t { standard, rossi, anscombe, anscombe_second, pearson_negative_binomial, anscombe_negative_binomial, none };

enum class CusumMean : std::uint8_t {
    of_before,  ///< mean of all counts before the first judged
    given,      ///< a number
    seasonal,   ///< Poisson regression of the counts before on one harmonic of the year
};

struct CusumSettings {
    double reference = 1.04;  ///< k: what a standardised count may exceed without being added
    double limit = 2.26;      ///< h: alarm where the sum reaches it
    CusumMean mean = CusumMean::of_before;
    double given_mean = 0;
    CusumTransform transform = CusumTransform::standard;
    double alpha = 0.1;       ///< of the negative binomial transforms: variance = mean + alpha x mean^2
    int per_year = 52;        ///< of the harmonic
    int start_epoch = 1;      ///< epoch of the year of the first count, for the harmonic
};

struct CusumPlace {
    std::size_t at = 0;
    double observed = 0;
    double expected = 0;          ///< the mean
    double sum = 0;               ///< after this place
    std::optional<double> upper;  ///< the count from which on there is an alarm; for the negative binomial Anscombe transform and none R gives h less the
                                  ///< sum instead, and so do we
    bool alarm = false;
};

/// Each place from `first` to before `end`. The sum does not begin anew after an alarm.
///
/// in      counts of 0 or more, all there; 1 <= first <= end <= counts
/// errors  invalid  a setting outside its bounds, a mean of zero, a count that is missing     missing  too few counts before `first` for the mean asked for
/// source  Page 1954, Biometrika 41:100-115; Rossi, Lampugnani & Marchi 1999, Statist. Med. 18:2111-2122; as algo.cusum of R's surveillance
Result<std::vector<CusumPlace>> cusum(std::span<double const> counts, std::size_t first, std::size_t end, CusumSettings const& settings);

}  // namespace accalmie
