// SPDX-License-Identifier: Apache-2.0
// src/measures/farrington.hpp: is a week's count higher than the same weeks of earlier years allow? Farrington 1996 and its revision of 2013.
#pragma once

#include "measures/block_regression.hpp"
#include "measures/reference_weeks.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace accalmie {

enum class PastOutbreaks : std::uint8_t { as_they_are, weighted_down };
enum class Exposure : std::uint8_t { none, population };
enum class SkewTransform : std::uint8_t { none, square_root, two_thirds };
enum class ThresholdMethod : std::uint8_t {
    delta,      ///< prediction interval of a power of the count
    nb_plugin,  ///< quantile of the negative binomial at the expected count
    muan,       ///< quantile at the upper bound of the expected count
};

/// Defaults are those of farringtonFlexible in R's surveillance; the 1996 rule reads what it has of these.
struct FarringtonSettings {
    ReferenceWindows windows;
    PastOutbreaks past_outbreaks = PastOutbreaks::weighted_down;
    double weights_threshold = 2.58;  ///< weeks whose residual is larger are weighted down; 1 in 1996
    double alpha = 0.05;
    BlockTrend trend = BlockTrend::linear;
    double trend_p_below = 0.05;      ///< the trend stays where its p value is below; 1: always
    double cases_least = 5;           ///< fewer in the latest `cases_weeks`, this one counted: no alarm
    int cases_weeks = 4;
    SkewTransform skew = SkewTransform::two_thirds;
    ThresholdMethod threshold = ThresholdMethod::delta;
    Exposure exposure = Exposure::none;
};

/// Why a week has no bound.
enum class NoBound : std::uint8_t {
    none,               ///< it has one
    no_report,          ///< no count this week, or in the weeks that the least number of cases is counted in
    too_few_cases,      ///< fewer than the least number of cases: nothing to alarm about
    no_reference,       ///< no count in the weeks compared with
    too_few_reference,  ///< no more counts than parameters
    no_fit,             ///< the regression did not converge, with or without a trend
    out_of_range,       ///< a bound that is not a number: the expected count is too uncertain
};

std::string_view no_bound_code(NoBound reason);

/// One week. The names in brackets are those of R's surveillance.
struct FarringtonWeek {
    std::size_t at = 0;
    double observed = unreported;
    std::optional<double> upper;     ///< alarm above it [upperbound]
    std::optional<double> expected;  ///< [expected]
    std::optional<double> score;     ///< above 1: alarm; R takes the logarithm of the expected count in it for nb_plugin and muan, and so do we [score]
    std::optional<double> chance;    ///< of a count as high or higher; of a lower or equal one in 1996 [pvalue, pd]
    std::optional<double> center;    ///< [mu0Vector]: the mean that the threshold is taken at; for delta R's exp of a count, which means nothing
    std::optional<double> spread;    ///< variance over mean [phiVector]
    std::optional<double> slope;     ///< a week, on the log scale, where the trend stays [trendVector]
    bool alarm = false;
    NoBound no_bound = NoBound::none;
};

/// How much of a week's answer is wanted.
enum class FarringtonDetail : std::uint8_t {
    full,
    alarm,  ///< no fit where there are too few cases for an alarm, and no chance
};

/// One judge for many series of the same weeks: nothing is allocated from the second series on. Not for two threads at once.
class Farrington {
public:
    enum class Rule : std::uint8_t { of_1996, flexible };

    /// errors  invalid  a setting outside its bounds, dates that do not rise
    static Result<Farrington> make(Rule rule, FarringtonSettings const& settings, SeriesTimes times);

    /// The week to judge.
    /// errors  missing  the series does not go back far enough     invalid  no such place, more seasons than fit
    Result<void> turn_to(std::size_t week);

    /// One series in that week. counts: `times.length` values of 0 or more, or unreported; population: as many above 0, or empty.
    /// source  Farrington et al. 1996, JRSS A 159:547-563; Noufaily et al. 2013, Statist. Med. 32:1206-1222; numbers as those of R's surveillance
    ///         1.20.3 (Salmon, Schumacher & Hoehle 2016, J. Stat. Softw. 70(10)), its peculiarities included: docs/methods/farrington.md
    FarringtonWeek judge(std::span<double const> counts, std::span<double const> population, FarringtonDetail detail = FarringtonDetail::full);

private:
    struct Prediction {
        double log_mean = 0, log_error = 0, spread = 1;
        bool trend = false;
    };
    Farrington(Rule rule, FarringtonSettings const& settings, SeriesTimes times) : rule_(rule), settings_(settings), times_(std::move(times)) {}
    NoBound read_rows(std::span<double const> counts, std::span<double const> population);
    NoBound fit(BlockTrend trend, BlockTrend& kept);
    void weigh_down(double spread);
    NoBound predict(Prediction& prediction);
    Prediction predicted(BlockTrend trend) const;
    bool trend_stays(Prediction const& with_trend);
    void bound(FarringtonWeek& week, Prediction const& prediction, bool enough, FarringtonDetail detail) const;
    void bound_by_power(FarringtonWeek& week, Prediction const& prediction, bool enough) const;
    void bound_by_quantile(FarringtonWeek& week, Prediction const& prediction, bool enough, FarringtonDetail detail) const;

    Rule rule_;
    FarringtonSettings settings_;
    SeriesTimes times_;
    std::size_t week_ = 0;
    ReferenceRows rows_;
    BlockRegression model_;
    std::vector<double> counts_, time_, log_exposure_, weights_;
    std::vector<std::size_t> ends_;
    std::size_t group_now_ = 0;
    double log_exposure_now_ = 0, time_now_ = 0;
    double reach_degrees_ = -1, reach_ = 0;
};

}  // namespace accalmie
