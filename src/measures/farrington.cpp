// SPDX-License-Identifier: Apache-2.0
#include "measures/farrington.hpp"

#include "measures/count_quantiles.hpp"
#include "measures/reference_distributions.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace accalmie {

namespace {

Error wrong(char const* what, char const* where, char const* remedy) { return {Error::Kind::invalid, what, where, remedy}; }

Result<void> check_settings(FarringtonSettings const& settings)
{
    if (!(settings.alpha > 0 && settings.alpha < 1)) return wrong("a chance outside 0 to 1", "alpha", "give 0.01 or 0.05");
    if (!(settings.weights_threshold > 0) || !std::isfinite(settings.weights_threshold)) return wrong("a residual that is not above zero", "weights threshold", "give 2.58");
    if (!(settings.trend_p_below >= 0)) return wrong("a p value below zero", "p threshold of the trend", "give 0.05, or 1 to keep every trend");
    if (!(settings.cases_least >= 0) || settings.cases_weeks < 1 || settings.cases_weeks > 10'000) return wrong("a least number of cases below 0, or of weeks below 1", "limit", "give 5,4");
    return {};
}

std::optional<double> finite(double value) { return std::isfinite(value) ? std::optional<double>{value} : std::nullopt; }

double exponent_of(SkewTransform skew)
{
    switch (skew) {
    case SkewTransform::none: return 1;
    case SkewTransform::square_root: return 0.5;
    case SkewTransform::two_thirds: return 2.0 / 3;
    }
    return 1;
}

/// Standard deviation of the power of the count.
double power_error(SkewTransform skew, double mean, double tau)
{
    switch (skew) {
    case SkewTransform::none: return std::sqrt(mean * tau);
    case SkewTransform::square_root: return std::sqrt(tau / 4);
    case SkewTransform::two_thirds: return std::sqrt(4.0 / 9 * std::cbrt(mean) * tau);
    }
    return 0;
}

}  // namespace

std::string_view no_bound_code(NoBound reason)
{
    switch (reason) {
    case NoBound::none: return {};
    case NoBound::no_report: return "no_report";
    case NoBound::too_few_cases: return "too_few_cases";
    case NoBound::no_reference: return "no_reference";
    case NoBound::too_few_reference: return "too_few_reference";
    case NoBound::no_fit: return "no_fit";
    case NoBound::out_of_range: return "out_of_range";
    }
    return {};
}

Result<Farrington> Farrington::make(Rule rule, FarringtonSettings const& settings, SeriesTimes times)
{
    TRY(check_settings(settings));
    TRY(check_windows(times, settings.windows));
    return Farrington{rule, settings, std::move(times)};
}

Result<void> Farrington::turn_to(std::size_t week)
{
    if (week >= times_.length) return wrong("no such week in the series", "week", "count from the first row");
    if (week + 1 < static_cast<std::size_t>(settings_.cases_weeks)) return Error{Error::Kind::missing, "fewer weeks before this one than the least number of cases is counted in", "limit", "judge later weeks"};
    rows_ = TRY(rule_ == Rule::flexible ? seasonal_rows(times_, week, settings_.windows) : window_rows(times_, week, settings_.windows));
    week_ = week;
    return {};
}

NoBound Farrington::read_rows(std::span<double const> counts, std::span<double const> population)
{
    counts_.clear();
    time_.clear();
    log_exposure_.clear();
    ends_.clear();
    bool const by_population = settings_.exposure == Exposure::population;
    bool here = false;
    std::size_t row = 0;
    for (std::size_t group = 0; group < rows_.group_ends.size(); ++group) {
        auto const before = counts_.size();
        for (; row < rows_.group_ends[group]; ++row) {
            auto const at = rows_.at[row];
            if (std::isnan(counts[at])) continue;
            counts_.push_back(counts[at]);
            time_.push_back(rows_.time[row]);
            if (by_population) log_exposure_.push_back(std::log(population[at]));
        }
        if (counts_.size() == before) continue;
        if (group == rows_.group_now) {
            group_now_ = ends_.size();
            here = true;
        }
        ends_.push_back(counts_.size());
    }
    log_exposure_now_ = by_population ? std::log(population[week_]) : 0;
    time_now_ = rows_.time_now;
    // By date, R counts the time of the week judged from the first reference week that has a report, the others' from the first of all.
    if (rule_ == Rule::flexible && !times_.dates.empty() && !time_.empty()) time_now_ -= *std::min_element(time_.begin(), time_.end());
    if (!here) return NoBound::no_reference;
    if (counts_.size() < ends_.size() + 2) return NoBound::too_few_reference;
    model_.set(counts_, time_, log_exposure_, ends_);
    return NoBound::none;
}

/// Weeks with a large residual count by its inverse square; the weights add up to the number of weeks.
void Farrington::weigh_down(double spread)
{
    auto const residuals = model_.anscombe_residuals(spread);
    double const threshold = rule_ == Rule::flexible ? settings_.weights_threshold : 1;
    weights_.resize(residuals.size());
    double sum = 0;
    for (std::size_t row = 0; row < residuals.size(); ++row) {
        weights_[row] = residuals[row] > threshold ? 1 / (residuals[row] * residuals[row]) : 1;
        sum += weights_[row];
    }
    double const scale = static_cast<double>(residuals.size()) / sum;
    for (auto& weight : weights_) weight *= scale;
}

NoBound Farrington::fit(BlockTrend trend, BlockTrend& kept)
{
    kept = trend;
    model_.fit(trend, {});
    if (!model_.converged() && trend == BlockTrend::linear) {
        kept = BlockTrend::none;
        model_.fit(kept, {});
    }
    if (!model_.converged() && (rule_ == Rule::flexible || !std::isfinite(model_.dispersion()))) return NoBound::no_fit;
    if (settings_.past_outbreaks == PastOutbreaks::as_they_are) return NoBound::none;
    weigh_down(std::max(model_.dispersion(), 1.0));
    model_.fit(kept, weights_);
    return NoBound::none;
}

Farrington::Prediction Farrington::predicted(BlockTrend trend) const
{
    Prediction prediction;
    prediction.spread = std::max(model_.dispersion(), 1.0);
    prediction.trend = trend == BlockTrend::linear && model_.has_slope();
    // farringtonFlexible overwrites the working weights of its last fit with those of the past outbreaks, and predict() then takes the
    // dispersion from these: not what Noufaily et al. write, but the bounds that everyone compares with.
    bool const own = rule_ == Rule::flexible;
    double const dispersion = !own ? prediction.spread : settings_.past_outbreaks == PastOutbreaks::weighted_down ? model_.weighted_dispersion(weights_) : model_.dispersion();
    prediction.log_mean = model_.log_mean(group_now_, time_now_) + log_exposure_now_;
    prediction.log_error = std::sqrt(dispersion * model_.log_mean_variance(group_now_, time_now_));
    return prediction;
}

bool Farrington::trend_stays(Prediction const& with_trend)
{
    if (settings_.windows.years < 3 || !(std::exp(with_trend.log_mean) <= model_.largest_count())) return false;
    double const below = rule_ == Rule::flexible ? settings_.trend_p_below : 0.05;
    if (below > 1) return true;
    if (below <= 0) return false;
    bool const own = rule_ == Rule::flexible && settings_.past_outbreaks == PastOutbreaks::weighted_down;
    double const dispersion = own ? model_.weighted_dispersion(weights_) : model_.dispersion();
    double const t = std::abs(model_.slope()) / std::sqrt(dispersion * model_.slope_variance());
    if (below == 1) return t > 0;
    if (reach_degrees_ != model_.degrees()) {
        reach_degrees_ = model_.degrees();
        reach_ = student_reach(1 - below, reach_degrees_);
    }
    return t > reach_;
}

NoBound Farrington::predict(Prediction& prediction)
{
    BlockTrend kept = BlockTrend::none;
    if (auto const reason = fit(settings_.trend, kept); reason != NoBound::none) return reason;
    if (!(model_.degrees() > 0)) return NoBound::too_few_reference;
    prediction = predicted(kept);
    if (prediction.trend && !trend_stays(prediction)) {
        if (auto const reason = fit(BlockTrend::none, kept); reason != NoBound::none) return reason;
        prediction = predicted(BlockTrend::none);
    }
    return std::isfinite(prediction.log_mean) && std::isfinite(prediction.log_error) ? NoBound::none : NoBound::out_of_range;
}

void Farrington::bound_by_power(FarringtonWeek& week, Prediction const& prediction, bool enough) const
{
    double const mean = std::exp(prediction.log_mean), error = mean * prediction.log_error, power = exponent_of(settings_.skew);
    double const deviation = power_error(settings_.skew, mean, prediction.spread + error * error / mean);
    double const reach = normal_quantile(1 - (rule_ == Rule::flexible ? settings_.alpha : settings_.alpha / 2)) * deviation;
    double const center = std::pow(mean, power), high = std::pow(center + reach, 1 / power), low = std::pow(center - reach, 1 / power);
    double const upper = std::isnan(high) || low > high ? low : high;
    if (!std::isfinite(upper)) {
        week.no_bound = NoBound::out_of_range;
        return;
    }
    double const z = (std::pow(week.observed, power) - center) / deviation;
    bool const flexible = rule_ == Rule::flexible;
    if (!std::isnan(z)) week.chance = normal_at_most(flexible ? -z : z);
    week.score = finite((week.observed - mean) / (upper - mean));
    week.center = flexible ? finite(std::exp(mean + normal_quantile(1 - settings_.alpha) * error)) : std::nullopt;
    if (enough || !flexible) week.expected = mean;
    if (enough) week.upper = upper;
    else if (!flexible) week.upper = 0;
    week.alarm = enough && week.score && *week.score > 1 && (!flexible || week.observed != 0);
}

void Farrington::bound_by_quantile(FarringtonWeek& week, Prediction const& prediction, bool enough, FarringtonDetail detail) const
{
    double const above = settings_.threshold == ThresholdMethod::nb_plugin ? 0 : normal_quantile(1 - settings_.alpha) * prediction.log_error;
    double const center = std::exp(prediction.log_mean + above);
    auto const upper = count_quantile(1 - settings_.alpha, center, prediction.spread);
    if (!upper) {
        week.no_bound = NoBound::out_of_range;
        return;
    }
    week.score = finite((week.observed - prediction.log_mean) / (*upper - prediction.log_mean));
    week.center = center;
    if (detail == FarringtonDetail::full && center > 0 && !std::isnan(week.observed)) week.chance = finite(count_at_least(week.observed, center, prediction.spread));
    if (enough) {
        week.upper = upper;
        week.expected = std::exp(prediction.log_mean);
    }
    week.alarm = enough && week.score && *week.score > 1 && week.observed != 0;
}

void Farrington::bound(FarringtonWeek& week, Prediction const& prediction, bool enough, FarringtonDetail detail) const
{
    week.spread = prediction.spread;
    if (prediction.trend) week.slope = model_.slope();
    if (rule_ == Rule::of_1996 || settings_.threshold == ThresholdMethod::delta) bound_by_power(week, prediction, enough);
    else bound_by_quantile(week, prediction, enough, detail);
}

FarringtonWeek Farrington::judge(std::span<double const> counts, std::span<double const> population, FarringtonDetail detail)
{
    FarringtonWeek week;
    week.at = week_;
    week.observed = counts[week_];
    double cases = 0;
    for (std::size_t at = week_ + 1 - static_cast<std::size_t>(settings_.cases_weeks); at <= week_; ++at) cases += counts[at];
    bool const enough = cases >= settings_.cases_least;
    auto const too_few = std::isnan(cases) ? NoBound::no_report : NoBound::too_few_cases;
    week.no_bound = detail == FarringtonDetail::alarm && !enough ? too_few : read_rows(counts, population);
    Prediction prediction;
    if (week.no_bound == NoBound::none) week.no_bound = predict(prediction);
    if (week.no_bound == NoBound::none) bound(week, prediction, enough, detail);
    if (week.no_bound == NoBound::none && !enough) week.no_bound = too_few;
    return week;
}

}  // namespace accalmie
