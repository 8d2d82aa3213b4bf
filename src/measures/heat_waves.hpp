// SPDX-License-Identifier: Apache-2.0
// src/measures/heat_waves.hpp: runs of hot days in a daily series, by a fixed threshold, a percentile of the calendar day, or the excess heat factor.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// A day's temperatures, in C. A day that is not in the series, or without the value asked for, is unknown: it is not a cool day.
struct HeatDay {
    Day day{};
    std::optional<double> maximum, minimum;
};

enum class HeatWaveRule : std::uint8_t {
    absolute,       ///< at least the threshold
    percentile,     ///< above a percentile of the same five (or so) days of the calendar in the baseline, as ETCCDI's TX90p, TN90p and WSDI
    excess_factor,  ///< excess heat factor above 0
};

enum class HeatVariable : std::uint8_t { maximum, minimum, mean };  ///< mean: of both

struct HeatWaveSettings {
    HeatWaveRule rule = HeatWaveRule::percentile;
    HeatVariable variable = HeatVariable::maximum;  ///< not used by the excess heat factor, which takes the mean
    double threshold_c = 40;                        ///< of the absolute rule
    double percentile = 90;                         ///< of the percentile rule; of the daily mean for the excess heat factor (95)
    int window_days = 5;                            ///< around each day of the calendar: odd, 1 to 61
    int days_min = 6;                               ///< of a heat wave: 1 to 60 (WSDI 6); for the excess heat factor counted in windows of three days
    std::optional<int> baseline_first, baseline_last;  ///< years; nothing: all of the series
    int baseline_years_min = 10;
    int missing_days_max = 15;                      ///< of a year that still has figures (ETCCDI)
};

struct HeatWave {
    Day first{}, end{};        ///< half-open
    int days = 0;
    double mean_c = 0, highest_c = 0;
    double excess = 0;         ///< degree days above the threshold; for the excess heat factor its sum (C2), the heat load
    bool cut_by_gap = false;   ///< an unknown day stands before its first or after its last day: it may have been longer
    double severity = 0;       ///< excess heat factor only: its highest value over the 85th percentile of positive ones (severe from 1, extreme from 3)
};

struct HeatYear {
    int year = 0;
    int days_known = 0, days_missing = 0;
    std::optional<double> hot_percent;  ///< of the known days (TX90p without the bootstrap of the baseline's own years); nothing: too many days missing
    std::optional<int> wave_days;       ///< in waves of the year itself, cut at its ends (WSDI)
    int waves = 0;                      ///< that begin in it
};

struct HeatWaves {
    std::vector<HeatWave> waves;
    std::vector<HeatYear> years;
    std::vector<double> thresholds_c;              ///< percentile: of each day of a year of 365 days
    std::optional<double> threshold_c;             ///< absolute; excess heat factor: T95
    std::optional<double> severe_from;             ///< excess heat factor: 85th percentile of positive values
    std::vector<std::optional<double>> factors;    ///< excess heat factor of each day from the first to the last of the series
    Day first{}, end{};                            ///< of the series
    int baseline_first = 0, baseline_last = 0;     ///< years used
    std::vector<int> baseline_days_missing;        ///< of each of them
};

/// in      days rising, each once, gaps allowed, at most 200 years
/// errors  invalid  days that do not rise, a setting out of its bounds, a temperature outside -90 to 70 C     missing  fewer years in the baseline than asked, or a calendar day with
///         less than a tenth of its values     limit
/// source  Zhang et al. 2011, WIREs Clim. Change 2:851-870 (ETCCDI: TX90p, WSDI; thresholds as climdex.pcic: quantile 8 of Hyndman & Fan 1996, 29 February taken as the 28th);
///         Nairn & Fawcett 2015, Int. J. Environ. Res. Public Health 12:227-253 (three days from each day, the thirty days before; quantile 7)
Result<HeatWaves> heat_waves(std::span<HeatDay const> days, HeatWaveSettings const& settings);

}  // namespace accalmie
