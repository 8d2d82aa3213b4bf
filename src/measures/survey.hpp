// SPDX-License-Identifier: Apache-2.0
// src/measures/survey.hpp: means, shares and changes of a survey with weights, clusters and strata, and when a cell is too small to say.
#pragma once

#include "core/result.hpp"
#include "measures/distributions.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace accalmie {

/// What a stratum with one sampled cluster adds to the variance: within it there is no second cluster to differ from.
enum class LonelyCluster : std::uint8_t {
    adjust,   ///< its distance from the mean of the whole sample, squared: errs towards the wide side (the default)
    remove,   ///< nothing, as if it had been certain to be drawn
    average,  ///< what the other strata add on average
    refuse,   ///< no estimate
};

/// One answer of each person sampled, and how the person came into the sample. All lists have one length, or are empty where allowed.
struct SurveySample {
    std::vector<double> value;          ///< the answer; anything finite where `counted` is 0
    std::vector<std::uint8_t> counted;  ///< 1: the person answered and belongs to the part asked about; 0: sampled, but outside of it
    std::vector<double> weight;         ///< persons of the population that this one stands for, or anything in proportion; 0 leaves out
    std::vector<std::size_t> cluster;   ///< empty: each person was drawn alone. A cluster's number counts within its stratum only
    std::vector<std::size_t> stratum;   ///< empty: one stratum
};

/// Below these a cell is "too few to say".
struct SurveyLimits {
    std::size_t persons_min = 30;
    std::size_t clusters_min = 3;  ///< only where the sample has clusters
    double variation_max = 0.30;   ///< standard error over estimate
};

struct SurveySettings {
    double level = 0.95;
    LonelyCluster lonely = LonelyCluster::adjust;
    SurveyLimits limits;
};

enum class TooFew : std::uint8_t { none, nobody, persons, clusters, variation };

/// By what rule the interval was made.
enum class SurveyIntervalKind : std::uint8_t {
    none,         ///< no degree of freedom is left
    student,      ///< estimate and t times its standard error
    logit,        ///< the same on the logit scale, for shares: stays within 0 and 1
    exact_share,  ///< nobody or everybody: Clopper-Pearson at the effective sample size that the weights leave
};

struct SurveyEstimate {
    std::optional<double> estimate;        ///< nothing where nobody is counted
    std::optional<double> standard_error;  ///< Taylor linearisation, clusters drawn with replacement
    std::optional<Interval> interval;
    SurveyIntervalKind interval_kind = SurveyIntervalKind::none;
    std::size_t persons = 0;   ///< counted, with a weight above 0
    std::size_t clusters = 0;  ///< with such a person
    std::size_t strata = 0;
    std::int64_t degrees_of_freedom = 0;  ///< clusters less strata
    double weight_sum = 0;
    std::optional<double> design_effect;          ///< variance over that of as many persons drawn at random, one by one, with replacement
    std::optional<double> weighting_effect;       ///< Kish: persons * sum of squared weights / squared sum of weights
    std::optional<double> effective_sample_size;  ///< persons / design effect
    std::optional<double> variation;              ///< standard error / estimate; nothing at an estimate of 0
    TooFew too_few = TooFew::none;
};

/// A weighted mean of a part of a sample.
///
/// in      1 to 1,000,000 persons; weights finite, not below 0
/// out     in the answer's unit. Persons who are not counted still tell how many clusters were drawn, as in R survey's subset()
/// errors  invalid  lists of different length, a weight below 0, no weight above 0, a level outside 0 to 1, a lonely cluster under `refuse`     limit
/// source  Lohr 2010, Sampling: Design and Analysis, 2nd ed., ch. 9; Lumley 2010, Complex Surveys, ch. 2; Kish 1965, Survey Sampling
Result<SurveyEstimate> survey_mean(SurveySample const& sample, SurveySettings const& settings);

/// A weighted share: values are 0 or 1.
/// errors  as survey_mean; invalid  a counted value that is neither 0 nor 1
Result<SurveyEstimate> survey_share(SurveySample const& sample, SurveySettings const& settings);

/// Whether two waves drew their clusters anew, or went back to the same ones.
enum class SurveyWaves : std::uint8_t { independent, same_clusters };

struct SurveyChange {
    std::optional<double> change;  ///< later less earlier
    std::optional<double> standard_error;
    std::optional<Interval> interval;
    std::optional<double> statistic;  ///< change / standard error
    std::optional<double> p_value;    ///< two-sided, Student's t
    std::int64_t degrees_of_freedom = 0;
};

/// Change of a mean or share between two waves. With the same clusters (a panel of persons: each person a cluster of the same number in
/// both waves) what moves together in a cluster cancels; clusters of one wave only count as their own.
///
/// errors  as survey_mean
/// source  Kish 1965, ch. 12; Lohr 2010, ch. 9
Result<SurveyChange> survey_change(SurveySample const& earlier, SurveySample const& later, SurveyWaves waves, SurveySettings const& settings);

/// One item of a scale.
struct ScaleItem {
    double mean = 0, standard_deviation = 0;
    std::optional<double> item_rest_correlation;  ///< with the sum of the other items; nothing where one of the two never varies
    std::optional<double> alpha_if_dropped;       ///< nothing for scales of two items
};

struct ScaleReliability {
    std::size_t persons = 0;
    std::optional<double> alpha;  ///< nothing where the sum of the items never varies
    std::optional<Interval> interval;
    std::optional<double> standardised_alpha;  ///< of the correlations
    std::optional<double> mean_correlation;
    std::optional<double> omega;  ///< McDonald's, one factor by minimum residuals; nothing below three items or without a proper solution
    std::vector<ScaleItem> items;
};

/// Do these items measure one thing? Cronbach's alpha with Feldt's interval, each item against the rest, McDonald's omega.
///
/// in      items[i][person]: 2 to 100 items of 3 to 1,000,000 persons who answered all; unweighted
/// errors  invalid  lists of different length, fewer than 2 items or 3 persons, not a number     limit
/// source  Cronbach 1951, Psychometrika 16:297-334; Feldt 1965, Psychometrika 30:357-370; McDonald 1999, Test Theory
Result<ScaleReliability> scale_reliability(std::vector<std::vector<double>> const& items, double level);

}  // namespace accalmie
