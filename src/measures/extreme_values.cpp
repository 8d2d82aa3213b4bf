// SPDX-License-Identifier: Apache-2.0
#include "measures/likelihood_maximum.hpp"
#include "measures/return_period.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace accalmie {

namespace {

constexpr std::size_t values_max = 100'000, values_min = 3;
constexpr double small_shape = 1e-8;

/// Both depend on z = shape x y: w = log(1 + z) / shape, and its derivative by the shape.
struct Reduced {
    double w = 0, by_shape = 0, t = 1;
};

Reduced reduced(double y, double shape)
{
    double const z = shape * y;
    // Below this the differences lose more digits than these series.
    if (std::abs(z) < 1e-4) return {y * (1 - z / 2 + z * z / 3 - z * z * z / 4), y * y * (-0.5 + 2 * z / 3 - 3 * z * z / 4 + 4 * z * z * z / 5), 1 + z};
    double const w = std::log1p(z) / shape;
    return {w, (y / (1 + z) - w) / shape, 1 + z};
}

/// Log-likelihood of location, log scale and shape (Gumbel: the first two), with its gradient.
double log_likelihood(std::span<double const> values, std::vector<double> const& at, std::vector<double>& gradient)
{
    bool const has_shape = at.size() == 3;
    double const location = at[0], scale = std::exp(at[1]), shape = has_shape ? at[2] : 0;
    std::fill(gradient.begin(), gradient.end(), 0.0);
    double const impossible = -std::numeric_limits<double>::infinity();
    if (!std::isfinite(scale) || shape <= -1) return impossible;
    double sum = 0;
    for (double const value : values) {
        double const y = (value - location) / scale;
        if (1 + shape * y <= 0) return impossible;
        auto const [w, by_shape, t] = reduced(y, shape);
        double const passed = std::exp(-w), slope = 1 + shape - passed;
        sum -= at[1] + (1 + shape) * w + passed;
        gradient[0] += slope / (t * scale);
        gradient[1] += slope * y / t - 1;
        if (has_shape) gradient[2] -= w + slope * by_shape;
    }
    return sum;
}

/// Hosking's skewness of a generalised extreme value as a function of its shape k = -shape.
double skew_of(double k)
{
    if (std::abs(k) < 1e-7) return 2 * std::log(3.0) / std::numbers::ln2 - 3;
    return 2 * std::expm1(-k * std::log(3.0)) / std::expm1(-k * std::numbers::ln2) - 3;
}

/// The skewness falls with k, from 1 at k = -1 to below any sample's at large k.
double hosking_shape(double skew)
{
    double low = -1 + 1e-9, high = 60;
    for (int step = 0; step < 200; ++step) {
        double const middle = (low + high) / 2;
        (skew_of(middle) > skew ? low : high) = middle;
    }
    return (low + high) / 2;
}

ExtremeValues by_l_moments(LMoments const& moments, ExtremeFamily family)
{
    double const k = family == ExtremeFamily::gev ? hosking_shape(moments.skew.value_or(0)) : 0;
    if (std::abs(k) < small_shape) {
        double const scale = moments.scale / std::numbers::ln2;
        return {moments.mean - std::numbers::egamma * scale, scale, 0};
    }
    double const gamma = std::tgamma(1 + k);
    double const scale = moments.scale * k / (-std::expm1(-k * std::numbers::ln2) * gamma);
    return {moments.mean - scale * (1 - gamma) / k, scale, -k};
}

Result<void> check(std::span<double const> values)
{
    if (values.size() < values_min) return Error{Error::Kind::missing, "fewer than 3 values", {}, "give more years"};
    if (values.size() > values_max) return Error{Error::Kind::limit, "more than 100,000 values", {}, "give one a year"};
    for (double const value : values)
        if (!std::isfinite(value)) return Error{Error::Kind::invalid, "a value that is no number", {}, "leave the year out"};
    if (std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); })) return Error{Error::Kind::missing, "all values are equal: there is no spread to fit", {}, "is it a series of highest values?"};
    return {};
}

std::array<double, 9> unscaled(std::vector<double> const& covariance, std::size_t parameters, double unit, double scale)
{
    // Location and log scale of standardised values; the scale's own error is scale x that of its logarithm.
    std::array<double, 3> const factor{unit, scale, 1};
    std::array<double, 9> out{};
    for (std::size_t i = 0; i < parameters; ++i)
        for (std::size_t j = 0; j < parameters; ++j) out[i * 3 + j] = covariance[i * parameters + j] * factor[i] * factor[j];
    return out;
}

/// Likelihood of values brought to mean 0 and L-scale 1, begun at the L-moments.
Result<FittedExtremes> by_likelihood(std::span<double const> values, ExtremeFamily family, LMoments const& moments)
{
    std::vector<double> scaled(values.begin(), values.end());
    for (auto& value : scaled) value = (value - moments.mean) / moments.scale;
    LogLikelihood const function = [&](std::vector<double> const& at, std::vector<double>& gradient) { return log_likelihood(scaled, at, gradient); };
    auto const gumbel = by_l_moments({0, 1, moments.skew, moments.kurtosis}, ExtremeFamily::gumbel), gev = by_l_moments({0, 1, moments.skew, moments.kurtosis}, ExtremeFamily::gev);
    std::vector<double> unused(3), start{gev.location, std::log(gev.scale), gev.shape};
    // L-moments may put a value beyond the end of the distribution; Gumbel has none.
    if (!std::isfinite(log_likelihood(scaled, start, unused))) start = {gumbel.location, std::log(gumbel.scale), 0};
    if (family == ExtremeFamily::gumbel) start = {gumbel.location, std::log(gumbel.scale)};
    auto const maximum = maximise(function, start);
    bool const flat = maximum.covariance && maximum.largest_gradient < 1e-4 * static_cast<double>(values.size());
    if (!flat) return Error{Error::Kind::missing, "the likelihood has no maximum", {}, "too few years, or no extremes: take L-moments"};
    FittedExtremes fitted;
    fitted.values = {moments.mean + moments.scale * maximum.at[0], moments.scale * std::exp(maximum.at[1]), family == ExtremeFamily::gev ? maximum.at[2] : 0};
    fitted.covariance = unscaled(*maximum.covariance, maximum.at.size(), moments.scale, fitted.values.scale);
    return fitted;
}

}  // namespace

double extreme_at_most(ExtremeValues const& values, double level)
{
    double const y = (level - values.location) / values.scale;
    if (1 + values.shape * y <= 0) return values.shape > 0 ? 0 : 1;
    return std::exp(-std::exp(-reduced(y, values.shape).w));
}

double return_level(ExtremeValues const& values, double years)
{
    double const w = -std::log(-std::log1p(-1 / years));  // Gumbel's reduced variate
    double const stretched = std::abs(values.shape) < small_shape ? w : std::expm1(values.shape * w) / values.shape;
    return values.location + values.scale * stretched;
}

LMoments sample_l_moments(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    double const n = static_cast<double>(values.size());
    std::array<double, 4> b{};
    for (std::size_t at = 0; at < values.size(); ++at) {
        double weight = 1 / n;
        for (std::size_t order = 0; order < b.size(); ++order) {
            b[order] += weight * values[at];
            weight *= (static_cast<double>(at) - static_cast<double>(order)) / (n - 1 - static_cast<double>(order));
            if (at <= order) break;
        }
    }
    LMoments moments;
    moments.mean = b[0];
    if (values.size() < 2) return moments;
    moments.scale = 2 * b[1] - b[0];
    if (!(moments.scale > 0)) return moments;
    if (values.size() >= 3) moments.skew = (6 * b[2] - 6 * b[1] + b[0]) / moments.scale;
    if (values.size() >= 4) moments.kurtosis = (20 * b[3] - 30 * b[2] + 12 * b[1] - b[0]) / moments.scale;
    return moments;
}

Result<FittedExtremes> fit_extremes(std::span<double const> values, ExtremeFamily family, ExtremeFit fit)
{
    TRY(check(values));
    auto const moments = sample_l_moments({values.begin(), values.end()});
    if (!(moments.scale > 0)) return Error{Error::Kind::missing, "the values have no spread to fit", {}, "is it a series of highest values?"};
    FittedExtremes fitted;
    if (fit == ExtremeFit::likelihood) fitted = TRY(by_likelihood(values, family, moments));
    else fitted.values = by_l_moments(moments, family);
    fitted.l_moments = moments;
    std::vector<double> unused(3);
    double const likelihood = log_likelihood(values, {fitted.values.location, std::log(fitted.values.scale), fitted.values.shape}, unused);
    if (std::isfinite(likelihood)) fitted.log_likelihood = likelihood;
    return fitted;
}

}  // namespace accalmie
