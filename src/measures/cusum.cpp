// SPDX-License-Identifier: Apache-2.0
#include "measures/cusum.hpp"

#include "measures/count_regression.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace accalmie {

namespace {

constexpr double third = 1.0 / 3;

double two_thirds(double value) { return std::pow(value, 2 * third); }

/// Integral from 0 to `count` of (t + alpha t^2)^(-1/3): what makes the variance of a negative binomial count nearly one. R looks the
/// hypergeometric function in it up in a table and is right to three digits; this is exact.
double variance_made_even(double count, double alpha)
{
    if (count <= 0) return 0;
    if (alpha <= 0) return 1.5 * two_thirds(count);
    // The substitution t = u^3 takes the singular end away; 64 Gauss points of two panels would do, Simpson with 2,000 is exact to 1e-10.
    constexpr int panels = 2000;
    double const top = std::cbrt(count), step = top / panels;
    auto const at = [alpha](double u) { return 3 * u / std::cbrt(1 + alpha * u * u * u); };
    double sum = at(0) + at(top);
    for (int panel = 1; panel < panels; ++panel) sum += (panel % 2 == 1 ? 4 : 2) * at(panel * step);
    return sum * step / 3;
}

double standardised(double x, double m, CusumSettings const& settings)
{
    double const alpha = settings.alpha;
    switch (settings.transform) {
    case CusumTransform::standard: return (x - m) / std::sqrt(m);
    case CusumTransform::rossi: return (x - 3 * m + 2 * std::sqrt(x * m)) / (2 * std::sqrt(m));
    case CusumTransform::anscombe: return 1.5 * (two_thirds(x) - two_thirds(m)) / std::pow(m, 1.0 / 6);
    case CusumTransform::anscombe_second: return (two_thirds(x) - (two_thirds(m) - 1 / std::cbrt(m) / 9)) / (2 * third * std::pow(m, 1.0 / 6));
    case CusumTransform::pearson_negative_binomial: return (x - m) / std::sqrt(m + alpha * m * m);
    case CusumTransform::anscombe_negative_binomial: return (variance_made_even(x, alpha) - variance_made_even(m, alpha)) / std::pow(m + alpha * m * m, 1.0 / 6);
    case CusumTransform::none: return x;
    }
    return x;
}

/// The count that takes the sum `before` to the limit.
double count_at_limit(double m, double before, double after, CusumSettings const& settings)
{
    double const h = settings.limit, k = settings.reference, room = h + k - before, root = std::sqrt(m), alpha = settings.alpha;
    auto const back = [&](double center) {
        double const base = 2 * third * std::pow(m, 1.0 / 6) * room + center;
        return base < 0 ? 0 : std::pow(base, 1.5);
    };
    switch (settings.transform) {
    case CusumTransform::standard: return std::ceil(root * room + m);
    case CusumTransform::rossi: return 2 * root * room + 5 * m - 2 * std::sqrt(4 * m * m + 2 * std::pow(m, 1.5) * room);
    case CusumTransform::anscombe: return back(two_thirds(m));
    // R puts the cube root of the mean here where its own transform divides by it.
    case CusumTransform::anscombe_second: return back(two_thirds(m) - std::cbrt(m) / 9);
    case CusumTransform::pearson_negative_binomial: return std::sqrt(m + alpha * m * m) * room + m;
    case CusumTransform::anscombe_negative_binomial:
    case CusumTransform::none: return h - after;
    }
    return 0;
}

Error wrong(char const* what, char const* where, char const* remedy) { return {Error::Kind::invalid, what, where, remedy}; }

Result<std::vector<double>> seasonal_means(std::span<double const> counts, std::size_t first, std::size_t end, CusumSettings const& settings)
{
    auto const angle = [&](std::size_t at) { return 2 * std::numbers::pi / settings.per_year * static_cast<double>(static_cast<std::size_t>(settings.start_epoch) + at); };
    CountDesign design;
    std::vector<double> cosine, sine;
    for (std::size_t at = 0; at < first; ++at) {
        cosine.push_back(std::cos(angle(at)));
        sine.push_back(std::sin(angle(at)));
    }
    design.add("intercept", std::vector<double>(first, 1));
    design.add("cosine", cosine);
    design.add("sine", sine);
    auto const fit = TRY(count_regression(design, counts.first(first), {}, CountFamily::poisson).at("mean"));
    if (fit.fit.outcome != CountOutcome::converged)
        return Error{Error::Kind::invalid, "no seasonal mean: " + std::string{count_outcome_code(fit.fit.outcome)}, "mean", "give a number, or leave m out"};
    auto const& b = fit.coefficients;
    std::vector<double> means;
    for (auto at = first; at < end; ++at) means.push_back(std::exp(b[0] + b[1] * std::cos(angle(at)) + b[2] * std::sin(angle(at))));
    return means;
}

Result<std::vector<double>> means_of(std::span<double const> counts, std::size_t first, std::size_t end, CusumSettings const& settings)
{
    if (settings.mean == CusumMean::seasonal) return seasonal_means(counts, first, end, settings);
    double mean = settings.given_mean;
    if (settings.mean == CusumMean::of_before) {
        double sum = 0;
        for (double const count : counts.first(first)) sum += count;
        mean = sum / static_cast<double>(first);
    }
    bool const is_used = settings.transform != CusumTransform::none;
    if (is_used && (!(mean > 0) || !std::isfinite(mean))) return wrong("a mean that is not above zero: nothing to hold the counts against", "m", "give m, or begin the range later");
    return std::vector<double>(end - first, mean);
}

Result<void> check(std::span<double const> counts, std::size_t first, std::size_t end, CusumSettings const& settings)
{
    if (!std::isfinite(settings.reference) || settings.reference < 0) return wrong("a reference value below zero", "k", "give 1.04");
    if (!std::isfinite(settings.limit) || !(settings.limit > 0)) return wrong("a limit that is not above zero", "h", "give 2.26");
    if (!std::isfinite(settings.alpha) || settings.alpha < 0) return wrong("an overdispersion below zero", "alpha", "give 0.1");
    if (settings.per_year < 2 || settings.per_year > 366 || settings.start_epoch < 0 || settings.start_epoch > 366) return wrong("a frequency outside 2 to 366", "freq", "give 52 for weeks");
    if (first > end || end > counts.size()) return wrong("places outside the series", "range", "count from the first row");
    if (first < 1) return Error{Error::Kind::missing, "no count before the first place", "range", "begin at place 2 or later"};
    for (double const count : counts.first(end))
        if (!(count >= 0) || !std::isfinite(count)) return wrong("a count that is missing or below zero", "observed", "a sum over weeks needs each of them: fill the gap or begin after it");
    return {};
}

}  // namespace

Result<std::vector<CusumPlace>> cusum(std::span<double const> counts, std::size_t first, std::size_t end, CusumSettings const& settings)
{
    TRY(check(counts, first, end, settings));
    auto const means = TRY(means_of(counts, first, end, settings));
    std::vector<CusumPlace> places;
    double sum = 0;
    for (auto at = first; at < end; ++at) {
        double const before = sum, m = means[at - first];
        sum = std::max(0.0, before + standardised(counts[at], m, settings) - settings.reference);
        CusumPlace place{at, counts[at], m, sum, std::nullopt, sum >= settings.limit};
        double const upper = count_at_limit(m, before, sum, settings);
        place.upper = std::isnan(upper) ? 0 : std::max(0.0, upper);
        places.push_back(place);
    }
    return places;
}

}  // namespace accalmie
